"""Is it about armed conflict? A plain baseline: naive Bayes over stems for English, counted words for the rest.

Naive Bayes with binary features and clipped weights (Manning, Raghavan and Schütze, *Introduction to Information
Retrieval*, ch. 13), its sum divided by the square root of the number of stems, since the words of one text are far
from independent. Only title and lead are read: feeds carry no more, and headlines alone must be judged as well. For
other languages the words of a shipped list decide, openly.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feeds.core import text as texts
from feeds.core.join_model import JoinModel
from feeds.model import Item

#: Words of the text that are read after the title.
LEAD = 60
#: What one stem may weigh, in nats: the absence of war is said by what else a text is about, so evidence against is
#: clipped harder than evidence for.
AGAINST, FOR = -1.0, 2.5


@dataclass(frozen=True, slots=True)
class WordModel:
    """What the package knows about words."""

    documents: int  #: English texts counted
    conflict: int  #: of them about armed conflict
    counts: Mapping[str, tuple[int, int]]  #: English stem → texts that hold it, of them about armed conflict
    lexicon: Mapping[str, frozenset[str]] = field(default_factory=dict)  #: language → stems that speak of conflict
    stop_words: Mapping[str, frozenset[str]] = field(default_factory=dict)  #: language → stems that say nothing
    join: JoinModel = field(default_factory=JoinModel)  #: how reports are weighed that may tell of one event


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely an item is about armed conflict, and the words that said so, the weightiest first."""

    score: float  #: 0 to 1
    because: tuple[tuple[str, float], ...] = ()


def relevance(item: Item, model: WordModel) -> Relevance:
    """Judge an item by its title and lead."""
    lead = " ".join(item.text.split(maxsplit=LEAD)[:LEAD])
    tokens = texts.stems(f"{item.title} {lead}", item.language)
    if item.language in {"en", "und"}:
        return _bayes(dict.fromkeys(tokens), model)
    return _counted(dict.fromkeys(tokens), model.lexicon.get(item.language, frozenset()))


def _bayes(stems: Iterable[str], model: WordModel) -> Relevance:
    weights = {stem: _weight(model.counts[stem], model) for stem in stems if stem in model.counts}
    score = 1 / (1 + math.exp(-sum(weights.values()) / math.sqrt(max(1, len(weights)))))
    return Relevance(score, _strongest(weights))


def _weight(counts: tuple[int, int], model: WordModel) -> float:
    """The log-likelihood ratio of a stem, with half a text of smoothing, clipped."""
    texts_with, conflict_with = counts
    inside = (conflict_with + 0.5) / (model.conflict + 1)
    outside = (texts_with - conflict_with + 0.5) / (model.documents - model.conflict + 1)
    return max(AGAINST, min(FOR, math.log(inside / outside)))


def _counted(stems: Iterable[str], lexicon: frozenset[str]) -> Relevance:
    hits = [stem for stem in stems if stem in lexicon]
    score = 0.02 if not hits else 1 - 0.5 ** (len(hits) ** 1.2)
    return Relevance(score, tuple((hit, 1.0) for hit in hits[:8]))


def _strongest(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(weights.items(), key=lambda pair: -abs(pair[1]))[:8])
