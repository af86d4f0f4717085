"""Numbers that one speaker alone gives, and what contradicts a post: each both ways."""

from dataclasses import replace

import pytest

from feeds.core.doubts import Denied, Said, contradictions, unconfirmed
from feeds.model import Ground, Reason

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
        by("Red Crescent", noun="soldiers"),
    ],
)
def test_the_same_speaker_elsewhere_another_number_kind_or_noun_confirms_nothing(other):
    said = (replace(TWELVE, speaker="governor"), other)
    assert doubted(*said)[0] == Ground(Reason.UNCONFIRMED, "12 people (governor)", "Courier")


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


DENIAL = Denied("Army", "Ministry", "Herald", "The ministry denied that its forces had crossed")


def test_a_denial_of_what_the_post_told_contradicts_it():
    assert contradictions((), (), denied=[DENIAL], told_of=["the Army"]) == (
        Ground(Reason.CONFLICT, DENIAL.words, "Herald"),
    )
    assert contradictions((), (), denied=[DENIAL], told_of=["Governor"]) == ()
