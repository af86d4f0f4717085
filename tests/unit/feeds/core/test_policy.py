"""Publish, hold or leave: every reason both ways, and what the channel can bear."""

from datetime import timedelta

import pytest

from feeds.core.policy import ChannelLoad, Hold, Keep, PolicyRules, Publish, Review, is_fresh, judge, standing
from feeds.model import Affiliation, Reason, Standing, Trust
from tests.support.builders import NOW, a_doubtful_outlet, a_party, a_source, an_item, an_outlet, reports

RULES = PolicyRules()
SURE, UNSURE = 0.9, 0.47
ONE_SIDE = [a_party("Ministry", "North"), a_party("Army", "North")]


def judged(*outlets, relevance=SURE, fresh=True, review=Review.POLICY):
    rules = PolicyRules(review=review)
    return judge(reports(*(outlets or [an_outlet()])), relevance, fresh=fresh, rules=rules)


def test_a_sure_report_of_an_independent_outlet_is_published():
    assert judged() == Publish()


@pytest.mark.parametrize(
    ("reason", "held", "published"),
    [
        (Reason.SINGLE_SIDE, ONE_SIDE[:1], [an_outlet()]),
        (Reason.SINGLE_SIDE, ONE_SIDE, [*ONE_SIDE, an_outlet()]),
        (Reason.SINGLE_SIDE, ONE_SIDE, [*ONE_SIDE, a_party("Presidency", "South")]),
        (Reason.SINGLE_SIDE, ONE_SIDE, [*ONE_SIDE, an_outlet("Envoy", affiliation=Affiliation.STATE)]),
        (Reason.SINGLE_SIDE, [a_party("Ministry", side=None)], [a_party("X", side=None), a_party("Y", side=None)]),
        (Reason.LOW_TRUST, [a_doubtful_outlet("X"), a_doubtful_outlet("Y")], [a_doubtful_outlet("X"), an_outlet()]),
    ],
)
def test_a_reason_holds_a_story_until_it_no_longer_does(reason, held, published):
    assert judged(*held) == Hold((reason,))
    assert judged(*published) == Publish()


def test_a_story_near_the_threshold_is_held():
    assert judged(relevance=RULES.relevant - 0.01) == Hold((Reason.NEAR_THRESHOLD,))
    assert judged(relevance=RULES.relevant) == Publish()


def test_reasons_add_up():
    outlet = a_party(trust=Trust.LOW)
    assert judged(outlet, relevance=UNSURE) == Hold((Reason.SINGLE_SIDE, Reason.NEAR_THRESHOLD, Reason.LOW_TRUST))


def test_where_everything_is_reviewed_everything_is_held():
    assert judged(review=Review.ALL) == Hold((Reason.REVIEW_ALL,))
    assert judged(review=Review.POLICY) == Publish()


@pytest.mark.parametrize("outlet", [a_party(), a_doubtful_outlet()])
def test_where_nothing_is_reviewed_what_policy_would_hold_is_published(outlet):
    assert judged(outlet, review=Review.AUTO) == Publish()


def test_where_nothing_is_reviewed_what_may_be_about_something_else_is_kept():
    assert judged(relevance=UNSURE, review=Review.AUTO) == Keep()


@pytest.mark.parametrize("review", list(Review))
@pytest.mark.parametrize("outlet", [an_outlet(), a_party(), a_doubtful_outlet()])
def test_what_is_stale_is_kept_whoever_reviews(review, outlet):
    assert judged(outlet, fresh=False, review=review) == Keep()


def test_every_reason_is_tried_here():
    of_policy = set(Reason) - {Reason.DEGRADED}  # that one comes from sending
    assert of_policy == {Reason.REVIEW_ALL, Reason.SINGLE_SIDE, Reason.NEAR_THRESHOLD, Reason.LOW_TRUST}


# ------------------------------------------------------------------ freshness


def fresh(*, dated=True, age=timedelta(), first_poll=False):
    return is_fresh(a_source(an_item(dated=dated, published_at=NOW - age)), first_poll=first_poll, now=NOW, rules=RULES)


@pytest.mark.parametrize("first_poll", [True, False])
def test_a_dated_item_is_news_for_as_long_as_was_decided(first_poll):
    assert fresh(age=RULES.fresh, first_poll=first_poll)
    assert not fresh(age=RULES.fresh + timedelta(seconds=1), first_poll=first_poll)


def test_an_undated_item_is_news_only_where_its_feed_had_been_read_before():
    assert fresh(dated=False)
    assert not fresh(dated=False, first_poll=True)


# ------------------------------------------------------------------ standing


def stands(judgement=None, *, importance=0.5, posted=0, first_start=False):
    return standing(judgement or Publish(), importance, ChannelLoad(posted, first_start), RULES)


@pytest.mark.parametrize("channel", [ChannelLoad(0), ChannelLoad(99), ChannelLoad(0, first_start=True)])
def test_what_is_held_or_kept_is_so_whatever_the_channel_bears(channel):
    assert standing(Hold((Reason.LOW_TRUST,)), 1.0, channel, RULES) is Standing.HELD
    assert standing(Keep(), 1.0, channel, RULES) is Standing.ARCHIVED


def test_a_fit_story_is_posted_until_the_channel_is_full():
    assert stands(posted=RULES.posts_per_hour - 1) is Standing.POSTED
    assert stands(posted=RULES.posts_per_hour) is Standing.WAITING


def test_breaking_news_is_exempt_from_the_cap():
    assert stands(importance=RULES.breaking, posted=99) is Standing.POSTED
    assert stands(importance=RULES.breaking - 0.01, posted=99) is Standing.WAITING


def test_at_the_very_first_start_even_breaking_news_waits_for_the_choice():
    assert stands(importance=1.0, first_start=True) is Standing.WAITING
