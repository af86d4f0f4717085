"""What the database refuses becomes a ``StoreError`` with a sentence, whichever method was called."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from feeds.errors import StoreError
from feeds.store.engine import open_store
from feeds.store.schema import check, upgrade
from tests.integration.store.calls import READS, WRITES, methods
from tests.integration.store.scenes import NOW, a_story
from tests.support.databases import a_seal, sqlite_database, sqlite_url

CALLS = READS | WRITES
NOBODY = 65534


def test_every_method_has_a_call():
    assert sorted(methods()) == sorted(CALLS)


@pytest.fixture
def sqlite_path(tmp_path):
    sqlite_database(tmp_path / "heliograph.db")
    return tmp_path / "heliograph.db"


@pytest.fixture
def held(sqlite_path):
    """The database, held by another connection that lets nobody read or write."""
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        yield sqlite_url(sqlite_path)


def door(store, name):
    return store.reading() if name in READS else store.writing()


async def call(store, name):
    async with door(store, name) as uow:
        return await CALLS[name](uow)


@pytest.mark.parametrize("name", CALLS)
async def test_a_locked_database_is_a_store_error(held, name):
    store = open_store(held, seal=a_seal(), busy_timeout=0.01)
    with pytest.raises(StoreError, match="is locked: another program holds it"):
        await call(store, name)
    await store.close()


@pytest.mark.parametrize("name", CALLS)
async def test_a_database_that_fails_in_the_middle_is_a_store_error(sqlite_path, name):
    store = open_store(sqlite_url(sqlite_path), seal=a_seal())
    async with door(store, name) as uow:
        connection = (await uow._connection._raw.get_raw_connection()).driver_connection
        await connection.set_progress_handler(lambda: 1, 1)
        with pytest.raises(StoreError, match=r"interrupted|vtable constructor failed"):
            await CALLS[name](uow)
        await connection.set_progress_handler(None, 1)
    async with store.writing() as uow:
        await uow.switches.set("halted", "yes")
        await uow.commit()
    await store.close()


@pytest.fixture
def server_url(postgres):
    url = postgres.lend()
    yield url
    postgres.take_back(url)


async def test_a_connection_that_the_server_cuts_is_a_store_error(postgres, server_url):
    store = open_store(server_url, seal=a_seal())
    for name in ("stories.latest", "outbox.due", "outbox.add", "switches.set"):
        async with door(store, name) as uow:
            await uow.switches.get("halted")
            postgres.end_connections(server_url)
            with pytest.raises(StoreError, match=r"stopped|broke|cannot be reached"):
                await CALLS[name](uow)
    async with store.writing() as uow:
        await uow.commit()
    await store.close()


async def test_a_writer_of_another_process_that_takes_too_long_is_a_store_error(database_url):
    first = open_store(database_url, seal=a_seal())
    second = open_store(database_url, seal=a_seal(), busy_timeout=0.1)
    async with first.writing():
        async with second.reading() as uow:
            assert not await uow.stories.any()
        with pytest.raises(StoreError, match="is locked"):
            await second.writing().__aenter__()
    async with second.writing() as uow:
        await uow.commit()
    await first.close()
    await second.close()


async def test_writers_of_two_processes_wait_for_each_other(database_url):
    stores = [open_store(database_url, seal=a_seal()) for _ in range(3)]

    async def count(store):
        for _ in range(10):
            async with store.writing() as uow:
                seen = int(await uow.switches.get("count") or 0)
                await uow.switches.set("count", str(seen + 1))
                await uow.commit()

    await asyncio.gather(*(count(store) for store in stores))
    async with stores[0].reading() as uow:
        assert await uow.switches.get("count") == "30"
    for store in stores:
        await store.close()


async def test_a_full_disk_loses_nothing_and_heals(sqlite_path):
    store = open_store(sqlite_url(sqlite_path), seal=a_seal())
    async with store.writing() as uow:
        await a_story(uow, "before")
        pages = await _pragma(uow, "page_count")
        await _pragma(uow, f"max_page_count = {pages + 3}")
        await uow.commit()
    with pytest.raises(StoreError, match="No room is left on the disk"):
        await _fill(store)
    async with store.reading() as uow:
        assert [story.revision for story in await uow.stories.latest(limit=9)] == [1]
    async with store.writing() as uow:
        await _pragma(uow, "max_page_count = 1000000")
        await a_story(uow, "after")
        assert await _pragma(uow, "integrity_check") == "ok"
        await uow.commit()
    await store.close()


async def _fill(store):
    async with store.writing() as uow:
        for number in range(1000):
            await a_story(uow, f"k{number}", text="word " * 200)
        await uow.commit()


async def _pragma(uow, what):
    return (await uow._connection._raw.exec_driver_sql(f"PRAGMA {what}")).scalar()


async def _refusal(url):
    """What somebody who reads is told."""
    store = open_store(url, seal=a_seal(), busy_timeout=0.2)
    with pytest.raises(StoreError) as caught:
        await call(store, "feeds.health")
    await store.close()
    return str(caught.value)


async def test_a_missing_folder_is_named(tmp_path):
    url = sqlite_url(tmp_path / "no" / "heliograph.db")
    for refused in (check(url), upgrade(url)):
        with pytest.raises(StoreError, match=f"There is no folder {tmp_path}/no: make it"):
            await refused
    assert "There is no folder" in await _refusal(url)


async def test_a_missing_database_is_not_made_by_reading_it(tmp_path):
    path = tmp_path / "heliograph.db"
    assert "`heliograph db upgrade` makes one" in await _refusal(sqlite_url(path))
    assert not path.exists()


async def test_a_folder_is_no_database(tmp_path):
    assert "is a folder" in await _refusal(sqlite_url(tmp_path))


@pytest.mark.parametrize("content", [b"hello\n", b"not a database " * 1000])
async def test_a_file_of_something_else_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert "is not an SQLite database" in await _refusal(sqlite_url(path))
    with pytest.raises(StoreError, match="is not an SQLite database"):
        await upgrade(sqlite_url(path))
    assert path.read_bytes() == content


async def test_a_database_without_tables_says_what_to_do(empty_url, backend, tmp_path):
    if backend == "sqlite":
        (tmp_path / "heliograph.db").touch()
    assert "run `heliograph db upgrade`" in await _refusal(empty_url)


async def test_a_damaged_database_says_so(sqlite_path):
    content = bytearray(sqlite_path.read_bytes())
    content[4096:] = b"\xab" * (len(content) - 4096)
    sqlite_path.write_bytes(content)
    assert "is damaged" in await _refusal(sqlite_url(sqlite_path))


@contextmanager
def unprivileged():
    """As somebody whom file permissions bind."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shut(sqlite_path):
    """A database in a folder that anybody can enter and nobody can write in."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(sqlite_path, folder / "heliograph.db")
    (folder / "heliograph.db").chmod(0o444)
    folder.chmod(0o555)
    with unprivileged():
        yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


async def test_a_read_only_folder_says_what_to_do(shut):
    assert "make the file and its folder writable" in await _refusal(sqlite_url(shut / "heliograph.db"))
    store = open_store(sqlite_url(shut / "heliograph.db"), seal=a_seal())
    with pytest.raises(StoreError, match="make the file and its folder writable"):
        await call(store, "switches.set")
    await store.close()


async def test_a_database_cannot_be_made_in_a_read_only_folder(shut):
    with pytest.raises(StoreError, match=f"The folder {shut} cannot be written"):
        await upgrade(sqlite_url(shut / "new.db"))


async def test_a_read_only_file_says_what_to_do(shut):
    with unprivileged_no_more():
        shut.chmod(0o777)
    store = open_store(sqlite_url(shut / "heliograph.db"), seal=a_seal())
    with pytest.raises(StoreError, match="cannot be written: make the file and its folder writable"):
        await call(store, "switches.set")
    await store.close()


@contextmanager
def unprivileged_no_more():
    """As who the tests run as, again."""
    before = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "cannot be read"),
        ("heliograph.db", "cannot be read"),
        ("mysql://localhost/x", "names mysql"),
        ("sqlite+aiosqlite://", "names no file"),
        ("sqlite+aiosqlite:///:memory:", "names no file"),
        ("postgresql://host:port/x", "cannot be read"),
    ],
)
async def test_a_url_of_no_use_is_refused_at_once(url, sentence):
    with pytest.raises(StoreError, match=sentence):
        open_store(url, seal=a_seal())
    with pytest.raises(StoreError, match=sentence):
        await check(url)


async def test_an_unreachable_server_is_named_without_its_password(unused_tcp_port):
    told = await _refusal(f"postgresql://user:secret@127.0.0.1:{unused_tcp_port}/x")
    assert "cannot be reached" in told
    assert "127.0.0.1" in told
    assert "secret" not in told


async def test_a_missing_database_on_a_server_is_named(postgres, server_url):
    told = await _refusal(server_url.replace("@/", "@/no_such_"))
    assert "does not exist" in told


async def test_short_urls_do_as_well(tmp_path):
    await upgrade(f"sqlite:///{tmp_path / 'odd name %20 #?.db'}")
    store = open_store(f"sqlite:///{tmp_path / 'odd name %20 #?.db'}", seal=a_seal())
    assert not await call(store, "stories.any")
    await store.close()


@pytest.mark.parametrize(
    ("nonsense", "loud"),
    [
        (lambda uow: uow.items.get(object()), StatementError),
        (lambda uow: uow.stories.join(9, 9, similarity=1, at=NOW), IntegrityError),
        (lambda uow: uow.stories.join(9, 9, similarity=None, at=NOW), IntegrityError),
        (lambda uow: uow.items.since(NOW.replace(tzinfo=None)), StatementError),
        (lambda uow: uow._connection.rows(text("SELEKT")), DBAPIError),
    ],
)
async def test_programming_errors_stay_loud(store, nonsense, loud):
    async with store.writing() as uow:
        with pytest.raises(loud):
            await nonsense(uow)
