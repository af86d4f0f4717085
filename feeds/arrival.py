"""Use case: what follows when a message has arrived, whoever found that out: an answer, a look, or a person."""

from datetime import datetime

from feeds.model import DueDelivery, PostKind, TargetKind
from feeds.ports import UnitOfWork


async def arrived(uow: UnitOfWork, due: DueDelivery, *, rest: bool, now: datetime) -> None:
    """Make what a channel shows a link of the chain of revisions, and let the rest of a text that did not fit under its
    photo follow; ``rest``: it left one.
    """
    if due.part:
        return
    if due.target.kind is TargetKind.CHANNEL:
        await uow.chain.append(due.post_id, at=now)
    if rest or (due.kind is PostKind.EDIT and await uow.arrivals.rest_stands(due.id)):
        await uow.arrivals.add_rest(due.id, at=now)
