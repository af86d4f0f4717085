"""Handlers of /failed: what Telegram refused, and what becomes of it."""

from telegram import CallbackQuery, Update

from bot import callbacks
from bot.handlers.context import Context, answer
from bot.handlers.moderators import close, may, name
from bot.render import failures as words
from feeds import failures
from feeds.errors import NotFound


async def failed(update: Update, context: Context) -> None:
    """List what was refused."""
    if await may(update, context):
        letters = await failures.newest(context.deps.store)
        await context.reply(update, words.listed(letters, now=context.deps.clock.now()))


async def pressed(query: CallbackQuery, context: Context, button: callbacks.LetterButton) -> None:
    """Send what was refused again, or drop it; the message lists what is left."""
    deps, now, by = context.deps, context.deps.clock.now(), name(query.from_user)
    try:
        settled = await failures.settle(deps.store, button.delivery_id, again=button.again, by=by, now=now)
    except NotFound:
        await answer(query, "This is no longer kept.", alert=True)
        return
    deps.wake()
    said = words.fate(settled, by=by)
    await answer(query, said)
    await close(query, context, words.listed(await failures.newest(deps.store), now=now, said=said))
