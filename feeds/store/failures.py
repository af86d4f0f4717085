"""Dead letters: deliveries that Telegram refused for the post's own fault."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, update

from feeds.model import DeliveryId, DeliveryState, Failure, PostId, PostKind, TargetKind
from feeds.store.codec import load_payload
from feeds.store.conditions import in_state
from feeds.store.connection import Connection
from feeds.store.tables import deliveries, posts

_REJECTED = in_state(deliveries, DeliveryState.REJECTED)
_GROUPED = (
    select(
        deliveries.c.post_id,
        deliveries.c.target_kind,
        func.count().label("number"),
        func.max(deliveries.c.problem).label("problem"),
        func.max(deliveries.c.settled_at).label("at"),
        func.min(deliveries.c.id).label("delivery_id"),
    )
    .where(_REJECTED)
    .group_by(deliveries.c.post_id, deliveries.c.target_kind)
)


class SqlFailures:
    """A ``feeds.ports.Failures``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def newest(self, *, limit: int) -> list[Failure]:
        """The newest dead letters, the newest first."""
        newest = _GROUPED.order_by(deliveries.c.post_id.desc(), deliveries.c.target_kind).limit(limit)
        return [_failure(row) for row in await self._connection.rows(_with_posts(newest))]

    async def get(self, post_id: PostId, kind: TargetKind) -> Failure | None:
        """One, None where it is a dead letter no more."""
        row = await self._connection.row(_with_posts(_GROUPED.where(_of(post_id, kind))))
        return None if row is None else _failure(row)

    async def retry(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Send again; how many deliveries that are."""
        return await self._settle(post_id, kind, state=DeliveryState.READY, not_before=at)

    async def drop(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Give up for good; how many deliveries that are."""
        return await self._settle(post_id, kind, state=DeliveryState.DROPPED, settled_at=at)

    async def _settle(self, post_id: PostId, kind: TargetKind, **values: Any) -> int:
        return await self._connection.write(update(deliveries).where(_REJECTED, _of(post_id, kind)).values(values))


def _of(post_id: PostId, kind: TargetKind) -> ColumnElement[bool]:
    return and_(deliveries.c.post_id == post_id, deliveries.c.target_kind == kind)


def _with_posts(grouped: Select[Any]) -> Select[Any]:
    failed = grouped.subquery()
    joined = failed.join(posts, posts.c.id == failed.c.post_id)
    columns = (failed, posts.c.kind, posts.c.payload)
    return select(*columns).select_from(joined).order_by(failed.c.post_id.desc(), failed.c.target_kind)


def _failure(row: Row[Any]) -> Failure:
    return Failure(
        post_id=PostId(row.post_id),
        kind=PostKind(row.kind),
        target_kind=TargetKind(row.target_kind),
        payload=load_payload(row.payload),
        number=row.number,
        problem=row.problem or "no reason was given",
        at=row.at,
        delivery_id=DeliveryId(row.delivery_id),
    )
