"""Hears a channel's messages come by in its discussion group: a receipt for what nobody answered for."""

from telegram import MessageOriginChannel, Update

from bot.handlers.context import Context
from bot.probe import carried


async def heard(update: Update, context: Context) -> None:
    """Note a channel's message that Telegram forwarded to the group by itself."""
    message = update.effective_message
    if message is None or not isinstance(message.forward_origin, MessageOriginChannel):
        return
    origin = message.forward_origin
    await context.deps.hear(origin.chat.id, origin.message_id, carried(message), photo=bool(message.photo))
