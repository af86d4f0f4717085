"""Lists of feeds: OPML, or a text file with an address a line; and the list that comes with the program.

In a text file a line is an address or, behind a tab, the outlet's name besides; empty lines and lines that begin with
``#`` do not count. In OPML the attributes of ``feeds.fetch.opml.NAMESPACE`` say what OPML cannot: ``outlet``,
``terms``, ``affiliation``, ``side``, ``country``, ``credit``, ``owner``, ``trust``, ``pictures``: ``yes`` where the
outlet's pictures may be shown beside its words, ``fulltext``: ``yes`` where its articles are read when its feeds give
stubs, ``excludes``: words, with semicolons between, that tell another's work, ``model``: ``yes`` or ``no`` where a
language model may or may not be given its text whatever its terms, and ``blocked``: ``yes`` where the law forbids
handing it on. What one outline says of an outlet holds for all its feeds. Lists of other programs name no outlets: an
outline's text stands in, with the host where feeds of several hosts are called the same. All that is wrong with a list
is reported together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from ipaddress import ip_network
from pathlib import Path

from yarl import URL

from feeds.core import fields
from feeds.core.addresses import spelt_out
from feeds.errors import FeedListError
from feeds.fetch.guard import why_url_refused
from feeds.fetch.opml import Outline, outlines
from feeds.model import Affiliation, FeedSeed, Outlet, Terms, Trust

_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))  # which networks are allowed is settled when it is fetched
_OURS = frozenset(
    {
        *("outlet", "terms", "affiliation", "side", "country", "credit", "owner", "trust"),
        *("pictures", "fulltext", "excludes", "model", "blocked"),
    }
)
_YES = "yes"
_BEFORE = b"\0\xef\xbb\xbf\xff\xfe \t\r\n"  # what may stand before markup, in UTF-16 as well
_VALUES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("terms", tuple(Terms)),
    ("affiliation", tuple(Affiliation)),
    ("trust", tuple(Trust)),
    ("pictures", (_YES, "no")),
    ("fulltext", (_YES, "no")),
    ("model", (_YES, "no")),
    ("blocked", (_YES, "no")),
)


@dataclass(frozen=True, slots=True)
class FeedList:
    """A list of feeds, each address once."""

    seeds: tuple[FeedSeed, ...]
    silent: frozenset[str]  #: outlets of which it says no more than names, homes and languages: all else is default


def read_feed_list(path: Path) -> tuple[FeedSeed, ...]:
    """The feeds of a list, each address once; raises ``FeedListError``."""
    return load_feed_list(path).seeds


def load_feed_list(path: Path) -> FeedList:
    """A list with what it does not say; raises ``FeedListError``."""
    try:
        document = path.read_bytes()
    except OSError as error:
        raise FeedListError(f"{path}: the file cannot be read ({error.strerror})") from error
    return _list(document, str(path))


def starter_list() -> tuple[FeedSeed, ...]:
    """The feeds that come with the program."""
    return _list(resources.files("feeds.models").joinpath("starter.opml").read_bytes(), "the starter list").seeds


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a list: where it stands, the feed's address, its outlet's name, and what is said of both."""

    where: str
    url: str
    outlet: str
    title: str | None = None
    home: str | None = None
    language: str | None = None
    beat: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)


def _list(document: bytes, name: str) -> FeedList:
    is_markup = document[:200].translate(None, _BEFORE).startswith(b"<")
    rows = _opml_rows(document, name) if is_markup else _text_rows(document, name)
    problems: list[str] = []
    addresses = [_address(row, problems) for row in rows]
    outlets = _outlets(rows, problems)
    if not rows:
        problems.append("there is no feed in it")
    if problems:
        raise FeedListError("\n  ".join((f"{name}:", *problems)) if problems[1:] else f"{name}: {problems[0]}")
    found: dict[str, FeedSeed] = {}
    for row, address in zip(rows, addresses, strict=True):
        found.setdefault(address, FeedSeed(address, outlets[row.outlet], row.title, row.beat))
    speaking = {row.outlet for row in rows if row.said.keys() - {"outlet"}}
    return FeedList(tuple(found.values()), frozenset(outlets) - speaking)


def _opml_rows(document: bytes, name: str) -> list[_Row]:
    rows = [_opml_row(outline) for outline in outlines(document, name=name)]
    hosts: dict[str, set[str]] = {}
    for row in rows:
        hosts.setdefault(row.outlet, set()).add(_host(row.url))
    return [
        row if "outlet" in row.said or len(hosts[row.outlet]) == 1 else _with_host(row)  # nothing else tells them apart
        for row in rows
    ]


