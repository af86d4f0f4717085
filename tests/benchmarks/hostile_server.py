"""Hostile publishers, honest ones, and a listener that nobody may come to, in a process of its own.

All listen on one port, on every address of this machine. Who comes by an address of ``PUBLISHERS`` meets a publisher;
who comes by any other, 127.0.0.1 and ::1 among them, has gone where feeds may not lead, and is counted.
"""

import asyncio
import contextlib
import gzip
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from ipaddress import ip_address, ip_network
from typing import Any

import brotli
from backports import zstd

from tests.benchmarks.children import obey
from tests.benchmarks.hostile_documents import RSS, bodies
from tests.benchmarks.poll_documents import document

PUBLISHERS = "127.64.0.0/10"
_NETWORK = ip_network(PUBLISHERS)
#: Bytes of what is packed into a bomb, or sent as it is.
_HUGE = 200 * 10**6
#: Entries of an honest feed.
_ENTRIES = 5

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


def head(status: str = "200 OK", *fields: str) -> bytes:
    """The head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, "\r\n"]).encode()


def whole(body: bytes, kind: str = RSS, *fields: str) -> Script:
    """An answer with its length, in one piece."""
    told = head("200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields) + body

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(told)

    return say


def endless(start: bytes, again: bytes, *, pause: float = 0.0, times: int = 10**9) -> Script:
    """An answer that goes on and on; with a ``pause`` of seconds, slowly."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for _ in range(times):
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return say


def leading(target: str, status: str = "302 Found") -> Script:
    """A redirect."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, f"Location: {target}", "Content-Length: 0"))

    return say


async def reset(writer: asyncio.StreamWriter) -> None:
    """Cut the connection without an answer."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def stall(_: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


def scripts(port: int) -> dict[str, Script]:
    """Every hostile publisher by its name."""
    forbidden = f"http://127.0.0.1:{port}"
    found = {name: whole(body, kind) for name, (kind, body) in bodies(forbidden).items()}
    found |= {f"leads_{n}": leading(target) for n, target in enumerate(targets(port))}
    found |= _bombs() | _slow() | _floods()
    says = head("200 OK", f"Content-Type: {RSS}", f"Content-Length: {10**6}")
    return found | {
        "loop": leading("/loop"),
        "longer_loop": leading("/longer_loop/again/"),
        "two_steps": leading("/leads_0", "301 Moved Permanently"),
        "reset": reset,
        "cut": _cut(says + b"<rss version='2.0'><channel><item><title>A"),
        "busy": whole_status("429 Too Many Requests", "Retry-After: 1"),
        "unavailable": whole_status("503 Service Unavailable"),
        "odd_status": whole_status("999 Request denied"),
        "no_http": _cut(b"SSH-2.0-OpenSSH_9.2\r\n"),
        "linked_hub": whole(b"<rss/>", RSS, f'Link: <{forbidden}/hub>; rel="hub", <{forbidden}/self>; rel="self"'),
    }


def targets(port: int) -> list[str]:
    """Where nobody may be led, in many spellings."""
    hosts = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1", "0x7f.0.0.1")
    return [
        *(f"http://{host}:{port}/led" for host in hosts),
        f"//127.0.0.1:{port}/led",
        f"http://127.64.0.1:{port}@127.0.0.1:{port}/led",
        f"http://user:secret@127.0.0.1:{port}/led",
        "http://127.0.0.1/led",
        "http://169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "",
    ]


def whole_status(status: str, *fields: str) -> Script:
    """An answer of this status and nothing else."""
    return leading("", status) if not fields else _cut(head(status, *fields, "Content-Length: 0"))


def _cut(said: bytes) -> Script:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    return say


def _bombs() -> dict[str, Script]:
    huge = b"<rss><channel>" + b" " * _HUGE
    packers = {
        "gzip": lambda data: gzip.compress(data, 1),
        "br": lambda data: brotli.compress(data, quality=1),
        "zstd": zstd.compress,
    }
    found = {f"bomb_{way}": whole(pack(huge), RSS, f"Content-Encoding: {way}") for way, pack in packers.items()}
    twice = gzip.compress(gzip.compress(huge, 1), 1)
    return found | {"bomb_twice": whole(twice, RSS, "Content-Encoding: gzip, gzip")}


