"""How much the order of arrival matters, measured."""

from datetime import timedelta

import pytest

from feeds.evaluate.arrival import WITHIN, Moves, moves, shuffled
from feeds.evaluate.clusters import Labelled, measure
from feeds.models.words import load
from tests.support.builders import NOW, an_item, words


def stream(*minutes):
    """A report of an event of its own at each of those minutes."""
    return [
        Labelled(an_item(f"Event{n}", words(30, of=f"w{n}x"), published_at=NOW + timedelta(minutes=minute)), str(n))
        for n, minute in enumerate(minutes)
    ]


def test_reports_of_one_moment_change_places_and_none_is_lost():
    reports = stream(*[0] * 30)
    once = shuffled(reports, 1)
    assert once != reports
    assert sorted(one.story for one in once) == sorted(one.story for one in reports)


def test_the_same_draw_gives_the_same_order_and_another_draw_another():
    reports = stream(*[0] * 30)
    assert shuffled(reports, 1) == shuffled(reports, 1) != shuffled(reports, 2)


def test_reports_farther_apart_than_the_window_keep_their_order():
    reports = stream(*[number * WITHIN.total_seconds() / 60 for number in range(30)])
    assert all(shuffled(reports, draw) == reports for draw in range(5))


def test_undated_reports_are_refused():
    reports = [Labelled(an_item(dated=False), "karst")]
    with pytest.raises(ValueError, match="undated"):
        shuffled(reports, 1)


def test_a_stream_whose_events_share_nothing_does_not_move():
    reports = stream(*range(12))
    ordered = measure(reports, load()).summary()["bcubed"]["f1"]
    told = []
    found = moves(reports, load(), ordered=ordered, draws=2, tell=told.append)
    assert (found.shuffled, found.most) == ((ordered, ordered), 0.0)
    assert sum(told) == 2 * len(reports)
    assert found.summary() == {"within_minutes": 10.0, "bcubed_f1": [ordered, ordered], "moved_at_most": 0.0}


def test_what_moves_most_is_told_whichever_way_it_moved():
    assert Moves(0.8, (0.81, 0.77)).most == pytest.approx(0.03)
    assert Moves(0.8, ()).most == 0.0
