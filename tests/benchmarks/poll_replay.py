"""The same day of the same publishers with the cadence alone: no pipeline and no store, so that it takes seconds.

``poll_schedule`` is what happens; this is how far the rules that pace polling account for it.
"""

import heapq
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from feeds.core import cadence
from feeds.core.cadence import CadenceRules, Plan, Wishes
from feeds.errors import FetchError
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId
from tests.benchmarks.poll_schedule import SHOWN, START, STEP, Publisher, publishers

_RULES = CadenceRules()


class Day:
    """Feeds that live through a day; ``minutes`` counts the looks in each."""

    def __init__(self, feeds: int) -> None:
        self.minutes: Counter[int] = Counter()
        self._jitter, self._dice = random.Random(2).random, random.Random(1)
        self._lives = [_Life(publisher) for publisher in publishers(feeds)]
        self._due = [(number * 60 // feeds // STEP * STEP, number) for number in range(feeds)]

    def go_on(self, until: float, *, standstill: tuple[float, float] = (0.0, 0.0)) -> None:
        """Live on until so many seconds of the day; what is due in a standstill is due at its end."""
        begins, ends = standstill
        while self._due and self._due[0][0] < until:
            seconds, number = heapq.heappop(self._due)
            if begins <= seconds < ends:
                heapq.heappush(self._due, (math.ceil(ends), number))
                continue
            self.minutes[seconds // 60] += 1
            again = self._lives[number].look(seconds, self._dice.random(), self._jitter())
            heapq.heappush(self._due, (math.ceil(again / STEP) * STEP, number))

    def worst_vs_mean(self, begin: int, end: int) -> float:
        """The looks of the worst of these minutes, as a share of the mean's."""
        looks = [self.minutes[minute] for minute in range(begin, end)]
        return max(looks) / (sum(looks) / len(looks))


class _Life:
    """A feed, and how many of its publisher's entries were seen."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._feed = FeedForPoll(FeedId(1), publisher.url, OutletId(1), Outlet("Feed"))
        self._seen: int | None = None

    def look(self, seconds: float, dice: float, jitter: float) -> float:
        """Look; when to look again."""
        now = START + timedelta(seconds=seconds)
        error = self._publisher.failure(dice)
        plan = self._failed(error, now, jitter) if error else self._read(seconds, now, jitter)
        self._feed = replace(self._feed, interval=plan.interval, rhythm=plan.rhythm, planned_at=plan.next_check_at)
        return (plan.next_check_at - START).total_seconds()

    def _failed(self, error: FetchError, now: datetime, jitter: float) -> Plan:
        plan = cadence.after_failure(self._feed, now=now, error=error, rules=_RULES, jitter=jitter)
        self._feed = replace(self._feed, failures=self._feed.failures + 1)
        return plan

    def _read(self, seconds: float, now: datetime, jitter: float) -> Plan:
        publisher, newest = self._publisher, self._publisher.published(seconds)
        changed = newest != self._seen
        asked: dict[str, Any] = {
            "new_items": SHOWN if self._seen is None else min(SHOWN, newest - self._seen),
            "wishes": Wishes(publisher.max_age, read=changed, ttl=publisher.ttl),
            "dates": [publisher.moment(entry) for entry in range(newest - SHOWN + 1, newest + 1)] if changed else (),
        }
        plan = cadence.after_fetch(self._feed, now=now, rules=_RULES, jitter=jitter, **asked)
        self._feed, self._seen = replace(self._feed, failures=0, last_ok_at=now), newest
        return plan
