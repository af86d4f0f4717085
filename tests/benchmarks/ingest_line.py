"""The line from entries to stored stories, in a process of its own that is kept on one core.

``python -m tests.benchmarks.ingest_line STREAM DATABASE`` reads documents, a JSON list of entries a line, and calls
what the bot calls: normalise, then the intake, with as many documents in one transaction as the recorder puts there.
What is measured is the time from the entries to the commit; reading the stream is not in it. It tells on standard
output how far it is, a JSON object a line, and its figures in the last one.
"""

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from feeds.assessing.here import assess_here
from feeds.core.normalise import read
from feeds.intake import Document, Intake, Taken
from feeds.looks import Looks
from feeds.model import Entry, FeedForPoll, FeedIntent, FeedSeed, Outlet
from feeds.models.words import load
from feeds.ports import UnitOfWork
from feeds.recorder import MOST_FEEDS, MOST_ITEMS
from feeds.store.engine import SqlStore, open_store
from feeds.store.schema import upgrade
from feeds.store.seal import Seal
from feeds.stories import DeskRules

#: Items over which a cost is averaged; the first such window begins behind as many again.
_WINDOW = 1_000

Row = dict[str, Any]


@dataclass
class Clock:
    """The time of the stream."""

    moment: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The present moment."""
        return self.moment

    def ticks(self) -> float:
        """Seconds of the machine."""
        return time.monotonic()


@dataclass
class Tally:
    """What has been measured so far."""

    items: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    costs: list[dict[str, float]] = field(default_factory=list)  #: of a window each: items behind it, microseconds
    _window: tuple[int, float] = (0, 0.0)

    def add(self, items: int, seconds: float, processor_seconds: float) -> None:
        """Count a batch."""
        self.items += items
        self.seconds += seconds
        self.processor_seconds += processor_seconds
        begun, at = self._window
        if self.items - begun >= _WINDOW:
            cost = 1e6 * (self.seconds - at) / (self.items - begun)
            self.costs.append({"open": self.items, "us": round(cost)})
            self._window = (self.items, self.seconds)


class Line:
    """Feeds, and the intake that takes in what they carry."""

    def __init__(self, store: SqlStore, feeds: dict[str, FeedForPoll], clock: Clock) -> None:
        self._feeds, self._clock = feeds, clock
        self.intake = Intake(store, clock, rules=DeskRules(), words=load())
        self.looks = Looks(store, clock, assess_here, rules=DeskRules())

    async def take(self, documents: list[list[Row]], entries: list[list[Entry]]) -> int:
        """Take in what was carried together; how many items were new or revised."""
        self._clock.moment = datetime.fromisoformat(documents[-1][0]["seen"])
        batch = [self._document(rows[0]["feed"], some) for rows, some in zip(documents, entries, strict=True)]
        recorded = await self.intake.record(batch)
        return sum(taken.new + taken.revised for taken in recorded.taken)

    def _document(self, feed: str, entries: list[Entry]) -> Document:
        known, now = self._feeds[feed], self._clock.now()
        items = read(entries, language=known.outlet.language, now=now).items

        async def record(_: UnitOfWork, taken: Taken) -> FeedIntent:
            return FeedIntent(known.id, now, now, 60.0, ok=True, payload_digest="0" * 64, new_items=taken.new)

        return Document(known, items, record)


def batches(stream: Path) -> Iterator[tuple[list[list[Row]], float]]:
    """The documents of a stream, as many together as the recorder records at once, and how far that is."""
    size, batch, items, feeds = stream.stat().st_size, list[list[Row]](), 0, set[str]()
    with stream.open("rb") as lines:
        done = 0
        for line in lines:
            done += len(line)
            document = json.loads(line)
            feed = document[0]["feed"]
            if batch and (items + len(document) > MOST_ITEMS or feed in feeds or len(batch) == MOST_FEEDS):
                yield batch, done / size
                batch, items, feeds = [], 0, set()
            batch.append(document)
            items += len(document)
            feeds.add(feed)
    yield batch, 1.0


def as_entry(row: Row) -> Entry:
    """An entry as the parser gives it."""
    published = datetime.fromisoformat(row["published"]) if row["published"] else None
    return Entry(row["title"], row["summary"] or "", guid=row["id"], link=row["link"], published=published)


async def set_up(store: SqlStore, names: set[str], clock: Clock) -> dict[str, FeedForPoll]:
    """File the feeds, each of an outlet that declares its language, as polled before."""
    seeds = [FeedSeed(f"https://{name}.example/rss", Outlet(name, language="en")) for name in sorted(names)]
    async with store.writing() as uow:
        await uow.feeds.merge(seeds, check_at=[clock.now()] * len(seeds))
        due = await uow.feeds.due(clock.now(), limit=len(seeds))
        await uow.commit()
    return {feed.outlet.name: feed for feed in due}


async def main(stream: Path, database: Path) -> None:
    """Take the whole stream in, then look at what has grown."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    url, clock, tally = f"sqlite+aiosqlite:///{database}", Clock(), Tally()
    await upgrade(url)
    store = open_store(url, seal=Seal(bytes(32)))
    with stream.open("rb") as lines:
        names = {json.loads(line)[0]["feed"] for line in lines}
    line = Line(store, await set_up(store, names, clock), clock)
    for documents, share in batches(stream):
        entries = [[as_entry(row) for row in document] for document in documents]
        began, busy = time.perf_counter(), time.process_time()
        taken = await line.take(documents, entries)
        tally.add(taken, time.perf_counter() - began, time.process_time() - busy)
        say(share=share, items=tally.items)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    began = time.perf_counter()
    stories = await line.looks.catch_up()
    say(
        share=1.0,
        items=tally.items,
        seconds=tally.seconds,
        processor_seconds=tally.processor_seconds,
        costs=tally.costs[1:] or tally.costs,
        rss_peak_mb=round(peak, 1),
        stories=stories,
        look_seconds=time.perf_counter() - began,
    )
    await store.close()


def say(**figures: Any) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
