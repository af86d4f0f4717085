"""The whole bot among hostile publishers: what it takes, where it is led, and how long honest feeds wait.

How long a feed waits is told by the database: a trigger notes, for every attempt that is recorded, when the feed was
due and what time it is. So it is the bot's own schedule that is measured, and all that lies between it and the record.
"""

import asyncio
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from feeds.model import FeedSeed, Outlet
from feeds.store import schema
from feeds.store.engine import open_store
from feeds.store.seal import Seal
from tests.benchmarks.children import Child
from tests.benchmarks.figures import Tell, percentile
from tests.benchmarks.hostile_server import PUBLISHERS, targets
from tests.benchmarks.processes import free_port, memory, tree
from tests.benchmarks.stage import KEY, BenchmarkError, Stage

#: How often an honest feed is looked at, in seconds.
EACH = 2
_SETTINGS = f"""
[cadence]
fastest = "{EACH}s"
slowest = "{EACH}s"
"""
_PAUSE = 0.1
_TRIGGER = """
    CREATE TABLE bench_polls (url TEXT, due TEXT, recorded REAL);
    CREATE TRIGGER bench_poll AFTER UPDATE OF last_checked_at ON feeds BEGIN
        INSERT INTO bench_polls VALUES (new.url, old.next_check_at, (julianday('now') - 2440587.5) * 86400.0);
    END;
"""


@dataclass
class Looks:
    """What was seen of the bot's processes."""

    rss: list[float] = field(default_factory=list)
    pss: list[float] = field(default_factory=list)

    def watch(self, stage: Stage, seconds: float, tell: Callable[[float], None]) -> None:
        """Look again and again for so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            tell(1 - left / seconds)
            stage.see_alive()
            sizes = [memory(one) for one in tree(stage.bot.pid)]
            self.pss.append(sum(pss for pss, _ in sizes))
            self.rss.append(sum(rss for _, rss in sizes))
            time.sleep(min(left, _PAUSE))


class Poll(NamedTuple):
    """A recorded attempt; moments in seconds since 1970."""

    url: str
    due: float
    recorded: float


def measure(*, honest: int, quiet: float, seconds: float, tell: Tell) -> dict[str, object]:
    """``quiet`` seconds with ``honest`` feeds alone, then ``seconds`` with all hostile publishers beside them."""
    with Stage() as stage, Child("hostile_server") as server:
        opened = server.ask("open", since=time.time())
        _prove_the_listener(server, opened["port"])
        feeds = _addresses(opened["port"], opened["hostile"], honest)
        stage.set_up(feeds, extra=_SETTINGS)
        _make_database(stage.database, feeds)
        stage.start_bot(
            HELIOGRAPH_ALLOW_NETWORKS=PUBLISHERS,
            HELIOGRAPH_PUBLIC_URL="https://newsroom.example",
            HELIOGRAPH_LISTEN=f"127.0.0.1:{free_port()}",
        )
        stage.wait(
            lambda: len({poll.url for poll in _polls(stage.database)}) >= honest, "not every honest feed was read"
        )
        before, beside = Looks(), Looks()
        before.watch(stage, quiet, lambda share: tell(0.3 * share, "honest feeds alone"))
        begin = _let_loose(stage.database)
        beside.watch(stage, seconds, lambda share: tell(0.3 + 0.7 * share, "hostile publishers beside them"))
        figures = _figures(feeds, _polls(stage.database), begin, before, beside)
        counts = server.ask("counts")
    led = counts["forbidden"]
    met = {"met": len(set(counts["asked"]) & set(opened["hostile"])), "to_meet": len(opened["hostile"])}
    return figures | met | {"forbidden_requests": sum(led.values()), "forbidden_addresses": sorted(led)}


def _addresses(port: int, hostile: list[str], honest: int) -> dict[str, str]:
    """Name of the outlet → address; every publisher is on an address of its own."""
    hosts = (f"127.{64 + n // 250}.{n % 250}.1" for n in count())
    feeds = {f"Honest {n}": f"http://{next(hosts)}:{port}/honest/{n}" for n in range(honest)}
    feeds |= {f"Hostile {name}": f"http://{next(hosts)}:{port}/{name}" for name in hostile}
    straight = [
        target for target in targets(port) if target.startswith("http://") and "@" not in target and target != "http://"
    ]
    return feeds | {
        f"Hostile at {target}": target.replace("/led", f"/straight{n}") for n, target in enumerate(straight)
    }


def _make_database(path: Path, feeds: dict[str, str]) -> None:
    """A database with the feeds; honest ones are due, hostile ones not for a day."""

    async def make() -> None:
        await schema.upgrade(f"sqlite+aiosqlite:///{path}")
        store = open_store(f"sqlite+aiosqlite:///{path}", seal=Seal(bytes.fromhex(KEY)))
        now = datetime.now(UTC)
        first = [now + timedelta(days=name.startswith("Hostile")) for name in feeds]
        async with store.writing() as uow:
            await uow.feeds.merge([FeedSeed(url, Outlet(name)) for name, url in feeds.items()], check_at=first)
            await uow.commit()
        await store.close()

    asyncio.run(make())
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_TRIGGER)


def _let_loose(path: Path) -> float:
    """Let all hostile feeds be due; the moment."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        database.execute("UPDATE feeds SET next_check_at = ? WHERE last_checked_at IS NULL", [_stored(now)])
    return now.timestamp()


