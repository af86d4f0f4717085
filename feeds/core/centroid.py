"""Which sentences say most of what a story's reports say: by the centroid of their words.

Observations
    What several reports say matters; so does what stands in their headlines and at their beginning. Reports of one
    event say the same thing in other words, so that a second sentence must say something else.

Theory of operation
    Each report is a bag of stems and, at half weight, of pairs of stems; the centroid is their sum, the root of each
    count times the share of reports that have it. A sentence's weight is its cosine with the centroid, raised at the
    beginning of a report and in reports near the centroid, lowered where it quotes, hangs or asks. Sentences are then
    taken one by one, each for its weight less its likeness to those taken (maximal marginal relevance, Carbonell and
    Goldstein, 1998; centroids: Radev and others, 2004).

    The scalars are tuned on neus_dev, where a wide ridge is as good (docs/benchmarks.md).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from feeds.core import text as texts

PAIR, TITLE, SPREAD = 0.5, 2.0, 0.7  #: weight of a pair; of a headline's words; power of the number of reports
LEAD = 0.5  #: how much more a report's first sentence weighs; the second half as much, and so on
LIKENESS = 0.6  #: how much likeness to what is taken counts against a sentence

_WORDS = (  # noqa: SIM905 - words read better as text
    "a an the of to in on at by for with from and or but as is are was were be been has have had it its that this "
    "these those he she his they their them him who which will would could should not no said says say after before "
    "over into about than more also we i you our your there when what been can did do does if all up out new one two"
).split()
_COMMON = frozenset(_WORDS) | {texts.stem(word) for word in _WORDS}

Feature = str | tuple[str, str]
Bag = Mapping[Feature, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence as the centroid sees it."""

    report: int  #: which of the reports
    number: int  #: which of its sentences
    bag: Bag
    norm: float
    weight: float  #: 1 for the best


@lru_cache(maxsize=20_000)
def bag(sentence: str, language: str) -> Bag:
    """A sentence's stems and pairs of stems, common words left out."""
    stems = texts.stems(sentence, language)
    found: Counter[Feature] = Counter(stem for stem in stems if stem not in _COMMON)
    for pair in pairwise(stems):
        if not _COMMON.issuperset(pair):
            found[pair] += 1
    return {feature: times * (PAIR if isinstance(feature, tuple) else 1.0) for feature, times in found.items()}


def score(
    reports: Sequence[tuple[Bag, Sequence[Bag]]], factors: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], Scored]:
    """The sentences of reports (each a headline and its sentences) by report and number, each with its weight.

    ``factors`` raise or lower single sentences.
    """
    whole = [_sum(headline, sentences) for headline, sentences in reports]
    centre = _centre(whole)
    far = math.sqrt(sum(value * value for value in centre.values())) or 1.0
    near = [_dot(one, centre) / (norm(one) * far) for one in whole]
    nearest = max(near, default=0.0) or 1.0
    found = {}
    for report, (_, sentences) in enumerate(reports):
        for number, words in enumerate(sentences):
            length = norm(words)
            weight = _dot(words, centre) / (length * far) * (1 + LEAD / (1 + number)) * (1 + near[report] / nearest)
            weight *= factors.get((report, number), 1.0)
            found[report, number] = Scored(report, number, words, length, weight)
    best = max((one.weight for one in found.values()), default=0.0) or 1.0
    return {key: Scored(one.report, one.number, one.bag, one.norm, one.weight / best) for key, one in found.items()}


def gain(one: Scored, taken: Sequence[Scored]) -> float:
    """What a sentence adds to those that are taken."""
    return one.weight - LIKENESS * max((likeness(one, other) for other in taken), default=0.0)


def likeness(one: Scored, other: Scored) -> float:
    """The cosine of two sentences, from 0 to 1."""
    return _dot(one.bag, other.bag) / (one.norm * other.norm)


def norm(words: Bag) -> float:
    """The length of a bag as a vector; 1 for an empty one."""
    return math.sqrt(sum(value * value for value in words.values())) or 1.0


def _sum(headline: Bag, sentences: Sequence[Bag]) -> Bag:
    total = {feature: TITLE * value for feature, value in headline.items()}
    for words in sentences:
        for feature, value in words.items():
            total[feature] = total.get(feature, 0.0) + value
    return total


def _centre(whole: Sequence[Bag]) -> Bag:
    spread = Counter(feature for one in whole for feature in one)
    centre: dict[Feature, float] = {}
    for one in whole:
        for feature, value in one.items():
            centre[feature] = centre.get(feature, 0.0) + math.sqrt(value)
    return {feature: value * spread[feature] ** SPREAD for feature, value in centre.items()}


def _dot(one: Bag, other: Bag) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * many[feature] for feature, value in few.items() if feature in many)
