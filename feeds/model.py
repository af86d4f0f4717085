"""The values that pass between the stages: frozen dataclasses, enums and id types, and nothing that acts.

A type's name tells its direction, as in the flow: ``…ForPoll`` and ``Known…`` come *from* the store, ``New…`` and
``…Intent`` are handed *to* it. All times are timezone-aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)
OutletId = NewType("OutletId", int)
ItemId = NewType("ItemId", int)
StoryId = NewType("StoryId", int)
CaseId = NewType("CaseId", int)
PostId = NewType("PostId", int)
DeliveryId = NewType("DeliveryId", int)
ReaderId = NewType("ReaderId", int)


# ------------------------------------------------------------------ outlets and feeds


class Terms(StrEnum):
    """What may be done with an outlet's text (DESIGN of the brief: docs/rights.md)."""

    LINK_ONLY = "link_only"  #: its headline and a link, nothing else
    EXCERPT = "excerpt"  #: besides, up to 40 marked words
    NO_DERIVATIVES = "no_derivatives"  #: as a whole or not at all: never cut into a brief
    FULL_WITH_CREDIT = "full_with_credit"  #: any sentence, with the outlet's credit line


class Affiliation(StrEnum):
    """For whom an outlet speaks."""

    PARTY = "party"  #: the official voice of a party to the conflict
    STATE = "state"  #: the official voice of a third state
    INDEPENDENT = "independent"
    UN_NGO = "un_ngo"


class Trust(StrEnum):
    """How far the desk trusts an outlet."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Outlet:
    """The publisher behind one or more feeds."""

    name: str  #: unique, as readers see it
    home: str | None = None
    language: str | None = None  #: BCP 47, lower case: ``en``
    country: str | None = None
    affiliation: Affiliation = Affiliation.INDEPENDENT
    side: str | None = None  #: the party it speaks for, where affiliation is PARTY
    owner: str | None = None
    terms: Terms = Terms.EXCERPT
    credit: str | None = None  #: line to print where terms ask for one
    trust: Trust = Trust.NORMAL


@dataclass(frozen=True, slots=True)
class FeedSeed:
    """A feed to know about, from a feed list or a command."""

    url: str
    outlet: Outlet
    title: str | None = None


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FeedForPoll:
    """What polling a feed needs to know, from the store."""

    id: FeedId
    url: str
    outlet_id: OutletId
    outlet: Outlet
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None  #: SHA-256 of the last payload that was parsed
    last_ok_at: datetime | None = None  #: None until the first good fetch
    failures: int = 0  #: in a row
    interval: float = 0.0  #: seconds between the last two planned checks; 0 before the first


@dataclass(frozen=True, slots=True)
class FeedIntent:
    """What to record about one attempt to poll a feed, whatever became of it."""

    feed_id: FeedId
    checked_at: datetime
    next_check_at: datetime
    interval: float
    ok: bool
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    title: str | None = None  #: the feed's own, where it gave one
    new_items: int = 0
    failures: int = 0
    problem: str | None = None  #: in words, None where all was well
    pause: str | None = None  #: reason to pause the feed, None to leave it active


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed as ``/sources`` and ``heliograph feeds list`` show it."""

    id: FeedId
    url: str
    title: str | None
    outlet: Outlet
    state: FeedState
    items: int  #: stored so far
    next_check_at: datetime
    last_checked_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    failures: int
    problem: str | None


# ------------------------------------------------------------------ entries and items


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the feed gives it, parsed, before our rules; texts may hold markup."""

    title: str = ""
    summary: str = ""
    guid: str | None = None
    link: str | None = None
    published: datetime | None = None
    author: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a document held: whole entries, and what was wrong with it, in words."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    title: str | None = None
    home: str | None = None
    language: str | None = None
    ttl: float | None = None  #: seconds the feed asks to be left alone


@dataclass(frozen=True, slots=True)
class Item:
    """A normalised entry: clean text, canonical URL, sane time, keys."""

    key: str  #: what makes it the same entry next time: guid, else URL, else fingerprint
    title: str
    text: str
    url: str | None
    language: str
    published_at: datetime
    dated: bool  #: False where the feed gave no usable time and the fetch time stands in
    fingerprint: str  #: SHA-256 hex over normalised title and text: exact duplicates
    signature: bytes  #: bottom-k sketch over word shingles: near duplicates
    author: str | None = None
    credit: str | None = None  #: who wrote it first, as the text says ("originally published by …")


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A stored item that a polled one may be the same as."""

    id: ItemId
    feed_id: FeedId
    outlet_id: OutletId
    key: str
    url: str | None
    fingerprint: str
    story_id: StoryId | None
    revision: int


@dataclass(frozen=True, slots=True)
class StoryItem:
    """A stored item with its outlet, as clustering and the brief need it."""

    id: ItemId
    outlet_id: OutletId
    outlet: Outlet
    item: Item
    fetched_at: datetime
    story_id: StoryId | None = None
    revision: int = 1
    revised_at: datetime | None = None  #: when the present revision came, None for the first

    @property
    def said_at(self) -> datetime:
        """When the item came to say what it says now."""
        return self.revised_at or self.fetched_at


