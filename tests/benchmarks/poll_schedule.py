"""A day of many feeds in simulated time: the real pipeline, cadence and store, and publishers that only seem to be.

The clock goes in steps of ten seconds; all that is due in a step is polled in it. Publishers have habits: how much they
publish a day, by day and by night, whenever it comes or on the hour; what they ask for (``max-age``, ``ttl``); how
reliable they are. A third of the feeds is on twenty hosts. Their requests take turns as the fetcher lets them.
"""

import asyncio
import math
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import logs
from feeds.assessing.here import assess_here
from feeds.errors import FetchError, HttpStatus, TimedOut
from feeds.fetch.client import FetchLimits
from feeds.fetch.turns import Turns
from feeds.listing import spread
from feeds.model import Entry, FeedSeed, Outlet, ParsedFeed
from feeds.models import words
from feeds.pipeline import Pipeline, Ports, Rules
from feeds.ports import Fetched
from feeds.store import schema
from feeds.store.engine import open_store
from feeds.store.seal import Seal
from tests.benchmarks.children import obey
from tests.benchmarks.processes import memory
from tests.benchmarks.stage import KEY

START = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
STEP = 10
_DAY = 86_400
#: Of how many feeds so many entries come a day: most publish little, a few without pause.
_RATES = ((0.3, 0.2), (0.35, 3.0), (0.25, 10.0), (0.08, 40.0), (0.02, 150.0))
_BIG_HOSTS = 20
#: Entries of a document; fewer than is usual, for each is stored when its feed is read for the first time.
SHOWN = 10


@dataclass
class Clock:
    """A ``feeds.ports.Clock`` that is set."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True)
class Publisher:
    """A feed's habits."""

    number: int
    host: str
    rate: float  #: entries a day
    phase: float
    on_the_hour: bool
    max_age: float | None
    ttl: float | None
    fails: float  #: share of the requests

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.host}/{self.number}"

    def moment(self, entry: int) -> datetime:
        """About when an entry came, numbers below nought before the day began."""
        return START + timedelta(seconds=(entry - self.phase) / self.rate * _DAY)

    def published(self, seconds: float) -> int:
        """How many entries there have been: three times as many at noon as at midnight."""
        moment = seconds // 3600 * 3600 if self.on_the_hour else seconds
        day = moment / _DAY - 0.5 * math.sin(math.tau * moment / _DAY) / math.tau
        return math.floor(self.phase + self.rate * day)

    def failure(self, dice: float) -> FetchError | None:
        """What a request fails with, if it does; ``dice`` from nought to one."""
        if dice >= self.fails:
            return None
        if self.number % 2:
            return TimedOut("the server did not answer in time", url=self.url)
        return HttpStatus("busy", url=self.url, status=503, retry_after=120.0)


