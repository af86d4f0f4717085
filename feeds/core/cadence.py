"""When to look at a feed again, from what it does and what it asks for. Pure: the time and the jitter are passed in.

Theory of operation. A feed's pace is the interval between checks, without jitter; it is stored with the feed. What was
new at a check halves it, nothing new lengthens it by a quarter: a breaking story is followed within a few checks, and a
quiet feed drifts to the slowest pace over a day. What a feed asks for (``ttl``, freshness) is a floor, but only up to
``heed``: most of it is a default of the software, and a day's silence of a news feed would be a gap. ``Retry-After`` is
always kept to. Jitter only ever adds, so that no floor is undercut; the pace leaves room for it under the slowest.

Where a hub delivers what is new (``feeds.core.pushing``), a check only makes sure of it: the wait is at least
``safety`` times the slowest pace, an hour unless told otherwise, which is for how long a hub that fails silently goes
unnoticed. That such a check finds nothing tells nothing about the feed: its pace stays for when it is needed again.

A failing feed keeps its pace and is checked at it times two to the power of its failures in a row, up to a day. It is
paused when its server says that it is gone (410), when it is refused for good several times, or when it has
failed many times over many days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.core.pushing import delivers
from feeds.errors import FetchError, HttpStatus, ParseError
from feeds.model import FeedForPoll

GONE = 410


@dataclass(frozen=True, slots=True)
class CadenceRules:
    """Seconds, factors and counts that pace the checks."""

    fastest: float = 60.0
    slowest: float = 6 * 3600.0
    first: float = 15 * 60.0  #: pace of a feed of which nothing is known
    shorten: float = 0.5  #: times the pace, where something was new
    lengthen: float = 1.25  #: times the pace, where nothing was
    heed: float = 3600.0  #: up to this a feed's own wish is kept to
    safety: float = 1 / 6  #: times the slowest pace: between checks of a feed that is pushed
    spread: float = 0.1  #: share of the wait that jitter may add
    longest_backoff: float = 24 * 3600.0
    longest_wait: float = 30 * 24 * 3600.0  #: up to this Retry-After is kept to
    patience: float = 7 * 24 * 3600.0  #: without a good fetch for so long …
    failures: int = 10  #: … and so many failures in a row, a feed is paused
    refusals: int = 3  #: failures in a row after which one that is permanent pauses


@dataclass(frozen=True, slots=True)
class Plan:
    """When to check a feed next."""

    next_check_at: datetime
    interval: float  #: the feed's pace in seconds, to be stored and given back as ``FeedForPoll.interval``
    pause: str | None = None  #: reason to pause the feed


def after_fetch(
    feed: FeedForPoll,
    *,
    now: datetime,
    new_items: int,
    ttl: float | None,
    max_age: float | None,
    rules: CadenceRules,
    jitter: float,
) -> Plan:
    """The plan after a good fetch, also of an unchanged document. In a first fetch all is new: that tells nothing."""
    pace, pushed = feed.interval or rules.first, delivers(feed.push, now)
    if feed.last_ok_at is not None and not pushed:
        pace *= rules.shorten if new_items else rules.lengthen
    asked = min(max(ttl or 0.0, max_age or 0.0), rules.heed)
    pace = _clamped(max(pace, asked), rules.fastest, rules.slowest / (1 + rules.spread))
    wait = max(pace, rules.slowest * rules.safety) if pushed else pace
    return Plan(_later(now, _clamped(_jittered(wait, rules, jitter), rules.fastest, rules.slowest)), pace)


def after_failure(
    feed: FeedForPoll, *, now: datetime, error: FetchError | ParseError, rules: CadenceRules, jitter: float
) -> Plan:
    """The plan after a fetch that failed, or that brought nothing that can be read."""
    failures = feed.failures + 1
    pace = _clamped(feed.interval or rules.first, rules.fastest, rules.slowest)
    wait = min(_jittered(pace * 2.0 ** min(failures, 32), rules, jitter), rules.longest_backoff)
    asked = getattr(error, "retry_after", None) or 0.0
    wait = max(wait, min(_jittered(asked, rules, jitter), rules.longest_wait))
    return Plan(_later(now, wait), pace, _why_paused(feed, failures, error, now, rules))


def _why_paused(
    feed: FeedForPoll, failures: int, error: FetchError | ParseError, now: datetime, rules: CadenceRules
) -> str | None:
    if isinstance(error, HttpStatus) and error.status == GONE:
        return "the server says that this feed is gone for good"
    if isinstance(error, FetchError) and error.permanent and failures >= rules.refusals:
        return f"refused {failures} times in a row: {error}"
    silent = feed.last_ok_at is None or (now - feed.last_ok_at).total_seconds() >= rules.patience
    return f"failed {failures} times in a row: {error}" if silent and failures >= rules.failures else None


def _jittered(seconds: float, rules: CadenceRules, jitter: float) -> float:
    return seconds * (1 + rules.spread * jitter)


def _clamped(seconds: float, least: float, most: float) -> float:
    return min(max(seconds, least), max(least, most))


def _later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
