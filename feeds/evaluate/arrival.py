"""How much the order of arrival matters: the same reports, shuffled within minutes, gathered again.

Feeds are polled in any order, so that what was published within some minutes arrives in any. A figure that moved with
it would be luck.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from feeds.core.relevance import WordModel
from feeds.evaluate.clusters import Labelled, measure

#: Reports published within so long of each other may change places.
WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Moves:
    """BCubed F1 in the order of publication, and in each shuffled one."""

    ordered: float
    shuffled: tuple[float, ...]

    @property
    def most(self) -> float:
        """By how much it moved at most."""
        return max((abs(one - self.ordered) for one in self.shuffled), default=0.0)

    def summary(self) -> dict[str, Any]:
        """What ``heliograph eval clusters --shuffles N --json`` prints as ``order``."""
        minutes = WITHIN.total_seconds() / 60
        return {"within_minutes": minutes, "bcubed_f1": list(self.shuffled), "moved_at_most": round(self.most, 4)}


def shuffled(reports: Sequence[Labelled], draw: int) -> list[Labelled]:
    """The reports as they might have arrived, each up to ``WITHIN`` late; the same draw gives the same order.

    ValueError where one is undated: nobody knows what came near it.
    """
    if not all(report.item.dated for report in reports):
        raise ValueError("undated reports have no order of arrival that could be shuffled")
    late = Random(draw)  # noqa: S311 - a draw that can be repeated, no secret
    return sorted(reports, key=lambda report: report.item.published_at + late.random() * WITHIN)


def moves(
    reports: Sequence[Labelled],
    words: WordModel,
    *,
    ordered: float,
    draws: int,
    tell: Callable[[float], None] = lambda _: None,
) -> Moves:
    """How much BCubed F1 moves over so many draws; ``ordered`` is that of the order of publication."""
    found = []
    for draw in range(1, draws + 1):
        summary = measure(shuffled(reports, draw), words, tell=tell).summary()
        found.append(float(summary["bcubed"]["f1"]))
    return Moves(ordered, tuple(found))
