"""Deliveries as queries see them: in which lane they go, when an edit may follow its first post, how rows are read."""

import secrets
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, case, exists, or_, select, union

from feeds.model import (
    DeliveryId,
    DeliveryState,
    DueDelivery,
    NewPost,
    Payload,
    PostId,
    PostKind,
    StoryId,
    Target,
    TargetKind,
)
from feeds.store.codec import load_payload
from feeds.store.tables import deliveries, posts, stories

_LANES: Final = {PostKind.CASE: 0, PostKind.QUESTION: 0, PostKind.NOTICE: 0}
_CHANNEL_LANE: Final = 1
_READER_LANE: Final = 2
#: states of a delivery whose message is not there, and will not come by itself
LOST: Final = (DeliveryState.REJECTED, DeliveryState.GONE, DeliveryState.DROPPED)
#: states of a delivery of which nothing more will be known
KNOWN: Final = (DeliveryState.SENT, DeliveryState.MISSED)

_first, _arrival = posts.alias("first"), deliveries.alias("arrival")
_ARRIVALS = _first.join(_arrival, _arrival.c.post_id == _first.c.id)
_TO_THE_SAME = and_(
    _arrival.c.target_kind == deliveries.c.target_kind,
    _arrival.c.target == deliveries.c.target,
)
_ARRIVED = and_(_arrival.c.state == DeliveryState.SENT, _arrival.c.message_id.is_not(None))
_HERE = and_(_ARRIVED, _TO_THE_SAME)
_RECEIPT = and_(_first.c.kind == PostKind.NEW, _arrival.c.part == 0, _HERE)
_SHOWN = and_(_first.c.kind.in_([PostKind.NEW, PostKind.EDIT]), _arrival.c.part == deliveries.c.part, _HERE)

#: kinds that wait for the story's NEW post, and of them those that answer it
_FOLLOW: Final = frozenset({PostKind.EDIT, PostKind.DEVELOPMENT, PostKind.CORRECTION, PostKind.RETRACTION})
_ANSWER: Final = _FOLLOW - {PostKind.EDIT}


def _newest(column: ColumnElement[Any], which: ColumnElement[bool]) -> ColumnElement[Any]:
    """Of a story's messages in a delivery's chat, what the newest says."""
    return (
        select(column)
        .select_from(_ARRIVALS)
        .where(_first.c.story_id == posts.c.story_id, which)
        .order_by(_arrival.c.id.desc())
        .limit(1)
        .correlate(posts, deliveries)
        .scalar_subquery()
    )


_EDITS = posts.c.kind == PostKind.EDIT
_ANSWERS = or_(posts.c.kind.in_(sorted(_ANSWER)), deliveries.c.part > 0)

#: a delivery with its post, for an EDIT the message that it writes over, for an answer the message that it answers
DUE_DELIVERY = select(
    deliveries.c.id,
    deliveries.c.post_id,
    deliveries.c.target_kind,
    deliveries.c.target,
    deliveries.c.attempts,
    deliveries.c.attempted_at,
    deliveries.c.nonce,
    deliveries.c.part,
    deliveries.c.problem,
    posts.c.kind,
    posts.c.story_id,
    posts.c.payload,
    case((_EDITS, _newest(_arrival.c.message_id, _SHOWN))).label("edits_message"),
    case((_EDITS, _newest(_arrival.c.photo, _SHOWN))).label("edits_photo"),
    case((_ANSWERS, _newest(_arrival.c.message_id, _RECEIPT))).label("replies_to"),
).select_from(deliveries.join(posts, posts.c.id == deliveries.c.post_id))


def lane(kind: PostKind, target: TargetKind) -> int:
    """The desk's cards and notices before the channel's posts, readers last."""
    return _READER_LANE if target is TargetKind.READER else _LANES.get(kind, _CHANNEL_LANE)


def waits_for_first_post(kind: PostKind) -> bool:
    """Whether a post of this kind follows the story's NEW post, and must not go where that has not arrived."""
    return kind in _FOLLOW


def rest_stands() -> ColumnElement[bool]:
    """Whether the rest of a photo's text stands where a delivery goes."""
    shown = and_(_first.c.story_id == posts.c.story_id, _arrival.c.part == 1, _HERE)
    return exists().select_from(_ARRIVALS).where(shown).correlate(posts, deliveries)


