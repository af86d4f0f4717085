"""How fast feeds are polled, against ``reader``, feedparser and bare aiohttp in the same run on the same machine.

Every part is measured on feeds that were all polled once before. What polls, what serves and what is compared are
processes of their own, and only one of those that poll works at a time.
"""

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from tests.benchmarks import hostile
from tests.benchmarks.children import Child
from tests.benchmarks.figures import Tell
from tests.benchmarks.poll_documents import addresses, outlets
from tests.benchmarks.poll_replay import Day
from tests.benchmarks.stage import BenchmarkError

GOALS = {
    "steady.vs_reader": "at least 4",
    "changed.vs_feedparser": "at least 4",
    "changed.vs_reader": "at least 5",
    "schedule.host_limit_kept": "true",
    "schedule.worst_minute_vs_mean": "at most 1.5",
    "schedule.rss_peak_mb": "below 300",
    "hostile.rss_peak_mb": "below 600",
    "hostile.forbidden_requests": "0",
    "hostile.others_delay_s": "below 2",
}
#: Of a hundred feeds, how many have changed in the steady state.
_CHANGING = 5
#: Documents that feedparser is timed on.
_PARSED = 200


class Part(StrEnum):
    """What is measured."""

    STEADY = "steady"
    CHANGED = "changed"
    SCHEDULE = "schedule"
    HOSTILE = "hostile"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each part."""

    feeds: int  #: in the steady state
    changed: int  #: feeds that have all changed
    rounds: int  #: that are measured, after the first
    reader_workers: int
    scheduled: int  #: feeds of the simulated day
    hours: int  #: of that day
    honest: int  #: feeds beside the hostile publishers
    seconds: float  #: how long those are looked at


@dataclass(frozen=True, slots=True)
class Load:
    """What is polled, and by how many of ``reader``'s threads."""

    feeds: int
    changing: int  #: of them, those that have a new entry each round
    rounds: int
    workers: int
    profile: str | None = None  #: file for cProfile's figures of the main process


def measure(*, parts: Sequence[Part], sizes: Sizes, profile: str | None, tell: Tell) -> dict[str, dict[str, object]]:
    """The parts, one after the other."""
    told: dict[str, dict[str, object]] = {}
    for number, part in enumerate(parts):

        def tell_of(share: float, what: str, number: int = number, part: str = part) -> None:
            tell((number + share) / len(parts), f"{part}: {what}")

        told[part] = _measure(part, sizes, profile, tell_of)
    return told


