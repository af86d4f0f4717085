"""Pacing before the limit: when a chat may next be written to.

Telegram asks for one message a second in a chat, twenty a minute in a channel or group (edits share that), and about
thirty a second in all. Short of those limits nothing waits; at them, one chat's wait is its own. What is sent in bulk
is spread evenly over the second, and the reply to a command goes ahead of it. Time comes in as seconds of a clock that
nobody sets.
"""

from collections import deque
from dataclasses import dataclass

#: How much longer than Telegram's our second and our minute are: what we send evenly may reach it a little bunched.
MARGIN = 1.012
#: Seconds that bulk may make up for when it could not go evenly.
CATCH_UP = 0.1
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent how fast."""

    per_chat: float = 1.0  #: messages a second to one chat
    per_group: int = 20  #: messages a minute to a channel or group
    overall: float = 30.0  #: messages a second in all


class Pacer:
    """Remembers what was sent lately."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._last: dict[int, float] = {}
        self._minute: dict[int, deque[float]] = {}
        self._halted: dict[int, float] = {}
        self._all: deque[float] = deque()
        self._next_bulk = float("-inf")
        self.replies_waiting = 0  #: replies that wait for nothing but their turn among all chats

    def wait(self, chat: int, *, now: float) -> float:
        """Seconds until this chat may be written to; 0 for now."""
        return max(self.chat_wait(chat, now=now), self.overall_wait(now=now))

    def chat_wait(self, chat: int, *, now: float) -> float:
        """The same, as far as it is the chat's own doing. Chats with negative ids are channels and groups."""
        ready = max(self._halted.get(chat, now), now)
        if chat in self._last:
            ready = max(ready, self._last[chat] + 1 / self._limits.per_chat)
        if chat in self._minute:
            ready = max(ready, _free(self._minute[chat], self._limits.per_group, window=60.0 * MARGIN, now=now))
        return _seconds(ready - now)

    def overall_wait(self, *, now: float) -> float:
        """The same, as far as all chats together are to blame."""
        return _seconds(_free(self._all, self._limits.overall, window=MARGIN, now=now) - now)

    def bulk_wait(self, *, now: float) -> float:
        """Seconds until the next of many messages may go, whoever it is for: 0 for now; never ahead of a reply."""
        gap = 1 / self._limits.overall
        return _seconds(max(self._next_bulk - now, gap if self.replies_waiting else 0.0))

    def bulk_room(self, *, now: float) -> int:
        """How many of many messages may go now."""
        if self.bulk_wait(now=now) > 0:
            return 0
        _free(self._all, self._limits.overall, window=MARGIN, now=now)
        due = int((now - max(self._next_bulk, now - CATCH_UP)) * self._limits.overall + _ROUNDING) + 1
        return max(0, min(due, max(1, int(self._limits.overall)) - len(self._all)))

    def sent(self, chat: int, *, now: float, bulk: bool = False) -> None:
        """Count a message to this chat."""
        self._last[chat] = now
        self._all.append(now)
        if bulk:
            self._next_bulk = max(self._next_bulk, now - CATCH_UP) + 1 / self._limits.overall
        if chat < 0:
            self._minute.setdefault(chat, deque()).append(now)
        if len(self._last) > 5000:
            self._forget(now)

    def halt(self, chat: int, seconds: float, *, now: float) -> None:
        """Leave a chat alone for as long as Telegram asked; no other chat is slowed."""
        self._halted[chat] = max(self._halted.get(chat, 0.0), now + seconds)

    def _forget(self, now: float) -> None:
        """Drop what no longer slows anything."""
        quiet = now - max(60.0 * MARGIN, 1 / self._limits.per_chat)
        self._last = {chat: at for chat, at in self._last.items() if at > quiet}
        self._minute = {chat: sent for chat, sent in self._minute.items() if sent and sent[-1] > quiet}
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}


def _seconds(wait: float) -> float:
    """A wait; what is left of one by rounding is none."""
    return wait if wait > _ROUNDING else 0.0


def _free(sent: deque[float], most: float, *, window: float, now: float) -> float:
    """When a sliding window over the moments of sending has room again."""
    while sent and sent[0] <= now - window + _ROUNDING:
        sent.popleft()
    room = max(1, int(most))
    return sent[-room] + window if len(sent) >= room else now
