"""With a full database, what readers and the publisher ask for often reads an index, never a whole table."""

import re
import sqlite3
import time
from contextlib import closing, suppress

import pytest
from sqlalchemy import event

from feeds.errors import FeedsError
from feeds.model import PostKind
from feeds.store.engine import open_store
from tests.integration.store.calls import READS, WRITES
from tests.integration.store.crowd import crowd
from tests.integration.store.scenes import CHANNEL, NOW, a_post, at
from tests.support.databases import a_seal, in_thread, sqlite_database, sqlite_url

#: what may be read whole: all feeds are asked for; the log's newest rows; an index that holds only what is wanted
WHOLE = {
    "feeds.health": {"SCAN feeds"},
    "health.census": {"SCAN feeds"},
    "health.changed": {"SCAN feeds"},
    "health.sightings": {"SCAN newest", "SCAN seen"},
    "feeds.put_forward": {"SCAN feeds USING COVERING INDEX ix_feeds_due"},
    "articles.count": {"SCAN articles USING COVERING INDEX ix_articles_due"},
    "websub.callbacks": {"SCAN websub"},
    "websub.catch_up": {"SCAN websub"},
    "websub.put_forward": {"SCAN websub"},
    "log.newest": {"SCAN audit_log"},
    "outbox.newest_at": {"SCAN posts"},
    "arrivals.holders": {"SCAN anon_1"},  # those found, of two look-ups
    "failures.get": {"SCAN anon_1"},
    "failures.newest": {"SCAN anon_1"},
    "stories.apart": {"SCAN apart USING COVERING INDEX sqlite_autoindex_apart_1"},
    "stories.search": {"SCAN hits"},
}
_WATCHED = ("health.changed", "health.census", "health.moved")  #: all feeds are looked at, in the database
PARTIAL = r"SCAN \w+ USING (COVERING )?INDEX (ix_stories_\w+|ix_deliveries_\w+|ix_readers_\w+|uq_cases_open)"
LOOKUP = r"SCAN item_search VIRTUAL TABLE INDEX (0:=|0:M2|192:M2)|SCAN stories USING COVERING INDEX"
#: what is asked for, as a list of values; and the few rows in which SQLite counts
FEW = r"SCAN (\d+ )?CONSTANT ROWS?$|SCAN asked$|SCAN sqlite_sequence$"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A full SQLite database; tests leave it as it is."""
    path = tmp_path_factory.mktemp("crowd") / "heliograph.db"

    async def fill():
        store = open_store(sqlite_database(path), seal=a_seal())
        await crowd(store, "sqlite")
        await store.close()

    in_thread(fill())
    return path


@pytest.fixture
async def full_store(crowded):
    store = open_store(sqlite_url(crowded), seal=a_seal())
    yield store
    await store.close()


async def statements(store, name):
    """The statements that a call executes."""
    seen = []
    for engine in (store._readers, store._writer):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: seen.append(given[2:4]))
    async with store.writing() as uow:
        seen.clear()
        with suppress(FeedsError):  # the crowd has no such case, or a reader sealed with nonsense
            await (READS | WRITES)[name](uow)
        return list(seen)


@pytest.mark.parametrize("name", sorted(READS | WRITES))
async def test_no_table_is_read_whole(full_store, crowded, name):
    asked = await statements(full_store, name)
    assert asked
    with closing(sqlite3.connect(crowded)) as connection:
        for words, values in asked:
            if words.lstrip().startswith("INSERT") and "SELECT" not in words:
                continue
            some = values[0] if isinstance(values, list) else values
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {words}", some)]
            scans = {
                line for line in plan if line.startswith("SCAN") and not re.match(f"{PARTIAL}|{LOOKUP}|{FEW}", line)
            }
            assert scans <= WHOLE.get(name, set()), words


async def test_what_is_asked_for_often_takes_a_few_milliseconds(full_store):
    await _time(full_store)


async def _time(store):
    """Generous by a factor of twenty and more: this finds a whole table read, not a slow machine."""
    for name in ("stories.latest", "outbox.due", "feeds.due", "items.known", "outbox.in_flight", *_WATCHED):
        async with store.reading() as uow:
            await READS[name](uow)
            best = min([await _seconds(READS[name], uow) for _ in range(5)])  # another program may have had the core
            assert best < 0.05, name


async def _seconds(read, uow):
    began = time.perf_counter()
    await read(uow)
    return time.perf_counter() - began


async def test_a_hundred_thousand_deliveries_that_must_wait_do_not_slow_the_one_that_is_due(full_store):
    async with full_store.writing() as uow:
        await uow.outbox.drop_pending(at=NOW)
        later = a_post(PostKind.ROUNDUP, key="later", targets=(), not_before=at(999), to_subscribers=True)
        await uow.outbox.add(later)
        story = await uow.stories.get(4)
        await uow.outbox.add(a_post(PostKind.EDIT, story, targets=(), revision=7, to_subscribers=True))
        await uow.outbox.add(a_post(PostKind.ROUNDUP, key="now", targets=(CHANNEL,)))
        began = time.perf_counter()
        due = await uow.outbox.due(at(1), limit=30)
        assert [one.target for one in due] == [CHANNEL]
        assert time.perf_counter() - began < 0.25


@pytest.mark.long
async def test_postgresql_takes_a_few_milliseconds_too(postgres):
    url = postgres.lend()
    store = open_store(url, seal=a_seal())
    await crowd(store, "postgresql")
    async with store.writing() as uow:
        await uow._connection._raw.exec_driver_sql("ANALYZE")
        await uow.commit()
    await _time(store)
    await store.close()
    postgres.take_back(url)
