"""What every handler gets: the update, and a typed context with what it may use."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram import CallbackQuery, Update
from telegram.error import RetryAfter, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot import delivery
from bot.access import may_moderate
from bot.render import html
from bot.render.message import Rendered
from bot.render.pictures.charted import FigureChart
from bot.turns import Turns
from feeds.core.relevance import WordModel
from feeds.ports import Clock, Discover, Store
from feeds.stories import DeskRules

log = structlog.get_logger(__name__)

#: Telegram's limit for what is shown when a button was pressed.
ANSWER_LIMIT = 200


class Hear(Protocol):
    """Takes note of a channel's message that came by."""

    async def __call__(self, chat: int, message_id: int, carried: Sequence[str], *, photo: bool) -> None:
        """``carried``: where a nonce may stand."""


@dataclass(frozen=True, slots=True)
class Deps:
    """What handlers use."""

    store: Store
    clock: Clock
    rules: DeskRules
    owners: frozenset[int]
    channel: str | None  #: as readers know it: an @name, or None
    wake: Callable[[], None]  #: tells the publisher that something may be sent
    turns: Turns
    hear: Hear
    discover: Discover
    words: WordModel  #: what is known of words, to explain by
    look: Callable[[], None]  #: lets stories be looked at to which something was added
    chart: Callable[[FigureChart], Awaitable[bytes]] | None = None  #: draws figures as a PNG; raises ``FeedsError``


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Deps]):
    """The context of one update."""

    @property
    def deps(self) -> Deps:
        """What handlers use."""
        return self.bot_data

    @property
    def bot_name(self) -> str:
        """The bot's username, for links to it."""
        return self.bot.username

    async def reply(self, update: Update, message: Rendered, *, picture: bytes | None = None) -> None:
        """Answer where the update came from; with a picture the message is its caption."""
        if update.effective_chat is None:
            return
        await self.deps.turns.take(update.effective_chat.id)
        try:
            if picture is None:
                await delivery.send(self.bot, update.effective_chat.id, message)
            else:
                await delivery.send_picture(self.bot, update.effective_chat.id, picture, message)
        except RetryAfter as error:
            self.deps.turns.halt(update.effective_chat.id, delivery.flood_wait(error))
            raise


async def answer(query: CallbackQuery, words: str = "", *, alert: bool = False) -> None:
    """Answer a press. Where that fails (it came too long ago, say), what was pressed for is still done."""
    try:
        await query.answer(html.plain(html.clip(html.text(words), ANSWER_LIMIT)), show_alert=alert)
    except TelegramError as error:
        log.info("press_not_answered", problem=str(error))


def allowed(update: Update, context: Context) -> bool:
    """Whether whoever caused this update may moderate."""
    user = update.effective_user
    return may_moderate(user.id if user else None, context.deps.owners)


def chat_id(update: Update) -> int:
    """The chat an update came from."""
    if update.effective_chat is None:
        raise ValueError("an update without a chat")
    return update.effective_chat.id
