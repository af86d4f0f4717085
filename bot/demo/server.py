"""The sample wire over HTTP: a local server in a thread of its own, whose day runs faster than life."""

import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.demo.feeds import Document, feed_url, render_feed, status
from bot.demo.pages import article_page, index_page, opml, outlet_page
from bot.demo.wire import DAY_MINUTES, Day, Wire, load_wire

HOST = "127.0.0.1"
START_SECONDS = 10.0
PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def validators(document: Document, now: datetime) -> dict[str, str]:
    """The headers that let a client ask again on condition.

    `Last-Modified` counts whole seconds, and in a fast day much happens in one; it is given only when the second of the
    last change is over, so that whoever brings it back has seen all of that second.
    """
    headers = {"ETag": document.etag}
    changed = document.changed.astimezone(UTC).replace(microsecond=0)
    if changed < now.astimezone(UTC).replace(microsecond=0):
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    return headers


def not_modified(document: Document, headers: Mapping[str, str]) -> bool:
    """Whether a request with these headers already has this document; a tag, where sent, decides alone."""
    if tags := headers.get("if-none-match"):
        return tags.strip() == "*" or document.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return document.changed.replace(microsecond=0) <= since


def _listen(port: int) -> socket.socket:
    """A listening socket; its protocol is named because asyncio turns off Nagle's delay (40 ms an answer) only then."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.listen()
    return listener


class WireServer:
    """Serves the sample wire on a free port of this machine; a context manager.

    The day begins with `start()`, and anew with each `begin()`; it takes `day_seconds` of the time that `clock` tells.
    """

    def __init__(
        self,
        wire: Wire | None = None,
        *,
        day_seconds: float = 90.0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
    ) -> None:
        self.wire = wire or load_wire()
        self._clock = clock
        self._seconds_per_minute = day_seconds / DAY_MINUTES
        self._port = port
        self._running: tuple[uvicorn.Server, threading.Thread] | None = None
        self._day: Day | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Bind, serve and let the day begin; returns when the server answers."""
        if self._running:
            raise RuntimeError("the sample wire is already being served")
        listener = _listen(self._port)
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app(), log_config=None, access_log=False, lifespan="off", ws="none", loop="asyncio"
        )
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sample-wire", daemon=True)
        self._running = (server, thread)
        self.begin()
        thread.start()
        self._wait_until_started(server, thread)

    def stop(self) -> None:
        """Stop serving; does nothing when not started."""
        if self._running:
            server, thread = self._running
            server.should_exit = True
            thread.join(START_SECONDS)
            self._running = None

    def begin(self) -> None:
        """Let the day begin now, at minute 0."""
        self._day = Day(self._clock(), self._seconds_per_minute, f"http://{HOST}:{self._port}")

    @property
    def day(self) -> Day:
        """How the simulated day lies in real time."""
        if self._day is None:
            raise RuntimeError("the sample wire has not been started")
        return self._day

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return self.day.base_url

    @property
    def feed_urls(self) -> dict[str, str]:
        """Feed id → address."""
        return {feed.id: feed_url(self.day, feed) for feed in self.wire.feeds}

    @property
    def minute(self) -> float:
        """The simulated minute now."""
        return self.day.minute(self._clock())

    @property
    def progress(self) -> float:
        """How much of the day is over, from 0 to 1."""
        return min(max(self.minute / DAY_MINUTES, 0.0), 1.0)

    @property
    def finished(self) -> bool:
        """Whether the last entry and the last revision are out."""
        return self.minute >= self.wire.last_minute

    def opml(self) -> str:
        """The list of feeds as OPML 2.0."""
        return opml(self.wire, self.day)

    def _wait_until_started(self, server: uvicorn.Server, thread: threading.Thread) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("the sample wire did not start")
            time.sleep(0.005)

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._serve_index),
                Route("/opml", self._serve_opml),
                Route("/feeds/{name}", self._serve_feed),
                Route("/{outlet}", self._serve_outlet),
                Route("/{outlet}/{slug}", self._serve_article),
            ]
        )

    async def _serve_feed(self, request: Request) -> Response:
        feed = next((feed for feed in self.wire.feeds if feed_url(self.day, feed).endswith(request.url.path)), None)
        if feed is None:
            raise HTTPException(404)
        now = self._clock()
        minute = self.day.minute(now)
        if (code := status(feed, minute)) != 200:
            return Response(f"{feed.title}: {code}\n", code, media_type="text/plain")
        document = render_feed(self.wire, feed, minute, self.day)
        headers = validators(document, now)
        if not_modified(document, request.headers):
            return Response(status_code=304, headers=headers)
        return Response(document.body, headers={**headers, "Content-Type": document.content_type})

    async def _serve_article(self, request: Request) -> Response:
        outlet, slug = request.path_params["outlet"], request.path_params["slug"]
        entry = self.wire.entry(f"{outlet}:{slug}", self.minute)
        if entry is None:
            raise HTTPException(404)
        return HTMLResponse(article_page(self.wire.outlet(outlet), entry, self.day), headers=PAGE_HEADERS)

    async def _serve_outlet(self, request: Request) -> Response:
        try:
            outlet = self.wire.outlet(request.path_params["outlet"])
        except KeyError as exc:
            raise HTTPException(404) from exc
        return HTMLResponse(outlet_page(self.wire, outlet, self.minute, self.day), headers=PAGE_HEADERS)

    async def _serve_index(self, _request: Request) -> Response:
        return HTMLResponse(index_page(self.wire, self.day), headers=PAGE_HEADERS)

    async def _serve_opml(self, _request: Request) -> Response:
        return Response(self.opml(), media_type="text/x-opml")
