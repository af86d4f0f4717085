"""How feeds are, what the desk is told of them, and how late they are. Pure.

Theory of operation. A feed's *condition* follows from what is stored of it, the same for the list of feeds, for the
metrics and for the desk (``feeds.store.health`` says it once more, in SQL, so that ten thousand feeds need not be
loaded to find the ten that ail; a test holds both together).

*Silent* is a feed that is fetched well and has had nothing new for three times its longest silence of late, two days at
the least. Silence is counted up to the last good fetch: a feed that fails is failing and not silent, and neither an
outage nor a program that stood still makes it so.

The desk is told of each ailment once and of the recovery once; of the same feed not again for ``quiet``, so that one
that goes to and fro is no chatter, but for a pause, which ends its being read. All that is new goes into one message,
and the next comes no sooner than ``apart`` later.

Where most feeds fail at a time it is the network's fault, or this machine's: that is one message, another when it is
over, and nothing is said of single feeds in between. That a page came instead of a feed counts only if it came since
then: hotels' gateways answer everything with a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from feeds.core import rhythm
from feeds.core.polled import ADOPTED_AFTER
from feeds.core.rhythm import RhythmRules
from feeds.model import AILING, Condition, FeedHealth, FeedId, FeedState, Oddity, Outbreak, Sighting

#: Pages in a row, instead of a feed, from which on it is broken.
PAGES = 3
#: Stories that several outlets have, from which on a feed's lag is told.
FEWEST_STORIES = 3
#: Characters of what is said of one feed.
LONGEST_LINE = 260

#: Nothing was told yet.
QUIET = Outbreak()


@dataclass(frozen=True, slots=True)
class WatchRules:
    """When the desk is told."""

    apart: timedelta = timedelta(minutes=15)  #: between two messages
    quiet: timedelta = timedelta(hours=6)  #: between two reports of one feed
    lines: int = 12  #: feeds that one message names
    outage_least: int = 5  #: feeds that fail at a time, from which on it may be an outage …
    outage_share: float = 1 / 2  #: … if they are more than this share …
    outage_over: float = 1 / 4  #: … which is over when they are less than this


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watch looks at."""

    changed: Sequence[FeedHealth]  #: feeds of which something is to be told, as far as is known
    census: Mapping[Condition, int]
    moved: Sequence[tuple[FeedHealth, str]] = ()  #: feeds that were given their new address, with it
    outbreak: Outbreak = QUIET


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told and remembered."""

    lines: tuple[str, ...] = ()
    told: Mapping[FeedId, Condition | None] = field(default_factory=dict)
    outbreak: Outbreak = QUIET


def condition(feed: FeedHealth) -> Condition:
    """How a feed is, in a word."""
    if feed.state is FeedState.PAUSED:
        return Condition.PAUSED
    if feed.last_checked_at is None:
        return Condition.UNTRIED
    if feed.failures:
        broken = feed.oddity is Oddity.PAGE and feed.failures >= PAGES
        return Condition.BROKEN if broken else Condition.FAILING
    if feed.moved is not None and feed.moved.times > ADOPTED_AFTER and feed.moved.target != feed.url:
        return Condition.DOUBLE
    if feed.oddity is Oddity.UNDATED:
        return Condition.UNDATED
    expected_by, fetched = feed.rhythm.expected_by, feed.last_ok_at
    silent = expected_by is not None and fetched is not None and fetched > expected_by
    return Condition.SILENT if silent else Condition.FINE


def report(watched: Watched, *, now: datetime, rules: WatchRules) -> Report:
    """What the desk is to be told now."""
    before = watched.outbreak
    outbreak, lines = _outbreak(watched, now, rules)
    told: dict[FeedId, Condition | None] = {}
    if outbreak.since is None and _may_speak(before, now, rules):
        news = [feed for feed in watched.changed if _is_news(feed, outbreak, now, rules)]
        told = {feed.id: _to_tell(feed) for feed in news}
        lines += [words(feed, now=now) for feed in sorted(news, key=lambda feed: _WEIGHT.index(condition(feed)))]
    lines += [_line(feed, f"has moved for good and is read at {url} from now on") for feed, url in watched.moved]
    if lines:
        outbreak = Outbreak(outbreak.since, outbreak.ended_at, spoke_at=now)
    return Report(tuple(lines), told, outbreak)


def message(lines: Sequence[str], *, rules: WatchRules) -> str:
    """A message for the desk: as many lines as it names, and how many there are."""
    more = len(lines) - rules.lines
    shown = [*lines[: rules.lines], f"… and {more} more: /feeds lists them."] if more > 0 else list(lines)
    return "\n".join(shown)


def words(feed: FeedHealth, *, now: datetime) -> str:
    """What is to be told of a feed, in a line."""
    match condition(feed):
        case Condition.PAUSED:
            said = f"is paused: {feed.problem or 'no reason is known'}"
        case Condition.BROKEN:
            said = f"is broken: a web page comes instead of a feed, {feed.failures} times in a row"
        case Condition.DOUBLE:
            target = feed.moved.target if feed.moved else "?"
            said = f"has moved for good to {target}, which another feed is read at: pause one of the two"
        case Condition.UNDATED:
            said = "is undated: none of its entries says usably when it is from, so each counts as of its first sight"
        case Condition.SILENT:
            said = f"is silent: nothing new for {_span(now - feed.last_new_at)}" if feed.last_new_at else "is silent"
            said += f", at most {_span(timedelta(seconds=feed.rhythm.habit))} before" if feed.rhythm.habit else ""
        case _:
            said = f"is fine again (it was {feed.told})"
    return _line(feed, said)


def a_day(feed: FeedHealth, *, now: datetime, rules: RhythmRules | None = None) -> float | None:
    """Items that a feed is expected to have in a day; None where nothing is known."""
    if feed.rhythm.rate is None:
        return None
    return 86400.0 / rhythm.gap(feed.rhythm, now=now, rules=rules or RhythmRules())


def lags(sightings: Iterable[Sighting]) -> dict[FeedId, float]:
    """Seconds, median, by which feeds come after the first report of a story by another outlet, where they are not
    first.

    Stories that opened before the first of the sightings are left out: who was first with them is not known.
    """
    known = list(sightings)
    begin = min((one.at for one in known), default=None)
    stories: dict[int, list[Sighting]] = {}
    for one in known:
        if begin is not None and one.opened_at >= begin:
            stories.setdefault(one.story_id, []).append(one)
    delays: dict[FeedId, list[float]] = {}
    for reports in stories.values():
        first = min(reports, key=lambda one: (one.at, one.feed_id))
        for one in reports:
            if one.outlet_id != first.outlet_id:
                delays.setdefault(one.feed_id, []).append((one.at - first.at).total_seconds())
    return {feed: median(found) for feed, found in delays.items() if len(found) >= FEWEST_STORIES}


_WEIGHT = [
    Condition.PAUSED,
    Condition.BROKEN,
    Condition.DOUBLE,
    Condition.SILENT,
    Condition.UNDATED,
    Condition.FAILING,
    Condition.UNTRIED,
    Condition.FINE,
]


def _outbreak(watched: Watched, now: datetime, rules: WatchRules) -> tuple[Outbreak, list[str]]:
    """Whether most feeds fail, and what is to be said of it."""
    known, census = watched.outbreak, watched.census
    failing = census.get(Condition.FAILING, 0) + census.get(Condition.BROKEN, 0)
    polled = sum(census.values()) - census.get(Condition.PAUSED, 0)
    tried = polled - census.get(Condition.UNTRIED, 0)
    if known.since is None and failing >= rules.outage_least and failing > polled * rules.outage_share:
        said = f"{failing} of {tried} feeds cannot be fetched. Is the network down, or this machine's way out of it?"
        return Outbreak(since=now, ended_at=known.ended_at, spoke_at=known.spoke_at), [said]
    if known.since is not None and failing < max(tried * rules.outage_over, 1):
        lasted = _span(max(now - known.since, timedelta()))
        said = f"Feeds can be fetched again, after {lasted}: {tried - failing} of {tried}."
        return Outbreak(ended_at=now, spoke_at=known.spoke_at), [said]
    return known, []


def _may_speak(known: Outbreak, now: datetime, rules: WatchRules) -> bool:
    """A clock that was put back hushes nobody."""
    return known.spoke_at is None or not timedelta() <= now - known.spoke_at < rules.apart


def _is_news(feed: FeedHealth, outbreak: Outbreak, now: datetime, rules: WatchRules) -> bool:
    found, told = condition(feed), _to_tell(feed)
    if told == feed.told or (told is None and found is not Condition.FINE):
        return False
    if found is Condition.PAUSED:
        return True
    if found is Condition.BROKEN and outbreak.ended_at is not None:
        checked = feed.last_checked_at
        if checked is None or checked <= outbreak.ended_at <= now:
            return False
    return feed.told_at is None or not timedelta() <= now - feed.told_at < rules.quiet


def _to_tell(feed: FeedHealth) -> Condition | None:
    found = condition(feed)
    return found if found in AILING else None


def _line(feed: FeedHealth, said: str) -> str:
    named = " ".join(feed.outlet.name.split())[:60]
    line = f"#{feed.id} {named} {said}"
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _span(wait: timedelta) -> str:
    """A time, roughly: "40 min", "5 h", "9 days"."""
    seconds = wait.total_seconds()
    if seconds < 2 * 3600:
        return f"{max(seconds, 0) / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"
