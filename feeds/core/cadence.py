"""When to look at a feed again, from what it does and what it asks for. Pure: the time and the jitter are passed in.

Theory of operation. A feed's *pace* is the interval between checks, without jitter. It grows with the square root of
the time in which one new item is to be expected (``rhythm.gap``): of all ways to spend a number of looks on many feeds,
looks in proportion to the root of their rates make the mean item wait least, if items come at random.
``docs/fetching.md`` derives it and has the measurement. A feed that *breaks* is followed at the fastest pace for a
while.

What a feed asks for (``ttl``, freshness) is a floor, but only up to ``heed``, and less while it breaks: most of it is a
default of the software, and a day's silence of a news feed would be a gap. Hours and days that it asks to skip are
skipped, but the slowest pace holds, and while it breaks, when it evidently publishes, they do not. ``Retry-After`` is
always kept to, whatever answer it came with. Jitter only ever adds, so that no floor is undercut; the pace leaves room
for it under the slowest.

Feeds that are looked at in one minute and keep their pace come together again and again: a tenth of jitter parts them
only over days. So where many are, after a start and after a standstill, the wait is drawn from a whole pace: as likely
to end in any minute of it as in any other, and on the average as long as it would have been, so that being late makes
no more looks. From then on they stay apart by themselves.

Where a hub delivers what is new (``feeds.core.pushing``), a check only makes sure of it: the wait is at least
``safety`` times the slowest pace, an hour unless told otherwise, which is for how long a hub that fails silently goes
unnoticed.

A failing feed is checked at its pace times two to the power of its failures in a row, up to a day. It is paused when
its server says that it is gone (410), when it is refused for good several times, or when it has failed many times over
many days. Where no feed can be fetched, it is not the feed that fails: then nothing is paused but what is gone, and all
are tried again within ``outage`` or their pace.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.core import rhythm, skips
from feeds.core.pushing import delivers
from feeds.core.rhythm import RhythmRules
from feeds.errors import FetchError, HttpStatus, ParseError
from feeds.model import FeedForPoll, Rhythm

GONE = 410


@dataclass(frozen=True, slots=True)
class CadenceRules:
    """Seconds, factors and counts that pace the checks."""

    fastest: float = 60.0
    slowest: float = 6 * 3600.0
    first: float = 15 * 60.0  #: pace of a feed of which nothing is known
    hourly: float = 20 * 60.0  #: pace of a feed that has one item an hour
    heed: float = 3600.0  #: up to this a feed's own wish is kept to …
    heed_breaking: float = 300.0  #: … and up to this while it breaks
    safety: float = 1 / 6  #: times the slowest pace: between checks of a feed that is pushed
    spread: float = 0.1  #: share of the wait that jitter may add …
    late: float = 300.0  #: … but after a check so much later than planned, all of the wait is drawn anew
    longest_backoff: float = 24 * 3600.0
    overasked: float = 300.0  #: a server that answers 429 or 503 without Retry-After is left alone for so long
    longest_wait: float = 30 * 24 * 3600.0  #: up to this Retry-After is kept to
    outage: float = 15 * 60.0  #: back-off while no feed can be fetched
    patience: float = 7 * 24 * 3600.0  #: without a good fetch for so long …
    failures: int = 10  #: … and so many failures in a row, a feed is paused
    refusals: int = 3  #: failures in a row after which one that is permanent pauses
    rhythm: RhythmRules = field(default_factory=RhythmRules)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an answer and its document ask for; a document that is unchanged (``read`` is False) asks what it did."""

    max_age: float | None = None  #: seconds, from Cache-Control or Expires
    retry_after: float | None = None  #: seconds
    read: bool = False
    ttl: float | None = None  #: seconds
    skips: int = 0  #: bits of ``feeds.core.skips``


@dataclass(frozen=True, slots=True)
class Plan:
    """When to check a feed next."""

    next_check_at: datetime
    interval: float  #: the feed's pace in seconds, to be stored and given back as ``FeedForPoll.interval``
    rhythm: Rhythm  #: to be stored and given back
    pause: str | None = None  #: reason to pause the feed


def after_fetch(
    feed: FeedForPoll,
    *,
    now: datetime,
    new_items: int,
    wishes: Wishes,
    rules: CadenceRules,
    jitter: float,
    dates: Collection[datetime] = (),
) -> Plan:
    """The plan after a good fetch, also of an unchanged document; ``dates`` are those of its entries."""
    known = rhythm.after_look(
        feed.rhythm, new=new_items, looked_at=feed.last_ok_at, now=now, rules=rules.rhythm, dates=dates
    )
    if wishes.read:
        known = replace(known, ttl=wishes.ttl, skips=wishes.skips)
    breaks = rhythm.is_breaking(known, now=now, rules=rules.rhythm)
    asked = min(max(known.ttl or 0.0, wishes.max_age or 0.0), rules.heed_breaking if breaks else rules.heed)
    own = rules.fastest if breaks else _own_pace(known, now, rules)
    pace = _clamped(max(own, asked), rules.fastest, rules.slowest / (1 + rules.spread))
    safety = rules.slowest * rules.safety if delivers(feed.push, now) else rules.fastest
    span = _Span(max(pace, safety), least=max(asked, safety), most=rules.slowest)
    wait = _spread(span, jitter) if _out_of_step(feed, now, rules) else _jittered(span.usual, rules, jitter)
    wait = _clamped(wait, rules.fastest, rules.slowest)
    if known.skips and not breaks:
        wait = _skipping(known.skips, now, wait, rules, jitter)
    return Plan(_later(now, max(wait, _kept_away(wishes.retry_after, rules, jitter))), pace, known)


