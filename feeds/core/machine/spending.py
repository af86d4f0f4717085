"""The tokens of a day, as a line of text that outlives the process."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that were spent on a day, in UTC."""

    day: date
    tokens: int = 0

    def more(self, tokens: int) -> "Spent":
        """With more tokens; fewer where what was set aside was not needed."""
        return Spent(self.day, max(0, self.tokens + tokens))


def read(line: str | None, today: date) -> Spent:
    """What was spent today; nothing where the line is of another day, or is none."""
    day, _, tokens = (line or "").partition(" ")
    return Spent(today, int(tokens)) if day == today.isoformat() and tokens.isdigit() else Spent(today)


def written(spent: Spent) -> str:
    """The line."""
    return f"{spent.day.isoformat()} {spent.tokens}"


def charged(told: int | None, set_aside: int) -> int:
    """What an answer cost: what the endpoint says, unless that cannot be; else what was set aside."""
    return told if told is not None and 0 < told <= 100 * set_aside else set_aside
