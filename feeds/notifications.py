"""Use case: take in what hubs send (content distribution).

::

    a hub's POST    known callback? | room? | signed with its secret? | seen before? | within its budget? → queue
    the queue       is the subscription as it was? | parse, normalise, take: as a poll would | note that it delivers

Receiving is quick and asks no database; what was accepted is taken in one after the other. What is signed wrongly or
not at all is acknowledged like anything else and ignored (§7.1.2), so that nobody learns what a right one would be.
Where a hub sends more than there is room for, it is told to come again, and polling finds what it then does not send.
Section numbers are those of the W3C Recommendation of WebSub (23 January 2018).
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from feeds.core import pushing
from feeds.core.notification import Budget, BudgetRules, is_signed, spend
from feeds.errors import ParseError, StoreError
from feeds.intake import Taken
from feeds.model import FeedForPoll
from feeds.pipeline import Pipeline
from feeds.ports import Fetched, UnitOfWork
from feeds.websub import Hubs, Subscriptions

log = structlog.get_logger(__name__)

#: Bodies of the newest notifications that are remembered, by a few bytes of their hash: replays are not taken in again.
REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be on its way in."""

    patience: float = 30.0  #: seconds in which a notification must have been sent
    size: int = 10 * 2**20  #: bytes of one notification: as much as of a document that is polled
    places: int = 64  #: notifications of all hubs, those that are being received among them
    each: int = 4  #: of one subscription
    bytes: int = 64 * 2**20  #: of all that wait
    tries: int = 5  #: to take one in while the database refuses
    pause: float = 5.0  #: seconds between them
    budget: BudgetRules = field(default_factory=BudgetRules)


class Reception(StrEnum):
    """What to say to a hub that sends something."""

    ACCEPTED = "accepted"  #: whatever becomes of it
    GONE = "gone"  #: there is no such callback, or not any more
    BUSY = "busy"  #: come again later


