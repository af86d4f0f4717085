"""A feed's document as entries: RSS 0.9x to 2.0, RDF and Atom by the quick tier (``quick``) where they are as they
should be and through feedparser where they are not, JSON Feed through ``jsonfeed``.

Promises: any bytes give either whole entries with problems in words, or a ``ParseError``; nothing else is raised. Half
an entry is never returned: a document that is cut in the middle is read up to the end of its last whole entry. Texts
may hold markup; links and the feed's home are absolute http or https addresses; times are in UTC. Both tiers give the
same values.

Time and memory are the caller's to limit (``feeds.fetch.workers``): a small document can keep any parser busy. A
process that only asks for documents to be parsed elsewhere does not import this module, which loads lxml; feedparser is
loaded when the first document needs it, and gets bytes alone, for a text it would take for an address and open.
"""

import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.sax import SAXException, SAXParseException

from feeds.core import enclosures, fields, jsonfeed, mediarss, quick, skips
from feeds.core.documents import Prepared, Trimmed, as_it_is, in_utf8, is_web_page, is_wide, prepare, trim
from feeds.errors import ParseError
from feeds.model import Entry, ParsedFeed

MOST_ENTRIES = 2000  #: a feed with more is cut to its first, which are the newest

# What feedparser and the standard library's parsers have been seen to raise on hostile documents. A programming error
# in this module would raise the same; the tests over the corpus would show it as feeds that yield nothing.
_FAILS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    SAXException,
    TypeError,
    ValueError,
)


