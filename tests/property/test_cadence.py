"""Whatever a feed says: within the clamps, and never before Retry-After."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.cadence import CadenceRules, after_failure, after_fetch
from feeds.errors import HttpStatus, ParseError
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId, PushState, Subscription

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

seconds = st.floats(min_value=-10, max_value=1e12, allow_nan=False)
wishes = st.none() | seconds
jitters = st.floats(min_value=0, max_value=1, exclude_max=True)
feeds = st.builds(
    FeedForPoll,
    id=st.just(FeedId(1)),
    url=st.just(URL),
    outlet_id=st.just(OutletId(1)),
    outlet=st.just(Outlet("Courier")),
    last_ok_at=st.none() | st.just(NOW - timedelta(days=1)),
    failures=st.integers(0, 10_000),
    interval=st.floats(0, 1e9),
)


@at_its_own_pace
@given(feed=feeds, new_items=st.integers(0, 1000), ttl=wishes, max_age=wishes, jitter=jitters)
def test_a_good_fetch_is_followed_within_the_clamps(feed, new_items, ttl, max_age, jitter):
    plan = after_fetch(feed, now=NOW, new_items=new_items, ttl=ttl, max_age=max_age, rules=RULES, jitter=jitter)
    wait = (plan.next_check_at - NOW).total_seconds()
    assert RULES.fastest <= plan.interval <= wait + 1e-6
    assert wait <= RULES.slowest
    assert wait >= min(max(ttl or 0, max_age or 0), RULES.heed) - 1e-6
    assert plan.pause is None


@at_its_own_pace
@given(feed=feeds, ttl=wishes, max_age=wishes, jitter=jitters)
def test_a_feed_that_is_pushed_is_polled_more_rarely_and_keeps_its_pace(feed, ttl, max_age, jitter):
    pushed = replace(feed, last_ok_at=None, push=PUSHED)
    asked = {"now": NOW, "new_items": 0, "ttl": ttl, "max_age": max_age, "rules": RULES, "jitter": jitter}
    rare, usual = after_fetch(pushed, **asked), after_fetch(replace(pushed, push=None), **asked)
    assert rare.next_check_at >= usual.next_check_at
    assert rare.interval == usual.interval
    assert RULES.slowest * RULES.safety <= (rare.next_check_at - NOW).total_seconds() <= RULES.slowest


@at_its_own_pace
@given(feed=feeds, status=st.integers(400, 599), retry_after=wishes, jitter=jitters)
def test_a_failure_is_never_followed_before_retry_after(feed, status, retry_after, jitter):
    error = HttpStatus("no", url=URL, status=status, retry_after=retry_after)
    plan = after_failure(feed, now=NOW, error=error, rules=RULES, jitter=jitter)
    wait = (plan.next_check_at - NOW).total_seconds()
    asked = min(retry_after or 0, RULES.longest_wait)
    assert wait >= asked - 1e-6
    assert RULES.fastest <= wait <= max(RULES.longest_backoff, asked * 1.1) + 1e-6


@at_its_own_pace
@given(feed=feeds, jitter=jitters)
def test_more_failures_never_bring_a_feed_forward(feed, jitter):
    error = ParseError("no", url=URL)
    once = after_failure(feed, now=NOW, error=error, rules=RULES, jitter=jitter)
    worse = FeedForPoll(feed.id, URL, feed.outlet_id, feed.outlet, interval=feed.interval, failures=feed.failures + 1)
    again = after_failure(worse, now=NOW, error=error, rules=RULES, jitter=jitter)
    assert again.next_check_at >= once.next_check_at


@at_its_own_pace
@given(feed=feeds, jitter=jitters)
def test_news_never_slow_a_feed_down(feed, jitter):
    plans = [
        after_fetch(feed, now=NOW, new_items=new_items, ttl=None, max_age=None, rules=RULES, jitter=jitter)
        for new_items in (1, 0)
    ]
    assert plans[0].next_check_at <= plans[1].next_check_at
