"""How well briefs are chosen: ROUGE against what editors wrote, and whether every sentence stands in an item.

ROUGE-1, -2 and -L are the F measures of Google's ``rouge-score``, with stemming. An item without an outlet is taken for
one of an outlet of its own with the terms ``full_with_credit``, unless other terms are asked for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.core import text as texts
from feeds.core.brief import compose
from feeds.core.knowledge import NOTHING, Knowledge
from feeds.core.normalise import normalise
from feeds.model import Entry, ItemId, Outlet, OutletId, StoryItem, Terms

#: Fields that a row must have.
FIELDS: Mapping[str, type | tuple[type, ...]] = {"items": list, "reference": str}
#: About how many words a brief is asked to quote: what the references have.
WORDS = 60
_MEASURES = ("rouge1", "rouge2", "rougeL")
_START = datetime(2026, 1, 1, tzinfo=UTC)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Result:
    """The measure over all stories."""

    scores: list[tuple[float, float, float]] = field(default_factory=list)
    verbatim: list[float] = field(default_factory=list)
    words: list[int] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What ``heliograph eval brief --json`` prints."""
        number = len(self.scores)
        means = (sum(values) / number for values in zip(*self.scores, strict=True)) if number else (0.0,) * 3
        return {
            "stories": number,
            **{name: round(mean, 4) for name, mean in zip(_MEASURES, means, strict=True)},
            "verbatim": round(sum(self.verbatim) / number, 4) if number else 1.0,
            "words": round(sum(self.words) / number, 1) if number else 0.0,
        }


def measure(
    rows: Iterable[Mapping[str, Any]],
    *,
    terms: Terms = Terms.FULL_WITH_CREDIT,
    knowing: Knowledge = NOTHING,
    words: int = WORDS,
) -> Result:
    """Compose every story's brief and compare. Needs ``rouge-score`` (the extra ``eval``)."""
    from rouge_score.rouge_scorer import RougeScorer  # noqa: PLC0415 - an extra, needed to measure alone

    scorer = RougeScorer(list(_MEASURES), use_stemmer=True)
    result = Result()
    for row in rows:
        items = sources(row["items"], terms)
        said = [piece.text for piece in compose(items, knowing=knowing, words=words).excerpts] if items else []
        score = scorer.score(row["reference"], " ".join(said))
        result.scores.append((score["rouge1"].fmeasure, score["rouge2"].fmeasure, score["rougeL"].fmeasure))
        result.verbatim.append(verbatim(said, row["items"]))
        result.words.append(sum(len(piece.split()) for piece in said))
    return result


def sources(rows: Iterable[Mapping[str, Any]], terms: Terms) -> list[StoryItem]:
    """The items of a row as a story's; what holds no words is left out."""
    found = []
    for number, row in enumerate(rows, 1):
        entry = Entry(title=str(row.get("title") or ""), summary=str(row.get("text") or ""), guid=f"item-{number}")
        item = normalise(entry, language=row.get("lang") or "en", now=_START)
        if item is not None:
            name = str(row.get("outlet") or f"Item {number}")
            outlet = Outlet(name, language=item.language, terms=terms)
            at = _START + timedelta(seconds=number)
            found.append(StoryItem(ItemId(number), OutletId(number), outlet, item, fetched_at=at))
    return found


def verbatim(said: Iterable[str], items: Iterable[Mapping[str, Any]]) -> float:
    """The share of sentences that stand word for word in an item as it was given, white space aside."""
    given = [_bare(f"{row.get('title') or ''} \n {row.get('text') or ''}") for row in items]
    sentences = [sentence for piece in said for sentence in texts.sentences(piece)]
    if not sentences:
        return 1.0
    return sum(any(_bare(sentence) in text for text in given) for sentence in sentences) / len(sentences)


def _bare(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
