"""Recorded items through the whole line, and what would have been posted.

Theory of operation
    Items are handed to the recorder as polls would hand them in, minute by minute of their own time, on a temporary
    database; intake, looks, policy, outbox and the hourly round-up are those of the bot. A clock follows the items. In
    Telegram's place stands a delivery at which everything arrives at once, for what is edited depends on what is out.

Known special cases
    Outlets are taken as independent and of normal trust, since the sets do not say. The very first start is past: it
    would post five stories of the first minute. Nobody decides at the desk: what is held stays held.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from feeds import stories
from feeds.assessing.here import assess_here
from feeds.core.normalise import read
from feeds.core.relevance import WordModel, relevance
from feeds.errors import StoreError
from feeds.evaluate.replay_rows import Carried, together
from feeds.intake import Document, Intake, Taken
from feeds.looks import Looks
from feeds.model import (
    BareStory,
    Channel,
    DeliveryState,
    DueDelivery,
    FeedForPoll,
    FeedIntent,
    FeedSeed,
    Item,
    Outlet,
    Payload,
    PostKind,
    Settlement,
    Story,
    StoryId,
    StoryItem,
    Target,
    TargetKind,
)
from feeds.pipeline import MAX_ENTRIES
from feeds.ports import UnitOfWork
from feeds.recorder import Recorder
from feeds.store.engine import SqlStore, open_store
from feeds.store.schema import upgrade
from feeds.store.seal import KEY_BYTES, Seal
from feeds.stories import DeskRules

CHANNEL, DESK = Target(TargetKind.CHANNEL, "-1001"), Target(TargetKind.DESK, "-1002")
#: Items that came within so long are taken in together, as polls of one round are.
STEP = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass
class Clock:
    """The time of the items."""

    moment: datetime

    def now(self) -> datetime:
        """The present moment."""
        return self.moment

    def ticks(self) -> float:
        """Seconds of the machine."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it went out."""

    kind: PostKind
    at: datetime
    payload: Payload


@dataclass(frozen=True, slots=True)
class Told:
    """A story at the end, with the rows that are in it and all that was posted about it or asked at the desk."""

    story: Story
    rows: tuple[str, ...]
    posted: tuple[Posted, ...]


@dataclass(slots=True)
class Result:
    """What a replay gave."""

    items: int = 0  #: rows that hold anything to read
    empty: int = 0  #: rows that do not
    relevant: int = 0  #: items at or above the threshold
    seconds: float = 0.0
    stories: list[Told] = field(default_factory=list)
    sent: Counter[PostKind] = field(default_factory=Counter)

    def summary(self) -> dict[str, Any]:
        """What ``heliograph eval replay --json`` prints."""
        return {
            "items": self.items,
            "relevant": self.relevant,
            "stories": len(self.stories),
            "posts": self.sent[PostKind.NEW],
            "holds": self.sent[PostKind.CASE],
            "edits": self.sent[PostKind.EDIT],
            "seconds": round(self.seconds, 3),
            "developments": self.sent[PostKind.DEVELOPMENT],
            "roundups": self.sent[PostKind.ROUNDUP],
            "empty": self.empty,
            "standings": dict(sorted(Counter(str(told.story.standing) for told in self.stories).items())),
        }


def replay(
    reports: Sequence[Carried], rules: DeskRules, words: WordModel, *, tell: Callable[[float], None] = lambda _: None
) -> Result:
    """Run reports, in their order, through the line; ``tell`` is told how many were taken in since. The channel and
    the desk of ``rules`` are replaced. Raises ``StoreError``.
    """
    return asyncio.run(_replay(reports, rules, words, tell))


async def _replay(
    reports: Sequence[Carried], rules: DeskRules, words: WordModel, tell: Callable[[float], None]
) -> Result:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="heliograph-replay-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'replay.db'}"
        await upgrade(url)
        store = open_store(url, seal=Seal(bytes(KEY_BYTES)))  # of readers, whom there are none
        try:
            line = _Line(store, replace(rules, channels=(Channel(CHANNEL),), desk=DESK), words)
            await line.open(reports)
            for batch in together(list(reports), within=STEP, most=MAX_ENTRIES):
                await line.take(batch)
                tell(float(len(batch)))
            await line.end()
        finally:
            await store.close()
    line.result.seconds = time.perf_counter() - began
    return line.result


