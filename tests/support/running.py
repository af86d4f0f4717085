"""The real bot in a thread of the test's process: the real application, database and Telegram client; only the clock
and the web of feeds are the test's own.

::

    with running_bot(telegram, folder) as bot:
        story = bot.story("Shelling by the river")      # stored and in the outbox
        bot.clock.advance(5)                            # what was put off for so long is due now
        bot.deliveries()
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot import settings
from bot.app import App
from bot.drawing.workers import Drawing
from bot.tools import Tools
from feeds import stories
from feeds.core import policy
from feeds.errors import Unreachable
from feeds.model import (
    FeedSeed,
    Ground,
    Item,
    NewPost,
    NewStory,
    Outlet,
    ParsedFeed,
    Payload,
    PostKind,
    Reason,
    Standing,
    Story,
    StoryItem,
)
from feeds.ports import Fetch, Fetched, Parse
from feeds.ports_of_summarising import Summarise
from feeds.store.engine import SqlStore, open_store
from feeds.stories import DeskRules
from tests.support.databases import a_seal, sqlite_store, sqlite_url
from tests.support.process import until
from tests.support.telegram import LocalTelegram

Answer = TypeVar("Answer")


class MovableClock:
    """The machine's clock, which a test may move forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._set = timedelta()

    def now(self) -> datetime:
        """The present moment, moved."""
        return datetime.now(UTC) + self._ahead + self._set

    def ticks(self) -> float:
        """Seconds that have passed, whatever the clock says."""
        return time.monotonic() + self._ahead.total_seconds()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += timedelta(seconds=seconds)

    def set_by(self, seconds: float) -> None:
        """Set the clock forward or back; no time passes."""
        self._set += timedelta(seconds=seconds)


class NoWeb:
    """A web on which no feed answers."""

    async def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        """Fail as a server does that is down."""
        raise Unreachable("no server answers in this test", url=url)


