"""Takes turns for what must not wait behind bulk: replies to commands, and looks at a channel."""

import asyncio
from collections import Counter

from bot.pacing import Pacer
from feeds.ports import Clock

#: Replies that may wait for one chat: somebody who asks faster than he may be answered gets no answer to the rest.
MOST_WAITING = 4
#: Seconds after which a reply is not worth waiting for any more.
PATIENCE = 90.0


class NoTurn(Exception):
    """A chat is not written to now: too many replies wait for it, or it is to be left alone for long."""


class Turns:
    """Waits until a chat may be written to, ahead of whatever is sent in bulk."""

    def __init__(self, pacer: Pacer, clock: Clock) -> None:
        self._pacer, self._clock = pacer, clock
        self._waiting: Counter[int] = Counter()

    async def take(self, chat: int) -> None:
        """Return when this chat may be written to; its message is counted. Raises ``NoTurn``."""
        if self._waiting[chat] >= MOST_WAITING or self._pacer.chat_wait(chat, now=self._clock.ticks()) > PATIENCE:
            raise NoTurn(chat)
        self._waiting[chat] += 1
        try:
            await self._wait(chat)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]
        self._pacer.sent(chat, now=self._clock.ticks())

    def halt(self, chat: int, seconds: float) -> None:
        """Telegram asked to leave this chat alone for so long."""
        self._pacer.halt(chat, seconds, now=self._clock.ticks())

    async def _wait(self, chat: int) -> None:
        """First for the chat, which holds up nobody else; then for room among all chats, ahead of bulk."""
        while self._pacer.wait(chat, now=self._clock.ticks()) > 0:
            while (wait := self._pacer.chat_wait(chat, now=self._clock.ticks())) > 0:  # noqa: ASYNC110 - for a time
                await asyncio.sleep(wait)
            self._pacer.replies_waiting += 1
            try:
                while (wait := self._pacer.overall_wait(now=self._clock.ticks())) > 0:  # noqa: ASYNC110 - for a time
                    await asyncio.sleep(wait)
            finally:
                self._pacer.replies_waiting -= 1
