"""A story as readers ask for it, where there is more of it than a message holds."""

import pytest

from bot.render import html
from feeds.core.timeline import Moment
from tests.support.briefs import a_brief, a_source, an_excerpt, minutes
from tests.unit.bot.render.told import told


def a_wide_brief(number):
    sources = tuple(a_source(f"Outlet {n}", url=f"https://o.example/{n}") for n in range(number))
    return a_brief(excerpts=(an_excerpt("word " * 300),), sources=sources, outlets=number, independent=number)


@pytest.mark.parametrize("number", [1, 9, 60, 150])
def test_every_source_stands_there_with_its_link(number):
    message = told(brief=a_wide_brief(number))
    assert all(f'<a href="https://o.example/{n}">Outlet {n}</a>' in message.html for n in range(number))
    assert "How it came about" in message.html


@pytest.mark.parametrize("number", [300, 2000])
def test_of_more_than_a_message_holds_the_rest_is_counted(number):
    message = told(brief=a_wide_brief(number))
    assert html.length(message.text) <= html.TEXT_LIMIT
    assert " more\n" in html.plain(message.text)
    assert "How it came about" in message.html


def test_of_a_long_timeline_the_first_and_the_newest_stand():
    moments = [Moment(minutes(n), f"{n} {'words ' * 60}") for n in range(30)]
    text = html.plain(told(moments).text)
    assert html.units(text) <= html.TEXT_LIMIT
    _, lines = text.split("How it came about\n")
    first, gap, *rest = [line.partition(" — ")[2].split()[:1] for line in lines.split("\n")]
    assert (first[0].strip("\u2068"), gap, rest[-1][0].strip("\u2068")) == ("0", [], "29")
