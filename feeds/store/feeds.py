"""Feeds and their outlets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, literal_column, select, update

from feeds.errors import NotFound
from feeds.model import (
    Condition,
    FeedForPoll,
    FeedHealth,
    FeedId,
    FeedIntent,
    FeedSeed,
    FeedState,
    Outlet,
    OutletId,
    Rhythm,
)
from feeds.store.batches import batches
from feeds.store.connection import Connection
from feeds.store.feed_rows import FOR_POLL, HEALTH, RECORD, read_for_poll, read_health, recorded, rhythm_values
from feeds.store.outlets import OUTLET_COLUMNS, outlet_values, read_outlet
from feeds.store.tables import feeds, former_urls, items, outlets

_FILED = select(feeds.c.url, feeds.c.id, feeds.c.outlet_id, feeds.c.title, feeds.c.beat)
_FILED_BEFORE = select(former_urls.c.url, *(feeds.c[name] for name in ("id", "outlet_id", "title", "beat"))).join(feeds)
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
            FOR_POLL.where(_ACTIVE, feeds.c.next_check_at <= now)
            .order_by(feeds.c.next_check_at, feeds.c.id)
            .limit(limit + len(busy))
        )
        rows = await self._connection.rows(statement)
        return [read_for_poll(row) for row in rows if row.feed_id not in busy][:limit]

    async def record(self, intent: FeedIntent) -> None:
        """Record an attempt to poll. ETag and Last-Modified belong to a payload: they change where the intent brings a
        payload's digest, and stay after a 304 or a failure. The feed's own title stands in where there is none.
        """
        await self.record_all([intent])

    async def record_all(self, intents: Sequence[FeedIntent]) -> None:
        """Record attempts to poll, of each feed one at the most."""
        if intents:
            await self._connection.write(RECORD, [recorded(intent) for intent in intents])

    async def health(self) -> list[FeedHealth]:
        """All feeds, by outlet and URL."""
        return [read_health(row) for row in await self._connection.rows(HEALTH.order_by(outlets.c.name, feeds.c.url))]

    async def get(self, which: FeedId | str) -> FeedHealth:
        """One feed, by its id or its URL, also one that it had before it moved; raises ``NotFound``."""
        named = feeds.c.url == which if isinstance(which, str) else feeds.c.id == which
        row = await self._connection.row(HEALTH.where(named))
        if row is None and isinstance(which, str):
            row = await self._connection.row(HEALTH.join(former_urls).where(former_urls.c.url == which))
        if row is None:
            raise NotFound("feed", which)
        return read_health(row)

    async def outlet(self, name: str) -> Outlet | None:
        """The outlet of this name."""
        row = await self._connection.row(select(*OUTLET_COLUMNS).where(outlets.c.name == name))
        return None if row is None else read_outlet(row)

    async def pause(self, feed_id: FeedId, *, why: str) -> bool:
        """Poll a feed no more; False where it was paused before. Who does it by hand need not be told of it."""
        paused = update(feeds).where(feeds.c.id == feed_id, _ACTIVE)
        values = {"state": FeedState.PAUSED, "problem": why, "told": Condition.PAUSED}
        return bool(await self._connection.write(paused.values(values)))

    async def resume(self, feed_id: FeedId, *, check_at: datetime) -> bool:
        """Poll a feed again, first at ``check_at``, its failures forgotten; False where it was not paused."""
        active = update(feeds).where(feeds.c.id == feed_id, feeds.c.state == FeedState.PAUSED)
        values = {"state": FeedState.ACTIVE, "next_check_at": check_at, "failures": 0, "problem": None, "told": None}
        return bool(await self._connection.write(active.values(values)))

    async def put_forward(self, by: timedelta) -> None:
        """Let every check be due so much earlier: the machine's clock was put back."""
        planned = select(feeds.c.id, feeds.c.next_check_at)
        for row in await self._connection.rows(planned):
            sooner = update(feeds).where(feeds.c.id == row.id).values(next_check_at=row.next_check_at - by)
            await self._connection.write(sooner)

    async def for_poll(self, feed_id: FeedId) -> FeedForPoll | None:
        """An active feed, due or not."""
        row = await self._connection.row(FOR_POLL.where(_ACTIVE, feeds.c.id == feed_id))
        return None if row is None else read_for_poll(row)

    async def record_push(self, feed_id: FeedId, *, new_items: int, at: datetime, rhythm: Rhythm) -> None:
        """Record what a hub has brought; when the feed is polled next stays as it is."""
        if new_items:
            values = {"stored": feeds.c.stored + new_items, "last_new_at": at, **rhythm_values(rhythm)}
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
        """Feeds by the addresses that are asked for, those that they had before they moved among them."""
        known: dict[str, Row[Any]] = {}
        for some in batches(urls):
            known |= {
                row.url: row for row in await self._connection.rows(_FILED_BEFORE.where(former_urls.c.url.in_(some)))
            }
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
