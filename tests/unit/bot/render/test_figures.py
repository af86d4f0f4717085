"""The chart of a story's figures, and the same in words."""

from dataclasses import replace

import pytest

from bot.render import figures, html
from bot.render.pictures.charted import words
from feeds.core.courses import courses
from feeds.model import FigureKind, Note, NoteKind, Qualifier
from tests.support.briefs import BOT, NOON, a_story
from tests.unit.feeds.core.test_courses import said, told

GROWING = courses([told(said(value), said(9, "the ministry"), after=after) for after, value in ((0, 3), (30, 5))])
STORY = a_story()


def shown(counted=GROWING, story=STORY, **how):
    return figures.told(story, counted, bot_name=BOT, now=NOON, **how)


def test_what_is_drawn_is_what_is_told():
    chart = figures.chart(STORY, GROWING)
    assert (chart.title, chart.sources) == ("Killed – story 7K01", ("Courier",))
    assert {one.speaker: [words(stated) for stated in one.stated] for one in chart.series} == {
        "the mayor": ["3", "5"],
        "the ministry": ["9"],
    }
    assert html.plain(shown().text) == (
        "Shelling reported by the river\n"
        "Figures as each speaker gives them; nothing is added up.\n\n"
        "Killed\n"
        "• the mayor: 3 (12:00 UTC) → 5 (12:30 UTC)\n"
        "• the ministry: 9 (12:00 UTC)\n\n"
        "Story 7K01"
    )


@pytest.mark.parametrize(
    ("changes", "spelt"),
    [
        ({"qualifier": Qualifier.AT_LEAST}, "at least 3"),
        ({"qualifier": Qualifier.UP_TO, "hedged": True}, "feared up to 3"),
        ({"qualifier": Qualifier.AT_LEAST, "high": 5}, "3–5"),
        ({"value": 1200, "qualifier": Qualifier.ABOUT}, "about 1,200"),
    ],
)
def test_a_figure_is_told_as_it_was_limited(changes, spelt):
    assert f": {spelt} (" in html.plain(shown(courses([told(replace(said(3), **changes))])).text)


def test_of_a_long_course_the_first_and_the_newest_are_told():
    counted = courses([told(said(value), after=value) for value in range(1, 9)])
    line = html.plain(shown(counted).text).splitlines()[4]
    assert line == "• the mayor: 1 (12:01 UTC) → … → 6 (12:06 UTC) → 7 (12:07 UTC) → 8 (12:08 UTC)"


def test_who_is_counted_stands_beside_who_counts():
    counted = courses([told(said(7, noun="soldiers"), said(9))])
    assert "• the mayor: soldiers 7 (" in html.plain(shown(counted).text)
    assert [
        one.noun for one in figures.chart(STORY, courses([told(said(7, noun="soldiers"), said(9, "a doctor"))])).series
    ] == ["soldiers", ""]


def test_what_does_not_fit_under_the_chart_is_counted_and_the_storys_link_stays():
    counted = courses([told(*(said(number, f"Speaker {number} {'x' * 50}") for number in range(40)))])
    message = shown(counted, caption=True)
    text = html.plain(message.text)
    assert html.units(text) <= html.CAPTION_LIMIT
    assert text.endswith("more\n\nStory 7K01")
    lines = sum(line.startswith("• ") for line in text.splitlines())
    assert f"and {40 - lines} more" in text


@pytest.mark.parametrize("speakers", range(1, 30))
def test_no_kind_of_harm_stands_there_without_a_figure(speakers):
    many = [said(number, f"Speaker {number} {'x' * 50}") for number in range(speakers)]
    counted = courses([told(*many, said(4, kind=FigureKind.WOUNDED), said(5, kind=FigureKind.CAPTURED))])
    lines = html.plain(shown(counted, caption=True).text).splitlines()
    for title in ("Killed", "Wounded", "Captured"):
        assert title not in lines or lines[lines.index(title) + 1].startswith("• ")


def test_too_little_is_told_and_not_drawn():
    counted = courses([told(said(3))])
    assert figures.chart(STORY, counted) is None
    assert "• the mayor: 3" in html.plain(shown(counted).text)


def test_where_nobody_counts_that_is_said():
    assert figures.chart(STORY, ()) is None
    assert "None of its reports gives a figure" in html.plain(shown(()).text)


def test_the_first_kind_of_which_there_is_enough_is_drawn():
    wounded = [said(number, name, kind=FigureKind.WOUNDED) for number, name in enumerate(("the mayor", "a doctor"))]
    assert figures.chart(STORY, courses([told(said(3), *wounded)])).title == "Wounded – story 7K01"


def test_of_a_withdrawn_story_nothing_is_drawn_or_told():
    gone = replace(STORY, notes=(Note(NoteKind.RETRACTION, "It was a drill.", NOON),))
    assert figures.chart(gone, GROWING) is None
    text = html.plain(shown(story=gone).text)
    assert "This story was withdrawn." in text
    assert "mayor" not in text


def test_a_correction_is_pointed_at():
    mended = replace(STORY, notes=(Note(NoteKind.CORRECTION, "Nine, not ten.", NOON),))
    assert "A correction stands in the story." in html.plain(shown(story=mended).text)
