"""The adapter to Telegram: the only caller of ``Bot.send_*`` and ``Bot.edit_*``, and the judge of how a call ended.

python-telegram-bot's ``BadRequest`` and ``TimedOut`` *are* ``NetworkError``s, so order matters in ``classify``; what
tells "never left this machine" from "may have arrived" is the cause: only failures to connect, or to get a connection
from the pool, happen before anything is sent.
"""

import re
import warnings
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.render import case, post
from bot.render.message import Keyboard, Rendered
from feeds.core.outbox import Attempt, Outcome
from feeds.model import DueDelivery, PostKind, TargetKind
from feeds.ports import Clock

#: Seconds to wait for the answer to a send. Shorter than Telegram's slowest honest answer would make uncertain what is
#: only slow.
READ_TIMEOUT = 30.0

#: Refusals that are the chat's fault, not the post's (lower case, as python-telegram-bot rewrites capitals).
_CHAT = re.compile(
    r"chat not found|not enough rights|need administrator rights|have no write access|chat_write_forbidden|"
    r"chat_admin_required|channel_private|not a member|was kicked|peer_id_invalid|group chat was deleted|"
    r"user is deactivated|can't initiate conversation|topic_closed|chat_restricted"
)
_MARKUP = re.compile(r"can't parse entities|entity|unsupported parse_mode")


def classify(error: Exception) -> Attempt:
    """How an attempt ended that raised ``error``. Exceptions that no call to Telegram raises are not for this."""
    words = str(error).lower()
    problem = f"{type(error).__name__}: {error}"
    match error:
        case RetryAfter():
            return Attempt(Outcome.RETRY, retry_after=flood_wait(error), problem=problem)
        case InvalidToken():
            return Attempt(Outcome.FATAL, problem="Telegram does not accept the token")
        case ChatMigrated():
            return Attempt(Outcome.RETRY, problem=problem, moved_to=error.new_chat_id)
        case Forbidden():
            return Attempt(Outcome.REFUSED, problem=problem)
        case BadRequest() if _CHAT.search(words):
            return Attempt(Outcome.REFUSED, problem=problem)
        case BadRequest():
            return Attempt(Outcome.REJECTED, problem=problem)
        case NetworkError() if isinstance(
            error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
        ):
            return Attempt(Outcome.RETRY, problem=problem)
        case NetworkError() | Conflict() | TelegramError():
            return Attempt(Outcome.UNCERTAIN, problem=problem)
    raise error


def flood_wait(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait. The library warns that their type will change; both are taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Delivery:
    """Sends deliveries; implements ``bot.publish.Send``."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot, self._clock = bot, clock

    async def __call__(self, due: DueDelivery, chat: int) -> Attempt:
        """Attempt one delivery to a chat and say how it ended; never raises for what Telegram answers."""
        message = render(due, bot_name=self._bot.username, now=self._clock.now())
        try:
            if due.edits_message is not None:
                return await self._edit(chat, due.edits_message, message)
            return await self._send(chat, message)
        except TelegramError as error:
            attempt = classify(error)
        if attempt.outcome is Outcome.REFUSED and due.target.kind is TargetKind.READER:
            return Attempt(Outcome.GONE, problem=attempt.problem)
        return attempt

    async def _send(self, chat: int, message: Rendered) -> Attempt:
        sent = await send(self._bot, chat, message)
        return Attempt(Outcome.SENT, message_id=sent)

    async def _edit(self, chat: int, message_id: int, message: Rendered) -> Attempt:
        """Write over a message. An edit may be repeated, so an unknown end is tried again; gone is gone."""
        try:
            await edit(self._bot, chat, message_id, message)
        except TelegramError as error:
            words = str(error).lower()
            if "not modified" in words:
                return Attempt(Outcome.SENT, message_id=message_id)
            if "message to edit not found" in words or "message can't be edited" in words:
                return Attempt(Outcome.REJECTED, problem=str(error))
            attempt = classify(error)
            unknown = attempt.outcome is Outcome.UNCERTAIN
            return Attempt(Outcome.RETRY, problem=attempt.problem) if unknown else attempt
        return Attempt(Outcome.SENT, message_id=message_id)


def render(due: DueDelivery, *, bot_name: str, now: datetime) -> Rendered:
    """What a delivery says."""
    match due.kind:
        case PostKind.CASE:
            return case.card(due.payload, bot_name=bot_name, now=now)
        case PostKind.NOTICE:
            return case.notice(due.payload)
        case PostKind.QUESTION:
            return case.question(due.payload)
        case _:
            return post.post(due.payload, due.kind, bot_name=bot_name, now=now, nonce=due.nonce)


async def send(bot: Bot, chat: int, message: Rendered) -> int:
    """Send a message; as plain text where its markup is refused. The message's id."""

    async def attempt(text: str, mode: str | None) -> int:
        sent = await bot.send_message(
            chat,
            text,
            parse_mode=mode,
            reply_markup=_markup(message.keyboard),
            link_preview_options=LinkPreviewOptions(is_disabled=not message.preview),
            read_timeout=READ_TIMEOUT,
            write_timeout=READ_TIMEOUT,
        )
        return sent.message_id

    return await _with_fallback(message, attempt)


async def edit(bot: Bot, chat: int, message_id: int, message: Rendered) -> int:
    """Write over a message, keyboard and all; as plain text where the markup is refused."""

    async def attempt(text: str, mode: str | None) -> int:
        await bot.edit_message_text(
            text,
            chat,
            message_id,
            parse_mode=mode,
            reply_markup=_markup(message.keyboard),
            link_preview_options=LinkPreviewOptions(is_disabled=not message.preview),
            read_timeout=READ_TIMEOUT,
            write_timeout=READ_TIMEOUT,
        )
        return message_id

    return await _with_fallback(message, attempt)


async def _with_fallback(message: Rendered, attempt: Callable[[str, str | None], Awaitable[int]]) -> int:
    try:
        return await attempt(message.html, ParseMode.HTML)
    except BadRequest as error:
        if not _MARKUP.search(str(error).lower()):
            raise
        return await attempt(message.plain, None)


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data, url=button.url) for button in row]
        for row in keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None
