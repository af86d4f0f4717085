"""Pacing before the limit: when a chat may next be written to.

Telegram asks for one message a second in a chat, twenty a minute in a channel or group (edits share that), and about
thirty a second in all. Short of those limits nothing waits; at them, one chat's wait is its own. Time comes in as
seconds of a monotonic clock.
"""

from collections import deque
from dataclasses import dataclass


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

    def wait(self, chat: int, *, now: float) -> float:
        """Seconds until this chat may be written to; 0 for now. Chats with negative ids are channels and groups."""
        ready = max(self._halted.get(chat, now), now)
        if chat in self._last:
            ready = max(ready, self._last[chat] + 1 / self._limits.per_chat)
        ready = max(ready, _free(self._all, self._limits.overall, window=1.0, now=now))
        if chat in self._minute:
            ready = max(ready, _free(self._minute[chat], self._limits.per_group, window=60.0, now=now))
        return ready - now

    def sent(self, chat: int, *, now: float) -> None:
        """Count a message to this chat."""
        self._last[chat] = now
        self._all.append(now)
        if chat < 0:
            self._minute.setdefault(chat, deque()).append(now)
        if len(self._last) > 5000:
            self._forget(now)

    def halt(self, chat: int, seconds: float, *, now: float) -> None:
        """Leave a chat alone for as long as Telegram asked; no other chat is slowed."""
        self._halted[chat] = max(self._halted.get(chat, 0.0), now + seconds)

    def _forget(self, now: float) -> None:
        """Drop what no longer slows anything."""
        quiet = now - max(60.0, 1 / self._limits.per_chat)
        self._last = {chat: at for chat, at in self._last.items() if at > quiet}
        self._minute = {chat: sent for chat, sent in self._minute.items() if sent and sent[-1] > quiet}
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}


def _free(sent: deque[float], most: float, *, window: float, now: float) -> float:
    """When a sliding window over the moments of sending has room again."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    room = max(1, int(most))
    return sent[-room] + window if len(sent) >= room else now
