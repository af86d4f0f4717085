"""A feed of the sample wire as bytes: a pure function of the wire, the feed, the simulated minute and the day.

Five writers, one for each format, share one view of what the feed shows. What a format has no room for is left out:
RSS 0.92 has neither dates nor guids.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import Any

from bot.demo.wire import Day, Feed, Format, Outlet, Wire, WireEntry

CONTENT_TYPES = {
    Format.RSS20: "application/rss+xml",
    Format.RSS10: "application/rdf+xml",
    Format.RSS092: "text/xml",
    Format.ATOM: "application/atom+xml",
    Format.JSON: "application/feed+json",
}
DC = "http://purl.org/dc/elements/1.1/"
TRACKING_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered feed and what a conditional request asks about it."""

    content_type: str
    body: bytes
    #: real time of the last change
    changed: datetime

    @property
    def etag(self) -> str:
        """A strong entity tag, quotes included."""
        return f'"{sha256(self.body).hexdigest()[:24]}"'


@dataclass(frozen=True, slots=True)
class _View:
    """What a feed shows at one minute."""

    outlet: Outlet
    feed: Feed
    entries: tuple[WireEntry, ...]
    day: Day
    minute: float
    changed: datetime

    @property
    def home(self) -> str:
        return home_url(self.day, self.outlet)

    def page(self, entry: WireEntry) -> str:
        return self.day.base_url + entry.path

    def link(self, entry: WireEntry) -> str:
        if not self.feed.tracking:
            return self.page(entry)
        hour = int(self.minute) // TRACKING_MINUTES
        return f"{self.page(entry)}?utm_source=rss&utm_medium=feed&utm_campaign=hour-{hour:02d}"


def feed_url(day: Day, feed: Feed) -> str:
    """Where a feed is served."""
    return f"{day.base_url}/feeds/{feed.id}.{'json' if feed.format is Format.JSON else 'xml'}"


def home_url(day: Day, outlet: Outlet) -> str:
    """Where an outlet's front page is served."""
    return f"{day.base_url}/{outlet.id}"


def published(day: Day, entry: WireEntry) -> datetime:
    """The real time at which an entry first appeared, or its earlier date where it is stale."""
    return day.time(entry.first_at) - timedelta(hours=entry.age_hours)


def status(feed: Feed, minute: float) -> int:
    """The HTTP status with which a feed answers at that minute: 200, or 500 and 410 once it dies."""
    if feed.gone_at is not None and minute >= feed.gone_at:
        return 410
    return 500 if feed.fails_at is not None and minute >= feed.fails_at else 200


def render_feed(wire: Wire, feed: Feed, minute: float, day: Day) -> Document:
    """The feed as it is served at that minute; entries not yet due are absent."""
    changed = day.time(last_change(wire, feed, minute))
    view = _View(wire.outlet(feed.outlet), feed, wire.due(feed.id, minute), day, minute, changed)
    text = _WRITERS[feed.format](view)
    if feed.malformed:
        text = _cut_last_item(text, len(view.entries))
    body = text.encode(feed.encoding, "xmlcharrefreplace")
    return Document(f"{CONTENT_TYPES[feed.format]}; charset={feed.encoding}", body, changed)


def last_change(wire: Wire, feed: Feed, minute: float) -> float:
    """The minute at which what the feed shows has changed last."""
    moments = [entry.at for entry in wire.entries if entry.feed == feed.id and entry.at <= minute]
    if feed.tracking and moments:
        moments.append(int(minute) // TRACKING_MINUTES * TRACKING_MINUTES)
    return max(moments, default=0)


def _cut_last_item(text: str, items: int) -> str:
    """The document up to the middle of its last item's description."""
    if not items:
        return text
    start, end = text.rindex("<description>"), text.rindex("</description>")
    return text[: (start + end) // 2]


def _markup(entry: WireEntry) -> str:
    """The summary as HTML."""
    return entry.summary if entry.html else escape(entry.summary, quote=False)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _description(feed: Feed, entry: WireEntry) -> str:
    if feed.cdata:
        return f"<description><![CDATA[{_markup(entry).replace(']]>', ']]&gt;')}]]></description>"
    return _tag("description", _markup(entry))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part) + "\n"


def _declaration(feed: Feed) -> str:
    return f'<?xml version="1.0" encoding="{feed.encoding}"?>'


def _rfc822(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC))


