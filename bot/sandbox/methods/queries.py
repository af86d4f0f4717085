"""Answers to buttons."""

from bot.sandbox.access import Call
from bot.sandbox.errors import bad

_LIFETIME = 150


def answer_callback_query(call: Call) -> bool:
    """`answerCallbackQuery`: once, and while the query is young."""
    query = call.world.callbacks.get(call.params.text("callback_query_id"))
    expired = query is not None and call.world.now() > query.date + _LIFETIME
    if query is None or query.bot_id != call.me or query.answer is not None or expired:
        raise bad("QUERY_ID_INVALID")
    text = call.params.text("text")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "show_alert": call.params.flag("show_alert"), "url": call.params.text("url")}
    call.world.hub.publish("callback_answered", query_id=query.id, chat_id=query.chat.id, **query.answer)
    return True
