"""Databases for tests: migrated once, copied for each test.

``sqlite_store(folder)`` is all that most tests need; close what it gives. ``PostgresDatabases`` makes databases on a
running server.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import psycopg

from feeds.store.engine import SqlStore, open_store
from feeds.store.schema import upgrade
from feeds.store.seal import Seal
from feeds.store.tables import metadata
from tests.support.postgres import PostgresServer

KEY = bytes(range(32))
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RESTART_NUMBERS = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
_migrated: dict[str, bytes] = {}


def a_seal() -> Seal:
    """A seal with the tests' key."""
    return Seal(KEY)


def sqlite_url(path: Path) -> str:
    """The URL of a database file."""
    return f"sqlite+aiosqlite:///{path}"


def sqlite_database(path: Path) -> str:
    """Make a migrated SQLite database; its URL."""
    if "bytes" in _migrated:
        path.write_bytes(_migrated["bytes"])
    else:
        in_thread(upgrade(sqlite_url(path)))
        _migrated["bytes"] = path.read_bytes()
    return sqlite_url(path)


async def sqlite_store(folder: Path, *, busy_timeout: float = 5.0) -> SqlStore:
    """A store on a fresh SQLite database in the folder, ``heliograph.db``."""
    return open_store(sqlite_database(folder / "heliograph.db"), seal=a_seal(), busy_timeout=busy_timeout)


class PostgresDatabases:
    """Databases on one server. A migrated one is lent, emptied when it comes back, and lent again: making one takes
    PostgreSQL half a second.
    """

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._free: list[str] = []

    def lend(self) -> str:
        """A migrated database without any rows; its URL."""
        if self._free:
            return self._free.pop()
        url = self.create()
        in_thread(upgrade(url))
        return url

    def take_back(self, url: str) -> None:
        """Empty a lent database, whoever is still connected to it."""
        tables = [table.name for table in reversed(metadata.sorted_tables)]
        with self._connect(_name(url)) as connection:
            connection.execute(_END_OTHERS)
            for table in ["item_search", *tables]:
                connection.execute(f"DELETE FROM {table}".encode())
            connection.execute(_RESTART_NUMBERS)
        self._free.append(url)

    def create(self) -> str:
        """Make a database without any tables; its URL."""
        name = f"heliograph_{next(self._numbers)}"
        with self._connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self._server.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        with self._connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())

    def end_connections(self, url: str) -> None:
        """Cut everybody's connections to a database, as a restart of the server does."""
        with self._connect(_name(url)) as connection:
            connection.execute(_END_OTHERS)

    def _connect(self, database: str) -> psycopg.Connection:
        address = f"host={self._server.folder} user=postgres dbname={database}"
        return psycopg.connect(address, autocommit=True)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def in_thread(work):
    """Run a coroutine to its end in a loop of its own, whether or not one is running here."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()
