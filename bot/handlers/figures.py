"""Handler of /figures and of its button: who counts how many, over time, as a chart and in words."""

import structlog
from telegram import Update

from bot import callbacks, subscribers
from bot.handlers.context import Context, allowed, answer
from bot.render import figures as words
from bot.render import history, reply
from bot.render.pictures.charted import FigureChart
from feeds.errors import FeedsError, NotFound
from feeds.model import StoryId

log = structlog.get_logger(__name__)


async def figures(update: Update, context: Context) -> None:
    """Answer /figures 7K3F."""
    if not context.args:
        await context.reply(update, reply.plain(words.needed()))
        return
    await _show(update, context, context.args[0])


async def pressed(update: Update, context: Context) -> None:
    """Answer the button under a story."""
    query = update.callback_query
    if query is None:
        return
    button = callbacks.decode(query.data)
    await answer(query)
    if isinstance(button, callbacks.FiguresButton):
        await _show(update, context, button.story_id)


async def _show(update: Update, context: Context, which: str | StoryId) -> None:
    try:
        found = await subscribers.story(context.deps.store, which, desk=allowed(update, context))
    except NotFound:
        await context.reply(update, reply.plain(history.unknown()))
        return
    chart = words.chart(found.story, found.counted)
    picture = await _drawn(context, chart) if chart else None
    now = context.deps.clock.now()
    message = words.told(found.story, found.counted, bot_name=context.bot_name, now=now, caption=picture is not None)
    await context.reply(update, message, picture=picture)


async def _drawn(context: Context, chart: FigureChart) -> bytes | None:
    """The chart as a PNG; None where it cannot be drawn: the words say the same."""
    if context.deps.chart is None:
        return None
    try:
        return await context.deps.chart(chart)
    except FeedsError as error:
        log.warning("chart_not_drawn", problem=str(error))
        return None
