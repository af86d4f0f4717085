"""The figures of ``heliograph eval relevance``."""

import pytest

from feeds.core.relevance import relevance
from feeds.evaluate.relevance import Judged, Result, average_precision, item_of, judge, measure
from feeds.models.words import load


def scored(*pairs):
    return [Judged("", bool(label), score) for score, label in pairs]


def test_precision_recall_and_f1_are_at_the_threshold_which_counts_as_above():
    result = measure(scored((0.9, 1), (0.5, 0), (0.4, 1), (0.1, 0)), 0.5)
    assert result == Result(4, 0.5, 0.5, 0.5, 0.5, pytest.approx((1 + 2 / 3) / 2))


def test_average_precision_takes_ties_together():
    assert average_precision(scored((0.9, 1), (0.9, 0))) == 0.5
    assert average_precision(scored((0.9, 0), (0.9, 1))) == 0.5


def test_of_nothing_every_figure_is_0():
    assert measure([], 0.5) == Result(0, 0.5, 0.0, 0.0, 0.0, 0.0)
    assert measure(scored((0.1, 0)), 0.5).f1 == 0.0


def test_a_row_is_judged_as_the_pipeline_judges_its_item():
    row = {"title": "Shelling of Karst", "text": "<p>Nine dead.</p>", "label": 1}
    [judged] = judge([row], load())
    found = relevance(item_of(row), load())
    assert (judged.score, judged.because, judged.label) == (found.score, found.because, True)


def test_a_row_with_nothing_to_read_scores_0():
    assert list(judge([{"text": " ", "label": 0}], load())) == [Judged("", False, 0.0)]
