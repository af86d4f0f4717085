"""How the join model is learned."""

import pytest

from feeds.core.join import FEATURES
from feeds.evaluate import join_training, lookalikes
from feeds.evaluate.clusters import measure
from feeds.evaluate.join_training import halves, learn
from feeds.models.words import load

pytest.importorskip("numpy", reason="of the extra `train`")


def test_the_same_files_give_the_same_model_and_it_gathers_what_it_learned():
    reports = lookalikes.reports()[:36]
    model = learn([reports], load())
    assert model == learn([reports], load())
    assert len(model.weights) == len(FEATURES)
    assert measure(reports, join_training.replace(load(), join=model)).summary()["bcubed"]["f1"] > 0.8


def test_no_story_is_in_both_halves():
    one, other = halves(lookalikes.reports())
    assert not {report.story for report in one} & {report.story for report in other}
    assert abs(len(one) - len(other)) <= 2
