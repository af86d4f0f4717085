"""Editing and deleting."""

from dataclasses import replace
from typing import Any

from bot.sandbox import views
from bot.sandbox.access import Call, Need, find_chat, find_message
from bot.sandbox.errors import bad
from bot.sandbox.methods import inputs
from bot.sandbox.model import Chat, ChatKind, Message

_DELETABLE_SECONDS = 2 * 86_400


def need_message(call: Call) -> None:
    """Refuse an edit of nothing."""
    if not call.params.text("chat_id") and call.params.integer("message_id") == 0:
        raise bad("message identifier is not specified")


def _may_edit(call: Call, chat: Chat, message: Message) -> bool:
    if message.service is not None or message.origin is not None:
        return False
    if chat.kind is not ChatKind.CHANNEL:
        return message.from_id == call.me
    member = chat.member(call.me)
    return member.may("can_edit_messages") or (message.from_id == call.me and member.may("can_post_messages"))


def to_edit(call: Call) -> tuple[Chat, Message]:
    """The message that is to be edited, if the bot may do that."""
    chat = find_chat(call, Need.EDIT)
    message = find_message(call, chat, "message to edit")
    if not _may_edit(call, chat, message):
        raise bad("message can't be edited")
    return chat, message


def edited(call: Call, chat: Chat, old: Message, new: Message) -> dict[str, Any]:
    """Put the edited message in the place of the old one and return it as the bot sees it."""
    if new == old:
        raise bad("MESSAGE_NOT_MODIFIED")
    only_markup = replace(new, markup=old.markup) == old
    kept = call.world.replace_message(chat, new, is_edit=not only_markup)
    return views.message_json(call.world.users, call.me, chat, kept)


def edit_message_text(call: Call) -> dict[str, Any]:
    """`editMessageText`; a keyboard that is not given again is removed."""
    text = inputs.read_text(call)
    preview = inputs.read_preview(call)
    need_message(call)
    markup = inputs.read_markup(call)
    chat, message = to_edit(call)
    if message.photo is not None:
        raise bad("There is no text in the message to edit")
    if len(text.text) > inputs.TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    new = replace(message, text=text.text, entities=text.entities, preview=preview, markup=markup)
    return edited(call, chat, message, new)


def edit_message_caption(call: Call) -> dict[str, Any]:
    """`editMessageCaption`."""
    caption = inputs.read_caption(call)
    need_message(call)
    markup = inputs.read_markup(call)
    chat, message = to_edit(call)
    if message.photo is None:
        raise bad("There is no caption in the message to edit")
    if len(caption.text) > inputs.CAPTION_LIMIT:
        raise bad("MEDIA_CAPTION_TOO_LONG")
    above = call.params.flag("show_caption_above_media")
    new = replace(message, text=caption.text, entities=caption.entities, markup=markup, caption_above=above)
    return edited(call, chat, message, new)


def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """`editMessageReplyMarkup`."""
    need_message(call)
    markup = inputs.read_markup(call)
    chat, message = to_edit(call)
    return edited(call, chat, message, replace(message, markup=markup))


def _may_delete(call: Call, chat: Chat, message: Message) -> bool:
    if call.world.now() >= message.date + _DELETABLE_SECONDS:
        return False
    if chat.kind is ChatKind.PRIVATE:
        return True
    if message.id == 1 and chat.kind is not ChatKind.GROUP:
        return False
    member = chat.member(call.me)
    if message.from_id == call.me and message.service is None:
        return chat.kind is not ChatKind.CHANNEL or member.is_admin
    return member.may("can_delete_messages")


def delete_message(call: Call) -> bool:
    """`deleteMessage`."""
    if not call.params.text("chat_id"):
        raise bad("chat identifier is not specified")
    if call.params.integer("message_id") == 0:
        raise bad("message identifier is not specified")
    chat = find_chat(call, Need.WRITE)
    message = find_message(call, chat, "message to delete")
    if not _may_delete(call, chat, message):
        raise bad("message can't be deleted")
    call.world.delete_messages(chat, [message.id])
    return True


def delete_messages(call: Call) -> bool:
    """`deleteMessages`: ids that are not there are passed over."""
    if not call.params.text("chat_id"):
        raise bad("chat identifier is not specified")
    ids = call.params.json("message_ids", "Can't parse message identifiers JSON object")
    if not isinstance(ids, list) or not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > 100:
        raise bad("too many message identifiers specified")
    chat = find_chat(call, Need.WRITE)
    found = [message for one in ids if (message := chat.messages.get(int(one)))]
    if not all(_may_delete(call, chat, message) for message in found):
        raise bad("message can't be deleted")
    call.world.delete_messages(chat, [message.id for message in found])
    return True
