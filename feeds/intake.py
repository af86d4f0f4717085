"""Use case: take a document's items in, each into its story.

::

    items | known → dedupe | store | relevance | place | open or refresh the story | record the feed

all in one short transaction. Decisions are made one document after the other, so that two feeds that bring one event at
the same moment find each other.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from feeds import stories
from feeds.core import articles, policy
from feeds.core.cluster import OPEN_FOR, OpenStories
from feeds.core.dedupe import Fresh, Revised, dedupe
from feeds.core.relevance import WordModel, relevance
from feeds.model import Article, ArticleState, FeedForPoll, Item, StoryId, StoryItem
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
        async with self._decision():
            return await self._take(feed, items, record)

    async def take_text(self, article: Article, text: str) -> bool:
        """Let an item say what its article says, and record the article; False where another is wanted by now."""
        async with self._decision(), self._store.writing() as uow:
            if not await is_wanted(uow, article):
                return False
            source = await uow.items.get(article.item_id)
            if source.item.text != text:
                source = replace(source, item=articles.with_text(source.item, text))
                await uow.items.lengthen(source.id, source.item)
                if source.story_id is not None:
                    await self._place(uow, source, source.story_id, first_poll=True)
                    self._open.add(source.id, source.item, source.story_id)
            await uow.articles.save(article)
            await uow.commit()
        return True

    @asynccontextmanager
    async def _decision(self) -> AsyncIterator[None]:
        """One at a time; where one breaks off, the working memory is rebuilt before the next."""
        async with self._deciding:
            if self._stale:
                await self.reload()
            self._stale = True
            yield
            self._stale = False

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
        article: Article | None = None
        wanted = feed.outlet.full_text and articles.wants(decision.item)  # before a text takes the stub's place
        match decision:
            case Fresh(item):
                item_id = await uow.items.add(feed.id, feed.outlet_id, item, fetched_at=now)
            case Revised(known, item):
                item_id, story_id = known.id, known.story_id
                article = await uow.articles.get(item_id)
                if wanted and article and article.taken_at:  # a reworded stub does not take the article's text away
                    item = articles.with_text(item, (await uow.items.get(item_id)).item.text)
                await uow.items.revise(item_id, item, seen_at=now)
        source = StoryItem(item_id, feed.outlet_id, feed.outlet, item, fetched_at=now)
        known_before = feed.last_ok_at is None or isinstance(decision, Revised)  # without a date, that is no news
        story_id = await self._place(uow, source, story_id, first_poll=known_before)
        if story_id is not None:
            self._open.add(item_id, item, story_id)
        await self._note_article(uow, source, article, wanted=wanted and story_id is not None)

    async def _note_article(self, uow: UnitOfWork, source: StoryItem, known: Article | None, *, wanted: bool) -> None:
        """Want an item's article, once the item is stored and decided on; or no longer, where it speaks for itself."""
        now = self._clock.now()
        if not wanted and known is not None:
            await uow.articles.forget(source.id)
        elif wanted and source.item.url and articles.is_news(source.item, now=now):
            await uow.articles.save(articles.wanted(known, source.id, source.item.url, now=now))

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


async def is_wanted(uow: UnitOfWork, article: Article) -> bool:
    """Whether an article is still wanted as it was when its look-up began: its feed may have reworded the stub."""
    known = await uow.articles.get(article.item_id)
    return known is not None and known.state is ArticleState.WAITING and known.wanted_at == article.wanted_at
