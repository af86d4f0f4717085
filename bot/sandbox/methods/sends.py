"""Sending, forwarding and copying."""

from dataclasses import replace
from typing import Any

from bot.sandbox import views
from bot.sandbox.access import Call, Need, check_can_send, find_chat
from bot.sandbox.errors import bad
from bot.sandbox.forwards import content_of, origin_of
from bot.sandbox.keyboards import without_callbacks
from bot.sandbox.methods import inputs
from bot.sandbox.model import Chat, ChatKind, Message


def draft(call: Call, chat: Chat) -> Message:
    """What every message of a bot has besides its content."""
    signature = call.bot.user.first_name if chat.kind is ChatKind.CHANNEL and chat.signs_posts else ""
    return Message(
        0,
        chat.id,
        0,
        from_id=call.me,
        signature=signature,
        thread_id=call.params.integer("message_thread_id") if chat.is_forum else 0,
        is_protected=call.params.flag("protect_content"),
        is_silent=call.params.flag("disable_notification"),
    )


def posted(call: Call, chat: Chat, message: Message) -> dict[str, Any]:
    """Post a message and return it as the bot sees it; reply keyboards are not part of what comes back."""
    kept = call.world.add_message(chat, message)
    call.world.delivered += 1
    shown = views.message_json(call.world.users, call.me, chat, kept)
    if "inline_keyboard" not in (kept.markup or {}):
        shown.pop("reply_markup", None)
    return shown


def send_message(call: Call) -> dict[str, Any]:
    """`sendMessage`."""
    text = inputs.read_text(call)
    preview = inputs.read_preview(call)
    reply = inputs.read_reply(call)
    markup = inputs.read_markup(call)
    chat = find_chat(call, Need.WRITE)
    reply_to, quote = inputs.find_reply(chat, reply)
    check_can_send(call, chat)
    if len(text.text) > inputs.TEXT_LIMIT:
        raise bad("message is too long")
    message = replace(
        draft(call, chat),
        text=text.text,
        entities=text.entities,
        markup=markup,
        preview=preview,
        reply_to=reply_to,
        quote=quote,
    )
    return posted(call, chat, message)


def _source(call: Call, what: str) -> tuple[Chat, Chat, Message]:
    """Where to, where from, and the message."""
    if not call.params.text("from_chat_id"):
        raise bad('parameter "from_chat_id" is required')
    source = find_chat(call, Need.READ, "from_chat_id")
    message = source.messages.get(call.params.integer("message_id"))
    if message is None:
        raise bad(f"message to {what} not found")
    return find_chat(call, Need.WRITE), source, message


def forward_message(call: Call) -> dict[str, Any]:
    """`forwardMessage`."""
    chat, source, message = _source(call, "forward")
    check_can_send(call, chat)
    if message.service is not None:
        raise bad("the message can't be forwarded")
    if message.is_protected or source.has_protected_content:
        raise bad("message has protected content and can't be forwarded")
    forwarded = replace(
        draft(call, chat),
        **content_of(message),
        markup=without_callbacks(message.markup),
        origin=origin_of(call.world.users, source, message),
    )
    return posted(call, chat, forwarded)


def copy_message(call: Call) -> dict[str, Any]:
    """`copyMessage`: allowed even where forwarding is not."""
    caption = inputs.read_caption(call) if "caption" in call.params.values else None
    reply = inputs.read_reply(call)
    markup = inputs.read_markup(call)
    chat, _, message = _source(call, "copy")
    reply_to, quote = inputs.find_reply(chat, reply)
    check_can_send(call, chat)
    if message.service is not None:
        raise bad("the message can't be copied")
    copied = replace(
        draft(call, chat),
        **content_of(message),
        markup=markup,
        reply_to=reply_to,
        quote=quote,
    )
    if caption is not None and message.photo:
        above = call.params.flag("show_caption_above_media")
        copied = replace(copied, text=caption.text, entities=caption.entities, caption_above=above)
    return {"message_id": posted(call, chat, copied)["message_id"]}
