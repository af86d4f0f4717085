"""How much a story matters, from 0 to 1: who reports it, how surely it is about the conflict, how grave it sounds."""

import math

from feeds.core import text as texts
from feeds.model import Brief

#: English stems of the gravest events; one in the headline or an excerpt adds to importance.
GRAVE = frozenset(
    {
        "kill",
        "dead",
        "death",
        "toll",
        "massacr",
        "casualti",
        "invas",
        "ceasefir",
        "truce",
        "airstrik",
        "bombard",
        "hostag",
    }
)


def importance(brief: Brief, relevance: float) -> float:
    """Half by independent outlets (four are as good as many), the rest by relevance and gravity."""
    spread = min(1.0, math.log2(1 + brief.independent) / math.log2(5))
    said = texts.stems(" ".join([brief.headline, *(piece.text for piece in brief.excerpts)]))
    grave = min(3, len(GRAVE.intersection(said))) / 3
    return round(0.5 * spread + 0.25 * relevance + 0.25 * grave, 4)