def _slow() -> dict[str, Script]:
    body = head("200 OK", f"Content-Type: {RSS}", "Content-Length: 10000")
    return {
        "slow_body": endless(body, b"<", pause=1.0),
        "slow_head": endless(b"HTTP/1.1 200 OK\r\n", b"X", pause=1.0),
        "slow_fields": endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", pause=1.0),
        "stall": stall,
    }


def _floods() -> dict[str, Script]:
    said, chunk = head("200 OK", f"Content-Type: {RSS}", f"Content-Length: {_HUGE}"), b"<item>" * 10_000
    chunked = head("200 OK", f"Content-Type: {RSS}", "Transfer-Encoding: chunked")
    return {
        "huge": endless(said, chunk, times=_HUGE // len(chunk)),
        "huge_untold": endless(head("200 OK", f"Content-Type: {RSS}", "Connection: close"), chunk),
        "huge_chunked": endless(chunked, b"%x\r\n%b\r\n" % (len(chunk), chunk)),
        "fields_without_end": endless(b"HTTP/1.1 200 OK\r\n", b"X-Field: value\r\n" * 1000),
        "field_without_end": endless(b"HTTP/1.1 200 OK\r\nX-Field: ", b"v" * 10_000),
        "chunk_size": endless(chunked, b"f" * 10_000),
    }


class Deeds:
    """What the benchmark asks for."""

    def __init__(self) -> None:
        self._came: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._scripts: dict[str, Script] = {}
        self._tasks: set[asyncio.Task[None] | None] = set()  # the loop alone would let them be collected
        self._since, self._served = 0.0, Counter[int]()

    async def open(self, since: float) -> dict[str, Any]:
        """Listen; the port and the names of the hostile publishers."""
        self._since = since
        listener = _listener()
        port = listener.getsockname()[1]
        self._scripts = scripts(port)
        await asyncio.start_server(self._connected, sock=listener)
        return {"port": port, "hostile": list(self._scripts)}

    async def counts(self) -> dict[str, Any]:
        """Who came where nobody may, by address, and how often each publisher was asked."""
        return {"forbidden": dict(self._came), "asked": dict(self._asked)}

    async def forget(self) -> None:
        """Count anew."""
        self._came.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(task := asyncio.current_task())
        address = ip_address(writer.get_extra_info("sockname")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            if address not in _NETWORK:
                self._came[str(address)] += 1
            else:
                while True:
                    await self._answer(await reader.readuntil(b"\r\n\r\n"), writer)
                    await writer.drain()
        writer.close()
        self._tasks.discard(task)

    async def _answer(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        name = request.split(b" ", 2)[1].decode("ascii", "replace").strip("/").partition("/")
        self._asked[name[0]] += 1
        if name[0] == "honest":
            await self._be_honest(int(name[2]), request, writer)
        else:
            await self._scripts.get(name[0], whole_status("404 Not Found"))(writer)

    async def _be_honest(self, feed: int, request: bytes, writer: asyncio.StreamWriter) -> None:
        """Every other feed has a new entry each time, the rest say that nothing has changed."""
        tag = b'"%d"' % self._served[feed]
        if feed % 2 == 0 and self._served[feed]:
            writer.write(head("304 Not Modified", f"ETag: {tag.decode()}"))
            return
        body = document(feed, self._served[feed], since=self._since, entries=_ENTRIES)
        self._served[feed] += 1
        await whole(body, RSS, f'ETag: "{self._served[feed]}"')(writer)


def _listener() -> socket.socket:
    """On every address of this machine, of both families where it has them."""
    if socket.has_dualstack_ipv6():
        return socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024)
    return socket.create_server(("0.0.0.0", 0), backlog=1024)


if __name__ == "__main__":
    publishing = Deeds()
    deeds = {"open": publishing.open, "counts": publishing.counts, "forget": publishing.forget}
    asyncio.run(obey(deeds))
