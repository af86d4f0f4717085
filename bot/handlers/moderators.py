"""What the desk's handlers share: who may, what a moderator is called, how a message is closed."""

from telegram import CallbackQuery, Update, User
from telegram.error import BadRequest, RetryAfter

from bot import delivery
from bot.handlers.context import Context, allowed
from bot.render import reply
from bot.render.message import Rendered

REFUSAL = "Only the owners of this newsroom may do that."


async def may(update: Update, context: Context) -> bool:
    """Whether whoever wrote a command may moderate; who may not is told so."""
    if allowed(update, context):
        return True
    await context.reply(update, reply.plain(REFUSAL))
    return False


def name(user: User | None) -> str:
    """A moderator as cards and the audit log name them."""
    return f"{user.full_name} ({user.id})" if user else "nobody"


async def close(query: CallbackQuery, context: Context, message: Rendered) -> None:
    """Write what was decided over the message, buttons and all, when the chat's turn comes: edits count among what may
    be sent to it. Raises ``NoTurn``.
    """
    if query.message is None:
        return
    chat = query.message.chat.id
    await context.deps.turns.take(chat)
    try:
        await delivery.edit(context.bot, chat, query.message.message_id, message)
    except RetryAfter as error:
        context.deps.turns.halt(chat, delivery.flood_wait(error))
        raise
    except BadRequest as error:
        if "not modified" not in str(error).lower():
            raise
