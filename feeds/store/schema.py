"""The schema of the database at hand: which one it is, and how it becomes this program's.

``upgrade`` at every start: it makes the tables in an empty database, brings an older schema up to date, does nothing
where all is well, and refuses what a newer program or another one made. It holds the write lock all along, so that
of two processes that start together one migrates and the other finds it done.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

import migrations
from feeds.errors import SchemaError
from feeds.store.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

_OURS: Final = frozenset({"outlets", "feeds", "items", "stories"})


class SchemaStanding(StrEnum):
    """How a database's schema stands to this program."""

    CURRENT = "current"
    EMPTY = "empty"  #: no tables, or no file yet
    OLDER = "older"
    NEWER = "newer"  #: a revision that this program does not know
    FOREIGN = "foreign"  #: tables of something else


@dataclass(frozen=True, slots=True)
class SchemaState:
    """What ``check`` found."""

    standing: SchemaStanding
    revision: str | None  #: the database's, None where it has none
    newest: str  #: this program's


async def check(url: str, *, busy_timeout: float = 5.0) -> SchemaState:
    """How the database's schema stands to this program; nothing is changed, and no file is made."""
    database = Database.parse(url)
    newest = _newest()
    if database.path is not None and not database.path.exists() and database.path.parent.is_dir():
        return SchemaState(SchemaStanding.EMPTY, None, newest)
    engine = database.engine(writing=False, busy_timeout=busy_timeout)
    try:
        with database.refusals:
            async with engine.connect() as connection:
                return await connection.run_sync(_look)
    finally:
        await engine.dispose()


async def upgrade(url: str, *, busy_timeout: float = 30.0) -> tuple[str | None, str]:
    """Bring the database to this program's schema; the revision it had and the one that it has now.

    Raises ``SchemaError`` where a newer Heliograph or another program wrote it. All or nothing.
    """
    database = Database.parse(url)
    _refuse(await check(url, busy_timeout=busy_timeout), database.refusals.place)
    engine = database.engine(writing=True, busy_timeout=busy_timeout, create=True)
    try:
        with database.refusals:
            async with engine.begin() as connection:
                found = await connection.run_sync(_look)
                _refuse(found, database.refusals.place)
                if found.standing is not SchemaStanding.CURRENT:
                    await connection.run_sync(_migrate)
    finally:
        await engine.dispose()
    return found.revision, found.newest


def _look(connection: Connection) -> SchemaState:
    newest = _newest()
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return SchemaState(SchemaStanding.EMPTY, None, newest)
    if "alembic_version" not in tables:
        return SchemaState(SchemaStanding.FOREIGN, None, newest)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return SchemaState(_standing(revision, newest, tables), revision, newest)


def _standing(revision: str | None, newest: str, tables: set[str]) -> SchemaStanding:
    if not tables >= _OURS:
        return SchemaStanding.FOREIGN
    if revision == newest:
        return SchemaStanding.CURRENT
    return SchemaStanding.OLDER if revision in _revisions() else SchemaStanding.NEWER


def _refuse(found: SchemaState, place: str) -> None:
    if found.standing is SchemaStanding.NEWER:
        raise SchemaError(
            f"The database {place} was written by a newer Heliograph (revision {found.revision}): upgrade the program "
            "or restore a backup."
        )
    if found.standing is SchemaStanding.FOREIGN:
        raise SchemaError(f"The database {place} is not Heliograph's: name another in the database URL.")


def _newest() -> str:
    revisions = _revisions()
    if not revisions:
        raise SchemaError("This installation of Heliograph lacks its migrations: install it anew.")
    return revisions[-1]


def _revisions() -> list[str]:
    """The revisions that we know, the oldest first: a migration's file begins with its number.

    A test holds them to what Alembic says; Alembic itself (10 MB) is loaded only to migrate.
    """
    folder = Path(migrations.__path__[0]) / "versions"
    return sorted(path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py"))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 10 MB that a database which is up to date does not need

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    """Alembic's configuration without an ``alembic.ini``: the migrations lie beside the installed packages."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    folder = Path(migrations.__path__[0])
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
