"""One writer for all that polls and pushes bring: what waits is recorded together.

A transaction of its own for each feed would cost more than all that is written in it: its commit waits for the disk.
So whoever has something to record hands it in and waits; whatever has come in meanwhile is recorded next, in one
transaction. Where nobody else is there, nobody waits for others. The stories that have grown are looked at beside it,
one look at a time: feeds do not wait for that, and a story to which several of them bring something at the same moment
is looked at once.

An error that nobody expected in one document harms no other: the batch is taken back, and each is recorded alone.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import TypeGuard

import structlog

from feeds.errors import NoAssessor, StoreError
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
    """Records what is handed in, batch after batch. For one event loop. ``announce`` is called when stories have been
    looked at: there may be something to deliver.
    """

    def __init__(self, intake: Intake, looks: Looks, announce: Callable[[], None] = lambda: None) -> None:
        self._intake, self._looks, self._announce = intake, looks, announce
        self._waiting: deque[_Waiting] = deque()
        self._working: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._grown = False  #: stories may have grown since the last look began
        self.trouble: str | None = None  #: why stories could not be looked at

    @property
    def behind(self) -> bool:
        """Whether stories have grown that have not been looked at."""
        return self._grown or _runs(self._looking)

    async def take(self, document: Document) -> Taken:
        """Take in what a document brings; the stories that grow by it are looked at soon. Raises ``StoreError`` where
        it is not recorded. Whoever stops waiting leaves open whether it is.
        """
        return await self._hand_in(document)

    async def record(self, attempt: FeedIntent) -> None:
        """Record an attempt to poll that has brought nothing; raises ``StoreError``."""
        await self._hand_in(attempt)

    def wake(self) -> None:
        """Look again at what could not be looked at."""
        if self._grown and not _runs(self._looking):
            # a context of its own: a look is nobody's, and its log lines name no feed
            self._looking = asyncio.create_task(self._look(), name="looks", context=Context())

    def look_soon(self) -> None:
        """Look at the stories that have grown, by a document or by something else, as soon as it is their turn."""
        self._grown = True
        self.wake()

    async def catch_up(self) -> None:
        """Look at such stories, and wait until that is done."""
        self.look_soon()
        await self.settle()

    async def settle(self, *, deadline: float | None = None) -> None:
        """Wait until nothing is being recorded, and no story looked at. A look that lasts longer than ``deadline``
        seconds is cancelled: what it was about stays noted.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(deadline):
                while running := [task for task in (self._working, self._looking) if _runs(task)]:
                    await asyncio.wait(running)
        if _runs(self._looking):
            self._looking.cancel()
            await asyncio.wait([self._looking])
        if _runs(self._working):
            await asyncio.wait([self._working])

    async def _hand_in(self, what: Document | FeedIntent) -> Taken:
        waiting = _Waiting(what, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._work()
        return await waiting.done

    def _work(self) -> None:
        if not _runs(self._working):
            self._working = asyncio.create_task(self._run(), name="recorder", context=Context())

    async def _run(self) -> None:
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
            for (one, _), taken in zip(documents, recorded.taken, strict=True):
                one.end(taken)
            if recorded.grown:
                self.look_soon()

    async def _record_each(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """Record one after the other what could not be recorded together."""
        if len(batch) == 1:
            batch[0].fail(error)
            return
        for one in batch:
            await self._record([one])

    async def _look(self) -> None:
        """Look at the stories that have grown; where that cannot be done now, it is made up for later."""
        while self._grown:
            self._grown = False
            try:
                looks = await self._looks.catch_up()
            except (StoreError, NoAssessor) as error:
                self._grown, self.trouble = True, str(error)
                log.error("stories_not_looked_at", problem=str(error))  # noqa: TRY400 - expected: somebody says no
                return
            except asyncio.CancelledError:
                self._grown = True  # what it was about stays noted, and is still to be looked at
                raise
            except Exception:
                # nobody waits for this task: its error would be lost, and with it the looks, without a word
                self._grown, self.trouble = True, "internal error while looking at stories; the log has the details"
                log.exception("looks_crashed")
                return
            self.trouble = None
            if looks:
                self._announce()


def _runs(task: asyncio.Task[None] | None) -> TypeGuard[asyncio.Task[None]]:
    return task is not None and not task.done()
