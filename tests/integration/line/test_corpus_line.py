"""The whole line on real and odd feeds: served over HTTP, polled, stored, clustered, and posted to the local Telegram.

The committed feeds always; besides, every file of ``$HELIOGRAPH_CORPUS/feeds`` where that is set.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from pathlib import Path

import feedparser
from structlog.testing import capture_logs
from telegram import Bot

from bot import settings
from bot.delivery import Delivery
from bot.ledger import Ledger
from bot.pacing import Limits, Pacer
from bot.publish import Publisher
from bot.tools import SystemClock, merge_feeds
from feeds.assessing.here import assess_here
from feeds.core.policy import PolicyRules, Review
from feeds.core.text import clean
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.workers import ParseWorkers
from feeds.first_start import end_first_start
from feeds.model import Channel, FeedHealth, FeedSeed, Outlet, Target, TargetKind
from feeds.models import words
from feeds.pipeline import Pipeline, Ports, Rules
from feeds.stories import FIRST_CHOICE, DeskRules
from tests.support.databases import sqlite_store
from tests.support.feed_server import FeedServer
from tests.support.telegram import local_telegram

COMMITTED = Path(__file__).parents[2] / "data" / "feeds"


@cache
def files() -> list[Path]:
    """Every document to serve."""
    corpus = settings.corpus()
    found = [path for path in sorted(COMMITTED.iterdir()) if path.suffix != ".toml"]
    return found + ([path for path in sorted((corpus / "feeds").glob("*/**/*")) if path.is_file()] if corpus else [])


def readable(document: bytes) -> bool:
    """Whether feedparser alone finds a whole entry with words in it."""
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    contents = [
        [entry.get("title", ""), entry.get("summary", ""), *(part.value for part in entry.get("content", []))]
        for entry in parsed.entries
    ]
    return sum(any(clean(text) for text in texts) for texts in contents) > bool(parsed.bozo)


async def poll_everything(pipeline: Pipeline, store) -> list[FeedHealth]:
    """Poll until every feed has been tried."""
    while True:
        await pipeline.poll_due()
        await pipeline.settle()
        async with store.reading() as uow:
            if not await uow.feeds.untried():
                return await uow.feeds.health()
        await asyncio.sleep(0.01)


async def waiting(store):
    async with store.reading() as uow:
        return await uow.outbox.pending() or await uow.outbox.in_flight()


async def test_every_feed_is_stored_and_stories_reach_the_channel(tmp_path):
    store, clock = await sqlite_store(tmp_path), SystemClock()
    fetch = FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")], limits=FetchLimits(per_host=16))
    parse = ParseWorkers()
    with local_telegram() as telegram, FeedServer() as server, capture_logs() as logs:
        desk = DeskRules(
            channels=(Channel(Target(TargetKind.CHANNEL, str(telegram.channel))),),
            policy=PolicyRules(review=Review.AUTO, fresh=timedelta(days=36500)),
        )
        ports = Ports(store, fetch, parse, clock, lambda: 0.5, assess_here)
        pipeline = Pipeline(ports, rules=Rules(desk=desk), words=words.load())
        for number, path in enumerate(files()):
            server.document(f"/{number}", path.read_bytes(), content_type="application/xml")
        seeds = tuple(FeedSeed(server.url(f"/{n}"), Outlet(f"Outlet {n}")) for n in range(len(files())))
        await merge_feeds(store, seeds, now=datetime.now(UTC) - timedelta(minutes=2))
        await pipeline.start()
        health = {feed.url: feed for feed in await poll_everything(pipeline, store)}

        crashed = [line for line in logs if line["event"] in {"poll_crashed", "poll_not_recorded"}]
        assert crashed == []
        without = [
            path.name
            for number, path in enumerate(files())
            if readable(path.read_bytes()) and not health[server.url(f"/{number}")].items
        ]
        assert without == []

        await end_first_start(pipeline, store, rules=desk, now=clock.now(), give_up=True)
        async with Bot(telegram.token, base_url=telegram.api_url) as bot:
            publisher = Publisher(
                store, Delivery(bot, clock), clock=clock, pacer=Pacer(Limits(per_chat=1000)), ledger=Ledger()
            )
            running = asyncio.create_task(publisher.run())
            while await waiting(store):
                await asyncio.sleep(0.05)
            publisher.stop()
            await running
        posts = telegram.posts()
        assert 1 <= len(posts) <= FIRST_CHOICE
        assert len(set(posts)) == len(posts)
    await asyncio.gather(fetch.close(), parse.close(), store.close())
