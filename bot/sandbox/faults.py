"""Scripted faults: which call is hit, and by what."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from random import Random
from typing import Any


class FaultKind(StrEnum):
    """What may go wrong."""

    FLOOD = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502_html"
    UNAUTHORIZED = "401"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    LATE_EFFECT = "late_effect"
    DELAY = "delay"
    STALL = "stall"


@dataclass(slots=True)
class Fault:
    """A rule; it hits `times` calls (0: any number) that fit, each with `probability`."""

    kind: FaultKind
    method: str = "*"
    """One method, several with commas between them, or `*` for all but getUpdates."""
    chat_id: str = ""
    times: int = 1
    probability: float = 1.0
    seed: int = 1
    seconds: float = 1.0
    """How late: of `delay` the answer, of `late_effect` the effect."""
    retry_after: int = 1
    effect: bool = True
    """Whether the call still takes effect, where the kind leaves it open (`stall`)."""
    id: int = 0
    hits: int = 0
    methods: frozenset[str] = frozenset()
    random: Random = field(default_factory=Random, repr=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - which calls fail, not a secret
        self.methods = frozenset(name.strip().lower() for name in self.method.split(","))

    def fits(self, method: str, chat_id: str) -> bool:
        """Whether the rule is meant for this call."""
        wanted = method.lower()
        return (
            (not self.times or self.hits < self.times)
            and (wanted in self.methods or ("*" in self.methods and wanted != "getupdates"))
            and self.chat_id in {"", chat_id}
        )

    def to_json(self) -> dict[str, Any]:
        """The rule as the control interface shows it."""
        shown = asdict(self)
        del shown["random"], shown["methods"]
        return shown


class FaultBook:
    """The rules in force, in the order in which they came."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._last_id = 0

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force."""
        self._last_id += 1
        fault.id = self._last_id
        self.rules.append(fault)
        return fault

    def strike(self, method: str, chat_id: str) -> Fault | None:
        """The fault that hits this call, if any: the first rule that does."""
        for rule in self.rules:
            if rule.fits(method, chat_id) and rule.random.random() < rule.probability:
                rule.hits += 1
                return rule
        return None
