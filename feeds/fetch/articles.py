"""Reading articles: fetched by the guarded client as robots.txt allows, extracted in a process of its own.

robots.txt is asked for at every host to which an address leads (RFC 9309): found, it is heeded and kept for a day at
the most; 4xx, or redirects without end, mean that all is allowed (§2.3.1.3); 5xx, 429, or a server out of reach that
nothing is (§2.3.1.4), for an hour or as long as the server asks. Of a larger file the first 500 KiB count (§2.5).
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from yarl import URL

from feeds.core.documents import is_web_page
from feeds.core.walls import consent_host
from feeds.errors import BadRedirect, Disallowed, FetchError, HttpStatus, ParseError
from feeds.fetch.article_worker import decode_page, decode_robots
from feeds.fetch.client import FeedClient, PageRequest
from feeds.fetch.workers import MIB, WorkerLimits, Workers
from feeds.model import Page, Wall

#: By this name robots.txt files know the program.
AGENT = "Heliograph"
#: Seconds for which robots.txt is kept, at least and at most; and for which one counts that could not be had.
FRESHEST, LONGEST, UNKNOWN = 600.0, 86_400.0, 3600.0
#: Hosts whose robots.txt is kept, bytes of one, and bytes of all that are kept.
HOSTS, ROBOTS_SIZE, KEPT = 256, 500 * 1024, 8 * MIB
#: Seconds between two articles of one host, unless robots.txt asks for more; and the most it may ask for.
GAP, LONGEST_GAP = 1.0, 60.0
#: Seconds without an article after which the process that reads them is ended.
IDLE = 300.0

_PAGE = PageRequest(accept="text/html, application/xhtml+xml, */*;q=0.1", size=4 * MIB)
_ROBOTS = PageRequest(accept="text/plain, */*;q=0.1", size=ROBOTS_SIZE, cut=True)


class ArticleWorkers(Workers):
    """The process that reads articles and robots.txt files."""

    MODULE = "feeds.fetch.article_worker"

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        super().__init__(workers=1, limits=limits or WorkerLimits(memory=320 * MIB, documents=200, answer=MIB))

    async def page(self, document: bytes, *, url: str, content_type: str | None) -> Page:
        """What a page holds; raises ``ParseError`` where nothing can be read."""
        return decode_page(await self.ask(document, url=url, what="page", content_type=content_type), url=url)

    async def allows(self, robots: bytes, *, url: str) -> tuple[bool, float]:
        """Whether a robots.txt lets ``url`` be fetched, and seconds between two requests; raises ``ParseError``."""
        return decode_robots(await self.ask(robots, url=url, what="robots", agent=AGENT), url=url)


@dataclass(frozen=True, slots=True)
class _Robots:
    """A host's robots.txt: its bytes, or why nothing may be fetched while it holds."""

    until: float  #: ticks
    rules: bytes = b""
    unknown: str | None = None


class _AtWall(Exception):
    """An address led to where readers consent."""


class ArticleReader:
    """Reads articles: the port ``ReadArticle``. Close it before the client."""

    def __init__(
        self,
        client: FeedClient,
        *,
        workers: ArticleWorkers | None = None,
        gap: float = GAP,
        kept: int = KEPT,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._workers = client, workers or ArticleWorkers()
        self._gap, self._kept, self._ticks = gap, kept, ticks
        self._robots: OrderedDict[str, _Robots] = OrderedDict()
        self._next: dict[str, float] = {}  #: ticks before which no article of a host is fetched
        self._idle: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """End the process that reads."""
        if self._idle:
            self._idle.cancel()
        await self._workers.close()

    async def __call__(self, url: str) -> Page:
        """What is on the page; raises a ``FetchError`` (``Disallowed`` among them) or ``ParseError``."""
        try:
            fetched = await self._client.page(url, replace(_PAGE, may=lambda place: self._may(place, url)))
        except _AtWall:
            return Page(wall=Wall.CONSENT, sign="the address leads to where readers consent")
        finally:
            self._rest_later()
        body = fetched.body or b""
        if _is_front(fetched.url) and not _is_front(url):
            return Page(sign="the address leads to a front page")
        if not is_web_page(body) and "html" not in (fetched.content_type or "").lower():
            return Page(sign="there is no web page at the address")
        return await self._workers.page(body, url=url, content_type=fetched.content_type)

    async def _may(self, place: str, asked: str) -> None:
        """Let a place be visited when its turn has come, or raise."""
        if consent_host(place, asked=asked):
            raise _AtWall
        found = await self._known_robots(URL(place))
        if found.unknown:
            wait = max(1.0, found.until - self._ticks())
            raise Disallowed(f"its robots.txt cannot be asked: {found.unknown}", url=asked, retry_after=wait)
        try:
            allowed, delay = await self._workers.allows(found.rules, url=place) if found.rules else (True, 0.0)
        except ParseError as error:
            raise Disallowed("its robots.txt cannot be read", url=asked, retry_after=UNKNOWN) from error
        if not allowed:
            raise Disallowed("its robots.txt does not let it be fetched", url=asked)
        await self._wait(URL(place).host or "", max(self._gap, min(delay, LONGEST_GAP)))

    async def _wait(self, host: str, gap: float) -> None:
        """Wait until an article of the host may be fetched again."""
        now = self._ticks()
        at = max(now, self._next.get(host, now))
        self._next = {one: moment for one, moment in self._next.items() if moment > now} | {host: at + gap}
        await asyncio.sleep(at - now)

    async def _known_robots(self, place: URL) -> _Robots:
        where = str(place.origin() / "robots.txt")
        known = self._robots.get(where)
        if known is None or known.until <= self._ticks():
            known = await self._fetched_robots(where)
        self._robots[where] = known
        self._robots.move_to_end(where)
        while len(self._robots) > HOSTS or sum(len(robots.rules) for robots in self._robots.values()) > self._kept:
            self._robots.popitem(last=False)
        return known

    async def _fetched_robots(self, where: str) -> _Robots:
        try:
            fetched = await self._client.page(where, _ROBOTS)
        except BadRedirect:
            return _Robots(self._ticks() + LONGEST)
        except HttpStatus as error:
            if 400 <= error.status < 500 and not error.is_rate_limited:
                return _Robots(self._ticks() + LONGEST)
            return self._unknown(error)
        except FetchError as error:
            return self._unknown(error)
        keep = min(max(fetched.max_age or LONGEST, FRESHEST), LONGEST)
        return _Robots(self._ticks() + keep, fetched.body or b"")

    def _unknown(self, error: FetchError) -> _Robots:
        wait = min(max(error.retry_after or UNKNOWN, FRESHEST), LONGEST)
        return _Robots(self._ticks() + wait, unknown=str(error))

    def _rest_later(self) -> None:
        """End the process when no article has come for a while."""
        if self._idle:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE, self._rest)

    def _rest(self) -> None:
        self._resting = asyncio.ensure_future(self._workers.rest())


def _is_front(url: str) -> bool:
    return URL(url).path in {"", "/"} and not URL(url).query_string