# ------------------------------------------------------------------ stories and briefs


class Standing(StrEnum):
    """How far a story has come on its way to the channel."""

    HELD = "held"  #: a case is open at the desk
    WAITING = "waiting"  #: good enough, but the channel is full: for the round-up, or for the first start's choice
    POSTED = "posted"  #: a post is in the outbox, or out
    LISTED = "listed"  #: was a line of a round-up
    ARCHIVED = "archived"  #: about the conflict, but stale or not chosen: in /latest and /search only
    REJECTED = "rejected"  #: by a moderator


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of one outlet, verbatim, as its terms allow."""

    outlet: str
    text: str
    item_id: ItemId
    language: str
    credit: str | None = None  #: line that must stand beside it
    whole: bool = False  #: False where words were left out behind it


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet's report of a story."""

    outlet: str
    title: str
    url: str | None
    item_id: ItemId
    published_at: datetime
    affiliation: Affiliation
    side: str | None = None
    copy: bool = False  #: the text stands, nearly word for word, in an earlier report of the story


@dataclass(frozen=True, slots=True)
class Brief:
    """What we say about one revision of a story. Every sentence stands in the item that it names."""

    headline: str
    headline_outlet: str
    headline_item: ItemId
    language: str
    excerpts: tuple[Excerpt, ...]
    sources: tuple[SourceLine, ...]
    outlets: int
    independent: int  #: outlets that did not copy, copies of one wire report counted once
    first_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """The event-level cluster of items, as stored."""

    id: StoryId
    public_id: str  #: like ``7K3F``
    headline: str
    standing: Standing
    revision: int
    importance: float
    relevance: float
    opened_at: datetime
    updated_at: datetime
    brief: Brief


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to open, with its first brief."""

    brief: Brief
    standing: Standing
    importance: float
    relevance: float
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryIntent:
    """A new revision of a story that is known."""

    story_id: StoryId
    seen: int  #: the revision that the decision was made on
    brief: Brief
    standing: Standing
    importance: float
    relevance: float
    at: datetime


# ------------------------------------------------------------------ the desk


class Reason(StrEnum):
    """Why policy holds a story; a moderator reads the sentence that ``bot.render.case`` has for it."""

    REVIEW_ALL = "review_all"  #: this deployment reviews everything
    SINGLE_SIDE = "single_side"  #: known from one party's official outlet alone
    NEAR_THRESHOLD = "near_threshold"  #: may not be about armed conflict
    LOW_TRUST = "low_trust"  #: known from outlets of low trust alone


class CaseState(StrEnum):
    """What became of a case."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Case:
    """An entry of the moderation queue."""

    id: CaseId
    story_id: StoryId
    reasons: tuple[Reason, ...]
    state: CaseState
    opened_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None  #: as the audit log names the moderator


# ------------------------------------------------------------------ the outbox


class PostKind(StrEnum):
    """What a post is."""

    NEW = "new"  #: a story's first post
    EDIT = "edit"  #: a later revision, written over the first post
    ROUNDUP = "roundup"  #: a line a story, for what the hourly cap kept back
    CASE = "case"  #: a card for the desk
    QUESTION = "question"  #: did a delivery arrive? for the desk, where looking does not tell
    NOTICE = "notice"  #: a sentence for the desk


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

    ``brief`` for NEW, EDIT and CASE; ``lines`` for ROUNDUP; ``text`` for NOTICE and QUESTION; ``case_id`` and
    ``reasons`` for CASE; ``delivery_id`` for QUESTION.
    """

    brief: Brief | None = None
    public_id: str | None = None
    lines: tuple[Line, ...] = ()
    text: str | None = None
    case_id: CaseId | None = None
    reasons: tuple[Reason, ...] = ()
    change: str | None = None  #: what an edit changed, in words
    delivery_id: DeliveryId | None = None  #: for QUESTION: the delivery that is asked about


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


@dataclass(frozen=True, slots=True)
class PostBrief:
    """A story's post as revisions need to see it."""

    id: PostId
    kind: PostKind
    revision: int
    payload: Payload
    untouched: bool  #: none of its deliveries has been attempted
    done: bool  #: none of its deliveries is still ready, in flight or uncertain


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


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended, for the store."""

    state: DeliveryState
    at: datetime
    message_id: int | None = None
    not_before: datetime | None = None
    problem: str | None = None


# ------------------------------------------------------------------ readers, audit


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that has talked to the bot. The chat id itself is sealed (``feeds.store.seal``)."""

    id: ReaderId
    chat_id: int
    subscribed: bool
    joined_at: datetime
    latest_at: datetime | None = None  #: when it last asked for /latest


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the append-only log."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)
