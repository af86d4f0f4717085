"""A database with as much in it as months of news bring, made through the store's tables in one transaction."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, text

from feeds.core.fingerprint import fingerprint, signature
from feeds.model import Affiliation, Brief, Excerpt, FeedSeed, ItemId, Outlet, SourceLine, Standing
from feeds.store.codec import dump_brief
from feeds.store.columns import text_hash
from feeds.store.engine import open_store
from feeds.store.public_id import public_id
from feeds.store.schema import upgrade
from feeds.store.seal import Seal
from feeds.store.search import fold
from feeds.store.tables import items, membership, stories, story_revisions
from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import Report, report

OUTLETS = 60
_BATCH = 2000
_INDEXED = text("INSERT INTO item_search (rowid, title, body) VALUES (:item_id, :title, :body)")
#: What becomes of stories: most are archived or posted, some are held or rejected and seen by no reader.
_STANDINGS = (*[Standing.ARCHIVED] * 5, *[Standing.POSTED] * 3, Standing.LISTED, Standing.REJECTED)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    items: int
    stories: int
    days: float  #: over which it came


def fill(path: Path, size: Size, *, key: str, tell: Tell) -> None:
    """Make the database at ``path``."""
    asyncio.run(_fill(path, size, Seal(bytes.fromhex(key)), tell))


async def _fill(path: Path, size: Size, seal: Seal, tell: Tell) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    await upgrade(url)
    store = open_store(url, seal=seal)
    try:
        async with store.writing() as uow:
            now = datetime.now(UTC)
            seeds = [FeedSeed(f"https://outlet-{n}.example/feed", Outlet(_outlet(n))) for n in range(OUTLETS)]
            await uow.feeds.merge(seeds, check_at=[now + timedelta(days=365)] * OUTLETS)
            done = 0
            for some in _batches(_stories(size, now), _BATCH):
                await _write(uow._connection, some)
                done += len(some)
                tell(done / size.stories, f"filling the database: {done:,} stories of {size.stories:,}")
            await uow.commit()
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class Event:
    """What becomes one story."""

    number: int
    at: datetime
    items: Sequence[tuple[int, Report]]  #: number of the item, what it says


def _stories(size: Size, now: datetime) -> Iterator[Event]:
    """Stories in the order in which they came; a few hold many items, most one to three."""
    drawn = random.Random(1)
    weights = [drawn.paretovariate(1.5) for _ in range(size.stories)]
    spare, total, next_item = size.items - size.stories, sum(weights), 1
    given, heard = 0, 0.0
    for number, weight in enumerate(weights, 1):
        heard += weight
        more = round(spare * heard / total) - given
        given += more
        at = now - timedelta(days=size.days * (1 - number / size.stories), minutes=5)
        told = [(next_item + telling, report(number, telling)) for telling in range(more + 1)]
        next_item += more + 1
        yield Event(number, at, told)


async def _write(connection, some: list[Event]) -> None:
    told = [(number, story, one) for story in some for number, one in story.items]
    await connection.write(insert(items), [_item_row(number, story, one) for number, story, one in told])
    indexed = [
        {"item_id": number, "title": " ".join(fold(one.title)), "body": " ".join(fold(one.text))}
        for number, _, one in told
    ]
    await connection.write(_INDEXED, indexed)
    await connection.write(insert(stories), [_story_row(story) for story in some])
    await connection.write(insert(story_revisions), [_revision_row(story) for story in some])
    joined = [
        {"item_id": number, "story_id": story.number, "similarity": 0.6, "at": story.at} for number, story, _ in told
    ]
    await connection.write(insert(membership), joined)


def _item_row(number: int, story: Event, one: Report) -> dict[str, object]:
    url = f"https://outlet-{number % OUTLETS}.example/{number}"
    return {
        "id": number,
        "feed_id": number % OUTLETS + 1,
        "outlet_id": number % OUTLETS + 1,
        "key": f"{one.key}-{number}",
        "key_hash": text_hash(f"{one.key}-{number}"),
        "url": url,
        "url_hash": text_hash(url),
        "title": one.title,
        "text": one.text,
        "language": "en",
        "published_at": story.at,
        "dated": True,
        "fingerprint": fingerprint(one.title, one.text),
        "signature": signature(one.text),
        "fetched_at": story.at,
        "revision": 1,
    }


def _story_row(story: Event) -> dict[str, object]:
    return {
        "id": story.number,
        "public_id": public_id(story.number),
        "headline": story.items[0][1].title,
        "revision": 1,
        "opened_at": story.at,
        "updated_at": story.at,
        **_judged(story),
    }


def _revision_row(story: Event) -> dict[str, object]:
    brief = dump_brief(brief_of(story))
    return {"story_id": story.number, "revision": 1, "brief": brief, "at": story.at, **_judged(story)}


def _judged(story: Event) -> dict[str, object]:
    return {"standing": _STANDINGS[story.number % len(_STANDINGS)], "importance": 0.5, "relevance": 0.8}


def brief_of(story: Event) -> Brief:
    """What is said of it: its first report's headline, three excerpts, a line an outlet."""
    first, one = story.items[0]
    newest = {number % OUTLETS: (number, told) for number, told in story.items}
    sources = tuple(
        SourceLine(
            _outlet(outlet),
            told.title,
            f"https://outlet-{outlet}.example/{number}",
            ItemId(number),
            story.at,
            Affiliation.INDEPENDENT,
        )
        for outlet, (number, told) in newest.items()
    )
    excerpts = tuple(
        Excerpt(_outlet(number % OUTLETS), told.text[:200], ItemId(number), "en") for number, told in story.items[:3]
    )
    return Brief(
        headline=one.title,
        headline_outlet=_outlet(first % OUTLETS),
        headline_item=ItemId(first),
        language="en",
        excerpts=excerpts,
        sources=sources,
        outlets=len(sources),
        independent=len(sources),
        first_at=story.at,
        updated_at=story.at,
    )


def _outlet(number: int) -> str:
    return f"Outlet {number}"


def _batches(things: Iterator[Event], size: int) -> Iterator[list[Event]]:
    while some := list(islice(things, size)):
        yield some
