"""A web server of scripted feeds on loopback, in a thread of its own: what is asked of it is real HTTP.

::

    with FeedServer() as server:
        server.feed("/a", [Entry(title="Shelling in Arven", guid="1")])   # answers 304 to the ETag that it gave
        server.status("/b", 429, retry_after=60)
        server.redirect("/c", "/a", status=301)
        server.reset("/d")
        ...  # fetch server.url("/a")
        assert server.count("/a") == 2

Scripting a path again replaces what it says. A path that is not scripted answers 404.
"""

import asyncio
import contextlib
import gzip
import hashlib
import socket
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

from feeds.model import Entry
from tests.support.feed_text import render_atom, render_rss

RSS = "application/rss+xml"
ATOM = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


Script = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FeedServer:
    """The server. Enter it to start, leave it to stop; both wait."""

    requests: list[Request] = field(default_factory=list)
    connections: int = 0  #: how many were made
    peak: int = 0  #: the most requests that were being answered at a time
    _scripts: dict[str, Script] = field(default_factory=dict)
    _busy: int = 0

    # ------------------------------------------------------------------ the script

    def feed(
        self,
        path: str,
        entries: Sequence[Entry] = (),
        *,
        kind: str = "rss",
        headers: Mapping[str, str] | None = None,
        **about,
    ) -> None:
        """A feed of these entries with an ETag; ``kind`` is rss or atom, ``about`` goes to the renderer."""
        body = render_atom(entries, **about) if kind == "atom" else render_rss(entries, **about)
        self.document(path, body, content_type=ATOM if kind == "atom" else RSS, etag=True, headers=headers)

    def document(
        self,
        path: str,
        body: bytes,
        *,
        content_type: str | None = RSS,
        etag: bool = False,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Any bytes; with an ETag or Last-Modified, 304 to a request that has them."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if etag else None
        told = {"Content-Type": content_type, "ETag": tag, "Last-Modified": last_modified, **(headers or {})}

        async def script(request: Request, writer: asyncio.StreamWriter) -> None:
            known = {request.headers.get("if-none-match"), request.headers.get("if-modified-since")} - {None}
            unchanged = known & {tag, last_modified}
            _write(writer, 304 if unchanged else 200, told, b"" if unchanged else body)

        self._scripts[path] = script

    def status(self, path: str, status: int, *, retry_after: float | str | None = None, body: bytes = b"") -> None:
        """A bare status, with Retry-After if wanted."""
        self.answer(path, status, {"Retry-After": None if retry_after is None else str(retry_after)}, body)

    def redirect(self, path: str, to: str | None, *, status: int = 301) -> None:
        """A redirect to a path of this server, to any URL, or without saying where."""
        self.answer(path, status, {"Location": to})

    def slow_redirect(self, path: str, to: str, *, seconds: float) -> None:
        """A redirect that comes late."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(seconds)
            _write(writer, 302, {"Location": to}, b"")

        self._scripts[path] = script

    def loop(self, path: str) -> None:
        """A redirect to itself."""
        self.redirect(path, path, status=302)

    def page(self, path: str) -> None:
        """A web page where a feed should be."""
        body = b"<!DOCTYPE html>\n<html><head><title>Moved</title></head><body><p>Our feed has moved.</p></body></html>"
        self.document(path, body, content_type="text/html; charset=utf-8")

    def answer(self, path: str, status: int, headers: Mapping[str, str | None], body: bytes = b"") -> None:
        """Any status, headers and body."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            _write(writer, status, headers, body)

        self._scripts[path] = script

    def gzip(self, path: str, body: bytes) -> None:
        """Bytes packed with gzip."""
        self.packed(path, gzip.compress(body), "gzip")

    def packed(self, path: str, packed: bytes, encoding: str) -> None:
        """Bytes that are said to be packed."""
        self.answer(path, 200, {"Content-Type": RSS, "Content-Encoding": encoding}, packed)

    def bomb(self, path: str, size: int = 200 * 2**20) -> None:
        """A few hundred kilobytes of gzip that unpack to ``size`` bytes."""
        packer = zlib.compressobj(9, wbits=31)
        packed = b"".join(packer.compress(b" " * 2**20) for _ in range(size // 2**20)) + packer.flush()
        self.packed(path, packed, "gzip")

    def oversize(self, path: str, size: int, *, told: bool = False) -> None:
        """``size`` bytes without end of the feed, with or without saying how many there will be."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            length = {"Content-Length": str(size)} if told else {"Connection": "close"}
            _head(writer, 200, {"Content-Type": RSS, **length})
            for _ in range(size // 65536 + 1):
                writer.write(b" " * 65536)
                await writer.drain()
            writer.close()

        self._scripts[path] = script

    def slow_headers(self, path: str, seconds: float) -> None:
        """An answer that starts late."""
        self._after(path, seconds, b"", render_rss([]))

    def slow_body(self, path: str, body: bytes, *, seconds: float) -> None:
        """An answer of which the second half comes late."""
        self._after(path, seconds, body[: len(body) // 2], body[len(body) // 2 :])

    def _after(self, path: str, seconds: float, early: bytes, late: bytes) -> None:
        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            if early:
                _head(writer, 200, {"Content-Type": RSS, "Content-Length": str(len(early + late))})
                writer.write(early)
            await asyncio.sleep(seconds)
            if not early:
                _head(writer, 200, {"Content-Type": RSS, "Content-Length": str(len(late))})
            writer.write(late)

        self._scripts[path] = script

    def stall(self, path: str) -> None:
        """No answer at all, on a connection that stays open."""
        self.slow_headers(path, 3600)

    def truncated(self, path: str, body: bytes) -> None:
        """A connection that is closed after half of the bytes that were announced."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            _head(writer, 200, {"Content-Type": RSS, "Content-Length": str(len(body))})
            writer.write(body[: len(body) // 2])
            writer.close()

        self._scripts[path] = script

    def reset(self, path: str) -> None:
        """A connection that is reset."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

        self._scripts[path] = script

    def raw(self, path: str, answer: bytes) -> None:
        """These very bytes, then the end of the connection."""

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)
            writer.close()

        self._scripts[path] = script

    def noise(self, path: str) -> None:
        """An answer that is not HTTP."""
        self.raw(path, b"220 mail.example ESMTP ready\r\n\r\n")

    # ------------------------------------------------------------------ what it saw

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How many requests asked for a path."""
        return sum(request.path == path for request in self.requests)

    # ------------------------------------------------------------------ running it

    def __enter__(self) -> Self:
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="feed server", daemon=True)
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while not writer.is_closing():
                await self._answer(_request(await reader.readuntil(b"\r\n\r\n")), writer)
        writer.transport.abort() if writer.transport.get_write_buffer_size() == 0 else writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        self._busy += 1
        self.peak = max(self.peak, self._busy)
        try:
            await self._scripts.get(request.path, _not_found)(request, writer)
            if not writer.is_closing():
                await writer.drain()
        finally:
            self._busy -= 1


async def _not_found(_: Request, writer: asyncio.StreamWriter) -> None:
    _write(writer, 404, {}, b"")


def _request(head: bytes) -> Request:
    line, *fields = head.decode("latin-1").split("\r\n")
    pairs = (text.split(":", 1) for text in fields if text)
    return Request(line.split(" ")[1], {name.strip().lower(): value.strip() for name, value in pairs})


def _write(writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str | None], body: bytes) -> None:
    _head(writer, status, {"Content-Length": None if status == HTTPStatus.NOT_MODIFIED else str(len(body)), **headers})
    writer.write(body)


def _head(writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str | None]) -> None:
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *(f"{k}: {v}" for k, v in headers.items() if v is not None),
    ]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape"))
