"""The learned scalars of the decision whether a report belongs to a story; a value that the core is given."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import mul


@dataclass(frozen=True, slots=True)
class JoinModel:
    """One weight a feature (``feeds.core.join.FEATURES``), and what the sum must reach. As it is, only copies join."""

    weights: tuple[float, ...] = ()
    threshold: float = math.inf
    threshold_bare: float = math.inf  #: the same for a report that is a title alone
    merge: float = 0.0  #: by how much the mean of the sums must pass the threshold for two stories to become one

    def surplus(self, features: Iterable[float], *, bare: bool) -> float:
        """By how much the sum of the weighed features passes the threshold, in nats of the odds."""
        total: float = sum(map(mul, self.weights, features))
        return total - (self.threshold_bare if bare else self.threshold)


def probability(surplus: float) -> float:
    """The odds as a probability."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, surplus))))