def parse(document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
    """What the document holds; raises ``ParseError`` where nothing can be read."""
    return _parse(document, url, content_type, quickly=True)


def parse_thoroughly(document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
    """The same without the quick tier, for who compares the two."""
    return _parse(document, url, content_type, quickly=False)


def _parse(document: bytes, url: str, content_type: str | None, *, quickly: bool) -> ParsedFeed:
    try:
        data = as_it_is(document, content_type) if quickly else None
        found = _read_quickly(data, url) if data else None
        return _kept(found or _read_mended(document, url, content_type, tried=data if quickly else document))
    except _FAILS as error:
        raise ParseError(f"the document cannot be read ({type(error).__name__})", url=url) from error


def _read_mended(document: bytes, url: str, content_type: str | None, *, tried: bytes | None) -> ParsedFeed:
    """What it holds once it is mended; the quick tier may read it then, if it has not ``tried`` that before."""
    prepared = prepare(document, content_type)
    data = None if tried is document or is_wide(document) else in_utf8(prepared)
    found = _read_quickly(data, url) if data and data != tried else None
    found = found or _read(prepared, url)
    if found is None:
        raise ParseError(_what_it_is(prepared), url=url)
    return replace(found, problems=(*prepared.problems, *found.problems)) if prepared.problems else found


def _read_quickly(data: bytes, url: str) -> ParsedFeed | None:
    found = quick.read(data, url=url, most=MOST_ENTRIES)
    return replace(found, skips=skips.of_document(data)) if found else None


def _what_it_is(prepared: Prepared) -> str:
    if not prepared.data.strip():
        return "the document is empty"
    return "this is a web page, not a feed" if is_web_page(prepared.data) else "this is not a feed"


def _read(prepared: Prepared, url: str) -> ParsedFeed | None:
    if prepared.data.lstrip()[:1] in {b"{", b"["}:
        return jsonfeed.read(prepared.data.decode(prepared.charset or "utf-8", "replace"), url=url, most=MOST_ENTRIES)
    trimmed = trim(prepared.data, most=MOST_ENTRIES)
    result = _feedparse(trimmed.data, prepared.charset)
    if not result.get("version") and (not result["entries"] or is_web_page(prepared.data)):
        return None
    found = _feed(result, url, _trimming(trimmed) or _problems(result))
    return replace(found, skips=skips.of_document(trimmed.data))


def _trimming(trimmed: Trimmed) -> tuple[str, ...]:
    if trimmed.more:
        return (f"there are more than {MOST_ENTRIES} entries: the others were left out",)
    return ("the document is cut in the middle: only its whole entries were read",) if trimmed.cut else ()


def _feedparse(data: bytes, charset: str | None) -> Any:
    """What feedparser makes of it. It is not told the feed's address: it would resolve ids against it as well, and an
    entry's id must not change when the feed moves.
    """
    import feedparser.api  # noqa: PLC0415 - loaded where it is needed

    mediarss.install(feedparser.api)
    headers = {"content-type": "application/xml" + (f"; charset={charset}" if charset else "")}
    return feedparser.parse(
        io.BytesIO(data), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )


def _problems(result: Any) -> tuple[str, ...]:
    """What feedparser complains of, with the place in the document."""
    error = result.get("bozo_exception")
    if error is None:
        return ()
    line = f" at line {error.getLineNumber()}" if isinstance(error, SAXParseException) else ""
    said = error.getMessage() if isinstance(error, SAXException) else str(error)
    return (f"not well-formed{line}: {fields.text(said)}" if line else fields.text(said),)


def _feed(result: Any, url: str, problems: tuple[str, ...]) -> ParsedFeed:
    own = result["feed"]
    return ParsedFeed(
        entries=tuple(_entry(entry, own, url) for entry in result["entries"][: MOST_ENTRIES + 1]),
        problems=problems,
        title=fields.text(own.get("title")) or None,
        home=fields.address(own.get("link"), url),
        language=fields.language(own.get("language")),
        ttl=fields.minutes(own.get("ttl")),
        format=fields.text(result.get("version")) or None,
        hub=_linked(own, "hub", url),
        topic=_linked(own, "self", url),
    )


def _linked(feed: Any, relation: str, url: str) -> str | None:
    """The first address to which the feed itself, no entry of it, has such a link; https goes first."""
    links = [link for link in feed.get("links") or () if fields.text(link.get("rel")).lower() == relation]
    return fields.best_address((link.get("href") for link in links), url)


def _entry(entry: Any, feed: Any, url: str) -> Entry:
    texts, link = _texts(entry), _link(entry, url)
    return Entry(
        title=_title(entry) or mediarss.title(entry),
        summary=texts[0] or fields.text(entry.get("summary")) or mediarss.caption(entry),
        guid=fields.text(entry.get("id")) or None,
        link=link,
        published=_published(entry),
        author=fields.text(entry.get("author")) or None,
        language=_language(entry),
        pictures=enclosures.of_entry(entry, feed, url=url, link=link, texts=texts),
    )


def _title(entry: Any) -> str:
    """The title; what feedparser adds to it may be of one that stands deeper, in something else."""
    title, detail = fields.text(entry.get("title")), entry.get("title_detail")
    is_its_own = isinstance(detail, dict) and fields.text(detail.get("value")) == title
    return _marked(detail) if is_its_own else title


def _marked(detail: Any) -> str:
    """A text construct as markup. What is called plain is believed where the format (Atom) makes authors say so."""
    if not isinstance(detail, dict):
        return ""
    return fields.plain(detail.get("value")) if detail.get("type") == "text/plain" else fields.text(detail.get("value"))


def _texts(entry: Any) -> list[str]:
    """What the entry says about itself, the longest first: feeds give the same words short, long, or twice."""
    contents = [part for part in entry.get("content") or () if _is_text(part)]
    return sorted(map(_marked, (*contents, entry.get("summary_detail"))), key=len, reverse=True)


def _is_text(part: Any) -> bool:
    kind = str(part.get("type") or "text/html")
    return kind.startswith("text/") or "xhtml" in kind


def _link(entry: Any, url: str) -> str | None:
    """The entry's own link, else the first that leads to another form of it."""
    others = [link.get("href") for link in entry.get("links") or () if link.get("rel", "alternate") == "alternate"]
    guid = entry.get("id")  # feedparser takes an RSS guid for a link unless it says that it is none
    candidates = (fields.address(value, "" if value == guid else url) for value in (entry.get("link"), *others))
    return next((found for found in candidates if found), None)


def _published(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        parts = entry.get(name) if name in entry else None
        if parts and (found := fields.moment(*parts[:6])):
            return found
    return None


def _language(entry: Any) -> str | None:
    """What the entry says, else what holds where its title stands (xml:lang of an element around it counts)."""
    detail = entry.get("title_detail") or entry.get("summary_detail") or {}
    return fields.language(entry.get("language")) or fields.language(detail.get("language"))


def _kept(found: ParsedFeed) -> ParsedFeed:
    """The feed without entries that say nothing, and without more of them than are of use."""
    more, entries = len(found.entries) > MOST_ENTRIES, found.entries[:MOST_ENTRIES]
    speaking = tuple(entry for entry in entries if entry.title or entry.summary)
    if len(speaking) == len(found.entries):
        return found
    problems = list(found.problems)
    if silent := len(entries) - len(speaking):
        problems.append(
            f"{silent} entries have neither title nor text" if silent > 1 else "1 entry has neither title nor text"
        )
    if more:
        problems.append(f"there are more than {MOST_ENTRIES} entries: the others were left out")
    return replace(found, entries=speaking, problems=tuple(problems))
