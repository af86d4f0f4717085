"""OPML 2.0 as rows of attributes, and lists of feeds as OPML 2.0.

A document that is read is an operator's, but may come from anywhere: entities are refused. Folders become beats; of
folders in folders the names, from the outermost in, are joined by a slash, as in OPML's own ``category``, which stands
in where an outline is in no folder. What is written is read back as the same feeds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from feeds.errors import FeedListError
from feeds.model import Affiliation, FeedSeed, Outlet, Trust

NAMESPACE = "https://heliograph.example/opml"  #: of the attributes that OPML itself does not have
LONGEST_FOLDER, DEEPEST = 200, 100

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline that names a feed."""

    line: int
    own: Mapping[str, str]  #: OPML's attributes, names in lower case: programs differ in how they write them
    ours: Mapping[str, str]  #: those of our namespace
    folder: str | None = None  #: the names of the folders around it, else its first category


def outlines(document: bytes, *, name: str) -> list[Outline]:
    """The outlines with an ``xmlUrl``, in whatever folders; raises ``FeedListError``, naming the list as ``name``."""
    reader = _Reader()
    try:
        reader.parser.Parse(document, True)  # noqa: FBT003 - expat takes it by place alone
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise FeedListError(f"{name}: line {error.lineno}: this is not proper XML ({said})") from error
    except _Refused as error:
        raise FeedListError(f"{name}: line {reader.parser.CurrentLineNumber}: {error}") from error
    return reader.found


class _Refused(ValueError):
    pass


class _Reader:
    """Collects outlines while expat reads."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self._is_first = True
        self._folders: list[str] = []  # of every outline around, "" for those without a name

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_first and name != "opml":
            raise _Refused(f"this is <{name.rpartition(' ')[2]}>, not OPML")
        self._is_first = False
        if name == "outline":
            self._outline(attributes)

    def _outline(self, attributes: dict[str, str]) -> None:
        given = [(key.rpartition(" "), value.strip()) for key, value in attributes.items() if value.strip()]
        own = {local.lower(): value for (namespace, _, local), value in given if not namespace}
        ours = {local: value for (namespace, _, local), value in given if namespace == NAMESPACE}
        if "xmlurl" in own:
            folder = "/".join(filter(None, self._folders[:DEEPEST])) or _category(own.get("category", ""))
            self.found.append(
                Outline(self.parser.CurrentLineNumber, own, ours, folder[:LONGEST_FOLDER].strip() or None)
            )
        is_folder = "xmlurl" not in own
        self._folders.append((own.get("text") or own.get("title") or "") if is_folder else "")

    def _end(self, name: str) -> None:
        if name == "outline":
            self._folders.pop()

    def _entity(self, *_: object) -> None:
        raise _Refused("entity declarations are not read")


def _category(written: str) -> str:
    """The first of OPML's categories, which are set apart by commas: ``/world/africa`` or a bare word."""
    return written.partition(",")[0].strip().strip("/")


def opml(seeds: Iterable[FeedSeed], *, title: str, now: datetime) -> str:
    """A list of feeds as OPML: a folder for each beat, those without one behind them."""
    by_beat: dict[str, list[FeedSeed]] = {}
    for seed in seeds:
        by_beat.setdefault(seed.beat or "", []).append(seed)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<opml version="2.0" xmlns:hg="{NAMESPACE}">',
        f"  <head><title>{escape(_clean(title))}</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "  <body>",
    ]
    for beat, filed in sorted(by_beat.items(), key=lambda item: (not item[0], item[0])):
        rows = [f"<outline {_row(seed)}/>" for seed in filed]
        lines += _folder(beat, rows) if beat else [f"    {row}" for row in rows]
    return "\n".join((*lines, "  </body>", "</opml>", ""))


def _folder(beat: str, rows: list[str]) -> Iterator[str]:
    yield f"    <outline text={_quoted(beat)}>"
    yield from (f"      {row}" for row in rows)
    yield "    </outline>"


def _row(seed: FeedSeed) -> str:
    """An outline's attributes. Defaults are left out, but for the terms: what may be done with texts is always said."""
    outlet = seed.outlet
    told = {
        "text": seed.title or outlet.name,
        "title": seed.title,
        "type": "rss",
        "xmlUrl": seed.url,
        "htmlUrl": outlet.home,
        "language": outlet.language,
        **{f"hg:{name}": value for name, value in _said(outlet).items()},
    }
    return " ".join(f"{name}={_quoted(value)}" for name, value in told.items() if value)


def _said(outlet: Outlet) -> dict[str, str | None]:
    return {
        "outlet": outlet.name,
        "terms": outlet.terms,
        "affiliation": None if outlet.affiliation is Affiliation.INDEPENDENT else outlet.affiliation,
        "side": outlet.side,
        "country": outlet.country,
        "owner": outlet.owner,
        "credit": outlet.credit,
        "trust": None if outlet.trust is Trust.NORMAL else outlet.trust,
        "pictures": "yes" if outlet.pictures else None,
        "fulltext": "yes" if outlet.full_text else None,
        "excludes": "; ".join(outlet.excludes) or None,
        "model": None if outlet.model is None else "yes" if outlet.model else "no",
        "blocked": "yes" if outlet.blocked else None,
    }


def _quoted(value: str) -> str:
    return quoteattr(_clean(value))


def _clean(text: str) -> str:
    """Without what XML cannot carry."""
    return _NO_XML.sub("", text)
