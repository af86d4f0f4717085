"""When a feed is checked next: one case a rule. The clamps are properties (``tests/property/test_cadence.py``)."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.core import skips
from feeds.core.cadence import CadenceRules, Plan, Wishes, after_failure, after_fetch
from feeds.errors import AddressRefused, HttpStatus, ParseError, TimedOut
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId, Rhythm

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)  # a Tuesday
RULES = CadenceRules()
URL = "https://feeds.example/a"
SLOW = TimedOut("slow", url=URL)
HOURLY = Rhythm(rate=1 / 3600, rated_at=NOW)
BREAKING = replace(HOURLY, breaking_until=NOW + timedelta(minutes=5))


def feed(
    *,
    interval: float = 600.0,
    failures: int = 0,
    last_ok_at: datetime | None = NOW,
    rhythm: Rhythm = HOURLY,
) -> FeedForPoll:
    return FeedForPoll(
        FeedId(1),
        URL,
        OutletId(1),
        Outlet("Courier"),
        interval=interval,
        failures=failures,
        last_ok_at=last_ok_at,
        rhythm=rhythm,
    )


def fetched(known: FeedForPoll, *, new_items: int = 0, jitter: float = 0.0, now: datetime = NOW, **wishes) -> Plan:
    asked = Wishes(read="ttl" in wishes or "skips" in wishes, **wishes)
    return after_fetch(known, now=now, new_items=new_items, wishes=asked, rules=RULES, jitter=jitter)


def failed(known: FeedForPoll, error=SLOW, *, jitter: float = 0.0, outage: bool = False) -> Plan:
    return after_failure(known, now=NOW, error=error, rules=RULES, jitter=jitter, outage=outage)


def wait(plan: Plan, now: datetime = NOW) -> float:
    return (plan.next_check_at - now).total_seconds()


# ------------------------------------------------------------------ its own pace


def test_a_feed_with_an_item_an_hour_is_looked_at_three_times_an_hour():
    assert fetched(feed()).interval == pytest.approx(1200)


@pytest.mark.parametrize(("rate", "pace"), [(4, 600), (100, 120), (1 / 4, 2400), (1 / 16, 4800), (10**6, 60)])
def test_the_pace_goes_with_the_root_of_the_gap(rate, pace):
    assert fetched(feed(rhythm=Rhythm(rate=rate / 3600, rated_at=NOW))).interval == pytest.approx(pace)


def test_a_first_fetch_tells_nothing_though_all_in_it_is_new():
    plan = fetched(feed(interval=0, last_ok_at=None, rhythm=Rhythm()), new_items=30)
    assert (plan.interval, plan.rhythm.rate, plan.rhythm.rated_at) == (RULES.first, None, NOW)


def test_a_stream_of_news_ends_at_the_fastest_and_silence_at_the_slowest():
    busy = quiet = feed(rhythm=Rhythm(), last_ok_at=None)
    now = NOW
    for _ in range(2000):
        plan = fetched(busy, new_items=20, now=now)
        now = plan.next_check_at
        busy = feed(rhythm=plan.rhythm, last_ok_at=now)
    assert plan.interval == RULES.fastest
    for _ in range(2000):
        plan = fetched(quiet, now=now)
        quiet, now = feed(rhythm=plan.rhythm, last_ok_at=now), plan.next_check_at
    assert plan.interval == pytest.approx(RULES.slowest / 1.1)
    assert wait(fetched(quiet, now=now, jitter=0.999), now) <= RULES.slowest


def test_jitter_is_added_to_the_wait_and_not_to_the_pace():
    plan = fetched(feed(), jitter=0.5)
    assert (wait(plan), plan.interval) == (pytest.approx(1260), pytest.approx(1200))


def test_a_feed_that_breaks_is_followed_at_the_fastest_pace_for_a_while():
    plan = fetched(feed(rhythm=replace(HOURLY, rated_at=NOW - timedelta(minutes=10))), new_items=6)
    assert (plan.interval, plan.rhythm.breaking_until) == (RULES.fastest, NOW + timedelta(minutes=20))
    later = fetched(feed(rhythm=plan.rhythm), now=NOW + timedelta(minutes=21))
    assert later.interval > RULES.fastest * 5


def test_a_feed_that_breaks_is_still_polled_rarely_while_it_is_pushed():
    """Its hub brings what is new within seconds."""
    from tests.property.test_cadence import PUSHED

    plan = fetched(replace(feed(rhythm=BREAKING), push=PUSHED))
    assert (wait(plan), plan.interval) == (3600, RULES.fastest)


# ------------------------------------------------------------------ feeds that would keep step


def first(*, jitter: float, **asked) -> float:
    return wait(fetched(feed(interval=0, last_ok_at=None, rhythm=Rhythm()), jitter=jitter, **asked))


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 450), (0.5, 900), (0.999, 1349.1)])
def test_the_first_wait_is_drawn_from_a_whole_pace_and_is_no_shorter_on_the_average(jitter, seconds):
    assert first(jitter=jitter) == pytest.approx(seconds)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_the_first_wait_is_never_shorter_than_what_the_feed_asks_for(jitter):
    assert first(jitter=jitter, ttl=1800.0) == pytest.approx(1800 * (1 + jitter))
    assert first(jitter=jitter, retry_after=7200.0) == pytest.approx(7200 * (1 + RULES.spread * jitter))


@pytest.mark.parametrize(("late", "seconds"), [(299, 1200), (301, 600)])
def test_a_look_that_comes_late_is_followed_by_a_wait_that_is_drawn_anew(late, seconds):
    known = replace(feed(), planned_at=NOW - timedelta(seconds=late))
    assert wait(fetched(known)) == pytest.approx(seconds)


def test_after_a_standstill_also_the_slowest_stay_within_the_slowest_pace_and_apart():
    dry = replace(feed(rhythm=Rhythm(rate=1e-9, rated_at=NOW)), planned_at=NOW - timedelta(hours=4))
    waits = [wait(fetched(dry, jitter=jitter)) for jitter in (0.0, 0.5, 0.999)]
    assert waits[0] < waits[1] < waits[2] <= RULES.slowest


def test_a_feed_that_is_pushed_is_not_drawn_forward_by_a_standstill():
    from tests.property.test_cadence import PUSHED

    known = replace(feed(), push=PUSHED, planned_at=NOW - timedelta(hours=4))
    assert wait(fetched(known)) == RULES.slowest * RULES.safety


def test_ten_thousand_feeds_that_begin_together_do_not_come_together():
    fresh = feed(interval=0, last_ok_at=None, rhythm=Rhythm())
    minutes = Counter(wait(fetched(fresh, jitter=n / 10_000)) // 60 for n in range(10_000))
    assert max(minutes.values()) <= 1.01 * 10_000 / (RULES.first / 60)


# ------------------------------------------------------------------ what it asks for


@pytest.mark.parametrize("asked", [{"ttl": 1800.0}, {"max_age": 1800.0}, {"ttl": 60.0, "max_age": 1800.0}])
def test_what_a_feed_asks_for_is_a_floor(asked):
    assert fetched(feed(), **asked).interval == 1800


def test_a_wish_for_a_day_is_heeded_for_an_hour_and_while_it_breaks_for_five_minutes():
    assert fetched(feed(), ttl=86400.0).interval == RULES.heed
    assert fetched(feed(rhythm=BREAKING), ttl=86400.0).interval == RULES.heed_breaking


def test_what_a_document_asked_for_holds_while_it_is_unchanged():
    plan = fetched(feed(), ttl=3000.0, skips=skips.mask(["13"], []))
    again = fetched(feed(rhythm=plan.rhythm))
    assert (again.interval, again.rhythm) == (3000, plan.rhythm)
    assert fetched(feed(rhythm=plan.rhythm), ttl=None, skips=0).interval == pytest.approx(1200)


@pytest.mark.parametrize("retry_after", [60.0, 9000.0, 90_000.0, 1e9])
def test_retry_after_is_kept_to_also_beside_a_good_answer(retry_after):
    assert wait(fetched(feed(), retry_after=retry_after)) == pytest.approx(
        min(max(1200, retry_after), RULES.longest_wait)
    )


def test_hours_that_a_feed_asks_to_skip_are_skipped_and_not_left_all_at_once():
    noon_to_three = skips.mask(["12", "13", "14"], [])
    assert wait(fetched(feed(), skips=noon_to_three)) == 3 * 3600
    assert wait(fetched(feed(), skips=noon_to_three, jitter=0.5)) == 3 * 3600 + 30


def test_skipping_ends_at_the_slowest_pace_and_does_not_hold_while_it_breaks():
    weekdays = skips.mask([], ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])
    assert wait(fetched(feed(), skips=weekdays)) == RULES.slowest
    assert wait(fetched(feed(rhythm=BREAKING), skips=weekdays)) == RULES.fastest


# ------------------------------------------------------------------ clocks that were set


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=3650)])
@pytest.mark.parametrize("new_items", [0, 30])
def test_what_was_learnt_under_a_clock_that_was_ahead_slows_nothing_down(ahead, new_items):
    known = replace(HOURLY, rated_at=NOW + ahead, breaking_until=NOW + ahead, expected_by=NOW + ahead)
    plan = fetched(feed(rhythm=known, last_ok_at=NOW + ahead), new_items=new_items)
    assert plan.interval == pytest.approx(1200)


# ------------------------------------------------------------------ failures


def test_failures_double_the_wait_up_to_a_day_and_keep_the_pace():
    waits = [wait(failed(feed(interval=600, failures=n))) for n in range(10)]
    assert waits[:4] == [1200, 2400, 4800, 9600]
    assert waits[-1] == RULES.longest_backoff
    assert failed(feed(interval=600, failures=5)).interval == 600


def test_a_feed_that_never_worked_backs_off_from_the_first_pace():
    assert wait(failed(feed(interval=0, last_ok_at=None))) == 2 * RULES.first


def test_a_document_that_cannot_be_read_is_a_failure():
    assert wait(failed(feed(interval=600), ParseError("not a feed", url=URL))) == 1200


def test_retry_after_is_kept_to_even_beyond_a_day():
    busy = HttpStatus("busy", url=URL, status=429, retry_after=100_000)
    assert wait(failed(feed(), busy)) == 100_000


def test_retry_after_of_years_is_kept_to_for_a_month():
    busy = HttpStatus("busy", url=URL, status=503, retry_after=1e9)
    assert wait(failed(feed(), busy)) == RULES.longest_wait


@pytest.mark.parametrize(("limited", "seconds"), [(True, 300), (False, 120)])
def test_a_server_that_is_asked_too_much_is_left_alone_also_where_it_does_not_say_for_how_long(limited, seconds):
    busy = HttpStatus("busy", url=URL, status=429, is_rate_limited=limited)
    assert wait(failed(feed(interval=60), busy)) == seconds


def test_retry_after_does_not_shorten_the_back_off():
    busy = HttpStatus("busy", url=URL, status=503, retry_after=1)
    assert wait(failed(feed(interval=600), busy)) == 1200


def test_gone_pauses_at_once():
    gone = HttpStatus("the server answered 410 Gone", url=URL, status=410)
    assert failed(feed(), gone).pause == "the server says that this feed is gone for good"


def test_a_refused_address_pauses_at_the_third_time():
    refused = AddressRefused("10.0.0.1 is not a public address", url=URL)
    assert failed(feed(failures=1), refused).pause is None
    assert failed(feed(failures=2), refused).pause == "refused 3 times in a row: 10.0.0.1 is not a public address"


@pytest.mark.parametrize(
    ("failures", "days", "paused"), [(9, 8, True), (8, 8, False), (9, 6, False), (50, 6, False), (9, None, True)]
)
def test_many_failures_over_many_days_pause(failures, days, paused):
    last_ok_at = None if days is None else NOW - timedelta(days=days)
    plan = failed(feed(failures=failures, last_ok_at=last_ok_at))
    assert plan.pause == (f"failed {failures + 1} times in a row: slow" if paused else None)


def test_while_no_feed_can_be_fetched_none_is_paused_and_all_are_tried_every_quarter_of_an_hour():
    dead = feed(failures=50, last_ok_at=NOW - timedelta(days=30))
    refused = AddressRefused("10.0.0.1 is not a public address", url=URL)
    for error in (SLOW, refused):
        plan = failed(dead, error, outage=True)
        assert (plan.pause, wait(plan)) == (None, RULES.outage)
    gone = HttpStatus("the server answered 410 Gone", url=URL, status=410)
    assert failed(dead, gone, outage=True).pause is not None


def test_an_outage_brings_no_slow_feed_forward():
    assert wait(failed(feed(interval=7200, failures=3), outage=True)) == 7200
