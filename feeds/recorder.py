"""One writer for all that polls and pushes bring: what waits is recorded together.

A transaction of its own for each feed would cost more than all that is written in it: its commit waits for the disk.
So whoever has something to record hands it in and waits; whatever has come in meanwhile is recorded next, in one
transaction. Where nobody else is there, nobody waits for others. Then the stories that have grown are looked at, and
only then does a document count as taken in.

An error that nobody expected in one document harms no other: the batch is taken back, and each is recorded alone.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass

import structlog

from feeds.errors import StoreError
from feeds.intake import Document, Intake, Taken
from feeds.looks import Looks
from feeds.model import FeedId, FeedIntent

log = structlog.get_logger(__name__)

#: Feeds and items in one transaction, so that it stays short; a document with more items goes alone.
MOST_FEEDS, MOST_ITEMS = 256, 200


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """Something to be recorded, and whoever waits for it."""

    what: Document | FeedIntent
    done: asyncio.Future[Taken]

    @property
    def feed_id(self) -> FeedId:
        return self.what.feed.id if isinstance(self.what, Document) else self.what.feed_id

    @property
    def items(self) -> int:
        return len(self.what.items) if isinstance(self.what, Document) else 0

    def end(self, taken: Taken) -> None:
        """It is recorded."""
        if not self.done.done():
            self.done.set_result(taken)

    def fail(self, error: Exception) -> None:
        """It is not."""
        if not self.done.done():
            self.done.set_exception(error)


class Recorder:
    """Records what is handed in, batch after batch. For one event loop."""

    def __init__(self, intake: Intake, looks: Looks) -> None:
        self._intake, self._looks = intake, looks
        self._waiting: deque[_Waiting] = deque()
        self._working: asyncio.Task[None] | None = None
        self.behind = False  #: stories have grown that could not be looked at
        self.trouble: str | None = None  #: why they could not

    async def take(self, document: Document) -> Taken:
        """Take in what a document brings, and decide on the stories that grow by it. Raises ``StoreError`` where it is
        not recorded. Whoever stops waiting leaves open whether it is.
        """
        return await self._hand_in(document)

    async def record(self, attempt: FeedIntent) -> None:
        """Record an attempt to poll that has brought nothing; raises ``StoreError``."""
        await self._hand_in(attempt)

    def wake(self) -> None:
        """Look again at what could not be looked at."""
        if self.behind:
            self._work()

    def look_soon(self) -> None:
        """Look at the stories that have grown by something else than a document, as soon as it is their turn."""
        self.behind = True
        self._work()

    async def catch_up(self) -> None:
        """Look at such stories, and wait until that is done."""
        self.look_soon()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is being recorded."""
        while self._working is not None and not self._working.done():
            await asyncio.wait([self._working])

    async def _hand_in(self, what: Document | FeedIntent) -> Taken:
        waiting = _Waiting(what, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._work()
        return await waiting.done

    def _work(self) -> None:
        if self._working is None or self._working.done():
            # a context of its own: the batch is nobody's, and its log lines name no feed
            self._working = asyncio.create_task(self._run(), name="recorder", context=Context())

    async def _run(self) -> None:
        if self.behind:
            await self._look()
        while batch := self._next():
            await self._record(batch)

    def _next(self) -> list[_Waiting]:
        """What is recorded next: in the order in which it came, of each feed one thing at a time."""
        batch, later, items = list[_Waiting](), list[_Waiting](), 0
        feeds: set[FeedId] = set()
        while self._waiting and len(batch) < MOST_FEEDS:
            one = self._waiting.popleft()
            if one.done.done():
                continue  # nobody waits for it any more
            if one.feed_id in feeds:
                later.append(one)
                continue
            if batch and items + one.items > MOST_ITEMS:
                later.append(one)
                break
            feeds.add(one.feed_id)
            items += one.items
            batch.append(one)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _record(self, batch: Sequence[_Waiting]) -> None:
        documents = [(one, one.what) for one in batch if isinstance(one.what, Document)]
        attempts = [(one, one.what) for one in batch if isinstance(one.what, FeedIntent)]
        try:
            recorded = await self._intake.record([what for _, what in documents], [what for _, what in attempts])
        except StoreError as error:
            for one in batch:
                one.fail(error)
        except Exception as error:  # noqa: BLE001 - the boundary of one feed: whoever handed it in is told
            await self._record_each(batch, error)
        else:
            for one, _ in attempts:
                one.end(Taken(0, 0))
            self.behind = self.behind or recorded.grown
            if self.behind:
                await self._look()
            for (one, _), taken in zip(documents, recorded.taken, strict=True):
                one.end(taken)

    async def _record_each(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """Record one after the other what could not be recorded together."""
        if len(batch) == 1:
            batch[0].fail(error)
            return
        for one in batch:
            await self._record([one])

    async def _look(self) -> None:
        """Look at the stories that have grown; where the store refuses, it is made up for later."""
        self.behind = (
            False  # before the look: it may pass by what is noted meanwhile, and the next wake comes back to it
        )
        try:
            await self._looks.catch_up()
        except StoreError as error:
            self.behind, self.trouble = True, str(error)
            log.error("stories_not_looked_at", problem=str(error))  # noqa: TRY400 - expected: the store says no
        else:
            self.trouble = None
