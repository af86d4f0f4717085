"""What the repositories speak to: one transaction's connection, with the edge built in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store.edge import Refusals

Rows = Sequence[Mapping[str, Any]]


class Connection:
    """One open transaction. Every method raises ``StoreError`` where the database refuses.

    Writing through the reading door, or after ``commit``, is a programming error (``RuntimeError``): it would be lost.
    Reading after ``commit`` is allowed, and sees what was committed.
    """

    def __init__(self, raw: AsyncConnection, refusals: Refusals, *, writable: bool) -> None:
        self._raw = raw
        self._refusals = refusals
        self._writable = writable
        self._committed = False

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._raw.dialect.name

    async def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """All rows of a query."""
        return (await self._execute(statement, values)).all()

    async def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """The first row of a query, None where there is none."""
        return (await self._execute(statement, values)).first()

    async def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, None where there is none."""
        row = await self.row(statement, values)
        return None if row is None else row[0]

    async def write(self, statement: Executable, values: Mapping[str, Any] | Rows | None = None) -> int:
        """Change rows; how many, where it is an UPDATE or DELETE (drivers do not agree on INSERT)."""
        self._check_writable()
        return (await self._execute(statement, values)).rowcount

    async def write_returning(self, statement: Executable) -> Any:
        """Change a row, and give the first column that the statement returns; None where nothing was changed."""
        self._check_writable()
        row = (await self._execute(statement)).first()
        return None if row is None else row[0]

    async def commit(self) -> None:
        """Make it so."""
        self._check_writable()
        with self._refusals:
            await self._raw.commit()
        self._committed = True

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT of this database's dialect, which knows ON CONFLICT."""
        return sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)

    async def _execute(
        self, statement: Executable, values: Mapping[str, Any] | Rows | None = None
    ) -> CursorResult[Any]:
        with self._refusals:
            return await self._raw.execute(statement, values)

    def _check_writable(self) -> None:
        if not self._writable:
            raise RuntimeError("a write through the reading door")
        if self._committed:
            raise RuntimeError("a write after commit: it belongs into a transaction of its own")
