"""Rows of feeds: read for polling and for people, and written after an attempt to poll.

An attempt is one UPDATE with the same words whatever came of it, so that many of them are one statement with many sets
of values.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Row, bindparam, case, func, select, update

from feeds.model import (
    Condition,
    FeedForPoll,
    FeedHealth,
    FeedId,
    FeedIntent,
    FeedState,
    Oddity,
    OutletId,
    Redirection,
    Rhythm,
)
from feeds.store.outlets import OUTLET_COLUMNS, outlet_of, read_outlet
from feeds.store.tables import feeds, outlets, websub
from feeds.store.websub import PUSH_COLUMNS, read_push

_JOINED: Final = feeds.join(outlets, outlets.c.id == feeds.c.outlet_id).outerjoin(
    websub, websub.c.feed_id == feeds.c.id
)
_RHYTHM: Final = ("rate", "rated_at", "habit", "expected_by", "breaking_until", "ttl", "skips")
#: Enums by their values: looking one up in a dict takes a quarter of the time of calling it.
_STATES: Final = {state.value: state for state in FeedState}
_ODDITIES: Final[Mapping[str | None, Oddity | None]] = {None: None, **{oddity.value: oddity for oddity in Oddity}}
_CONDITIONS: Final[Mapping[str | None, Condition | None]] = {None: None, **{one.value: one for one in Condition}}
_BEHAVIOUR: Final = [feeds.c[name] for name in (*_RHYTHM, "moved_to", "moved_times", "oddity")]
#: feeds as polling needs them
FOR_POLL: Final = select(
    feeds.c.id.label("feed_id"),
    feeds.c.url,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.payload_digest,
    feeds.c.last_ok_at,
    feeds.c.failures,
    feeds.c.interval,
    feeds.c.next_check_at,
    *_BEHAVIOUR,
    *OUTLET_COLUMNS,
    *PUSH_COLUMNS,
).select_from(_JOINED)
_SHOWN: Final = (
    feeds.c.id.label("feed_id"),
    feeds.c.url,
    feeds.c.title,
    feeds.c.beat,
    feeds.c.state,
    feeds.c.stored,
    feeds.c.next_check_at,
    feeds.c.last_checked_at,
    feeds.c.last_ok_at,
    feeds.c.last_new_at,
    feeds.c.failures,
    feeds.c.problem,
    feeds.c.told,
    feeds.c.told_at,
)
_OWN: Final = len(_SHOWN)
#: feeds as people see them
HEALTH: Final = select(*_SHOWN, *_BEHAVIOUR, *OUTLET_COLUMNS, *PUSH_COLUMNS).select_from(_JOINED)


def _new(name: str, column: str) -> BindParameter[Any]:
    """A value of the intent, of the type of a column."""
    return bindparam(f"new_{name}", type_=feeds.c[column].type)


_DIGEST: Final = _new("payload_digest", "payload_digest")
_ALWAYS: Final = ("next_check_at", "last_checked_at", "interval", "failures", *(column.name for column in _BEHAVIOUR))
_WHERE_GIVEN: Final = ("payload_digest", "last_ok_at", "last_new_at", "state")


def _set() -> dict[str, ColumnElement[Any]]:
    """What an attempt changes. Why a feed is paused outlives the poll that was under way when somebody paused it; ETag
    and Last-Modified belong to a payload; the feed's own title stands in where there is none.
    """
    changes: dict[str, ColumnElement[Any]] = {name: _new(name, name) for name in _ALWAYS}
    changes |= {name: func.coalesce(_new(name, name), feeds.c[name]) for name in _WHERE_GIVEN}
    for name in ("etag", "last_modified"):
        changes[name] = case((_DIGEST.is_(None), feeds.c[name]), else_=_new(name, name))
    changes["title"] = func.coalesce(feeds.c.title, _new("title", "title"))
    changes["stored"] = feeds.c.stored + _new("items", "stored")
    paused = feeds.c.state == FeedState.PAUSED
    changes["problem"] = case((paused, feeds.c.problem), else_=_new("problem", "problem"))
    return changes


#: an attempt to poll, with the values of ``recorded``
RECORD: Final = update(feeds).where(feeds.c.id == bindparam("of_feed", type_=feeds.c.id.type)).values(_set())


def recorded(intent: FeedIntent) -> dict[str, Any]:
    """The values of an attempt."""
    values = {
        "next_check_at": intent.next_check_at,
        "last_checked_at": intent.checked_at,
        "interval": intent.interval,
        "failures": intent.failures,
        "payload_digest": intent.payload_digest,
        "etag": intent.etag,
        "last_modified": intent.last_modified,
        "last_ok_at": intent.checked_at if intent.ok else None,
        "last_new_at": intent.checked_at if intent.new_items else None,
        "state": FeedState.PAUSED if intent.pause is not None else None,
        "title": intent.title,
        "items": intent.new_items,
        "problem": intent.pause or intent.problem,
        "moved_to": intent.moved.target if intent.moved else None,
        "moved_times": intent.moved.times if intent.moved else None,
        "oddity": intent.oddity,
        **rhythm_values(intent.rhythm),
    }
    return {"of_feed": intent.feed_id, **{f"new_{name}": value for name, value in values.items()}}


def rhythm_values(rhythm: Rhythm) -> dict[str, Any]:
    """A rhythm as columns."""
    return {name: getattr(rhythm, name) for name in _RHYTHM}


def read_for_poll(row: Row[Any]) -> FeedForPoll:
    """A feed in a row of ``FOR_POLL``."""
    return FeedForPoll(
        id=FeedId(row.feed_id),
        url=row.url,
        outlet_id=OutletId(row.outlet_id),
        outlet=read_outlet(row),
        etag=row.etag,
        last_modified=row.last_modified,
        payload_digest=row.payload_digest,
        last_ok_at=row.last_ok_at,
        failures=row.failures,
        interval=row.interval,
        planned_at=row.next_check_at,
        push=read_push(row),
        rhythm=_rhythm([getattr(row, name) for name in _RHYTHM]),
        moved=_moved(row.moved_to, row.moved_times),
        oddity=_ODDITIES[row.oddity],
    )


def read_health(row: Row[Any]) -> FeedHealth:
    """A feed in a row of ``HEALTH``; by place, for there are thousands: by name takes several times as long."""
    feed_id, url, title, beat, state, stored, *moments, failures, problem, told, told_at = row[:_OWN]
    next_check_at, last_checked_at, last_ok_at, last_new_at = moments
    *rhythm, moved_to, moved_times, oddity = row[_OWN : _OWN + len(_BEHAVIOUR)]
    return FeedHealth(
        id=FeedId(feed_id),
        url=url,
        title=title,
        outlet=outlet_of(*row[_OWN + len(_BEHAVIOUR) : -len(PUSH_COLUMNS)]),
        state=_STATES[state],
        items=stored,
        next_check_at=next_check_at,
        last_checked_at=last_checked_at,
        last_ok_at=last_ok_at,
        last_new_at=last_new_at,
        failures=failures,
        problem=problem,
        beat=beat,
        rhythm=_rhythm(rhythm),
        moved=_moved(moved_to, moved_times),
        oddity=_ODDITIES[oddity],
        push=read_push(row),
        told=_CONDITIONS[told],
        told_at=told_at,
    )


def _rhythm(values: Sequence[Any]) -> Rhythm:
    """The rhythm that the values of ``_RHYTHM`` are."""
    rate, rated_at, habit, expected_by, breaking_until, ttl, skips = values
    return Rhythm(rate, rated_at, habit or 0.0, expected_by, breaking_until, ttl, skips or 0)


def _moved(moved_to: str | None, moved_times: int | None) -> Redirection | None:
    return Redirection(moved_to, moved_times or 1) if moved_to else None
