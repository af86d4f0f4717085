"""PURE but for its own history: the published limits of sending."""

import math
from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.options import LimitRules

LIMITED = frozenset(
    name.lower()
    for name in (
        "sendMessage",
        "sendPhoto",
        "forwardMessage",
        "copyMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    )
)
"""Methods that count."""

PAYABLE = frozenset({"sendmessage", "sendphoto", "copymessage"})
"""Methods that heed `allow_paid_broadcast`."""


@dataclass(slots=True)
class Limiter:
    """What one bot sent lately."""

    total: deque[float] = field(default_factory=deque)
    paid: deque[float] = field(default_factory=deque)
    by_chat: dict[int, deque[float]] = field(default_factory=dict)
    refused: int = 0
    """How often the bot was told to wait."""

    def admit(self, rules: LimitRules, chat_id: int, now: float, *, paid: bool = False) -> int:
        """Count a message and return 0, or return how many seconds to wait."""
        sent = self.by_chat.setdefault(chat_id, deque())
        total, most = (self.paid, rules.paid_per_second) if paid else (self.total, rules.total_per_second)
        for times, span in ((total, 1.0), (sent, 60.0)):
            while times and times[0] <= now - span:
                times.popleft()
        wait = max(
            total[0] + 1.0 - now if len(total) >= most else 0.0,
            _burst_wait(sent, rules, now),
            sent[-rules.group_per_minute] + 60.0 - now if chat_id < 0 and len(sent) >= rules.group_per_minute else 0.0,
        )
        if wait > 0:
            self.refused += 1
            return max(1, math.ceil(wait))
        total.append(now)
        sent.append(now)
        return 0


def _burst_wait(sent: deque[float], rules: LimitRules, now: float) -> float:
    """A bucket that holds `chat_burst` messages and is refilled at `chat_per_second`."""
    ready = float("-inf")
    slack = (rules.chat_burst - 1) / rules.chat_per_second
    for moment in sent:
        ready = max(ready, moment) + 1 / rules.chat_per_second
    return ready - slack - now