def first_post_arrived(story_id: StoryId) -> ColumnElement[bool]:
    """Whether a NEW post of the story has a receipt from a delivery's target, or never will: what corrects it must not
    wait for ever where nobody knows whether it arrived.
    """
    new = and_(_first.c.kind == PostKind.NEW, _arrival.c.part == 0, _TO_THE_SAME)
    known = and_(new, _arrival.c.state.in_(KNOWN))  # SENT by a person's word has no id
    its_own = exists().select_from(_ARRIVALS).where(_first.c.story_id == story_id, known).correlate(deliveries)
    another = exists().select_from(_ARRIVALS).where(_first.c.story_id.in_(_went_into(story_id)), known)
    return or_(its_own, and_(deliveries.c.target_kind == TargetKind.READER, another.correlate(deliveries)))


def holders(story_id: StoryId) -> CompoundSelect[Any]:
    """The readers who got the story's NEW post, or may have; and those who got the post of a story that went into it:
    what is wrong with the one, they have read in the other.
    """
    to_readers = (
        select(deliveries.c.target)
        .select_from(posts.join(deliveries, deliveries.c.post_id == posts.c.id))
        .where(posts.c.kind == PostKind.NEW, deliveries.c.target_kind == TargetKind.READER)
    )
    its_own = to_readers.where(posts.c.story_id == story_id, deliveries.c.state.not_in(LOST))
    others = to_readers.where(posts.c.story_id.in_(_went_into(story_id)), deliveries.c.state.in_(KNOWN))
    return union(its_own, others)  # of one condition with "or" SQLite makes a scan of all deliveries


def _went_into(story_id: StoryId) -> Select[Any]:
    """The stories that went into a story."""
    return select(stories.c.id).where(stories.c.merged_into == story_id)


def mending() -> Select[Any]:
    """The posts that keep true what is out: corrections, retractions, and the edits of stories that have one."""
    noted = (PostKind.CORRECTION, PostKind.RETRACTION)
    note = posts.alias("note")
    has_note = exists().where(note.c.story_id == posts.c.story_id, note.c.kind.in_(noted))
    return select(posts.c.id).where(or_(posts.c.kind.in_(noted), and_(posts.c.kind == PostKind.EDIT, has_note)))


def fresh_nonce(target: TargetKind) -> str | None:
    """What a channel's message is known by; other messages are not looked for."""
    return secrets.token_hex(5) if target is TargetKind.CHANNEL else None


def fresh_rows(post_id: PostId, post: NewPost) -> list[dict[str, Any]]:
    """The deliveries of a post to the targets that it names."""
    return [
        {
            "post_id": post_id,
            "target_kind": target.kind,
            "target": target.address,
            "state": DeliveryState.READY,
            "lane": lane(post.kind, target.kind),
            "awaits_receipt": waits_for_first_post(post.kind),
            "not_before": post.not_before,
            "attempts": 0,
            "nonce": fresh_nonce(target.kind),
            "part": 0,
            "photo": False,
        }
        for target in dict.fromkeys(post.targets)
    ]


def read_deliveries(rows: Iterable[Row[Any]]) -> list[DueDelivery]:
    """The rows of ``DUE_DELIVERY``; a payload that many deliveries share is read once."""
    payloads: dict[int, Payload] = {}
    return [_due_delivery(row, payloads) for row in rows]


def _due_delivery(row: Row[Any], payloads: dict[int, Payload]) -> DueDelivery:
    if row.post_id not in payloads:
        payloads[row.post_id] = load_payload(row.payload)
    return DueDelivery(
        id=DeliveryId(row.id),
        post_id=PostId(row.post_id),
        kind=PostKind(row.kind),
        target=Target(TargetKind(row.target_kind), row.target),
        payload=payloads[row.post_id],
        attempts=row.attempts,
        story_id=None if row.story_id is None else StoryId(row.story_id),
        edits_message=row.edits_message,
        nonce=row.nonce,
        attempted_at=row.attempted_at,
        replies_to=row.replies_to,
        edits_photo=bool(row.edits_photo),
        part=row.part,
        problem=row.problem,
    )
