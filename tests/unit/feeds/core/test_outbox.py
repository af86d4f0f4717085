"""What may become of a delivery, when it is tried again, and how a revision reaches its post."""

from datetime import timedelta

import pytest

from feeds.core.outbox import (
    ALLOWED,
    FIRST_WAIT,
    LONGEST_WAIT,
    Attempt,
    Edit,
    Outcome,
    Rewrite,
    backoff,
    plan_revision,
    settle,
)
from feeds.model import DeliveryState as S
from feeds.model import PostKind
from tests.support.builders import NOW, a_post_brief

FINAL = {S.SENT, S.GONE, S.DROPPED, S.MISSED}
GATHER = timedelta(minutes=2)


def settled(outcome, *, attempts=1, **facts):
    return settle(Attempt(outcome, **facts), attempts=attempts, at=NOW)


def plan(*posts):
    return plan_revision(posts, now=NOW, edit_after=GATHER)


def test_every_state_has_its_transitions():
    assert set(ALLOWED) == set(S)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_final_stays(state):
    assert ALLOWED[state] == frozenset()


@pytest.mark.parametrize("state", sorted(set(S) - FINAL))
def test_what_is_not_final_has_a_way_to_an_end(state):
    reached, edge = {state}, {state}
    while edge:
        edge = {after for before in edge for after in ALLOWED[before]} - reached
        reached |= edge
    assert reached & FINAL


def test_a_message_leaves_only_from_a_claimed_delivery():
    assert {before for before, after in ALLOWED.items() if S.SENDING in after} == {S.READY}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_settles_into_a_state_that_is_allowed(outcome):
    assert settled(outcome).state in ALLOWED[S.SENDING]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, S.SENT),
        (Outcome.UNCERTAIN, S.UNCERTAIN),
        (Outcome.REJECTED, S.REJECTED),
        (Outcome.GONE, S.GONE),
        (Outcome.RETRY, S.READY),
        (Outcome.REFUSED, S.READY),
        (Outcome.FATAL, S.READY),
    ],
)
def test_outcomes_and_their_states(outcome, state):
    assert settled(outcome).state is state


def test_a_receipt_keeps_the_message_id():
    assert settled(Outcome.SENT, message_id=42).message_id == 42


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.SENT}))
def test_what_went_wrong_is_kept_in_words(outcome):
    assert settled(outcome, problem="Too bad").problem == "Too bad"


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.REFUSED, Outcome.FATAL])
def test_what_is_tried_again_waits(outcome):
    assert settled(outcome, attempts=3).not_before == NOW + timedelta(seconds=backoff(3))


def test_telegrams_own_wait_is_kept_where_it_is_longer():
    assert settled(Outcome.RETRY, retry_after=1000).not_before == NOW + timedelta(seconds=1000)
    assert settled(Outcome.RETRY, retry_after=0.5).not_before == NOW + timedelta(seconds=FIRST_WAIT)


def test_waits_double_up_to_the_longest():
    assert [backoff(n) for n in (1, 2, 3)] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert backoff(100) == backoff(10_000) == LONGEST_WAIT
    assert backoff(0) == FIRST_WAIT


def test_a_story_without_a_post_needs_no_revision():
    assert plan() is None


def test_a_post_that_nobody_has_seen_is_rewritten():
    post = a_post_brief()
    assert plan(post) == Rewrite(post)


def test_a_post_that_is_out_or_on_its_way_is_edited_a_little_later():
    assert plan(a_post_brief(untouched=False, done=True)) == Edit(NOW + GATHER)
    assert plan(a_post_brief(untouched=False, done=False)) == Edit(NOW + GATHER)


def test_revisions_go_into_the_edit_that_waits():
    edit = a_post_brief(2, kind=PostKind.EDIT)
    assert plan(a_post_brief(untouched=False, done=True), edit) == Rewrite(edit)


def test_after_a_sent_edit_comes_another():
    sent = a_post_brief(2, kind=PostKind.EDIT, untouched=False, done=True)
    assert plan(a_post_brief(untouched=False, done=True), sent) == Edit(NOW + GATHER)


def test_an_edit_that_was_taken_back_is_not_rewritten_but_made_anew():
    taken_back = a_post_brief(2, kind=PostKind.EDIT, untouched=True, done=True)
    assert plan(a_post_brief(untouched=False, done=True), taken_back) == Edit(NOW + GATHER)
