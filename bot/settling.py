"""Use case: settle what is uncertain, before anything else goes to that channel.

::

    uncertain deliveries    uow.outbox.uncertain: each holds its channel
    | wait                  not before ``settle_after``: Telegram may still be sending
    | look                  at one id after the other, by ``feeds.core.settling``
    | settle                adopt it, send it again, or ask the desk
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from feeds.core import settling
from feeds.core.settling import Look, NotThere, Seen, Step, There, Undecided
from feeds.model import (
    DeliveryId,
    DeliveryState,
    DueDelivery,
    NewPost,
    Payload,
    PostKind,
    Settlement,
    Target,
    TargetKind,
)
from feeds.ports import Clock, Store

log = structlog.get_logger(__name__)

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
    desk: Target | None
    wake: Callable[[], None]
    asked: set[DeliveryId] = field(default_factory=set)  #: the desk knows; looking again would not help
    tries: Counter[DeliveryId] = field(default_factory=Counter)  #: searches that a failed look broke off

    async def settle_due(self) -> int:
        """Settle what has waited long enough; how many were settled."""
        now = self.clock.now()
        async with self.store.reading() as uow:
            uncertain = [
                due
                for due in await uow.outbox.uncertain()
                if due.target.kind is TargetKind.CHANNEL and due.id not in self.asked
            ]
        ripe = [due for due in uncertain if self._ripe(due, now)]
        return sum([await self._settle(due) for due in ripe])

    def _ripe(self, due: DueDelivery, now: datetime) -> bool:
        """Not before ``settle_after``, and as much later again for each search that broke off."""
        wait = self.settle_after * (1 + self.tries[due.id])
        return due.attempted_at is None or now - due.attempted_at >= wait

    async def _settle(self, due: DueDelivery) -> bool:
        step = await self._search(due)
        now = self.clock.now()
        if isinstance(step, Undecided) and step.passing and self.tries[due.id] < TRIES:
            self.tries[due.id] += 1
            return False
        match step:
            case There(message_id):
                settlement = Settlement(DeliveryState.SENT, now, message_id=message_id)
            case NotThere():
                settlement = Settlement(DeliveryState.READY, now, not_before=now)
            case _:
                why = step.why if isinstance(step, Undecided) else "?"
                return await self._ask(due, why)
        async with self.store.writing() as uow:
            await uow.outbox.settle(due.id, settlement)
            await uow.commit()
        log.info("settled", delivery=due.id, story=due.payload.public_id, found=isinstance(step, There))
        self.wake()
        return True

    async def _search(self, due: DueDelivery) -> Step:
        if due.nonce is None:
            return Undecided("it carries nothing by which it could be known again")
        async with self.store.reading() as uow:
            after = await uow.outbox.last_message(due.target)
        looks: list[Seen] = []
        step = settling.next_step(looks, after=after)
        while isinstance(step, Look):
            looks.append(await self.probe.look(int(due.target.address), step.message_id, due.nonce))
            step = settling.next_step(looks, after=after)
        return step

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
            if self.desk is None:
                problem = f"taken as sent: {why}"
                await uow.outbox.settle(due.id, Settlement(DeliveryState.DROPPED, now, problem=problem))
            else:
                payload = Payload(text=text, delivery_id=due.id)
                key = f"question:{due.id}:{due.attempts}"
                await uow.outbox.add(NewPost(PostKind.QUESTION, payload, (self.desk,), now, now, key=key))
                self.asked.add(due.id)
            await uow.commit()
        self.wake()
        return self.desk is None
