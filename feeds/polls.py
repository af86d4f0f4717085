"""The polls that run side by side: how many, of which feeds, of which hosts."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from functools import partial
from typing import Any

from feeds.core.rota import choose, host_of
from feeds.model import FeedForPoll, FeedId

#: Feeds polled at the same time; the fetcher has its own limits for one host.
AT_ONCE = 64
#: Feeds of one host among them: twice as many as the fetcher lets in, so that the host's turns are used while documents
#: are parsed and stored.
PER_HOST = 4


class Polls:
    """Runs ``poll``, which raises nothing, for each feed in a task of its own."""

    def __init__(self, poll: Callable[[FeedForPoll], Coroutine[Any, Any, object]]) -> None:
        self._poll = poll
        self._running: dict[FeedId, asyncio.Task[object]] = {}
        self._hosts: dict[FeedId, str] = {}
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
            task = self._running[feed.id] = asyncio.create_task(self._poll(feed), name=f"poll-{feed.id}")
            task.add_done_callback(partial(self._end, feed.id))
        return len(feeds)

    def choose(self, waiting: Sequence[FeedForPoll]) -> tuple[list[FeedForPoll], list[FeedForPoll]]:
        """Of those that wait, who may begin and who waits on: for room, or for its host."""
        return choose(waiting, self._hosts.values(), room=self.room, per_host=PER_HOST)

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

    def _end(self, feed: FeedId, _: object) -> None:
        del self._running[feed], self._hosts[feed]
        self._changed.set()
