"""Readers by the hundred thousand, put into a database through the store's table; and a story that they all await."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from feeds.model import NewPost, NewStory, Payload, PostKind, Standing, Target, TargetKind
from feeds.store.engine import open_store
from feeds.store.readers import _SEALED_WITH
from feeds.store.schema import upgrade
from feeds.store.seal import Seal
from feeds.store.tables import readers
from tests.benchmarks.figures import Tell
from tests.benchmarks.full_database import Event, brief_of
from tests.benchmarks.invented import report

_BATCH = 5000
_HIGHEST_ID = 2**53


def enrol(path: Path, chats: Sequence[int], *, key: str, tell: Tell) -> None:
    """Make the database at ``path`` and let these chats be subscribed."""
    asyncio.run(_enrol(path, chats, Seal(bytes.fromhex(key)), tell))


async def _enrol(path: Path, chats: Sequence[int], seal: Seal, tell: Tell) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    await upgrade(url)
    store = open_store(url, seal=seal)
    now, drawn = datetime.now(UTC), random.Random(1).sample(range(1, _HIGHEST_ID), len(chats))
    try:
        async with store.writing() as uow:
            await uow.switches.set(_SEALED_WITH, seal.mark)
            for start in range(0, len(chats), _BATCH):
                tell(start / len(chats), f"enrolling readers: {start:,} of {len(chats):,}")
                some = slice(start, start + _BATCH)
                rows = [_row(number, chat, seal, now) for number, chat in zip(drawn[some], chats[some], strict=True)]
                await uow._connection.write(insert(readers), rows)
            await uow.commit()
    finally:
        await store.close()


def _row(number: int, chat: int, seal: Seal, now: datetime) -> dict[str, object]:
    sealed = {"lookup": seal.lookup(chat), "sealed": seal.seal(chat)}
    return {"id": number, **sealed, "subscribed": True, "joined_at": now}


def post_story(path: Path, channel: int, *, key: str) -> None:
    """Put a story's first post into the outbox, for a channel and for every subscriber."""
    asyncio.run(_post_story(path, channel, Seal(bytes.fromhex(key))))


async def _post_story(path: Path, channel: int, seal: Seal) -> None:
    store, now = open_store(f"sqlite+aiosqlite:///{path}", seal=seal), datetime.now(UTC)
    brief = brief_of(Event(1, now, [(1, report(1))]))
    targets = (Target(TargetKind.CHANNEL, str(channel)),)
    try:
        async with store.writing() as uow:
            story = await uow.stories.open(NewStory(brief, Standing.POSTED, 0.5, 0.9, now))
            payload = Payload(brief=brief, public_id=story.public_id)
            new = NewPost(PostKind.NEW, payload, targets, now, now, story.id, story.revision, to_subscribers=True)
            await uow.outbox.add(new)
            await uow.commit()
    finally:
        await store.close()
