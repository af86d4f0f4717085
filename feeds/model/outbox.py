"""Posts, deliveries and how they end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.desk import Ground, Reason
from feeds.model.ids import CaseId, DeliveryId, PostId, StoryId
from feeds.model.stories import Brief, Note


class PostKind(StrEnum):
    """What a post is."""

    NEW = "new"  #: a story's first post
    EDIT = "edit"  #: a later revision, written over the first post
    DEVELOPMENT = "development"  #: a material change, as a reply to the first post
    CORRECTION = "correction"  #: what was wrong, as a reply to the first post, to everybody who got it
    RETRACTION = "retraction"  #: that the story is withdrawn, as a reply to the first post, to everybody who got it
    ROUNDUP = "roundup"  #: a line a story, for what the hourly cap kept back
    CASE = "case"  #: a card for the desk
    QUESTION = "question"  #: did a delivery arrive? for the desk, where looking does not tell
    NOTICE = "notice"  #: a sentence for the desk
    CHAIN_HEAD = "chain_head"  #: the newest link of the chain of revisions, for all to keep


class TargetKind(StrEnum):
    """Who a delivery is for."""

    CHANNEL = "channel"
    DESK = "desk"
    READER = "reader"


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """Where a delivery goes: a chat id or @name for channel and desk, a reader's internal id for readers."""

    kind: TargetKind
    address: str


class DeliveryState(StrEnum):
    """States of a delivery; ``feeds.core.outbox`` has the transitions."""

    READY = "ready"  #: to be sent, not before ``not_before``
    SENDING = "sending"  #: claimed; the request may have left the machine
    SENT = "sent"  #: receipt stored
    UNCERTAIN = "uncertain"  #: may or may not have arrived
    REJECTED = "rejected"  #: refused for the post's own fault
    GONE = "gone"  #: the reader is no longer there
    DROPPED = "dropped"  #: taken back before it was sent
    MISSED = "missed"  #: a reader's, whose arrival is unknown: not sent again, listed in his /latest


@dataclass(frozen=True, slots=True)
class Line:
    """One story's line in a round-up."""

    story_id: StoryId
    public_id: str
    headline: str
    outlet: str
    url: str | None
    outlets: int


@dataclass(frozen=True, slots=True)
class Payload:
    """What a post says, as stored in the outbox; rendering happens at delivery.

    ``brief`` for NEW, EDIT, DEVELOPMENT, CORRECTION, RETRACTION and CASE; ``lines`` for ROUNDUP; ``text`` for NOTICE,
    QUESTION, CHAIN_HEAD, CORRECTION and RETRACTION; ``case_id`` and ``reasons`` for CASE; ``delivery_id`` for QUESTION
    and for a NOTICE of a delivery that was refused.
    """

    brief: Brief | None = None
    public_id: str | None = None
    lines: tuple[Line, ...] = ()
    text: str | None = None
    case_id: CaseId | None = None
    reasons: tuple[Reason, ...] = ()
    change: str | None = None  #: what an edit or a development changed, in words
    notes: tuple[Note, ...] = ()  #: corrections and retraction of the story
    grounds: tuple[Ground, ...] = ()  #: of a CASE: the words that gave its reasons
    delivery_id: DeliveryId | None = None  #: the delivery that is asked about, or was refused
    merged_into: str | None = None  #: public id of the story that this one goes on as
    silent: bool = False  #: it comes without a sound


@dataclass(frozen=True, slots=True)
class NewPost:
    """A publication intent for the outbox; unique by (kind, story, revision) or, without a story, by ``key``."""

    kind: PostKind
    payload: Payload
    targets: tuple[Target, ...]
    at: datetime
    not_before: datetime
    story_id: StoryId | None = None
    revision: int = 0
    key: str | None = None  #: idempotency key for posts without a story ("roundup:2026-01-01T10")
    to_subscribers: bool = False  #: besides, one delivery to each subscriber
    beats: frozenset[str] | None = None  #: of these subscribers those who chose none, or one of these; None: all
    to_choosers: str | None = None  #: besides, one delivery to each subscriber who has chosen this beat
    to_holders: bool = False  #: besides, one delivery to each reader who got the story's NEW post, or may have


@dataclass(frozen=True, slots=True)
class PostBrief:
    """A story's post as revisions need to see it."""

    id: PostId
    kind: PostKind
    revision: int
    payload: Payload
    untouched: bool  #: none of its deliveries has been attempted
    done: bool  #: none of its deliveries is still ready, in flight or uncertain
    sent_at: datetime | None = None  #: when it was last attempted in the channel that got it first; None before


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that may be attempted now, from the store."""

    id: DeliveryId
    post_id: PostId
    kind: PostKind
    target: Target
    payload: Payload
    attempts: int
    story_id: StoryId | None
    edits_message: int | None  #: for EDIT: the message to write over, from the receipt of the story's NEW post
    nonce: str | None = None  #: for channels: what its links carry, by which it is known again
    attempted_at: datetime | None = None  #: when it was last claimed
    replies_to: int | None = None  #: the message it answers: the story's first post in the same chat
    edits_photo: bool = False  #: the message to write over is a photo with a caption
    part: int = 0  #: 0 the message itself; 1 the rest of a text that did not fit under its photo
    problem: str | None = None  #: why the last attempt failed


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a message stands whose delivery nobody has answered yet."""

    message_id: int
    photo: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A dead letter: a post that Telegram refuses for its own fault, in a number of chats of one kind."""

    post_id: PostId
    kind: PostKind
    target_kind: TargetKind
    payload: Payload
    number: int  #: of chats
    problem: str
    at: datetime
    delivery_id: DeliveryId  #: one of them, by which a button names it


@dataclass(frozen=True, slots=True)
class Missed:
    """A story that may not have reached a reader."""

    public_id: str
    headline: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended, for the store."""

    state: DeliveryState
    at: datetime
    message_id: int | None = None
    not_before: datetime | None = None
    problem: str | None = None
    photo: bool = False  #: it stands there as a photo with a caption
