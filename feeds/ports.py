"""What the use cases need from outside, as protocols: time, fetching, parsing, storage.

Adapters live in ``feeds.fetch`` and ``feeds.store``; ``bot.app`` joins them. Every method of a repository raises
``StoreError`` where the database refuses.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from feeds.model import (
    AuditEntry,
    Case,
    CaseId,
    CaseState,
    ChainHead,
    DeliveryId,
    DueDelivery,
    Failure,
    FeedForPoll,
    FeedHealth,
    FeedId,
    FeedIntent,
    FeedSeed,
    Heard,
    Item,
    ItemId,
    KnownItem,
    Link,
    Missed,
    NewPost,
    NewStory,
    Note,
    OutletId,
    ParsedFeed,
    Payload,
    PostBrief,
    PostId,
    Reader,
    ReaderId,
    Reason,
    Settlement,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
    Target,
    TargetKind,
)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, UTC."""

    def ticks(self) -> float:
        """Seconds of a clock that nobody sets: for how long something takes or waits."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response to a conditional GET, body unpacked. 304 gives ``body`` None."""

    url: str  #: after redirects
    status: int
    body: bytes | None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age: float | None = None  #: seconds, from Cache-Control or Expires


class Fetch(Protocol):
    """Gets a feed's document."""

    async def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        """Fetch ``url`` unless it is unchanged; raises a ``FetchError``."""


