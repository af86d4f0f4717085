"""How a feed is, what the desk is told of it and how often, and how late it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.health import QUIET, Report, Watched, WatchRules, a_day, condition, lags, message, report
from feeds.model import (
    Condition,
    FeedHealth,
    FeedId,
    FeedState,
    Oddity,
    Outbreak,
    Outlet,
    OutletId,
    Redirection,
    Rhythm,
    Sighting,
    StoryId,
)
from tests.support.builders import NOW, minutes

RULES = WatchRules()
LONG_AGO = Rhythm(rate=1 / 3600, rated_at=minutes(-60 * 24 * 9), habit=7200.0, expected_by=minutes(-60))
FEED = FeedHealth(
    id=FeedId(12),
    url="https://herald.example/rss",
    title=None,
    outlet=Outlet("Arven Herald"),
    state=FeedState.ACTIVE,
    items=3,
    next_check_at=NOW,
    last_checked_at=NOW,
    last_ok_at=NOW,
    last_new_at=minutes(-5),
    failures=0,
    problem=None,
    rhythm=Rhythm(expected_by=minutes(60)),
)
PAUSED = replace(FEED, state=FeedState.PAUSED, problem="the server says that this feed is gone for good")
UNTRIED = replace(FEED, last_checked_at=None, last_ok_at=None, last_new_at=None, rhythm=Rhythm())
FAILING = replace(FEED, failures=9, problem="slow", oddity=Oddity.UNDATED)
BROKEN = replace(FEED, failures=3, oddity=Oddity.PAGE)
DOUBLE = replace(FEED, moved=Redirection("https://news.example/", 4))
UNDATED = replace(FEED, oddity=Oddity.UNDATED)
SILENT = replace(FEED, last_new_at=minutes(-60 * 24 * 9), rhythm=LONG_AGO)
SAMPLES = {
    Condition.PAUSED: PAUSED,
    Condition.UNTRIED: UNTRIED,
    Condition.FAILING: FAILING,
    Condition.BROKEN: BROKEN,
    Condition.DOUBLE: DOUBLE,
    Condition.UNDATED: UNDATED,
    Condition.SILENT: SILENT,
    Condition.FINE: FEED,
}
DOUBLE_LINE = (
    "#12 Arven Herald has moved for good to https://news.example/, which another feed is read at: pause one of the two"
)
UNDATED_LINE = (
    "#12 Arven Herald is undated: none of its entries says usably when it is from, so each counts as of its first sight"
)
ALL_WELL = {Condition.FINE: 80}


def told(*feeds, census=ALL_WELL, outbreak=QUIET, now=NOW, moved=()) -> Report:
    return report(Watched(feeds, census, moved, outbreak), now=now, rules=RULES)


@pytest.mark.parametrize("found", list(Condition))
def test_a_feed_is_in_one_condition(found):
    assert condition(SAMPLES[found]) is found


@pytest.mark.parametrize(
    "almost",
    [
        replace(BROKEN, failures=0),
        replace(DOUBLE, moved=Redirection("https://news.example/", 3)),
        replace(DOUBLE, moved=Redirection(FEED.url, 9)),
        replace(SILENT, last_ok_at=minutes(-60)),
        replace(SILENT, rhythm=Rhythm()),
    ],
)
def test_what_is_only_almost_an_ailment_is_none(almost):
    assert condition(almost) is Condition.FINE


def test_a_page_once_is_a_failure_like_others():
    assert condition(replace(BROKEN, failures=2)) is Condition.FAILING


# ------------------------------------------------------------------ what is told


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (PAUSED, "#12 Arven Herald is paused: the server says that this feed is gone for good"),
        (BROKEN, "#12 Arven Herald is broken: a web page comes instead of a feed, 3 times in a row"),
        (
            DOUBLE,
            DOUBLE_LINE,
        ),
        (
            UNDATED,
            UNDATED_LINE,
        ),
        (SILENT, "#12 Arven Herald is silent: nothing new for 9 days, at most 2 h before"),
        (replace(FEED, told=Condition.SILENT), "#12 Arven Herald is fine again (it was silent)"),
    ],
)
def test_an_ailment_and_a_recovery_are_told_in_a_line(feed, said):
    found = told(feed)
    assert found.lines == (said,)
    expected = None if feed.told else condition(feed)
    assert (found.told, found.outbreak) == ({FeedId(12): expected}, Outbreak(spoke_at=NOW))


@pytest.mark.parametrize("found", [Condition.FINE, Condition.UNTRIED, Condition.FAILING])
def test_of_other_feeds_nothing_is_told(found):
    assert told(SAMPLES[found]) == Report()


@pytest.mark.parametrize("found", [Condition.PAUSED, Condition.BROKEN, Condition.UNDATED, Condition.SILENT])
def test_what_was_told_is_not_told_again(found):
    assert told(replace(SAMPLES[found], told=found)) == Report()


@pytest.mark.parametrize("found", [Condition.FAILING, Condition.UNTRIED])
def test_a_feed_that_fails_has_not_recovered(found):
    assert told(replace(SAMPLES[found], told=Condition.SILENT)) == Report()


def test_a_feed_that_goes_to_and_fro_is_told_of_every_six_hours_but_a_pause_at_once():
    feed = replace(UNDATED, told_at=minutes(-359))
    assert told(feed) == Report()
    assert told(replace(feed, told_at=minutes(-360))).lines
    assert told(replace(PAUSED, told_at=minutes(-1))).lines


def test_the_gravest_comes_first_and_all_are_one_message():
    feeds = [replace(feed, id=FeedId(number)) for number, feed in enumerate((UNDATED, SILENT, BROKEN, PAUSED))]
    lines = told(*feeds).lines
    assert [line.split()[0] for line in lines] == ["#3", "#2", "#1", "#0"]


def test_a_message_names_a_dozen_and_counts_the_others():
    text = message([f"line {number}" for number in range(300)], rules=RULES)
    assert len(text.splitlines()) == 13
    assert text.endswith("… and 288 more: /feeds lists them.")
    assert message(["one", "two"], rules=RULES) == "one\ntwo"


def test_messages_are_a_quarter_of_an_hour_apart_whatever_the_clock_does():
    assert told(SILENT, outbreak=Outbreak(spoke_at=minutes(-14))).lines == ()
    assert told(SILENT, outbreak=Outbreak(spoke_at=minutes(-15))).lines
    assert told(SILENT, outbreak=Outbreak(spoke_at=minutes(60))).lines  # the clock was put back


def test_an_outlets_name_and_a_problem_are_cut_to_a_line():
    feed = replace(PAUSED, outlet=Outlet("A\nB " * 100), problem="x" * 5000)
    (line,) = told(feed).lines
    assert len(line) <= 260
    assert "\n" not in line


def test_a_move_is_told_at_once():
    found = told(moved=[(FEED, "https://news.example/feed")], outbreak=Outbreak(spoke_at=NOW))
    assert found.lines == ("#12 Arven Herald has moved for good and is read at https://news.example/feed from now on",)


# ------------------------------------------------------------------ outages


def census(failing, fine, *, broken=0, paused=50, untried=0):
    return {
        Condition.FAILING: failing,
        Condition.BROKEN: broken,
        Condition.FINE: fine,
        Condition.PAUSED: paused,
        Condition.UNTRIED: untried,
    }


def test_where_most_feeds_fail_that_is_one_message_and_nothing_is_told_of_single_feeds():
    found = told(SILENT, BROKEN, PAUSED, census=census(40, 40, broken=3))
    assert found.lines == ("43 of 83 feeds cannot be fetched. Is the network down, or this machine's way out of it?",)
    assert (found.told, found.outbreak.since) == ({}, NOW)
    again = told(SILENT, BROKEN, PAUSED, census=census(80, 0), outbreak=found.outbreak, now=minutes(60))
    assert again.lines == ()
    assert again.outbreak == found.outbreak


@pytest.mark.parametrize(("failing", "fine"), [(4, 0), (5, 5), (40, 40), (0, 0)])
def test_a_few_failures_or_half_of_them_are_no_outage(failing, fine):
    assert told(census=census(failing, fine)) == Report()


def test_at_a_first_start_the_first_few_failures_are_no_outage():
    assert told(census=census(6, 1, untried=80)) == Report()


def test_an_outage_is_over_when_few_feeds_fail():
    down = Outbreak(since=minutes(-300), spoke_at=minutes(-300))
    assert told(census=census(21, 60), outbreak=down).lines == ()
    found = told(census=census(20, 61), outbreak=down)
    assert found.lines == ("Feeds can be fetched again, after 5 h: 61 of 81.",)
    assert found.outbreak == Outbreak(ended_at=NOW, spoke_at=NOW)
    assert told(census=census(0, 5), outbreak=down).lines


def test_after_an_outage_only_pages_that_came_since_then_count():
    over = Outbreak(ended_at=minutes(-60), spoke_at=minutes(-60))
    assert told(replace(BROKEN, last_checked_at=minutes(-70)), outbreak=over).lines == ()
    assert told(replace(BROKEN, last_checked_at=minutes(-50)), outbreak=over).lines


# ------------------------------------------------------------------ figures


def test_items_a_day_are_what_is_expected_and_unknown_before_the_first():
    assert a_day(replace(FEED, rhythm=Rhythm(rate=1 / 3600, rated_at=NOW)), now=NOW) == pytest.approx(24)
    assert a_day(FEED, now=NOW) is None


def seen(story, feed, after, *, outlet=None, opened=0):
    outlet = OutletId(feed if outlet is None else outlet)
    return Sighting(FeedId(feed), outlet, StoryId(story), minutes(after), minutes(opened))


def test_the_lag_is_the_median_delay_behind_other_outlets():
    stories = [(1, 4), (2, 10), (3, 6), (4, 200)]
    sightings = [seen(0, 9, 0)]
    for story, delay in stories:
        sightings += [seen(story, 1, 10, opened=10), seen(story, 2, 10 + delay, opened=10)]
    assert lags(sightings) == {FeedId(2): 480.0}


def test_being_first_counts_for_nothing_and_ones_own_outlet_is_no_other():
    sightings = [seen(0, 9, 0)]
    for story in (1, 2, 3):
        sightings += [seen(story, 1, 5, opened=5), seen(story, 2, 9, outlet=1, opened=5)]
    assert lags(sightings) == {}


def test_few_stories_and_stories_that_began_before_tell_nothing():
    sightings = [seen(0, 9, 0)]
    for story in (1, 2):
        sightings += [seen(story, 1, 5, opened=5), seen(story, 2, 9, opened=5)]
    for story in (3, 4, 5):
        sightings += [seen(story, 1, 5, opened=-5), seen(story, 2, 9, opened=-5)]
    assert lags(sightings) == {}
    assert lags([]) == {}


def test_feeds_without_a_word_of_why_are_told_of_all_the_same():
    assert "no reason is known" in told(replace(PAUSED, problem=None)).lines[0]
    assert told(replace(SILENT, last_new_at=None)).lines[0].endswith("is silent, at most 2 h before")
    habitless = replace(SILENT, rhythm=replace(LONG_AGO, habit=0.0), last_new_at=NOW - timedelta(minutes=90))
    assert told(habitless).lines[0].endswith("nothing new for 90 min")
