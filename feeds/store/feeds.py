"""Feeds and their outlets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Update, bindparam, case, func, literal_column, select, update

from feeds.errors import NotFound
from feeds.model import (
    FeedForPoll,
    FeedHealth,
    FeedId,
    FeedIntent,
    FeedSeed,
    FeedState,
    Outlet,
    OutletId,
)
from feeds.store.batches import batches
from feeds.store.connection import Connection
from feeds.store.outlets import OUTLET_COLUMNS, outlet_values, read_outlet
from feeds.store.tables import feeds, items, outlets, websub
from feeds.store.websub import PUSH_COLUMNS, read_push

_WITH_OUTLET = feeds.join(outlets, outlets.c.id == feeds.c.outlet_id)
_FOR_POLL = select(
    feeds.c.id.label("feed_id"),
    feeds.c.url,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.payload_digest,
    feeds.c.last_ok_at,
    feeds.c.failures,
    feeds.c.interval,
    *OUTLET_COLUMNS,
    *PUSH_COLUMNS,
).select_from(_WITH_OUTLET.outerjoin(websub, websub.c.feed_id == feeds.c.id))
_HEALTH = select(
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
    *OUTLET_COLUMNS,
).select_from(_WITH_OUTLET)
_FILED = select(feeds.c.url, feeds.c.id, feeds.c.outlet_id, feeds.c.title, feeds.c.beat)
_ACTIVE = feeds.c.state == literal_column(f"'{FeedState.ACTIVE}'")


class SqlFeeds:
    """A ``feeds.ports.FeedRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def merge(self, seeds: Sequence[FeedSeed], *, check_at: Sequence[datetime]) -> int:
        """Add the feeds that are new (by URL; first check at the matching ``check_at``), refresh the outlets of all
        from the seeds (matched by name), and titles and beats where a seed has one; the number added. A feed that the
        seeds give to another outlet moves there with its items, so that the terms of the outlet it now belongs to hold
        for them.
        """
        wanted: dict[str, tuple[FeedSeed, datetime]] = {}
        for seed, at in zip(seeds, check_at, strict=True):
            wanted.setdefault(seed.url, (seed, at))
        ids = await self._refresh_outlets(seed.outlet for seed, _ in wanted.values())
        known = await self._known(wanted)
        for url, row in known.items():
            await self._file(row, wanted[url][0], ids[wanted[url][0].outlet.name])
        added = [_new(seed, ids, at) for seed, at in wanted.values() if seed.url not in known]
        if added:
            await self._connection.write(self._connection.insert(feeds), added)
        return len(added)

    async def due(self, now: datetime, *, limit: int, busy: Collection[FeedId] = ()) -> list[FeedForPoll]:
        """Active feeds whose check is due and that are not ``busy``, the longest due first."""
        statement = (
            _FOR_POLL.where(_ACTIVE, feeds.c.next_check_at <= now)
            .order_by(feeds.c.next_check_at, feeds.c.id)
            .limit(limit + len(busy))
        )
        rows = await self._connection.rows(statement)
        return [_for_poll(row) for row in rows if row.feed_id not in busy][:limit]

    async def record(self, intent: FeedIntent) -> None:
        """Record an attempt to poll. ETag and Last-Modified belong to a payload: they change where the intent brings a
        payload's digest, and stay after a 304 or a failure. The feed's own title stands in where there is none.
        """
        await self.record_all([intent])

    async def record_all(self, intents: Sequence[FeedIntent]) -> None:
        """Record attempts to poll, of each feed one at the most."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for intent in intents:
            values = _attempt(intent)
            alike.setdefault(tuple(values), []).append({"feed": intent.feed_id, **_prefixed(values)})
        for columns, rows in alike.items():
            await self._connection.write(_update(columns), rows)

    async def health(self) -> list[FeedHealth]:
        """All feeds, by outlet and URL."""
        return [_health(row) for row in await self._connection.rows(_HEALTH.order_by(outlets.c.name, feeds.c.url))]

    async def get(self, which: FeedId | str) -> FeedHealth:
        """One feed, by its id or its URL; raises ``NotFound``."""
        named = feeds.c.url == which if isinstance(which, str) else feeds.c.id == which
        row = await self._connection.row(_HEALTH.where(named))
        if row is None:
            raise NotFound("feed", which)
        return _health(row)

    async def outlet(self, name: str) -> Outlet | None:
        """The outlet of this name."""
        row = await self._connection.row(select(*OUTLET_COLUMNS).where(outlets.c.name == name))
        return None if row is None else read_outlet(row)

    async def pause(self, feed_id: FeedId, *, why: str) -> bool:
        """Poll a feed no more; False where it was paused before."""
        paused = update(feeds).where(feeds.c.id == feed_id, _ACTIVE)
        return bool(await self._connection.write(paused.values(state=FeedState.PAUSED, problem=why)))

    async def resume(self, feed_id: FeedId, *, check_at: datetime) -> bool:
        """Poll a feed again, first at ``check_at``, its failures forgotten; False where it was not paused."""
        active = update(feeds).where(feeds.c.id == feed_id, feeds.c.state == FeedState.PAUSED)
        values = {"state": FeedState.ACTIVE, "next_check_at": check_at, "failures": 0, "problem": None}
        return bool(await self._connection.write(active.values(values)))

    async def put_forward(self, by: timedelta) -> None:
        """Let every check be due so much earlier: the machine's clock was put back."""
        planned = select(feeds.c.id, feeds.c.next_check_at)
        for row in await self._connection.rows(planned):
            sooner = update(feeds).where(feeds.c.id == row.id).values(next_check_at=row.next_check_at - by)
            await self._connection.write(sooner)

    async def for_poll(self, feed_id: FeedId) -> FeedForPoll | None:
        """An active feed, due or not."""
        row = await self._connection.row(_FOR_POLL.where(_ACTIVE, feeds.c.id == feed_id))
        return None if row is None else _for_poll(row)

    async def record_push(self, feed_id: FeedId, *, new_items: int, at: datetime) -> None:
        """Record what a hub has brought; when the feed is polled next stays as it is."""
        if new_items:
            values = {"stored": feeds.c.stored + new_items, "last_new_at": at}
            await self._connection.write(update(feeds).where(feeds.c.id == feed_id).values(values))

    async def look_by(self, feed_id: FeedId, moment: datetime) -> None:
        """Let the feed be polled at a moment, if it would be later."""
        later = update(feeds).where(feeds.c.id == feed_id, feeds.c.next_check_at > moment)
        await self._connection.write(later.values(next_check_at=moment))

    async def untried(self) -> int:
        """How many active feeds have never been checked."""
        statement = select(func.count()).select_from(feeds).where(_ACTIVE, feeds.c.last_checked_at.is_(None))
        return int(await self._connection.value(statement))

    async def _refresh_outlets(self, seen: Iterable[Outlet]) -> dict[str, OutletId]:
        """Write the outlets as the seeds have them; their ids by name."""
        values = [outlet_values(outlet) for outlet in {outlet.name: outlet for outlet in seen}.values()]
        if not values:
            return {}
        insert = self._connection.insert(outlets)
        renewed = {
            column.name: insert.excluded[column.name] for column in outlets.c if column.name not in {"id", "name"}
        }
        await self._connection.write(insert.on_conflict_do_update(index_elements=["name"], set_=renewed), values)
        ids: dict[str, OutletId] = {}
        for names in batches(value["name"] for value in values):
            statement = select(outlets.c.name, outlets.c.id).where(outlets.c.name.in_(names))
            ids |= {row.name: OutletId(row.id) for row in await self._connection.rows(statement)}
        return ids

    async def _known(self, urls: Collection[str]) -> dict[str, Row[Any]]:
        known: dict[str, Row[Any]] = {}
        for some in batches(urls):
            known |= {row.url: row for row in await self._connection.rows(_FILED.where(feeds.c.url.in_(some)))}
        return known

    async def _file(self, row: Row[Any], seed: FeedSeed, outlet_id: OutletId) -> None:
        """Put a known feed where its seed says."""
        told = {"outlet_id": outlet_id, "title": seed.title or row.title, "beat": seed.beat or row.beat}
        changes = {name: value for name, value in told.items() if value != getattr(row, name)}
        if changes:
            await self._connection.write(update(feeds).where(feeds.c.id == row.id).values(changes))
        if "outlet_id" in changes:
            await self._connection.write(update(items).where(items.c.feed_id == row.id).values(outlet_id=outlet_id))


