"""Use case: take a document's items in, each into its story.

::

    items | known → dedupe | store | relevance | place | open or refresh the story | record the feed

all in one short transaction. Decisions are made one document after the other, so that two feeds that bring one event at
the same moment find each other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from feeds import stories
from feeds.core import policy
from feeds.core.cluster import OPEN_FOR, OpenStories
from feeds.core.dedupe import Fresh, Revised, dedupe
from feeds.core.relevance import WordModel, relevance
from feeds.model import FeedForPoll, Item, StoryId, StoryItem
from feeds.ports import Clock, Store, UnitOfWork
from feeds.stories import DeskRules

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a document brought."""

    new: int
    revised: int


#: What else is written when a document is taken in, in the same transaction: what became of its feed.
Record = Callable[[UnitOfWork, Taken], Awaitable[None]]


class Intake:
    """Decides on items; holds the open stories as working memory, which the store can rebuild at any time."""

    def __init__(self, store: Store, clock: Clock, *, rules: DeskRules, words: WordModel) -> None:
        self._store, self._clock = store, clock
        self._rules, self._words = rules, words
        self._open = OpenStories(words)
        self._stale = False  #: the working memory may hold what was rolled back
        self._deciding = asyncio.Lock()

    async def reload(self) -> None:
        """Rebuild the working memory from the store."""
        memory = OpenStories(self._words)
        async with self._store.reading() as uow:
            for source in await uow.items.since(self._clock.now() - OPEN_FOR):
                if source.story_id is not None:
                    memory.add(source.id, source.item, source.story_id)
        self._open, self._stale = memory, False

    async def take(self, feed: FeedForPoll, items: Sequence[Item], *, record: Record) -> Taken:
        """Store what is new or revised, decide on it, and record what became of the feed. Polls and pushes alike."""
        async with self._deciding:
            if self._stale:
                await self.reload()
            self._stale = True
            taken = await self._take(feed, items, record)
            self._stale = False
            return taken

    async def _take(self, feed: FeedForPoll, items: Sequence[Item], record: Record) -> Taken:
        self._open.close_before(self._clock.now())
        async with self._store.writing() as uow:
            known = await uow.items.known(
                feed.id,
                feed.outlet_id,
                keys=[item.key for item in items],
                urls=[item.url for item in items if item.url],
                fingerprints=[item.fingerprint for item in items],
            )
            decisions = dedupe(items, known, feed_id=feed.id)
            for decision in reversed(decisions):  # documents put the newest first; stories grow as they happened
                await self._store_item(uow, feed, decision)
            new = sum(isinstance(decision, Fresh) for decision in decisions)
            taken = Taken(new, len(decisions) - new)
            await record(uow, taken)
            await uow.commit()
        return taken

    async def _store_item(self, uow: UnitOfWork, feed: FeedForPoll, decision: Fresh | Revised) -> None:
        now = self._clock.now()
        story_id: StoryId | None = None
        match decision:
            case Fresh(item):
                item_id = await uow.items.add(feed.id, feed.outlet_id, item, fetched_at=now)
            case Revised(known, item):
                item_id, story_id = known.id, known.story_id
                await uow.items.revise(item_id, item, seen_at=now)
        source = StoryItem(item_id, feed.outlet_id, feed.outlet, item, fetched_at=now)
        known_before = feed.last_ok_at is None or isinstance(decision, Revised)  # without a date, that is no news
        story_id = await self._place(uow, source, story_id, first_poll=known_before)
        if story_id is not None:
            self._open.add(item_id, item, story_id)

    async def _place(
        self, uow: UnitOfWork, source: StoryItem, story_id: StoryId | None, *, first_poll: bool
    ) -> StoryId | None:
        """The item's story: the one it is in, the one it joins, or a new one; None where it is about something else."""
        now, rules = self._clock.now(), self._rules
        score = relevance(source.item, self._words).score
        fresh = policy.is_fresh(source, first_poll=first_poll, now=now, rules=rules.policy)
        if story_id is None:
            placement = self._open.place(source.item)
            story_id = placement.story_id
            if story_id is None:
                return await self._open_story(uow, source, score, fresh=fresh)
            await uow.stories.join(story_id, source.id, similarity=placement.similarity, at=now)
        await stories.refresh(uow, story_id, score, fresh=fresh, rules=rules, now=now)
        return story_id

    async def _open_story(self, uow: UnitOfWork, source: StoryItem, score: float, *, fresh: bool) -> StoryId | None:
        if score < self._rules.policy.unsure:
            return None
        now = self._clock.now()
        story = await stories.open_story(uow, source, score, fresh=fresh, rules=self._rules, now=now)
        await uow.stories.join(story.id, source.id, similarity=1.0, at=now)
        return story.id
