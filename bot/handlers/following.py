"""Handlers of /subscribe and /beats: what a reader is sent. A group's subscription is for owners, since everybody in it
would be written to.
"""

from collections.abc import Sequence

from telegram import CallbackQuery, Chat, Update

from bot import callbacks, subscribers
from bot.handlers.context import Context, allowed, answer, chat_id
from bot.handlers.moderators import close
from bot.render import following as words
from bot.render import reply
from feeds.core.following import named


async def subscribe(update: Update, context: Context) -> None:
    """Subscribe to every story, or to those of the beats that are named."""
    if not _may(update, context):
        await context.reply(update, reply.plain("Write /subscribe to me in a private chat."))
        return
    deps, said = context.deps, " ".join(context.args or ())
    found = named(said, deps.rules.beats)
    if found.unknown or (said and not found.beats):
        await context.reply(update, words.unknown(found.unknown or (said,)))
        return
    changed = await subscribers.follow(deps.store, chat_id(update), found.beats, now=deps.clock.now())
    await context.reply(update, words.subscribed(found.beats, deps.rules.beats, changed=changed))


async def beats(update: Update, context: Context) -> None:
    """List the beats, and which of them this reader has chosen."""
    found = await subscribers.following(context.deps.store, chat_id(update))
    await context.reply(update, words.listed(found, context.deps.rules.beats, may_choose=_may(update, context)))


async def pressed(update: Update, context: Context) -> None:
    """Choose a beat, or no longer, as was pressed."""
    query = update.callback_query
    if query is None or update.effective_chat is None:
        return
    button = callbacks.decode(query.data)
    if not _may(update, context):
        await answer(query, "In a group only the owners of this newsroom may choose.", alert=True)
    elif isinstance(button, callbacks.BeatButton):
        await _choose(query, context, update.effective_chat.id, button)


async def _choose(query: CallbackQuery, context: Context, chat: int, button: callbacks.BeatButton) -> None:
    deps, now = context.deps, context.deps.clock.now()
    before = await subscribers.following(deps.store, chat)
    if button.tag is None:
        await subscribers.follow(deps.store, chat, (), now=now)
        found = subscribers.Following(subscribed=True)
    else:
        beat = _meant(button.tag, [one.name for one in deps.rules.beats] if button.on else sorted(before.beats))
        if beat is None:
            found = before
        else:
            found = await subscribers.choose(deps.store, chat, beat, on=button.on, now=now)
    await close(query, context, words.listed(found, deps.rules.beats, may_choose=True))
    await answer(query, words.answered(found, before))


def _meant(tag: str, names: Sequence[str]) -> str | None:
    """The beat of a button; None where there is none of the kind any more."""
    return next((name for name in names if callbacks.tag(name) == tag), None)


def _may(update: Update, context: Context) -> bool:
    """Whether whoever caused this update may decide what this chat is sent."""
    private = update.effective_chat is not None and update.effective_chat.type == Chat.PRIVATE
    return private or allowed(update, context)
