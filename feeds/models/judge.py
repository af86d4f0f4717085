"""What relevance knows, read from the package: lexicon, beats, weights and scales."""

import csv
import gzip
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from feeds.core.beats import terms
from feeds.core.phrases import Phrases
from feeds.core.relevance import Judge, Scales, Tag
from feeds.model import Beat
from feeds.models import beats as shipped

#: Weights are stored as whole numbers of this part.
GRAIN = 1000
WEIGHTS, SCALES, LEXICON, WORDS = "relevance.tsv.gz", "relevance.json", "conflict_lexicon.toml", "conflict_words.toml"

#: What Arabic and Hebrew write as one with the word that follows.
_PARTICLES: Mapping[str, tuple[str, ...]] = {
    "ar": ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "ك"),
    "he": ("", "ה", "ו", "וה", "ב", "ל", "מ", "מה", "ש", "שה", "כ"),
}


def load(own: tuple[Beat, ...] = ()) -> Judge:
    """The shipped model of English, with the terms of an operator's beats beside those of the shipped; read once."""
    return _load(own)


def lists(own: tuple[Beat, ...] = ()) -> Mapping[str, Phrases[str]]:
    """What speaks of conflict in other languages: clear and weak words, and the terms of the beats; read once."""
    return _lists(own)


@cache
def _load(own: tuple[Beat, ...]) -> Judge:
    return Judge(phrases(own), _weights(), _scales())


@cache
def _lists(own: tuple[Beat, ...]) -> Mapping[str, Phrases[str]]:
    tables = _toml(WORDS)
    every = shipped.covering(own)
    return MappingProxyType({language: Phrases(_listed(language, table, every)) for language, table in tables.items()})


def phrases(own: Iterable[Beat] = ()) -> Phrases[Tag]:
    """The English lexicon by group, and the English terms of the beats by kind and by side."""
    return Phrases((*_lexicon(), *_terms(shipped.covering(own))))


def groups() -> tuple[str, ...]:
    """The groups of the lexicon, in its order, and those that beats make."""
    return (*(name for side in _toml(LEXICON).values() for name in side), "words", "names", "places", "two")


def _lexicon() -> Iterator[tuple[str, Tag]]:
    for side in _toml(LEXICON).values():
        for group, table in side.items():
            yield from ((word, group) for word in table["words"])


def _terms(beats: Iterable[Beat]) -> Iterator[tuple[str, Tag]]:
    for beat in beats:
        for part in terms(beat, "en"):
            for kind in ("words", "names", "places"):
                yield from ((term, kind) for term in getattr(part, kind))
            for number, side in enumerate(part.sides):
                yield from ((term, (beat.name, number)) for term in side)


def _listed(language: str, table: Mapping[str, Any], beats: Iterable[Beat]) -> Iterator[tuple[str, str]]:
    particles = _PARTICLES.get(language, ("",))
    for kind in ("clear", "weak"):
        yield from ((particle + word, kind) for word in table[kind] for particle in particles)
    for beat in beats:
        for part in terms(beat, language):
            named = (*part.words, *part.names, *part.places, *(term for side in part.sides for term in side))
            yield from ((particle + term, "beat") for term in named for particle in particles)


@cache
def _weights() -> Mapping[str, float]:
    raw = gzip.decompress(files("feeds.models").joinpath(WEIGHTS).read_bytes()).decode()
    rows = csv.reader(io.StringIO(raw), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {feature: int(weight) / GRAIN for feature, weight in rows}


def _scales() -> Scales:
    stored = json.loads(files("feeds.models").joinpath(SCALES).read_text("utf-8"))
    return Scales(stored["title"], stored["lead"], stored["theatre"], tuple(stored["report"]), tuple(stored["note"]))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("feeds.models").joinpath(name).read_text("utf-8"))
