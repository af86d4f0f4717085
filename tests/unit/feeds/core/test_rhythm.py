"""How often a feed says something: what is learnt, what is a burst, which silence is out of habit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.rhythm import RhythmRules, after_look, gap, is_breaking
from feeds.model import Rhythm
from tests.support.builders import NOW, minutes

RULES = RhythmRules()
DAY = 24 * 60
HOURLY = Rhythm(rate=1 / 3600, rated_at=NOW)


def look(known: Rhythm, new: int, *, at: float, looked: float | None = None) -> Rhythm:
    """A good fetch so many minutes after ``NOW``; the one before was a minute earlier, or when it is said."""
    before = minutes(at - 1 if looked is None else looked)
    return after_look(known, new=new, looked_at=before, now=minutes(at), rules=RULES)


def test_a_steady_feed_is_learnt():
    known = after_look(Rhythm(), new=30, looked_at=None, now=NOW, rules=RULES)
    for number in range(1, 200):
        known = look(known, 1, at=number * 12)
    assert known.rate == pytest.approx(1 / 720, rel=0.01)
    assert gap(known, now=known.rated_at, rules=RULES) == pytest.approx(720, rel=0.01)


def test_the_first_item_gives_the_mean_of_what_is_usual_and_what_was_seen():
    known = look(Rhythm(rated_at=NOW), 1, at=7 * DAY)
    assert known.rate == pytest.approx(2 / (3600 + 7 * 86400))


def test_nothing_new_changes_nothing_that_is_stored():
    assert look(HOURLY, 0, at=600) == HOURLY


def test_silence_lengthens_the_gap_as_if_an_item_came_now():
    later = minutes(600)
    assert gap(HOURLY, now=later, rules=RULES) == pytest.approx(1 / look(HOURLY, 1, at=600).rate)


def test_a_feed_of_which_nothing_came_yet_is_expected_as_late_as_it_is():
    known = Rhythm(rated_at=NOW)
    assert gap(known, now=minutes(10), rules=RULES) == RULES.usual_gap
    assert gap(known, now=minutes(3 * DAY), rules=RULES) == 3 * 86400


# ------------------------------------------------------------------ the dates of a first document


def told_by(*ages: int) -> Rhythm:
    """What a first document tells, its entries so many minutes old."""
    return after_look(Rhythm(), new=30, looked_at=None, now=NOW, rules=RULES, dates=[minutes(-age) for age in ages])


def test_a_first_document_tells_by_its_newer_half_how_often_something_comes():
    assert 1 / told_by(30, 60, 90, 120, 5000, 9000, 10_000, 500_000).rate == pytest.approx((3600 + 120 * 60) / 5)


def test_a_first_document_is_believed_up_to_a_day_between_items():
    assert 1 / told_by(10_000, 90_000, 200_000, 900_000).rate == RULES.longest_first


@pytest.mark.parametrize("ages", [(), (5,), (5, 60, 90), (5,) * 30, (-5, -6, -7, -8)])
def test_too_few_dates_and_dates_that_are_all_the_same_or_ahead_tell_nothing(ages):
    assert told_by(*ages).rate is None


def test_a_later_document_s_dates_tell_nothing():
    dates = [minutes(-age) for age in range(30)]
    assert after_look(HOURLY, new=0, looked_at=NOW, now=NOW, rules=RULES, dates=dates) == HOURLY


# ------------------------------------------------------------------ bursts


@pytest.mark.parametrize(
    ("new", "after", "burst"), [(5, 30, True), (4, 30, False), (5, 60, False), (8, 60, True), (8, 61, False)]
)
def test_a_burst_is_many_items_and_many_more_than_were_expected(new, after, burst):
    known = look(HOURLY, new, at=after)
    assert is_breaking(known, now=minutes(after), rules=RULES) is burst


def test_what_piled_up_while_nobody_looked_is_no_burst():
    assert look(HOURLY, 24, at=DAY, looked=1).breaking_until is None


def test_daily_batches_are_no_bursts_once_they_are_known():
    known, bursts = Rhythm(rated_at=NOW), []
    for day in range(1, 30):
        known = look(known, 10, at=day * DAY)
        bursts.append(is_breaking(known, now=minutes(day * DAY), rules=RULES))
    assert not any(bursts)


def test_of_a_feed_of_which_nothing_is_known_nothing_is_a_burst():
    assert look(Rhythm(rated_at=NOW), 100, at=1).breaking_until is None


def test_breaking_ends_and_a_time_far_ahead_is_no_breaking():
    known = look(HOURLY, 9, at=10)
    assert is_breaking(known, now=minutes(29), rules=RULES)
    assert not is_breaking(known, now=minutes(30), rules=RULES)
    assert not is_breaking(known, now=minutes(-10), rules=RULES)  # the clock was put back


# ------------------------------------------------------------------ habit


def test_a_feed_is_silent_after_three_times_its_longest_silence():
    known = look(HOURLY, 1, at=4 * DAY)
    assert known.habit == pytest.approx((4 * DAY - 1) * 60)
    assert known.expected_by == minutes(4 * DAY) + timedelta(seconds=3 * known.habit)


def test_a_busy_feed_is_not_silent_before_two_days_are_over():
    assert look(HOURLY, 1, at=5).expected_by == minutes(5 + 2 * DAY)


def test_a_weekend_is_remembered_over_the_week():
    known = look(HOURLY, 1, at=2.5 * DAY)
    for hour in range(1, 5 * 24):
        known = look(known, 1, at=2.5 * DAY + hour * 60)
    assert known.habit > 2 * 86400


def test_an_outage_and_a_program_that_stood_still_make_no_habit():
    assert look(HOURLY, 300, at=30 * DAY, looked=20).habit == 20 * 60


def test_a_clock_that_was_put_back_makes_no_rate_and_no_habit():
    known = after_look(replace(HOURLY, rated_at=minutes(60)), new=3, looked_at=minutes(50), now=NOW, rules=RULES)
    assert (known.rate, known.rated_at, known.habit) == (HOURLY.rate, NOW, 0.0)


@pytest.mark.parametrize("new", [0, 3])
def test_when_something_is_expected_does_not_stay_where_a_clock_that_was_ahead_has_put_it(new):
    known = replace(HOURLY, rated_at=minutes(60 * DAY), habit=600.0, expected_by=minutes(365 * DAY))
    known = after_look(known, new=new, looked_at=minutes(365 * DAY), now=NOW, rules=RULES)
    assert (known.rated_at, known.expected_by) == (NOW, minutes(2 * DAY))
    assert gap(known, now=minutes(DAY), rules=RULES) > gap(known, now=NOW, rules=RULES)
