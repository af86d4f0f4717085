"""The HTTP client for feeds: conditional, polite, limited, and shut off from private networks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from feeds.errors import AddressRefused, BadRedirect, HttpStatus
from feeds.fetch import response as facts
from feeds.fetch.failures import FAILURES, explain
from feeds.fetch.guard import Network, why_url_refused
from feeds.fetch.guarded import guarded_connector
from feeds.fetch.links import hub_and_self
from feeds.fetch.turns import Turns
from feeds.fetch.unpack import Unpacker, too_large
from feeds.fetch.witness import Witness
from feeds.ports import Fetched

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, */*;q=0.5"
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Those that are for good (RFC 9110, 15.4.2 and 15.4.9).
REDIRECTS_FOR_GOOD = frozenset({301, 308})
#: Those after which a form is sent again (RFC 9110; WebSub, §5.1.2); after others it would be another request.
REDIRECTS_OF_FORMS = frozenset({307, 308})

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take, and how many may run at a time."""

    size: int = 10 * 2**20  #: bytes of a document, packed or unpacked
    connect: float = 10.0  #: seconds until a connection must stand, looking up the name included
    total: float = 30.0  #: seconds for all of it, redirects included; waiting for a turn does not count
    redirects: int = 5
    per_host: int = 2  #: requests at a time
    in_all: int = 64


