"""Many feeds over HTTP in a process of its own, fast enough not to be what limits a poller.

A protocol of asyncio and no framework: answers lie ready as bytes, and a request is looked at for its path and its
``If-None-Match`` alone. It listens on all addresses, since the whole of 127.0.0.0/8 cannot be named otherwise, and
hangs up on whoever does not come by one of those.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.children import obey
from tests.benchmarks.poll_documents import ENTRIES, document

_PATH = re.compile(rb"GET /f/(\d+) ")
_KNOWN = re.compile(rb"\r\nif-none-match: ?([^\r]*)", re.IGNORECASE)
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Shelf:
    """The feeds as they stand, and how often each kind of answer was given."""

    since: float = field(default_factory=time.time)
    documents: dict[int, tuple[bytes, bytes, bytes]] = field(default_factory=dict)  #: tag, 200, 304
    versions: dict[int, tuple[int, int]] = field(default_factory=dict)  #: version and number of entries
    given: dict[str, int] = field(default_factory=lambda: {"200": 0, "304": 0, "404": 0})

    def put(self, feed: int, version: int, entries: int) -> None:
        """Let a feed stand in this version."""
        self.versions[feed] = version, entries
        body = document(feed, version, since=self.since, entries=entries)
        tag = b'"%d-%d"' % (feed, version)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %b\r\nContent-Length: %d\r\n\r\n"
        self.documents[feed] = (
            tag,
            head % (tag, len(body)) + body,
            b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % tag,
        )

    def answer(self, request: bytes) -> bytes:
        """What one request is answered."""
        path, known = _PATH.match(request), _KNOWN.search(request)
        found = self.documents.get(int(path.group(1))) if path else None
        if found is None:
            self.given["404"] += 1
            return _MISSING
        tag, whole, unchanged = found
        same = known is not None and known.group(1) == tag
        self.given["304" if same else "200"] += 1
        return unchanged if same else whole


class Http(asyncio.Protocol):
    """One connection."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._pending = shelf, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if not transport.get_extra_info("sockname")[0].startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        *requests, self._pending = (self._pending + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(self._shelf.answer(request))


class Deeds:
    """What the benchmark asks for."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    async def open(self) -> dict[str, Any]:
        """Listen; the port, and the moment of the first news."""
        server = await asyncio.get_running_loop().create_server(lambda: Http(self._shelf), "0.0.0.0", 0, backlog=4096)
        return {"port": server.sockets[0].getsockname()[1], "since": self._shelf.since}

    async def put(self, feeds: int, short: int) -> None:
        """Have so many feeds; of those from ``short`` on, which will not change, one entry is enough."""
        self._shelf.documents.clear()
        self._shelf.versions.clear()
        for feed in range(feeds):
            self._shelf.put(feed, 0, ENTRIES if feed < short else 1)

    async def change(self, feeds: int) -> None:
        """Let the first so many have a new entry."""
        for feed in range(feeds):
            version, entries = self._shelf.versions[feed]
            self._shelf.put(feed, version + 1, entries)

    async def given(self) -> dict[str, int]:
        """How often each answer was given since this was asked last."""
        given, self._shelf.given = self._shelf.given, {"200": 0, "304": 0, "404": 0}
        return given


if __name__ == "__main__":
    served = Deeds()
    asyncio.run(obey({"open": served.open, "put": served.put, "change": served.change, "given": served.given}))
