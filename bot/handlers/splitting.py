"""Handlers of /split. Who may is asked at the moment of the deed; what is chosen stands in the message itself."""

from telegram import CallbackQuery, Message, Update

from bot import callbacks
from bot.callbacks import Step
from bot.handlers.context import Context, answer
from bot.handlers.moderators import close, may, name
from bot.render import corrections, html, reply
from bot.render import parted as words
from feeds import splitting
from feeds.core.splitting import holds, numbers
from feeds.errors import NotFound
from feeds.splitting import Judging, Listing

_CHANGED = "The story has other reports since, or this message can no longer be read. Send /split again."


async def split(update: Update, context: Context) -> None:
    """Show a story's reports, to choose from; those whose numbers were written are chosen already."""
    if not await may(update, context):
        return
    said = (update.effective_message.text or "") if update.effective_message else ""
    _, which, *rest = [*said.split(maxsplit=2), ""]
    if not which:
        await context.reply(update, reply.plain(words.needed()))
        return
    try:
        one = await splitting.listing(context.deps.store, which)
    except NotFound:
        await context.reply(update, reply.plain(corrections.unknown(which)))
        return
    await _show(update, context, one, rest[0])


async def _show(update: Update, context: Context, one: Listing, said: str) -> None:
    try:
        chosen = numbers(said, len(one.items))
    except ValueError as error:
        await context.reply(update, reply.plain(words.bad_number(str(error), len(one.items))))
        return
    if not words.fits(chosen):
        await context.reply(update, reply.plain(words.too_many()))
        return
    page = (min(chosen) - 1) // words.PAGE if chosen else 0
    now = context.deps.clock.now()
    await context.reply(update, words.reports(one, chosen, page=page, now=now))


async def pressed(query: CallbackQuery, context: Context, button: callbacks.SplitButton) -> None:
    """Choose a report, show others, or carry out what is chosen."""
    try:
        one = await splitting.listing(context.deps.store, button.story_id)
    except NotFound:
        await answer(query, "This story is no longer kept.", alert=True)
        return
    if button.step is Step.KEEP:
        await answer(query)
        await close(query, context, words.kept(one.story, name(query.from_user)))
        return
    text = query.message.text if isinstance(query.message, Message) else None
    chosen = words.chosen_in(text or "", len(one.items))
    if chosen is None or not holds(button.mark, one.ids):
        await answer(query, _CHANGED, alert=True)
    elif button.step is Step.GO:
        await _carry_out(query, context, one, chosen)
    else:
        await _choose(query, context, one, chosen, button)


async def _choose(
    query: CallbackQuery, context: Context, one: Listing, chosen: frozenset[int], button: callbacks.SplitButton
) -> None:
    page = button.number
    if button.step is Step.PICK:
        page, chosen = (button.number - 1) // words.PAGE, chosen ^ {button.number}
        if not 1 <= button.number <= len(one.items):
            await answer(query, _CHANGED, alert=True)
            return
    if not words.fits(chosen):
        await answer(query, words.too_many(), alert=True)
        return
    await close(query, context, words.reports(one, chosen, page=page, now=context.deps.clock.now()))
    await answer(query)  # not before: who presses the next one must see, and send, this choice


async def _carry_out(query: CallbackQuery, context: Context, one: Listing, chosen: frozenset[int]) -> None:
    deps, by = context.deps, name(query.from_user)
    ids = [one.ids[number - 1] for number in sorted(chosen)]
    judging = Judging(deps.rules, deps.words)
    try:
        word = await splitting.split(deps.store, one.story.id, ids, by=by, judging=judging, now=deps.clock.now())
    except NotFound:
        await answer(query, "This story is no longer kept.", alert=True)
        return
    deps.look()
    deps.wake()
    message = words.parted(word, by)
    await answer(query, html.plain(message.text))
    await close(query, context, message)
