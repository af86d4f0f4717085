"""Did it arrive? The decision procedure over looks."""

import pytest

from feeds.core.settling import FAILURES, MISSES, MOST_LOOKS, Look, NotThere, Seen, There, Undecided, next_step

OURS, OTHER, NOTHING, UNKNOWN = Seen.OURS, Seen.OTHER, Seen.NOTHING, Seen.UNKNOWN


def test_the_search_begins_behind_the_last_known_message():
    assert next_step([], after=41) == Look(42)


@pytest.mark.parametrize("before", [[], [OTHER], [NOTHING, NOTHING], [OTHER, NOTHING, OTHER]])
def test_a_message_that_is_ours_is_adopted(before):
    assert next_step([*before, OURS], after=10) == There(11 + len(before))


def test_other_messages_and_gaps_are_passed_over():
    assert next_step([OTHER, NOTHING, OTHER], after=10) == Look(14)


def test_only_several_misses_in_a_row_mean_that_it_is_not_there():
    assert next_step([NOTHING] * (MISSES - 1), after=10) == Look(10 + MISSES)
    assert next_step([OTHER, *[NOTHING] * MISSES], after=10) == NotThere()
    assert next_step([*[NOTHING] * (MISSES - 1), OTHER, NOTHING], after=10) == Look(12 + MISSES)


def test_an_id_whose_look_failed_is_looked_at_again():
    assert next_step([NOTHING, UNKNOWN], after=10) == Look(12)
    assert next_step([UNKNOWN, NOTHING, UNKNOWN, UNKNOWN, OURS], after=10) == There(12)
    broken = [seen for _ in range(MISSES) for seen in (UNKNOWN, NOTHING)]
    assert next_step(broken, after=10) == NotThere()


def test_what_cannot_be_looked_at_again_and_again_is_for_a_person():
    assert isinstance(next_step([NOTHING, *[UNKNOWN] * FAILURES], after=10), Undecided)
    assert isinstance(next_step([UNKNOWN] * FAILURES, after=10), Undecided)


def test_a_channel_full_of_others_messages_is_for_a_person():
    assert isinstance(next_step([OTHER] * MOST_LOOKS, after=0), Undecided)
    assert next_step([OTHER] * (MOST_LOOKS - 1), after=0) == Look(MOST_LOOKS)
