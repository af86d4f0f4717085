"""Kills and a failing Telegram, as ``heliograph bench storm`` has them, but few of them: what readers find is whole."""

import pytest

from tests.benchmarks.storm import Storm, broken, measure


@pytest.fixture(scope="module")
def figures():
    storm = Storm(kills=7, posts=8, scale=0.03, faults=0.1, seed=7, longest=1.3, patience=30, clears=True)
    return measure(storm=storm, keep=None, tell=lambda share, doing: None)


def test_after_some_kills_every_story_is_in_every_channel_once_and_in_order(figures):
    assert broken(figures) == []
    assert (figures["lost"], figures["twice"], figures["out_of_order"], figures["intact"]) == (0, 0, 0, True)


def test_nothing_waits_any_more_and_no_life_ended_in_an_error(figures):
    assert figures["settled_in_time"]
    assert figures["exit_code"] == 0
    assert figures["left_open"] == figures["tracebacks"] == figures["given_up"] == 0


def test_it_was_a_storm(figures):
    assert figures["kills"] == figures["restarts"] == 7
    assert sum(number for name, number in figures.items() if name.startswith("faults_")) > 0
