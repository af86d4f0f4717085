"""Handlers of readers' commands: read the update, call one use case, render, reply."""

from dataclasses import replace

from telegram import Update

from bot import callbacks, subscribers
from bot.handlers.context import Context, allowed, answer, chat_id
from bot.render import figures, history, html, reply
from bot.render.message import Rendered, press
from feeds.core.says import says
from feeds.errors import NotFound

#: What a deep link to a story begins with.
STORY_LINK = "s-"


async def start(update: Update, context: Context) -> None:
    """Welcome a reader; a deep link opens its story."""
    link = context.args[0] if context.args else ""
    if link.startswith(STORY_LINK):
        await _show_story(update, context, link.removeprefix(STORY_LINK).partition("-")[0])
        return
    reader = await subscribers.start(context.deps.store, chat_id(update), now=context.deps.clock.now())
    await context.reply(update, reply.welcome(channel=context.deps.channel, subscribed=reader.subscribed))


async def _show_story(update: Update, context: Context, public_id: str) -> None:
    try:
        found = await subscribers.story(context.deps.store, public_id, desk=allowed(update, context))
    except NotFound:
        await context.reply(update, reply.plain(history.unknown()))
        return
    now = context.deps.clock.now()
    message = history.told(says(found.story), found.moments, gone=found.gone, bot_name=context.bot_name, now=now)
    button = press("📈 Figures over time", callbacks.FiguresButton(found.story.id))
    drawn = figures.chart(found.story, found.counted) is not None
    await context.reply(update, replace(message, keyboard=((button,),) if drawn else ()))


async def story(update: Update, context: Context) -> None:
    """Answer /story 7K3F with the story, its sources and how it came about."""
    if not context.args:
        await context.reply(update, reply.plain(history.needed()))
        return
    await _show_story(update, context, context.args[0])


async def latest(update: Update, context: Context) -> None:
    """Answer /latest [n] with the newest stories."""
    asked = context.args[0] if context.args else ""
    limit = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else subscribers.DEFAULT
    await _answer_latest(update, context, limit=min(max(limit, 1), subscribers.MOST), offset=0)
    await subscribers.mark_latest(context.deps.store, chat_id(update), now=context.deps.clock.now())


async def _answer_latest(update: Update, context: Context, *, limit: int, offset: int) -> None:
    found = await subscribers.latest(context.deps.store, chat_id(update), limit=limit, offset=offset)
    message = reply.latest(
        found.stories,
        seen=found.seen,
        missed=found.missed,
        offset=offset,
        more=found.more,
        bot_name=context.bot_name,
        now=context.deps.clock.now(),
    )
    await context.reply(update, message)


async def older(update: Update, context: Context) -> None:
    """Answer the button under /latest with older stories."""
    query = update.callback_query
    if query is None:
        return
    button = callbacks.decode(query.data)
    await answer(query)
    if isinstance(button, callbacks.LatestButton):
        await _answer_latest(update, context, limit=subscribers.DEFAULT, offset=min(button.offset, 1000))


async def search(update: Update, context: Context) -> None:
    """Answer /search words."""
    words = " ".join(context.args or ())
    if not words:
        await context.reply(update, reply.plain("Write what to look for: /search bridge shelling"))
        return
    stories = await subscribers.search(context.deps.store, words)
    await context.reply(update, reply.found(stories, words, bot_name=context.bot_name, now=context.deps.clock.now()))


async def sources(update: Update, context: Context) -> None:
    """Answer /sources with the outlets that are read."""
    feeds = await subscribers.sources(context.deps.store)
    await context.reply(update, reply.sources(feeds, now=context.deps.clock.now()))


async def stop(update: Update, context: Context) -> None:
    """Turn a subscription off."""
    changed = await subscribers.stop(context.deps.store, chat_id(update), now=context.deps.clock.now())
    words = "No more stories are sent here." if changed else "You are not subscribed."
    await context.reply(update, reply.plain(f"{words} /latest still works; /subscribe starts again."))


async def talk(update: Update, context: Context) -> None:
    """Answer what is no command with what can be asked."""
    said = (update.effective_message.text or "") if update.effective_message else ""
    await context.reply(update, reply.talk(said))


async def unknown(update: Update, context: Context) -> None:
    """Answer a command that does not exist."""
    said = (update.effective_message.text or "").split()[0] if update.effective_message else ""
    await context.reply(update, Rendered(html.text(f"{said[:40]} is no command here. /help lists them.")))