def _stored(moment: datetime) -> str:
    """A moment as SQLite has it."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _prove_the_listener(server: Child, port: int) -> None:
    """See that it would count who comes."""
    socket.create_connection(("127.0.0.1", port)).close()
    deadline = time.monotonic() + 5
    while not server.ask("counts")["forbidden"]:
        if time.monotonic() > deadline:
            raise BenchmarkError("The listener that is to count forbidden requests does not count.")
        time.sleep(0.01)
    server.ask("forget")


def _polls(path: Path) -> list[Poll]:
    """Those recorded, and those overdue as if they were recorded now."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(path, timeout=30)) as database:
        rows = database.execute("SELECT url, due, recorded FROM bench_polls").fetchall()
        overdue = "SELECT url, next_check_at, ? FROM feeds WHERE next_check_at < ? AND last_checked_at IS NOT NULL"
        rows += database.execute(overdue, [now.timestamp(), _stored(now)]).fetchall()
    return [Poll(url, datetime.fromisoformat(due).replace(tzinfo=UTC).timestamp(), at) for url, due, at in rows]


def _figures(feeds: dict[str, str], polls: list[Poll], begin: float, before: Looks, beside: Looks) -> dict[str, object]:
    honest = {url for name, url in feeds.items() if name.startswith("Honest")}
    of_honest = [poll for poll in polls if poll.url in honest]
    first = {poll.url: poll for poll in reversed(of_honest)}.values()  # takes longer, as it stores all there is
    alone = [poll.recorded - poll.due for poll in of_honest if poll.recorded < begin and poll not in first]
    late = [poll.recorded - poll.due for poll in of_honest if poll.recorded >= begin]
    if not alone or not late:
        raise BenchmarkError("Too little was polled: the bot did not come that far in this time.")
    return {
        "publishers": len(feeds) - len(honest),
        "polled": len({poll.url for poll in polls} - honest),
        "honest": len(honest),
        "honest_polls": len(late),
        "rss_quiet_mb": round(max(before.rss), 1),
        "rss_peak_mb": round(max(beside.rss), 1),
        "pss_peak_mb": round(max(beside.pss), 1),
        "alone_delay_s": round(max(alone), 2),
        "others_delay_s": round(max(late), 2),
        "others_delay_p50_s": round(percentile(late, 0.5), 2),
        "others_delay_p99_s": round(percentile(late, 0.99), 2),
    }
