"""Whatever a feed says and whatever is remembered of it: within the clamps, and never before Retry-After."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feeds.core import rhythm, skips
from feeds.core.cadence import CadenceRules, Wishes, after_failure, after_fetch
from feeds.errors import HttpStatus, ParseError
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId, PushState, Rhythm, Subscription

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
RULES = CadenceRules()
at_its_own_pace = settings(deadline=None)  # machines differ
URL = "https://feeds.example/a"
PUSHED = Subscription(
    FeedId(1),
    "https://hub.example/",
    URL,
    NOW,
    PushState.ACTIVE,
    lease_ends_at=NOW + timedelta(days=1),
    delivered_at=NOW,
)

numbers = st.floats(allow_nan=False)  # infinity among them
seconds = st.floats(min_value=-10, max_value=1e12, allow_nan=False)
wanted = st.none() | seconds
bits = st.integers(0, 2**32) | st.just(skips.HOURS) | st.just(skips.DAYS) | st.just(skips.HOURS & ~1)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - their zone
published = st.lists(moments, max_size=8)
jitters = st.floats(min_value=0, max_value=1, exclude_max=True)
rhythms = st.builds(
    Rhythm,
    rate=st.none() | numbers,
    rated_at=st.none() | moments,
    habit=st.floats(0, 1e12),
    expected_by=st.none() | moments,
    breaking_until=st.none() | moments | st.just(NOW + timedelta(minutes=5)),
    ttl=wanted,
    skips=bits,
)
feeds = st.builds(
    FeedForPoll,
    id=st.just(FeedId(1)),
    url=st.just(URL),
    outlet_id=st.just(OutletId(1)),
    outlet=st.just(Outlet("Courier")),
    last_ok_at=st.none() | moments,
    failures=st.integers(0, 10_000),
    interval=st.floats(0, 1e9),
    planned_at=st.none() | moments,
    push=st.none() | st.just(PUSHED),
    rhythm=rhythms,
)
wishes = st.builds(Wishes, max_age=wanted, retry_after=wanted, read=st.booleans(), ttl=wanted, skips=bits)
news = st.integers(0, 10**9)


def fetched(feed, wishes, jitter, new_items=0, now=NOW, dates=()):
    return after_fetch(feed, now=now, new_items=new_items, wishes=wishes, rules=RULES, jitter=jitter, dates=dates)


def wait(plan, now=NOW):
    return (plan.next_check_at - now).total_seconds()


@at_its_own_pace
@given(feed=feeds, now=moments, new_items=news, wishes=wishes, jitter=jitters, dates=published)
def test_a_good_fetch_is_followed_within_the_clamps_and_never_before_retry_after(
    feed, now, new_items, wishes, jitter, dates
):
    plan = fetched(feed, wishes, jitter, new_items, now, dates)
    asked = min(max(wishes.retry_after or 0, 0), RULES.longest_wait)
    assert RULES.fastest <= plan.interval <= RULES.slowest
    assert RULES.fastest <= wait(plan, now) + 1e-6
    assert asked - 1e-6 <= wait(plan, now) <= max(RULES.slowest, min(asked * 1.1, RULES.longest_wait)) + 1e-6
    assert plan.pause is None


@at_its_own_pace
@given(feed=feeds, wishes=wishes, jitter=jitters)
def test_what_a_feed_asks_for_is_heeded_up_to_an_hour_unless_it_breaks(feed, wishes, jitter):
    plan = fetched(feed, wishes, jitter)
    breaks = rhythm.is_breaking(plan.rhythm, now=NOW, rules=RULES.rhythm)
    asked = max(plan.rhythm.ttl or 0, wishes.max_age or 0)
    assert wait(plan) >= min(asked, RULES.heed_breaking if breaks else RULES.heed) - 1e-6


@at_its_own_pace
@given(feed=feeds, wishes=wishes, jitter=jitters)
def test_a_feed_that_is_pushed_is_polled_more_rarely_and_keeps_its_pace(feed, wishes, jitter):
    assume(not feed.rhythm.skips and not wishes.skips)
    rare = fetched(replace(feed, push=PUSHED), wishes, jitter)
    usual = fetched(replace(feed, push=None), wishes, jitter)
    assert rare.next_check_at >= usual.next_check_at
    assert rare.interval == usual.interval
    assert wait(rare) >= RULES.slowest * RULES.safety


@at_its_own_pace
@given(feed=feeds, status=st.integers(400, 599), retry_after=wanted, jitter=jitters, outage=st.booleans())
def test_a_failure_is_never_followed_before_retry_after(feed, status, retry_after, jitter, outage):
    error = HttpStatus("no", url=URL, status=status, retry_after=retry_after)
    plan = after_failure(feed, now=NOW, error=error, rules=RULES, jitter=jitter, outage=outage)
    asked = min(retry_after or 0, RULES.longest_wait)
    assert wait(plan) >= asked - 1e-6
    assert RULES.fastest <= wait(plan) <= max(RULES.longest_backoff, asked * 1.1) + 1e-6
    assert plan.rhythm == feed.rhythm


@at_its_own_pace
@given(feed=feeds, jitter=jitters, outage=st.booleans())
def test_more_failures_never_bring_a_feed_forward(feed, jitter, outage):
    asked = {"now": NOW, "error": ParseError("no", url=URL), "rules": RULES, "jitter": jitter, "outage": outage}
    once, again = after_failure(feed, **asked), after_failure(replace(feed, failures=feed.failures + 1), **asked)
    assert again.next_check_at >= once.next_check_at


@at_its_own_pace
@given(feed=feeds, wishes=wishes, new_items=st.integers(1, 10**9), jitter=jitters)
def test_a_burst_never_slows_a_feed_down(feed, wishes, new_items, jitter):
    burst = fetched(feed, wishes, jitter, new_items)
    assume(rhythm.is_breaking(burst.rhythm, now=NOW, rules=RULES.rhythm))
    assert burst.next_check_at <= fetched(feed, wishes, jitter).next_check_at


@at_its_own_pace
@given(feed=feeds, now=moments, looked_at=st.none() | moments, new_items=news)
def test_a_rhythm_stays_within_what_is_believed(feed, now, looked_at, new_items):
    known = rhythm.after_look(feed.rhythm, new=new_items, looked_at=looked_at, now=now, rules=RULES.rhythm)
    expected = rhythm.gap(known, now=now, rules=RULES.rhythm)
    assert rhythm.SHORTEST_GAP <= expected <= rhythm.LONGEST_GAP
    assert known.habit >= 0
    if known.rated_at == now:
        patience = timedelta(seconds=RULES.rhythm.least_silence - 1e-3)
        assert known.expected_by is None or known.expected_by >= min(now + patience, known.expected_by)


@at_its_own_pace
@given(asked=bits, moment=moments, hours=st.floats(0, 6))
def test_what_is_to_be_skipped_is_left_or_the_patience_ends(asked, moment, hours):
    most = moment + timedelta(hours=hours)
    found = skips.after(asked, moment, most=most)
    assert moment <= found <= most
    assert found == most or not skips.skipped(asked, found)


@at_its_own_pace
@given(hours=st.lists(st.text() | st.integers(-99, 99).map(str)), days=st.lists(st.text()))
def test_any_words_for_hours_and_days_give_bits_that_leave_some(hours, days):
    found = skips.mask(hours, days)
    assert 0 <= found < 2**31
    assert found & skips.HOURS != skips.HOURS
    assert found & skips.DAYS != skips.DAYS


@at_its_own_pace
@given(document=st.binary() | st.text().map(lambda text: f"<rss><skipHours>{text}</skipHours>".encode()))
def test_any_bytes_give_times_to_skip_or_none(document):
    assert 0 <= skips.of_document(document) < 2**31
