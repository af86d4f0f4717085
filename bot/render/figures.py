"""A story's figures by speaker over time: the chart to be drawn, and the same in words for those who cannot see it."""

from collections.abc import Sequence
from datetime import datetime

from bot.render import html
from bot.render.html import Markup
from bot.render.message import Rendered
from bot.render.pictures.charted import FigureChart, Series, Stated, words
from bot.render.post import story_url
from bot.render.said import COUNTED, NAME
from bot.render.times import clock
from feeds.core.courses import Counted, Course, Said
from feeds.model import NoteKind, Qualifier, Story

#: Figures of one speaker that are told in words: the first and the newest.
TOLD = 4
#: Characters of a headline.
HEADLINE = 200
_QUALIFIED = {
    Qualifier.EXACT: "",
    Qualifier.AT_LEAST: "at least",
    Qualifier.UP_TO: "up to",
    Qualifier.ABOUT: "about",
}


def chart(story: Story, counted: Sequence[Counted]) -> FigureChart | None:
    """The chart of those killed, or else of the first kind of harm of which there is enough to see; None without one.

    A story that was withdrawn has none.
    """
    of = next((one for one in counted if one.drawn), None)
    if of is None or _withdrawn(story):
        return None
    outlets = dict.fromkeys(said.figure.outlet for course in of.courses for said in course.said)
    series = [Series(course.speaker, [_stated(said) for said in course.said], course.noun) for course in of.courses]
    return FigureChart(f"{COUNTED[of.kind]} – story {story.public_id}", series, tuple(outlets))


def told(story: Story, counted: Sequence[Counted], *, bot_name: str, now: datetime, caption: bool = False) -> Rendered:
    """The figures in words, a line a speaker, as many as there is room for; under the chart where ``caption``."""
    limit = html.CAPTION_LIMIT if caption else html.TEXT_LIMIT
    link = html.text("Story ") + html.link(html.text(story.public_id), story_url(story.public_id, bot_name))
    head = html.join(
        [html.bold(html.isolate(story.headline, HEADLINE)), html.italic(html.text(_about(story, counted)))], "\n"
    )
    room = limit - html.length(head) - html.length(link) - 4
    lines = [] if _withdrawn(story) else _lines(counted, room, now)
    return Rendered(html.join([head, html.join(lines, "\n"), link], "\n\n"), limit=limit)


def needed() -> str:
    """What the command lacks."""
    return "Say of which story: /figures 7K3F. Its id stands in its post."


def _about(story: Story, counted: Sequence[Counted]) -> str:
    if _withdrawn(story):
        return "This story was withdrawn."
    if not counted:
        return "None of its reports gives a figure that may be shown."
    corrected = " A correction stands in the story." if story.notes else ""
    return f"Figures as each speaker gives them; nothing is added up.{corrected}"


def _lines(counted: Sequence[Counted], room: int, now: datetime) -> list[Markup]:
    """A title a kind and a line a speaker, while they fit; then how many are left."""
    lines: list[Markup] = []
    left = sum(len(one.courses) for one in counted)
    for one in counted:
        title = [html.bold(html.text(COUNTED[one.kind]))]
        for course in one.courses:
            more = html.text(f"and {left - 1} more") if left > 1 else html.EMPTY
            row = [*title, _line(course, now)]
            if sum(html.length(line) + 1 for line in [*lines, *row, more]) > room:
                return [*lines, html.text(f"and {left} more")]
            lines += row
            title, left = [], left - 1
    return lines


def _line(course: Course, now: datetime) -> Markup:
    said = course.said if len(course.said) <= TOLD else (course.said[0], *course.said[1 - TOLD :])
    told = [f"{words(_stated(one))} ({clock(one.at, now=now)})" for one in said]
    if len(course.said) > TOLD:
        told.insert(1, "…")
    who = html.text("• ") + html.isolate(course.speaker, NAME)
    counted = html.isolate(course.noun, NAME) + html.text(" ") if course.noun else html.EMPTY
    return who + html.text(": ") + counted + html.text(" → ".join(told))


def _stated(said: Said) -> Stated:
    figure = said.figure
    qualifier = "" if figure.high is not None else _QUALIFIED[figure.qualifier]
    hedged = " ".join(filter(None, ("feared" if figure.hedged else "", qualifier)))
    return Stated(said.at, figure.value or 0, figure.high, hedged)


def _withdrawn(story: Story) -> bool:
    return any(note.kind is NoteKind.RETRACTION for note in story.notes)
