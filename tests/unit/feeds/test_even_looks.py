"""Looks are spread evenly over the minutes, after a start and after a standstill: a day of the cadence alone."""

import pytest

from tests.benchmarks.poll_replay import Day

HOUR = 3600
FEEDS = 2000


@pytest.fixture(scope="module")
def day() -> Day:
    lived = Day(FEEDS)
    lived.go_on(10 * HOUR, standstill=(4 * HOUR, 6 * HOUR))
    return lived


def test_after_the_first_hour_no_minute_has_many_more_looks_than_the_mean(day):
    """Two thousand feeds have forty looks a minute: chance alone makes the worst of 180 a third more."""
    assert day.worst_vs_mean(60, 240) < 1.6


def test_a_standstill_leaves_no_waves_behind(day):
    assert sum(day.minutes[minute] for minute in range(240, 360)) == 0
    assert day.minutes[360] > FEEDS / 2
    assert day.worst_vs_mean(420, 600) < 1.6
