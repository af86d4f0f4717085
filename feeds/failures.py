"""Use cases of the desk about what was refused: a post that could not be sent, one that had to be sent plain.

A refused delivery is a dead letter until somebody sends it again or drops it. What it says may be old by then: of a
story that was corrected or withdrawn since, or whose post was written over since, it is not sent again.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds import stories
from feeds.core import brief as briefs
from feeds.model import (
    AuditEntry,
    DeliveryId,
    DueDelivery,
    Failure,
    NewPost,
    Payload,
    PostKind,
    Reason,
    Standing,
    Story,
    StoryId,
    Target,
    TargetKind,
)
from feeds.ports import Store, UnitOfWork

#: Dead letters that are listed at once.
LISTED = 8

_WHAT = {
    PostKind.NEW: "post",
    PostKind.EDIT: "edit",
    PostKind.DEVELOPMENT: "development",
    PostKind.CORRECTION: "correction",
    PostKind.RETRACTION: "retraction",
    PostKind.ROUNDUP: "round-up",
    PostKind.CASE: "card",
    PostKind.QUESTION: "question",
    PostKind.NOTICE: "notice",
    PostKind.CHAIN_HEAD: "head of the chain",
}
_WHERE = {
    TargetKind.CHANNEL: "the channel",
    TargetKind.DESK: "the desk",
    TargetKind.READER: "readers' chats",
}
#: The name of an error's class before its words.
_CLASS = re.compile(r"^[A-Za-z]+: ")


class Fate(StrEnum):
    """What became of a dead letter."""

    AGAIN = "again"  #: it is sent again
    DROPPED = "dropped"  #: given up
    OUTDATED = "outdated"  #: given up, for it no longer says what the story says
    BEFORE = "before"  #: it was none any more


@dataclass(frozen=True, slots=True)
class Settled:
    """A dead letter after somebody decided on it."""

    fate: Fate
    what: str
    number: int = 0  #: of deliveries


def what(kind: PostKind, payload: Payload, where: TargetKind) -> str:
    """A post in words: "the correction of story 7K3F in the channel"."""
    of = f" of story {payload.public_id}" if payload.public_id else ""
    return f"the {_WHAT[kind]}{of} in {_WHERE[where]}"


def in_words(problem: str) -> str:
    """Why something was refused, as a person reads it."""
    return _CLASS.sub("", problem)


async def newest(store: Store) -> list[Failure]:
    """The dead letters, the newest first; one more than ``LISTED`` where there are more."""
    async with store.reading() as uow:
        return await uow.failures.newest(limit=LISTED + 1)


async def settle(store: Store, delivery_id: DeliveryId, *, again: bool, by: str, now: datetime) -> Settled:
    """Send a dead letter again, or drop it, with all others of its post in chats of its kind. Raises ``NotFound``."""
    async with store.writing() as uow:
        due = await uow.outbox.get(delivery_id)
        letter = await uow.failures.get(due.post_id, due.target.kind)
        named = what(due.kind, due.payload, due.target.kind)
        if letter is None:
            return Settled(Fate.BEFORE, named)
        fate = Fate.DROPPED
        if again:
            fate = Fate.OUTDATED if await _outdated(uow, due) else Fate.AGAIN
        number = await _carry_out(uow, due, fate, now=now)
        await uow.log.add(AuditEntry(now, by, f"failed: {fate}", named))
        await uow.commit()
        return Settled(fate, named, number)


async def _carry_out(uow: UnitOfWork, due: DueDelivery, fate: Fate, *, now: datetime) -> int:
    if fate is not Fate.AGAIN:
        return await uow.failures.drop(due.post_id, due.target.kind, at=now)
    number = await uow.failures.retry(due.post_id, due.target.kind, at=now)
    if due.kind is PostKind.NEW and due.target.kind is TargetKind.CHANNEL and due.story_id is not None:
        await _catch_up(uow, due, due.story_id, now=now)
    return number


async def _outdated(uow: UnitOfWork, due: DueDelivery) -> bool:
    """Whether sending this now would undo what was said since."""
    if due.story_id is None:
        return False
    story = await uow.stories.get(due.story_id)
    if due.kind in {PostKind.NEW, PostKind.EDIT} and due.payload.notes != story.notes:
        return True
    if story.merged_into is not None and due.kind in {PostKind.NEW, PostKind.DEVELOPMENT}:
        return True
    if due.kind is PostKind.EDIT:
        edits = [post.id for post in await uow.outbox.of_story(story.id) if post.kind is PostKind.EDIT]
        return due.post_id != edits[-1]
    return story.standing is Standing.RETRACTED and due.kind in {PostKind.DEVELOPMENT, PostKind.CORRECTION}


async def _catch_up(uow: UnitOfWork, due: DueDelivery, story_id: StoryId, *, now: datetime) -> None:
    """A first post that goes out late is followed by what its story says by now."""
    story, told = await uow.stories.get(story_id), due.payload.brief
    changed = briefs.change(told, story.brief) if told else None
    if changed:
        revised = await stories.touch(uow, story, at=story.updated_at)
        await stories.edit(uow, revised, change=changed, not_before=now, now=now)


async def rejected(uow: UnitOfWork, due: DueDelivery, problem: str, *, desk: Target | None, now: datetime) -> None:
    """Tell the desk of a delivery that was refused for the post's own fault, with what can be done about it; once a
    post, kind of chat and attempt.
    """
    if desk is None or due.target.kind is TargetKind.DESK:
        return
    named = what(due.kind, due.payload, due.target.kind)
    text = f"{named[0].upper()}{named[1:]} was refused, and is not tried again: {in_words(problem)}"
    key = f"rejected:{due.post_id}:{due.target.kind}:{due.attempts}"
    card = Payload(text=text, delivery_id=due.id)
    await uow.outbox.add(NewPost(PostKind.NOTICE, card, (desk,), at=now, not_before=now, key=key))


async def degraded(uow: UnitOfWork, due: DueDelivery, why: str, *, desk: Target | None, now: datetime) -> None:
    """Something was sent without its markup or its picture, which were refused: let the desk look at it. Once a story,
    for what the desk has let stand it need not look at again; once a post where there is no story, or it was withdrawn.
    """
    if desk is None or due.target.kind is TargetKind.DESK:
        return
    story = await uow.stories.get(due.story_id) if due.story_id is not None else None
    if story is not None and story.standing is Standing.POSTED:
        await _open_case(uow, story, in_words(why), desk=desk, now=now)
        return
    named = what(due.kind, due.payload, due.target.kind)
    notice = Payload(text=f"{named[0].upper()}{named[1:]} stands without its markup or its picture: {in_words(why)}")
    key = f"degraded:{due.post_id}"
    await uow.outbox.add(NewPost(PostKind.NOTICE, notice, (desk,), at=now, not_before=now, key=key))


async def _open_case(uow: UnitOfWork, story: Story, why: str, *, desk: Target, now: datetime) -> None:
    earlier = await uow.cases.newest_for(story.id)
    if earlier is None or Reason.DEGRADED not in earlier.reasons:
        await stories.open_case(uow, story, (Reason.DEGRADED,), desk=desk, now=now, text=why)
