"""Use cases of the desk about what is out: correct it, withdraw it.

Both are shown on the post at once, and told in an answer to it, in every channel that has it and to every reader who
got it. What nobody has seen yet is put right, or taken back, before anybody does. Twice is once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds import stories
from feeds.model import (
    AuditEntry,
    CaseState,
    NewPost,
    Note,
    NoteKind,
    Payload,
    PostBrief,
    PostKind,
    Standing,
    Story,
    StoryId,
)
from feeds.ports import Store, UnitOfWork
from feeds.stories import DeskRules

#: Characters of a correction, or of the reason for a retraction.
LONGEST = 400
#: What readers may see, and what therefore can be corrected or withdrawn.
PUBLIC = frozenset({Standing.POSTED, Standing.LISTED, Standing.WAITING, Standing.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a story's post is, or may be."""

    story: Story
    channels: int
    readers: int
    waiting: bool = False  #: its post has not left yet

    @property
    def out(self) -> bool:
        """Somebody has it."""
        return not self.waiting and self.channels + self.readers > 0


class Done(StrEnum):
    """What became of a correction or retraction."""

    DONE = "done"
    BEFORE = "before"  #: the very same was done before
    UNSEEN = "unseen"  #: no reader can see the story: it is at the desk, or was rejected
    WITHDRAWN = "withdrawn"  #: what was withdrawn is not corrected
    MERGED = "merged"  #: it goes on as another story, which is to be withdrawn if any is


@dataclass(frozen=True, slots=True)
class Effect:
    """What was done, and where it shows."""

    done: Done
    reach: Reach


async def reach(store: Store, public_id: str) -> Reach:
    """Where a story stands; raises ``NotFound``."""
    async with store.reading() as uow:
        return await reach_of(uow, await uow.stories.by_public_id(public_id))


async def story(store: Store, story_id: StoryId) -> Story:
    """One story; raises ``NotFound``."""
    async with store.reading() as uow:
        return await uow.stories.get(story_id)


async def correct(store: Store, public_id: str, text: str, *, by: str, rules: DeskRules, now: datetime) -> Effect:
    """Say what was wrong in a story, on its post and in answer to it. Raises ``NotFound``."""
    async with store.writing() as uow:
        story = await uow.stories.by_public_id(public_id)
        note = Note(NoteKind.CORRECTION, in_one_line(text), now)
        done = _may_correct(story, note)
        if done is Done.DONE:
            await _correct(uow, story, note, rules=rules, now=now)
            await uow.log.add(AuditEntry(now, by, "correct", story.public_id, {"text": note.text}))
        effect = Effect(done, await reach_of(uow, story))
        await uow.commit()
        return effect


async def retract(store: Store, story_id: StoryId, text: str, *, by: str, now: datetime) -> Effect:
    """Withdraw a story for a reason that readers are told. Raises ``NotFound``."""
    async with store.writing() as uow:
        story = await uow.stories.get(story_id)
        done = _may_retract(story)
        if done is Done.DONE:
            await withdraw(uow, story, text, by=by, now=now)
        effect = Effect(done, await reach_of(uow, story))
        await uow.commit()
        return effect


def in_one_line(text: str) -> str:
    """What a moderator wrote, as it is shown."""
    return " ".join(text.split())


def _may_correct(story: Story, note: Note) -> Done:
    if story.standing is Standing.RETRACTED:
        return Done.WITHDRAWN
    if story.standing not in PUBLIC:
        return Done.UNSEEN
    same = any(earlier.kind is note.kind and earlier.text == note.text for earlier in story.notes[-1:])
    return Done.BEFORE if same else Done.DONE


def _may_retract(story: Story) -> Done:
    if story.standing is Standing.RETRACTED:
        return Done.BEFORE
    if story.merged_into is not None:
        return Done.MERGED
    return Done.DONE if story.standing in PUBLIC else Done.UNSEEN


async def _correct(uow: UnitOfWork, story: Story, note: Note, *, rules: DeskRules, now: datetime) -> None:
    await uow.stories.add_note(story.id, note)
    corrected = await stories.touch(uow, story, at=now)
    posts = await uow.outbox.of_story(story.id)
    await stories.follow(uow, corrected, posts, rules=rules, now=now, at_once=True)
    if (await reach_of(uow, corrected)).out:
        await tell(uow, corrected, PostKind.CORRECTION, note, now=now)


async def withdraw(uow: UnitOfWork, story: Story, text: str, *, by: str, now: datetime) -> None:
    """Withdraw a story that readers may see: what has not left is taken back, what is out is marked and answered."""
    note = Note(NoteKind.RETRACTION, in_one_line(text), now)
    await uow.outbox.take_back(story.id, at=now)
    await uow.stories.add_note(story.id, note)
    withdrawn = await stories.touch(uow, story, at=now, standing=Standing.RETRACTED)
    if case := await uow.cases.open_for(story.id):
        await uow.cases.decide(case.id, CaseState.REJECTED, by=by, at=now)
    if (await reach_of(uow, withdrawn)).out:
        await stories.edit(uow, withdrawn, change=None, not_before=now, now=now)
        await tell(uow, withdrawn, PostKind.RETRACTION, note, now=now)
    await uow.log.add(AuditEntry(now, by, "retract", story.public_id, {"text": note.text}))


async def tell(uow: UnitOfWork, story: Story, kind: PostKind, note: Note, *, now: datetime) -> None:
    """Answer the story's post with a note, wherever it is."""
    payload = Payload(brief=story.brief, public_id=story.public_id, text=note.text, notes=(note,))
    channels = tuple(await uow.arrivals.addressed(story.id))
    post = NewPost(kind, payload, channels, now, now, story.id, story.revision, to_holders=True)
    await uow.outbox.add(post)


async def reach_of(uow: UnitOfWork, story: Story) -> Reach:
    """Where a story's post is, or may be."""
    posts = await uow.outbox.of_story(story.id)
    channels = await uow.arrivals.addressed(story.id)
    return Reach(story, len(channels), await uow.arrivals.holders(story.id), waiting=_waits(posts))


def _waits(posts: list[PostBrief]) -> bool:
    """Whether the story's post is still to be sent to all it is for."""
    new = [post for post in posts if post.kind is PostKind.NEW]
    return bool(new) and new[-1].untouched and not new[-1].done
