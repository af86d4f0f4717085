"""Use case: take what is due from the outbox, deliver it, settle it.

::

    due deliveries    uow.outbox.due: one a target, none where one is in flight or uncertain; the desk first
    | choose          whose turn it is
    | record, claim   one transaction: how others ended; the claim is committed before anything leaves, so that a crash
                      leaves a row that says SENDING
    | send            the Send port, a task for each: nobody waits for another chat

Whatever ends is recorded in the next round; a round costs one short transaction however much it records and claims.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.ledger import Ledger, facts
from bot.pacing import Pacer
from feeds.core.outbox import Attempt, Outcome
from feeds.errors import FeedsError, StoreError
from feeds.model import DeliveryState, DueDelivery, ReaderId, Settlement, TargetKind
from feeds.moderation import HALTED
from feeds.ports import Clock, Store, UnitOfWork

log = structlog.get_logger(__name__)

#: Deliveries looked up in one go.
BATCH = 60
#: Longest sleep between two looks at the outbox, in seconds.
IDLE = 1.0
#: Readers' messages in flight at most: where Telegram stalls, channel and desk still find a free connection.
READERS_AT_ONCE = 32
#: Seconds after which a send that never ends is given up as uncertain; the adapter's own timeouts come first.
LONGEST_SEND = 120.0


class Send(Protocol):
    """Sends one delivery to a chat and says how it ended."""

    async def __call__(self, due: DueDelivery, chat: int) -> Attempt:
        """Never raises for what the other side answers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery that may be sent now, with the chat it goes to."""

    due: DueDelivery
    chat: int


class Publisher:
    """Delivers the outbox, one message in flight a chat."""

    def __init__(self, store: Store, send: Send, *, clock: Clock, pacer: Pacer, ledger: Ledger) -> None:
        self._store, self._send, self._clock, self._pacer, self._ledger = store, send, clock, pacer, ledger
        self._awake = asyncio.Event()
        self._stopping = False
        self._queue: list[Turn] = []
        self._unwanted: list[DueDelivery] = []
        self._looked_at = float("-inf")
        self._more = False
        self._in_flight: dict[asyncio.Task[None], TargetKind] = {}
        self._ended: list[tuple[Turn, Attempt]] = []
        self.fatal: str | None = None  #: why publishing has stopped for good
        self.trouble: str | None = None  #: why the outbox cannot be read or written, while it cannot
        self.last_look: datetime | None = None

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._looked_at = float("-inf")
        self._awake.set()

    async def recover(self) -> int:
        """Settle what a killed process left in flight: it may have arrived."""
        async with self._store.writing() as uow:
            left = await uow.outbox.in_flight()
            for due in left:
                problem = "the process ended while the message was on its way"
                await self._ledger.record(uow, due, Attempt(Outcome.UNCERTAIN, problem=problem), now=self._clock.now())
            await uow.commit()
        return len(left)

    async def run(self) -> None:
        """Deliver until ``stop``; a database that refuses is asked again, a refused token ends it."""
        try:
            while self._in_flight or self._ended or not (self._stopping or self.fatal):
                await self._sleep(await self._round())
        finally:
            for task in self._in_flight:
                task.cancel()

    async def _round(self) -> float:
        try:
            return await self.step()
        except FeedsError as exc:
            self.trouble = str(exc)
            log.error("outbox_refused", problem=str(exc))  # noqa: TRY400 - expected: the store says no
            return IDLE
        except Exception as exc:
            self.trouble = f"{type(exc).__name__}: {exc}"
            log.exception("round_failed")
            return IDLE

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            pass
        self._awake.clear()

    def stop(self) -> None:
        """Begin nothing more; ``run`` returns once what is in flight is settled."""
        self._stopping = True
        self._awake.set()

    async def step(self) -> float:
        """One round: look, record what ended, claim what may go and send it; seconds until the next."""
        if self._may_begin and self._stale:
            await self._look()
        turns = self._choose() if self._may_begin else []
        ended, unwanted = self._ended[:], self._unwanted[:]
        if ended or turns or unwanted:
            turns = await self._commit_all(ended, unwanted, turns)
            del self._ended[: len(ended)], self._unwanted[: len(unwanted)]
            self.trouble = None
        for turn, attempt in ended:
            self._report(turn.due, attempt)
        if any(turn.due.target.kind is not TargetKind.READER for turn, _ in ended):
            self._looked_at = float("-inf")  # the next one to the same chat may be due
        for turn in turns:
            self._pacer.sent(turn.chat, now=self._clock.ticks(), bulk=True)
            self._launch(turn)
        return self._pause()

    @property
    def _may_begin(self) -> bool:
        return not self._stopping and self.fatal is None

    @property
    def _stale(self) -> bool:
        """Whether to look again: after a while, on a wake, or where more waits than was looked up."""
        return self._clock.ticks() - self._looked_at >= IDLE or (self._more and not self._queue)

    async def _look(self) -> None:
        """Look up what is due, and the chats of the readers among it."""
        now, self._looked_at = self._clock.now(), self._clock.ticks()
        async with self._store.reading() as uow:
            halted = await uow.switches.get(HALTED) is not None
            due = await uow.outbox.due(now, limit=BATCH)
            due = [row for row in due if not halted or row.target.kind is TargetKind.DESK]
            readers = {row.id: ReaderId(int(row.target.address)) for row in due if row.target.kind is TargetKind.READER}
            chats = await uow.readers.chats(readers.values())
        self.last_look, self._more = now, len(due) == BATCH
        found = [(row, chats.get(readers[row.id]) if row.id in readers else int(row.target.address)) for row in due]
        self._queue = [Turn(row, chat) for row, chat in found if chat is not None]
        self._unwanted = [row for row, chat in found if chat is None]  # their readers are not subscribed any more

    def _choose(self) -> list[Turn]:
        """Take from the queue whose turn it is: the pacer's, in the order of the lanes."""
        now = self._clock.ticks()
        room = self._pacer.bulk_room(now=now)
        for_readers = self._room_for_readers()
        chosen: list[Turn] = []
        rest: list[Turn] = []
        for turn in self._queue:
            reader = turn.due.target.kind is TargetKind.READER
            if len(chosen) < room and (not reader or for_readers > 0) and self._pacer.wait(turn.chat, now=now) <= 0:
                chosen.append(turn)
                for_readers -= reader
            else:
                rest.append(turn)
        self._queue = rest
        return chosen

    async def _commit_all(
        self, ended: Sequence[tuple[Turn, Attempt]], unwanted: Sequence[DueDelivery], turns: Sequence[Turn]
    ) -> list[Turn]:
        """Commit; where one record cannot be kept, keep the others. Raises ``StoreError``: nothing was kept."""
        try:
            return await self._commit(ended, unwanted, turns)
        except StoreError:
            raise
        except Exception:  # what cannot be kept stays in flight in the table: the next start settles it as uncertain
            log.exception("not_recorded", deliveries=[turn.due.id for turn, _ in ended])
        if len(ended) + len(unwanted) + len(turns) > 1:
            for one in ended:
                await self._commit_all([one], (), ())
        return []

    async def _commit(
        self, ended: Sequence[tuple[Turn, Attempt]], unwanted: Sequence[DueDelivery], turns: Sequence[Turn]
    ) -> list[Turn]:
        """Record how attempts ended, take back what is not wanted any more, claim the turns; those claimed. A halt that
        came since they were looked up counts: /halt stops what has not left, at once.
        """
        async with self._store.writing() as uow:
            for turn, attempt in ended:
                await self._ledger.record(uow, turn.due, attempt, now=self._clock.now())
            for due in unwanted:
                dropped = Settlement(DeliveryState.DROPPED, self._clock.now(), problem="no longer subscribed")
                await uow.outbox.settle(due.id, dropped)
            halted = bool(turns) and await uow.switches.get(HALTED) is not None
            able = [turn for turn in turns if not halted or turn.due.target.kind is TargetKind.DESK]
            claimed = [turn for turn in [await self._claim(uow, turn) for turn in able] if turn]
            await uow.commit()
        return claimed

    async def _claim(self, uow: UnitOfWork, turn: Turn) -> Turn | None:
        """Claim a delivery. What it says is read again: it may have been rewritten since it was looked up, and from now
        on it cannot be.
        """
        if not await uow.outbox.claim(turn.due.id, at=self._clock.now()):
            return None
        due = await self._ledger.claimed(uow, await uow.outbox.get(turn.due.id), now=self._clock.now())
        if due is None:
            return None
        return Turn(due, turn.chat if due.target.kind is TargetKind.READER else int(due.target.address))

    def _launch(self, turn: Turn) -> None:
        task = asyncio.create_task(self._deliver(turn), name=f"delivery {turn.due.id}")
        self._in_flight[task] = turn.due.target.kind
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self._awake.set()

    async def _deliver(self, turn: Turn) -> None:
        """The boundary of one delivery."""
        with structlog.contextvars.bound_contextvars(post=turn.due.post_id, target=turn.due.target.kind):
            try:
                async with asyncio.timeout(LONGEST_SEND):
                    attempt = await self._send(turn.due, turn.chat)
            except TimeoutError:
                attempt = Attempt(Outcome.UNCERTAIN, problem=f"no answer in {LONGEST_SEND:.0f} s")
            except Exception as exc:
                log.exception("delivery_crashed")
                attempt = Attempt(Outcome.REJECTED, problem=f"{type(exc).__name__}: {exc}")
        if attempt.retry_after:
            self._pacer.halt(turn.chat, attempt.retry_after, now=self._clock.ticks())
        if attempt.outcome is Outcome.FATAL:
            self.fatal = attempt.problem
        self._ended.append((turn, attempt))

    def _report(self, due: DueDelivery, attempt: Attempt) -> None:
        sent = attempt.outcome is Outcome.SENT
        say = log.info if sent or attempt.outcome is Outcome.GONE else log.warning
        say("delivered" if sent else "not_delivered", **facts(due, attempt, now=self._clock.now()))

    def _pause(self) -> float:
        """Until the next turn of what is looked up, or the next look; what lands wakes it anyway."""
        if not self._may_begin:
            return IDLE
        if self._stale:  # as after a message to a channel: the next one there may be due
            return 0.0
        now, full = self._clock.ticks(), self._room_for_readers() <= 0
        bulk = self._pacer.bulk_wait(now=now)
        able = [turn for turn in self._queue if not (full and turn.due.target.kind is TargetKind.READER)]
        return min([IDLE, *(max(bulk, self._pacer.wait(turn.chat, now=now)) for turn in able)])

    def _room_for_readers(self) -> int:
        return READERS_AT_ONCE - sum(kind is TargetKind.READER for kind in self._in_flight.values())
