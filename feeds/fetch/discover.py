"""Finding the feeds of an address: a page's links, what is known of the site, usual places, and trying them.

::

    address → is it a feed? → what the site is known to have, what the page names → its other links → usual places

The first step that finds a feed that works is the last; all of them together may ask a few times and take a while, and
no more. Everything goes through the port ``Fetch``, so that the guard, the limits and the turns of hosts hold here too.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from yarl import URL

from feeds.core import addresses, discovery
from feeds.core import text as texts
from feeds.core.documents import is_web_page
from feeds.errors import AddressRefused, FetchError, HttpStatus, ParseError, TimedOut, Unreachable
from feeds.model import Candidate, Discovery, Found, Origin, ParsedFeed
from feeds.ports import Clock, Fetch, Fetched, Parse

#: Headlines that are shown of a feed, and characters of each.
SAMPLES, LONGEST_SAMPLE = 3, 160
#: A feed whose newest entry is older stands behind the others.
STALE = timedelta(days=60)
#: How far in the future an entry may be dated and still be called the newest.
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FindLimits:
    """How often may be asked for one address."""

    requests: int = 20  #: in all, the page itself among them
    named: int = 8  #: feeds that the page names
    links: int = 5  #: links of the page that look like feeds
    seconds: float = 60.0  #: for all of it


class FeedFinder:
    """Finds feeds: the port ``Discover``."""

    def __init__(self, fetch: Fetch, parse: Parse, clock: Clock, *, limits: FindLimits | None = None) -> None:
        self._fetch, self._parse, self._clock = fetch, parse, clock
        self._limits = limits or FindLimits()

    async def __call__(self, address: str) -> Discovery:
        """What was found at an address as a person writes it; raises a ``FetchError`` where nothing can be fetched."""
        url = addresses.spelt_out(address)
        site = addresses.site(url)
        if site.closed:
            return Discovery(url, notes=(site.note,) if site.note else ())
        search = _Search(self, url, self._clock.now(), self._limits)
        return await search.run(site)

    async def look(self, candidate: Candidate) -> "Look":
        """What stands at an address: the feed, or why there is none."""
        return await look(candidate, self._fetch, self._parse, now=self._clock.now())

    async def document(self, url: str) -> Fetched:
        """A document of whatever kind; raises a ``FetchError``."""
        return await self._fetch(url, etag=None, last_modified=None)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at an address gave."""

    found: Found
    fetched: Fetched | None = None
    document: ParsedFeed | None = None
    error: FetchError | ParseError | None = None


async def look(candidate: Candidate, fetch: Fetch, parse: Parse, *, now: datetime) -> Look:
    """Fetch and read one address; whatever fails is told, not raised."""
    named = Found(candidate.url, candidate.origin, candidate.title)
    fetched = None
    try:
        fetched = await fetch(candidate.url, etag=None, last_modified=None)
        document = await parse(fetched.body or b"", url=fetched.url, content_type=fetched.content_type)
    except (FetchError, ParseError) as error:
        return Look(replace(named, problem=str(error), works=False), fetched, error=error)
    return Look(_described(named, document, now), fetched, document)


async def look_at_all(
    urls: Sequence[str], fetch: Fetch, parse: Parse, clock: Clock, *, pause: float, tell: Callable[[], None]
) -> list[Found]:
    """What stands at each address, hosts side by side, the addresses of one host one after the other with a pause
    between. ``tell`` is called with each that is done.
    """
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).hostname or "", []).append(url)
    found: dict[str, Found] = {}

    async def visit(of_host: list[str]) -> None:
        for number, url in enumerate(of_host):
            await asyncio.sleep(pause if number else 0)
            found[url] = (await look(Candidate(url, Origin.ITSELF), fetch, parse, now=clock.now())).found
            tell()

    await asyncio.gather(*map(visit, by_host.values()))
    return [found[url] for url in urls]


def _described(named: Found, document: ParsedFeed, now: datetime) -> Found:
    dates = [entry.published for entry in document.entries if entry.published and entry.published <= now + AHEAD]
    titles = (texts.clean(entry.title or entry.summary) for entry in document.entries)
    empty = None if document.entries else "there is nothing in it yet"
    return replace(
        named,
        title=texts.clean(document.title or "")[: discovery.LONGEST_TITLE] or named.title,
        home=document.home,
        language=document.language,
        entries=len(document.entries),
        newest=max(dates, default=None),
        samples=tuple(title[:LONGEST_SAMPLE] for title in islice(filter(None, titles), SAMPLES)),
        problem=next(iter(document.problems), empty),
    )


