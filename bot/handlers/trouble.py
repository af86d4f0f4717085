"""When a handler fails: the log gets everything, the reader something useful, and nothing goes on failing."""

import structlog
from telegram import Update
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.callbacks import BadCallback
from bot.handlers.context import Context
from bot.render import reply
from bot.turns import NoTurn
from feeds.errors import StoreError

log = structlog.get_logger(__name__)

BUSY = "The archive is busy; please try again in a moment."
HURRIED = "Too fast for Telegram: the message may not show yet what you pressed. Wait a little, and press again."
BROKEN = "Something went wrong here; it has been logged. Please try again."


async def on_error(update: object, context: Context) -> None:
    """The last resort of every handler."""
    error = context.error
    if isinstance(error, BadCallback):
        await _tell(update, context, "This button belongs to an older version. Send the command again.")
        return
    if isinstance(error, Forbidden):
        log.info("reader_unreachable", problem=str(error))
        return
    if isinstance(error, NoTurn | RetryAfter | TimedOut):  # replies are dropped: who still wants one asks again
        log.info("reply_dropped", problem=f"{type(error).__name__}: {error}")
        if isinstance(update, Update) and update.callback_query:  # answers to presses are not counted
            await _tell(update, context, HURRIED)
        return
    if update is None and isinstance(error, NetworkError):
        log.warning("telegram_unreachable", problem=str(error))
        return
    log.error("handler_failed", exc_info=error)
    await _tell(update, context, BUSY if isinstance(error, StoreError) else BROKEN)


async def _tell(update: object, context: Context, words: str) -> None:
    """Tell whoever waits for an answer; a failure of that is only logged."""
    if not isinstance(update, Update):
        return
    try:
        if update.callback_query:
            await update.callback_query.answer(words, show_alert=True)
        elif update.effective_message:
            await context.reply(update, reply.plain(words))
    except TelegramError as exc:
        log.warning("error_not_told", problem=str(exc))
