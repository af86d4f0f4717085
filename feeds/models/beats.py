"""The shipped beats, as values."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from feeds.model import Beat, BeatTerms


@cache
def load() -> tuple[Beat, ...]:
    """The shipped set, in its order."""
    tables = tomllib.loads(files("feeds.models").joinpath("beats.toml").read_text("utf-8"))
    return tuple(_beat(name, table) for name, table in tables.items())


def covering(own: Iterable[Beat]) -> tuple[Beat, ...]:
    """An operator's beats and the shipped ones; one of his takes the place of a shipped one of the same name."""
    mine = {beat.name: beat for beat in own}
    return tuple({**{beat.name: beat for beat in load()}, **mine}.values())


def _beat(name: str, table: Mapping[str, Any]) -> Beat:
    terms = tuple(
        BeatTerms(
            language,
            tuple(part.get("words", ())),
            tuple(part.get("names", ())),
            tuple(part.get("places", ())),
            tuple(map(tuple, part.get("sides", ()))),
        )
        for language, part in table.items()
        if language != "title"
    )
    return Beat(name, terms=terms, title=table["title"])
