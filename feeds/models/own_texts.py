"""Texts of our own writing: the patterns of ``relevance_texts.toml`` with their slots filled."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from feeds.core.beats import terms
from feeds.model import Beat
from feeds.models import beats, invented

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and whether it is about armed conflict."""

    title: str
    text: str
    label: bool


def fill(times: int, *, seed: int = 0) -> Iterator[Labelled]:
    """Every headline of the patterns ``times`` times, summary and slots drawn anew each time; the same for one seed."""
    patterns = tomllib.loads(files("feeds.models").joinpath("relevance_texts.toml").read_text("utf-8"))
    draw = random.Random(seed)  # noqa: S311 - a reproducible choice, no secret
    shipped = beats.load()
    for kind in patterns["kind"]:
        for title in kind["titles"]:
            for number in range(times):
                slots = {name: draw.choice(values) for name, values in patterns["slots"].items()}
                slots |= _unheard(draw) if number % 2 else _places(draw.choice(shipped), draw)
                text = draw.choice(kind["texts"])
                yield Labelled(_filled(title, slots), _filled(text, slots), bool(kind["label"]))


def _unheard(draw: random.Random) -> Mapping[str, str]:
    """A war that no beat names, and towns and lands at peace that nobody has heard of either."""
    return {**invented.war(draw), "town": invented.name(draw), "rich": invented.name(draw)}


def _places(beat: Beat, draw: random.Random) -> Mapping[str, str]:
    """A place, a fighter, a land and two sides of one war."""
    part = next(terms(beat, "en"))
    name = _named(part.names, draw)
    one, other = "The army", name
    if len(part.sides) > 1:
        one, other = (_named(side, draw) for side in draw.sample(part.sides, 2))
    return {
        "place": _named(part.places, draw),
        "land": _named(part.words, draw),
        "name": name,
        "one": one,
        "other": other,
    }


def _named(among: Sequence[str], draw: random.Random) -> str:
    return draw.choice(among).rstrip("*").title()


def _filled(pattern: str, slots: Mapping[str, Any]) -> str:
    return _SLOT.sub(lambda slot: str(slots[slot[1]]), pattern)
