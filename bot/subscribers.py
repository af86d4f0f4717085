"""Use cases of readers: start, subscribe, stop, the latest, search, one story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.core.timeline import Moment, timeline
from feeds.errors import NotFound
from feeds.model import FeedHealth, Missed, Reader, Standing, Story
from feeds.ports import Store
from feeds.store.public_id import canonical

#: Stories in an answer unless asked otherwise, and the most that can be asked for.
DEFAULT, MOST = 5, 20
#: Revisions of a story that are compared for its timeline; most change nothing to be seen.
REVISIONS = 60


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


async def subscribe(store: Store, chat_id: int, *, on: bool, now: datetime) -> bool:
    """Turn a reader's subscription on or off; False where it was so already."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat_id, at=now)
        if reader.subscribed is on:
            return False
        await uow.readers.set_subscribed(reader.id, subscribed=on)
        await uow.commit()
        return True


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
    gone: str | None = None  #: the id of the story that was asked for, where that went into this one


async def story(store: Store, public_id: str, *, desk: bool = False) -> Told:
    """One story by the id that readers see, or the one that it went into, and how it came about; raises ``NotFound``.
    What waits for a verdict, or was rejected, is shown to the desk alone.
    """
    async with store.reading() as uow:
        found = await uow.stories.by_public_id(public_id)
        if found.standing in {Standing.HELD, Standing.REJECTED} and not desk:
            raise NotFound("story", public_id)
        revisions = await uow.stories.revisions(found.id, newest=REVISIONS)
    asked = canonical(public_id)
    return Told(found, timeline(revisions, found.notes), asked if asked != found.public_id else None)


async def sources(store: Store) -> list[FeedHealth]:
    """What is read."""
    async with store.reading() as uow:
        return await uow.feeds.health()
