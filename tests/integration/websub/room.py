"""A newsroom that hubs can push to: real store, real parser, real web server and client; only the clock stands still,
and polls bring what a test says.

::

    async with ground.push_room(hub) as room:
        await room.subscribe()                       # a poll finds the hub, the hub is asked, it verifies
        await room.push(told("Karst"))               # the hub publishes; taken in when this returns
"""

import asyncio
import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import count
from pathlib import Path
from secrets import token_urlsafe

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.server import Web, create_app
from bot.web.websub import HubDoor
from feeds import stories
from feeds.assessing.here import assess_here
from feeds.core.parse import parse
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.model import Channel, Entry, FeedForPoll, FeedSeed, FeedState, Subscription, Target, TargetKind
from feeds.models.words import load
from feeds.notifications import Notifications
from feeds.notifications import Room as Limits
from feeds.pipeline import Pipeline, PollResult, Ports, Rules
from feeds.store.engine import SqlStore
from feeds.store.tables import metadata
from feeds.stories import DeskRules
from feeds.websub import Hubs, Subscriptions
from tests.support.builders import an_outlet
from tests.support.databases import sqlite_store
from tests.support.fakes import FakeFetch, FrozenClock
from tests.support.feed_text import render_atom
from tests.support.hub import Hub

FEED = "http://news.example/feed"
ALLOWED = (ip_network("127.0.0.1/32"),)
CHANNEL = Target(TargetKind.CHANNEL, "-1001")


async def parse_here(document: bytes, *, url: str, content_type: str | None):
    """A ``feeds.ports.Parse`` without a process."""
    return parse(document, url=url, content_type=content_type)


