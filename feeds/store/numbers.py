"""Row numbers taken before the rows are written, so that rows that point to each other go out in batches."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table, text

from feeds.store.connection import Connection

_SQLITE: Final = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_POSTGRES: Final = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)")


async def reserve(connection: Connection, table: Table, number: int) -> Sequence[int]:
    """So many numbers for rows of a table, ascending. One writer at a time, so on SQLite nobody else counts meanwhile:
    the numbers are taken when the rows are written, and free again where they are not.
    """
    if number == 0:
        return []
    if connection.dialect == "sqlite":
        last = await connection.value(_SQLITE, {"name": table.name}) or 0
        return range(last + 1, last + number + 1)
    return sorted(row[0] for row in await connection.rows(_POSTGRES, {"name": table.name, "number": number}))
