"""Two doors to the database: ``reading()`` and ``writing()``.

On SQLite a transaction must say at its beginning that it will write: the driver's default gives no snapshot to
readers, and a transaction that turns from reading to writing fails at once, whatever the busy timeout, when another
has written meanwhile. So readers ``BEGIN`` and writers ``BEGIN IMMEDIATE``, on connections of their own. Within the
process writers queue on a lock, in order of arrival, for SQLite lets waiting connections spin and starve; between
processes the busy timeout waits.

``synchronous=FULL``: in WAL mode ``NORMAL`` may lose the last commits when power fails. A delivery's claim that is lost
that way would be sent again after the restart; one sync a transaction is the price of not posting twice.

On PostgreSQL readers get ``REPEATABLE READ READ ONLY``, one snapshot. Writers take one advisory lock and work in ``READ
COMMITTED``: the order of one writer after the other that SQLite gives, without the serialisation failures of
``SERIALIZABLE`` that every use case would have to repeat itself for. (A snapshot level would be wrong there: the
snapshot would be older than the lock.)
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from feeds.errors import StoreError
from feeds.store.connection import Connection
from feeds.store.edge import Refusals
from feeds.store.seal import Seal
from feeds.store.unit_of_work import SqlUnitOfWork

WRITERS_LOCK: Final = 0x48_45_4C_49_4F  #: the advisory lock of writers and migrations on PostgreSQL
_READERS: Final = 8  #: connections that read at the same time
_DIALECTS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Database:
    """Where a database is, from its URL."""

    url: URL
    path: Path | None  #: the file, on SQLite

    @property
    def refusals(self) -> Refusals:
        """The context in which this database's refusals become sentences."""
        return Refusals(str(self.path or self.url.render_as_string()), path=self.path)

    @classmethod
    def parse(cls, url: str) -> "Database":
        """Read a URL; raises ``StoreError`` where it is none of a database that this program can use."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise StoreError(
                "The database URL cannot be read: write sqlite+aiosqlite:///heliograph.db, or "
                "postgresql+psycopg://user:password@host/database."
            ) from error
        name = parsed.drivername.partition("+")[0]
        if name not in _DIALECTS:
            raise StoreError(f"The database URL names {name}: Heliograph knows sqlite and postgresql.")
        parsed = parsed.set(drivername=_DIALECTS[name])
        if name != "sqlite":
            return cls(parsed, None)
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("The database URL names no file: write sqlite+aiosqlite:///heliograph.db.")
        return cls(parsed, Path(parsed.database).expanduser().absolute())

    def engine(self, *, writing: bool, busy_timeout: float, create: bool = False) -> AsyncEngine:
        """An engine for one of the doors; it connects when it is first used.

        ``create`` makes a missing file, and sets the file's journal mode, which then stays.
        """
        if self.path is not None:
            return _sqlite_engine(self.path, writing=writing, busy_timeout=busy_timeout, create=create)
        return _postgres_engine(self.url, writing=writing, busy_timeout=busy_timeout)


class SqlStore:
    """A ``feeds.ports.Store`` on SQLite or PostgreSQL. For one event loop; ``close`` it in the end."""

    def __init__(self, database: Database, *, seal: Seal, busy_timeout: float) -> None:
        self._seal = seal
        self._refusals = database.refusals
        self._readers = database.engine(writing=False, busy_timeout=busy_timeout)
        self._writer = database.engine(writing=True, busy_timeout=busy_timeout)
        self._turn = asyncio.Lock()
        self.hub_secret = seal.hub_secret  #: what a hub signs with, from the token by which it knows a callback

    def reading(self) -> AbstractAsyncContextManager[SqlUnitOfWork]:
        """A snapshot to read from; ``commit`` and all that writes is a ``RuntimeError``."""
        return self._transaction(self._readers, writable=False)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlUnitOfWork]:
        """The one writing transaction; keep it short, with no network inside. After its ``commit`` it can only read."""
        async with self._turn, self._transaction(self._writer, writable=True) as uow:
            yield uow

    async def close(self) -> None:
        """Close all connections. The writer's goes last and folds SQLite's log into the database file."""
        await self._readers.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine, *, writable: bool) -> AsyncIterator[SqlUnitOfWork]:
        raw = await self._begin(engine)
        try:
            yield SqlUnitOfWork(Connection(raw, self._refusals, writable=writable), self._seal)
        finally:
            await asyncio.shield(self._end(raw))

    async def _begin(self, engine: AsyncEngine) -> AsyncConnection:
        """A connection in a transaction."""
        with self._refusals:
            raw = await engine.connect()
            try:
                await raw.begin()
            except BaseException:
                await raw.close()
                raise
            return raw

    async def _end(self, raw: AsyncConnection) -> None:
        """Roll back what was not committed. A connection that cannot is thrown away, which comes to the same."""
        try:
            with self._refusals:
                await raw.rollback()
        except StoreError:
            await raw.invalidate()
        await raw.close()


def open_store(url: str, *, seal: Seal, busy_timeout: float = 5.0) -> SqlStore:
    """A store on the database at ``url``, whose tables are there (``schema.upgrade``).

    ``busy_timeout`` is how many seconds to wait for another process. Nothing is connected yet; raises ``StoreError``
    where the URL can be of no use.
    """
    return SqlStore(Database.parse(url), seal=seal, busy_timeout=busy_timeout)


def _sqlite_engine(path: Path, *, writing: bool, busy_timeout: float, create: bool) -> AsyncEngine:
    """``mode=rw``, lest a slip in the URL leave an empty database behind."""
    mode = "rwc" if create else "rw"
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=path.as_uri(), query={"mode": mode, "uri": "true"}),
        connect_args={"timeout": busy_timeout, "isolation_level": None},
        pool_size=1 if writing else _READERS,
        max_overflow=0,
    )
    pragmas = ["synchronous=FULL", "foreign_keys=ON", f"query_only={'OFF' if writing else 'ON'}"]
    pragmas += ["journal_mode=WAL"] if create else []
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    event.listen(engine.sync_engine, "do_connect", _try_to_open)
    event.listen(engine.sync_engine, "connect", lambda connection, _: _set_up(connection, pragmas))
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _try_to_open(_dialect: object, _record: object, arguments: Any, options: Any) -> None:
    """A connection that aiosqlite cannot open leaves a thread that may outlive the event loop, and complain."""
    sqlite3.connect(*arguments, **options).close()


def _set_up(connection: Any, pragmas: Iterable[str]) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgres_engine(url: URL, *, writing: bool, busy_timeout: float) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={
            "connect_timeout": max(2, round(busy_timeout)),
            "application_name": "heliograph",
            "options": f"-c lock_timeout={round(busy_timeout * 1000)}",
        },
        isolation_level="READ COMMITTED" if writing else "REPEATABLE READ",
        execution_options={} if writing else {"postgresql_readonly": True},
        pool_size=1 if writing else _READERS,
        max_overflow=0,
        pool_pre_ping=True,
    )
    if writing:
        lock = f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(lock))
    return engine
