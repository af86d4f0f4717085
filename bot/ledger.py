"""What is recorded of an attempt to deliver, in the transaction that settles it: the receipt, the chain of revisions,
who is gone, what the desk must know.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from feeds import failures
from feeds.arrival import arrived
from feeds.core import outbox
from feeds.core.outbox import Attempt, Outcome
from feeds.model import DeliveryState, DueDelivery, NewPost, Payload, PostKind, ReaderId, Settlement, Target, TargetKind
from feeds.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records attempts."""

    desk: Target | None = None
    leaves_rest: Callable[[DueDelivery], bool] = lambda _: False  #: whether it, standing as a photo, leaves a text

    async def claimed(self, uow: UnitOfWork, due: DueDelivery, *, now: datetime) -> DueDelivery | None:
        """A delivery that has been claimed, as it is to be sent; None where it must not be any more.

        An edit without a message to write over would be a second post; what was in flight when its story was withdrawn
        must not be tried again, nor what is of a story that went into another; the rest of a text that was edited
        meanwhile says what the edit says.
        """
        lost = due.kind is PostKind.EDIT and due.part == 0 and due.edits_message is None
        again = due.attempts > 1 and due.kind in {PostKind.NEW, PostKind.DEVELOPMENT, PostKind.CORRECTION}
        if due.story_id is not None and (again or due.part):
            lost = lost or await uow.stories.withdrawn(due.story_id)
            first = due.kind in {PostKind.NEW, PostKind.DEVELOPMENT}
            lost = lost or (first and await uow.stories.went_on(due.story_id))
        if lost:
            await uow.outbox.settle(
                due.id, Settlement(DeliveryState.DROPPED, now, problem="overtaken by what came since")
            )
            return None
        if due.part and due.story_id is not None:
            newest = [
                post for post in await uow.outbox.of_story(due.story_id) if post.kind is not PostKind.DEVELOPMENT
            ][-1]
            return replace(due, payload=newest.payload)
        return due

    async def record(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Record how an attempt ended, and everything that follows from it."""
        attempt = await self._heard(uow, due, outbox.bearable(attempt, due))
        settlement = outbox.settle(attempt, attempts=due.attempts, at=now, to=due.target.kind)
        await uow.outbox.settle(due.id, replace(settlement, photo=attempt.photo))
        if attempt.outcome is Outcome.SENT:
            await arrived(uow, due, rest=attempt.rest, now=now)
        if attempt.moved_to is not None:
            await _move(uow, due.target, attempt.moved_to)
        if attempt.outcome is Outcome.GONE and await uow.readers.chats([_reader(due.target)]):
            await uow.readers.set_subscribed(_reader(due.target), subscribed=False)
        await self._tell_desk(uow, due, attempt, now=now)

    def found(self, due: DueDelivery, message_id: int, *, photo: bool) -> Attempt:
        """An attempt that nobody answered, as it ended: the message was heard of, or found."""
        return Attempt(Outcome.SENT, message_id, photo=photo, rest=photo and self.leaves_rest(due))

    async def _heard(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt) -> Attempt:
        """An unknown end is known where the message was heard of meanwhile."""
        if attempt.outcome is not Outcome.UNCERTAIN or due.nonce is None:
            return attempt
        heard = await uow.arrivals.heard(due.id)
        return self.found(due, heard.message_id, photo=heard.photo) if heard else attempt

    async def _tell_desk(self, uow: UnitOfWork, due: DueDelivery, attempt: Attempt, *, now: datetime) -> None:
        """Tell the desk what it must know; the same trouble with the same chat once an hour."""
        if attempt.outcome is Outcome.REJECTED:
            await failures.rejected(uow, due, attempt.problem or "no reason was given", desk=self.desk, now=now)
        if attempt.outcome is Outcome.SENT and attempt.degraded:
            await failures.degraded(uow, due, attempt.degraded, desk=self.desk, now=now)
        text = _trouble(due, attempt)
        if text is None or self.desk is None or due.target.kind is not TargetKind.CHANNEL:
            return
        key = f"trouble:{attempt.outcome}:{due.target.kind}:{due.target.address}:{now:%Y-%m-%dT%H}"
        notice = NewPost(PostKind.NOTICE, Payload(text=text), (self.desk,), at=now, not_before=now, key=key)
        await uow.outbox.add(notice)


async def _move(uow: UnitOfWork, target: Target, chat: int) -> None:
    """A group was upgraded and has a new id."""
    if target.kind is TargetKind.READER:
        await uow.readers.move(_reader(target), chat)
    else:
        await uow.outbox.retarget(target, replace(target, address=str(chat)))


def _reader(target: Target) -> ReaderId:
    return ReaderId(int(target.address))


def _trouble(due: DueDelivery, attempt: Attempt) -> str | None:
    """What is wrong with a channel, in a sentence."""
    match attempt.outcome:
        case Outcome.REFUSED:
            return f"Telegram refuses the channel {due.target.address}; its posts are kept and tried again. " + (
                attempt.problem or ""
            )
        case Outcome.UNCERTAIN:
            what = f"story {due.payload.public_id}" if due.payload.public_id else "a round-up"
            return f"It is not known whether {what} arrived in the channel {due.target.address}: {attempt.problem}"
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