class _Line:
    """The line, set up without feeds to fetch and without Telegram."""

    def __init__(self, store: SqlStore, rules: DeskRules, words: WordModel) -> None:
        self._store, self._rules, self._words = store, rules, words
        self._clock = Clock(datetime(1970, 1, 1, tzinfo=UTC))
        intake = Intake(store, self._clock, rules=rules, words=words)
        self._recorder = Recorder(intake, Looks(store, self._clock, assess_here, rules=rules))
        self._feeds: dict[str, FeedForPoll] = {}
        self._posted: dict[str, list[Posted]] = {}  #: by the story's public id
        self._rows = _Rows()
        self._messages = count(1)
        self._next_hour: datetime | None = None
        self.result = Result()

    async def open(self, reports: Sequence[Carried]) -> None:
        """File a feed for each outlet, as polled before, so that what comes is news."""
        if not reports:
            return
        self._clock.moment = now = reports[0].seen
        names = sorted({one.outlet for one in reports})
        seeds = [FeedSeed(f"https://feeds.example/{number}", Outlet(name)) for number, name in enumerate(names)]
        async with self._store.writing() as uow:
            await uow.switches.set(stories.FIRST_START, stories.CLOSED)
            await uow.feeds.merge(seeds, check_at=[now] * len(seeds))
            due = await uow.feeds.due(now, limit=len(seeds))
            await uow.commit()
        self._feeds = {feed.outlet.name: replace(feed, last_ok_at=now) for feed in due}

    async def take(self, batch: Sequence[Carried]) -> None:
        """Take in what came together."""
        await self._go_on(batch[-1].seen)
        documents: dict[str, list[Carried]] = {}
        for one in batch:
            documents.setdefault(one.outlet, []).append(one)
        await asyncio.gather(*(self._hand_in(outlet, some) for outlet, some in documents.items()))
        await self._deliver()

    async def end(self) -> None:
        """Let what is still to be edited or rounded up go out; then gather what came of it all."""
        if self._feeds:
            await self._go_on(self._clock.moment + _HOUR)
            await self._deliver()
        async with self._store.reading() as uow:
            sources = await uow.items.since(datetime(1970, 1, 1, tzinfo=UTC))
            await self._gather(uow, sources)

    async def _hand_in(self, outlet: str, reports: Sequence[Carried]) -> None:
        feed, now = self._feeds[outlet], self._clock.now()
        newest_first = list(reversed(reports))
        reading = read((one.entry for one in newest_first), language=feed.outlet.language, now=now)
        self._count(reports, reading.items)
        for entry, item in zip(reading.entries, reading.items, strict=True):
            self._rows.note(outlet, entry.guid or "", item)

        async def record(_: UnitOfWork, taken: Taken) -> FeedIntent:
            return FeedIntent(feed.id, now, now, STEP.total_seconds(), ok=True, new_items=taken.new)

        await self._recorder.take(Document(feed, reading.items, record))
        await self._recorder.settle()
        if self._recorder.trouble:
            raise StoreError(self._recorder.trouble)

    def _count(self, reports: Sequence[Carried], items: Sequence[Item]) -> None:
        limit = self._rules.policy.relevant
        self.result.items += len(items)
        self.result.empty += len(reports) - len(items)
        self.result.relevant += sum(relevance(item, self._words).score >= limit for item in items)

    async def _go_on(self, moment: datetime) -> None:
        """Set the clock; on the way, what became due goes out, and each full hour its round-up."""
        while self._next_hour and self._next_hour <= moment:
            self._clock.moment, self._next_hour = self._next_hour, self._next_hour + _HOUR
            async with self._store.writing() as uow:
                lines = await stories.round_up(uow, rules=self._rules, now=self._clock.moment)
                await uow.commit()
            await self._deliver()
            if not lines:
                break
        self._clock.moment = moment
        self._next_hour = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        await self._deliver()

    async def _deliver(self) -> None:
        """Let everything that is due arrive."""
        while True:
            async with self._store.reading() as uow:
                due = await uow.outbox.due(self._clock.now(), limit=1000)
            if not due:
                return
            async with self._store.writing() as uow:
                for one in due:
                    await self._arrive(uow, one)
                await uow.commit()

    async def _arrive(self, uow: UnitOfWork, due: DueDelivery) -> None:
        now = self._clock.now()
        if not await uow.outbox.claim(due.id, at=now):
            raise StoreError(f"Delivery {due.id} of the replay could not be claimed.")
        await uow.outbox.settle(due.id, Settlement(DeliveryState.SENT, now, message_id=next(self._messages)))
        self.result.sent[due.kind] += 1
        about = [line.public_id for line in due.payload.lines] or [due.payload.public_id or ""]
        for public_id in about:
            self._posted.setdefault(public_id, []).append(Posted(due.kind, now, due.payload))

    async def _gather(self, uow: UnitOfWork, sources: Sequence[StoryItem]) -> None:
        rows: dict[StoryId, dict[str, None]] = {}
        for source in sources:
            if source.story_id is not None:
                rows.setdefault(source.story_id, {}).update(dict.fromkeys(self._rows.of(source)))
        found = await uow.stories.find(list(rows))
        for story_id, ids in sorted(rows.items()):
            story = found[story_id]
            if isinstance(story, BareStory):
                raise StoreError(f"Story {story.public_id} of the replay could not be looked at; the log says why.")
            self.result.stories.append(Told(story, tuple(ids), tuple(self._posted.get(story.public_id, ()))))


class _Rows:
    """Which rows an item stands for: its own, and those that were taken for the same report of its outlet."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], list[str]] = {}

    def note(self, outlet: str, row_id: str, item: Item) -> None:
        """Remember the row of an item."""
        for mark in self._marks(item):
            self._by.setdefault((outlet, mark), []).append(row_id)

    def of(self, source: StoryItem) -> list[str]:
        """The rows of a stored item."""
        return [row for mark in self._marks(source.item) for row in self._by.get((source.outlet.name, mark), ())]

    @staticmethod
    def _marks(item: Item) -> list[str]:
        return [f"key {item.key}", f"text {item.fingerprint}", *([f"url {item.url}"] if item.url else [])]