class Parse(Protocol):
    """Reads a feed's document."""

    async def __call__(self, document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """Whole entries and problems; raises ``ParseError`` where nothing can be read."""


class FeedRepository(Protocol):
    """Feeds and their outlets."""

    async def merge(self, seeds: Sequence[FeedSeed], *, check_at: Sequence[datetime]) -> int:
        """Add the feeds that are new (by URL; first check at the matching ``check_at``), refresh the outlets of all
        from the seeds (matched by name); the number added.
        """

    async def due(self, now: datetime, *, limit: int, busy: Collection[FeedId] = ()) -> list[FeedForPoll]:
        """Active feeds whose check is due and that are not ``busy``, the longest due first."""

    async def record(self, intent: FeedIntent) -> None:
        """Record an attempt to poll."""

    async def health(self) -> list[FeedHealth]:
        """All feeds, by outlet and URL."""

    async def put_forward(self, by: timedelta) -> None:
        """Let every check be due so much earlier: the machine's clock was put back."""

    async def untried(self) -> int:
        """How many active feeds have never been checked."""


class ItemRepository(Protocol):
    """Items and their revisions."""

    async def known(
        self,
        feed_id: FeedId,
        outlet_id: OutletId,
        *,
        keys: Collection[str],
        urls: Collection[str],
        fingerprints: Collection[str],
    ) -> list[KnownItem]:
        """Items of this feed with one of the keys, or of this outlet with one of the URLs or fingerprints."""

    async def add(self, feed_id: FeedId, outlet_id: OutletId, item: Item, *, fetched_at: datetime) -> ItemId:
        """Store a new item as its first revision."""

    async def revise(self, item_id: ItemId, item: Item, *, seen_at: datetime) -> None:
        """Store a new revision of an item; the earlier text stays in the revisions. Key and URL stay."""

    async def of_story(self, story_id: StoryId) -> list[StoryItem]:
        """A story's items, the earliest fetched first."""

    async def since(self, moment: datetime) -> list[StoryItem]:
        """All items fetched since ``moment`` that belong to a story, the earliest first."""

    async def get(self, item_id: ItemId) -> StoryItem:
        """One item; raises ``NotFound``."""


class StoryRepository(Protocol):
    """Stories, their revisions, and which item belongs to which."""

    async def open(self, story: NewStory) -> Story:
        """Open a story at revision 1; it gets its public id."""

    async def join(self, story_id: StoryId, item_id: ItemId, *, similarity: float, at: datetime) -> None:
        """Put an item into a story. An item is in one story at most."""

    async def record(self, intent: StoryIntent) -> Story:
        """Record the next revision; raises ``StaleRevision`` where ``seen`` is no longer the newest."""

    async def set_standing(self, story_ids: Collection[StoryId], standing: Standing) -> None:
        """Change the standing alone; no new revision."""

    async def add_note(self, story_id: StoryId, note: Note) -> None:
        """Add a correction or retraction; raises ``NotFound``. No new revision."""

    async def get(self, story_id: StoryId) -> Story:
        """One story; raises ``NotFound``."""

    async def by_public_id(self, public_id: str) -> Story:
        """One story, by the id that readers see, any case; raises ``NotFound``."""

    async def latest(self, *, limit: int, offset: int = 0) -> list[Story]:
        """Stories that readers may see (posted, listed, waiting, archived), the newest change first."""

    async def search(self, words: str, *, limit: int) -> list[Story]:
        """Stories that readers may see and whose items hold all the words, best first. Any text is a valid query."""

    async def waiting(self) -> list[Story]:
        """Stories whose standing is WAITING, the most important first."""

    async def any(self) -> bool:
        """Whether there is any story at all, of whatever standing."""


class CaseRepository(Protocol):
    """The moderation queue."""

    async def open(self, story_id: StoryId, reasons: Sequence[Reason], *, at: datetime) -> CaseId | None:
        """Open a case, unless one is open for this story."""

    async def get(self, case_id: CaseId) -> Case:
        """One case; raises ``NotFound``."""

    async def open_for(self, story_id: StoryId) -> Case | None:
        """The story's open case, if there is one."""

    async def newest_for(self, story_id: StoryId) -> Case | None:
        """The story's newest case, open or decided."""

    async def decide(self, case_id: CaseId, state: CaseState, *, by: str, at: datetime) -> bool:
        """Decide an open case; False where it had been decided before (two verdicts give one decision)."""

    async def count_open(self) -> int:
        """How many cases are open."""


class Outbox(Protocol):
    """Posts and their deliveries: the only thing handed from ``feeds`` to ``bot``."""

    async def add(self, post: NewPost) -> PostId | None:
        """Add a post with its deliveries; None where it is there already (same kind, story and revision, or key)."""

    async def of_story(self, story_id: StoryId) -> list[PostBrief]:
        """A story's NEW, EDIT and DEVELOPMENT posts, the oldest first."""

    async def rewrite(
        self, post_id: PostId, payload: Payload, *, revision: int, not_before: datetime | None = None
    ) -> bool:
        """Replace what an untouched post says, and when it goes where that is given; False where a delivery of it has
        been attempted meanwhile.
        """

    async def receipts(self, story_id: StoryId) -> list[tuple[Target, int]]:
        """Where a story's NEW post stands: target and message id of each sent delivery."""

    async def due(self, now: datetime, *, limit: int) -> list[DueDelivery]:
        """READY deliveries whose time has come, at most one a target, none for a target that has one in flight or
        uncertain; for each target the oldest; CASE and NOTICE, then NEW, EDIT and ROUNDUP; readers last. An EDIT is
        due only once the story's NEW post has a receipt for its target.
        """

    async def claim(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Take a READY delivery for sending (attempts + 1); False where it is not READY any more."""

    async def settle(self, delivery_id: DeliveryId, settlement: Settlement) -> None:
        """Record how an attempt ended."""

    async def get(self, delivery_id: DeliveryId) -> DueDelivery:
        """One delivery, whatever its state; raises ``NotFound``."""

    async def last_message(self, target: Target) -> int:
        """The newest message id that a receipt of this target names; 0 where there is none."""

    async def retarget(self, old: Target, new: Target) -> int:
        """Readdress what is open for a chat that was given a new id; how many deliveries that were."""

    async def newest_at(self) -> datetime | None:
        """When the newest post was added; None where there is none."""

    async def put_forward(self, by: timedelta) -> None:
        """Let what was put off be due so much earlier: the machine's clock was put back."""

    async def in_flight(self) -> list[DueDelivery]:
        """Deliveries left in SENDING, as after a kill."""

    async def uncertain(self) -> list[DueDelivery]:
        """Deliveries whose arrival is unknown."""

    async def count_new_since(self, moment: datetime) -> int:
        """How many NEW posts were added after ``moment`` (for the hourly cap)."""

    async def pending(self) -> int:
        """How many posts have a delivery to a channel that is READY."""

    async def take_back(self, story_id: StoryId, *, at: datetime) -> int:
        """Drop a story's READY channel and reader deliveries; how many those are."""

    async def drop_pending(self, *, at: datetime) -> list[StoryId]:
        """Drop all READY channel and reader deliveries, but those that correct or withdraw what is out; the stories of
        the NEW posts among them.
        """


class Arrivals(Protocol):
    """What is known of messages that arrived, or may have."""

    async def addressed(self, story_id: StoryId) -> list[Target]:
        """The channels that a story's NEW post went to, or will go to."""

    async def holders(self, story_id: StoryId) -> int:
        """How many readers got a story's NEW post, or may have."""

    async def hear(self, target: Target, nonces: Collection[str], message_id: int, *, photo: bool) -> bool:
        """Note that a message which carries one of the nonces stands in the target as ``message_id``; False where no
        delivery in flight or uncertain carries it.
        """

    async def heard(self, delivery_id: DeliveryId) -> Heard | None:
        """What was heard of a delivery that is in flight or uncertain."""

    async def rest_stands(self, delivery_id: DeliveryId) -> bool:
        """Whether the rest of the story's text, which did not fit under its photo, stands in the delivery's chat."""

    async def add_rest(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Add the delivery of the rest of a text to the same chat; False where there is one."""

    async def missed(self, reader_id: ReaderId, *, since: datetime | None) -> list[Missed]:
        """What may not have reached a reader since a moment, the newest first, at most ten."""

    async def adopt_card(self, case_id: CaseId, message_id: int, *, at: datetime) -> bool:
        """Somebody pressed a case's card: take its delivery as arrived, where that is not known yet."""


class Failures(Protocol):
    """Dead letters: deliveries that were refused for the post's own fault, by post and kind of target."""

    async def newest(self, *, limit: int) -> list[Failure]:
        """The newest dead letters, the newest first."""

    async def get(self, post_id: PostId, kind: TargetKind) -> Failure | None:
        """One, None where it is a dead letter no more."""

    async def retry(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Send again; how many deliveries that are."""

    async def drop(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Give up for good; how many deliveries that are."""


class Chain(Protocol):
    """The chain of revisions: what was published, each bound to the one before."""

    async def append(self, post_id: PostId, *, at: datetime) -> Link | None:
        """Make a published post the newest link; None where it is one already, or is of a kind that is not published.
        Raises ``NotFound``.
        """

    async def head(self) -> ChainHead | None:
        """The newest link; None where there is none."""

    async def links(self, *, after: int, limit: int) -> list[Link]:
        """At most ``limit`` links whose number is greater than ``after``, in order."""

    async def find(self, which: int | str) -> list[Link]:
        """The link of this number; or all of a story, by its public id in any case, with the round-ups that still list
        it. Empty where there are none.
        """

    async def erase(self, which: int | str, *, why: str, at: datetime) -> list[int]:
        """Erase text and salt of what ``find`` finds; the numbers of the links that still had them, whose place is
        marked now. Raises ``NotFound`` where there are no links at all.
        """


class ReaderRepository(Protocol):
    """Readers; chat ids are sealed and found by a keyed hash."""

    async def chats(self, reader_ids: Collection[ReaderId]) -> dict[ReaderId, int]:
        """The chats of those readers who are subscribed."""

    async def enroll(self, chat_id: int, *, at: datetime) -> Reader:
        """The reader of this chat, made if it is not known."""

    async def find(self, chat_id: int) -> Reader | None:
        """The reader of this chat."""

    async def get(self, reader_id: ReaderId) -> Reader:
        """One reader; raises ``NotFound``."""

    async def set_subscribed(self, reader_id: ReaderId, *, subscribed: bool) -> None:
        """Turn a subscription on or off."""

    async def mark_latest(self, reader_id: ReaderId, *, at: datetime) -> None:
        """Remember when the reader last asked for the latest."""

    async def count_subscribed(self) -> int:
        """How many readers are subscribed."""


class AuditLog(Protocol):
    """The append-only log of what people did."""

    async def add(self, entry: AuditEntry) -> None:
        """Append a line."""

    async def newest(self, *, limit: int) -> list[AuditEntry]:
        """The newest lines, newest first."""


class Switches(Protocol):
    """A few named facts that must survive restarts: halted, first start, last round-up."""

    async def get(self, name: str) -> str | None:
        """The switch's value, None where it is not set."""

    async def set(self, name: str, value: str | None) -> None:
        """Set it, or with None take it away."""


class UnitOfWork(Protocol):
    """One transaction; doing nothing means rolling back."""

    @property
    def feeds(self) -> FeedRepository:
        """Feeds and outlets."""

    @property
    def items(self) -> ItemRepository:
        """Items."""

    @property
    def stories(self) -> StoryRepository:
        """Stories."""

    @property
    def cases(self) -> CaseRepository:
        """Cases."""

    @property
    def outbox(self) -> Outbox:
        """Posts and deliveries."""

    @property
    def arrivals(self) -> Arrivals:
        """What is known of messages that arrived, or may have."""

    @property
    def failures(self) -> Failures:
        """Dead letters."""

    @property
    def chain(self) -> Chain:
        """The chain of revisions."""

    @property
    def readers(self) -> ReaderRepository:
        """Readers."""

    @property
    def log(self) -> AuditLog:
        """The audit log."""

    @property
    def switches(self) -> Switches:
        """The switches."""

    async def commit(self) -> None:
        """Make it so. Without this, leaving the block rolls back."""


class Store(Protocol):
    """The two doors to storage."""

    def reading(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A snapshot to read from; ``commit`` is an error."""

    def writing(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """The one writing transaction; keep it short, with no network inside."""
