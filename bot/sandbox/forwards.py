"""PURE: what a forward carries, and the forwards that a channel's posts leave in its discussion group."""

from dataclasses import replace
from typing import Any

from bot.sandbox.keyboards import without_callbacks
from bot.sandbox.model import Chat, ChatKind, Message
from bot.sandbox.views import SERVICE_USER, Users, chat_json

_CONTENT = ("text", "entities", "photo", "has_spoiler", "caption_above", "preview")


def content_of(message: Message) -> dict[str, Any]:
    """The fields of a message that a forward and a copy of it have as well."""
    return {name: getattr(message, name) for name in _CONTENT}


def origin_of(users: Users, chat: Chat, message: Message) -> dict[str, Any]:
    """Where a forward comes from; forwards of forwards keep the first origin."""
    if message.origin:
        return dict(message.origin)
    if chat.kind is ChatKind.CHANNEL:
        origin = {"type": "channel", "chat": chat_json(users, chat), "message_id": message.id}
        if message.signature:
            origin["author_signature"] = message.signature
    else:
        origin = {"type": "user", "sender_user": users[message.from_id].to_json()}
    return {**origin, "date": message.date}


def automatic_forward(users: Users, channel: Chat, post: Message) -> Message:
    """What Telegram puts into a discussion group when its channel has a new post."""
    return Message(
        0,
        channel.linked_chat_id,
        post.date,
        from_id=SERVICE_USER.id,
        sender_chat=chat_json(users, channel),
        **content_of(post),
        markup=without_callbacks(post.markup),
        origin=origin_of(users, channel, post),
        is_protected=post.is_protected or channel.has_protected_content,
        is_silent=post.is_silent,
        is_automatic_forward=True,
    )


def followed(forward: Message, post: Message) -> Message:
    """An automatic forward after its post was edited."""
    return replace(forward, **content_of(post), markup=without_callbacks(post.markup))
