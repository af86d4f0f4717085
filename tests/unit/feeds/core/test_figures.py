"""Figures of a story by speaker: what supersedes what, and what stays apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.core.figures import change, standing
from feeds.model import Figure, FigureKind, FigureReport, Qualifier

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOLL = Figure(
    kind=FigureKind.KILLED, value=3, qualifier=Qualifier.EXACT, noun="people", speaker="ministry",
    words="3 people", start=0, end=8, sentence=0,
)  # fmt: skip


def report(hours=0, outlet="The Wire", **changes):
    return FigureReport(replace(TOLL, **changes), outlet, NOON + timedelta(hours=hours))


def said(*reports):
    return [(one.speaker, one.figure.value, one.was) for one in standing(reports)]


def test_a_speakers_newer_figure_supersedes_his_older_one_and_says_so():
    (one,) = standing([report(), report(2, value=5)])
    assert (one.figure.value, one.was) == (5, 3)
    assert change(one) == "toll rises from 3 to 5"


def test_the_order_of_arrival_does_not_matter():
    reports = [report(), report(2, value=5), report(4, value=4)]
    assert standing(reports) == standing(reports[::-1])


def test_a_figure_may_fall():
    (one,) = standing([report(kind=FigureKind.WOUNDED, value=1200), report(1, kind=FigureKind.WOUNDED, value=900)])
    assert change(one) == "number of wounded falls from 1,200 to 900"


def test_what_is_repeated_is_no_change_but_the_last_one_is_remembered():
    assert said(report(), report(1, value=5), report(2, value=5)) == [("ministry", 5, 3)]
    assert change(standing([report(), report(1)])[0]) is None


def test_figures_of_different_speakers_never_merge():
    assert said(report(), report(1, speaker="rebels", value=9)) == [("ministry", 3, None), ("rebels", 9, None)]


def test_a_figure_without_speaker_is_its_outlets():
    reports = [report(speaker=None), report(1, speaker=None, outlet="The Post", value=7)]
    assert said(*reports) == [("The Wire", 3, None), ("The Post", 7, None)]


def test_what_is_counted_keeps_figures_apart_but_people_are_anybody():
    reports = [report(noun="soldiers", value=8), report(1, noun="", value=5), report(2, noun="people", value=6)]
    assert said(*reports) == [("ministry", 8, None), ("ministry", 6, 5)]


def test_kinds_stay_apart():
    assert said(report(), report(1, kind=FigureKind.WOUNDED, value=9)) == [("ministry", 3, None), ("ministry", 9, None)]


def test_of_one_items_figures_the_greatest_stands_and_nothing_is_added_up():
    assert said(report(value=12), report(value=4)) == [("ministry", 12, None)]


def test_a_part_does_not_supersede_its_whole():
    assert said(report(1, value=4, part=True), report(value=12)) == [("ministry", 12, None), ("ministry", 4, None)]


def test_a_vague_word_gives_way_to_a_number_and_never_replaces_one():
    assert said(report(value=None)) == [("ministry", None, None)]
    assert said(report(), report(1, value=None)) == [("ministry", 3, None)]
    assert said(report(value=None, noun="villagers"), report(1)) == [("ministry", 3, None)]


def test_what_the_text_itself_names_as_superseded_counts():
    (one,) = standing([report(value=34, replaces=31)])
    assert change(one) == "toll rises from 31 to 34"