class FeedClient:
    """Gets feeds' documents: the port ``Fetch``. Close it, or use it with ``async with``.

    ``allow_networks`` opens networks that are private otherwise, on all their ports. Nothing is read from the
    environment: proxies would defeat the check of addresses.
    """

    def __init__(
        self,
        *,
        version: str,
        contact: str | None = None,
        limits: FetchLimits | None = None,
        allow_networks: Sequence[Network] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        witness: Witness | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._allowed = tuple(allow_networks)
        self._agent = f"Heliograph/{version}" + (f" (+{contact})" if contact else "")
        self._now = now
        self._witness = witness or Witness()
        self._turns = Turns(self._limits.per_host, self._limits.in_all)
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        """Fetch ``url`` unless it is unchanged; raises a ``FetchError``, which names ``url`` whatever it led to."""
        request, moved = _Request(url, facts.validator(etag), facts.validator(last_modified)), _Moved()
        found = await self._follow(
            request, lambda place, seconds: self._visit(place, request, seconds=seconds, moved=moved)
        )
        return replace(found, moved_to=moved.to)

    async def post(self, url: str, form: Mapping[str, str]) -> None:
        """Send a form and see that it is taken; what else is answered is not read. Raises a ``FetchError``.

        A hub's address is as hostile as a feed's, and the same is refused. Who was asked by https is not led to http:
        the form has a secret.
        """
        request = _Request(url, None, None)
        await self._follow(request, lambda place, seconds: self._send(place, request, form, seconds=seconds))

    async def _follow(self, request: "_Request", visit: Callable[[URL, float], Awaitable[Answer | URL]]) -> Answer:
        """What the address leads to, over redirects; each place is checked before it is visited."""
        url = request.url
        left, place = self._limits.total, _parsed(url, of=url)
        for _ in range(self._limits.redirects + 1):
            self._check(place, request)
            async with self._turns.of(place.host or ""):
                started = asyncio.get_running_loop().time()
                found = await visit(place, left)
            if not isinstance(found, URL):
                return found
            left -= asyncio.get_running_loop().time() - started
            place = found
        raise BadRedirect(f"the address redirects more than {self._limits.redirects} times", url=url)

    def _check(self, place: URL, request: "_Request") -> None:
        if reason := why_url_refused(str(place), self._allowed):
            led = "" if str(place) == str(URL(request.url)) else "the address redirects to one that is refused: "
            raise AddressRefused(led + reason, url=request.url)

    async def _visit(
        self, place: URL, request: "_Request", *, seconds: float, moved: "_Moved | None" = None
    ) -> Fetched | URL:
        """One request: the document, or where to look instead; ``moved`` hears of redirects."""
        try:
            async with (
                asyncio.timeout(seconds),
                self._connected().get(place, headers=request.headers(), allow_redirects=False) as response,
            ):
                found = await self._receive(response, place, request)
                if moved:
                    moved.see(response.status, found)
                return found
        except FAILURES as error:
            raise explain(error, url=request.url) from error

    async def _send(self, place: URL, request: "_Request", form: Mapping[str, str], *, seconds: float) -> URL | None:
        """One request with a form: None where it was taken, or where to send it instead."""
        try:
            async with (
                asyncio.timeout(seconds),
                self._connected().post(place, data=form, allow_redirects=False) as response,
            ):
                if response.status in REDIRECTS_OF_FORMS:
                    return _target(response, place, request, same_scheme=True)
                self._see_success(response, request)
                return None
        except FAILURES as error:
            raise explain(error, url=request.url) from error

    async def _receive(self, response: ClientResponse, place: URL, request: "_Request") -> Fetched | URL:
        self._witness.answered(str(place), response.status, response.headers)
        if response.status in REDIRECTS:
            return _target(response, place, request)
        unchanged = response.status == HTTPStatus.NOT_MODIFIED
        if not unchanged:
            self._see_success(response, request)
        hub, topic = hub_and_self(response.headers.getall("Link", ()), base=str(place))
        return Fetched(
            url=str(place),
            status=response.status,
            body=None if unchanged else await self._body(response, request.url),
            content_type=facts.validator(response.headers.get("Content-Type")),
            etag=facts.validator(response.headers.get("ETag")) or (request.etag if unchanged else None),
            last_modified=facts.validator(response.headers.get("Last-Modified"))
            or (request.last_modified if unchanged else None),
            max_age=facts.max_age(response.headers, now=self._now()),
            retry_after=facts.retry_after(response.headers, now=self._now()),
            hub=hub,
            topic=topic,
        )

    def _see_success(self, response: ClientResponse, request: "_Request") -> None:
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            after = facts.retry_after(response.headers, now=self._now())
            raise HttpStatus(_said(response.status), url=request.url, status=response.status, retry_after=after)

    async def _body(self, response: ClientResponse, url: str) -> bytes:
        if (response.content_length or 0) > self._limits.size:
            raise too_large(self._limits.size, url)
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""), limit=self._limits.size, url=url)
        async for data in response.content.iter_any():
            unpacker.feed(data)
        body = unpacker.body()
        self._witness.received(unpacker.received, len(body))
        return body

    def _connected(self) -> ClientSession:
        """The session, made with the first request, when there is a loop to make it in."""
        if self._session is None:
            self._session = ClientSession(
                connector=guarded_connector(self._allowed, self._witness.resolved),
                headers={"User-Agent": self._agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br, zstd"},
                timeout=ClientTimeout(total=None, connect=self._limits.connect, sock_connect=self._limits.connect),
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for: the address as it was given, and what is known of the document."""

    url: str
    etag: str | None
    last_modified: str | None

    def headers(self) -> dict[str, str]:
        """The headers that make the request conditional."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in known.items() if value}


@dataclass
class _Moved:
    """Where an address has moved for good: up to the first redirect that is not for good."""

    to: str | None = None
    ended: bool = False

    def see(self, status: int, found: Fetched | URL) -> None:
        """Note what one place answered."""
        if isinstance(found, URL) and status in REDIRECTS_FOR_GOOD and not self.ended:
            self.to = str(found)
        else:
            self.ended = True


def _parsed(url: str, *, of: str) -> URL:
    try:
        return URL(url)
    except ValueError as error:
        raise AddressRefused("this is not a valid address", url=of) from error


def _target(response: ClientResponse, place: URL, request: _Request, *, same_scheme: bool = False) -> URL:
    """Where a redirect leads; with ``same_scheme``, not from https to http."""
    try:
        target = place.join(URL(response.headers["Location"]))
    except (KeyError, ValueError) as error:
        raise BadRedirect("the address redirects to nowhere", url=request.url) from error
    if same_scheme and place.scheme == "https" != target.scheme:
        raise BadRedirect("the address redirects from https to one that is not", url=request.url)
    return target.with_fragment(None)


def _said(status: int) -> str:
    try:
        return f"the server answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"the server answered {status}"
