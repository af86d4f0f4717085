"""What each speaker said over time: kept apart, in order, and never added up."""

from dataclasses import replace

import pytest

from feeds.core.courses import courses
from feeds.model import FigureKind, ItemId, Qualifier, SpokenFigure
from tests.support.briefs import a_brief, minutes

KILLED, WOUNDED = FigureKind.KILLED, FigureKind.WOUNDED


def said(value, speaker="the mayor", *, kind=KILLED, outlet="Courier", **changes):
    return replace(SpokenFigure(kind, f"{value} people", outlet, ItemId(1), speaker, value), **changes)


def told(*figures, after=0):
    return a_brief(figures=figures, updated_at=minutes(after))


def values(counted):
    return {course.speaker: [one.figure.value for one in course.said] for course in counted.courses}


def test_each_speaker_has_a_course_of_his_own():
    (killed,) = courses([told(said(3), said(9, "the ministry")), told(said(5), said(9, "the ministry"), after=30)])
    assert values(killed) == {"the mayor": [3, 5], "the ministry": [9]}
    assert [one.at for one in killed.courses[0].said] == [minutes(0), minutes(30)]


def test_what_is_repeated_makes_no_new_point_and_what_is_taken_back_does():
    (killed,) = courses([told(said(value), after=after) for after, value in enumerate([3, 3, 5, 5, 3])])
    assert values(killed) == {"the mayor": [3, 5, 3]}


@pytest.mark.parametrize("change", [{"qualifier": Qualifier.AT_LEAST}, {"high": 5}, {"hedged": True}])
def test_the_same_number_said_otherwise_is_another_figure(change):
    (killed,) = courses([told(said(3)), told(said(3, **change), after=5)])
    assert len(killed.courses[0].said) == 2


def test_kinds_of_harm_and_kinds_of_people_are_kept_apart_those_killed_first():
    wounded, soldiers = said(4, kind=WOUNDED), said(7, noun="soldiers")
    found = courses([told(wounded, said(3), soldiers)])
    assert [(one.kind, [course.noun for course in one.courses]) for one in found] == [
        (KILLED, ["", "soldiers"]),
        (WOUNDED, [""]),
    ]


def test_a_figure_that_names_no_speaker_is_its_outlets():
    (killed,) = courses([told(said(3, None), said(4, None, outlet="Herald"))])
    assert values(killed) == {"Courier": [3], "Herald": [4]}


def test_words_without_a_number_make_no_course():
    assert courses([told(said(None)), a_brief()]) == ()


@pytest.mark.parametrize(
    ("numbers", "speakers", "drawn"), [([3], 1, False), ([3, 4], 1, False), ([3, 4, 5], 1, True), ([3], 2, True)]
)
def test_there_is_enough_to_see_in_two_speakers_or_three_moments(numbers, speakers, drawn):
    names = ["the mayor", "the ministry"][:speakers]
    (killed,) = courses(
        [told(*(said(value, name) for name in names), after=after) for after, value in enumerate(numbers)]
    )
    assert killed.drawn is drawn
