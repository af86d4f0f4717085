"""Relevance on labelled data: precision, recall and F1 at a threshold, average precision, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from feeds.core.normalise import normalise
from feeds.core.relevance import WordModel, relevance
from feeds.model import Entry, Item

#: Fields that every row must have; `title`, `lang` and `published` it may have.
FIELDS: Mapping[str, type | tuple[type, ...]] = {"text": str, "label": int}

#: Labelled texts are judged as if they had come at this moment; relevance does not look at the time.
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """One text, what it is labelled, and what relevance said."""

    title: str
    label: bool
    score: float
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one file."""

    items: int
    threshold: float
    precision: float
    recall: float
    f1: float
    average_precision: float  #: the area under precision over recall, ties taken together


def item_of(row: Mapping[str, Any]) -> Item | None:
    """The item that the pipeline would make of a row; None where nothing is left to read."""
    entry = Entry(title=row.get("title") or "", summary=row["text"])
    return normalise(entry, language=row.get("lang"), now=_NOW)


def judge(rows: Iterable[Mapping[str, Any]], model: WordModel) -> Iterator[Judged]:
    """Judge every row as the pipeline does; a row with nothing to read scores 0."""
    for row in rows:
        item = item_of(row)
        if item is None:
            yield Judged("", bool(row["label"]), 0.0)
        else:
            found = relevance(item, model)
            yield Judged(item.title, bool(row["label"]), found.score, found.because)


def measure(judged: Sequence[Judged], threshold: float) -> Result:
    """The figures at a threshold; each is 0 where there is nothing to divide by."""
    taken = [one for one in judged if one.score >= threshold]
    right, wanted = sum(one.label for one in taken), sum(one.label for one in judged)
    precision = right / len(taken) if taken else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * right / (len(taken) + wanted) if taken or wanted else 0.0
    return Result(len(judged), threshold, precision, recall, f1, average_precision(judged))


def average_precision(judged: Sequence[Judged]) -> float:
    """Σ precision × gain in recall over the distinct scores, from the highest; 0 where nothing is labelled 1."""
    wanted = sum(one.label for one in judged)
    taken = right = 0
    total = 0.0
    for _, tied in groupby(sorted(judged, key=lambda one: -one.score), key=lambda one: one.score):
        group = list(tied)
        gained = sum(one.label for one in group)
        taken, right = taken + len(group), right + gained
        total += right / taken * gained
    return total / wanted if wanted else 0.0