def broken(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Promises that were not kept: where feeds may never lead, and how much of a host is asked."""
    led, schedule = figures.get(Part.HOSTILE, {}), figures.get(Part.SCHEDULE, {})
    told = []
    if led.get("forbidden_requests"):
        told.append(f"requests went to {', '.join(led['forbidden_addresses'])}")
    if not schedule.get("host_limit_kept", True):
        told.append(f"a host was asked for {schedule['host_worst_at_once']} documents at a time")
    return told


def _measure(part: Part, sizes: Sizes, profile: str | None, tell: Tell) -> dict[str, object]:
    match part:
        case Part.STEADY:
            changing = sizes.feeds * _CHANGING // 100
            return _steady(Load(sizes.feeds, changing, sizes.rounds, sizes.reader_workers, profile), tell)
        case Part.CHANGED:
            return _changed(Load(sizes.changed, sizes.changed, sizes.rounds, sizes.reader_workers, profile), tell)
        case Part.SCHEDULE:
            return _schedule(sizes.scheduled, sizes.hours, tell)
        case Part.HOSTILE:
            return hostile.measure(honest=sizes.honest, quiet=sizes.seconds / 4, seconds=sizes.seconds, tell=tell)


def _steady(load: Load, tell: Tell) -> dict[str, object]:
    """Feeds of which few have changed."""
    with _Hall(load, tell) as hall:
        figures = hall.race()
        bare = hall.bare()
    return {"feeds": load.feeds, "changing": load.changing, **figures, "bare_per_s": round(bare)}


def _changed(load: Load, tell: Tell) -> dict[str, object]:
    """Feeds that have all changed: thirty entries, of which one is new."""
    with _Hall(load, tell) as hall:
        figures = hall.race()
        alone = hall.feedparser()
    ratio = figures["feeds_per_s"] / alone
    return {"feeds": load.feeds, **figures, "feedparser_per_s": round(alone, 1), "vs_feedparser": round(ratio, 2)}


def _schedule(feeds: int, hours: int, tell: Tell) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="heliograph-bench-") as folder, Child("poll_schedule") as child:
        child.ask("open", database=f"{folder}/day.db", feeds=feeds)
        for hour in range(hours):
            tell(hour / hours, f"hour {hour + 1} of {hours}")
            child.ask("go_on", until=3600 * (hour + 1))
        figures: dict[str, object] = child.ask("figures")
    alone = Day(feeds)
    alone.go_on(3600 * hours)
    return figures | {"hours": hours, "cadence_alone_vs_mean": round(alone.worst_vs_mean(60, 60 * hours), 2)}


class _Hall:
    """The server, and everything that is raced in front of it; a context manager."""

    def __init__(self, load: Load, tell: Tell) -> None:
        self._load, self._tell, self._ends = load, tell, ExitStack()

    def __enter__(self) -> Self:
        self._folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="heliograph-bench-")))
        self._server = self._ends.enter_context(Child("poll_server"))
        opened = self._server.ask("open")
        self._since = opened["since"]
        self._urls = addresses(opened["port"], self._load.feeds)
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def race(self) -> dict[str, Any]:
        """Ours and ``reader``: the same rounds of the same documents, each from an empty database."""
        self._tell(0.0, "first round")
        with Child("poll_line") as ours:
            names = list(outlets(self._load.feeds))
            ours.ask("open", database=str(self._folder / "ours.db"), urls=self._urls, outlets=names)
            told = self._rounds(ours, share=0.0, profile=self._load.profile)
            ours.ask("close")
        with Child("poll_reader") as other:
            database = str(self._folder / "reader.db")
            other.ask("open", database=database, urls=self._urls, workers=self._load.workers)
            theirs = self._rounds(other, share=0.5)
        rate, other_rate = (self._load.feeds / _median(rounds) for rounds in (told, theirs))
        return {
            "feeds_per_s": round(rate, 1),
            "reader_per_s": round(other_rate, 1),
            "vs_reader": round(rate / other_rate, 2),
            "looked_at_per_s": round(self._load.feeds / statistics.median(one["looked_at_s"] for one in told), 1),
            "main_ms_a_feed": round(statistics.median(one["main_s"] for one in told) / self._load.feeds * 1000, 2),
            "rss_mb": told[-1]["tree_rss_mb"],
        }

    def bare(self) -> float:
        """Requests a second of bare aiohttp: what the server and the loopback can give."""
        self._tell(0.95, "bare aiohttp")
        with Child("poll_bare") as child:
            return self._load.feeds / child.ask("fetch", urls=self._urls)

    def feedparser(self) -> float:
        """Documents a second of feedparser alone, on one core."""
        self._tell(0.95, "feedparser alone")
        number = min(_PARSED, self._load.feeds)
        with Child("poll_bare") as child:
            return number / child.ask("parse", feeds=number, version=self._load.rounds, since=self._since)

    def _rounds(self, child: Child, *, share: float, **once: Any) -> list[dict[str, Any]]:
        """The first round, and what the others gave."""
        load = self._load
        self._server.ask("put", feeds=load.feeds, short=load.changing)
        told = [self._round(child, 200)]
        for number in range(load.rounds):
            self._tell(share + 0.45 * (number + 1) / (load.rounds + 1), f"round {number + 1} of {load.rounds}")
            self._server.ask("change", feeds=load.changing)
            last = once if number == load.rounds - 1 else {}
            told.append(self._round(child, 200 if load.changing == load.feeds else 304, **last))
            if told[-1]["items"] - told[-2]["items"] != load.changing:
                raise BenchmarkError(f"Not every new entry was stored: {told[-2:]}.")
        return told[1:]

    def _round(self, child: Child, mostly: int, **more: Any) -> dict[str, Any]:
        """One round, and whether it was one."""
        self._server.ask("given")
        told: dict[str, Any] = child.ask("poll", **more)
        given = self._server.ask("given")
        if told["failed"] or sum(given.values()) != self._load.feeds or not given[str(mostly)]:
            raise BenchmarkError(f"A round did not go well: {told}, the server gave {given}.")
        return told


def _median(rounds: list[dict[str, Any]]) -> float:
    return statistics.median(one["seconds"] for one in rounds)
