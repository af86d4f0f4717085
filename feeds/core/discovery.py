"""The feeds that a web page names: bytes and address in, candidates in order out. Nothing is fetched here.

First what the page declares to be its feeds (``<link rel="alternate">`` of a feed's type), then links that look like
feeds, those of the same site first. Feeds of comments come last in each. Where else to look, ``addresses`` knows.
"""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from feeds.core import fields
from feeds.core import text as texts
from feeds.core.tags import Tag, tags
from feeds.model import Candidate, Origin

#: Candidates of either kind that are kept: a page with more lists other people's feeds.
MOST = 30
#: Longer than this is no address of a feed.
LONGEST = 2_000
LONGEST_TITLE = 120
#: Tags of a page that are looked at, of those that may matter.
MOST_TAGS = 20_000

#: Types that say "this is a feed"; JSON Feed's first version used that of any JSON.
FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/x.atom+xml",
        "application/x-atom+xml",
        "text/rss+xml",
        "text/atom+xml",
        "application/rss",
    }
)
#: Types that many things have; such a link counts where its address looks like a feed's.
VAGUE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})

_PATH = re.compile(r"(?:^|[/._-])(?:rss|atom|rdf|feeds?)(?:\d(?:\.\d)?)?(?:$|[/._-])", re.IGNORECASE)
_QUERY = re.compile(
    r"(?:^|[&;])(?:feed|format|type|output|outputtype|alt)=(?:rss2?|atom|rdf|xml|feed)\b", re.IGNORECASE
)
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico|css|js|pdf|mp3|mp4|zip|opml)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|komment|коммент|комент|yorum", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself and of its feeds."""

    candidates: tuple[Candidate, ...] = ()
    site: str | None = None  #: what it calls its site


def read_page(document: bytes, *, url: str, content_type: str | None) -> Page:
    """The page's feeds, in the order in which to try them. Any bytes give a page; most give an empty one."""
    reader = _Reader(url)
    for tag in islice(tags(document, content_type), MOST_TAGS):
        reader.take(tag)
    return Page(reader.candidates(), reader.site)


def is_about_comments(url: str, title: str | None) -> bool:
    """Whether this is a feed of what readers write."""
    return bool(_COMMENTS.search(f"{urlsplit(url).path} {title or ''}"))


def looks_like_a_feed(url: str) -> bool:
    """Whether an absolute address looks like a feed's."""
    parts = urlsplit(url)
    if _FILE.search(parts.path):
        return False
    host = (parts.hostname or "").split(".")[0]
    return bool(_PATH.search(parts.path) or _QUERY.search(parts.query)) or host in {"feeds", "rss"}


def akin(url: str, other: str) -> bool:
    """Whether two absolute addresses are of one site, subdomains among them."""
    one, two = ((urlsplit(address).hostname or "").removeprefix("www.") for address in (url, other))
    return one == two or one.endswith(f".{two}") or two.endswith(f".{one}")


class _Reader:
    """Collects what the tags of a page say."""

    def __init__(self, url: str) -> None:
        self._url = self._base = url
        self._has_base = False
        self._named: dict[str, Candidate] = {}
        self._links: dict[str, Candidate] = {}
        self.site: str | None = None

    def take(self, tag: Tag) -> None:
        """Note what one tag says."""
        match tag.name:
            case "base" if not self._has_base and tag.attributes.get("href"):
                self._has_base = True
                self._base = fields.address(tag.attributes["href"][:LONGEST], self._url) or self._url
            case "meta" if tag.attributes.get("property", "").lower() == "og:site_name" and self.site is None:
                self.site = _words(tag.attributes.get("content", ""))
            case "link" | "a":
                self._take_link(tag)

    def candidates(self) -> tuple[Candidate, ...]:
        """What was found: named ones, then links, of its own site first; those of comments behind each."""
        links = sorted(self._links.values(), key=lambda link: (not akin(link.url, self._url), _rank(link)))
        others = [link for link in links if link.url not in self._named]
        return (*sorted(self._named.values(), key=_rank), *others)

    def _take_link(self, tag: Tag) -> None:
        href = tag.attributes.get("href", "")
        if not href or len(href) > LONGEST:
            return
        declared = _declares(tag)
        if declared is None and tag.name != "a":
            return
        kept = self._links if declared is None else self._named
        if len(kept) >= MOST or (url := _address(href, self._base)) is None or url in kept:
            return
        if declared or looks_like_a_feed(url):
            origin = Origin.LINK if declared is None else Origin.LINKED
            kept[url] = Candidate(url, origin, _words(tag.attributes.get("title", "")))


def _declares(tag: Tag) -> bool | None:
    """Whether the tag says that it leads to a feed: True, False where that may be meant, None where it is not said."""
    rel = tag.attributes.get("rel", "").lower().split()
    kind = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    if "stylesheet" in rel or not {"alternate", "feed"} & set(rel):
        return None
    if kind in FEED_TYPES or ("feed" in rel and not kind):
        return True
    return False if kind in VAGUE_TYPES else None


def _address(href: str, base: str) -> str | None:
    found = fields.address(href, base)
    return found.partition("#")[0] if found and found.isprintable() else None


def _words(text: str) -> str | None:
    return texts.clean(text[: LONGEST_TITLE * 4])[:LONGEST_TITLE].strip() or None


def _rank(candidate: Candidate) -> bool:
    return is_about_comments(candidate.url, candidate.title)
