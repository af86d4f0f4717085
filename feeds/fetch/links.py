"""Link headers (RFC 8288): pure; the fields' values in, what they link to out."""

import re
from collections.abc import Iterable, Iterator

from yarl import URL

MOST_LINKS = 100  #: of one response; some name every style sheet

_PARAMETER = re.compile(r'\s*;\s*([^\s=;,"<>]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?')
_ESCAPED = re.compile(r"\\(.)")


def hub_and_self(fields: Iterable[str], *, base: str) -> tuple[str | None, str | None]:
    """The hub and the canonical address that Link headers name for what was fetched from ``base`` (WebSub, §4).

    Of several hubs one is enough; the first that is asked by https is taken, else the first.
    """
    found: dict[str, list[str]] = {}
    for target, relations in _links(fields):
        address = _absolute(target, base)
        for relation in relations if address else ():
            found.setdefault(relation, []).append(address or "")
    hubs = found.get("hub", [])
    secure = (hub for hub in hubs if hub.startswith("https:"))
    return next(secure, hubs[0] if hubs else None), next(iter(found.get("self", [])), None)


def _links(fields: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Target and relation types of each link, several fields and several links in one field alike."""
    left = MOST_LINKS
    for field in fields:
        start = field.find("<")
        while start >= 0 and left:
            end = field.find(">", start)
            if end < 0:
                break
            parameters, place = _parameters(field, end + 1)
            if "anchor" not in parameters:  # that link is about something else
                yield field[start + 1 : end].strip(), parameters.get("rel", "").lower().split()
            left -= 1
            start = field.find("<", place)


def _parameters(field: str, place: int) -> tuple[dict[str, str], int]:
    """A link's parameters, of each name the first, and where they end."""
    found: dict[str, str] = {}
    while match := _PARAMETER.match(field, place):
        name, quoted, bare = match.groups()
        found.setdefault(name.lower(), bare or "" if quoted is None else _ESCAPED.sub(r"\1", quoted))
        place = match.end()
    return found, place


def _absolute(target: str, base: str) -> str | None:
    try:
        joined = URL(base).join(URL(target, encoded=True))
    except ValueError:
        return None
    return str(joined) if joined.scheme in {"http", "https"} and joined.host else None
