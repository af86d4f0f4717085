"""How well the similarity that clustering uses agrees with people's on pairs of texts: Pearson's correlation.

The similarity is the root of the cosine of two reports as ``feeds.core.vectors`` weighs them; all texts of the file are
heard first, as a stream would have been. A text's title is what stands before two spaces or a line's end, else its
first sentence.
"""

import math
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feeds.core import text as texts
from feeds.core.normalise import normalise
from feeds.core.relevance import WordModel
from feeds.core.vectors import Frequencies, Report, report
from feeds.model import Entry

#: Fields that a labelled pair must have.
FIELDS: Mapping[str, type | tuple[type, ...]] = {"a": str, "b": str, "score": (int, float)}
#: Similarity from which two texts count as one event, where the labels are 0 and 1.
SAME = 0.42
_TITLE = re.compile(r"(?: {2,}|\n)")
_NOW = datetime(2020, 1, 1, tzinfo=UTC)
#: Characters within which a title's end is looked for.
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, how alike people find them and how alike clustering does."""

    languages: str
    score: float
    similarity: float


def compare(rows: Iterable[Mapping[str, Any]], words: WordModel) -> list[Pair]:
    """The similarity of each pair."""
    known = list(rows)
    frequencies = Frequencies(words)
    for row in known:
        for side in ("a", "b"):
            if (one := _report(row, side, frequencies)) is not None:
                frequencies.hear(one.information, _language(row, side))
    return [
        Pair(
            _languages(row),
            float(row["score"]),
            similarity(_report(row, "a", frequencies), _report(row, "b", frequencies)),
        )
        for row in known
    ]


def similarity(one: Report | None, other: Report | None) -> float:
    """The root of two reports' cosine; 0 where a text has no words."""
    if one is None or other is None:
        return 0.0
    shared = one.vector.keys() & other.vector.keys()
    return math.sqrt(max(0.0, sum(one.vector[stem] * other.vector[stem] for stem in shared)))


def summary(pairs: Sequence[Pair]) -> dict[str, Any]:
    """What ``heliograph eval pairs --json`` prints."""
    by_language: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_language[pair.languages].append(pair)
    return {
        "pairs": len(pairs),
        "pearson": pearson(pairs),
        "f1": _f1(pairs) if pairs and {pair.score for pair in pairs} <= {0.0, 1.0} else None,
        "by_language": {
            language: {"pairs": len(some), "pearson": pearson(some)} for language, some in sorted(by_language.items())
        },
    }


def pearson(pairs: Sequence[Pair]) -> float | None:
    """Pearson's correlation of similarity and score; None where either does not vary."""
    scores, found = [pair.score for pair in pairs], [pair.similarity for pair in pairs]
    if len(set(scores)) < 2 or len(set(found)) < 2:
        return None
    return round(statistics.correlation(found, scores), 4)


def _f1(pairs: Sequence[Pair]) -> float:
    both = sum(pair.similarity >= SAME and pair.score == 1 for pair in pairs)
    total = sum(pair.similarity >= SAME for pair in pairs) + sum(pair.score == 1 for pair in pairs)
    return round(2 * both / total, 4) if total else 1.0


def split(text: str, language: str) -> tuple[str, str]:
    """A text's title and the rest."""
    opening = text[:LONGEST_TITLE]
    if border := _TITLE.search(opening.rstrip()):
        return text[: border.start()], text[border.end() :]
    first = texts.sentences(opening, language)[:1]
    title = first[0] if first else opening
    return title, text.lstrip()[len(title) :]


def _report(row: Mapping[str, Any], side: str, frequencies: Frequencies) -> Report | None:
    title, rest = split(row[side], _language(row, side))
    item = normalise(Entry(title=title, summary=rest), language=_language(row, side), now=_NOW)
    return report(item, frequencies) if item else None


def _language(row: Mapping[str, Any], side: str) -> str:
    return str(row.get(f"lang_{side}") or "und")


def _languages(row: Mapping[str, Any]) -> str:
    return f"{_language(row, 'a')}-{_language(row, 'b')}"
