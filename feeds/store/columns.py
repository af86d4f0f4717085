"""Column types, the same on SQLite and PostgreSQL."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Dialect, ForeignKey, Integer, Text
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in, an aware time in UTC out; a naive one is a programming error.

    SQLite gets text of fixed width, so that its order is the order of time; PostgreSQL a ``timestamptz``.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; convert to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Make the stored time aware, in UTC."""
        return None if value is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """The same; SQLite's text is read in one step, for lists of feeds have a hundred thousand times."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(value: str | None) -> datetime | None:
    """A time as SQLite has it, "2026-03-03 12:00:00.000000", which is in UTC."""
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class PlainText(TypeDecorator[str]):
    """Text from outside: what PostgreSQL cannot hold (NUL) and what UTF-8 cannot spell (lone surrogates) is replaced.

    Bound values of look-ups go through the same door, so that a key is found as it was stored.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (their signature)
        """Replace what no database could give back."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


#: 64 bits everywhere; SQLite numbers rows by itself only where the type is spelt INTEGER
BigId: Final = BigInteger().with_variant(Integer(), "sqlite")


def text_hash(value: str) -> bytes:
    """Stands for a text in an index: feeds' keys and URLs may be longer than PostgreSQL lets an index entry be."""
    return hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=16).digest()


def primary_key() -> Column[int]:
    """A row number that the database gives."""
    return Column("id", BigId, primary_key=True)


def reference(name: str, target: str, **options: Any) -> Column[int]:
    """A column that points to another table's row, not null unless ``options`` say so."""
    return Column(name, BigId, ForeignKey(target), **{"nullable": False, **options})


def one_of(column: str, members: Iterable[StrEnum]) -> CheckConstraint:
    """Only an enum's values may stand in the column."""
    return CheckConstraint(f"{column} IN ({quoted(members)})", name=column)


def quoted(members: Iterable[StrEnum]) -> str:
    """An enum's values as a list of SQL literals, in a stable order."""
    return ", ".join(f"'{member.value}'" for member in sorted(members))
