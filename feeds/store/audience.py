"""Whom a post goes to: readers by their subscription and the beats that they have chosen, as queries."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Text, cast, exists, or_, select

from feeds.store.tables import reader_beats, readers

_SUBSCRIBED = select(cast(readers.c.id, Text).label("target")).where(readers.c.subscribed.is_(True))


def subscribers(beats: Collection[str] | None) -> Select[Any]:
    """The subscribed readers who have chosen no beats, or one of these; all of them for None. What most readers cost is
    one look at ``filtered``, which stands in the index that lists them.
    """
    if beats is None:
        return _SUBSCRIBED
    if not beats:
        return _SUBSCRIBED.where(readers.c.filtered.is_(False))
    theirs = exists().where(reader_beats.c.reader_id == readers.c.id, reader_beats.c.beat.in_(sorted(beats)))
    return _SUBSCRIBED.where(or_(readers.c.filtered.is_(False), theirs))


def choosers(beat: str) -> Select[Any]:
    """The subscribed readers who have chosen a beat."""
    return _SUBSCRIBED.where(exists().where(reader_beats.c.reader_id == readers.c.id, reader_beats.c.beat == beat))