class _Search:
    """One search: what was asked for, and what was found."""

    def __init__(self, finder: FeedFinder, url: str, now: datetime, limits: FindLimits) -> None:
        self._finder, self._address, self._url, self._now, self._limits = finder, url, url, now, limits
        self._asked: set[str] = set()
        self._seen: set[str | bytes] = set()  # where feeds were found in the end, and digests of what they held
        self._found: list[Found] = []
        self._failed: list[Found] = []
        self._notes: list[str] = []
        self._requests = 0
        self._site: str | None = None

    async def run(self, site: addresses.Site) -> Discovery:
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._steps(site)
        except TimeoutError:
            self._notes.append("The servers are slow to answer: not all places were tried.")
        feeds = tuple(sorted(self._found, key=lambda feed: _rank(feed, self._now)))
        return Discovery(self._address, feeds, tuple(self._failed), tuple(self._notes), self._site, self._requests)

    async def _steps(self, site: addresses.Site) -> None:
        page = await self._open()
        if not self._found:
            await self._try_all(site.candidates)
            await self._try_all(self._of(page, Origin.LINKED)[: self._limits.named])
        if not self._found:
            await self._try_all(self._of(page, Origin.LINK)[: self._limits.links])
        if not self._found:
            await self._guess()
        if not self._found:
            await self._look_for_sitemap()
            self._notes += [site.note] if site.note else []

    async def _open(self) -> discovery.Page:
        """Look at the address itself: a feed, or the page that names them. What cannot be reached at all is raised."""
        self._requests += 1
        self._asked.add(_spelling(self._url))
        seen = await self._finder.look(Candidate(self._url, Origin.ITSELF))
        if seen.found.works:
            self._keep(seen)
            return discovery.Page()
        if isinstance(seen.error, FetchError) and not isinstance(seen.error, HttpStatus):
            raise seen.error
        if seen.fetched is None or not seen.fetched.body:
            self._notes.append(f"The page itself cannot be read: {seen.found.problem}.")
            return discovery.Page()
        page = await asyncio.to_thread(
            discovery.read_page, seen.fetched.body, url=seen.fetched.url, content_type=seen.fetched.content_type
        )
        self._url, self._site = seen.fetched.url, page.site
        if not page.candidates and not is_web_page(seen.fetched.body):
            self._notes.append(f"What stands there is no web page: {seen.found.problem}.")
        return page

    def _of(self, page: discovery.Page, origin: Origin) -> list[Candidate]:
        return [candidate for candidate in page.candidates if candidate.origin is origin]

    async def _try_all(self, candidates: Iterable[Candidate]) -> None:
        """Try several at once; the client lets few of them at one host."""
        looks = [asyncio.create_task(self._finder.look(candidate)) for candidate in self._next(candidates)]
        try:
            await asyncio.gather(*looks)
        finally:  # where the time is up, with what there is
            for task in looks:
                if task.done() and not task.cancelled() and task.exception() is None:
                    self._keep(task.result())

    async def _guess(self) -> None:
        """Try usual places, one after the other, until one has a feed; that most have none is nothing to report."""
        for candidate in addresses.usual_places(self._url):
            for wanted in self._next([candidate]):
                seen = await self._finder.look(wanted)
                if seen.found.works:
                    self._keep(seen)
                    return
                if isinstance(seen.error, AddressRefused | TimedOut | Unreachable):
                    return

    def _next(self, candidates: Iterable[Candidate]) -> Sequence[Candidate]:
        """Those that were not tried and may be: in one spelling, each once."""
        wanted = []
        for candidate in candidates:
            url = _spelling(candidate.url)
            if url not in self._asked and self._requests < self._limits.requests:
                self._asked.add(url)
                self._requests += 1
                wanted.append(replace(candidate, url=url))
        return wanted

    def _keep(self, seen: Look) -> None:
        """Note what was found, unless it is what another address led to."""
        if seen.fetched is None or not seen.found.works:
            self._failed.append(seen.found)
            return
        marks: set[str | bytes] = {seen.fetched.url, hashlib.sha256(seen.fetched.body or b"").digest()}
        if not marks & self._seen:
            self._found.append(replace(seen.found, url=_spelling(seen.found.url)))
        self._seen |= marks

    async def _look_for_sitemap(self) -> None:
        """Say so where there is a news sitemap: people take it for a feed, and it is none."""
        if found := await self._sitemap():
            what = "It lists addresses for search engines, without texts: it is no feed, and is not polled."
            self._notes.append(f"There is a news sitemap, {found}. {what}")

    async def _sitemap(self) -> str | None:
        robots = addresses.robots_of(self._url)
        body = await self._body(robots) if robots else None
        if named := addresses.named_sitemaps(body or b""):
            return named[0]
        for url in addresses.usual_sitemaps(self._url):
            body = await self._body(url)
            if body and addresses.is_news_sitemap(body):
                return url
        return None

    async def _body(self, url: str) -> bytes | None:
        if self._requests >= self._limits.requests:
            return None
        self._requests += 1
        try:
            return (await self._finder.document(url)).body
        except FetchError:
            return None


def _rank(feed: Found, now: datetime) -> tuple[bool, ...]:
    """What makes a feed stand behind others; those that are alike stay in the page's order."""
    stale = feed.newest is not None and feed.newest < now - STALE
    return discovery.is_about_comments(feed.url, feed.title), not feed.entries, stale


def _spelling(url: str) -> str:
    """An address in the one spelling in which feeds are stored; as it is where it is none."""
    try:
        return str(URL(url).with_fragment(None))
    except ValueError:
        return url
