"""A newsroom on a real store: feeds that say what a test lets them say, and a delivery that sends what is due."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import ClassVar
from zlib import crc32

from feeds import stories
from feeds.assessing.here import assess_here
from feeds.core.policy import PolicyRules
from feeds.errors import NotFound
from feeds.looks import Assess
from feeds.model import (
    Channel,
    DeliveryState,
    DueDelivery,
    Entry,
    FeedForPoll,
    FeedIntent,
    FeedSeed,
    Outlet,
    PostKind,
    Settlement,
    Standing,
    Story,
    Target,
    TargetKind,
)
from feeds.models.words import load
from feeds.pipeline import Pipeline, PollResult, Ports, Rules
from feeds.store.engine import SqlStore
from feeds.stories import DeskRules
from tests.support.builders import an_entry, an_outlet
from tests.support.fakes import BrokenDisk, FakeFetch, FakeParse, FrozenClock

CHANNEL = Target(TargetKind.CHANNEL, "-1001")
DESK = Target(TargetKind.DESK, "-1002")


@dataclass
class Newsroom:
    """Everything of one test."""

    store: SqlStore | BrokenDisk
    rules: DeskRules = field(default_factory=lambda: DeskRules((Channel(CHANNEL),), desk=DESK))
    clock: FrozenClock = field(default_factory=FrozenClock)
    fetch: FakeFetch = field(default_factory=FakeFetch)
    parse: FakeParse = field(default_factory=FakeParse)
    assess: Assess = assess_here
    jitter: Callable[[], float] = lambda: 0.0
    on_announce: Callable[[], object] = lambda: None
    announced: int = 0
    sent: list[DueDelivery] = field(default_factory=list)  #: what has arrived, in order
    opened: ClassVar[list[Pipeline]] = []  #: all pipelines of a test, to be settled at its end
    _messages: count = field(default_factory=lambda: count(1))
    _documents: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, **policy) -> None:
        """Build the pipeline anew, as a new process does; with other rules where they are given."""
        self.rules = replace(self.rules, policy=replace(self.rules.policy, **policy))
        self.pipeline = Pipeline(
            Ports(self.store, self.fetch, self.parse, self.clock, self._jittered, self.assess),
            rules=Rules(self.rules),
            words=load(),
            announce=self._heard,
        )
        self.opened.append(self.pipeline)

    def _jittered(self) -> float:
        return self.jitter()

    def _heard(self) -> None:
        self.announced += 1
        self.on_announce()

    @property
    def policy(self) -> PolicyRules:
        return self.rules.policy

    async def running(self) -> "Newsroom":
        """Past its very first start."""
        async with self.store.writing() as uow:
            await uow.switches.set(stories.FIRST_START, stories.CLOSED)
            await uow.commit()
        await self.pipeline.start()
        return self

    # -------------------------------------------------------------- feeds

    async def add_feed(
        self, name: str = "a", outlet: Outlet | None = None, *, read_before: bool = True, host: str = "feeds.example"
    ) -> str:
        """A feed; its URL. ``read_before``: it has been polled once and was empty."""
        url, now = f"https://{host}/{name}", self.clock.now()
        async with self.store.writing() as uow:
            await uow.feeds.merge([FeedSeed(url, outlet or an_outlet())], check_at=[now])
            if read_before:
                (feed,) = [feed for feed in await uow.feeds.due(now, limit=1000) if feed.url == url]
                await uow.feeds.record(FeedIntent(feed.id, now, now, interval=900.0, ok=True))
            await uow.commit()
        self.carry(url)
        return url

    async def list_feeds(self, urls: Sequence[str]) -> None:
        """Feeds of one outlet that were never read, as a list brings them."""
        async with self.store.writing() as uow:
            await uow.feeds.merge([FeedSeed(url, an_outlet()) for url in urls], check_at=[self.clock.now()] * len(urls))
            await uow.commit()

    def carry(self, url: str, *entries: Entry, **document) -> None:
        """The feed's document from now on: never the same bytes twice, so that no digest spares a look at it."""
        self._documents[url] += 1
        body = f"{url} {self._documents[url]}".encode()
        self.fetch.serve(url, self.parse.read(body, *entries, **document))

    async def feed(self, url: str) -> FeedForPoll:
        async with self.store.reading() as uow:
            due = await uow.feeds.due(self.clock.now() + timedelta(days=365), limit=1000)
        return next(feed for feed in due if feed.url == url)

    async def poll(self, url: str) -> PollResult:
        """Poll a feed, and wait until the stories that grew by it were looked at."""
        result = await self.pipeline.poll(await self.feed(url))
        await self.pipeline.settle()
        return result

    async def hear(self, url: str, *entries: Entry, **document) -> PollResult:
        """Let the feed say this, and poll it."""
        self.carry(url, *entries, **document)
        return await self.poll(url)

    async def poll_due(self) -> int:
        """One round: start what is due, and wait for it."""
        started = await self.pipeline.poll_due()
        await self.pipeline.settle()
        return started

    # -------------------------------------------------------------- what came of it

    async def stories(self) -> list[Story]:
        """All stories, held and rejected ones among them, the oldest first."""
        async with self.store.reading() as uow:
            found, number = [], 1
            while (story := await _story(uow, number)) is not None:
                found.append(story)
                number += 1
            return found

    async def story(self) -> Story:
        """The only story."""
        (story,) = await self.stories()
        return story

    async def standings(self) -> list[Standing]:
        return [story.standing for story in await self.stories()]

    async def set_standing(self, story: Story, standing: Standing) -> None:
        async with self.store.writing() as uow:
            await uow.stories.set_standing([story.id], standing)
            await uow.commit()

    async def posts(self, story: Story):
        async with self.store.reading() as uow:
            return await uow.outbox.of_story(story.id)

    async def case(self, story: Story):
        """The story's open case."""
        async with self.store.reading() as uow:
            return await uow.cases.open_for(story.id)

    async def log(self) -> list[str]:
        async with self.store.reading() as uow:
            return [f"{entry.actor} {entry.action}" for entry in reversed(await uow.log.newest(limit=100))]

    # -------------------------------------------------------------- delivery

    async def deliver(self, *kinds: PostKind, limit: int = 1000, settle: bool = True) -> list[DueDelivery]:
        """Send what is due, of these kinds if any are named; what arrived now."""
        arrived: list[DueDelivery] = []
        while len(arrived) < limit and (due := await self._next(kinds)):
            async with self.store.writing() as uow:
                assert await uow.outbox.claim(due.id, at=self.clock.now())
                if settle:
                    receipt = Settlement(DeliveryState.SENT, self.clock.now(), message_id=next(self._messages))
                    await uow.outbox.settle(due.id, receipt)
                await uow.commit()
            arrived.append(due)
        self.sent += arrived
        return arrived

    async def _next(self, kinds: tuple[PostKind, ...]) -> DueDelivery | None:
        async with self.store.reading() as uow:
            due = await uow.outbox.due(self.clock.now(), limit=1000)
        return next((row for row in due if not kinds or row.kind in kinds), None)

    async def subscribe(self, chat_id: int = 77) -> None:
        async with self.store.writing() as uow:
            reader = await uow.readers.enroll(chat_id, at=self.clock.now())
            await uow.readers.set_subscribed(reader.id, subscribed=True)
            await uow.commit()

    async def round_up(self) -> int:
        async with self.store.writing() as uow:
            lines = await stories.round_up(uow, rules=self.rules, now=self.clock.now())
            await uow.commit()
        return lines

    async def choose_first(self) -> int:
        async with self.store.writing() as uow:
            chosen = await stories.choose_first(uow, rules=self.rules, now=self.clock.now())
            await uow.commit()
        return chosen


async def _story(uow, number: int) -> Story | None:
    try:
        return await uow.stories.get(number)
    except NotFound:
        return None


def told(name: str, *, by: int = 1, title: str | None = None, summary: str | None = None, **changes) -> Entry:
    """An entry about the event called ``name``; each ``by`` tells it in an order of words of its own."""
    own = sorted((f"{name.lower()}{number}" for number in range(30)), key=lambda word: crc32(f"{word}{by}".encode()))
    usual = (
        f"Missile strike kills soldiers in {name}" if by == 1 else f"Soldiers killed: missile strike on {name} ({by})"
    )
    return an_entry(
        title or usual,
        f"{' '.join(own).capitalize()}." if summary is None else summary,
        **{"guid": f"{name}-{by}", **changes},
    )
