"""The polls that run side by side: how many, of which feeds, of which hosts."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from feeds.core.rota import choose, host_of
from feeds.model import FeedForPoll, FeedId

#: Feeds polled at the same time: twice as many as the fetcher asks for, so that its turns are used while others wait to
#: be stored, together. The fetcher has its own limits for one host.
AT_ONCE = 128
#: Feeds of one host among them: twice as many as the fetcher lets in, so that the host's turns are used while documents
#: are parsed and stored.
PER_HOST = 4
#: Seconds from which on a poll was slow, and places that are for feeds whose last one was.
SLOW, FOR_SLOW = 5.0, 32
#: Seconds for which one document's entries may keep the loop from everybody else.
BREATH = 0.01

Value = TypeVar("Value")


async def breathing(values: Iterable[Value], *, breath: float = BREATH) -> AsyncIterator[Value]:
    """The values, with a turn for everybody else now and then: to make 300 long ones takes seconds."""
    began = time.monotonic()
    for value in values:
        yield value
        if time.monotonic() - began >= breath:
            await asyncio.sleep(0)
            began = time.monotonic()


class Polls:
    """Runs ``poll``, which raises nothing, for each feed in a task of its own."""

    def __init__(self, poll: Callable[[FeedForPoll], Coroutine[Any, Any, object]], *, slow_from: float = SLOW) -> None:
        self._poll, self._slow_from = poll, slow_from
        self._running: dict[FeedId, asyncio.Task[object]] = {}
        self._hosts: dict[FeedId, str] = {}
        self._slow: set[FeedId] = set()  #: feeds whose last poll took long
        self._changed = asyncio.Event()
        self.settling = False  #: nothing more is to be begun

    def __len__(self) -> int:
        return len(self._running)

    @property
    def feeds(self) -> Collection[FeedId]:
        """Those that are being polled now."""
        return self._running.keys()

    @property
    def room(self) -> int:
        """How many more may begin."""
        return AT_ONCE - len(self._running)

    def begin(self, feeds: Sequence[FeedForPoll]) -> int:
        """Begin to poll these; how many they are."""
        for feed in feeds:
            self._hosts[feed.id] = host_of(feed.url)
            task = self._running[feed.id] = asyncio.create_task(self._timed(feed), name=f"poll-{feed.id}")
            task.add_done_callback(partial(self._end, feed.id))
        return len(feeds)

    def choose(self, waiting: Sequence[FeedForPoll]) -> tuple[list[FeedForPoll], list[FeedForPoll]]:
        """Of those that wait, who may begin and who waits on: for room, or for its host."""
        for_slow = FOR_SLOW - len(self._slow & self._running.keys())
        places = {"room": self.room, "per_host": PER_HOST, "for_slow": for_slow}
        return choose(waiting, self._hosts.values(), slow=self._slow, **places)

    async def one_to_end(self) -> None:
        """Wait until a poll has ended, or until ``settle`` is asked for."""
        self._changed.clear()
        await self._changed.wait()

    async def settle(self, *, deadline: float | None) -> None:
        """Wait for the polls that are running; cancel those that last longer than ``deadline`` seconds."""
        self.settling = True
        self._changed.set()
        running = list(self._running.values())
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=deadline)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _timed(self, feed: FeedForPoll) -> object:
        """Poll, and remember whether it took long."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await self._poll(feed)
        finally:
            (self._slow.add if clock() - began >= self._slow_from else self._slow.discard)(feed.id)

    def _end(self, feed: FeedId, _: object) -> None:
        del self._running[feed], self._hosts[feed]
        self._changed.set()