async def parse_nothing(document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
    """No document ever comes."""
    return ParsedFeed()


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as it stands in the database."""

    kind: str
    target: str
    state: str
    attempts: int
    message_id: int | None
    problem: str | None


class RunningBot:
    """A bot that runs in a thread of its own."""

    def __init__(self, chosen: settings.Settings, folder: Path, *, busy_timeout: float = 5.0) -> None:
        self.settings, self.folder, self._busy_timeout = chosen, folder, busy_timeout
        self.fetch: Fetch = NoWeb()
        self.parse: Parse = parse_nothing
        self.drawing: Drawing | None = None
        self.model: Summarise | None = None
        self.outlet = Outlet("Arven Herald", home="https://herald.example/")
        self.clock = MovableClock()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="bot", daemon=True)
        self._log = (folder / "bot.log").open("a", encoding="utf-8")
        self.store: SqlStore
        self.app: App

    def start(self) -> None:
        """Start it; raises what ``App.start`` raises."""
        self._thread.start()
        structlog.configure(
            processors=[structlog.processors.format_exc_info, structlog.processors.LogfmtRenderer()],
            logger_factory=structlog.WriteLoggerFactory(file=self._log),
        )
        self.ask(self._start())

    async def _start(self) -> None:
        self.store = await self._open()
        tools = Tools(self.store, self.fetch, self.parse, self.clock, drawing=self.drawing, ask=self.model)
        self.app = App(self.settings, tools)
        await self.app.start()

    async def _open(self) -> SqlStore:
        """A store on the folder's database, made if need be."""
        if self.database.exists():
            return open_store(sqlite_url(self.database), seal=a_seal(), busy_timeout=self._busy_timeout)
        return await sqlite_store(self.folder, busy_timeout=self._busy_timeout)

    def stop(self) -> None:
        """Stop it as the program does, and end the thread."""
        try:
            self.ask(self.app.stop())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            structlog.reset_defaults()
            self._log.close()

    def ask(self, work: Awaitable[Answer], *, seconds: float = 60.0) -> Answer:
        """Run a coroutine in the bot's loop."""
        return asyncio.run_coroutine_threadsafe(_awaited(work), self.loop).result(seconds)

    @property
    def now(self) -> datetime:
        """Its time."""
        return self.clock.now()

    @property
    def rules(self) -> DeskRules:
        """Where it posts."""
        return self.app.newsroom.rules

    @property
    def database(self) -> Path:
        """Its database."""
        return self.folder / "heliograph.db"

    def wake(self) -> None:
        """Let the publisher look at the outbox now."""
        self.loop.call_soon_threadsafe(self.app.newsroom.publisher.wake)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the publisher notice."""
        self.clock.advance(seconds)
        self.wake()

    def until_jobs_ran(self) -> None:
        """Wait until every job of the table has run since now."""
        before = self.app._last_poll
        until(lambda: self.app._last_poll and self.app._last_poll > before, what="the jobs ran")
        before = self.app._last_poll
        until(lambda: self.app._last_poll > before, what="the jobs ran again")

    # ------------------------------------------------------------------ what it holds

    def story(
        self, headline: str, *, standing: Standing = Standing.POSTED, text: str = "Two villages were hit."
    ) -> Story:
        """Store a story of one item; a posted one goes to the outbox as well."""
        story = self.ask(self._story(headline, standing, text))
        self.wake()
        return story

    def held(self, headline: str, *, grounds: tuple[Ground, ...] = ()) -> Story:
        """Store a story that the desk must decide on; its card goes to the outbox."""
        story = self.ask(self._story(headline, Standing.HELD, "Two villages were hit.", grounds))
        self.wake()
        return story

    async def _story(self, headline: str, standing: Standing, text: str, grounds: tuple[Ground, ...] = ()) -> Story:
        now = self.clock.now()
        async with self.store.writing() as uow:
            source = await _stored(uow, self.outlet, headline, text, now)
            brief = stories.briefs.compose([source])
            story = await uow.stories.open(NewStory(brief, standing, 0.5, 0.9, now))
            await uow.stories.join(story.id, source.id, similarity=1.0, at=now)
            reasons = tuple(ground.reason for ground in grounds) or (Reason.SINGLE_SIDE,)
            judgement = policy.Hold(reasons, grounds) if standing is Standing.HELD else policy.Publish()
            await stories.enact(uow, story, judgement, rules=self.rules, now=now)
            await uow.commit()
        return story

    def ask_desk(self, story: Story, grounds: tuple[Ground, ...]) -> None:
        """Let the desk decide on what a story that is out would come to say."""
        self.ask(self._ask_desk(story, grounds))
        self.wake()

    async def _ask_desk(self, story: Story, grounds: tuple[Ground, ...]) -> None:
        reasons = tuple(ground.reason for ground in grounds)
        async with self.store.writing() as uow:
            await stories.open_case(uow, story, reasons, desk=self.rules.desk, now=self.now, grounds=grounds)
            await uow.commit()

    def edit(self, story: Story, *, change: str) -> None:
        """Put an edit of a story's post into the outbox."""
        payload = Payload(brief=story.brief, public_id=story.public_id, change=change)
        edit = NewPost(PostKind.EDIT, payload, self.rules.targets, self.now, self.now, story.id, story.revision + 1)
        self.post(edit)

    def post(self, post: NewPost) -> None:
        """Put a post into the outbox."""
        self.ask(self._post(post))
        self.wake()

    async def _post(self, post: NewPost) -> None:
        async with self.store.writing() as uow:
            await uow.outbox.add(post)
            await uow.commit()

    def mark_in_flight(self) -> None:
        """Leave the deliveries that wait as a process leaves them that is killed while it sends; it must not run."""
        with read(self.database) as connection:
            connection.execute("UPDATE deliveries SET state = 'sending' WHERE state = 'ready'")

    def deliveries(self) -> list[DeliveryRow]:
        """All deliveries, the oldest first."""
        statement = """
            SELECT posts.kind, target_kind, state, attempts, message_id, problem
            FROM deliveries JOIN posts ON posts.id = deliveries.post_id ORDER BY deliveries.id
        """
        with read(self.database) as connection:
            return [DeliveryRow(*row) for row in connection.execute(statement)]

    def states(self, target: str = "channel") -> list[str]:
        """The states of the deliveries to the channel (or ``reader``, ``desk``)."""
        return [row.state for row in self.deliveries() if row.target == target]

    def until_states(self, *states: str, target: str = "channel") -> None:
        """Wait until the deliveries to the channel stand so."""
        until(lambda: self.states(target) == list(states), what=f"{target} is {states}, not {self.states(target)}")

    def subscribed(self) -> int:
        """How many readers are subscribed."""
        return self.ask(self._subscribed())

    async def _subscribed(self) -> int:
        async with self.store.reading() as uow:
            return await uow.readers.count_subscribed()


async def _awaited(work: Awaitable[Answer]) -> Answer:
    return await work


async def _stored(uow: Any, outlet: Outlet, headline: str, text: str, now: datetime) -> StoryItem:
    url = "https://herald.example/feed"
    await uow.feeds.merge([FeedSeed(url, outlet)], check_at=[now + timedelta(days=3650)])
    due = await uow.feeds.due(now + timedelta(days=7300), limit=10)
    feed = next(feed for feed in due if feed.url == url)
    digest = sha256(f"{headline}{text}".encode()).hexdigest()
    item = Item(
        key=digest,
        title=headline,
        text=text,
        url=f"https://herald.example/{digest[:8]}",
        language="en",
        published_at=now,
        dated=True,
        fingerprint=digest,
        signature=bytes.fromhex(digest),
    )
    item_id = await uow.items.add(feed.id, feed.outlet_id, item, fetched_at=now)
    return StoryItem(item_id, feed.outlet_id, outlet, item, fetched_at=now)


@contextmanager
def read(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that reads, as somebody else's does."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the database's write lock, as a backup or a second program does."""
    with read(database) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def settings_for(telegram: LocalTelegram, folder: Path, **changes: Any) -> settings.Settings:
    """The settings of a small desk that waits for nothing."""
    (folder / "feeds.txt").write_text("http://feed.example/rss\tSilent Outlet\n", "utf-8")
    file = {
        "bot_token": telegram.token,
        "api_url": telegram.api_url,
        "channel": [str(telegram.channel)],
        "desk": telegram.desk,
        "owners": [telegram.owner],
        "feeds": str(folder / "feeds.txt"),
        "listen": "off",
        "pacing": {"per_chat": 50, "per_group": 1000, "overall": 1000, "edit_after": 0},
        **changes,
    }
    return settings.parse({}, file)


@contextmanager
def running_bot(
    telegram: LocalTelegram,
    folder: Path,
    *,
    busy_timeout: float = 5.0,
    drawing: Drawing | None = None,
    **changes: Any,
) -> Iterator[RunningBot]:
    """Run the bot for the length of a block."""
    bot = RunningBot(settings_for(telegram, folder, **changes), folder, busy_timeout=busy_timeout)
    bot.drawing = drawing
    try:
        bot.start()
        yield bot
    finally:
        bot.stop()