@dataclass
class Web:
    """The ports ``Fetch`` and ``Parse``, and what was asked when."""

    publishers: dict[str, Publisher]
    clock: Clock
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    minutes: Counter[int] = field(default_factory=Counter)
    of_hosts: Counter[tuple[str, int]] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    worst: int = 0  #: requests to one host at a time

    def __post_init__(self) -> None:
        limits = FetchLimits()
        self._turns = Turns(limits.per_host, limits.in_all)

    async def fetch(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        """Answer as the publisher would; a request is seen to last by others' getting to run."""
        publisher = self.publishers[url]
        async with self._turns.of(publisher.host):
            self._count(publisher.host)
            for _ in range(3):
                await asyncio.sleep(0)
            self.at_once[publisher.host] -= 1
        return self._answer(publisher, etag)

    async def parse(self, document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """The newest entries, with their dates."""
        newest, publisher = int(document), self.publishers[url]
        entries = (
            Entry(f"Item {n} of {publisher.number}", guid=f"{publisher.number}-{n}", published=publisher.moment(n))
            for n in range(newest, newest - SHOWN, -1)
        )
        return ParsedFeed(tuple(entries), ttl=publisher.ttl)

    def _count(self, host: str) -> None:
        minute = int(self.clock.seconds // 60)
        self.minutes[minute] += 1
        self.of_hosts[host, minute] += 1
        self.at_once[host] += 1
        self.worst = max(self.worst, self.at_once[host])

    def _answer(self, publisher: Publisher, etag: str | None) -> Fetched:
        if error := publisher.failure(self.dice.random()):
            raise error
        newest = publisher.published(self.clock.seconds)
        told = {"etag": f'"{newest}"', "max_age": publisher.max_age}
        if etag == told["etag"]:
            return Fetched(publisher.url, 304, None, **told)
        return Fetched(publisher.url, 200, b"%d" % newest, **told)


def publishers(number: int) -> list[Publisher]:
    """So many, the same each time."""
    drawn = random.Random(number)
    shares, rates = zip(*_RATES, strict=True)
    return [
        Publisher(
            number=n,
            host=f"big{n % _BIG_HOSTS}.example" if drawn.random() < 1 / 3 else f"host{n // 2}.example",
            rate=drawn.choices(rates, shares)[0] * drawn.uniform(0.5, 1.5),
            phase=drawn.uniform(0, 3),
            on_the_hour=drawn.random() < 0.2,
            max_age=drawn.choice((None, None, 300.0, 900.0, 3600.0)),
            ttl=drawn.choice((None, None, None, 1800.0, 3600.0)),
            fails=drawn.choices((0.0, 0.02, 0.3, 1.0), (0.8, 0.15, 0.03, 0.02))[0],
        )
        for n in range(number)
    ]


class Deeds:
    """What the benchmark asks for."""

    async def open(self, database: str, feeds: int) -> None:
        """A new database with so many feeds, first checked as the program spreads them."""
        logs.configure(level="error")
        url = f"sqlite+aiosqlite:///{Path(database)}"
        await schema.upgrade(url)
        self._store = open_store(url, seal=Seal(bytes.fromhex(KEY)))
        self._clock, known = Clock(), publishers(feeds)
        self._web = Web({publisher.url: publisher for publisher in known}, self._clock)
        async with self._store.writing() as uow:
            seeds = [FeedSeed(publisher.url, Outlet(publisher.host)) for publisher in known]
            await uow.feeds.merge(seeds, check_at=spread(self._clock.now(), feeds))
            await uow.commit()
        jitter = random.Random(2).random
        ports = Ports(self._store, self._web.fetch, self._web.parse, self._clock, jitter, assess_here)
        self._line = Pipeline(ports, rules=Rules(), words=words.load())
        await self._line.start()
        self._peak, self._began = 0.0, time.monotonic()

    async def go_on(self, until: float) -> float:
        """Live on until so many seconds of the day; the time that it has taken so far."""
        while self._clock.seconds < until:
            while await self._line.poll_all_due():
                await self._line.settle()
            self._peak = max(self._peak, memory(os.getpid())[1]) if self._clock.seconds % 60 == 0 else self._peak
            self._clock.seconds += STEP
        return time.monotonic() - self._began

    async def figures(self) -> dict[str, Any]:
        """What the day was like. The first hour, in which all feeds are read for the first time, does not count."""
        minutes = [self._web.minutes[minute] for minute in range(60, int(self._clock.seconds // 60))]
        mean = sum(minutes) / len(minutes)
        await self._store.close()
        return {
            "feeds": len(self._web.publishers),
            "polls": sum(self._web.minutes.values()),
            "host_limit_kept": self._web.worst <= FetchLimits().per_host,
            "host_worst_at_once": self._web.worst,
            "host_worst_a_minute": max(self._web.of_hosts.values()),
            "minute_mean": round(mean, 1),
            "worst_minute_vs_mean": round(max(minutes) / mean, 2),
            "worst_minute": 60 + minutes.index(max(minutes)),
            "rss_peak_mb": round(self._peak, 1),
        }


if __name__ == "__main__":
    asked = Deeds()
    asyncio.run(obey({"open": asked.open, "go_on": asked.go_on, "figures": asked.figures}))
