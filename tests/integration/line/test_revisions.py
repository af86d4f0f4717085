"""Retitled entries of real feeds: each is a revision of one item, and none becomes a second one.

``streams/headlines_2020`` of ``$HELIOGRAPH_CORPUS`` tells of each entry under which titles it had stood before.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import settings
from feeds.core.normalise import read
from feeds.intake import Document, Intake
from feeds.model import Entry, FeedSeed, Outlet
from feeds.models.words import load
from feeds.store.tables import item_revisions, items
from feeds.stories import DeskRules
from tests.support.databases import sqlite_store
from tests.support.fakes import FrozenClock

CORPUS = settings.corpus()
STREAM = CORPUS / "streams" / "headlines_2020.jsonl.gz" if CORPUS else None
pytestmark = pytest.mark.skipif(STREAM is None or not STREAM.is_file(), reason="needs HELIOGRAPH_CORPUS")
#: Entries that stand in one document.
TOGETHER = 30


def retitled() -> list[dict]:
    """The entries with earlier titles, but for eleven that at some time say word for word what another entry of their
    feed says: as long as they do, they are one item.
    """
    with gzip.open(STREAM, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["titles"]]
    said = Counter((row["feed"], text) for row in rows for text in {words(row, 0), words(row, 1)})
    return [row for row in rows if all(said[row["feed"], words(row, number)] == 1 for number in (0, 1))]


def words(row, number: int) -> str:
    """What makes an entry's text the same as another's, in a round."""
    (item,) = read([as_entry(row, telling(row, number))], language="en", now=datetime.now(UTC)).items
    return item.fingerprint


def as_entry(row, title: str, **changes) -> Entry:
    published = datetime.fromisoformat(row["published"]) if row["published"] else None
    told = {"guid": row["id"], "link": row["link"], "published": published, **changes}
    return Entry(title, row["summary"] or "", **told)


def telling(row, number: int) -> str:
    """What an entry's title was in the round of this number; the last one stays."""
    titles = [*row["titles"], row["title"]]
    return titles[min(number, len(titles) - 1)]


class Told:
    """What the feeds say, round after round, and what is stored of it."""

    def __init__(self, store) -> None:
        self.store, self.clock = store, FrozenClock(datetime(2021, 11, 1, tzinfo=UTC))
        self.intake = Intake(store, self.clock, rules=DeskRules(), words=load())
        self.rows = retitled()

    async def set_up(self) -> None:
        """File the feeds, each of an outlet of its own."""
        names = sorted({row["feed"] for row in self.rows})
        seeds = [FeedSeed(f"https://{name}.example/rss", Outlet(name, language="en")) for name in names]
        async with self.store.writing() as uow:
            await uow.feeds.merge(seeds, check_at=[self.clock.now()] * len(seeds))
            self.feeds = {feed.outlet.name: feed for feed in await uow.feeds.due(self.clock.now(), limit=100)}
            await uow.commit()

    async def say(self, number: int, change: Callable[[dict, int], dict] = lambda *_: {}) -> Counter:
        """Let every feed tell its entries as they stood in this round; what was new and what revised."""
        counted: Counter = Counter()
        for name, feed in self.feeds.items():
            rows = [row for row in self.rows if row["feed"] == name]
            for start in range(0, len(rows), TOGETHER):
                self.clock.advance(seconds=1)
                entries = [
                    as_entry(row, telling(row, number), **change(row, number)) for row in rows[start:][:TOGETHER]
                ]
                found = read(entries, language="en", now=self.clock.now()).items
                (taken,) = (await self.intake.record([Document(feed, found, _nothing)])).taken
                counted.update(new=taken.new, revised=taken.revised)
        return counted

    async def stored(self) -> tuple[int, int]:
        """Items, and revisions behind them."""
        async with self.store.reading() as uow:
            connection = uow.items._connection
            return (
                await connection.value(select(func.count()).select_from(items)),
                await connection.value(select(func.count()).select_from(item_revisions)),
            )


async def _nothing(*_) -> None:
    """Nothing is recorded of the feed."""


@pytest.fixture
async def told(tmp_path):
    store = await sqlite_store(tmp_path)
    newsroom = Told(store)
    await newsroom.set_up()
    yield newsroom
    await store.close()


def bumped(row, number) -> dict:
    return {"published": datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)}


def tracked(row, number) -> dict:
    mark = "&" if "?" in row["link"] else "?"
    return {"link": f"{row['link']}{mark}utm_source=rss&utm_campaign=round{number}"}


def churned(row, number) -> dict:
    return {"guid": f"{row['id']}#{number}"}


def everything(row, number) -> dict:
    return bumped(row, number) | tracked(row, number) | churned(row, number)


@pytest.mark.parametrize("change", [lambda *_: {}, everything], ids=["words", "all"])
async def test_a_retitled_entry_is_a_revision_of_its_item_whatever_guid_date_and_tracking_do(told, change):
    assert len(told.rows) > 2000
    told.rows = told.rows if change is everything else told.rows[::5]
    assert await told.say(0, change) == Counter(new=len(told.rows))
    reworded = sum(words(row, 0) != words(row, 1) for row in told.rows)
    assert await told.say(1, change) == Counter(revised=reworded)
    assert await told.stored() == (len(told.rows), reworded)


@pytest.mark.parametrize("change", [bumped, tracked, churned, everything])
async def test_another_guid_date_or_tracking_alone_is_no_news(told, change):
    told.rows = told.rows[:100]
    await told.say(0, change)
    assert await told.say(0, lambda row, _: change(row, 7)) == Counter()
    assert await told.stored() == (len(told.rows), 0)
