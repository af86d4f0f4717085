"""When a feed is checked next: one case a rule. The clamps are properties (``tests/property/test_cadence.py``)."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.core.cadence import CadenceRules, Plan, after_failure, after_fetch
from feeds.errors import AddressRefused, HttpStatus, ParseError, TimedOut
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
RULES = CadenceRules()
URL = "https://feeds.example/a"
SLOW = TimedOut("slow", url=URL)


def feed(*, interval: float = 600.0, failures: int = 0, last_ok_at: datetime | None = NOW) -> FeedForPoll:
    return FeedForPoll(
        FeedId(1), URL, OutletId(1), Outlet("Courier"), interval=interval, failures=failures, last_ok_at=last_ok_at
    )


def fetched(known: FeedForPoll, *, new_items: int = 0, ttl=None, max_age=None, jitter: float = 0.0) -> Plan:
    return after_fetch(known, now=NOW, new_items=new_items, ttl=ttl, max_age=max_age, rules=RULES, jitter=jitter)


def failed(known: FeedForPoll, error=SLOW, *, jitter: float = 0.0) -> Plan:
    return after_failure(known, now=NOW, error=error, rules=RULES, jitter=jitter)


def wait(plan: Plan) -> float:
    return (plan.next_check_at - NOW).total_seconds()


def test_a_new_item_halves_the_pace():
    assert fetched(feed(interval=600), new_items=1) == Plan(NOW + timedelta(seconds=300), 300)


def test_nothing_new_lengthens_it_gently():
    assert fetched(feed(interval=600)).interval == 750


def test_a_first_fetch_tells_nothing_though_all_in_it_is_new():
    assert fetched(feed(interval=0, last_ok_at=None), new_items=30).interval == RULES.first


def test_a_stream_of_news_ends_at_the_fastest_and_silence_at_the_slowest():
    busy = quiet = feed()
    for _ in range(40):
        busy = feed(interval=fetched(busy, new_items=3).interval)
        quiet = feed(interval=fetched(quiet).interval)
    assert busy.interval == RULES.fastest
    assert wait(fetched(quiet, jitter=0.999)) <= RULES.slowest
    assert quiet.interval == pytest.approx(RULES.slowest / 1.1)


@pytest.mark.parametrize("asked", [{"ttl": 1800.0}, {"max_age": 1800.0}, {"ttl": 60.0, "max_age": 1800.0}])
def test_what_a_feed_asks_for_is_a_floor(asked):
    assert fetched(feed(interval=120), new_items=1, **asked).interval == 1800


def test_a_wish_for_a_day_is_heeded_for_an_hour():
    assert fetched(feed(interval=120), ttl=86400.0).interval == RULES.heed


def test_jitter_is_added_to_the_wait_and_not_to_the_pace():
    plan = fetched(feed(interval=600), new_items=1, jitter=0.5)
    assert (wait(plan), plan.interval) == (pytest.approx(315), 300)


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
