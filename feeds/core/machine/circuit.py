"""When an endpoint that fails is left alone, and for how long: a circuit breaker as values."""

from dataclasses import dataclass, replace

#: Failures in a row after which it is left alone, and for how many seconds: first, and at the most.
FAILURES, FIRST, LONGEST = 3, 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Circuit:
    """How an endpoint has done. Moments are seconds of a clock that nobody sets."""

    failures: int = 0  #: in a row
    open_at: float = 0.0  #: when it may be asked again

    def may_ask(self, now: float) -> bool:
        """Whether it may be asked."""
        return now >= self.open_at

    def answered(self) -> "Circuit":
        """It answered, whatever it said."""
        return Circuit()

    def failed(self, now: float, *, retry_after: float | None = None) -> "Circuit":
        """It gave no answer; ``retry_after``: seconds it asks to be left alone, which holds from the first time on."""
        failures = self.failures + 1
        wait = FIRST * 2.0 ** min(20, failures - FAILURES) if failures >= FAILURES else 0.0
        asked = max(0.0, retry_after or 0.0)
        return replace(self, failures=failures, open_at=now + min(LONGEST, max(wait, asked)))