def _with_host(row: _Row) -> _Row:
    return replace(row, outlet=f"{row.outlet} ({_host(row.url)})")


def _opml_row(outline: Outline) -> _Row:
    own, url = outline.own, outline.own["xmlurl"]
    label, outlet = own.get("text") or own.get("title"), outline.ours.get("outlet")
    return _Row(
        where=f"line {outline.line}" + (f", outline {label!r}" if label else ""),
        url=spelt_out(url) if url[:5].lower() == "feed:" else url,
        outlet=outlet or label or _host(url),
        title=own.get("title") or (None if label == outlet else label),
        beat=outline.folder,
        home=fields.address(own.get("htmlurl"), ""),
        language=fields.language(own.get("language")),
        said=outline.ours,
    )


def _text_rows(document: bytes, name: str) -> list[_Row]:
    try:
        lines = document.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise FeedListError(f"{name}: this is neither OPML nor a text in UTF-8") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        url, _, outlet = (part.strip() for part in line.partition("\t"))
        if url and not url.startswith("#"):
            rows.append(_Row(f"line {number}", url, outlet or _host(url)))
    return rows


def _host(url: str) -> str:
    try:
        return (URL(url).host or url).removeprefix("www.")
    except ValueError:
        return url


def _address(row: _Row, problems: list[str]) -> str:
    """The feed's address in one spelling, so that it is known again."""
    reason = why_url_refused(row.url, _ANYWHERE) or ("there is a space in it" if " " in row.url else None)
    if reason:
        shown = row.url.rpartition("@")[2]  # what stands before may be a password
        problems.append(f"{row.where}: {shown!r} is no address of a feed: {reason}")
        return row.url
    return str(URL(row.url).with_fragment(None))


def _outlets(rows: Iterable[_Row], problems: list[str]) -> dict[str, Outlet]:
    """The outlets by name, from what all their rows say together; empty where there are problems."""
    by_name: dict[str, list[_Row]] = {}
    for row in rows:
        by_name.setdefault(row.outlet, []).append(row)
        problems.extend(f"{row.where}: {problem}" for problem in _wrong(row.said))
    said = {name: _joined(group, problems) for name, group in by_name.items()}
    return {} if problems else {name: _outlet(group, said[name]) for name, group in by_name.items()}


def _wrong(said: Mapping[str, str]) -> list[str]:
    """What is wrong with the attributes of one row."""
    problems = [f"there is no attribute {key!r}" for key in sorted(said.keys() - _OURS)]
    problems += [
        f"{key} is {said[key]!r}, which is none of {', '.join(values)}"
        for key, values in _VALUES
        if key in said and said[key] not in values
    ]
    return problems


def _joined(rows: list[_Row], problems: list[str]) -> dict[str, str]:
    """What the rows of one outlet say of it."""
    facts: dict[str, str] = {}
    for row in rows:
        differing = [key for key in sorted(row.said) if facts.setdefault(key, row.said[key]) != row.said[key]]
        problems.extend(f"{row.where}: {key} is {row.said[key]!r} here, but {facts[key]!r} before" for key in differing)
    if facts.get("affiliation") == Affiliation.PARTY and "side" not in facts:
        problems.append(f"{rows[0].where}: affiliation is 'party', but no side is given")
    return facts


def _outlet(rows: list[_Row], said: Mapping[str, str]) -> Outlet:
    """The outlet; it has a language where all its feeds have the same one."""
    languages = {row.language for row in rows}
    return Outlet(
        name=rows[0].outlet,
        home=next((row.home for row in rows if row.home), None),
        language=languages.pop() if len(languages) == 1 else None,
        country=said.get("country"),
        affiliation=Affiliation(said.get("affiliation", Affiliation.INDEPENDENT)),
        side=said.get("side"),
        owner=said.get("owner"),
        terms=Terms(said.get("terms", Terms.EXCERPT)),
        credit=said.get("credit"),
        trust=Trust(said.get("trust", Trust.NORMAL)),
        pictures=said.get("pictures") == _YES,
        full_text=said.get("fulltext") == _YES,
        excludes=tuple(word for part in said.get("excludes", "").split(";") if (word := part.strip())),
        model=said["model"] == _YES if "model" in said else None,
        blocked=said.get("blocked") == _YES,
    )
