"""PURE: how a bot sees the users, in the Bot API's own JSON."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.model import ADMIN_RIGHTS, CallbackQuery, Chat, ChatKind, Member, Message, Status, User
from bot.sandbox.text.entity import Entity

Users = Mapping[int, User]

SERVICE_USER = User(777_000, "Telegram")
"""Who forwards a channel's posts to its discussion group."""

_CHANNEL_ONLY = {"can_post_messages", "can_edit_messages"}
_GROUP_ONLY = {"can_pin_messages", "can_manage_topics"}


def rights_json(chat: Chat, member: Member) -> dict[str, Any]:
    """An administrator's rights, those of the chat's kind alone."""
    hidden = _GROUP_ONLY if chat.kind is ChatKind.CHANNEL else _CHANNEL_ONLY
    rights = {right: member.may(right) for right in ADMIN_RIGHTS if right not in hidden}
    return {"is_anonymous": False, **rights}


def member_json(users: Users, chat: Chat, user_id: int, member: Member | None = None) -> dict[str, Any]:
    """The Bot API's ChatMember."""
    member = member or chat.member(user_id)
    user = users[user_id]
    answer: dict[str, Any] = {"user": user.to_json(), "status": member.status.value}
    match member.status:
        case Status.CREATOR:
            answer["is_anonymous"] = False
        case Status.ADMINISTRATOR:
            answer |= {"can_be_edited": False, **rights_json(chat, member)}
        case Status.RESTRICTED:
            answer |= {"is_member": True, "until_date": 0, "can_send_messages": False}
        case Status.KICKED:
            answer["until_date"] = 0
    return answer


def chat_json(users: Users, chat: Chat) -> dict[str, Any]:
    """The Bot API's Chat, the short form that messages carry."""
    if chat.kind is ChatKind.PRIVATE:
        user = users[chat.id].to_json()
        names: dict[str, Any] = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
        return {"id": chat.id, **names, "type": "private"}
    answer: dict[str, Any] = {"id": chat.id, "title": chat.title, "type": chat.kind.value}
    if chat.username:
        answer["username"] = chat.username
    if chat.is_forum:
        answer["is_forum"] = True
    return answer


def entities_json(users: Users, entities: tuple[Entity, ...]) -> list[dict[str, Any]]:
    """The Bot API's list of MessageEntity."""
    listed = []
    for entity in entities:
        one = entity.to_json()
        if entity.type == "text_mention":
            user = users.get(entity.user_id) or User(entity.user_id, "")
            one["user"] = user.to_json()
        listed.append(one)
    return listed


def _sender_json(users: Users, chat: Chat, message: Message) -> dict[str, Any]:
    if chat.kind is ChatKind.CHANNEL:
        answer: dict[str, Any] = {"sender_chat": chat_json(users, chat)}
        if message.signature:
            answer["author_signature"] = message.signature
        return answer
    sender = SERVICE_USER if message.is_automatic_forward else users.get(message.from_id)
    answer = {"from": sender.to_json()} if sender else {}
    return answer | ({"sender_chat": dict(message.sender_chat)} if message.sender_chat else {})


def _content_json(users: Users, message: Message) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    text, entities = ("text", "entities") if message.photo is None else ("caption", "caption_entities")
    if message.photo:
        answer["photo"] = message.photo.to_json()
        if message.has_spoiler:
            answer["has_media_spoiler"] = True
        if message.caption_above:
            answer["show_caption_above_media"] = True
    if message.text:
        answer[text] = message.text
    if message.entities:
        answer[entities] = entities_json(users, message.entities)
    if message.preview:
        answer["link_preview_options"] = dict(message.preview)
    return answer


def message_json(users: Users, bot_id: int, chat: Chat, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
    """The Bot API's Message, as one bot sees it."""
    answer: dict[str, Any] = {"message_id": message.id, **_sender_json(users, chat, message)}
    answer |= {"chat": chat_json(users, chat), "date": message.date}
    if message.edit_date:
        answer["edit_date"] = message.edit_date
    if message.origin:
        answer["forward_origin"] = dict(message.origin)
    if message.is_automatic_forward:
        answer["is_automatic_forward"] = True
    if message.thread_id:
        answer |= {"message_thread_id": message.thread_id, **({"is_topic_message": True} if chat.is_forum else {})}
    replied = chat.messages.get(message.reply_to)
    if replied and with_reply:
        answer["reply_to_message"] = message_json(users, bot_id, chat, replied, with_reply=False)
        if message.quote:
            answer["quote"] = dict(message.quote)
    answer |= _content_json(users, message)
    if message.service:
        answer |= _service_json(users, bot_id, chat, message.service)
    if message.markup:
        answer["reply_markup"] = dict(message.markup)
    if message.is_protected or chat.has_protected_content:
        answer["has_protected_content"] = True
    return answer


def _service_json(users: Users, bot_id: int, chat: Chat, service: Any) -> dict[str, Any]:
    answer = dict(service)
    pinned = chat.messages.get(answer.get("pinned_message", 0))
    if pinned:
        answer["pinned_message"] = message_json(users, bot_id, chat, pinned, with_reply=False)
    elif "pinned_message" in answer:
        answer["pinned_message"] = {"chat": chat_json(users, chat), "message_id": answer["pinned_message"], "date": 0}
    return answer


def is_for_bot(chat: Chat, message: Message, bot: User) -> bool:
    """Whether a bot is told of a message: in groups, privacy mode hides most from bots that do not administer."""
    if chat.kind in {ChatKind.PRIVATE, ChatKind.CHANNEL} or chat.member(bot.id).is_admin or message.service:
        return True
    replied = chat.messages.get(message.reply_to)
    if replied and replied.from_id == bot.id:
        return True
    return any(_concerns(message, entity, bot) for entity in message.entities)


def _concerns(message: Message, entity: Entity, bot: User) -> bool:
    units = message.text.encode("utf-16-le")
    words = units[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower()
    name = f"@{bot.username.lower()}"
    if entity.type == "mention":
        return words == name
    return entity.type == "bot_command" and ("@" not in words or words.endswith(name))


def member_change(
    users: Users, chat: Chat, by: int, user_id: int, places: tuple[Member, Member], date: int
) -> dict[str, Any]:
    """The Bot API's ChatMemberUpdated."""
    return {
        "chat": chat_json(users, chat),
        "from": users[by].to_json(),
        "date": date,
        "old_chat_member": member_json(users, chat, user_id, places[0]),
        "new_chat_member": member_json(users, chat, user_id, places[1]),
    }


def callback_json(users: Users, query: CallbackQuery) -> dict[str, Any]:
    """The Bot API's CallbackQuery."""
    message = query.chat.messages[query.message_id]
    return {
        "id": query.id,
        "from": users[query.from_id].to_json(),
        "message": message_json(users, query.bot_id, query.chat, message),
        "chat_instance": str(abs(hash(query.chat.key))),
        "data": query.data,
    }
