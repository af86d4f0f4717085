"""The join model: read and written here; ``feeds.evaluate.join_training`` makes it."""

import tomllib
from functools import cache
from importlib.resources import files

from feeds.core.join import FEATURES
from feeds.core.join_model import JoinModel

_HEAD = """\
# How a report is weighed against an open story: feeds/core/join.py says what the features are, docs/clustering.md how
# the figures came about. Made by `heliograph train join`; the same files give the same bytes.

"""


@cache
def load() -> JoinModel:
    """The shipped model."""
    return parse(files("feeds.models").joinpath("join.toml").read_text("utf-8"))


def parse(text: str) -> JoinModel:
    """The model that a text describes: features that it lacks weigh nothing; ValueError for one that is unknown."""
    table = tomllib.loads(text)
    weights = table["weights"]
    if unknown := weights.keys() - set(FEATURES):
        raise ValueError(f"unknown features: {', '.join(sorted(unknown))}")
    return JoinModel(
        tuple(float(weights.get(name, 0.0)) for name in FEATURES),
        float(table["threshold"]),
        float(table["threshold_bare"]),
        float(table["merge"]),
    )


def spell(model: JoinModel) -> str:
    """The text that ``parse`` reads, to four decimals."""
    scalars = {
        "threshold": model.threshold,
        "threshold_bare": model.threshold_bare,
        "merge": model.merge,
    }
    lines = [f"{name} = {value:.4f}" for name, value in scalars.items()]
    weights = [f"{name} = {value:.4f}" for name, value in zip(FEATURES, model.weights, strict=True)]
    return _HEAD + "\n".join([*lines, "", "[weights]", *weights]) + "\n"
