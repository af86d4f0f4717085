"""The shipped join model."""

import math

import pytest

from feeds.core.join import FEATURES
from feeds.core.join_model import JoinModel, probability
from feeds.models.join import load, parse, spell


def test_the_shipped_model_has_a_scalar_for_every_feature():
    assert len(load().weights) == len(FEATURES)
    assert all(map(math.isfinite, (*load().weights, load().threshold, load().threshold_bare, load().merge)))


def test_what_is_spelt_is_read_again():
    assert parse(spell(load())) == load()


def test_a_feature_that_a_model_lacks_weighs_nothing_and_an_unknown_one_is_refused():
    head = "threshold = 1\nthreshold_bare = 2\nmerge = 0\n[weights]\n"
    assert parse(f"{head}cover = 2").weights[FEATURES.index("cover")] == 2
    assert sum(parse(f"{head}cover = 2").weights) == 2
    with pytest.raises(ValueError, match="unknown features: charm"):
        parse(f"{head}charm = 1")


def test_a_model_without_weights_lets_nothing_join():
    assert probability(JoinModel().surplus([1.0] * len(FEATURES), bare=False)) < 1e-9
    assert probability(0) == 0.5
