"""Posts and their deliveries: the only thing handed from ``feeds`` to ``bot``.

A delivery is READY, is claimed (SENDING), and is settled. What may be sent next is asked every second and must not
cost more when a hundred thousand readers wait; hence two columns of a delivery say beforehand what would be dear to
find out: its ``lane`` (the desk's cards, then the channel's posts, then readers) and whether it ``awaits_receipt``,
as an EDIT does until the story's NEW post has arrived at the same target.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)

from feeds.errors import NotFound
from feeds.model import (
    DeliveryId,
    DeliveryState,
    DueDelivery,
    NewPost,
    Payload,
    PostBrief,
    PostId,
    PostKind,
    Settlement,
    StoryId,
    Target,
    TargetKind,
)
from feeds.store.audience import choosers, subscribers
from feeds.store.codec import dump_payload, load_payload
from feeds.store.columns import UtcDateTime
from feeds.store.conditions import busy, in_state, sendable
from feeds.store.connection import Connection
from feeds.store.deliveries import (
    DUE_DELIVERY,
    first_post_arrived,
    fresh_rows,
    holders,
    lane,
    mending,
    read_deliveries,
    waits_for_first_post,
)
from feeds.store.tables import deliveries, posts

_READY = in_state(deliveries, DeliveryState.READY)
_OPEN = (DeliveryState.READY, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
_SHOWN = (PostKind.NEW, PostKind.EDIT, PostKind.DEVELOPMENT)
_PUBLIC = (TargetKind.CHANNEL, TargetKind.READER)


class SqlOutbox:
    """A ``feeds.ports.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, post: NewPost) -> PostId | None:
        """Add a post with its deliveries; None where it is there already (same kind, story and revision, or key)."""
        if post.story_id is None and post.key is None:
            raise ValueError("a post without a story needs a key, or it could be added twice")
        values = {
            "kind": post.kind,
            "story_id": post.story_id,
            "revision": post.revision,
            "key": post.key,
            "payload": dump_payload(post.payload),
            "at": post.at,
        }
        statement = self._connection.insert(posts).values(values).on_conflict_do_nothing().returning(posts.c.id)
        post_id = await self._connection.write_returning(statement)
        if post_id is None:
            return None
        await self._address(PostId(post_id), post)
        return PostId(post_id)

    async def of_story(self, story_id: StoryId) -> list[PostBrief]:
        """A story's NEW, EDIT and DEVELOPMENT posts, the oldest first."""
        attempts = func.coalesce(func.max(deliveries.c.attempts), 0)
        open_ones = func.coalesce(func.sum(case((deliveries.c.state.in_(_OPEN), 1), else_=0)), 0)
        in_channels = case((deliveries.c.target_kind == TargetKind.CHANNEL, deliveries.c.attempted_at))
        statement = (
            select(*posts.c, attempts.label("attempts"), open_ones.label("open"))
            .add_columns(func.min(in_channels, type_=UtcDateTime()).label("sent_at"))
            .select_from(posts.outerjoin(deliveries, deliveries.c.post_id == posts.c.id))
            .where(posts.c.story_id == story_id, posts.c.kind.in_(_SHOWN))
            .group_by(posts.c.id)
            .order_by(posts.c.id)
        )
        return [_post_brief(row) for row in await self._connection.rows(statement)]

    async def rewrite(
        self, post_id: PostId, payload: Payload, *, revision: int, not_before: datetime | None = None
    ) -> bool:
        """Replace what an untouched post says, and when it goes where that is given; False where a delivery of it has
        been attempted meanwhile.
        """
        attempted = exists().where(deliveries.c.post_id == post_id, deliveries.c.attempts > 0)
        statement = update(posts).where(posts.c.id == post_id, not_(attempted))
        values = {"payload": dump_payload(payload), "revision": revision}
        rewritten = await self._connection.write(statement.values(values)) > 0
        if rewritten and not_before is not None:
            waiting = update(deliveries).where(deliveries.c.post_id == post_id, _READY)
            await self._connection.write(waiting.values(not_before=not_before))
        return rewritten

    async def receipts(self, story_id: StoryId) -> list[tuple[Target, int]]:
        """Where a story's NEW post stands: target and message id of each sent delivery."""
        statement = (
            select(deliveries.c.target_kind, deliveries.c.target, deliveries.c.message_id)
            .select_from(posts.join(deliveries, deliveries.c.post_id == posts.c.id))
            .where(posts.c.story_id == story_id, posts.c.kind == PostKind.NEW)
            .where(deliveries.c.state == DeliveryState.SENT, deliveries.c.message_id.is_not(None))
            .order_by(deliveries.c.id)
        )
        rows = await self._connection.rows(statement)
        return [(Target(TargetKind(row.target_kind), row.target), row.message_id) for row in rows]

    async def due(self, now: datetime, *, limit: int) -> list[DueDelivery]:
        """READY deliveries whose time has come, at most one a target, none for a target that has one in flight or
        uncertain; for each target the oldest; CASE and NOTICE, then NEW, EDIT and ROUNDUP; readers last. An EDIT is
        due only once the story's NEW post has a receipt for its target. A target that told us to come back later
        (a delivery that was attempted, and is put off) is left alone until then.
        """
        other, before = deliveries.alias("other"), deliveries.alias("before")
        same = [other.c[name] == deliveries.c[name] for name in ("target_kind", "target")]
        earlier = [before.c[name] == deliveries.c[name] for name in ("target_kind", "target")]
        goes_first = and_(before.c.id < deliveries.c.id, before.c.not_before <= now)
        put_off = and_(before.c.attempts > 0, before.c.not_before > now)
        statement = (
            DUE_DELIVERY.where(sendable(deliveries), deliveries.c.not_before <= now)
            .where(not_(exists().where(busy(other), *same)))
            .where(not_(exists().where(sendable(before), *earlier, or_(goes_first, put_off))))
            .order_by(deliveries.c.lane, deliveries.c.id)
            .limit(limit)
        )
        return read_deliveries(await self._connection.rows(statement))

    async def claim(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Take a READY delivery for sending (attempts + 1); False where it is not READY any more, or where another to
        the same target is in flight meanwhile.
        """
        this, other = deliveries.alias("this"), deliveries.alias("other")
        same = and_(other.c.target_kind == this.c.target_kind, other.c.target == this.c.target)
        free = (
            select(this.c.id).where(this.c.id == delivery_id, not_(exists().where(busy(other), same))).scalar_subquery()
        )
        values = {"state": DeliveryState.SENDING, "attempts": deliveries.c.attempts + 1, "attempted_at": at}
        statement = update(deliveries).where(_READY, deliveries.c.id == free).values(values)
        return await self._connection.write(statement) > 0

    async def settle(self, delivery_id: DeliveryId, settlement: Settlement) -> None:
        """Record how an attempt ended. What is settled for good stays as it is; a delivery that is gone, as after
        ``/forget``, is no error.
        """
        values: dict[str, Any] = {
            "state": settlement.state,
            "settled_at": settlement.at,
            "problem": settlement.problem,
        }
        if settlement.photo:
            values["photo"] = True
        if settlement.message_id is not None:
            values["message_id"] = settlement.message_id
        if settlement.not_before is not None:
            values["not_before"] = settlement.not_before
        still_open = and_(deliveries.c.id == delivery_id, deliveries.c.state.in_(_OPEN))
        settled = await self._connection.write(update(deliveries).where(still_open).values(values))
        if settled and settlement.state in {DeliveryState.SENT, DeliveryState.MISSED}:
            await self._release_followers(delivery_id)

    async def get(self, delivery_id: DeliveryId) -> DueDelivery:
        """One delivery, whatever its state; raises ``NotFound``."""
        found = read_deliveries(await self._connection.rows(DUE_DELIVERY.where(deliveries.c.id == delivery_id)))
        if not found:
            raise NotFound("delivery", delivery_id)
        return found[0]

    async def last_message(self, target: Target) -> int:
        """The newest message id that a receipt of this target names; 0 where there is none."""
        newest = select(func.max(deliveries.c.message_id)).where(deliveries.c.nonce.is_not(None), *_to(target))
        return int(await self._connection.value(newest) or 0)

    async def retarget(self, old: Target, new: Target) -> int:
        """Readdress what is open for a chat that was given a new id; how many deliveries that were."""
        moved = 0
        for still_open in (_READY, busy(deliveries)):  # each has an index of its own
            statement = update(deliveries).where(still_open, *_to(old)).values(target=new.address)
            moved += await self._connection.write(statement)
        return moved

    async def newest_at(self) -> datetime | None:
        """When the newest post was added; None where there is none."""
        newest: datetime | None = await self._connection.value(select(posts.c.at).order_by(posts.c.id.desc()).limit(1))
        return newest

    async def put_forward(self, by: timedelta) -> None:
        """Let what waits be due so much earlier: the machine's clock was put back."""
        moments = select(deliveries.c.not_before).where(_READY).distinct()  # a fan-out shares one
        for row in await self._connection.rows(moments.order_by(deliveries.c.not_before)):
            planned = update(deliveries).where(_READY, deliveries.c.not_before == row.not_before)
            await self._connection.write(planned.values(not_before=row.not_before - by))

    async def in_flight(self) -> list[DueDelivery]:
        """Deliveries left in SENDING, as after a kill."""
        return await self._busy(DeliveryState.SENDING)

    async def uncertain(self) -> list[DueDelivery]:
        """Deliveries whose arrival is unknown."""
        return await self._busy(DeliveryState.UNCERTAIN)

    async def count_new_since(self, moment: datetime) -> int:
        """How many NEW posts were added after ``moment`` (for the hourly cap)."""
        statement = select(func.count()).select_from(posts).where(posts.c.kind == PostKind.NEW, posts.c.at > moment)
        return int(await self._connection.value(statement))

    async def pending(self) -> int:
        """How many posts have a delivery to a channel that may be sent now or soon."""
        count = func.count(deliveries.c.post_id.distinct())
        statement = select(count).where(sendable(deliveries), deliveries.c.target_kind == TargetKind.CHANNEL)
        return int(await self._connection.value(statement))

    async def take_back(self, story_id: StoryId, *, at: datetime, but_notes: bool = False) -> int:
        """Drop a story's READY channel and reader deliveries; how many those are. ``but_notes``: not the corrections
        that are on their way to those who have its post.
        """
        its_own = select(posts.c.id).where(posts.c.story_id == story_id)
        waiting = update(deliveries).where(
            _READY, deliveries.c.target_kind.in_(_PUBLIC), deliveries.c.post_id.in_(its_own)
        )
        if but_notes:
            note = deliveries.c.post_id.in_(its_own.where(posts.c.kind == PostKind.CORRECTION))
            waiting = waiting.where(or_(not_(note), deliveries.c.awaits_receipt.is_(True)))
        return await self._connection.write(waiting.values(state=DeliveryState.DROPPED, settled_at=at))

    async def drop_pending(self, *, at: datetime) -> list[StoryId]:
        """Drop all READY channel and reader deliveries, but those that correct or withdraw what is out; the stories of
        the NEW posts among them, and of the ROUNDUPs that nobody has seen.
        """
        dropped = and_(_READY, deliveries.c.target_kind.in_(_PUBLIC), deliveries.c.post_id.not_in(mending()))
        other = deliveries.alias("other")
        attempted = exists().where(other.c.post_id == posts.c.id, other.c.attempts > 0)
        told = or_(posts.c.kind == PostKind.NEW, and_(posts.c.kind == PostKind.ROUNDUP, not_(attempted)))
        statement = select(posts.c.story_id, posts.c.payload).where(
            posts.c.id.in_(select(deliveries.c.post_id).where(dropped)), told
        )
        stories: set[StoryId] = set()
        for row in await self._connection.rows(statement):
            lines = load_payload(row.payload).lines
            stories.update([StoryId(row.story_id)] if row.story_id is not None else (line.story_id for line in lines))
        values = {"state": DeliveryState.DROPPED, "settled_at": at}
        await self._connection.write(update(deliveries).where(dropped).values(values))
        return sorted(stories)

    async def _address(self, post_id: PostId, post: NewPost) -> None:
        """One delivery a target; of what follows a first post, those may go at once whose target has it."""
        if post.targets:
            fresh = self._connection.insert(deliveries).on_conflict_do_nothing()
            await self._connection.write(fresh, fresh_rows(post_id, post))
        if post.to_subscribers:
            await self._address_readers(post_id, post, subscribers(post.beats))
        if post.to_choosers is not None:
            await self._address_readers(post_id, post, choosers(post.to_choosers))
        if post.to_holders and post.story_id is not None:
            await self._address_readers(post_id, post, holders(post.story_id))
        if waits_for_first_post(post.kind) and post.story_id is not None:
            statement = update(deliveries).where(deliveries.c.post_id == post_id, first_post_arrived(post.story_id))
            await self._connection.write(statement.values(awaits_receipt=False))

    async def _address_readers(self, post_id: PostId, post: NewPost, who: Select[Any] | CompoundSelect[Any]) -> None:
        """A delivery to each of the readers, in one statement however many they are."""
        found = who.subquery()
        values: dict[str, ColumnElement[Any]] = {
            "post_id": literal(post_id),
            "target_kind": literal(TargetKind.READER.value),
            "target": found.c.target,
            "state": literal(DeliveryState.READY.value),
            "lane": literal(lane(post.kind, TargetKind.READER)),
            "awaits_receipt": literal(waits_for_first_post(post.kind)),
            "not_before": literal(post.not_before, deliveries.c.not_before.type),
            "attempts": literal(0),
            "part": literal(0),
            "photo": literal(value=False),
        }
        ordered = select(*values.values()).order_by(found.c.target)
        fresh = self._connection.insert(deliveries).from_select(list(values), ordered)
        await self._connection.write(fresh.on_conflict_do_nothing())

    async def _release_followers(self, delivery_id: DeliveryId) -> None:
        """The target of a NEW post that arrived, or may have, can now get what follows it."""
        statement = (
            select(posts.c.story_id, deliveries.c.target_kind, deliveries.c.target)
            .select_from(deliveries.join(posts, posts.c.id == deliveries.c.post_id))
            .where(deliveries.c.id == delivery_id, posts.c.kind == PostKind.NEW)
        )
        sent = await self._connection.row(statement)
        if sent is None:
            return
        of_story = select(posts.c.id).where(posts.c.story_id == sent.story_id, posts.c.kind != PostKind.NEW)
        here = and_(deliveries.c.target_kind == sent.target_kind, deliveries.c.target == sent.target)
        release = update(deliveries).where(deliveries.c.post_id.in_(of_story), here)
        await self._connection.write(release.values(awaits_receipt=False))

    async def _busy(self, state: DeliveryState) -> list[DueDelivery]:
        statement = DUE_DELIVERY.where(busy(deliveries), in_state(deliveries, state)).order_by(deliveries.c.id)
        return read_deliveries(await self._connection.rows(statement))


def _to(target: Target) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return deliveries.c.target_kind == target.kind, deliveries.c.target == target.address


def _post_brief(row: Row[Any]) -> PostBrief:
    return PostBrief(
        id=PostId(row.id),
        kind=PostKind(row.kind),
        revision=row.revision,
        payload=load_payload(row.payload),
        untouched=row.attempts == 0,
        done=row.open == 0,
        sent_at=row.sent_at,
    )
