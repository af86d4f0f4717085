"""The chain as a file: JSON Lines (RFC 8259 one link a line), escaped to ASCII, so that any transfer leaves it whole.

What is written is read by every later version; ``v`` is the version of a line. Reading is strict, for who checks a
chain must not be shown what is not checked: a field that is unknown, twice there or oddly spelt is refused.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from feeds.core.chain_text import PUBLISHED, moment
from feeds.model import Link, PostKind, Unreadable

VERSION: Final = 1
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_STORY: Final = re.compile(r"([0-9A-Z]{4,16})?")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_ALWAYS: Final = frozenset({"v", "number", "story", "kind", "revision", "at", "digest", "previous", "hash"})
_SOMETIMES: Final = frozenset({"salt", "text", "erased_at", "erased_why"})
_LARGEST: Final = 2**63 - 1


def dump_link(link: Link) -> str:
    """A link as a line, with its line feed."""
    values: dict[str, object] = {
        "v": VERSION,
        "number": link.number,
        "story": link.public_id,
        "kind": link.kind.value,
        "revision": link.revision,
        "at": moment(link.at),
        "digest": link.digest,
        "previous": link.previous,
        "hash": link.hash,
        "salt": link.salt,
        "text": link.text,
        "erased_at": None if link.erased_at is None else moment(link.erased_at),
        "erased_why": link.erased_why,
    }
    return json.dumps({name: value for name, value in values.items() if value is not None}) + "\n"


def read_links(lines: Iterable[bytes]) -> Iterator[Link | Unreadable]:
    """The links that a file's lines hold, a line each; empty lines may stand at its end. Never raises for what a line
    holds.
    """
    empty = False
    for line in lines:
        if not line.strip():
            empty = True
            continue
        if empty:
            yield Unreadable("the line is empty")
        empty = False
        yield _read(line)


def _read(line: bytes) -> Link | Unreadable:
    try:
        values = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_without_doubles)
        return _link(values)
    except _OddError as odd:
        return Unreadable(str(odd))
    except (ValueError, RecursionError):
        cut = not line.endswith(b"\n") and line.lstrip(b"\xef\xbb\xbf").startswith(b"{")
        return Unreadable("the file ends in the middle of the line" if cut else "the line is not JSON", cut=cut)


class _OddError(ValueError):
    """JSON, but no link."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _OddError("a field stands twice in the line")
    return values


def _link(values: object) -> Link:
    if not isinstance(values, dict):
        raise _OddError("the line holds no link")
    if type(values.get("v")) is not int or values["v"] != VERSION:
        raise _OddError("the line is of another version than this program knows")
    if absent := sorted(_ALWAYS - values.keys()):
        raise _OddError(f"the line lacks: {', '.join(absent)}")
    if unknown := sorted(values.keys() - _ALWAYS - _SOMETIMES):
        raise _OddError(f"the line holds a field of no meaning: {unknown[0][:40]!r}")
    return Link(
        number=_whole(values, "number", least=1),
        public_id=_spelt(values, "story", _STORY),
        kind=_kind(values),
        revision=_whole(values, "revision", least=0),
        at=_time(values, "at"),
        digest=_spelt(values, "digest", _HASH),
        previous=_spelt(values, "previous", _HASH),
        hash=_spelt(values, "hash", _HASH),
        salt=_spelt(values, "salt", _SALT) if "salt" in values else None,
        text=_text(values, "text") if "text" in values else None,
        erased_at=_time(values, "erased_at") if "erased_at" in values else None,
        erased_why=_text(values, "erased_why") if "erased_why" in values else None,
    )


def _text(values: dict[str, Any], name: str) -> str:
    value = values[name]
    if not isinstance(value, str):
        raise _OddError(f"the line's {name!r} is no text")
    return value


def _spelt(values: dict[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = _text(values, name)
    if not form.fullmatch(value):
        raise _OddError(f"the line's {name!r} has not the form that it must have")
    return value


def _whole(values: dict[str, Any], name: str, *, least: int) -> int:
    value = values[name]
    if type(value) is not int or not least <= value <= _LARGEST:
        raise _OddError(f"the line's {name!r} is not a number that it can be")
    return value


def _kind(values: dict[str, Any]) -> PostKind:
    value = _text(values, "kind")
    if value not in PUBLISHED:
        raise _OddError("the line's 'kind' is none that is published")
    return PostKind(value)


def _time(values: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(_spelt(values, name, _TIME))
    except _OddError:
        raise
    except ValueError as error:
        raise _OddError(f"the line's {name!r} is no time") from error
