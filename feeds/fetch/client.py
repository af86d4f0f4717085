"""The HTTP client for feeds: conditional, polite, limited, and shut off from private networks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from feeds.errors import AddressRefused, BadRedirect, TooLarge
from feeds.fetch.failures import FAILURES, explain
from feeds.fetch.guard import Network, why_url_refused
from feeds.fetch.guarded import guarded_connector
from feeds.fetch.links import hub_and_self
from feeds.fetch.patience import patient
from feeds.fetch.response import REDIRECTS_FOR_GOOD, ResponseFacts, validator
from feeds.fetch.turns import Turns
from feeds.fetch.unpack import Unpacker, too_large
from feeds.fetch.witness import Witness
from feeds.ports import Fetched

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, */*;q=0.5"
)

Answer = TypeVar("Answer")


async def _everywhere(_: str) -> None:
    """Whoever asks for a feed may go wherever the guard lets him."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How something else than a feed is asked for."""

    accept: str
    size: int  #: bytes, packed or unpacked
    cut: bool = False  #: of what is larger the beginning is enough
    may: Callable[[str], Awaitable[None]] = _everywhere  #: asked before each place is visited; raises where not


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take, and how many may run at a time."""

    size: int = 10 * 2**20  #: bytes of a document, packed or unpacked
    connect: float = 10.0  #: seconds until a connection must stand, looking up the name included
    total: float = 30.0  #: seconds for all of it, redirects included; waiting for a turn does not count
    patience: float = 10.0  #: seconds that a document may take, and more only …
    rate: float = 1024.0  #: … as far as it brings so many bytes a second
    redirects: int = 5
    header: int = 16 * 2**10  #: bytes of one line of a response's head; publishers send long ones
    headers: int = 200  #: lines of it
    per_host: int = 2  #: requests at a time, to one name: two names of one machine are two
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
        request, moved = _Request(url, validator(etag), validator(last_modified)), _Moved()
        found = await self._follow(
            request, lambda place, seconds: self._visit(place, request, seconds=seconds, moved=moved)
        )
        return replace(found, moved_to=moved.to)

    async def page(self, url: str, about: PageRequest) -> Fetched:
        """Fetch what is no feed; raises a ``FetchError``, and whatever ``about.may`` raises."""
        request = _Request(url, None, None, about)
        return await self._follow(request, lambda place, seconds: self._visit(place, request, seconds=seconds))

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
            await request.may(str(place))
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
                facts = self._facts(response)
                if facts.leads_forms_on:
                    return _target(facts, place, request, same_scheme=True)
                if not facts.is_ok:
                    raise facts.error(url=request.url)
                return None
        except FAILURES as error:
            raise explain(error, url=request.url) from error

    async def _receive(self, response: ClientResponse, place: URL, request: "_Request") -> Fetched | URL:
        self._witness.answered(str(place), response.status, response.headers)
        facts = self._facts(response)
        if facts.leads_on:
            return _target(facts, place, request)
        if not facts.is_ok and (facts.is_modified or not request.is_conditional):
            raise facts.error(url=request.url)
        known = (None, None) if facts.is_modified else (request.etag, request.last_modified)
        hub, topic = hub_and_self(response.headers.getall("Link", ()), base=str(place))
        return Fetched(
            url=str(place),
            status=response.status,
            body=await self._body(response, request) if facts.is_modified else None,
            content_type=facts.content_type,
            etag=facts.etag or known[0],
            last_modified=facts.last_modified or known[1],
            max_age=facts.fresh_for,
            retry_after=facts.come_back_in,
            hub=hub,
            topic=topic,
        )

    def _facts(self, response: ClientResponse) -> ResponseFacts:
        return ResponseFacts(response.status, response.headers, self._now())

    async def _body(self, response: ClientResponse, request: "_Request") -> bytes:
        most, cut = request.size(self._limits.size)
        if (response.content_length or 0) > most and not cut:
            raise too_large(most, request.url)
        packed = ",".join(response.headers.getall("Content-Encoding", ()))
        unpacker = Unpacker(packed, limit=most, url=request.url)
        try:
            async with patient(self._limits.patience, self._limits.rate, url=request.url) as came:
                async for data in response.content.iter_any():
                    came(len(data))
                    unpacker.feed(data)
        except TooLarge:
            if not cut:
                raise
        body = unpacker.body()[:most]
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
                max_line_size=self._limits.header,
                max_field_size=self._limits.header,
                max_headers=self._limits.headers,
            )
        return self._session


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for: the address as it was given, and what is known of the document."""

    url: str
    etag: str | None
    last_modified: str | None
    about: PageRequest | None = None  #: where it is no feed

    def headers(self) -> dict[str, str]:
        """The headers that make the request conditional, and say what is asked for."""
        accept = self.about.accept if self.about else None
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified, "Accept": accept}
        return {name: value for name, value in known.items() if value}

    @property
    def is_conditional(self) -> bool:
        """Whether "unchanged" is an answer."""
        return bool(self.etag or self.last_modified)

    def size(self, usual: int) -> tuple[int, bool]:
        """The most bytes, and whether the beginning of more is enough."""
        return (self.about.size, self.about.cut) if self.about else (usual, False)

    async def may(self, place: str) -> None:
        """Ask whoever wants to be asked before a place is visited."""
        if self.about:
            await self.about.may(place)


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


def _target(facts: ResponseFacts, place: URL, request: _Request, *, same_scheme: bool = False) -> URL:
    """Where a redirect leads; with ``same_scheme``, not from https to http."""
    try:
        target = place.join(URL(facts.headers["Location"]))
    except (KeyError, ValueError) as error:
        raise BadRedirect("the address redirects to nowhere", url=request.url) from error
    if same_scheme and place.scheme == "https" != target.scheme:
        raise BadRedirect("the address redirects from https to one that is not", url=request.url)
    return target.with_fragment(None)
