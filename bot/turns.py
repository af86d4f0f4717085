"""Takes turns for what must not wait behind bulk: replies to commands, and looks at a channel."""

import asyncio

from bot.pacing import Pacer
from feeds.ports import Clock


class Turns:
    """Waits until a chat may be written to, ahead of whatever is sent in bulk."""

    def __init__(self, pacer: Pacer, clock: Clock) -> None:
        self._pacer, self._clock = pacer, clock

    async def take(self, chat: int) -> None:
        """Return when this chat may be written to; its message is counted."""
        self._pacer.replies_waiting += 1
        try:
            while (wait := self._pacer.wait(chat, now=self._clock.ticks())) > 0:  # noqa: ASYNC110 - it waits for a time
                await asyncio.sleep(wait)
        finally:
            self._pacer.replies_waiting -= 1
        self._pacer.sent(chat, now=self._clock.ticks())

    def halt(self, chat: int, seconds: float) -> None:
        """Telegram asked to leave this chat alone for so long."""
        self._pacer.halt(chat, seconds, now=self._clock.ticks())
