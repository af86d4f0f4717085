"""The table of sides: which words (demonyms, capitals, armies, armed groups) speak for which country or body."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def load() -> Mapping[str, str]:
    """Words in small letters and the side that each speaks for."""
    table = tomllib.loads(files("feeds.models").joinpath("sides.toml").read_text(encoding="utf-8"))
    return {word: side for side, words in table["sides"].items() for word in [side.lower(), *words]}
