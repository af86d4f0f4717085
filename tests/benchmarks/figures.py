"""From samples to figures."""

import math
from collections.abc import Callable, Sequence

#: Tells how far a benchmark is, from 0 to 1, and what it is doing.
Tell = Callable[[float, str], None]


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that so large a share of them does not exceed (nearest rank)."""
    return sorted(samples)[max(0, math.ceil(share * len(samples)) - 1)]


def percentiles(samples: Sequence[float], prefix: str = "") -> dict[str, float | None]:
    """Median, 95th and 99th percentile and the worst, in milliseconds; None where there is no sample."""
    named = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "worst": 1.0}
    return {
        f"{prefix}{name}_ms": round(percentile(samples, share) * 1000, 1) if samples else None
        for name, share in named.items()
    }
