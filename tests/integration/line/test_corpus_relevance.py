"""Relevance on the measuring data, where HELIOGRAPH_CORPUS names it: what was reached, less a small margin."""

import pytest

from bot import settings
from feeds.evaluate import jsonl
from feeds.evaluate.relevance import FIELDS, judge, measure
from feeds.models.words import load

CORPUS = settings.corpus()

pytestmark = pytest.mark.skipif(CORPUS is None, reason="HELIOGRAPH_CORPUS names no measuring data")


def judged(name, *, headlines=False):
    rows = jsonl.rows(CORPUS / "relevance" / f"{name}.jsonl.gz", FIELDS)
    return list(judge(({**row, "text": ""} if headlines else row for row in rows), load()))


@pytest.mark.parametrize(
    ("name", "f1", "average_precision"),
    [("stream_2026_dev", 0.80, 0.88), ("wcep_dev", 0.84, 0.92), ("articles_dev", 0.93, 0.985)],
)
def test_one_threshold_serves_headlines_with_summaries_notes_and_articles(name, f1, average_precision):
    result = measure(judged(name), 0.5)
    assert result.f1 >= f1
    assert result.average_precision >= average_precision


def test_headlines_alone_are_judged_nearly_as_well():
    assert measure(judged("stream_2026_dev", headlines=True), 0.5).f1 >= 0.74


def test_the_desk_gets_few_of_a_weeks_articles():
    scores = [one.score for one in judged("stream_2026_dev")]
    assert sum(0.35 <= score < 0.5 for score in scores) < 0.03 * len(scores)
