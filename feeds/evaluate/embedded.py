"""Whether an embedder tells more than words do, on pairs of texts: Pearson's correlation by kind of pair, and cost."""

import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feeds.core import text as texts
from feeds.evaluate.pairs import Pair, split
from feeds.ports_of_embedding import Embed

#: Texts that are handed in at a time.
_AT_ONCE = 32
#: Characters behind the title in which its first sentence is looked for.
_OPENING = 1_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with both similarities: clustering's words and the embedder's cosine."""

    pair: Pair
    cosine: float

    @property
    def across(self) -> bool:
        """Whether the two texts are of different languages."""
        one, _, other = self.pair.languages.partition("-")
        return one != other


@dataclass(frozen=True, slots=True)
class Cost:
    """What the embedder took: texts a second of the wall clock and of the processor, and memory in MB."""

    per_second: float
    per_processor_second: float
    rss_before_mb: float
    rss_peak_mb: float


async def compare(
    rows: Sequence[Mapping[str, Any]], pairs: Sequence[Pair], embed: Embed, tell: Callable[[float], None]
) -> tuple[list[Compared], Cost]:
    """Embed title and first sentence of both texts of each row; ``tell`` is told how many texts were embedded since."""
    said = [_opening(str(row[side]), str(row.get(f"lang_{side}") or "und")) for row in rows for side in ("a", "b")]
    before, began, busy = _rss(), time.perf_counter(), time.process_time()
    vectors = []
    for start in range(0, len(said), _AT_ONCE):
        some = said[start : start + _AT_ONCE]
        vectors += await embed(some)
        tell(float(len(some)))
    seconds, processor = max(time.perf_counter() - began, 1e-6), max(time.process_time() - busy, 1e-6)
    cost = Cost(round(len(said) / seconds, 1), round(len(said) / processor, 1), before, _rss()) if said else _NOTHING
    cosines = [one.cosine(other) for one, other in zip(vectors[::2], vectors[1::2], strict=True)]
    return [Compared(pair, cosine) for pair, cosine in zip(pairs, cosines, strict=True)], cost


_NOTHING = Cost(0.0, 0.0, 0.0, 0.0)


def summary(compared: Sequence[Compared], cost: Cost, model: str) -> dict[str, Any]:
    """What ``heliograph eval pairs --embed --json`` prints besides, under ``embedded``."""
    within = [one for one in compared if not one.across]
    across = [one for one in compared if one.across]
    return {
        "model": model,
        "all": figures(compared),
        "one_language": figures(within),
        "across_languages": figures(across),
        "texts_per_s": cost.per_second,
        "texts_per_cpu_s": cost.per_processor_second,
        "rss_before_mb": cost.rss_before_mb,
        "rss_peak_mb": cost.rss_peak_mb,
    }


def figures(compared: Sequence[Compared]) -> dict[str, float | int | None]:
    """Pearson's correlation with people's score: of words, of the cosine, and of the sum of both, each standardised."""
    scores = [one.pair.score for one in compared]
    words, cosines = [one.pair.similarity for one in compared], [one.cosine for one in compared]
    both = [a + b for a, b in zip(_standardised(words), _standardised(cosines), strict=True)]
    return {
        "pairs": len(compared),
        "words": _pearson(words, scores),
        "cosine": _pearson(cosines, scores),
        "both": _pearson(both, scores),
    }


def _pearson(found: Sequence[float], scores: Sequence[float]) -> float | None:
    if len(set(found)) < 2 or len(set(scores)) < 2:
        return None
    return round(statistics.correlation(found, scores), 4)


def _standardised(values: Sequence[float]) -> list[float]:
    spread = statistics.pstdev(values) if values else 0.0
    middle = statistics.fmean(values) if values else 0.0
    return [(value - middle) / spread if spread else 0.0 for value in values]


def _opening(text: str, language: str) -> str:
    """A text's title and first sentence."""
    title, rest = split(text, language)
    first = next(iter(texts.sentences(rest[:_OPENING], language)), "")
    return f"{title.strip()} {first}".strip()


def _rss() -> float:
    """The most memory that this process has had, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1)
