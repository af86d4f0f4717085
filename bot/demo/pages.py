"""The sample wire's pages for people, and its list of feeds for programs, as text."""

from datetime import UTC
from html import escape

from bot.demo.feeds import feed_url, home_url, published
from bot.demo.wire import Day, Feed, Outlet, Wire, WireEntry

OPML_NAMESPACE = "https://heliograph.example/opml"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
NOTICE = "Sample wire: invented. These outlets, countries and events do not exist."
STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 Georgia, "Noto Naskh Arabic", serif; max-width: 40rem; margin: 0 auto; padding: 1rem; }
.notice { font: 0.85rem/1.4 system-ui, sans-serif; background: #b45309; color: #fff; padding: .5rem .8rem;
  border-radius: .4rem; }
.outlet, .meta { font-family: system-ui, sans-serif; color: #6b7280; font-size: .9rem; }
h1 { line-height: 1.25; font-size: 1.7rem; margin: .4rem 0; }
a { color: inherit; }
li { margin: .4rem 0; }
"""


def article_page(outlet: Outlet, entry: WireEntry, day: Day) -> str:
    """The page behind an entry's link."""
    when = published(day, entry).astimezone(UTC)
    byline = f"{escape(entry.author)} · " if entry.author else ""
    text = entry.summary if entry.html else f"<p>{escape(entry.summary)}</p>"
    return _page(
        outlet.language,
        entry.title,
        f'<p class="outlet"><a href="{escape(home_url(day, outlet))}">{escape(outlet.name)}</a></p>\n'
        f"<article>\n<h1>{escape(entry.title)}</h1>\n"
        f'<p class="meta">{byline}<time datetime="{when.isoformat(timespec="seconds")}" dir="ltr">'
        f"{when:%Y-%m-%d %H:%M} UTC</time></p>\n{text}\n</article>",
    )


def outlet_page(wire: Wire, outlet: Outlet, minute: float, day: Day) -> str:
    """An outlet's front page: what it has published by that minute, newest first, and its feeds."""
    entries = (entry for feed in outlet.feeds for entry in wire.due(feed.id, minute))
    newest = sorted(entries, key=lambda entry: -entry.first_at)
    rows = "\n".join(f'<li><a href="{escape(entry.path)}">{escape(entry.title)}</a></li>' for entry in newest)
    feeds = " · ".join(
        f'<a href="{escape(feed_url(day, feed))}">{escape(feed.title)} ({feed.format})</a>' for feed in outlet.feeds
    )
    return _page(
        outlet.language,
        outlet.name,
        f'<h1>{escape(outlet.name)}</h1>\n<p class="meta">{escape(outlet.owner)} · {outlet.affiliation} · '
        f"{outlet.terms}</p>\n<ul>\n{rows}\n</ul>\n<p>{feeds}</p>",
    )


def index_page(wire: Wire, day: Day) -> str:
    """The list of outlets."""
    rows = "\n".join(
        f'<li><a href="{escape(home_url(day, outlet))}"><bdi>{escape(outlet.name)}</bdi></a> '
        f'<span class="meta">{escape(outlet.country)} · {outlet.affiliation} · {outlet.terms}</span></li>'
        for outlet in wire.outlets
    )
    return _page("en", "Sample wire", f'<h1>Sample wire</h1>\n<ul>\n{rows}\n</ul>\n<p><a href="/opml">OPML</a></p>')


def opml(wire: Wire, day: Day) -> str:
    """The feeds as OPML 2.0, each outline with what is known of its outlet."""
    outlines = (_outline(outlet, feed, day) for outlet in wire.outlets for feed in outlet.feeds)
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<opml version="2.0" xmlns:h="{OPML_NAMESPACE}">',
            "  <head>",
            "    <title>Sample wire (invented)</title>",
            "  </head>",
            "  <body>",
            *outlines,
            "  </body>",
            "</opml>",
            "",
        )
    )


def _outline(outlet: Outlet, feed: Feed, day: Day) -> str:
    attributes = {
        "text": feed.title,
        "title": feed.title,
        "type": "rss",
        "xmlUrl": feed_url(day, feed),
        "htmlUrl": home_url(day, outlet),
        "language": outlet.language,
        "h:outlet": outlet.name,
        "h:terms": outlet.terms,
        "h:affiliation": outlet.affiliation,
        "h:side": outlet.side,
        "h:country": outlet.country,
        "h:credit": outlet.credit,
        "h:owner": outlet.owner,
        "h:trust": outlet.trust,
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f"    <outline {written}/>"


def _page(language: str, title: str, body: str) -> str:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<p class="notice" lang="en" dir="ltr">{NOTICE}</p>\n{body}\n</body>\n</html>\n'
    )
