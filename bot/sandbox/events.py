"""News of what changes, for those who wait: the page, readers that wait, buttons that wait for their answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]


class Hub:
    """Hands every event to everyone who listens at that moment; lives in the server's one event loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event]] = set()
        self._waiting: set[asyncio.Event] = set()
        self._closing = asyncio.Event()
        self.count = 0
        self.is_closed = False
        self.last_of_chat: dict[int, int] = {}
        """The number of the newest event of each chat."""

    def publish(self, kind: str, **details: Any) -> None:
        """Tell everyone."""
        self.count += 1
        if "chat_id" in details:
            self.last_of_chat[details["chat_id"]] = self.count
        event = {"event": kind, "seq": self.count, **details}
        for queue in self._listeners:
            queue.put_nowait(event)
        for waiting in self._waiting:
            waiting.set()

    def close(self) -> None:
        """End every stream and every wait."""
        self.is_closed = True
        self._closing.set()
        self.publish("closed")

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event]]:
        """A queue of the events from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds, looking again after each event; False when the time is over."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(seconds):
                while not happened() and not self.is_closed:
                    woken.clear()
                    await woken.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(woken)
        return happened()

    async def closed(self) -> None:
        """Wait for the end alone."""
        await self._closing.wait()


async def as_stream(hub: Hub, keep_alive: float) -> AsyncIterator[str]:
    """The hub's events in the form of server-sent events, from now until the hub closes."""
    with hub.listening() as queue:
        yield f"retry: 1000\nevent: hello\ndata: {json.dumps({'seq': hub.count})}\n\n"
        while not hub.is_closed:
            try:
                async with asyncio.timeout(keep_alive):
                    event = await queue.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            yield f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n"
