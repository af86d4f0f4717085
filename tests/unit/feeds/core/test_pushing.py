"""Whether polls may be rare, and what polls and pushes tell of each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.cadence import CadenceRules, Wishes, after_fetch
from feeds.core.pushing import after_poll, after_push, after_unread_push, delivers, has_ended, takes
from feeds.model import FeedId, HubLink, PushState, Rhythm, Subscription
from tests.support.builders import NOW, a_feed, minutes

LINK = HubLink("https://hub.example/", "https://news.example/feed")
OTHER = HubLink("https://other.example/", "https://news.example/feed")
ACTIVE = Subscription(
    FeedId(1), *(LINK.hub, LINK.topic), minutes(80), PushState.ACTIVE, b"c", lease_ends_at=minutes(100)
)
EARNED = replace(ACTIVE, delivered_at=NOW)
RULES = CadenceRules()


def polled(known, link=LINK, *, whole=True, new=0, now=NOW):
    return after_poll(known, FeedId(1), link, whole=whole, new=new, now=now)


def wait(push, *, gap=3600.0):
    feed = a_feed(push=push, rhythm=Rhythm(rate=1 / gap, rated_at=NOW))
    plan = after_fetch(feed, now=NOW, new_items=0, wishes=Wishes(), rules=RULES, jitter=0.5)
    return (plan.next_check_at - NOW) / timedelta(seconds=1), pytest.approx(plan.interval)


# ------------------------------------------------------------------ what earns rare polls


def test_a_hub_that_brought_something_new_may_be_relied_on_while_its_lease_runs():
    assert delivers(EARNED, NOW)
    assert not delivers(EARNED, minutes(100))
    assert not delivers(ACTIVE, NOW)
    assert not delivers(None, NOW)
    for state in set(PushState) - {PushState.ACTIVE}:
        assert not delivers(replace(EARNED, state=state), NOW)


def test_a_poll_that_finds_what_was_not_pushed_ends_that_until_the_next_push():
    missed = polled(EARNED, new=1, now=minutes(5))
    assert not delivers(missed, minutes(5))
    assert has_ended(EARNED, missed, minutes(5))
    assert not delivers(after_push(missed, new=0, now=minutes(6)), minutes(6))  # it repeats what the poll found
    assert delivers(after_push(missed, new=1, now=minutes(7)), minutes(7))


def test_a_poll_that_finds_nothing_confirms_it():
    assert polled(EARNED, new=0, now=minutes(5)) == EARNED


def test_a_push_that_cannot_be_read_leaves_it_to_polls():
    unread = after_unread_push(EARNED, "no feed", now=minutes(1))
    assert (delivers(unread, minutes(1)), unread.problem) == (False, "no feed")


def test_pushing_ends_where_the_lease_does():
    lapsed = replace(EARNED, state=PushState.LAPSED, callback=None, lease_ends_at=None)
    assert has_ended(EARNED, lapsed, minutes(100))
    assert not has_ended(ACTIVE, replace(ACTIVE, state=PushState.LAPSED), minutes(100))
    assert not has_ended(EARNED, EARNED, NOW)


def test_only_the_verified_callback_of_a_lease_that_runs_is_listened_to():
    assert takes(EARNED, b"c", NOW)
    assert not takes(EARNED, b"d", NOW)
    assert not takes(EARNED, b"c", minutes(100))
    assert not takes(replace(EARNED, asked=b"d"), b"d", NOW)


# ------------------------------------------------------------------ what polls tell


def test_a_hub_that_a_poll_finds_is_to_be_asked_at_once():
    assert polled(None) == Subscription(FeedId(1), LINK.hub, LINK.topic, NOW)
    assert polled(None, None) is None


def test_another_hub_is_asked_while_the_old_lease_goes_on():
    moved = polled(replace(EARNED, asked=b"d", failures=4), OTHER, now=minutes(5))
    assert (moved.hub, moved.callback, moved.asked, moved.next_at) == (OTHER.hub, b"c", None, minutes(5))
    assert (moved.state, moved.failures) == (PushState.ACTIVE, 0)
    denied = replace(ACTIVE, state=PushState.DENIED, callback=None, lease_ends_at=None)
    assert polled(denied, OTHER).state is PushState.NONE


def test_a_feed_that_names_no_hub_any_more_is_forgotten_unless_its_document_is_cut():
    assert polled(EARNED, None) is None
    assert polled(EARNED, None, whole=False) == EARNED
    assert polled(EARNED, None, whole=False, new=2, now=minutes(1)).missed_at == minutes(1)


# ------------------------------------------------------------------ cadence


def test_a_feed_that_is_pushed_is_polled_once_an_hour():
    assert wait(EARNED) == (pytest.approx(3600 * 1.05), 1200.0)


def test_a_feed_that_is_polled_more_rarely_anyway_stays_so():
    seconds, pace = wait(EARNED, gap=144 * 3600.0)
    assert (seconds, pace) == (pytest.approx(4 * 3600 * 1.05), 4 * 3600.0)


@pytest.mark.parametrize("push", [None, ACTIVE, replace(EARNED, missed_at=minutes(1))])
def test_a_feed_that_is_not_pushed_is_polled_at_its_own_pace(push):
    assert wait(push) == (pytest.approx(1200 * 1.05), 1200.0)
