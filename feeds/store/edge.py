"""The edge: what the driver reports becomes a ``StoreError`` with a sentence that a person can act on."""

import os
import sqlite3
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeGuard

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from feeds.errors import StoreError

if TYPE_CHECKING:
    import psycopg

_SCHEMA: Final = "The database {place} lacks tables of Heliograph: run `heliograph db upgrade`."
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: "The database {place} is locked: another program holds it. Is a second Heliograph, a backup "
    "or a database browser at work on it?",
    sqlite3.SQLITE_LOCKED: "The database {place} is locked by another connection of this program.",
    sqlite3.SQLITE_READONLY: "The database {place} cannot be written: make the file and its folder writable for this "
    "user.",
    sqlite3.SQLITE_FULL: "No room is left on the disk that holds the database {place}: free some space.",
    sqlite3.SQLITE_IOERR: "The disk that holds the database {place} fails: {words}. Check the disk and its free space.",
    sqlite3.SQLITE_CORRUPT: "The database {place} is damaged: stop Heliograph and restore a backup.",
    sqlite3.SQLITE_NOTADB: "{place} is not an SQLite database: name another file in the database URL.",
    sqlite3.SQLITE_PERM: "This user may not open the database {place}.",
    sqlite3.SQLITE_NOMEM: "Memory ran out while working on the database {place}.",
}
_POSTGRES: Final = {
    "53100": "No room is left on the disk of the database server {place}: free some space.",
    "53300": "The database server {place} has too many connections: raise its max_connections.",
    "55P03": "The database {place} is locked: another Heliograph has been writing for too long.",
    "25006": "The database {place} is read-only: is it a standby?",
    "3D000": "The database {place} does not exist: make it with `createdb`.",
    "42P01": _SCHEMA,
    "42703": _SCHEMA,
    "42501": "The database {place} does not let this user do it: {words}",
}
_POSTGRES_CLASSES: Final = {
    "08": "The connection to the database server {place} broke: {words}",
    "28": "The database server {place} refuses the user's name or password: {words}",
    "40": "The database {place} gave up this transaction for another: {words}",
    "53": "The database server {place} is out of resources: {words}",
    "57": "The database server {place} is being stopped, or ended the query: {words}",
    "58": "The disk of the database server {place} fails: {words}",
    "XX": "The database {place} is damaged: {words}",
}


class Refusals:
    """A context in which the refusals of one database become ``StoreError``.

    Not wrapped, because the program is wrong and not the database: broken constraints (``IntegrityError``), values that
    do not fit (``DataError``, ``ValueError``, ``TypeError``, ``StatementError``), bad SQL, and the use of a store that
    is closed. Nor is anything that does not come from the database.
    """

    def __init__(self, place: str, *, path: Path | None = None) -> None:
        self.place = place  #: the database as messages call it, without a password
        self.path = path  #: the file, where it is one

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        sentence = self._sentence(error)
        if sentence is not None:
            raise StoreError(sentence) from error

    def _sentence(self, error: BaseException | None) -> str | None:
        if isinstance(error, PoolTimeout):
            return f"Too many transactions on the database {self.place} at once: none ended in time."
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error):
            return self._of_sqlite(cause)
        if _is_postgres(cause):
            return self._of_postgres(cause)
        return None

    def _of_sqlite(self, error: sqlite3.Error) -> str | None:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.DataError | sqlite3.ProgrammingError):
            return None
        words = str(error)
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF
        if code == sqlite3.SQLITE_ERROR:
            return _SCHEMA.format(place=self.place) if words.startswith(("no such table", "no such column")) else None
        if code == sqlite3.SQLITE_CANTOPEN:
            return self._cannot_open()
        template = _SQLITE.get(code, "The database {place} refuses: {words}.")
        return template.format(place=self.place, words=words)

    def _cannot_open(self) -> str:
        """SQLite says only "unable to open database file"; look why."""
        path = self.path or Path(self.place)
        if path.is_dir():
            return f"{path} is a folder: name a file in it in the database URL."
        if not path.parent.is_dir():
            return f"There is no folder {path.parent}: make it, or name another in the database URL."
        if not path.exists() and not _writable(path.parent):
            return f"The folder {path.parent} cannot be written: make it writable for this user, or name another."
        if not path.exists():
            return f"There is no database {path}: `heliograph db upgrade` makes one."
        return f"The database {path} cannot be opened: make the file and its folder writable for this user."

    def _of_postgres(self, error: "psycopg.Error") -> str | None:
        words = next(iter(str(error).strip().splitlines()), type(error).__name__)
        state = error.sqlstate or ""
        template = _POSTGRES.get(state) or _POSTGRES_CLASSES.get(state[:2])
        import psycopg  # noqa: PLC0415 - 9 MB that nobody needs on SQLite

        if template is None and isinstance(error, psycopg.OperationalError | psycopg.InternalError):
            template = "The database server {place} cannot be reached: {words}"
        return None if template is None else template.format(place=self.place, words=words)


def _is_postgres(cause: BaseException | None) -> "TypeGuard[psycopg.Error]":
    """Whether the driver of PostgreSQL raised it; where that is not loaded, it did not."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(cause, driver.Error)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
