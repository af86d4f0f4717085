"""How a local Telegram behaves."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LimitRules:
    """The published limits; `enforce` switches them on."""

    enforce: bool = False
    chat_per_second: float = 1.0
    """Messages a second into one chat, in the long run."""
    chat_burst: int = 3
    """Messages that may come at once before that."""
    group_per_minute: int = 20
    """Messages and edits a minute in a group or channel."""
    total_per_second: int = 30
    paid_per_second: int = 1000
    """Messages a second that carry `allow_paid_broadcast`; they do not count among the others."""


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that can be set when a local Telegram starts."""

    limits: LimitRules = field(default_factory=LimitRules)
    seed: int = 1
    """Of update ids and of faults with a probability."""
    bot_name: str = "Heliograph"
    bot_username: str = "heliograph_bot"
    """Of the first token seen; those after it get a number before `_bot`."""
    busy_poll_seconds: float = 3.0
    """How long an empty poll is held that comes too soon after the one before."""
    conflict_seconds: float = 3.0
    """How far apart two conflicts of polls are told at once."""
    request_log: int = 20_000
    """Calls kept in the log."""
