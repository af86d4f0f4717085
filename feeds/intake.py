"""Use case: take the items of documents in, each into its story.

::

    items | known → dedupe | relevance | place → stories that grow | store | record the feeds

all of a batch, with the stories that turn out to be one by what came to them, in one short transaction, with a few
statements however many items there are. Decisions are made one document after the other, so that two feeds that bring
one event at the same moment find each other. What becomes of the stories that have grown is decided in a second step,
``looks``.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds import merging
from feeds.batch import Batch
from feeds.core import articles, policy
from feeds.core.cluster import OPEN_FOR, OpenStories
from feeds.core.dedupe import Acquaintances, Fresh, Revised, dedupe
from feeds.core.relevance import WordModel, relevance
from feeds.model import (
    Article,
    ArticleState,
    Asked,
    FeedForPoll,
    FeedIntent,
    Growth,
    Item,
    ItemId,
    Joining,
    KnownItem,
    NewItem,
    Opening,
    StoryId,
    StoryItem,
)
from feeds.ports import Clock, Store, UnitOfWork
from feeds.stories import DeskRules

#: How often stories are closed that nothing can join any more: it takes a look at each that is open.
_CLOSE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a document brought."""

    new: int
    revised: int
    own: frozenset[str] = frozenset()  #: keys under which its items are stored, as they stand there now


#: What else is written when a document is taken in, in the same transaction: what became of its feed. An attempt to
#: poll is handed back, to be recorded with those of other feeds.
Record = Callable[[UnitOfWork, Taken], Awaitable[FeedIntent | None]]


@dataclass(frozen=True, slots=True)
class Document:
    """What a poll or a push has brought of a feed."""

    feed: FeedForPoll
    items: Sequence[Item]
    record: Record

    @property
    def asked(self) -> Asked:
        """What must be known of it to tell what is new."""
        return Asked(
            self.feed.id,
            self.feed.outlet_id,
            keys=[item.key for item in self.items],
            urls=[item.url for item in self.items if item.url],
            fingerprints=[item.fingerprint for item in self.items],
        )


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An item that is new or revised, on its way into a story."""

    source: StoryItem  #: its story, where it is in one
    score: float  #: its relevance
    fresh: bool  #: it is news
    article: Article | None = None  #: what is known of the article behind it
    wants: bool = False  #: it lacks its article's text, and its outlet lets articles be read


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a batch gave."""

    taken: Sequence[Taken]  #: of each document
    grown: bool  #: whether stories are to be looked at


