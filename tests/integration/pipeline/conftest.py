"""A newsroom for every test that asks for one, on an empty database.

One database and one event loop serve all of them, emptied between tests: half of a short test's time would otherwise go
into opening a store and compiling its statements anew.
"""

import sqlite3

import pytest
import pytest_asyncio

from feeds.store.tables import metadata
from tests.integration.pipeline.newsroom import Newsroom
from tests.support.databases import sqlite_store


def pytest_collection_modifyitems(items):
    """All tests of this folder live in one event loop, as their store does."""
    for item in items:
        if "integration/pipeline" in item.path.as_posix() and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(tmp_path_factory):
    """A store, and where its file is."""
    folder = tmp_path_factory.mktemp("newsroom")
    opened = await sqlite_store(folder, busy_timeout=0.1)
    yield opened, folder / "heliograph.db"
    await opened.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def settled():
    """No look of one test goes on, with its transaction open, in the next."""
    yield
    for pipeline in Newsroom.opened:
        await pipeline.settle(deadline=5)
    Newsroom.opened.clear()


@pytest.fixture
def store(database):
    opened, path = database
    with sqlite3.connect(path) as connection:
        for table in ["item_search", "sqlite_sequence", *(table.name for table in reversed(metadata.sorted_tables))]:
            connection.execute(f"DELETE FROM {table}")
    connection.close()
    return opened


@pytest.fixture
def locked(database):
    """Lets another connection hold the database's one writing transaction."""
    other = sqlite3.connect(database[1], isolation_level=None)

    def lock():
        other.execute("BEGIN IMMEDIATE")
        return other

    yield lock
    other.close()


@pytest_asyncio.fixture(loop_scope="session")
async def newsroom(store):
    """Past its very first start, with no feeds."""
    return await Newsroom(store).running()


@pytest.fixture
def new_newsroom(store):
    """Never started before."""
    return Newsroom(store)
