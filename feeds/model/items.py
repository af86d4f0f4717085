"""Entries, and the items that they become."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.ids import FeedId, ItemId, OutletId, StoryId
from feeds.model.outlets import Outlet


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that an entry names."""

    url: str
    width: int | None = None  #: pixels, where the feed says
    height: int | None = None
    description: str | None = None
    credit: str | None = None  #: who made it, as the feed says
    sensitive: bool = False  #: graphic: shown behind a cover that the reader lifts


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
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a document held: whole entries, and what was wrong with it, in words."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    title: str | None = None
    home: str | None = None
    language: str | None = None
    ttl: float | None = None  #: seconds the feed asks to be left alone
    skips: int = 0  #: hours and days at which it asks not to be read; ``feeds.core.skips`` has the bits
    hub: str | None = None  #: who pushes it, where the document says so
    topic: str | None = None  #: its canonical address, where the document says so
    format: str | None = field(default=None, compare=False)  #: what it is written in: ``rss20``, ``atom10``, ``json``


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
    pictures: tuple[Picture, ...] = ()  #: the best first


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to store as its first revision, under a number that was reserved for it."""

    id: ItemId
    feed_id: FeedId
    outlet_id: OutletId
    item: Item
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document holds, to ask whether it is known: by key in its feed, by URL or text in its outlet."""

    feed_id: FeedId
    outlet_id: OutletId
    keys: Collection[str] = ()
    urls: Collection[str] = ()
    fingerprints: Collection[str] = ()


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
    def told_at(self) -> datetime:
        """When its outlet says that it told it; without a date, when it was first seen."""
        return self.item.published_at if self.item.dated else self.fetched_at

    @property
    def said_at(self) -> datetime:
        """When the item came to say what it says now."""
        return self.revised_at or self.fetched_at
