"""Where sites have their feeds: addresses as people write them, usual places, and sites whose addresses tell."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from feeds.core import fields
from feeds.model import Candidate, Origin

#: Where many sites have their feed; the first that works is taken.
USUAL = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
    "/?feed=rss2",
    "/rss/news",
)
#: Where many sites have a news sitemap.
SITEMAPS = ("/sitemap_news.xml", "/news-sitemap.xml", "/sitemap-news.xml")

_NAMED = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_CHANNEL = re.compile(r"/channel/(UC[\w-]{10,40})")
_NO_FEEDS = {
    "t.me": "Telegram's channels have",
    "telegram.me": "Telegram's channels have",
    "x.com": "X has",
    "twitter.com": "X has",
    "facebook.com": "Facebook has",
    "instagram.com": "Instagram has",
    "threads.net": "Threads has",
    "tiktok.com": "TikTok has",
    "vk.com": "VK has",
    "linkedin.com": "LinkedIn has",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What an address tells of the site's feeds."""

    candidates: tuple[Candidate, ...] = ()
    note: str | None = None
    closed: bool = False  #: there is nothing to look for


def spelt_out(written: str) -> str:
    """An address as a person writes it, as one that can be fetched: ``example.org`` and ``feed://…`` among them."""
    text = written.strip().strip("<>")
    if text[:5].lower() == "feed:":
        text = text[5:].removeprefix("//")
        return text if _SCHEME.match(text) else f"http://{text}"
    return text if _SCHEME.match(text) else f"https://{text}"


def usual_places(url: str) -> tuple[Candidate, ...]:
    """Where a page's site may have its feed: below the page itself first, then at the root."""
    parts = _split(url)
    if parts is None:
        return ()
    below, _, last = parts.path.rstrip("/").rpartition("/")
    folder = below if "." in last else f"{below}/{last}".rstrip("/")
    places = [f"{folder}/feed", f"{folder}/rss.xml"] if folder else []
    return tuple(Candidate(_at(parts, place), Origin.GUESS) for place in dict.fromkeys((*places, *USUAL)))


def usual_sitemaps(url: str) -> tuple[str, ...]:
    """Where a site may have a news sitemap."""
    parts = _split(url)
    return tuple(_at(parts, place) for place in SITEMAPS) if parts else ()


def robots_of(url: str) -> str | None:
    """Where a site says what programs may do, and names its sitemaps."""
    parts = _split(url)
    return _at(parts, "/robots.txt") if parts else None


def named_sitemaps(robots: bytes) -> tuple[str, ...]:
    """The news sitemaps that a robots.txt names."""
    named = (found[1].decode("utf-8", "replace") for found in islice(_NAMED.finditer(robots[: 500 * 1024]), 1000))
    whole = (address for address in named if fields.address(address, "") and address.isprintable())
    return tuple(dict.fromkeys(address for address in whole if "news" in address.lower()))


def is_news_sitemap(document: bytes) -> bool:
    """Whether a document is a sitemap of news: a list of addresses for search engines."""
    head = document[: 64 * 1024]
    return b"<urlset" in head and b"sitemap-news" in head


def site(url: str) -> Site:
    """What the address alone tells."""
    parts = _split(url)
    if parts is None:
        return Site()
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    names = [name for name in parts.path.split("/") if name]
    if shut := _NO_FEEDS.get(host):
        return Site(note=f"{shut} no feeds: look for the outlet's own site.", closed=True)
    if host == "youtube.com":
        return _youtube(parts)
    found = _of_platform(host, names)
    if not found and len(names) == 1 and re.match("@.", names[0]):  # as on Mastodon
        found = (_at(parts, f"/{_path(names)}.rss"),)
    return _known(*found)


def _of_platform(host: str, names: list[str]) -> tuple[str, ...]:
    """The feeds of somebody's pages on a platform."""
    match host, names:
        case "reddit.com" | "old.reddit.com", ["r" | "user" | "u", _, *_]:
            return (f"https://www.reddit.com/{_path(names[:2])}/.rss",)
        case "github.com", [_, _, *_]:
            return tuple(f"https://github.com/{_path(names[:2])}/{what}.atom" for what in ("releases", "tags"))
        case "github.com", [_]:
            return (f"https://github.com/{_path(names)}.atom",)
        case "medium.com", [name, *_] if name != "feed":
            return (f"https://medium.com/feed/{_path([name])}",)
        case "bsky.app", ["profile", name, *_]:
            return (f"https://bsky.app/profile/{_path([name])}/rss",)
    return ()


def _youtube(parts: SplitResult) -> Site:
    feed = "https://www.youtube.com/feeds/videos.xml"
    if channel := _CHANNEL.match(parts.path):
        return _known(f"{feed}?channel_id={channel[1]}")
    if playlist := parse_qs(parts.query, max_num_fields=50).get("list"):
        return _known(f"{feed}?playlist_id={quote(playlist[0][:80])}")
    if parts.path.startswith("/feeds/"):
        return Site()
    return Site(note="Each YouTube channel has a feed; where none is found, give the address with /channel/UC… in it.")


def _known(*urls: str) -> Site:
    return Site(tuple(Candidate(url, Origin.SITE) for url in urls))


def _path(names: list[str]) -> str:
    return "/".join(quote(name, safe="@%~-._") for name in names)


def _split(url: str) -> SplitResult | None:
    """The parts of an address that has all of them."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _at(parts: SplitResult, path: str) -> str:
    return f"{parts.scheme}://{parts.netloc}{path}"