class Intake:
    """Decides on items; holds the open stories as working memory, which the store can rebuild at any time."""

    def __init__(self, store: Store, clock: Clock, *, rules: DeskRules, words: WordModel) -> None:
        self._store, self._clock = store, clock
        self._rules, self._words = rules, words
        self._open = OpenStories(words)
        self._heeded: str | None = None  #: what people said of stories, up to where the working memory knows it
        self._stale = False  #: the working memory may hold what was rolled back
        self._closed_at: datetime | None = None
        self._deciding = asyncio.Lock()

    async def reload(self) -> None:
        """Rebuild the working memory from the store."""
        memory = OpenStories(self._words)
        async with self._store.reading() as uow:
            for source in await uow.items.since(self._clock.now() - OPEN_FOR):
                if source.story_id is not None:
                    memory.add(source.id, source.item, source.story_id)
            await merging.follow(uow, memory)
            self._heeded = await uow.switches.get(merging.REGROUPED)
        self._open, self._stale = memory, False

    async def record(self, documents: Sequence[Document], attempts: Sequence[FeedIntent] = ()) -> Recorded:
        """Store what documents bring that is new or revised, decide where it belongs, and record what became of their
        feeds, and of those that brought nothing (``attempts``); of each feed one at the most. All of it or nothing.
        """
        if not documents:
            async with self._store.writing() as uow:
                await uow.feeds.record_all(attempts)
                await uow.commit()
            return Recorded((), grown=False)
        async with self._decision(), self._store.writing() as uow:
            taken, grown = await self._take(uow, documents)
            told = [await document.record(uow, one) for document, one in zip(documents, taken, strict=True)]
            await uow.feeds.record_all([*attempts, *(attempt for attempt in told if attempt is not None)])
            await uow.commit()
        return Recorded(taken, grown)

    async def take_text(self, article: Article, text: str) -> bool:
        """Let an item say what its article says, and record the article; its story has grown then. False where another
        article is wanted by now.
        """
        async with self._decision(), self._store.writing() as uow:
            if not await is_wanted(uow, article):
                return False
            await self._heed(uow)
            source = await uow.items.get(article.item_id)
            if source.item.text != text:
                source = replace(source, item=articles.with_text(source.item, text))
                await uow.items.lengthen(source.id, source.item)
                if source.story_id is not None:
                    arrival = self._judged(source, self._clock.now(), known_before=True)
                    await uow.growths.add([Growth(source.story_id, arrival.score, arrival.fresh)])
                    self._open.add(source.id, source.item, source.story_id)
                    await merging.unite_twins(uow, self._open, [source.story_id], now=self._clock.now())
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

    async def _take(self, uow: UnitOfWork, documents: Sequence[Document]) -> tuple[list[Taken], bool]:
        now, batch = self._clock.now(), Batch()
        self._close_old(now)
        heeded = await self._heed(uow)
        known = Acquaintances(await uow.items.known([document.asked for document in documents]))
        numbers = iter(await uow.items.reserve(_unheard_of(documents, known)))
        found = [await self._sift(uow, document, known, numbers, batch, now) for document in documents]
        arrivals = [arrival for some in found for arrival in some]
        opening = sum(self._may_open(arrival) for arrival in arrivals)
        stories = iter(await uow.stories.reserve(opening))
        for arrival in arrivals:
            self._place(arrival, stories, batch, now)
        await batch.write(uow, now=now)
        await merging.unite_twins(uow, self._open, batch.doubted, now=now)
        taken = [_counted(some, document, known) for some, document in zip(found, documents, strict=True)]
        return taken, heeded or bool(batch.grown)

    async def _heed(self, uow: UnitOfWork) -> bool:
        """Let the working memory follow what a person has said of stories since; whether there was anything."""
        said = await uow.switches.get(merging.REGROUPED)
        if said == self._heeded:
            return False
        await merging.follow(uow, self._open)
        self._heeded = said
        return True

    def _close_old(self, now: datetime) -> None:
        if self._closed_at is None or abs(now - self._closed_at) >= _CLOSE_EVERY:
            self._open.close_before(now)
            self._closed_at = now

    async def _sift(
        self,
        uow: UnitOfWork,
        document: Document,
        known: Acquaintances,
        numbers: Iterator[ItemId],
        batch: Batch,
        now: datetime,
    ) -> list[_Arrival]:
        """What is new or revised of a document, the oldest first: documents put the newest first, and stories grow as
        they happened.
        """
        feed = document.feed
        decisions = dedupe(document.items, known.of(document.asked), feed_id=feed.id)
        arrivals = []
        for decision in reversed(decisions):
            article: Article | None = None
            wants = feed.outlet.full_text and articles.wants(decision.item)  # before a text takes the stub's place
            match decision:
                case Fresh(item):
                    new = NewItem(next(numbers), feed.id, feed.outlet_id, item, now)
                    batch.new.append(new)
                    known.add(_as_known(new))
                    source = StoryItem(new.id, feed.outlet_id, feed.outlet, item, fetched_at=now)
                case Revised(row, item):
                    article = await uow.articles.get(row.id)
                    if wants and article and article.taken_at:  # a reworded stub does not take the article's text away
                        item = articles.with_text(item, (await uow.items.get(row.id)).item.text)
                    batch.revised.append((row.id, item))
                    known.add(replace(row, fingerprint=item.fingerprint, revision=row.revision + 1))
                    source = StoryItem(
                        row.id, feed.outlet_id, feed.outlet, item, now, row.story_id, revision=row.revision + 1
                    )
            arrival = self._judged(source, now, known_before=feed.last_ok_at is None or source.revision > 1)
            arrivals.append(replace(arrival, article=article, wants=wants))
        return arrivals

    def _judged(self, source: StoryItem, now: datetime, *, known_before: bool) -> _Arrival:
        """An arrival; one that may have been there before is no news without a date."""
        score = relevance(source.item, self._words).score
        fresh = policy.is_fresh(source, first_poll=known_before, now=now, rules=self._rules.policy)
        return _Arrival(source, score, fresh)

    def _may_open(self, arrival: _Arrival) -> bool:
        """Whether an item opens a story where it finds none to join; one about something else does not."""
        return arrival.source.story_id is None and arrival.score >= self._rules.policy.unsure

    def _place(self, arrival: _Arrival, numbers: Iterator[StoryId], batch: Batch, now: datetime) -> None:
        """Put an item into the story it is in, the one it joins, or a new one; or into none."""
        source, story_id = arrival.source, arrival.source.story_id
        opened = False
        if story_id is None:
            placement = self._open.place(source.item)
            story_id, similarity = placement.story_id, placement.similarity
            if story_id is None:
                if not self._may_open(arrival):
                    _note_article(arrival, batch, in_story=False, now=now)
                    return
                story_id, similarity, opened = next(numbers), 1.0, True
                batch.opened.append(Opening(story_id, source.item.title, arrival.score, now))
            batch.joined.append(Joining(story_id, source.id, similarity, now))
        batch.grow(Growth(story_id, arrival.score, arrival.fresh))
        if not opened:
            batch.doubted.append(story_id)
        self._open.add(source.id, source.item, story_id)
        _note_article(arrival, batch, in_story=True, now=now)


async def is_wanted(uow: UnitOfWork, article: Article) -> bool:
    """Whether an article is still wanted as it was when its look-up began: its feed may have reworded the stub."""
    known = await uow.articles.get(article.item_id)
    return known is not None and known.state is ArticleState.WAITING and known.wanted_at == article.wanted_at


def _note_article(arrival: _Arrival, batch: Batch, *, in_story: bool, now: datetime) -> None:
    """Want an item's article, once the item is decided on; or no longer, where it speaks for itself."""
    item, known = arrival.source.item, arrival.article
    wanted = arrival.wants and in_story
    if not wanted and known is not None:
        batch.unwanted.append(arrival.source.id)
    elif wanted and item.url and articles.is_news(item, now=now):
        batch.wanted.append(articles.wanted(known, arrival.source.id, item.url, now=now))


def _unheard_of(documents: Sequence[Document], known: Acquaintances) -> int:
    """How many items may be new, at the most."""
    return sum(not known.has(document.feed.id, item.key) for document in documents for item in document.items)


def _as_known(new: NewItem) -> KnownItem:
    item = new.item
    return KnownItem(
        new.id, new.feed_id, new.outlet_id, item.key, item.url, item.fingerprint, story_id=None, revision=1
    )


def _counted(arrivals: Sequence[_Arrival], document: Document, known: Acquaintances) -> Taken:
    revised = sum(arrival.source.revision > 1 for arrival in arrivals)
    own = frozenset(item.key for item in document.items if known.has(document.feed.id, item.key))
    return Taken(len(arrivals) - revised, revised, own)