@dataclass(slots=True)
class Sender:
    """What is known of whoever calls one callback."""

    places: int = 0  #: taken now
    forged: int = 0  #: notifications that were not signed as they should be
    budget: Budget | None = None
    seen: deque[bytes] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification that waits to be taken in."""

    sender: Sender
    callback: bytes
    body: bytes
    content_type: str | None


class Notifications:
    """Receives notifications and takes them in, in the order in which they came."""

    def __init__(self, hubs: Hubs, subscriptions: Subscriptions, pipeline: Pipeline, room: Room | None = None) -> None:
        self._hubs, self._subscriptions, self._pipeline = hubs, subscriptions, pipeline
        self.room = room or Room()
        self._queue: asyncio.Queue[Notice] = asyncio.Queue()
        self._places, self._bytes = 0, 0
        self._stopping = False
        self._senders: dict[bytes, Sender] = {}
        self._task: asyncio.Task[None] | None = None

    # ------------------------------------------------------------------ receiving

    @contextmanager
    def place(self, token: str) -> Iterator[Reception]:
        """A place for a notification while it is being received, before any of it is read; or why there is none."""
        callback = self._subscriptions.known(token)
        if callback is None:
            yield Reception.GONE
            return
        if self._stopping:
            yield Reception.BUSY
            return
        sender = self._sender(callback)
        if sender.places >= self.room.each or self._places >= self.room.places:
            yield Reception.BUSY
            return
        self._hold(sender, 1)
        try:
            yield Reception.ACCEPTED
        finally:
            self._hold(sender, -1)

    def receive(self, token: str, body: bytes, *, signature: str | None, content_type: str | None) -> Reception:
        """Accept what has been received in its ``place``, or say why not. What is accepted need not be believed."""
        callback = self._subscriptions.known(token)
        if callback is None:
            return Reception.GONE
        sender = self._sender(callback)
        if not is_signed(body, signature, self._hubs.secret(token)):
            _report_forgery(sender)
            return Reception.ACCEPTED
        digest = hashlib.sha256(body).digest()[:8]
        if digest in sender.seen:
            return Reception.ACCEPTED
        budget = spend(sender.budget, self._hubs.clock.ticks(), self.room.budget)
        if budget is None or self._bytes + len(body) > self.room.bytes:
            return Reception.BUSY
        sender.budget = budget
        sender.seen.append(digest)
        self._hold(sender, 1, len(body))
        self._queue.put_nowait(Notice(sender, callback, body, content_type))
        return Reception.ACCEPTED

    def _sender(self, callback: bytes) -> Sender:
        """What is known of the caller. Those whose callback was given up are forgotten as others come."""
        if callback not in self._senders and len(self._senders) >= len(self._subscriptions.callbacks):
            known = self._subscriptions.callbacks
            self._senders = {one: sender for one, sender in self._senders.items() if one in known}
        return self._senders.setdefault(callback, Sender())

    def _hold(self, sender: Sender, places: int, size: int = 0) -> None:
        sender.places += places
        self._places += places
        self._bytes += size

    # ------------------------------------------------------------------ taking in

    def start(self) -> None:
        """Begin to take in, inside the running event loop; or begin again, and raise what has broken it off."""
        ended = self._task
        if ended is None or ended.done():
            self._task = asyncio.create_task(self._run(), name="notifications")
        if ended is not None and ended.done():
            ended.result()

    async def stop(self, *, deadline: float) -> None:
        """Accept no more, and take in what waits, for at most so many seconds: what is left, polls find after the
        next start.
        """
        self._stopping = True
        if self._task is None:
            return
        joined = asyncio.create_task(self._queue.join())
        await asyncio.wait([joined, self._task], timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        for task in (joined, self._task):
            task.cancel()
        await asyncio.gather(joined, self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            notice = await self._queue.get()
            try:
                await self._take_or_try_again(notice)
            finally:
                self._hold(notice.sender, -1, -len(notice.body))
                self._queue.task_done()

    async def _take_or_try_again(self, notice: Notice) -> None:
        """What was acknowledged is not lost to a database that refuses for a moment."""
        for left in reversed(range(self.room.tries)):
            try:
                await self._take(notice)
            except StoreError as error:
                log.error("push_not_recorded", problem=str(error), tries_left=left)  # noqa: TRY400 - expected
                await asyncio.sleep(self.room.pause)
            else:
                return

    async def _take(self, notice: Notice) -> None:
        async with self._hubs.store.reading() as uow:
            subscription = await uow.websub.by_callback(notice.callback)
            feed = await uow.feeds.for_poll(subscription.feed_id) if subscription else None
        if subscription is None:
            self._subscriptions.callbacks.discard(notice.callback)
        elif feed is not None and pushing.takes(subscription, notice.callback, self._hubs.clock.now()):
            await self._take_in(feed, Fetched(subscription.topic, 200, notice.body, notice.content_type))

    async def _take_in(self, feed: FeedForPoll, pushed: Fetched) -> None:
        now = self._hubs.clock.now()

        async def record(uow: UnitOfWork, taken: Taken) -> None:
            heard = self._pipeline.heard(feed, new=taken.new, now=now)
            await uow.feeds.record_push(feed.id, new_items=taken.new, at=now, rhythm=heard)
            held = await uow.websub.of_feed(feed.id)
            if held is not None:
                await uow.websub.save(pushing.after_push(held, new=taken.new + taken.revised, now=now))

        try:
            result = await self._pipeline.take_pushed(feed, pushed, record)
        except ParseError as error:
            await self._note_unread(feed, str(error))
        else:
            log.info("feed_pushed", feed=feed.url, new=result.new, revised=result.revised)

    async def _note_unread(self, feed: FeedForPoll, problem: str) -> None:
        """Something is new, but what was sent of it is of no use, as from hubs that only say so: a poll brings it."""
        now = self._hubs.clock.now()
        async with self._hubs.store.writing() as uow:
            held = await uow.websub.of_feed(feed.id)
            if held is not None:
                await uow.websub.save(pushing.after_unread_push(held, f"a notification: {problem}", now=now))
            await uow.feeds.look_by(feed.id, now)
            await uow.commit()
        log.warning("push_unreadable", feed=feed.url, problem=problem)


def _report_forgery(sender: Sender) -> None:
    """A line for the first, the second, the fourth, …: whoever forges many should not fill the log."""
    sender.forged += 1
    if sender.forged.bit_count() == 1:
        log.warning("push_not_signed", number=sender.forged)
