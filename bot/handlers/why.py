"""Handler of /why: what decided about a story, for those who may moderate."""

from telegram import Update

from bot.handlers.context import Context
from bot.handlers.moderators import may
from bot.render import corrections, reply
from bot.render import why as words
from feeds.errors import NotFound
from feeds.explaining import explain


async def why(update: Update, context: Context) -> None:
    """Explain a story."""
    if not await may(update, context):
        return
    if not context.args:
        await context.reply(update, reply.plain(words.needed()))
        return
    deps, now = context.deps, context.deps.clock.now()
    try:
        found = await explain(deps.store, context.args[0], words=deps.words, beats=deps.rules.beats, now=now)
    except NotFound:
        await context.reply(update, reply.plain(corrections.unknown(context.args[0])))
        return
    await context.reply(update, words.why(found, deps.rules.policy, now=now))
