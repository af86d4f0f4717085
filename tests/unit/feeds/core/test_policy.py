"""Publish, hold or leave: every reason both ways, and what the channel can bear."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.doubts import Said
from feeds.core.policy import (
    POLICY,
    ChannelLoad,
    Hold,
    Keep,
    NewHarm,
    PolicyRules,
    Publish,
    Review,
    harms,
    is_dropped,
    is_fresh,
    is_silent,
    judge,
    new_harm,
    standing,
)
from feeds.model import (
    HARM,
    Affiliation,
    Case,
    CaseId,
    CaseState,
    Ground,
    Reason,
    Standing,
    StoryId,
    Terms,
    Trust,
)
from tests.support.builders import (
    NOW,
    a_brief,
    a_doubtful_outlet,
    a_party,
    a_source,
    an_item,
    an_outlet,
    minutes,
    reports,
)

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


@pytest.mark.parametrize(
    ("outlets", "dropped"),
    [
        ([an_outlet(blocked=True)], True),
        ([an_outlet("A", blocked=True), a_party("B", blocked=True)], True),
        ([an_outlet("A", blocked=True), an_outlet("B")], False),
        ([an_outlet()], False),
    ],
)
def test_a_story_is_dropped_where_no_outlet_of_it_may_be_handed_on(outlets, dropped):
    assert is_dropped(reports(*outlets)) is dropped


# ------------------------------------------------------------------ what may do harm, and what is in doubt

HARMFUL = {
    Reason.POSITION: ("Soldiers are hiding in the school on Lenin Street.", "Soldiers are hiding in a school."),
    Reason.MOVEMENT: ("A convoy is moving along the M4 highway.", "A convoy moved along the M4 highway."),
    Reason.PRISONER: ("A video shows captured pilot Marek Sollin.", "A video shows a captured pilot."),
    Reason.MINOR: ("9-year-old Amir Hassan was hurt.", "A 9-year-old boy was hurt."),
    Reason.GRAPHIC: ("Charred bodies lay in the road.", "Bodies lay in the road."),
}


def reporting(text, title="Report", **changes):
    return a_source(an_item(title, text), an_outlet(**changes))


def decided(text, title="Report", *, fresh=True, review=Review.POLICY, **changes):
    return judge([reporting(text, title)], SURE, fresh=fresh, rules=PolicyRules(review=review), **changes)


@pytest.mark.parametrize("reason", sorted(HARM))
def test_what_may_do_harm_is_held_with_the_words_and_what_may_not_is_published(reason):
    harmful, harmless = HARMFUL[reason]
    held = decided(harmful)
    assert held.reasons == (reason,)
    (ground,) = held.grounds
    assert (ground.reason, ground.outlet) == (reason, "Courier")
    assert ground.words in harmful
    assert decided(harmless) == Publish()


@pytest.mark.parametrize("reason", sorted(HARM))
@pytest.mark.parametrize("review", list(Review))
def test_what_may_do_harm_is_held_however_old_and_whoever_reviews(review, reason):
    held = decided(HARMFUL[reason][0], fresh=False, review=review)
    assert held.reasons == (reason,)


def test_harm_is_looked_for_in_the_headline_too():
    assert decided("", title="A video shows captured pilot Marek Sollin in a cell").reasons == (Reason.PRISONER,)


def test_only_what_would_be_shown_is_looked_at():
    source = reporting(HARMFUL[Reason.MINOR][0])
    linked = replace(source, outlet=replace(source.outlet, terms=Terms.LINK_ONLY))
    assert isinstance(judge([source], SURE, fresh=True, rules=PolicyRules()), Hold)
    assert judge([linked], SURE, fresh=True, rules=PolicyRules()) == Publish()


def test_what_would_be_posted_may_be_given():
    source = reporting(HARMFUL[Reason.MINOR][0])
    assert judge([source], SURE, fresh=True, rules=RULES, brief=a_brief(a_source())) == Publish()


TOLL = Said("killed", 40, "the army", "Courier", "40 soldiers", "soldiers")


def test_a_great_toll_of_one_speaker_is_held_until_a_second_gives_it():
    second = Said("killed", 38, "Red Crescent", "Herald", "38 soldiers", "soldiers")
    held = decided("x", figures=[TOLL])
    assert held == Hold((Reason.UNCONFIRMED,), (Ground(Reason.UNCONFIRMED, "40 soldiers (the army)", "Courier"),))
    assert decided("x", figures=[TOLL, second]) == Publish()
    assert decided("x", figures=[TOLL], review=Review.AUTO) == Publish()


def test_tolls_that_cannot_both_be_right_are_held_and_one_that_grew_is_published():
    few = Said("killed", 12, "mayor", "Herald", "12 people", at=minutes(0))
    many = Said("killed", 30, "army", "Courier", "30 people", at=minutes(60))
    also = Said("killed", 31, "Red Crescent", "Courier", "31 people", at=minutes(60))
    assert decided("x", figures=[few, many, also]) == Publish()
    repeated = replace(few, at=minutes(90))
    held = decided("x", figures=[repeated, many, also])
    assert held.reasons == (Reason.DISPUTED,)
    assert held.grounds[0] == Ground(Reason.DISPUTED, "12 people (mayor), 31 people (Red Crescent)", "Courier")
    assert decided("x", figures=[repeated, many, also], review=Review.AUTO) == Publish()


def test_every_reason_is_tried_here():
    elsewhere = {Reason.DEGRADED, Reason.CONFLICT}  # of what is posted: from sending, and in test_doubts
    sides = {Reason.REVIEW_ALL, Reason.SINGLE_SIDE, Reason.NEAR_THRESHOLD, Reason.LOW_TRUST}
    here = sides | {Reason.UNCONFIRMED, Reason.DISPUTED}
    assert set(Reason) - elsewhere == here | set(HARMFUL)
    assert set(HARMFUL) == set(HARM)


# ------------------------------------------------------------------ what is out, and would say more

HARMLESS_BRIEF = a_brief(a_source())
HARMFUL_BRIEF = a_brief(reporting(HARMFUL[Reason.MINOR][0]))
GROUNDS = harms(HARMFUL_BRIEF)


def a_case(state, by="ann", grounds=GROUNDS):
    return Case(CaseId(1), StoryId(1), (Reason.MINOR,), state, NOW, NOW, by, grounds)


def test_harm_that_would_be_added_to_a_post_is_asked_about():
    assert new_harm(HARMLESS_BRIEF, HARMFUL_BRIEF, []) == NewHarm(ask=GROUNDS)
    assert new_harm(HARMLESS_BRIEF, HARMFUL_BRIEF, [a_case(CaseState.OPEN)]).harmful


@pytest.mark.parametrize(
    ("before", "after", "cases"),
    [
        (HARMLESS_BRIEF, HARMLESS_BRIEF, []),
        (HARMFUL_BRIEF, HARMFUL_BRIEF, []),
        (HARMFUL_BRIEF, HARMLESS_BRIEF, []),
        (HARMLESS_BRIEF, HARMFUL_BRIEF, [a_case(CaseState.APPROVED)]),
    ],
)
def test_a_post_grows_where_nothing_harmful_is_added_or_moderators_approved_it(before, after, cases):
    assert not new_harm(before, after, cases).harmful


def test_what_moderators_refused_stays_out_and_is_not_asked_again():
    assert new_harm(HARMLESS_BRIEF, HARMFUL_BRIEF, [a_case(CaseState.REJECTED)]) == NewHarm(refused=GROUNDS)


def test_what_policy_let_go_no_person_has_approved():
    assert new_harm(HARMLESS_BRIEF, HARMFUL_BRIEF, [a_case(CaseState.APPROVED, POLICY)]) == NewHarm(ask=GROUNDS)


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


def test_what_is_not_worth_a_post_waits_for_the_round_up_and_what_is_not_worth_a_line_is_only_found():
    assert stands(importance=RULES.post) is Standing.POSTED
    assert stands(importance=RULES.post - 0.01) is Standing.WAITING
    assert stands(importance=RULES.line) is Standing.WAITING
    assert stands(importance=RULES.line - 0.01) is Standing.ARCHIVED


def test_at_the_very_first_start_even_breaking_news_waits_for_the_choice():
    assert stands(importance=1.0, first_start=True) is Standing.WAITING


@pytest.mark.parametrize(("importance", "silent"), [(0.0, True), (0.49, True), (0.5, False), (1.0, False)])
def test_a_post_below_the_bar_comes_silently(importance, silent):
    assert is_silent(importance, PolicyRules()) is silent


def test_what_is_breaking_is_never_silent_wherever_the_bar_is():
    rules = PolicyRules(loud=1.0, breaking=0.85)
    assert (is_silent(0.85, rules), is_silent(0.84, rules)) == (False, True)
