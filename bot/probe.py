"""Looks at a channel message by its id without touching it: forwards it silently to a private chat, reads it there,
deletes it there.

Never by editing: with the right to pin, which the bot may have, an edit overwrites another administrator's post. A
channel that protects its content refuses forwards but not copies; a copy is then forwarded within the private chat, so
that its text can be read.
"""

import structlog
from telegram import Bot, Message
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.delivery import flood_wait
from bot.turns import NoTurn, Turns
from feeds.core.settling import Seen

log = structlog.get_logger(__name__)


#: Times that a forward is tried to be taken away.
DELETIONS = 3


class Probe:
    """Looks at messages; ``staging`` is the chat that forwards go to, for a moment."""

    def __init__(self, bot: Bot, staging: int, turns: Turns) -> None:
        self._bot, self._staging, self._turns = bot, staging, turns

    async def look(self, chat: int, message_id: int, nonce: str) -> Seen:
        """What stands at this id of the chat; never raises for what Telegram answers."""
        try:
            return await self._look(chat, message_id, nonce)
        except (TelegramError, NoTurn) as error:
            if isinstance(error, RetryAfter):
                self._turns.halt(self._staging, flood_wait(error))
            log.warning("look_failed", message=message_id, problem=str(error))
            return Seen.UNKNOWN

    async def _look(self, chat: int, message_id: int, nonce: str) -> Seen:
        await self._turns.take(self._staging)
        try:
            seen = await self._bot.forward_message(self._staging, chat, message_id, disable_notification=True)
        except BadRequest as error:
            words = str(error).lower()
            if "message to forward not found" in words:
                return Seen.NOTHING
            if "protected content" in words:
                return await self._look_protected(chat, message_id, nonce)
            if "the message can't be forwarded" in words:
                return Seen.OTHER  # a service message
            raise
        await self._clear(seen.message_id)
        return _judge(seen, nonce)

    async def _look_protected(self, chat: int, message_id: int, nonce: str) -> Seen:
        await self._turns.take(self._staging)
        copy = await self._bot.copy_message(self._staging, chat, message_id, disable_notification=True)
        try:
            await self._turns.take(self._staging)
            seen = await self._bot.forward_message(
                self._staging, self._staging, copy.message_id, disable_notification=True
            )
            await self._clear(seen.message_id)
        finally:
            await self._clear(copy.message_id)
        return _judge(seen, nonce)

    async def _clear(self, message_id: int) -> None:
        """Take the forward away; a deletion may be repeated. One that stays all the same does no harm."""
        for left in reversed(range(DELETIONS)):
            try:
                await self._bot.delete_message(self._staging, message_id)
            except BadRequest as error:  # it is gone, or may not be deleted
                log.info("look_not_cleared", message=message_id, problem=str(error))
            except TelegramError as error:
                log.info("look_not_cleared", message=message_id, problem=str(error), tries_left=left)
                continue
            return


def _judge(seen: Message, nonce: str) -> Seen:
    """Whether a message carries the nonce."""
    if not any(nonce in part for part in carried(seen)):
        return Seen.OTHER
    return Seen.OUR_PHOTO if seen.photo else Seen.OURS


def carried(message: Message) -> list[str]:
    """Where a nonce may stand: in links, or in the text where markup was refused."""
    links = [entity.url or "" for entity in (*message.entities, *message.caption_entities)]
    return [*links, message.text or message.caption or ""]
