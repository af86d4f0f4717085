"""PURE: a chat as its reader sees it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.model import Chat, ChatKind, Message, User
from bot.sandbox.text.render import to_html
from bot.sandbox.views import Users, entities_json

_SERVICE_WORDS = {
    "channel_chat_created": "Channel created",
    "supergroup_chat_created": "Group created",
    "group_chat_created": "Group created",
    "migrate_to_chat_id": "The group became a supergroup",
    "migrate_from_chat_id": "The group became a supergroup",
}


def _name(user: User) -> str:
    return f"{user.first_name} {user.last_name}".strip()


def _author(users: Users, chat: Chat, message: Message) -> dict[str, Any]:
    if message.sender_chat:
        return {"id": message.sender_chat["id"], "name": message.sender_chat["title"], "is_bot": False, "signature": ""}
    sender = users.get(message.from_id)
    shown = chat.title if chat.kind is ChatKind.CHANNEL or sender is None else _name(sender)
    return {
        "id": message.from_id,
        "name": shown,
        "is_bot": sender is not None and sender.is_bot,
        "signature": message.signature,
    }


def _service_words(chat: Chat, service: Mapping[str, Any]) -> str:
    for name, value in service.items():
        if name == "pinned_message":
            pinned = chat.messages.get(value)
            return f"Pinned “{pinned.text[:40]}”" if pinned and pinned.text else "Pinned a message"
        if name == "new_chat_title":
            return f"The title is now “{value}”"
        if name in _SERVICE_WORDS:
            return _SERVICE_WORDS[name]
    return next(iter(service), "").replace("_", " ")


def _replied(users: Users, chat: Chat, message: Message) -> dict[str, Any] | None:
    target = chat.messages.get(message.reply_to)
    if not message.reply_to:
        return None
    if target is None:
        return {"author": "", "text": ""}
    text = str(message.quote["text"]) if message.quote else target.text
    return {"author": _author(users, chat, target)["name"], "text": text or ("Photo" if target.photo else "")}


def _buttons(markup: Mapping[str, Any] | None) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    return rows


def _origin(message: Message) -> str:
    origin = message.origin or {}
    if "chat" in origin:
        return str(origin["chat"].get("title", ""))
    return str(origin.get("sender_user", {}).get("first_name", ""))


def message_seen(users: Users, chat: Chat, message: Message) -> dict[str, Any]:
    """One message."""
    photo = message.photo
    return {
        "id": message.id,
        "chat_id": chat.id,
        "date": message.date,
        "edit_date": message.edit_date,
        "text": message.text,
        "entities": entities_json(users, message.entities),
        "html": to_html(message.text, message.entities),
        "buttons": _buttons(message.markup),
        "reply_to": message.reply_to,
        "replied": _replied(users, chat, message),
        "photo": {
            "file_id": photo.file_id,
            "url": f"/sim/files/{photo.file_id}",
            "width": photo.width,
            "height": photo.height,
            "spoiler": message.has_spoiler,
            "caption_above": message.caption_above,
        }
        if photo
        else None,
        "author": _author(users, chat, message),
        "service": _service_words(chat, message.service) if message.service else "",
        "forwarded_from": _origin(message),
        "automatic_forward": message.is_automatic_forward,
        "preview": dict(message.preview) if message.preview else None,
        "pinned": message.id in chat.pinned,
        "silent": message.is_silent,
        "protected": message.is_protected or chat.has_protected_content,
    }


def chat_seen(users: Users, chat: Chat) -> dict[str, Any]:
    """The chat itself, for those who run it."""
    return {
        "id": chat.id,
        "type": chat.kind.value,
        "title": chat.title or (_name(users[chat.id]) if chat.id in users else ""),
        "username": chat.username,
        "bot_id": chat.bot_id,
        "description": chat.description,
        "members": {
            str(user_id): {"status": member.status.value, "rights": sorted(member.rights)}
            for user_id, member in chat.members.items()
        },
        "pinned": chat.pinned,
        "message_count": len(chat.messages),
        "last_message_id": max(chat.messages, default=0),
        "has_protected_content": chat.has_protected_content,
        "linked_chat_id": chat.linked_chat_id,
        "is_started": chat.is_started,
        "is_blocked": chat.is_blocked,
        "is_deleted": chat.is_deleted,
        "migrated_to": chat.migrated_to,
    }
