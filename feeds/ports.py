"""What the use cases need from outside, as protocols: time, fetching, parsing, storage.

Adapters live in ``feeds.fetch`` and ``feeds.store``; ``bot.app`` joins them. Every method of a repository raises
``StoreError`` where the database refuses.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from feeds.model import (
    Asked,
    BareStory,
    Brief,
    Case,
    CaseId,
    CaseState,
    Discovery,
    FeedForPoll,
    FeedHealth,
    FeedId,
    FeedIntent,
    FeedSeed,
    Ground,
    Growth,
    Item,
    ItemId,
    Joining,
    KnownItem,
    NewItem,
    NewStory,
    Note,
    Opening,
    Outlet,
    OutletId,
    ParsedFeed,
    Reason,
    Rhythm,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
    Vote,
)
from feeds.ports_of_bringing import ArticleRepository, WebSub
from feeds.ports_of_delivery import Arrivals, Chain, Failures, Outbox
from feeds.ports_of_health import Health
from feeds.ports_of_people import AuditLog, ReaderRepository, Switches
from feeds.ports_of_summarising import MachineRepository


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
    hub: str | None = None  #: who pushes it, where a Link header says so
    topic: str | None = None  #: its canonical address (``rel="self"``), where a Link header says so
    retry_after: float | None = None  #: seconds the server asks to be left alone, also of a good answer
    moved_to: str | None = None  #: where the first redirects lead that are for good


class Fetch(Protocol):
    """Gets a feed's document."""

    async def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        """Fetch ``url`` unless it is unchanged; raises a ``FetchError``."""


class Post(Protocol):
    """Sends a form to a hub."""

    async def __call__(self, url: str, form: Mapping[str, str]) -> None:
        """Send it; raises a ``FetchError`` where it is not taken."""


