"""Handlers of /correct and /retract. Who may is asked at the moment of the deed."""

from telegram import CallbackQuery, Message, MessageEntity, Update

from bot import callbacks
from bot.handlers.context import Context, answer
from bot.handlers.moderators import close, may, name
from bot.render import corrections as words
from bot.render import html, reply
from feeds import corrections
from feeds.errors import NotFound


async def correct(update: Update, context: Context) -> None:
    """Say what was wrong in a story, at once."""
    asked = await _asked(update, context, "correct")
    if asked is None:
        return
    public_id, text = asked
    deps, by = context.deps, name(update.effective_user)
    try:
        effect = await corrections.correct(deps.store, public_id, text, by=by, rules=deps.rules, now=deps.clock.now())
    except NotFound:
        await context.reply(update, reply.plain(words.unknown(public_id)))
        return
    deps.wake()
    await context.reply(update, words.corrected(effect))


async def retract(update: Update, context: Context) -> None:
    """Ask whether a story is to be withdrawn, and show from where."""
    asked = await _asked(update, context, "retract")
    if asked is None:
        return
    public_id, text = asked
    try:
        reach = await corrections.reach(context.deps.store, public_id)
    except NotFound:
        await context.reply(update, reply.plain(words.unknown(public_id)))
        return
    await context.reply(update, words.question(reach, text))


async def _asked(update: Update, context: Context, command: str) -> tuple[str, str] | None:
    """The story's id and the words behind it; None where something is amiss, which is told."""
    if not await may(update, context):
        return None
    said = (update.effective_message.text or "") if update.effective_message else ""
    _, *rest = said.split(maxsplit=2)
    if len(rest) < 2:
        await context.reply(update, reply.plain(words.needed(command)))
        return None
    public_id, text = rest[0], corrections.in_one_line(rest[1])
    if html.units(text) > corrections.LONGEST:
        await context.reply(update, reply.plain(words.too_long(html.units(text))))
        return None
    return public_id, text


async def pressed(query: CallbackQuery, context: Context, button: callbacks.RetractButton) -> None:
    """Withdraw a story, or keep it, as was pressed. The reason is the one that the question shows."""
    deps, by = context.deps, name(query.from_user)
    reason = _reason(query)
    if button.sure and reason is None:
        await answer(query, "The question can no longer be read. Send /retract again.", alert=True)
        return
    try:
        if not button.sure or reason is None:
            message = words.kept(await corrections.story(deps.store, button.story_id), by)
        else:
            effect = await corrections.retract(deps.store, button.story_id, reason, by=by, now=deps.clock.now())
            message = words.retracted(effect, by)
    except NotFound:
        await answer(query, "This story is no longer kept.", alert=True)
        return
    deps.wake()
    await answer(query, html.plain(message.text))
    await close(query, context, message)


def _reason(query: CallbackQuery) -> str | None:
    """The quotation that ends a question."""
    if not isinstance(query.message, Message):
        return None
    quoted = query.message.parse_entities([MessageEntity.BLOCKQUOTE])
    return list(quoted.values())[-1] if quoted else None
