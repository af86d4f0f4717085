"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) as the same values that XML feeds give."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from feeds.core import enclosures, fields
from feeds.model import Entry, ParsedFeed

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_NAMES = re.compile(r'jsonfeed\.org|"(?:feed|home_page)_url"')
_BETWEEN = re.compile(r"[\s,]*")


def read(document: str, *, url: str, most: int) -> ParsedFeed | None:
    """What the document holds, of more than ``most`` items the first and one more; None where it is no JSON Feed. Of a
    document that is cut, its whole items.
    """
    try:
        root = json.loads(document)
    except (ValueError, RecursionError):
        return _read_cut(document, url, most)
    if not isinstance(root, dict) or not isinstance(root.get("items"), list):
        return None
    known = "jsonfeed.org" in str(root.get("version"))
    return ParsedFeed(
        entries=tuple(_entry(item, url) for item in root["items"][: most + 1] if isinstance(item, dict)),
        problems=() if known else ("the version of JSON Feed is not given",),
        title=fields.text(root.get("title")) or None,
        home=fields.address(root.get("home_page_url"), url),
        language=fields.language(root.get("language")),
        format="json",
        hub=_hub(root.get("hubs"), url),
        topic=fields.address(root.get("feed_url"), url),
    )


def _hub(hubs: Any, url: str) -> str | None:
    """The first hub of the one kind that is spoken here."""
    known = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    ours = (hub for hub in known if fields.text(hub.get("type")).lower() == "websub")
    return next(filter(None, (fields.address(hub.get("url"), url) for hub in ours)), None)


def _read_cut(document: str, url: str, most: int) -> ParsedFeed | None:
    start = _ITEMS.search(document)
    if start is None or not _NAMES.search(document):
        return None
    entries = tuple(_entry(item, url) for item in islice(_whole_items(document, start.end()), most + 1))
    return ParsedFeed(entries, (f"the document is cut or broken behind entry {len(entries)}",), format="json")


def _whole_items(document: str, place: int) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    while True:
        between = _BETWEEN.match(document, place)
        try:
            item, place = decoder.raw_decode(document, between.end() if between else place)
        except (ValueError, RecursionError):
            return
        if isinstance(item, dict):
            yield item


def _entry(item: dict[str, Any], url: str) -> Entry:
    bodies = (
        fields.text(item.get("content_html")),
        fields.plain(item.get("content_text")),
        fields.plain(item.get("summary")),
    )
    link = fields.address(item.get("url"), url) or fields.address(item.get("external_url"), url)
    return Entry(
        title=fields.plain(item.get("title")),
        summary=max(bodies, key=len),
        guid=_guid(item.get("id")),
        link=link,
        published=fields.iso_moment(item.get("date_published")) or fields.iso_moment(item.get("date_modified")),
        author=_author(item),
        language=fields.language(item.get("language")),
        pictures=enclosures.of_json(item, url=url, link=link, markup=bodies[0]),
    )


def _guid(value: Any) -> str | None:
    """Ids are texts, but the standard asks to bear numbers."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return fields.text(str(value) if is_number else value) or None


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    candidates = [*authors, item.get("author")] if isinstance(authors, list) else [item.get("author")]
    names = [fields.text(author.get("name")) for author in candidates if isinstance(author, dict)]
    return ", ".join(name for name in names if name) or None