class Parse(Protocol):
    """Reads a feed's document."""

    async def __call__(self, document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """Whole entries and problems; raises ``ParseError`` where nothing can be read."""


class Discover(Protocol):
    """Finds the feeds of a page."""

    async def __call__(self, address: str) -> Discovery:
        """What was found at an address as a person writes it; raises a ``FetchError`` where nothing can be fetched."""


class FeedRepository(Protocol):
    """Feeds and their outlets."""

    async def merge(self, seeds: Sequence[FeedSeed], *, check_at: Sequence[datetime]) -> int:
        """Add the feeds that are new (by URL; first check at the matching ``check_at``), refresh the outlets of all
        from the seeds (matched by name), and titles and beats where a seed has one; the number added.
        """

    async def due(self, now: datetime, *, limit: int, busy: Collection[FeedId] = ()) -> list[FeedForPoll]:
        """Active feeds whose check is due and that are not ``busy``, the longest due first."""

    async def record(self, intent: FeedIntent) -> None:
        """Record an attempt to poll."""

    async def record_all(self, intents: Sequence[FeedIntent]) -> None:
        """Record attempts to poll, of each feed one at the most."""

    async def health(self) -> list[FeedHealth]:
        """All feeds, by outlet and URL."""

    async def get(self, which: FeedId | str) -> FeedHealth:
        """One feed, by its id or its URL, also one that it had before it moved; raises ``NotFound``."""

    async def outlet(self, name: str) -> Outlet | None:
        """The outlet of this name."""

    async def pause(self, feed_id: FeedId, *, why: str) -> bool:
        """Poll a feed no more; False where it was paused before."""

    async def resume(self, feed_id: FeedId, *, check_at: datetime) -> bool:
        """Poll a feed again, first at ``check_at``, its failures forgotten; False where it was not paused."""

    async def put_forward(self, by: timedelta) -> None:
        """Let every check be due so much earlier: the machine's clock was put back."""

    async def for_poll(self, feed_id: FeedId) -> FeedForPoll | None:
        """An active feed, due or not."""

    async def record_push(self, feed_id: FeedId, *, new_items: int, at: datetime, rhythm: Rhythm) -> None:
        """Record what a hub has brought; when the feed is polled next stays as it is."""

    async def look_by(self, feed_id: FeedId, moment: datetime) -> None:
        """Let the feed be polled at a moment, if it would be later."""

    async def untried(self) -> int:
        """How many active feeds have never been checked."""


class ItemRepository(Protocol):
    """Items and their revisions."""

    async def known(self, documents: Sequence[Asked]) -> list[KnownItem]:
        """Items of a document's feed with one of its keys, or of its outlet with one of its URLs or fingerprints; of
        several documents at once, each item once, by number.
        """

    async def reserve(self, number: int) -> list[ItemId]:
        """So many numbers for new items, which nobody else gets; those that are not used are lost or free again."""

    async def add_all(self, new: Sequence[NewItem]) -> None:
        """Store new items as their first revisions."""

    async def add(self, feed_id: FeedId, outlet_id: OutletId, item: Item, *, fetched_at: datetime) -> ItemId:
        """Store a new item as its first revision."""

    async def revise(self, item_id: ItemId, item: Item, *, seen_at: datetime) -> None:
        """Store a new revision of an item; the earlier text stays in the revisions. Key and URL stay."""

    async def lengthen(self, item_id: ItemId, item: Item) -> None:
        """Store an item's text from its article, as a revision that was not said any later than the one before."""

    async def of_story(self, story_id: StoryId) -> list[StoryItem]:
        """A story's items, the earliest fetched first."""

    async def of_stories(self, story_ids: Collection[StoryId]) -> dict[StoryId, list[StoryItem]]:
        """The items of several stories, each story's earliest fetched first."""

    async def since(self, moment: datetime) -> list[StoryItem]:
        """All items fetched since ``moment`` that belong to a story, the earliest first."""

    async def get(self, item_id: ItemId) -> StoryItem:
        """One item; raises ``NotFound``."""


class StoryRepository(Protocol):
    """Stories, their revisions, and which item belongs to which."""

    async def reserve(self, number: int) -> list[StoryId]:
        """So many numbers for new stories, which nobody else gets; those that are not used are lost or free again."""

    async def open_bare(self, new: Sequence[Opening]) -> None:
        """Open stories that have no revision yet: no reader sees them, and nobody finds them, before they have one."""

    async def join_all(self, joins: Sequence[Joining]) -> None:
        """Put items that are in no story into theirs."""

    async def find(self, story_ids: Collection[StoryId]) -> dict[StoryId, Story | BareStory]:
        """Stories by their numbers, those that have no revision yet among them; not those that went into others."""

    async def record_all(self, intents: Sequence[StoryIntent]) -> None:
        """Record the next revisions of stories that were read in this transaction, so that none can be stale."""

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
        """One story, by the id for readers, or the one that it went into; raises ``NotFound``."""

    async def told(self, story_id: StoryId, *, newest: int) -> list[tuple[datetime, Brief]]:
        """What it said first to readers and in so many of its newest revisions, and when."""

    async def merge(self, into: StoryId, gone: StoryId) -> None:
        """Give all items of a story to another, and lead to that one whoever asks for this one or for what went into it
        before. Whom a person keeps apart from this one is kept apart from that one.
        """

    async def split(self, story_id: StoryId, item_ids: Collection[ItemId], *, into: StoryId) -> None:
        """Give items of a story to another; one that it does not have is a ``ValueError``."""

    async def membership(self, story_ids: Collection[StoryId]) -> dict[ItemId, StoryId]:
        """The items of stories, each with its story, in the order of their numbers."""

    async def went_into(self, story_id: StoryId) -> list[Story]:
        """The stories that went into this one, the oldest first."""

    async def lead(self, gone: StoryId, *, into: StoryId) -> None:
        """Let a story that went into another lead to this one instead."""

    async def keep_apart(self, one: StoryId, other: StoryId) -> None:
        """Remember that a person says that two stories are not one. Twice is once."""

    async def apart(self) -> list[tuple[StoryId, StoryId]]:
        """The pairs of stories that a person keeps apart."""

    async def merged(self) -> dict[StoryId, StoryId]:
        """The stories that went into others, each with the one that has its items by now."""

    async def went_on(self, story_id: StoryId) -> bool:
        """Whether a story went into another."""

    async def withdrawn(self, story_id: StoryId) -> bool:
        """Whether a story was withdrawn."""

    async def latest(self, *, limit: int, offset: int = 0) -> list[Story]:
        """Stories that readers may see (posted, listed, waiting, archived), the newest change first."""

    async def search(self, words: str, *, limit: int) -> list[Story]:
        """Stories that readers may see and whose items hold all the words, best first. Any text is a valid query."""

    async def waiting(self) -> list[Story]:
        """Stories whose standing is WAITING, the most important first."""

    async def any(self) -> bool:
        """Whether there is any story at all, of whatever standing."""


class Growths(Protocol):
    """Stories to which something has come since they were last looked at."""

    async def add(self, new: Sequence[Growth]) -> None:
        """Note what came to stories, one growth a story at the most, beside what was noted before."""

    async def after(self, story_id: int, *, limit: int) -> list[Growth]:
        """What is noted of stories with a greater number, in the order of their numbers."""

    async def unchanged(self, seen: Sequence[Growth]) -> list[Growth]:
        """Those to which nothing has come since they were read."""

    async def forget(self, story_ids: Collection[StoryId]) -> None:
        """The stories have been looked at."""


class CaseRepository(Protocol):
    """The moderation queue."""

    async def open(
        self, story_id: StoryId, reasons: Sequence[Reason], *, at: datetime, grounds: Sequence[Ground] = ()
    ) -> CaseId | None:
        """Open a case, unless one is open for this story."""

    async def amend(self, case_id: CaseId, reasons: Sequence[Reason], grounds: Sequence[Ground]) -> None:
        """Give an open case other reasons; who voted did not know them, so votes are forgotten."""

    async def vote(self, case_id: CaseId, vote: Vote) -> bool:
        """Record an approval; False where this moderator has approved before."""

    async def votes(self, case_id: CaseId) -> list[Vote]:
        """The approvals of a case, the earliest first."""

    async def of_story(self, story_id: StoryId) -> list[Case]:
        """All cases of a story, the oldest first."""

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


class UnitOfWork(Protocol):
    """One transaction; doing nothing means rolling back."""

    @property
    def feeds(self) -> FeedRepository:
        """Feeds and outlets."""

    @property
    def health(self) -> Health:
        """How the feeds are."""

    @property
    def items(self) -> ItemRepository:
        """Items."""

    @property
    def stories(self) -> StoryRepository:
        """Stories."""

    @property
    def growths(self) -> Growths:
        """What came to stories since they were last looked at."""

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

    @property
    def websub(self) -> WebSub:
        """Subscriptions at hubs."""

    @property
    def articles(self) -> ArticleRepository:
        """Articles of items whose feeds give stubs."""

    @property
    def machine(self) -> MachineRepository:
        """What a language model answered."""

    async def commit(self) -> None:
        """Make it so. Without this, leaving the block rolls back."""


class Store(Protocol):
    """The two doors to storage."""

    def reading(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A snapshot to read from; ``commit`` is an error."""

    def writing(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """The one writing transaction; keep it short, with no network inside."""
