"""What is known of messages that arrived, or may have: heard of, listed as missed, continued, adopted."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, literal, select, update

from feeds.model import (
    CaseId,
    DeliveryId,
    DeliveryState,
    Heard,
    Missed,
    PostKind,
    ReaderId,
    StoryId,
    Target,
    TargetKind,
)
from feeds.store.codec import load_payload
from feeds.store.conditions import busy, in_state
from feeds.store.connection import Connection
from feeds.store.deliveries import LOST, fresh_nonce, holders, rest_stands
from feeds.store.tables import deliveries, posts

_WITH_POST = posts.join(deliveries, deliveries.c.post_id == posts.c.id)
#: Stories that a reader is told he may have missed.
MOST_MISSED: Final = 10


class SqlArrivals:
    """A ``feeds.ports.Arrivals``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def addressed(self, story_id: StoryId) -> list[Target]:
        """The channels that a story's NEW post went to, or will go to."""
        statement = (
            select(deliveries.c.target)
            .select_from(_WITH_POST)
            .where(posts.c.story_id == story_id, posts.c.kind == PostKind.NEW, deliveries.c.part == 0)
            .where(deliveries.c.target_kind == TargetKind.CHANNEL, deliveries.c.state.not_in(LOST))
            .order_by(deliveries.c.id)
        )
        return [Target(TargetKind.CHANNEL, row.target) for row in await self._connection.rows(statement)]

    async def holders(self, story_id: StoryId) -> int:
        """How many readers got a story's NEW post, or may have."""
        found = holders(story_id).subquery()
        return int(await self._connection.value(select(func.count()).select_from(found)))

    async def hear(self, target: Target, nonces: Collection[str], message_id: int, *, photo: bool) -> bool:
        """Note that a message which carries one of the nonces stands in the target as ``message_id``; False where no
        delivery in flight or uncertain carries it.
        """
        here = and_(deliveries.c.target_kind == target.kind, deliveries.c.target == target.address)
        awaited = update(deliveries).where(busy(deliveries), here, deliveries.c.nonce.in_(nonces))
        return await self._connection.write(awaited.values(message_id=message_id, photo=photo)) > 0

    async def heard(self, delivery_id: DeliveryId) -> Heard | None:
        """What was heard of a delivery that is in flight or uncertain."""
        statement = select(deliveries.c.message_id, deliveries.c.photo).where(deliveries.c.id == delivery_id)
        row = await self._connection.row(statement.where(busy(deliveries)))
        return None if row is None or row.message_id is None else Heard(row.message_id, photo=row.photo)

    async def rest_stands(self, delivery_id: DeliveryId) -> bool:
        """Whether the rest of the story's text, which did not fit under its photo, stands in the delivery's chat."""
        statement = select(deliveries.c.id).select_from(_WITH_POST).where(deliveries.c.id == delivery_id, rest_stands())
        return await self._connection.value(statement) is not None

    async def add_rest(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Add the delivery of the rest of a text to the same chat; False where there is one."""
        first = await self._connection.row(select(deliveries).where(deliveries.c.id == delivery_id))
        if first is None:
            return False
        values = {
            "post_id": first.post_id,
            "target_kind": first.target_kind,
            "target": first.target,
            "state": DeliveryState.READY,
            "lane": first.lane,
            "awaits_receipt": False,
            "not_before": at,
            "attempts": 0,
            "nonce": fresh_nonce(TargetKind(first.target_kind)),
            "part": 1,
            "photo": False,
        }
        fresh = self._connection.insert(deliveries).values(values).on_conflict_do_nothing()
        return await self._connection.write_returning(fresh.returning(deliveries.c.id)) is not None

    async def missed(self, reader_id: ReaderId, *, since: datetime | None) -> list[Missed]:
        """What may not have reached a reader since a moment, the newest first, at most ten."""
        his = and_(deliveries.c.target_kind == TargetKind.READER, deliveries.c.target == str(reader_id))
        statement = (
            select(posts.c.payload, deliveries.c.settled_at)
            .select_from(_WITH_POST)
            .where(in_state(deliveries, DeliveryState.MISSED), his)
            .order_by(deliveries.c.settled_at.desc())
            .limit(MOST_MISSED)
        )
        if since is not None:
            statement = statement.where(deliveries.c.settled_at > since)
        rows = [(load_payload(row.payload), row.settled_at) for row in await self._connection.rows(statement)]
        return [
            Missed(payload.public_id, payload.brief.headline, at)
            for payload, at in rows
            if payload.public_id and payload.brief
        ]

    async def adopt_card(self, case_id: CaseId, message_id: int, *, at: datetime) -> bool:
        """Somebody pressed a case's card: take its delivery as arrived, where that is not known yet."""
        card = select(posts.c.id).where(posts.c.key == f"case:{case_id}").scalar_subquery()
        unknown = and_(
            deliveries.c.post_id == card,
            deliveries.c.attempts > 0,
            in_state(deliveries, DeliveryState.READY, DeliveryState.UNCERTAIN),
        )
        adopted = {"state": literal(DeliveryState.SENT.value), "message_id": message_id, "settled_at": at}
        return await self._connection.write(update(deliveries).where(unknown).values(adopted)) > 0
