"""Numbers that one speaker alone gives, and what contradicts a post: each both ways."""

from dataclasses import replace

import pytest

from feeds.core.doubts import PAIRS, Said, contradictions, disputed, unconfirmed
from feeds.model import Ground, Reason
from tests.support.builders import minutes

TWELVE = Said("killed", 12, "the governor", "Courier", "12 people", "people")


def by(speaker, number=12, **changes):
    return replace(TWELVE, speaker=speaker, number=number, words=f"{number} people", **changes)


def doubted(*said, speakers=2, floor=10):
    return unconfirmed(said, speakers=speakers, floor=floor)


def test_a_toll_of_one_speaker_is_unconfirmed_and_says_whose_it_is():
    assert doubted(TWELVE) == (Ground(Reason.UNCONFIRMED, "12 people (the governor)", "Courier"),)


@pytest.mark.parametrize(
    "other", [by("Red Crescent"), by("Red Crescent", 14), by("Red Crescent", 10), by("Red Crescent", noun="")]
)
def test_a_second_speaker_confirms_it_within_a_fifth(other):
    assert doubted(TWELVE, other) == ()


@pytest.mark.parametrize(
    "other",
    [
        by("Governor"),
        by("The Governor", outlet="Herald"),
        by("Red Crescent", 40),
        by("Red Crescent", kind="wounded"),
    ],
)
def test_the_same_speaker_elsewhere_another_number_kind_or_noun_confirms_nothing(other):
    said = (replace(TWELVE, speaker="governor"), other)
    assert doubted(*said)[0] == Ground(Reason.UNCONFIRMED, "12 people (governor)", "Courier")


def test_numbers_of_different_people_confirm_nothing_and_that_of_people_confirms_any():
    soldiers, civilians = by("the army", noun="soldiers"), by("Red Crescent", noun="civilians")
    assert len(doubted(soldiers, civilians)) == 2
    assert doubted(soldiers, by("mayor")) == ()


def test_three_times_as_many_wounded_are_asked_about():
    assert doubted(by("x", 29, kind="wounded")) == ()
    assert len(doubted(by("x", 30, kind="wounded"))) == 1


def test_where_one_speaker_is_enough_nothing_is_unconfirmed():
    assert doubted(TWELVE, speakers=1) == ()


def test_few_are_not_asked_about():
    assert doubted(by("x", 9)) == ()
    assert len(doubted(by("x", 10))) == 1


def test_a_toll_that_several_outlets_quote_is_told_once():
    assert len(doubted(TWELVE, replace(TWELVE, outlet="Herald"))) == 1


def test_nothing_said_is_nothing_doubted():
    assert doubted() == contradictions((), ()) == ()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (by("the governor", 9), "9 people (the governor); the post says 12 people"),
        (by("Red Crescent", 5), "5 people (Red Crescent); the post says 12 people"),
    ],
)
def test_a_lowered_toll_and_anothers_of_less_than_half_contradict_the_post(now, words):
    assert contradictions([TWELVE], [now]) == (Ground(Reason.CONFLICT, words, "Courier"),)


@pytest.mark.parametrize(
    "now",
    [
        by("the governor", 12),
        by("the governor", 15),
        by("Red Crescent", 6),
        by("Red Crescent", 30),
        by("Red Crescent", 3, kind="wounded"),
        by("Red Crescent", 3, noun="soldiers"),
    ],
)
def test_a_toll_that_rises_or_counts_others_contradicts_nothing(now):
    assert contradictions([TWELVE], [now]) == ()


def test_what_the_post_tells_too_and_what_is_below_the_floor_contradicts_nothing():
    far = by("Red Crescent", 5)
    assert contradictions([TWELVE, far], [TWELVE, far]) == ()
    assert contradictions([TWELVE], [far], floor=13) == ()
    assert len(contradictions([TWELVE], [far], floor=12)) == 1


# ------------------------------------------------------------------ tolls that cannot both be right


def at(minute, speaker, number, **changes):
    return by(speaker, number, at=minutes(minute), **changes)


NORTH, SOUTH = {"side": "North"}, {"side": "South"}


def argued(*said, floor=20):
    return [ground.words for ground in disputed(said, speakers=2, floor=floor)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at(0, "North", 5, **NORTH), at(0, "South", 300, **SOUTH)),
        (at(0, "North", 5, **NORTH), at(60, "South", 300, **SOUTH)),
        (at(60, "North", 12, **NORTH), at(0, "South", 30, **SOUTH)),
        (at(0, "North", 12, **NORTH), at(60, "South", 30, **SOUTH)),
        (at(0, "the governor", 5), at(60, "Red Crescent", 300)),
        (at(60, "the governor", 12), at(0, "Red Crescent", 30)),
        (at(0, "the governor", 12), at(0, "Red Crescent", 30)),
        (at(0, "the governor", 12, noun="victims"), at(0, "Red Crescent", 30, place="Karst")),
    ],
)
def test_two_speakers_whose_tolls_are_far_apart_are_disputed(one, other):
    assert argued(one, other) == argued(other, one) == [f"{one.words} ({one.speaker}), {other.words} ({other.speaker})"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at(0, "the governor", 12), at(60, "Red Crescent", 15)),
        (at(0, "the governor", 12), at(60, "Red Crescent", 60)),
        (at(60, "North", 15, **NORTH), at(0, "South", 30, **SOUTH)),
        (at(0, "North", 5, **NORTH), at(60, "South", 19, **SOUTH)),
        (at(0, "the governor", 5), at(60, "Governor Osko", 300)),
        (at(0, "the governor", 5, kind="wounded"), at(0, "Red Crescent", 300)),
        (at(0, "the governor", 5, noun="soldiers"), at(0, "Red Crescent", 300)),
        (at(0, "the governor", 5, place="Dorin"), at(0, "Red Crescent", 300, place="Karst")),
        (at(0, "the governor", 5, firm=False), at(0, "Red Crescent", 300)),
        (at(0, "the governor", 5), at(0, "Red Crescent", 300, firm=False)),
    ],
)
def test_growth_other_people_places_and_guesses_are_no_dispute(one, other):
    assert argued(one, other) == argued(other, one) == []


def test_where_all_contradict_all_the_widest_apart_are_named():
    told = [at(0, f"speaker{n}", 3**n) for n in range(3, 40)]
    grounds = argued(*told)
    assert len(grounds) == PAIRS
    assert grounds[0] == f"{told[0].words} (speaker3), {told[-1].words} (speaker39)"


def test_what_two_speakers_give_stands_against_what_was_said_before_it():
    first, later = at(0, "the mayor", 5), at(60, "Red Crescent", 300)
    assert argued(first, later) != []
    assert argued(first, later, at(70, "hospital", 290)) == []
    assert argued(at(80, "the mayor", 5), later, at(70, "hospital", 290)) != []