def _new(seed: FeedSeed, ids: Mapping[str, OutletId], check_at: datetime) -> dict[str, Any]:
    return {
        "url": seed.url,
        "outlet_id": ids[seed.outlet.name],
        "title": seed.title,
        "beat": seed.beat,
        "state": FeedState.ACTIVE,
        "next_check_at": check_at,
        "interval": 0.0,
        "failures": 0,
        "stored": 0,
    }


def _attempt(intent: FeedIntent) -> dict[str, Any]:
    """What an attempt brings for a feed's columns."""
    return {
        "next_check_at": intent.next_check_at,
        "last_checked_at": intent.checked_at,
        "interval": intent.interval,
        "failures": intent.failures,
        "problem": intent.pause or intent.problem,
        "stored": intent.new_items,
        **_changes(intent),
    }


def _prefixed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values under names that no column has, as an UPDATE's bound values must be named."""
    return {f"new_{name}": value for name, value in values.items()}


@cache
def _update(columns: tuple[str, ...]) -> Update:
    """The statement that records attempts which bring something for these columns; one for many rows."""
    told = {name: _written(name, bindparam(f"new_{name}", type_=feeds.c[name].type)) for name in columns}
    return update(feeds).where(feeds.c.id == bindparam("feed")).values(told)


def _written(name: str, told: BindParameter[Any]) -> ColumnElement[Any]:
    """What a column says after an attempt."""
    match name:
        case "stored":
            return feeds.c.stored + told
        case "title":
            return func.coalesce(feeds.c.title, told)
        case "problem":  # why a feed is paused outlives the poll that was under way when somebody paused it
            return case((feeds.c.state == FeedState.PAUSED, feeds.c.problem), else_=told)
    return told


def _changes(intent: FeedIntent) -> dict[str, Any]:
    """What an attempt changes only where it brought something."""
    changes: dict[str, Any] = {}
    if intent.payload_digest is not None:
        changes |= {name: getattr(intent, name) for name in ("payload_digest", "etag", "last_modified")}
    if intent.title is not None:
        changes["title"] = intent.title
    if intent.ok:
        changes["last_ok_at"] = intent.checked_at
    if intent.new_items:
        changes["last_new_at"] = intent.checked_at
    if intent.pause is not None:
        changes["state"] = FeedState.PAUSED
    return changes


def _for_poll(row: Row[Any]) -> FeedForPoll:
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
        push=read_push(row),
    )


def _health(row: Row[Any]) -> FeedHealth:
    return FeedHealth(
        id=FeedId(row.feed_id),
        url=row.url,
        title=row.title,
        outlet=read_outlet(row),
        state=FeedState(row.state),
        items=row.stored,
        next_check_at=row.next_check_at,
        last_checked_at=row.last_checked_at,
        last_ok_at=row.last_ok_at,
        last_new_at=row.last_new_at,
        failures=row.failures,
        problem=row.problem,
        beat=row.beat,
    )