def _rfc3339(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _channel(view: _View, language: str) -> tuple[str, ...]:
    """What the channel of each kind of RSS begins with; `language` names the element that it has for it."""
    return (
        _tag("title", view.feed.title),
        _tag("link", view.home),
        _tag("description", f"Sample wire, invented: {view.outlet.name}"),
        _tag(language, view.outlet.language),
    )


def _rss20(view: _View) -> str:
    return _lines(
        _declaration(view.feed),
        f'<rss version="2.0" xmlns:dc="{DC}">',
        "<channel>",
        *_channel(view, "language"),
        _tag("lastBuildDate", _rfc822(view.changed)),
        *(_rss20_item(view, entry) for entry in view.entries),
        "</channel>",
        "</rss>",
    )


def _rss20_item(view: _View, entry: WireEntry) -> str:
    guid = f'<guid isPermaLink="false">{escape(entry.guid)}</guid>'
    date = _tag("pubDate", _rfc822(published(view.day, entry))) if entry.dated else ""
    return _item(view, entry, "<item>", guid, date, _creator(entry))


def _item(view: _View, entry: WireEntry, opening: str, *extras: str) -> str:
    """An item of any kind of RSS; `extras` is what this kind has besides, empty where the entry lacks it."""
    parts = (
        opening,
        _tag("title", entry.title),
        _tag("link", view.link(entry)),
        *extras,
        _description(view.feed, entry),
        "</item>",
    )
    return "\n".join(part for part in parts if part)


def _creator(entry: WireEntry) -> str:
    return _tag("dc:creator", entry.author) if entry.author else ""


def _rss092(view: _View) -> str:
    return _lines(
        _declaration(view.feed),
        '<rss version="0.92">',
        "<channel>",
        *_channel(view, "language"),
        *(_item(view, entry, "<item>") for entry in view.entries),
        "</channel>",
        "</rss>",
    )


def _rss10(view: _View) -> str:
    order = (f'<rdf:li rdf:resource="{escape(view.page(entry))}"/>' for entry in view.entries)
    return _lines(
        _declaration(view.feed),
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
        f'  xmlns="http://purl.org/rss/1.0/" xmlns:dc="{DC}">',
        f'<channel rdf:about="{escape(feed_url(view.day, view.feed))}">',
        *_channel(view, "dc:language"),
        f"<items><rdf:Seq>{''.join(order)}</rdf:Seq></items>",
        "</channel>",
        *(_rss10_item(view, entry) for entry in view.entries),
        "</rdf:RDF>",
    )


def _rss10_item(view: _View, entry: WireEntry) -> str:
    opening = f'<item rdf:about="{escape(view.page(entry))}">'
    date = _tag("dc:date", _rfc3339(published(view.day, entry))) if entry.dated else ""
    return _item(view, entry, opening, date, _creator(entry))


def _atom(view: _View) -> str:
    return _lines(
        _declaration(view.feed),
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(view.outlet.language)}">',
        _tag("id", feed_url(view.day, view.feed)),
        _tag("title", view.feed.title),
        f'<link rel="self" href="{escape(feed_url(view.day, view.feed))}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(view.home)}"/>',
        _tag("updated", _rfc3339(view.changed)),
        f"<author>{_tag('name', view.outlet.name)}</author>",
        *(_atom_entry(view, entry) for entry in view.entries),
        "</feed>",
    )


def _atom_entry(view: _View, entry: WireEntry) -> str:
    kind = "html" if entry.html else "text"
    updated = view.day.time(entry.at) - timedelta(hours=entry.age_hours)
    return "\n".join(
        (
            "<entry>",
            _tag("id", entry.guid),
            _tag("title", entry.title),
            f'<link rel="alternate" type="text/html" href="{escape(view.link(entry))}"/>',
            *([_tag("published", _rfc3339(published(view.day, entry)))] if entry.dated else []),
            _tag("updated", _rfc3339(updated)),
            *([f"<author>{_tag('name', entry.author)}</author>"] if entry.author else []),
            f'<summary type="{kind}">{escape(entry.summary)}</summary>',
            "</entry>",
        )
    )


def _json(view: _View) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.feed.title,
        "home_page_url": view.home,
        "feed_url": feed_url(view.day, view.feed),
        "description": f"Sample wire, invented: {view.outlet.name}",
        "language": view.outlet.language,
        "items": [_json_item(view, entry) for entry in view.entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _json_item(view: _View, entry: WireEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.guid,
        "url": view.link(entry),
        "title": entry.title,
        "content_html" if entry.html else "content_text": entry.summary,
    }
    if entry.dated:
        item["date_published"] = _rfc3339(published(view.day, entry))
    if entry.at > entry.first_at:
        item["date_modified"] = _rfc3339(view.day.time(entry.at))
    if entry.author:
        item["authors"] = [{"name": entry.author}]
    return item


_WRITERS: dict[Format, Callable[[_View], str]] = {
    Format.RSS20: _rss20,
    Format.RSS10: _rss10,
    Format.RSS092: _rss092,
    Format.ATOM: _atom,
    Format.JSON: _json,
}
