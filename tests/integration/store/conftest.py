"""Every test that asks for ``store`` runs on SQLite and on PostgreSQL."""

import asyncio

import pytest

from feeds.store.engine import open_store
from tests.support.databases import PostgresDatabases, a_seal, sqlite_database
from tests.support.postgres import installed, postgres_server

BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres():
    if installed() is None:
        pytest.skip("there is no PostgreSQL for this platform")
    with postgres_server() as server:
        yield PostgresDatabases(server)


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


@pytest.fixture
def database_url(backend, request, tmp_path):
    """A migrated database that nobody else has."""
    if backend == "sqlite":
        yield sqlite_database(tmp_path / "heliograph.db")
        return
    databases = request.getfixturevalue("postgres")
    url = databases.lend()
    yield url
    databases.take_back(url)


@pytest.fixture
def empty_url(backend, request, tmp_path):
    """A database without any tables; on SQLite, without a file."""
    if backend == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'heliograph.db'}"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture
async def store(database_url):
    opened = open_store(database_url, seal=a_seal())
    yield opened
    await opened.close()
    await asyncio.sleep(0)


@pytest.fixture
async def writing(store):
    """A unit of work in the writing door, rolled back in the end."""
    async with store.writing() as uow:
        yield uow
