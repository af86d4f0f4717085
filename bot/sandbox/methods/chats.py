"""Chats: looking at them, pinning, leaving."""

from typing import Any

from bot.sandbox import views
from bot.sandbox.access import Call, Need, check_can_send, find_chat, find_message
from bot.sandbox.errors import bad
from bot.sandbox.model import Chat, ChatKind, Member, Status

_ACTIONS = frozenset(
    {"cancel", "typing", "choose_sticker", "pick_up_location", "find_location", "choose_contact"}
    | {f"record_{what}" for what in ("video", "video_note", "voice", "audio")}
    | {f"upload_{what}" for what in ("video", "video_note", "voice", "audio", "photo", "document")}
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def get_chat(call: Call) -> dict[str, Any]:
    """`getChat`."""
    chat = find_chat(call, Need.READ)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    answer = {
        **views.chat_json(call.world.users, chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.username or (chat.kind is ChatKind.PRIVATE and call.world.users[chat.id].username):
        answer["active_usernames"] = [chat.username or call.world.users[chat.id].username]
    if chat.description:
        answer["description"] = chat.description
    if chat.has_protected_content:
        answer["has_protected_content"] = True
    if chat.linked_chat_id:
        answer["linked_chat_id"] = chat.linked_chat_id
    if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
        answer["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned:
        answer["pinned_message"] = views.message_json(call.world.users, call.me, chat, pinned, with_reply=False)
    return answer


def get_chat_member(call: Call) -> dict[str, Any]:
    """`getChatMember`."""
    user_id = call.params.integer("user_id")
    if user_id <= 0:
        raise bad("invalid user_id specified")
    chat = find_chat(call, Need.READ_MEMBERS)
    if user_id not in call.world.users:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.kind is ChatKind.PRIVATE:
        if user_id not in {chat.id, call.me}:
            raise bad("user not found")
        return views.member_json(call.world.users, chat, user_id, Member(Status.MEMBER))
    return views.member_json(call.world.users, chat, user_id)


def get_chat_member_count(call: Call) -> int:
    """`getChatMemberCount`."""
    chat = find_chat(call, Need.READ)
    if chat.kind is ChatKind.PRIVATE:
        return 2
    return sum(member.status.is_inside for member in chat.members.values())


def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """`getChatAdministrators`: other bots are left out."""
    chat = find_chat(call, Need.READ_MEMBERS)
    if chat.kind is ChatKind.PRIVATE:
        raise bad("there are no administrators in the private chat")
    return [
        views.member_json(call.world.users, chat, user_id)
        for user_id, member in chat.members.items()
        if member.is_admin and (user_id == call.me or not call.world.users[user_id].is_bot)
    ]


def send_chat_action(call: Call) -> bool:
    """`sendChatAction`."""
    action = call.params.text("action").lower()
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat = find_chat(call, Need.WRITE)
    check_can_send(call, chat)
    call.world.hub.publish("action", chat_id=chat.id, bot_id=chat.bot_id, user_id=call.me, action=action)
    return True


def _check_can_pin(call: Call, chat: Chat) -> None:
    if chat.kind is ChatKind.PRIVATE:
        return
    right = "can_edit_messages" if chat.kind is ChatKind.CHANNEL else "can_pin_messages"
    if not chat.member(call.me).may(right):
        raise bad("not enough rights to manage pinned messages in the chat")


def pin_chat_message(call: Call) -> bool:
    """`pinChatMessage`: leaves a service message behind."""
    chat = find_chat(call, Need.WRITE)
    message = find_message(call, chat, "message to pin")
    _check_can_pin(call, chat)
    if message.service is not None:
        raise bad("service messages can't be pinned")
    chat.pinned = [*(pinned for pinned in chat.pinned if pinned != message.id), message.id]
    call.world.add_service(chat, {"pinned_message": message.id}, call.me)
    return True


def unpin_chat_message(call: Call) -> bool:
    """`unpinChatMessage`: the newest pinned one unless another is named."""
    chat = find_chat(call, Need.WRITE)
    _check_can_pin(call, chat)
    wanted = call.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned = [pinned for pinned in chat.pinned if pinned != wanted]
    call.world.hub.publish("pin", chat_id=chat.id, bot_id=chat.bot_id, message_id=wanted, pinned=False)
    return True


def leave_chat(call: Call) -> bool:
    """`leaveChat`."""
    chat = find_chat(call, Need.READ)
    if chat.kind is ChatKind.PRIVATE:
        raise bad("chat member status can't be changed in private chats")
    call.world.set_member(chat, call.me, Member(Status.LEFT), call.me)
    return True
