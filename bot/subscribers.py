"""Use cases of readers: start, subscribe, stop, the latest, search, one story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.model import FeedHealth, Reader, Story
from feeds.ports import Store

#: Stories in an answer unless asked otherwise, and the most that can be asked for.
DEFAULT, MOST = 5, 20


@dataclass(frozen=True, slots=True)
class Latest:
    """An answer to /latest."""

    stories: Sequence[Story]
    seen: datetime | None  #: when this reader last asked
    more: bool  #: there are older ones


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
    return Latest(stories[:limit], reader.latest_at if reader else None, more=len(stories) > limit)


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


async def story(store: Store, public_id: str) -> Story:
    """One story by the id that readers see; raises ``NotFound``."""
    async with store.reading() as uow:
        return await uow.stories.by_public_id(public_id)


async def sources(store: Store) -> list[FeedHealth]:
    """What is read."""
    async with store.reading() as uow:
        return await uow.feeds.health()
