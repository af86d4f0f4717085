"""Subscriptions at hubs: a row for each feed that names one.

A callback's token is a capability: whoever has it reaches the door through which news come in. So the table holds
hashes of tokens alone, and no secrets at all: these are derived from the token and the data key, which lies elsewhere
(``seal.Seal.hub_secret``). Neither a database nor a backup of it lets anybody speak for a hub.
"""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, literal_column, or_, select, update

from feeds.model import FeedId, FeedState, PushState, Subscription
from feeds.store.connection import Connection
from feeds.store.tables import feeds, websub

_PREFIX: Final = "push_"
_NAMES: Final = tuple(field.name for field in fields(Subscription))
#: a feed's subscription behind other columns; all are NULL where there is none
PUSH_COLUMNS: Final = [websub.c[name].label(_PREFIX + name) for name in _NAMES]
_ALL: Final = select(*PUSH_COLUMNS)
_MOMENTS: Final = ("next_at", "asked_at", "lease_ends_at", "delivered_at", "missed_at")
_PLANNED: Final = select(websub.c.feed_id, *(websub.c[name] for name in _MOMENTS))


class SqlWebSub:
    """A ``feeds.ports.WebSub``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_feed(self, feed_id: FeedId) -> Subscription | None:
        """A feed's subscription, None where the feed names no hub."""
        row = await self._connection.row(_ALL.where(websub.c.feed_id == feed_id))
        return None if row is None else read_push(row)

    async def by_callback(self, callback: bytes) -> Subscription | None:
        """The subscription to which a callback belongs, verified or not."""
        ours = or_(websub.c.callback == callback, websub.c.asked == callback)
        row = await self._connection.row(_ALL.where(ours))
        return None if row is None else read_push(row)

    async def callbacks(self) -> list[bytes]:
        """All callbacks that hubs may call."""
        rows = await self._connection.rows(select(websub.c.callback, websub.c.asked))
        return [one for row in rows for one in row if one is not None]

    async def due(self, now: datetime, *, limit: int) -> list[Subscription]:
        """Subscriptions of active feeds about which something is to be done, the longest due first."""
        active = feeds.c.state == literal_column(f"'{FeedState.ACTIVE}'")
        due = _ALL.join(feeds, feeds.c.id == websub.c.feed_id).where(active, websub.c.next_at <= now)
        rows = await self._connection.rows(due.order_by(websub.c.next_at, websub.c.feed_id).limit(limit))
        return [found for row in rows if (found := read_push(row))]

    async def save(self, subscription: Subscription) -> None:
        """Write a feed's subscription, whether or not there is one."""
        insert = self._connection.insert(websub)
        renewed = {name: insert.excluded[name] for name in _NAMES if name != "feed_id"}
        values = {name: getattr(subscription, name) for name in _NAMES}
        await self._connection.write(insert.on_conflict_do_update(index_elements=["feed_id"], set_=renewed), values)

    async def forget(self, feed_id: FeedId) -> None:
        """The feed names no hub any more."""
        await self._connection.write(delete(websub).where(websub.c.feed_id == feed_id))

    async def catch_up(self, moment: datetime) -> None:
        """Let every feed that is pushed be polled at a moment, if it would be later."""
        pushed = select(websub.c.feed_id).where(websub.c.state == PushState.ACTIVE)
        later = update(feeds).where(feeds.c.id.in_(pushed), feeds.c.next_check_at > moment)
        await self._connection.write(later.values(next_check_at=moment))

    async def put_forward(self, by: timedelta) -> None:
        """Let all that was and will be, be so much earlier: the machine's clock was put back."""
        for row in await self._connection.rows(_PLANNED):
            sooner = {name: moment - by for name in _MOMENTS if (moment := getattr(row, name)) is not None}
            await self._connection.write(update(websub).where(websub.c.feed_id == row.feed_id).values(sooner))


def read_push(row: Row[Any]) -> Subscription | None:
    """The subscription in a row that ends with ``PUSH_COLUMNS``."""
    feed_id, hub, topic, next_at, state, *others = row[-len(_NAMES) :]  # by place: by name takes five times as long
    return None if feed_id is None else Subscription(FeedId(feed_id), hub, topic, next_at, PushState(state), *others)