@dataclass
class PushRoom:
    """Everything of one test."""

    store: SqlStore
    database: Path
    hub: Hub
    client: FeedClient
    limits: Limits
    clock: FrozenClock = field(default_factory=FrozenClock)
    fetch: FakeFetch = field(default_factory=FakeFetch)
    port: int = 0
    _documents: count = field(default_factory=count)

    def __post_init__(self) -> None:
        self.build()

    def build(self) -> None:
        """Build all that acts, as a new process does."""
        self.pipeline = Pipeline(
            Ports(self.store, self.fetch, parse_here, self.clock, lambda: 0.0, assess_here),
            rules=Rules(DeskRules((Channel(CHANNEL),))),
            words=load(),
        )
        hubs = self.hubs = Hubs(
            self.store,
            self.client.post,
            self.clock,
            lambda: 0.5,
            token=lambda: token_urlsafe(32),
            secret=self.store.hub_secret,
            callback=lambda token: f"{self.url}/websub/{token}",
        )
        self.subscriptions = Subscriptions(hubs)
        self.notifications = Notifications(hubs, self.subscriptions, self.pipeline, self.limits)
        self.door = HubDoor(self.subscriptions, self.notifications)

    @property
    def url(self) -> str:
        """Where it is seen from outside."""
        return f"http://127.0.0.1:{self.port}"

    # ------------------------------------------------------------------ feeds

    async def add_feed(self, url: str = FEED, outlet: str = "Courier") -> None:
        """A feed that names the hub in a Link header."""
        async with self.store.writing() as uow:
            await uow.feeds.merge([FeedSeed(url, an_outlet(outlet))], check_at=[self.clock.now()])
            await uow.commit()
        self.carry(url)

    def carry(self, url: str, *entries: Entry, hub: str | None = "", **document) -> None:
        """The feed's document from now on; ``hub`` None: it names none."""
        named = self.hub.url if hub == "" else hub
        body = render_atom(entries, title=f"Document {next(self._documents)}")
        self.fetch.serve(url, body, hub=named, topic=url if named else None, **document)

    async def poll(self, *entries: Entry, url: str = FEED, **document) -> PollResult:
        """Let the feed say this, and poll it."""
        self.carry(url, *entries, **document)
        result = await self.pipeline.poll(await self.feed(url))
        await self.pipeline.settle()
        return result

    async def feed(self, url: str = FEED) -> FeedForPoll:
        async with self.store.reading() as uow:
            due = await uow.feeds.due(self.clock.now() + timedelta(days=365), limit=100)
        return next(feed for feed in due if feed.url == url)

    async def next_check(self, url: str = FEED) -> timedelta:
        """How long until the feed is polled."""
        async with self.store.reading() as uow:
            (found,) = [feed for feed in await uow.feeds.health() if feed.url == url]
        return found.next_check_at - self.clock.now()

    async def pause(self, url: str = FEED) -> None:
        async with self.store.writing() as uow:
            await uow.feeds.pause((await self.feed(url)).id, why="by hand")
            await uow.commit()

    # ------------------------------------------------------------------ hubs

    async def subscribe(self, url: str = FEED) -> Subscription:
        """Have the feed pushed."""
        await self.poll(url=url)
        await self.ask()
        return await self.until(lambda it: it.lease_ends_at is not None, url)

    async def ask(self) -> int:
        """The job of each second."""
        return await self.subscriptions.ask_due()

    async def subscription(self, url: str = FEED) -> Subscription | None:
        async with self.store.reading() as uow:
            return await uow.websub.of_feed((await self.feed(url)).id)

    async def until(self, condition, url: str = FEED) -> Subscription:
        """Wait until the subscription is as it should be."""
        async with asyncio.timeout(5):
            while (found := await self.subscription(url)) is None or not condition(found):
                await asyncio.sleep(0.005)
        return found

    async def push(self, *entries: Entry, url: str = FEED, hub: Hub | None = None, times: int = 1) -> list[int]:
        """Let the hub publish the entries; what we answered, after it was taken in."""
        return await self.push_bytes(render_atom(entries), url=url, hub=hub, times=times)

    async def push_bytes(self, body: bytes, *, url: str = FEED, hub: Hub | None = None, times: int = 1) -> list[int]:
        answers = await asyncio.to_thread((hub or self.hub).publish, url, body, times=times)
        await self.notifications._queue.join()
        await self.pipeline.settle()
        return answers

    def signed(self, token: str, body: bytes) -> str:
        """The signature of a body with the secret of a callback."""
        return f"sha256={hmac.new(self.store.hub_secret(token).encode(), body, 'sha256').hexdigest()}"

    async def call(self, method: str, path: str, **more) -> httpx.Response:
        """Somebody calls from outside."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return await client.request(method, path, **more)

    def path_of(self, number: int = -1) -> str:
        """The path of a callback that the hub was given, the newest unless told otherwise."""
        return self.hub.requests[number]["hub.callback"].removeprefix(self.url)

    # ------------------------------------------------------------------ what came of it

    def rows(self, statement: str) -> list[tuple]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement).fetchall()

    def titles(self) -> list[str]:
        """Of all items, the oldest first."""
        return [title for (title,) in self.rows("SELECT title FROM items ORDER BY id")]

    def state(self, url: str = FEED) -> FeedState:
        return FeedState(self.rows(f"SELECT state FROM feeds WHERE url = '{url}'")[0][0])

    async def at(self, moment: datetime) -> None:
        """It is that time now, and the job runs."""
        self.clock.moment = moment
        await self.ask()


@dataclass
class Ground:
    """What all rooms stand on, one after the other: a database, emptied for each, and a web server."""

    store: SqlStore
    database: Path
    port: int = 0
    room: PushRoom | None = None

    @asynccontextmanager
    async def push_room(self, hub: Hub, *, limits: Limits | None = None, total: float = 5.0) -> AsyncIterator[PushRoom]:
        """A room with one feed, for the length of a block."""
        self._empty()
        async with FeedClient(version="1", allow_networks=ALLOWED, limits=FetchLimits(total=total)) as client:
            room = PushRoom(self.store, self.database, hub, client, limits or Limits(pause=0.01), port=self.port)
            async with self.store.writing() as uow:
                await uow.switches.set(stories.FIRST_START, stories.CLOSED)
                await uow.commit()
            self.room = room
            await room.pipeline.start()
            await room.door.start()
            await room.add_feed()
            try:
                yield room
            finally:
                await room.door.stop(deadline=1)
                await room.pipeline.settle(deadline=5)

    def _empty(self) -> None:
        with closing(sqlite3.connect(self.database)) as connection:
            for table in [
                "item_search",
                "sqlite_sequence",
                *(table.name for table in reversed(metadata.sorted_tables)),
            ]:
                connection.execute(f"DELETE FROM {table}")
            connection.commit()

    async def called(self, request: Request) -> Response:
        """Somebody is at the door of the room that stands now."""
        return await self.room.door.route().endpoint(request)


@asynccontextmanager
async def standing(folder: Path) -> AsyncIterator[Ground]:
    """The ground for all tests of a session."""
    ground = Ground(await sqlite_store(folder, busy_timeout=0.1), folder / "heliograph.db")
    web = Web(create_app(_well, Route("/websub/{token}", ground.called, methods=["GET", "POST"])), "127.0.0.1", 0)
    await web.start()
    ground.port = web._server.servers[0].sockets[0].getsockname()[1]
    try:
        yield ground
    finally:
        await web.stop()
        await ground.store.close()


async def _well():
    return True, {}
