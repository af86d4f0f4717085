"""What is recorded of an attempt to deliver, in the transaction that settles it: the receipt, the chain of revisions,
who is gone, what the desk must know.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from feeds.core import outbox
from feeds.core.outbox import Attempt, Outcome
from feeds.model import DueDelivery, NewPost, Payload, PostKind, ReaderId, Target, TargetKind
from feeds.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records attempts."""

    desk: Target | None = None

    async def record(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Record how an attempt ended, and everything that follows from it."""
        attempt = await _heard(uow, due, outbox.bearable(attempt, due))
        settlement = outbox.settle(attempt, attempts=due.attempts, at=now, to=due.target.kind)
        await uow.outbox.settle(due.id, replace(settlement, photo=attempt.photo))
        if attempt.outcome is Outcome.SENT:
            await self.arrived(uow, due, rest=attempt.rest, now=now)
        if attempt.moved_to is not None:
            await uow.outbox.retarget(due.target, replace(due.target, address=str(attempt.moved_to)))
        if attempt.outcome is Outcome.GONE:
            await uow.readers.set_subscribed(ReaderId(int(due.target.address)), subscribed=False)
        await self._tell_desk(uow, due, attempt, now=now)

    async def arrived(self, uow: UnitOfWork, due: DueDelivery, *, rest: bool, now: datetime) -> None:
        """What follows from an arrival: the rest of a text that did not fit under its photo."""
        if due.part == 0 and (rest or (due.kind is PostKind.EDIT and await uow.arrivals.rest_stands(due.id))):
            await uow.arrivals.add_rest(due.id, at=now)

    async def _tell_desk(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Tell the desk what it must know; the same trouble with the same chat once an hour."""
        text = _trouble(due, attempt)
        if text is None or self.desk is None or due.target.kind is TargetKind.DESK:
            return
        key = f"trouble:{attempt.outcome}:{due.target.kind}:{due.target.address}:{now:%Y-%m-%dT%H}"
        notice = NewPost(PostKind.NOTICE, Payload(text=text), (self.desk,), at=now, not_before=now, key=key)
        await uow.outbox.add(notice)


async def _heard(uow: UnitOfWork, due: DueDelivery, attempt: Attempt) -> Attempt:
    """An unknown end is known where the message was heard of meanwhile."""
    if attempt.outcome is not Outcome.UNCERTAIN or due.nonce is None:
        return attempt
    heard = await uow.arrivals.heard(due.id)
    return Attempt(Outcome.SENT, message_id=heard.message_id, photo=heard.photo) if heard else attempt


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
        case _:
            return None


def facts(due: DueDelivery, attempt: Attempt, *, now: datetime) -> dict[str, object]:
    """An attempt as the log tells it."""
    age = (now - due.payload.brief.updated_at).total_seconds() if due.payload.brief else None
    return {
        "kind": due.kind,
        "outcome": str(attempt.outcome),
        "post": due.post_id,
        "target": due.target.kind,
        "story": due.payload.public_id,
        "message": attempt.message_id,
        "problem": attempt.problem,
        "seconds_since_item": round(age, 2) if age is not None else None,
    }
