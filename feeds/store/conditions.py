"""Conditions that partial indexes and queries share.

A partial index serves only queries that spell its condition literally, not with bound values; so both take it from
here, for whichever table or alias they ask about.
"""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, Index, and_, literal_column

from feeds.model import CaseState, DeliveryState, Standing
from feeds.store.columns import quoted

#: what readers may see
VISIBLE: Final = (Standing.POSTED, Standing.LISTED, Standing.WAITING, Standing.ARCHIVED)


def visible(table: FromClause) -> ColumnElement[bool]:
    """The stories that readers may see; not those that went into others."""
    seen = table.c.standing.in_([literal_column(f"'{standing}'") for standing in sorted(VISIBLE)])
    return and_(seen, table.c.merged_into.is_(None))


def in_state(table: FromClause, *states: DeliveryState | CaseState) -> ColumnElement[bool]:
    """The rows in one of the states."""
    if len(states) == 1:
        return table.c.state == literal_column(quoted(states))
    return table.c.state.in_([literal_column(f"'{state}'") for state in sorted(states)])


def busy(table: FromClause) -> ColumnElement[bool]:
    """The deliveries that are in flight, or whose arrival is unknown: nothing else goes to their target."""
    return in_state(table, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def sendable(table: FromClause) -> ColumnElement[bool]:
    """The deliveries that are ready and do not wait for the receipt of another."""
    return and_(in_state(table, DeliveryState.READY), table.c.awaits_receipt.is_(False))


def partial(name: str, *columns: ColumnElement[object], where: ColumnElement[bool], unique: bool = False) -> Index:
    """An index over the rows that meet a condition."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
