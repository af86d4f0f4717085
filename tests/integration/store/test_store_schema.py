"""The schema: made, brought up to date, recognised, and never mistaken for another's."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import setuptools
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import migrations
from feeds.errors import SchemaError
from feeds.model import Growth, PostKind, ReaderId, Rhythm, StoryId, Target, TargetKind
from feeds.store import schema
from feeds.store.engine import Database, open_store
from feeds.store.schema import SchemaStanding, check, upgrade
from feeds.store.tables import metadata
from tests.integration.store.scenes import NOW, a_post, a_story
from tests.support.databases import a_seal

NEXT = """
from alembic import op
revision = "9001"
down_revision = "{newest}"
def upgrade():
    op.execute("CREATE TABLE added (id INTEGER)")
    {then}
"""

NEWEST = schema._newest()


NEWEST = schema._newest()
COMING = f"{int(NEWEST) + 1:04}"


async def run(url, work):
    """Run a function on a connection of the database, and keep what it did."""
    engine = Database.parse(url).engine(writing=True, busy_timeout=1, create=True)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def statement(words):
    return lambda connection: connection.execute(text(words))


async def test_an_empty_database_gets_its_tables_once(empty_url):
    assert (await check(empty_url)).standing is SchemaStanding.EMPTY
    found, now = await upgrade(empty_url)
    assert (found, now) == (None, schema._newest())
    assert await upgrade(empty_url) == (now, now)
    state = await check(empty_url)
    assert (state.standing, state.revision, state.newest) == (SchemaStanding.CURRENT, now, now)


async def test_looking_makes_no_file(tmp_path):
    assert (await check(f"sqlite:///{tmp_path / 'x.db'}")).standing is SchemaStanding.EMPTY
    assert list(tmp_path.iterdir()) == []


async def test_upgrading_again_keeps_what_is_there(database_url):
    store = open_store(database_url, seal=a_seal())
    async with store.writing() as uow:
        story = await a_story(uow)
        await uow.commit()
    await upgrade(database_url)
    async with store.reading() as uow:
        assert await uow.stories.get(story.id) == story
    await store.close()


async def test_programs_that_start_together_do_not_trip_over_each_other(empty_url):
    outcomes = await asyncio.gather(*(upgrade(empty_url) for _ in range(5)))
    newest = schema._newest()
    assert sorted(outcomes, key=str) == [(newest, newest)] * 4 + [(None, newest)]


@pytest.fixture
def a_later_program(tmp_path, monkeypatch):
    """The migrations with one more, whose upgrade ends as given."""

    def make(then):
        folder = Path(shutil.copytree(migrations.__path__[0], tmp_path / "migrations"))
        (folder / "versions" / "9001_next.py").write_text(NEXT.format(then=then, newest=schema._newest()))
        monkeypatch.setattr(migrations, "__path__", [str(folder)])

    return make


async def test_an_older_schema_is_upgraded(empty_url, a_later_program):
    _, before = await upgrade(empty_url)
    a_later_program("pass")
    assert (await check(empty_url)).standing is SchemaStanding.OLDER
    assert await upgrade(empty_url) == (before, "9001")
    assert (await check(empty_url)).standing is SchemaStanding.CURRENT


def _first_schema_with_a_feed(connection):
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    outlet = (
        "INSERT INTO outlets (name, affiliation, terms, trust, pictures) VALUES ('A', 'state', 'excerpt', 'low', (1=0))"
    )
    connection.execute(text(outlet))
    feed = (
        "INSERT INTO feeds (url, outlet_id, state, next_check_at, interval, failures, stored)"
        " VALUES ('https://a.example/rss', 1, 'active', '2026-01-01 12:00:00.000000', 60, 2, 7)"
    )
    connection.execute(text(feed))


async def test_feeds_of_the_first_schema_are_kept_and_nothing_is_known_of_their_rhythm(empty_url):
    await run(empty_url, _first_schema_with_a_feed)
    assert await upgrade(empty_url) == ("0001", NEWEST)
    store = open_store(empty_url, seal=a_seal())
    async with store.reading() as uow:
        (feed,) = await uow.feeds.health()
    await store.close()
    assert (feed.items, feed.failures, feed.rhythm, feed.moved, feed.oddity) == (7, 2, Rhythm(), None, None)


def _a_schema_before_choices(connection):
    """One of revision 0007, with a story that nobody has looked at, and a reader."""
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0007")
    at = "'2026-01-01 12:00:00.000000'"
    connection.execute(
        text(
            "INSERT INTO stories (id, public_id, headline, standing, revision, importance, relevance, opened_at,"
            f" updated_at) VALUES (1, 'K2', 'Shelling', 'held', 0, 0, 0.9, {at}, {at})"
        )
    )
    connection.execute(text("INSERT INTO growths (story_id, relevance, fresh) VALUES (1, 0.9, (1=1))"))
    reader = "INSERT INTO readers (id, lookup, sealed, subscribed, joined_at) VALUES (7, :bytes, :bytes, (1=1), "
    connection.execute(text(f"{reader}{at})"), {"bytes": b"x"})


async def test_what_waits_for_a_look_and_who_is_subscribed_is_kept(empty_url):
    await run(empty_url, _a_schema_before_choices)
    assert await upgrade(empty_url) == ("0007", NEWEST)
    store = open_store(empty_url, seal=a_seal())
    async with store.writing() as uow:
        (growth,) = await uow.growths.after(0, limit=9)
        assert growth == Growth(StoryId(1), 0.9, fresh=True, times=1)
        assert await uow.growths.unchanged([growth]) == [growth]
        await uow.growths.add([Growth(StoryId(1), 0.5, fresh=False)])
        assert await uow.growths.unchanged([growth]) == []
        assert await uow.readers.beats(ReaderId(7)) == frozenset()
        await uow.outbox.add(a_post(PostKind.ROUNDUP, targets=(), to_subscribers=True))
        assert [due.target for due in await uow.outbox.due(NOW, limit=9)] == [Target(TargetKind.READER, "7")]
        await uow.readers.choose(ReaderId(7), ["north"])
        assert await uow.readers.choices(["north", "south"]) == {frozenset({"north"}): [7]}
        await uow.commit()
    await store.close()


async def test_an_upgrade_that_fails_changes_nothing(empty_url, a_later_program):
    _, before = await upgrade(empty_url)
    a_later_program("raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        await upgrade(empty_url)
    assert (await check(empty_url)).revision == before
    assert "added" not in await run(empty_url, lambda connection: inspect(connection).get_table_names())


async def test_a_newer_schema_is_refused(empty_url):
    await upgrade(empty_url)
    await run(empty_url, statement("UPDATE alembic_version SET version_num = '9999'"))
    assert (await check(empty_url)).standing is SchemaStanding.NEWER
    with pytest.raises(SchemaError, match=r"newer Heliograph \(revision 9999\): upgrade the program or restore a"):
        await upgrade(empty_url)


@pytest.mark.parametrize("table", ["notes", "alembic_version"])
async def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path, table):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
        connection.commit()
    before = path.read_bytes()
    assert (await check(f"sqlite:///{path}")).standing is SchemaStanding.FOREIGN
    with pytest.raises(SchemaError, match="is not Heliograph's"):
        await upgrade(f"sqlite:///{path}")
    assert path.read_bytes() == before


async def test_a_foreign_database_on_a_server_is_refused(postgres):
    url = postgres.create()
    await run(url, statement("CREATE TABLE notes (id INTEGER)"))
    with pytest.raises(SchemaError, match="is not Heliograph's"):
        await upgrade(url)
    postgres.drop(url)


def _differences(connection):
    options = {"include_name": lambda name, kind, _: not (kind == "table" and name.startswith("item_search"))}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_tables_and_migrations_agree(database_url):
    assert await run(database_url, _differences) == []


def _conditions(connection):
    """Checks and the conditions of partial indexes, which Alembic does not compare."""
    tables = [table.name for table in metadata.sorted_tables]
    checks = {
        (table, check["name"], check["sqltext"])
        for table in tables
        for check in inspect(connection).get_check_constraints(table)
    }
    sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'ix_item_search%' AND sql > ''"
    server = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '%search'"
    rows = connection.execute(text(sqlite if connection.dialect.name == "sqlite" else server)).all()
    indexes = {
        (name, " ".join(words.split())) for name, words in rows if not name.startswith(("alembic", "pk_alembic"))
    }
    return checks, indexes


async def test_checks_and_partial_indexes_agree_too(empty_url, backend, postgres, tmp_path):
    await upgrade(empty_url)
    other = f"sqlite:///{tmp_path / 'other.db'}" if backend == "sqlite" else postgres.create()
    await run(other, metadata.create_all)
    migrated, declared = await run(empty_url, _conditions), await run(other, _conditions)
    assert migrated[0] == declared[0]
    assert migrated[1] == declared[1]
    assert len(migrated[0]) == 12
    if backend == "postgresql":
        postgres.drop(other)


def test_the_migrations_are_among_the_packages_that_are_installed():
    root = Path(migrations.__path__[0]).parent
    assert "migrations.versions" in setuptools.find_packages(str(root), include=["migrations*"])


async def test_the_journal_is_written_ahead(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    await upgrade(url)
    mode = await run(url, lambda connection: connection.execute(text("PRAGMA journal_mode")).scalar())
    assert mode == "wal"


def test_the_revisions_that_we_count_are_those_that_alembic_knows():
    scripts = ScriptDirectory.from_config(schema._config())
    assert schema._revisions() == sorted(script.revision for script in scripts.walk_revisions())
    assert schema._newest() == scripts.get_current_head()
