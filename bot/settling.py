"""Use case: settle what is uncertain, before anything else goes to that channel.

::

    uncertain deliveries    uow.outbox.uncertain: each holds its channel
    | hear                  the channel's discussion group tells of every message: then nothing need be looked for
    | wait                  not before ``settle_after``: Telegram may still be sending
    | look                  at one id after the other, by ``feeds.core.settling``
    | settle                adopt it, send it again, or ask the desk
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from bot.ledger import Ledger
from feeds.core import settling
from feeds.core.settling import Look, NotThere, Seen, Step, There, Undecided
from feeds.model import (
    DeliveryId,
    DeliveryState,
    DueDelivery,
    Heard,
    NewPost,
    Payload,
    PostKind,
    Settlement,
    Target,
    TargetKind,
)
from feeds.ports import Clock, Store, UnitOfWork

log = structlog.get_logger(__name__)

#: What a delivery's nonce looks like, in whatever carries it.
NONCE = re.compile(r"(?<![0-9a-f])[0-9a-f]{10}(?![0-9a-f])")
#: Seconds that one look may take, waiting for its turn included.
LONGEST_LOOK = 120.0
#: Searches that may break off before a person is asked.
TRIES = 3


class LookAt(Protocol):
    """Looks at one message of a chat."""

    async def look(self, chat: int, message_id: int, nonce: str) -> Seen:
        """What stands there; never raises for what the other side answers."""


@dataclass
class Settler:
    """Settles uncertain channel deliveries, one after the other: the only one that probes."""

    store: Store
    probe: LookAt
    clock: Clock
    settle_after: timedelta
    ledger: Ledger
    wake: Callable[[], None]
    not_before: float = float("-inf")  #: ticks before which nothing is looked for
    asked: set[tuple[DeliveryId, int]] = field(default_factory=set)  #: the desk knows; looking again would not help
    tries: Counter[tuple[DeliveryId, int]] = field(default_factory=Counter)  #: searches that a failed look broke off

    async def settle_due(self) -> int:
        """Settle what was heard of, and what has waited long enough; how many were settled."""
        async with self.store.reading() as uow:
            waiting = [due for due in await uow.outbox.uncertain() if due.target.kind is TargetKind.CHANNEL]
            heard = {due.id: await uow.arrivals.heard(due.id) for due in waiting}
        waiting.sort(key=lambda due: heard[due.id] is None)  # what was heard of need not wait for searches
        return sum([await self._settle(due, heard[due.id]) for due in waiting])

    async def hear(self, chat: int, message_id: int, carried: Sequence[str], *, photo: bool) -> None:
        """A channel's message came by in its discussion group; where it is one that nobody answered for, note it."""
        nonces = {nonce for part in carried for nonce in NONCE.findall(part)}
        if not nonces:
            return
        channel = Target(TargetKind.CHANNEL, str(chat))
        async with self.store.reading() as uow:
            if not any(due.target == channel for due in [*await uow.outbox.uncertain(), *await uow.outbox.in_flight()]):
                return
        async with self.store.writing() as uow:
            if await uow.arrivals.hear(channel, nonces, message_id, photo=photo):
                await uow.commit()
                log.info("heard", message=message_id)

    def distrust(self) -> None:
        """The clock was set, or the process has just started: whatever the times of attempts say, they may be fresh."""
        self.not_before = self.clock.ticks() + self.settle_after.total_seconds()

    def _ripe(self, due: DueDelivery) -> bool:
        """Not before ``settle_after``, and as much later again for each search that broke off."""
        wait = self.settle_after * (1 + self.tries[due.id, due.attempts])
        age = self.clock.now() - due.attempted_at if due.attempted_at else wait
        young = timedelta() <= age < wait  # an attempt in the future tells that the clock was put back
        return (due.id, due.attempts) not in self.asked and not young and self.clock.ticks() >= self.not_before

    async def _settle(self, due: DueDelivery, heard: Heard | None) -> bool:
        if heard is None and not self._ripe(due):
            return False
        step = There(heard.message_id, photo=heard.photo) if heard else await self._search(due)
        if isinstance(step, Undecided) and step.passing and self.tries[due.id, due.attempts] < TRIES:
            self.tries[due.id, due.attempts] += 1
            return False
        if not isinstance(step, There | NotThere):
            return await self._ask(due, step.why if isinstance(step, Undecided) else "?")
        if not await self._record(due, step):
            return False
        log.info("settled", delivery=due.id, story=due.payload.public_id, found=isinstance(step, There))
        self.wake()
        return True

    async def _record(self, due: DueDelivery, step: There | NotThere) -> bool:
        """Adopt the message or send it again; False where somebody settled it while it was looked for."""
        now = self.clock.now()
        async with self.store.writing() as uow:
            if not await _still_uncertain(uow, due):
                return False
            if isinstance(step, There):
                found = self.ledger.found(due, step.message_id, photo=step.photo)
                await self.ledger.record(uow, due, found, now=now)
            elif await uow.arrivals.heard(due.id) is not None:  # adopted with the next round
                return False
            else:
                await uow.outbox.settle(due.id, Settlement(DeliveryState.READY, now, not_before=now))
            await uow.commit()
            return True

    async def _search(self, due: DueDelivery) -> Step:
        if due.nonce is None:
            return Undecided("it carries nothing by which it could be known again")
        async with self.store.reading() as uow:
            after = await uow.outbox.last_message(due.target)
        looks: list[Seen] = []
        step = settling.next_step(looks, after=after)
        while isinstance(step, Look):
            looks.append(await self._look(due, step.message_id, due.nonce))
            step = settling.next_step(looks, after=after)
        return step

    async def _look(self, due: DueDelivery, message_id: int, nonce: str) -> Seen:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return await self.probe.look(int(due.target.address), message_id, nonce)
        except TimeoutError:
            return Seen.UNKNOWN

    async def _ask(self, due: DueDelivery, why: str) -> bool:
        """Ask the desk; where there is none, take it as there: a reader rather misses a story than gets it twice."""
        log.warning("not_settled", delivery=due.id, story=due.payload.public_id, problem=why)
        now = self.clock.now()
        what = f"story {due.payload.public_id}" if due.payload.public_id else "a round-up"
        text = (
            f"Did {what} arrive in the channel? Its sending broke off, and looking did not tell: {why}. "
            "Nothing else goes there until you say."
        )
        async with self.store.writing() as uow:
            if not await _still_uncertain(uow, due):
                return False
            if self.ledger.desk is None:
                problem = f"taken as sent: {why}"
                await uow.outbox.settle(due.id, Settlement(DeliveryState.DROPPED, now, problem=problem))
            else:
                payload = Payload(text=text, delivery_id=due.id)
                key = f"question:{due.id}:{due.attempts}"
                await uow.outbox.add(NewPost(PostKind.QUESTION, payload, (self.ledger.desk,), now, now, key=key))
                self.asked.add((due.id, due.attempts))
            await uow.commit()
        self.wake()
        return self.ledger.desk is None


async def _still_uncertain(uow: UnitOfWork, due: DueDelivery) -> bool:
    """Whether nobody has settled this attempt while it was looked for."""
    return any((row.id, row.attempts) == (due.id, due.attempts) for row in await uow.outbox.uncertain())
