"""Handlers of the desk: verdicts, /halt, /resume, and which button is whose.

Who may is asked here, at the moment of the deed.
"""

from dataclasses import replace

from telegram import CallbackQuery, Update

from bot import callbacks
from bot.handlers import corrections, failures, splitting
from bot.handlers.context import Context, allowed, answer
from bot.handlers.moderators import REFUSAL, close, may, name
from bot.render import case, reply
from feeds import moderation
from feeds.core.says import says
from feeds.errors import NotFound
from feeds.model import DeliveryId
from feeds.moderation import Resume


async def halt(update: Update, context: Context) -> None:
    """Stop all sending."""
    if not await may(update, context):
        return
    now = context.deps.clock.now()
    done = await moderation.halt(context.deps.store, by=name(update.effective_user), now=now)
    words = "Halted: nothing goes to the channel or to subscribers" if done else "Halted already"
    await context.reply(update, reply.plain(f"{words}, over restarts too. /resume sends again."))


async def resume(update: Update, context: Context) -> None:
    """Ask what to do with what waited."""
    if not await may(update, context):
        return
    since = await moderation.halted_since(context.deps.store)
    if since is None:
        await context.reply(update, reply.plain("Nothing is halted."))
        return
    waiting = await moderation.waiting(context.deps.store)
    await context.reply(update, case.resume_question(waiting, since, now=context.deps.clock.now()))


async def pressed(update: Update, context: Context) -> None:
    """Carry out what a moderator pressed."""
    query = update.callback_query
    if query is None:
        return
    if not allowed(update, context):
        await answer(query, REFUSAL, alert=True)
        return
    match callbacks.decode(query.data):
        case callbacks.CaseButton() as button:
            await _verdict(query, context, button)
        case callbacks.ResumeButton(choice):
            await _resume(query, context, choice)
        case callbacks.ArrivalButton(delivery_id, arrived):
            await _arrival(query, context, delivery_id, arrived=arrived)
        case callbacks.RetractButton() as button:
            await corrections.pressed(query, context, button)
        case callbacks.LetterButton() as button:
            await failures.pressed(query, context, button)
        case callbacks.SplitButton() as button:
            await splitting.pressed(query, context, button)


async def _verdict(query: CallbackQuery, context: Context, button: callbacks.CaseButton) -> None:
    deps, now = context.deps, context.deps.clock.now()
    by, card = name(query.from_user), query.message.message_id if query.message else None
    try:
        made = await moderation.decide(
            deps.store,
            button.case_id,
            button.verdict,
            by=by,
            rules=deps.rules,
            now=now,
            card=card,
            voter=str(query.from_user.id),
        )
    except NotFound:
        await answer(query, "This case is no longer kept.", alert=True)
        return
    if made.waits:
        await _voted(query, context, made)
        return
    deps.look()
    deps.wake()
    words = case.decided(made.case.state, made.case.decided_by or "?", made.case.decided_at or now, now=now)
    await answer(query, words if made.made else f"Decided before: {words}")
    await close(query, context, case.closed(made.story, words, bot_name=context.bot_name, now=now))


async def _voted(query: CallbackQuery, context: Context, made: moderation.Decision) -> None:
    """Tell that an approval is not enough, and let the card show it."""
    needed = made.case.needed
    alone = len(context.deps.owners) < needed
    await answer(query, case.voted(made.votes, needed, counted=made.counted, alone=alone), alert=True)
    payload = replace(says(made.story), case_id=made.case.id, reasons=made.case.reasons, grounds=made.case.grounds)
    now = context.deps.clock.now()
    await close(query, context, case.card(payload, bot_name=context.bot_name, now=now, votes=made.votes, alone=alone))


async def _resume(query: CallbackQuery, context: Context, choice: Resume) -> None:
    deps, now = context.deps, context.deps.clock.now()
    by = name(query.from_user)
    done = await moderation.resume(deps.store, choice, by=by, rules=deps.rules, now=now)
    deps.wake()
    words = f"Resumed by {by}: {_CHOSEN[choice]}." if done else "Resumed before."
    await answer(query, words)
    await close(query, context, reply.plain(words))


async def _arrival(query: CallbackQuery, context: Context, delivery_id: DeliveryId, *, arrived: bool) -> None:
    deps, now = context.deps, context.deps.clock.now()
    by = name(query.from_user)
    made = await moderation.settle_by_hand(deps.store, delivery_id, arrived=arrived, by=by, now=now)
    deps.wake()
    done = "is there" if arrived else "is sent again"
    words = f"{by}: the message {done}." if made else "This was settled before."
    await answer(query, words)
    await close(query, context, reply.plain(words))


_CHOSEN = {
    Resume.SEND: "what waited is being sent",
    Resume.ROUNDUP: "what waited becomes one round-up",
    Resume.DROP: "what waited was dropped",
}
