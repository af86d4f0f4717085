"""The list of feeds where a message is too short for it, and its figures."""

from dataclasses import replace

import pytest

from bot.callbacks import FeedsButton, decode
from bot.render import feeds, html
from bot.render.times import span
from feeds.model import Condition, Rhythm
from tests.support.briefs import NOON
from tests.unit.bot.render.listed import FEED, HOURLY, PUSHED, feed


def test_as_many_feeds_are_listed_as_fit_and_the_button_goes_on_behind_them():
    many = [feed(number, problem="odd " * 60, rhythm=HOURLY, lag=420.0, push=PUSHED) for number in range(1, 60)]
    message = feeds.listed(many, offset=0, now=NOON)
    shown = message.html.count("\n")
    assert 10 <= shown < feeds.LISTED
    assert html.length(message.text) <= html.TEXT_LIMIT
    assert decode(message.keyboard[0][0].data) == FeedsButton(shown)


def test_every_condition_is_counted_under_a_name():
    assert set(feeds._KINDS) == set(Condition)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(1 / 3600, ["24 items a day"]), (1 / 86400, ["an item in 1 day"]), (1 / 8640000, ["an item in 100 days"])],
)
def test_how_often_a_feed_says_something(rate, said):
    assert feeds.figures(replace(FEED, rhythm=Rhythm(rate=rate, rated_at=NOON)), now=NOON) == said


def test_of_a_feed_of_which_nothing_is_known_nothing_is_said():
    assert feeds.figures(FEED, now=NOON) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-1, "0 s"), (89, "89 s"), (90, "2 min"), (7199, "120 min"), (7200, "2 h"), (172800, "2 days")],
)
def test_a_span_is_told_roughly(seconds, said):
    assert span(seconds) == said
