"""Entries as the text of a feed."""

from collections.abc import Iterable
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from feeds.model import Entry


def render_rss(
    entries: Iterable[Entry],
    *,
    title: str = "A feed",
    link: str | None = None,
    language: str | None = None,
    ttl: int | None = None,
) -> bytes:
    """RSS 2.0; ``ttl`` in minutes."""
    channel = [_tag("title", title), _tag("link", link), _tag("language", language), _tag("ttl", ttl)]
    items = "".join(f"<item>{_rss_item(entry)}</item>\n" for entry in entries)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    return f"{head}{''.join(channel)}\n{items}</channel></rss>\n".encode()


def _rss_item(entry: Entry) -> str:
    guid = f'<guid isPermaLink="false">{escape(entry.guid)}</guid>' if entry.guid else ""
    return "".join(
        (
            _tag("title", entry.title),
            _tag("description", entry.summary),
            guid,
            _tag("link", entry.link),
            _tag("pubDate", entry.published and format_datetime(entry.published)),
            _tag("dc:creator", entry.author),
            _tag("dc:language", entry.language),
        )
    )


def render_atom(
    entries: Iterable[Entry], *, title: str = "A feed", link: str | None = None, language: str | None = None
) -> bytes:
    """Atom 1.0."""
    lang = f" xml:lang={quoteattr(language)}" if language else ""
    home = f"<link href={quoteattr(link)}/>" if link else ""
    items = "".join(f"<entry>{_atom_entry(entry)}</entry>\n" for entry in entries)
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{lang}>'
    return f"{head}{_tag('title', title)}{home}\n{items}</feed>\n".encode()


def _atom_entry(entry: Entry) -> str:
    author = f"<author>{_tag('name', entry.author)}</author>" if entry.author else ""
    link = f"<link href={quoteattr(entry.link)}/>" if entry.link else ""
    summary = f'<summary type="html">{escape(entry.summary)}</summary>' if entry.summary else ""
    published = _tag("published", entry.published and entry.published.isoformat())
    return _tag("title", entry.title) + summary + _tag("id", entry.guid) + link + published + author


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>" if value not in {None, ""} else ""
