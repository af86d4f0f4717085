"""How much a story matters, from 0 to 1: who reports it, how surely it is about the conflict, how grave it sounds."""

import math
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Parts:
    """What importance is made of, each from 0 to 1, and the stems of grave words in the order of the text."""

    spread: float  #: by independent outlets; four are as good as many
    relevance: float
    gravity: float  #: by grave words; three are as good as many
    grave: tuple[str, ...] = ()

    @property
    def whole(self) -> float:
        """Half by spread, the rest by relevance and gravity."""
        return round(0.5 * self.spread + 0.25 * self.relevance + 0.25 * self.gravity, 4)


def importance(brief: Brief, relevance: float) -> float:
    """Half by independent outlets (four are as good as many), the rest by relevance and gravity."""
    return parts(brief, relevance).whole


def parts(brief: Brief, relevance: float) -> Parts:
    """What makes up a story's importance."""
    said = texts.stems(" ".join([brief.headline, *(piece.text for piece in brief.excerpts)]))
    grave = tuple(dict.fromkeys(stem for stem in said if stem in GRAVE))
    spread = min(1.0, math.log2(1 + brief.independent) / math.log2(5))
    return Parts(spread, relevance, min(3, len(grave)) / 3, grave)
