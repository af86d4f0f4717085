from datetime import UTC, datetime, timedelta

import pytest

from bot.render.times import ago, clock, count, reported_by
from tests.support.briefs import a_brief, a_source

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 3, 9, 5, tzinfo=UTC), "09:05 UTC"),
        (datetime(2026, 3, 2, 23, 59, tzinfo=UTC), "2 Mar 23:59 UTC"),
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), "31 Dec 2025 23:59 UTC"),
        (datetime(2026, 3, 4, tzinfo=UTC), "4 Mar 00:00 UTC"),
    ],
)
def test_an_hour_has_its_date_where_that_is_not_todays(moment, words):
    assert clock(moment, now=NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-30, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 days ago"),
        (10 * 86400, "10 days ago"),
    ],
)
def test_how_long_since_is_said_roughly(seconds, words):
    assert ago(NOW - timedelta(seconds=seconds), now=NOW) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 outlets"), (1, "1 outlet"), (2, "2 outlets"), (1234, "1,234 outlets")]
)
def test_a_number_has_its_noun(number, words):
    assert count(number, "outlet") == words


def test_an_irregular_plural_is_given():
    assert count(2, "story", "stories") == "2 stories"


@pytest.mark.parametrize(
    ("copies", "independent", "words"),
    [
        ([False], 1, "1 outlet"),
        ([False, True, True], 1, "3 outlets, one wire"),
        ([True, False], 1, "2 outlets, one wire"),
        ([False, False, True], 2, "3 outlets, 2 independent"),
        ([False, False], 1, "2 outlets, 1 independent"),  # of one owner
    ],
)
def test_outlets_that_carry_one_text_are_one_wire(copies, independent, words):
    sources = tuple(a_source(f"Outlet {number}", copy=copy) for number, copy in enumerate(copies))
    assert reported_by(a_brief(sources=sources, outlets=len(copies), independent=independent)) == words
