"""One deciding process a database: two would each hold open stories of its own, and post every story twice."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text

from feeds.errors import StoreError
from feeds.store.engine import Database

#: The advisory lock on PostgreSQL: a number that nobody else is likely to take.
LOCK = 0x48454C494F

_TAKEN = (
    "Another heliograph is running on the database {place}{who}: stop it first, or give this one a database of its own."
)


@asynccontextmanager
async def sole_instance(url: str) -> AsyncIterator[None]:
    """Be the one process that decides on this database in the block; raises ``StoreError`` if there is one already."""
    database = Database.parse(url)
    if database.path is not None:
        with _file_lock(database.path):
            yield
        return
    engine = database.engine(writing=False, busy_timeout=10)
    try:
        with database.refusals:
            connection = await engine.connect()
        async with connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                raise StoreError(_TAKEN.format(place=database.url.render_as_string(), who=""))
            yield
    finally:
        await engine.dispose()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """Hold a lock file beside the database; the system lets go of it when the process ends, however it ends."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise StoreError(f"The lock file {beside} cannot be made: {exc.strerror}.") from exc
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            who = f" (process {pid})" if pid else ""
            raise StoreError(_TAKEN.format(place=path, who=who)) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
