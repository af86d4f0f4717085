"""How the feeds are, asked of the database: the few that ail are found without loading the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, literal, or_, select, update

from feeds.core.health import PAGES
from feeds.core.polled import ADOPTED_AFTER
from feeds.model import AILING, Condition, FeedHealth, FeedId, FeedState, Oddity, OutletId, Sighting, StoryId
from feeds.store.connection import Connection
from feeds.store.feed_rows import HEALTH, read_health
from feeds.store.tables import feeds, former_urls, items, membership, stories


def _condition() -> ColumnElement[Any]:
    """``feeds.core.health.condition`` in SQL."""
    f = feeds.c
    broken = and_(f.failures >= PAGES, f.oddity == Oddity.PAGE)
    told: list[tuple[ColumnElement[bool], Condition]] = [
        (f.state == FeedState.PAUSED, Condition.PAUSED),
        (f.last_checked_at.is_(None), Condition.UNTRIED),
        (broken, Condition.BROKEN),
        (f.failures > 0, Condition.FAILING),
        (and_(f.moved_times > ADOPTED_AFTER, f.moved_to != f.url), Condition.DOUBLE),
        (f.oddity == Oddity.UNDATED, Condition.UNDATED),
        (f.last_ok_at > f.expected_by, Condition.SILENT),
    ]
    return case(*((met, literal(found.value)) for met, found in told), else_=literal(Condition.FINE.value))


_CONDITION: Final = _condition()
_AILS: Final = _CONDITION.in_(sorted(AILING))
_CHANGED: Final = or_(
    and_(_AILS, func.coalesce(feeds.c.told, "") != _CONDITION),
    and_(feeds.c.told.is_not(None), _CONDITION == Condition.FINE),
)
_TELL: Final = (
    update(feeds)
    .where(feeds.c.id == bindparam("of_feed"))
    .values(told=bindparam("new_told", type_=feeds.c.told.type), told_at=bindparam("at", type_=feeds.c.told_at.type))
)


class SqlHealth:
    """A ``feeds.ports_of_health.Health``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def changed(self, *, limit: int) -> list[FeedHealth]:
        """Feeds that ail otherwise than the desk was told, or that are fine though it was told otherwise."""
        rows = await self._connection.rows(HEALTH.where(_CHANGED).order_by(feeds.c.id).limit(limit))
        return [read_health(row) for row in rows]

    async def tell(self, told: Mapping[FeedId, Condition | None], *, at: datetime) -> None:
        """Remember what the desk was told of each feed."""
        if told:
            rows = [{"of_feed": feed, "new_told": found, "at": at} for feed, found in told.items()]
            await self._connection.write(_TELL, rows)

    async def census(self) -> dict[Condition, int]:
        """How many feeds are in which condition."""
        found = _CONDITION.label("found")
        rows = await self._connection.rows(select(found, func.count().label("number")).group_by(found))
        return {Condition(row.found): row.number for row in rows}

    async def moved(self, times: int) -> list[FeedHealth]:
        """Active feeds whose address has led to the same other one for good, so many times in a row at least."""
        led = and_(feeds.c.moved_times >= times, feeds.c.moved_to != feeds.c.url, feeds.c.state == FeedState.ACTIVE)
        return [read_health(row) for row in await self._connection.rows(HEALTH.where(led).order_by(feeds.c.id))]

    async def adopt(self, feed_id: FeedId, url: str) -> bool:
        """Give a feed its new address and forget what belonged to the old one; False where another feed has it."""
        before = await self._connection.value(select(feeds.c.url).where(feeds.c.id == feed_id))
        taken = await self._connection.value(select(feeds.c.id).where(feeds.c.url == url))
        if before is None or taken is not None:
            return False
        former = self._connection.insert(former_urls).values(url=before, feed_id=feed_id)
        renewed = {"feed_id": former.excluded.feed_id}
        await self._connection.write(former.on_conflict_do_update(index_elements=["url"], set_=renewed))
        await self._connection.write(delete(former_urls).where(former_urls.c.url == url))
        forgotten = dict.fromkeys(("etag", "last_modified", "payload_digest", "moved_to", "moved_times"))
        await self._connection.write(update(feeds).where(feeds.c.id == feed_id).values(url=url, **forgotten))
        return True

    async def sightings(self, *, since: datetime, limit: int) -> list[Sighting]:
        """Each feed's first report of each story that several outlets have, among the newest ``limit`` items fetched
        since a moment.
        """
        newest = (
            select(items.c.id, items.c.feed_id, items.c.outlet_id, items.c.fetched_at)
            .where(items.c.fetched_at >= since)
            .order_by(items.c.fetched_at.desc(), items.c.id.desc())
            .limit(limit)
            .subquery("newest")
        )
        seen = (
            select(newest.c.feed_id, newest.c.outlet_id, membership.c.story_id, stories.c.opened_at)
            .add_columns(func.min(newest.c.fetched_at, type_=items.c.fetched_at.type).label("at"))
            .select_from(newest)
            .join(membership, membership.c.item_id == newest.c.id)
            .join(stories, stories.c.id == membership.c.story_id)
            .group_by(newest.c.feed_id, newest.c.outlet_id, membership.c.story_id, stories.c.opened_at)
            .cte("seen")
        )
        shared = select(seen.c.story_id).group_by(seen.c.story_id).having(func.count(seen.c.outlet_id.distinct()) > 1)
        statement = select(*seen.c).where(seen.c.story_id.in_(shared))
        return [
            Sighting(FeedId(row.feed_id), OutletId(row.outlet_id), StoryId(row.story_id), row.at, row.opened_at)
            for row in await self._connection.rows(statement)
        ]
