"""Use case: take what is due from the outbox, deliver it, settle it.

::

    due deliveries    uow.outbox.due: one a target, none where one is in flight or uncertain
    | pace            whose turn it is
    | claim           committed before anything leaves: a crash leaves a row that says SENDING
    | send            the Send port
    | settle          committed: receipt, next attempt, or what is wrong
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.pacing import Pacer
from feeds.core import outbox
from feeds.core.outbox import Attempt, Outcome
from feeds.errors import FeedsError, StoreError
from feeds.model import (
    DeliveryState,
    DueDelivery,
    NewPost,
    Payload,
    PostKind,
    ReaderId,
    Settlement,
    Target,
    TargetKind,
)
from feeds.moderation import HALTED
from feeds.ports import Clock, Store, UnitOfWork

log = structlog.get_logger(__name__)

#: Deliveries looked at in one go.
BATCH = 60
#: Longest sleep between two looks at the outbox, in seconds.
IDLE = 1.0


class Send(Protocol):
    """Sends one delivery to a chat and says how it ended."""

    async def __call__(self, due: DueDelivery, chat: int) -> Attempt:
        """Never raises for what the other side answers."""


class Publisher:
    """Delivers the outbox, one message in flight a chat."""

    def __init__(
        self,
        store: Store,
        send: Send,
        *,
        clock: Clock,
        pacer: Pacer,
        desk: Target | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._send, self._clock = store, send, clock
        self._pacer, self._desk, self._ticks = pacer, desk, ticks
        self._awake = asyncio.Event()
        self._stopping = False
        self.fatal: str | None = None  #: why publishing has stopped for good
        self.last_look: datetime | None = None

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._awake.set()

    async def recover(self) -> int:
        """Settle what a killed process left in flight: it may have arrived."""
        async with self._store.writing() as uow:
            left = await uow.outbox.in_flight()
            for due in left:
                problem = "the process ended while the message was on its way"
                await self._record(uow, due, Attempt(Outcome.UNCERTAIN, problem=problem), now=self._clock.now())
            await uow.commit()
        return len(left)

    async def run(self) -> None:
        """Deliver until ``stop``; a database that refuses is asked again, a refused token ends it."""
        while not self._stopping and self.fatal is None:
            try:
                pause = await self.deliver_due()
            except FeedsError as exc:
                log.error("outbox_unreadable", problem=str(exc))  # noqa: TRY400 - expected: the store says no
                pause = IDLE
            try:
                async with asyncio.timeout(pause):
                    await self._awake.wait()
            except TimeoutError:
                pass
            self._awake.clear()

    def stop(self) -> None:
        """Begin nothing more; ``run`` returns once what is in flight is settled."""
        self._stopping = True
        self._awake.set()

    async def deliver_due(self) -> float:
        """Deliver what is due now; seconds until the next look."""
        now = self._clock.now()
        async with self._store.reading() as uow:
            halted = await uow.switches.get(HALTED) is not None
            due = [row for row in await uow.outbox.due(now, limit=BATCH) if not halted or _for_desk(row)]
            found = [(row, await _chat(uow, row.target)) for row in due]
        self.last_look = now
        if unwanted := [row for row, chat in found if chat is None]:
            await self._drop(unwanted, at=now)
        chats = {row.id: chat for row, chat in found if chat is not None}
        due = [row for row in due if row.id in chats]
        turns = [(row, chats[row.id]) for row in due if self._pacer.wait(chats[row.id], now=self._ticks()) <= 0]
        results = await asyncio.gather(*(self._deliver(row, chat) for row, chat in turns), return_exceptions=True)
        for failed in (result for result in results if isinstance(result, BaseException)):
            raise failed  # only now: nobody's delivery is left running behind another's failure
        if any(results):
            return 0.0
        waits = [self._pacer.wait(chat, now=self._ticks()) for chat in chats.values()]
        return min([IDLE, *(wait for wait in waits if wait > 0)])

    async def _drop(self, unwanted: Sequence[DueDelivery], *, at: datetime) -> None:
        """Take back what waited for readers who do not want it any more."""
        async with self._store.writing() as uow:
            for due in unwanted:
                await uow.outbox.settle(due.id, Settlement(DeliveryState.DROPPED, at, problem="no longer subscribed"))
            await uow.commit()

    async def _deliver(self, due: DueDelivery, chat: int) -> bool:
        """The boundary of one delivery; whether it was attempted."""
        with structlog.contextvars.bound_contextvars(post=due.post_id, target=due.target.kind, kind=due.kind):
            async with self._store.writing() as uow:
                if self._stopping or self.fatal or not await self._may_go(uow, due):
                    return False
                await uow.commit()
            self._pacer.sent(chat, now=self._ticks())
            try:
                attempt = await self._send(due, chat)
            except Exception as exc:
                log.exception("delivery_crashed")
                attempt = Attempt(Outcome.REJECTED, problem=f"{type(exc).__name__}: {exc}")
            await self._settle(due, chat, attempt)
            return True

    async def _may_go(self, uow: UnitOfWork, due: DueDelivery) -> bool:
        """Claim a delivery, unless a halt came since it was looked up: /halt stops what has not left, at once."""
        if not _for_desk(due) and await uow.switches.get(HALTED) is not None:
            return False
        return await uow.outbox.claim(due.id, at=self._clock.now())

    async def _settle(self, due: DueDelivery, chat: int, attempt: Attempt) -> None:
        now = self._clock.now()
        if attempt.retry_after:
            self._pacer.halt(chat, attempt.retry_after, now=self._ticks())
        if attempt.outcome is Outcome.FATAL:
            self.fatal = attempt.problem
        await self._keep(due, attempt, now=now)
        say = log.info if attempt.outcome in {Outcome.SENT, Outcome.GONE} else log.warning
        say("delivered" if attempt.outcome is Outcome.SENT else "not_delivered", **_facts(due, attempt, now=now))

    async def _keep(self, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Commit how an attempt ended; a receipt is not given up where the database refuses for a while."""
        while True:
            try:
                async with self._store.writing() as uow:
                    await self._record(uow, due, attempt, now=now)
                    await uow.commit()
            except StoreError as exc:
                log.error("delivery_not_recorded", problem=str(exc))  # noqa: TRY400 - expected: the store says no
                await asyncio.sleep(IDLE)
            else:
                return

    async def _record(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        settlement = outbox.settle(_bearable(due, attempt), attempts=due.attempts + 1, at=now)
        await uow.outbox.settle(due.id, settlement)
        if attempt.moved_to is not None:
            await uow.outbox.retarget(due.target, replace(due.target, address=str(attempt.moved_to)))
        if due.target.kind is TargetKind.READER:
            if settlement.state is DeliveryState.UNCERTAIN:  # he rather misses a story than gets it twice
                await uow.outbox.settle(due.id, replace(settlement, state=DeliveryState.DROPPED))
            if attempt.outcome is Outcome.GONE:
                await uow.readers.set_subscribed(ReaderId(int(due.target.address)), subscribed=False)
        await self._tell_desk(uow, due, attempt, now=now)

    async def _tell_desk(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Tell the desk what it must know; the same trouble with the same chat once an hour."""
        text = _trouble(due, attempt)
        if text is None or self._desk is None or _for_desk(due):
            return
        key = f"trouble:{attempt.outcome}:{due.target.kind}:{due.target.address}:{now:%Y-%m-%dT%H}"
        notice = NewPost(PostKind.NOTICE, Payload(text=text), (self._desk,), at=now, not_before=now, key=key)
        await uow.outbox.add(notice)


def _bearable(due: DueDelivery, attempt: Attempt) -> Attempt:
    """What may safely be repeated is tried again although its end is unknown: an edit, and whatever goes to the desk,
    which may see a card twice but must not fall silent.
    """
    unknown = attempt.outcome is Outcome.UNCERTAIN
    again = due.kind is PostKind.EDIT or _for_desk(due)
    return replace(attempt, outcome=Outcome.RETRY) if unknown and again else attempt


def _for_desk(due: DueDelivery) -> bool:
    return due.target.kind is TargetKind.DESK


async def _chat(uow: UnitOfWork, target: Target) -> int | None:
    """The chat to write to; None where its reader is not subscribed any more."""
    if target.kind is TargetKind.READER:
        reader = await uow.readers.get(ReaderId(int(target.address)))
        return reader.chat_id if reader.subscribed else None
    return int(target.address)


def _trouble(due: DueDelivery, attempt: Attempt) -> str | None:
    where = "the channel" if due.target.kind is TargetKind.CHANNEL else "a subscriber"
    what = due.payload.public_id or "a round-up"
    match attempt.outcome:
        case Outcome.REJECTED:
            return f"Telegram refused story {what} in {where}, and it will not be tried again: {attempt.problem}"
        case Outcome.REFUSED:
            return f"Telegram refuses {where}; its posts are kept and tried again. {attempt.problem}"
        case Outcome.UNCERTAIN if due.target.kind is TargetKind.CHANNEL:
            return f"It is not known whether story {what} arrived in {where}: {attempt.problem}"
        case Outcome.FATAL:
            return None
    return None


def _facts(due: DueDelivery, attempt: Attempt, *, now: datetime) -> dict[str, object]:
    age = (now - due.payload.brief.updated_at).total_seconds() if due.payload.brief else None
    return {
        "outcome": str(attempt.outcome),
        "story": due.payload.public_id,
        "message": attempt.message_id,
        "problem": attempt.problem,
        "seconds_since_item": round(age, 2) if age is not None else None,
    }
