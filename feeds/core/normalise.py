"""From an entry to an item: clean text, canonical address, sane time, keys."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from feeds.core import fields, pictures
from feeds.core import text as texts
from feeds.core.fingerprint import both
from feeds.core.sensitive import warns
from feeds.model import Entry, Item, Picture

#: Entries dated earlier than this carry no usable date (1970 and the like).
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
#: How far into the future a publisher's clock may run.
AHEAD = timedelta(minutes=10)
MAX_TITLE = 400
#: Longer than this is no address of an article.
MAX_URL = 2_000
MAX_DESCRIPTION, MAX_CREDIT = 300, 120

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|igshid|ncid|cmpid|ref_src|at_(medium|campaign|custom\d?)|ocid|"
    r"_ga|wt\.\w+|xtor|spm)$",
    re.IGNORECASE,
)
#: A path in which nothing is to be escaped, as nearly all are.
_PLAIN = re.compile(r"[\w/:@!$&'()*+,;=~.%-]*", re.ASCII)
_CREDIT = re.compile(
    r"\b(?:originally published (?:by|in|on)|first published (?:by|in|on)|with reporting (?:by|from)|source:)\s+"
    r"(?P<named>[^.;()|\n]{2,80})|\((?P<agency>[A-Z][A-Za-z-]{1,30}|[A-Z][a-z]+ News Agency)\)\s*(?:[-–—]|$)",
    re.IGNORECASE,
)
#: What may follow a name in the same sentence: "and is reprinted with permission".
_PERMITTED = re.compile(
    r"\W+(?:(?:and|it)\s+)?(?:(?:is|was|has been)\s+)?(?:re)?(?:printed|published)\b.*$", re.IGNORECASE
)
_CREDIT_WORD = re.compile(
    r"^(?:(?:photo(?:graph|graphy)?|image|picture|foto|фото)(?:\s*(?:credit|by|courtesy of))?|credit)\s*[:：]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's entries that hold anything, and the items that they are."""

    entries: tuple[Entry, ...]
    keys: tuple[str, ...]  #: of each entry by itself, before one that several share is told apart
    items: list[Item]


def read(entries: Iterable[Entry], *, language: str | None, now: datetime) -> Reading:
    """The items of one document's entries, each with a key of its own; see ``normalise``."""
    return gather((entry, normalise(entry, language=language, now=now)) for entry in entries)


def gather(found: Iterable[tuple[Entry, Item | None]]) -> Reading:
    """What entries have become, each with a key of its own."""
    kept = [(entry, item) for entry, item in found if item is not None]
    items = [item for _, item in kept]
    return Reading(tuple(entry for entry, _ in kept), tuple(item.key for item in items), tell_apart(items))


def normalise(entry: Entry, *, language: str | None, now: datetime) -> Item | None:
    """The item of an entry; None where nothing is left of it to read.

    ``language`` is what feed or outlet declare; ``now`` stands in for a date that is missing, impossible or in the
    future.
    """
    title = texts.clean(entry.title)[:MAX_TITLE]
    text = texts.clean(entry.summary)
    if not title:
        title = text[:120].rsplit(" ", 1)[0] if len(text) > 120 else text
    if not title:
        return None
    url = canonical_url(entry.link) if entry.link else None
    published, dated = sane_time(entry.published, now=now)
    exact, near = both(title, text)
    return Item(
        key=(entry.guid or url or exact)[:1000],
        title=title,
        text=text,
        url=url,
        language=texts.language(entry.language or language, f"{title} {text}"),
        published_at=published,
        dated=dated,
        fingerprint=exact,
        signature=near,
        author=texts.clean(entry.author)[:200] or None if entry.author else None,
        credit=credit(text),
        pictures=_pictures(entry.pictures, sensitive=warns(title) or warns(text)),
    )


def _pictures(named: Iterable[Picture], *, sensitive: bool) -> tuple[Picture, ...]:
    """An entry's pictures with clean words; all are covered where the entry warns of what it shows."""
    known = ((picture, pictures.address(picture.url, "")) for picture in islice(named, pictures.KEPT))
    return tuple(
        _picture(picture, url, sensitive=sensitive) for picture, url in known if url and pictures.sized(picture)
    )


def _picture(picture: Picture, url: str, *, sensitive: bool) -> Picture:
    description = texts.clean(fields.text(picture.description))
    credited = _CREDIT_WORD.sub("", texts.clean(fields.text(picture.credit)))
    return replace(
        picture,
        url=url,
        description=description[:MAX_DESCRIPTION].rstrip() or None,
        credit=credited[:MAX_CREDIT].rstrip() or None,
        sensitive=picture.sensitive or sensitive or warns(description),
    )


def tell_apart(items: Iterable[Item]) -> list[Item]:
    """Items of one document with keys of their own: where a feed gives different texts one guid, the text joins the
    key, so that none is taken for a revision of another.
    """
    document = list(items)
    texts_of: dict[str, set[str]] = {}
    for item in document:
        texts_of.setdefault(item.key, set()).add(item.fingerprint)
    return [
        item if len(texts_of[item.key]) == 1 else replace(item, key=f"{item.key}#{item.fingerprint[:16]}")
        for item in document
    ]


def sane_time(published: datetime | None, *, now: datetime) -> tuple[datetime, bool]:
    """The publication time to use, and whether the feed's own was usable."""
    if published is None or published < EARLIEST:
        return now, False
    if published > now + AHEAD:
        return now, False
    return min(published, now), True


def credit(text: str) -> str | None:
    """Who wrote a text first, as the text itself says, near its beginning or its end."""
    for part in (text[:300], text[-300:]):
        if found := _CREDIT.search(part):
            return texts.squeeze(_PERMITTED.sub("", found["named"] or found["agency"]))
    return None


def canonical_url(url: str) -> str | None:
    """One spelling for an article's address: lower-case host, no fragment, no default port, no tracking parameters.

    Idempotent; never changes the host; None for what is not an http or https address (RFC 3986, section 6.2.2).
    """
    if len(url) > MAX_URL:
        return None
    try:
        parts = urlsplit(texts.squeeze(url))
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None or _odd(host):
        return None
    scheme = parts.scheme.lower()
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None or port == {"http": 80, "https": 443}[scheme] else f"{host}:{port}"
    canonical = urlunsplit((scheme, netloc, _path(parts.path.rstrip()) or "/", _query(parts.query), ""))
    return canonical if len(canonical) <= MAX_URL else None


def _odd(host: str) -> bool:
    return any(not character.isprintable() or character in " <>\"'\\" for character in host)


def _query(query: str) -> str:
    """The query without what only says where the reader came from."""
    if not query:
        return ""
    return urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(pair[0])])


def _path(path: str) -> str:
    """The path with what may not stand in one escaped; escapes that are there stay as they are."""
    if _PLAIN.fullmatch(path):
        return path
    return quote(path, safe="/:@!$&'()*+,;=~-._%", errors="replace")
