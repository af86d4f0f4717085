"""The line alone, as ``bot.app`` puts it together, in a process of its own: client, parsers, pipeline and store."""

import asyncio
import contextlib
import cProfile
import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import logs
from bot.settings import Settings, parse
from bot.tools import Tools, close_tools, merge_feeds, open_tools, spare_the_collector
from feeds.core.cadence import CadenceRules
from feeds.first_start import end_first_start
from feeds.listing import listed
from feeds.model import Channel, FeedSeed, Outlet, Target, TargetKind
from feeds.models import words
from feeds.pipeline import Pipeline, Ports, Rules
from feeds.stories import DeskRules
from tests.benchmarks.children import obey
from tests.benchmarks.processes import memory, processor_seconds, tree
from tests.benchmarks.stage import KEY, TOKEN

CHANNEL = "-1001234567890"
#: No feed becomes due a second time within a round.
_CADENCE = CadenceRules(fastest=3600.0)


class Deeds:
    """What the benchmark asks for."""

    async def open(self, database: str, urls: list[str], outlets: list[str]) -> None:
        """Open everything on a new database, and take the feeds in."""
        logs.configure(to=Path(database).with_suffix(".log").open("w"))
        self._urls = urls
        self._tools = await open_tools(settings_of(database))
        await self._tools.parse.start()
        seeds = tuple(FeedSeed(url, Outlet(name)) for url, name in zip(urls, outlets, strict=True))
        await merge_feeds(self._tools.store, seeds, now=self._tools.clock.now())
        self._rules = DeskRules(channels=(Channel(Target(TargetKind.CHANNEL, CHANNEL)),))
        self._pipeline = line(self._tools, Rules(self._rules, _CADENCE))
        await self._pipeline.start()
        spare_the_collector()

    async def poll(self, profile: str | None = None) -> dict[str, Any]:
        """Poll all feeds; how long it took until all was stored in its stories, and until all of these were looked at;
        and how the database stands then. With ``profile``, a file for cProfile.
        """
        await self._all_due()
        began = datetime.now(UTC)
        before = processor_seconds(os.getpid())
        profiler = cProfile.Profile() if profile else contextlib.nullcontext()
        with profiler:
            started = time.perf_counter()
            while await self._pipeline.poll_all_due():
                await self._pipeline.polls_to_end()
            seconds = time.perf_counter() - started
            await self._pipeline.settle()
            looked_at = time.perf_counter() - started
        busy = processor_seconds(os.getpid()) - before
        if profile:
            profiler.dump_stats(profile)
        await end_first_start(
            self._pipeline, self._tools.store, rules=self._rules, now=self._tools.clock.now(), give_up=True
        )
        return {"seconds": seconds, "looked_at_s": looked_at, "main_s": busy, **await self._standing(began), **_sizes()}

    async def close(self) -> None:
        """Close what was opened."""
        await close_tools(self._tools)

    async def _all_due(self) -> None:
        """Let every feed be due, as if it had been for a while."""
        moment = self._tools.clock.now() - timedelta(minutes=1)
        known = await listed(self._tools.store, now=self._tools.clock.now())
        async with self._tools.store.writing() as uow:
            for feed in known:
                await uow.feeds.look_by(feed.id, moment)
            await uow.commit()

    async def _standing(self, began: datetime) -> dict[str, int]:
        """How many feeds were polled since, how many of them failed, and what is stored."""
        async with self._tools.store.reading() as uow:
            feeds = await uow.feeds.health()
        polled = [feed for feed in feeds if feed.last_checked_at and feed.last_checked_at >= began]
        failed = [feed.problem for feed in polled if feed.problem]
        return {"polled": len(polled), "failed": len(failed), "items": sum(feed.items for feed in feeds)}


def settings_of(database: str) -> Settings:
    """The settings of a bot of which only the line is used."""
    return parse(
        {
            "HELIOGRAPH_BOT_TOKEN": TOKEN,
            "HELIOGRAPH_CHANNEL": CHANNEL,
            "HELIOGRAPH_OWNERS": "1",
            "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8",
            "HELIOGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "HELIOGRAPH_DATA_KEY": KEY,
        },
        {},
    )


def line(tools: Tools, rules: Rules) -> Pipeline:
    """The line, as ``bot.newsroom`` puts it together."""
    ports = Ports(tools.store, tools.fetch, tools.parse, tools.clock, random.random, tools.assess)
    return Pipeline(ports, rules=rules, words=words.load())


def _sizes() -> dict[str, float]:
    """RSS in MB of this process and of its tree."""
    sizes = [memory(pid)[1] for pid in tree(os.getpid())]
    return {"main_rss_mb": round(sizes[0], 1), "tree_rss_mb": round(sum(sizes), 1)}


if __name__ == "__main__":
    asked = Deeds()
    asyncio.run(obey({"open": asked.open, "poll": asked.poll, "close": asked.close}))
