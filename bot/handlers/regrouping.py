"""Handlers of /merge and /apart. Who may is asked at the moment of the deed."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from telegram import Update

from bot.handlers.context import Context
from bot.handlers.moderators import may, name
from bot.render import corrections, reply
from bot.render import regrouped as words
from bot.render.message import Rendered
from feeds import moderation
from feeds.errors import NotFound
from feeds.moderation import Regrouped
from feeds.ports import Store


async def merge(update: Update, context: Context) -> None:
    """Make two stories one."""
    await _carry_out(update, context, "merge", moderation.merge, words.merged)


async def apart(update: Update, context: Context) -> None:
    """Let two stories never be made one by the program."""
    await _carry_out(update, context, "apart", moderation.keep_apart, words.kept_apart)


class UseCase(Protocol):
    """What is done with two stories."""

    async def __call__(self, store: Store, one: str, other: str, *, by: str, now: datetime) -> Regrouped:
        """Raises ``NotFound``."""


async def _carry_out(
    update: Update, context: Context, command: str, use_case: UseCase, told: Callable[[Regrouped, str], Rendered]
) -> None:
    asked = await _asked(update, context, command)
    if asked is None:
        return
    deps, by = context.deps, name(update.effective_user)
    try:
        word = await use_case(deps.store, *asked, by=by, now=deps.clock.now())
    except NotFound as error:
        await context.reply(update, reply.plain(corrections.unknown(str(error.ident))))
        return
    deps.wake()
    await context.reply(update, told(word, by))


async def _asked(update: Update, context: Context, command: str) -> tuple[str, str] | None:
    """The ids of two stories; None where something is amiss, which is told."""
    if not await may(update, context):
        return None
    said = (update.effective_message.text or "") if update.effective_message else ""
    match said.split()[1:]:
        case [one, other]:
            return one, other
        case _:
            await context.reply(update, reply.plain(words.needed(command)))
            return None
