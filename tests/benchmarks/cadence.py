"""How long items of real feeds wait to be seen, and how many looks that takes: a replay of their publication times.

``feeds.core.cadence`` itself decides on each look; against it stands the rule that most pollers have, which halves the
pace where something was new and lengthens it where nothing was. Nothing is fetched: a look sees all that was published
before it.
"""

import gzip
import json
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.core.cadence import CadenceRules, Wishes, after_fetch
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId
from tests.benchmarks.figures import Tell, percentile

GOALS = {"mean_min": "below that of halving", "looks_a_day": "about those of halving"}
_FILES = {"headlines_2020": "feed", "articles_2026-08": "outlet"}
#: A feed of which nothing was recorded for so long was not recorded: it is two runs.
_HOLE = timedelta(days=20)
_FEWEST = 30
_JITTER = 0.5
_RULES = CadenceRules()
_FEED = FeedForPoll(FeedId(1), "https://feed.example/", OutletId(1), Outlet("Feed"))

#: What decides on the next look: the time and how much was new in, seconds to wait out.
Pacer = Callable[[datetime, int], float]


@dataclass
class Waits:
    """What replaying has given."""

    looks: int = 0
    days: float = 0.0
    minutes: list[float] = field(default_factory=list)

    def figures(self, prefix: str) -> dict[str, float]:
        """Looks a feed and day, and how long items waited."""
        return {
            f"{prefix}looks_a_day": round(self.looks / self.days, 1),
            f"{prefix}mean_min": round(statistics.mean(self.minutes), 1),
            f"{prefix}median_min": round(percentile(self.minutes, 0.5), 1),
            f"{prefix}p90_min": round(percentile(self.minutes, 0.9), 1),
        }


def measure(*, corpus: Path, hourly: float, tell: Tell) -> dict[str, object]:
    """Replay all runs of the corpus under both rules; ``hourly`` is the pace, in seconds, at one item an hour."""
    runs = list(_runs(corpus))
    ours, halving = Waits(), Waits()
    for number, run in enumerate(runs):
        tell(number / len(runs), f"run {number + 1} of {len(runs)}")
        replay(run, _ours(replace(_RULES, hourly=hourly)), ours)
        replay(run, _halving(), halving)
    known = {"runs": len(runs), "items": sum(map(len, runs))}
    return {**known, **ours.figures(""), **halving.figures("halving_")}


def replay(run: list[datetime], pacer: Pacer, waits: Waits) -> None:
    """Look at one feed from its first item to its last."""
    now, seen = run[0], 0
    while now <= run[-1]:
        upto = bisect_right(run, now, lo=seen)
        waits.minutes += [(now - moment).total_seconds() / 60 for moment in run[seen:upto]]
        waits.looks += 1
        now, seen = now + timedelta(seconds=pacer(now, upto - seen)), upto
    waits.days += (run[-1] - run[0]).total_seconds() / 86400


def _ours(rules: CadenceRules) -> Pacer:
    feed = _FEED

    def pace(now: datetime, new: int) -> float:
        nonlocal feed
        plan = after_fetch(feed, now=now, new_items=new, wishes=Wishes(), rules=rules, jitter=_JITTER)
        feed = replace(feed, rhythm=plan.rhythm, last_ok_at=now, interval=plan.interval)
        return (plan.next_check_at - now).total_seconds()

    return pace


def _halving() -> Pacer:
    known = _RULES.first

    def pace(_: datetime, new: int) -> float:
        nonlocal known
        known = min(max(known * (0.5 if new else 1.25), _RULES.fastest), _RULES.slowest / (1 + _RULES.spread))
        return known * (1 + _RULES.spread * _JITTER)

    return pace


def _runs(corpus: Path) -> Iterator[list[datetime]]:
    """The publication times of each feed, in order, without holes."""
    feeds: dict[str, list[datetime]] = {}
    for name, by in _FILES.items():
        with gzip.open(corpus / "streams" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["published"]:
                    feeds.setdefault(f"{name} {row[by]}", []).append(_moment(row["published"]))
    for moments in feeds.values():
        moments.sort()
        begin = 0
        for place in range(1, len(moments) + 1):
            if place == len(moments) or moments[place] - moments[place - 1] > _HOLE:
                if place - begin >= _FEWEST:
                    yield moments[begin:place]
                begin = place


def _moment(value: str | float) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
