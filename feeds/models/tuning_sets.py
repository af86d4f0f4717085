"""What the scales of relevance are tuned on: labelled files and our own texts, as rows of amounts.

Observations
    Of the tuning week's 386 articles about armed conflict 368 name a beat. Scales fitted on them alone learn that a war
    is where the beats are, and a war that no beat names is held for none, whatever its headlines say.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.core import text as texts
from feeds.core.phrases import spell
from feeds.core.relevance import Judge, Reading, amount, features, grouped, linear, read, theatre
from feeds.models import beats, invented, judge, own_texts
from feeds.models.own_texts import Labelled

#: Folds of cross-validation: texts of one day are in one fold, so that one event is not on both sides.
FOLDS = 7
#: What the sets count in fitting the scales: articles are one old war, a headline is half a report, and our own texts
#: have what the tuning week happened not to have, armies that fight nobody above all.
ARTICLES, HEADLINES, OWN = 0.4, 0.5, 2.0
#: What texts with invented names count, and their headlines alone: docs/relevance.md has what other shares gave.
UNNAMED = 0.6


@dataclass(frozen=True, slots=True)
class Rows:
    """A tuning set, read: rows of amounts with the linear score last, labels, the fold of each row, its weight."""

    name: str
    rows: list[list[float]]
    labels: list[bool]
    folds: list[int]
    weight: float = 1.0


def of_file(name: str, labelled: Sequence[tuple[Labelled, str]], learnt: Judge) -> Iterator[Rows]:
    """The sets that a file makes; its texts come with their days.

    A file most of whose texts have no headline is one of notes. Every other counts once as it is and, where its texts
    have headlines of their own, by the headlines alone, which feeds often are; and both again with invented names in
    place of those of the beats.
    """
    readings = [read(example.title, example.text) for example, _ in labelled]
    made = _Maker([example.label for example, _ in labelled], _folds([day for _, day in labelled]), learnt)
    if sum(reading.note for reading in readings) > len(readings) / 2:
        yield made.rows(f"{name} (notes)", readings)
        return
    headed = [not example.text.startswith(example.title) for example, _ in labelled]
    if sum(headed) <= len(headed) / 2:
        yield made.rows(f"{name} (articles)", readings, ARTICLES)
        return
    alone = [read(example.title, "") for example, _ in labelled]
    yield made.rows(name, readings)
    yield made.rows(f"{name} (headlines)", alone, HEADLINES)
    unnamed = (
        made.unnamed(f"{name} (unnamed)", readings),
        made.unnamed(f"{name} (unnamed headlines)", alone),
    )
    yield from (copies for copies in unnamed if copies.rows)


def of_own_texts(learnt: Judge) -> Rows:
    """Our own texts as a tuning set, filled otherwise than for training; a pattern is in one fold."""
    filled = list(own_texts.fill(2, seed=1))
    readings = [Reading(texts.words(one.title), texts.words(one.text)) for one in filled]
    folds = [number // 2 % FOLDS for number in range(len(filled))]
    return _Maker([one.label for one in filled], folds, learnt).rows("own texts", readings, OWN)


def _folds(days: Sequence[str]) -> list[int]:
    """The fold of each text: by its day, or in turn where there are too few days."""
    distinct = {day: number for number, day in enumerate(sorted(set(days)))}
    return [(distinct[day] if len(distinct) >= FOLDS else row) % FOLDS for row, day in enumerate(days)]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes rows of readings of the same texts, whose labels and folds it knows."""

    labels: list[bool]
    folds: list[int]
    learnt: Judge

    def rows(self, name: str, readings: Sequence[Reading], weight: float = 1.0) -> Rows:
        amounts = [_amounts(reading, self.learnt) for reading in readings]
        return Rows(name, amounts, self.labels, self.folds, weight)

    def unnamed(self, name: str, readings: Sequence[Reading]) -> Rows:
        """Those texts that name a beat, with invented names instead; a copy is in the fold of its text."""
        masked, draw = invented.unnamed(beats.load()), random.Random(0)  # noqa: S311 - a reproducible choice, no secret
        made = Rows(name, [], [], [], UNNAMED)
        for reading, label, fold in zip(readings, self.labels, self.folds, strict=True):
            if copy := masked(reading, draw):
                made.rows.append(_amounts(copy, self.learnt))
                made.labels.append(label)
                made.folds.append(fold)
        return made


def _amounts(reading: Reading, learnt: Judge) -> list[float]:
    """What the scales are multiplied by: groups in the headline, groups in the lead, the linear score."""
    found = [learnt.phrases.find(spell(words)) for words in (reading.title, reading.lead)]
    amounts = [amount(held.get(group, ())) for held in map(grouped, found) for group in judge.groups()]
    groups = grouped(*found)
    known, share = linear(features(reading, groups), learnt.weights)
    return [*amounts, theatre(groups), share * math.fsum(weight for weight, _ in known)]
