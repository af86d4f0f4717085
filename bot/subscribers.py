"""Use cases of readers: start, subscribe, choose beats, stop, the latest, search, one story."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.core.courses import Counted, courses
from feeds.core.timeline import Moment, timeline
from feeds.errors import NotFound
from feeds.model import FeedHealth, Missed, NewPost, Payload, PostKind, Reader, Standing, Story, StoryId
from feeds.ports import Store
from feeds.store.public_id import canonical

#: Stories in an answer unless asked otherwise, and the most that can be asked for.
DEFAULT, MOST = 5, 20
#: Revisions of a story that are read for its timeline and its figures, besides the first: the newest.
REVISIONS = 60
#: Name of the switch that holds, as JSON, the beats of whose going those who chose them were told.
LOST_BEATS = "lost_beats"


@dataclass(frozen=True, slots=True)
class Latest:
    """An answer to /latest."""

    stories: Sequence[Story]
    seen: datetime | None  #: when this reader last asked
    more: bool  #: there are older ones
    missed: Sequence[Missed] = ()  #: sent to this reader since he last asked; whether they arrived is not known


async def start(store: Store, chat_id: int, *, now: datetime) -> Reader:
    """Know this reader from now on."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat_id, at=now)
        await uow.commit()
        return reader


async def stop(store: Store, chat_id: int, *, now: datetime) -> bool:
    """End a reader's subscription, and keep which beats he chose; False where he had none."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat_id, at=now)
        if not reader.subscribed:
            return False
        await uow.readers.set_subscribed(reader.id, subscribed=False)
        await uow.commit()
        return True


@dataclass(frozen=True, slots=True)
class Following:
    """What a reader is sent."""

    subscribed: bool
    beats: frozenset[str] = frozenset()  #: those he has chosen; none: every story


async def following(store: Store, chat_id: int) -> Following:
    """What this reader is sent. Only reads."""
    async with store.reading() as uow:
        reader = await uow.readers.find(chat_id)
        if reader is None:
            return Following(subscribed=False)
        return Following(reader.subscribed, await uow.readers.beats(reader.id))


async def follow(store: Store, chat_id: int, beats: Collection[str], *, now: datetime) -> bool:
    """Subscribe this reader to the stories of beats, to every story where none is given; False where it was so."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat_id, at=now)
        if reader.subscribed and await uow.readers.beats(reader.id) == frozenset(beats):
            return False
        await uow.readers.choose(reader.id, beats)
        await uow.readers.set_subscribed(reader.id, subscribed=True)
        await uow.commit()
        return True


async def choose(store: Store, chat_id: int, beat: str, *, on: bool, now: datetime) -> Following:
    """Let a reader choose one more beat, or one less. Who chooses one is subscribed; twice is once."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat_id, at=now)
        before = await uow.readers.beats(reader.id)
        after = before | {beat} if on else before - {beat}
        if on and not reader.subscribed:
            await uow.readers.set_subscribed(reader.id, subscribed=True)
        if after != before:
            await uow.readers.choose(reader.id, after)
        await uow.commit()
        return Following(reader.subscribed or on, after)


async def tell_of_lost_beats(store: Store, covered: Collection[str], *, now: datetime) -> frozenset[str]:
    """Tell those who chose a beat that is no longer covered so, once for each time that it goes; the beats that have
    gone. Their choice is kept: it holds again once the beat comes back.
    """
    async with store.writing() as uow:
        gone = await uow.readers.chosen() - frozenset(covered)
        told = json.loads(await uow.switches.get(LOST_BEATS) or "[]")
        fresh = gone.difference(told)
        for beat in sorted(fresh):
            words = (
                f"The newsroom no longer covers “{beat[:100]}”, which you have chosen: its stories come no more. "
                "/beats shows what you have chosen, and changes it."
            )
            key = f"beat gone:{beat}:{now.isoformat()}"
            notice = NewPost(PostKind.NOTICE, Payload(text=words), (), now, now, key=key, to_choosers=beat)
            await uow.outbox.add(notice)
        if gone != frozenset(told):
            await uow.switches.set(LOST_BEATS, json.dumps(sorted(gone)) if gone else None)
            await uow.commit()
        return fresh


async def latest(store: Store, chat_id: int, *, limit: int, offset: int = 0) -> Latest:
    """The newest stories, and when this reader last asked for them. Only reads: no waiting for writers."""
    async with store.reading() as uow:
        reader = await uow.readers.find(chat_id)
        stories = await uow.stories.latest(limit=limit + 1, offset=offset)
        first = reader is not None and offset == 0
        missed = await uow.arrivals.missed(reader.id, since=reader.latest_at) if reader and first else []
    return Latest(stories[:limit], reader.latest_at if reader else None, len(stories) > limit, missed)


async def mark_latest(store: Store, chat_id: int, *, now: datetime) -> None:
    """Remember that this reader, if we know it, has seen what is new."""
    async with store.writing() as uow:
        reader = await uow.readers.find(chat_id)
        if reader:
            await uow.readers.mark_latest(reader.id, at=now)
            await uow.commit()


async def search(store: Store, words: str, *, limit: int = DEFAULT) -> list[Story]:
    """Stories whose items hold all the words."""
    async with store.reading() as uow:
        return await uow.stories.search(words, limit=limit)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to /story."""

    story: Story
    moments: Sequence[Moment]  #: how it came to say what it says
    counted: Sequence[Counted] = ()  #: who said what of its figures over time
    gone: str | None = None  #: the id of the story that was asked for, where that went into this one


async def story(store: Store, which: str | StoryId, *, desk: bool = False) -> Told:
    """One story, by the id that readers see or its number, or the one that it went into; how it came about, and who
    said what of its figures over time. Raises ``NotFound``. What waits for a verdict, or was rejected, is shown to the
    desk alone.
    """
    async with store.reading() as uow:
        public_id = which if isinstance(which, str) else (await uow.stories.get(which)).public_id
        story = _shown(await uow.stories.by_public_id(public_id), desk=desk)
        told = await uow.stories.told(story.id, newest=REVISIONS)
    asked = canonical(public_id)
    return Told(
        story,
        timeline(told, story.notes),
        courses([*(brief for _, brief in told), story.brief]),
        asked if asked != story.public_id else None,
    )


def _shown(story: Story, *, desk: bool) -> Story:
    """A story that may be shown; raises ``NotFound``."""
    if story.standing in {Standing.HELD, Standing.REJECTED} and not desk:
        raise NotFound("story", story.public_id)
    return story


async def sources(store: Store) -> list[FeedHealth]:
    """What is read."""
    async with store.reading() as uow:
        return await uow.feeds.health()