def after_failure(
    feed: FeedForPoll,
    *,
    now: datetime,
    error: FetchError | ParseError,
    rules: CadenceRules,
    jitter: float,
    outage: bool = False,
) -> Plan:
    """The plan after a fetch that failed, or that brought nothing that can be read. ``outage``: no feed can be
    fetched.
    """
    failures = feed.failures + 1
    pace = _clamped(feed.interval or rules.first, rules.fastest, rules.slowest)
    longest = max(pace, rules.outage) if outage else rules.longest_backoff
    wait = min(_jittered(pace * 2.0 ** min(failures, 32), rules, jitter), max(longest, rules.fastest))
    wait = max(wait, _kept_away(_asked_to_stay_away(error, rules), rules, jitter))
    why = _why_paused(feed, failures, error, now, rules)
    return Plan(_later(now, wait), pace, feed.rhythm, None if outage and not _is_gone(error) else why)


@dataclass(frozen=True, slots=True)
class _Span:
    """How long to wait, in seconds: usually, and within which limits."""

    usual: float
    least: float
    most: float


def _out_of_step(feed: FeedForPoll, now: datetime, rules: CadenceRules) -> bool:
    """Whether many feeds are likely to be looked at in this same minute that will not be for any other reason: it was
    never looked at, or so late that the program must have stood still.
    """
    if feed.last_ok_at is None or feed.planned_at is None:
        return feed.last_ok_at is None
    return (now - feed.planned_at).total_seconds() > rules.late


def _spread(span: _Span, jitter: float) -> float:
    """A wait as likely to end at any time of a whole usual one as at any other: on the average no shorter."""
    earliest = max(span.least, min(span.usual / 2, span.most - span.usual))
    return earliest + max(min(span.usual, span.most - earliest), 0.0) * jitter


def _own_pace(known: Rhythm, now: datetime, rules: CadenceRules) -> float:
    """What suits a feed, without its wishes: by the root of its gap."""
    if known.rate is None and known.rated_at == now:
        return rules.first
    return float(rules.hourly * (rhythm.gap(known, now=now, rules=rules.rhythm) / 3600.0) ** 0.5)


def _skipping(bits: int, now: datetime, wait: float, rules: CadenceRules, jitter: float) -> float:
    """The wait without ending in a time that is to be skipped; feeds that skip the same do not all come at its end."""
    planned = _later(now, wait)
    after = skips.after(bits, planned, most=_later(now, rules.slowest))
    if after == planned:
        return wait
    return min((after - now).total_seconds() + rules.fastest * jitter, rules.slowest)


def _why_paused(
    feed: FeedForPoll, failures: int, error: FetchError | ParseError, now: datetime, rules: CadenceRules
) -> str | None:
    if _is_gone(error):
        return "the server says that this feed is gone for good"
    if isinstance(error, FetchError) and error.permanent and failures >= rules.refusals:
        return f"refused {failures} times in a row: {error}"
    silent = feed.last_ok_at is None or (now - feed.last_ok_at).total_seconds() >= rules.patience
    return f"failed {failures} times in a row: {error}" if silent and failures >= rules.failures else None


def _is_gone(error: FetchError | ParseError) -> bool:
    return isinstance(error, HttpStatus) and error.status == GONE


def _asked_to_stay_away(error: FetchError | ParseError, rules: CadenceRules) -> float | None:
    """Seconds; a server that is asked too much and does not say for how long is left alone for a while."""
    asked: float | None = getattr(error, "retry_after", None)
    limited = isinstance(error, HttpStatus) and error.is_rate_limited
    return rules.overasked if asked is None and limited else asked


def _kept_away(retry_after: float | None, rules: CadenceRules, jitter: float) -> float:
    """Seconds for which a server does not want us."""
    return min(_jittered(max(retry_after or 0.0, 0.0), rules, jitter), rules.longest_wait)


def _jittered(seconds: float, rules: CadenceRules, jitter: float) -> float:
    return seconds * (1 + rules.spread * jitter)


def _clamped(seconds: float, least: float, most: float) -> float:
    return min(max(seconds, least), max(least, most))


def _later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
