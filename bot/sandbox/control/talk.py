"""Acting as people: writing, pressing, pinning, deleting, forwarding; and reading what they see."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from bot.sandbox.control.requests import Command, ControlError
from bot.sandbox.forwards import content_of, origin_of
from bot.sandbox.model import CallbackQuery, Chat, ChatKind, Message, Photo, Status
from bot.sandbox.pictures import look_at
from bot.sandbox.reader import message_seen
from bot.sandbox.text.entity import Entity
from bot.sandbox.text.formatted import BadTextError, Formatted, make_formatted
from bot.sandbox.text.html import MarkupError, parse_html


def _formatted(command: Command, *, allow_empty: bool) -> Formatted:
    text = command.text("text")
    entities: list[Entity] = []
    try:
        if command.text("parse_mode").lower() == "html":
            text, entities = parse_html(text)
        return make_formatted(text, entities, allow_empty=allow_empty)
    except (MarkupError, BadTextError) as error:
        raise ControlError(400, str(error)) from None


def _picture(command: Command) -> Photo | None:
    if not command.text("photo"):
        return None
    try:
        content = base64.b64decode(command.text("photo"), validate=True)
    except binascii.Error:
        raise ControlError(400, "photo must be base64") from None
    picture = look_at(content)
    if picture is None:
        raise ControlError(400, "photo must be PNG, JPEG or GIF")
    stored = command.desk.world.store_file("photo", content, picture.media_type)
    return Photo(stored.file_id, picture.width, picture.height, len(content))


def _enter(command: Command, chat: Chat, user_id: int) -> None:
    """Writing starts a private chat and ends a block, as in Telegram's apps; elsewhere one must be inside."""
    if chat.kind is ChatKind.PRIVATE:
        if user_id != chat.id:
            raise ControlError(403, "this is another user's chat")
        if chat.is_blocked:
            command.desk.world.set_blocked(chat, blocked=False)
        chat.is_started = True
        return
    member = chat.member(user_id)
    if not member.status.is_inside or member.status is Status.RESTRICTED:
        raise ControlError(403, "the user may not write here")
    if chat.kind is ChatKind.CHANNEL and not member.may("can_post_messages"):
        raise ControlError(403, "the user may not post in this channel")


def write(command: Command) -> dict[str, Any]:
    """Send a message as a user; in a channel, as an administrator of it."""
    chat, user = command.chat(), command.user()
    _enter(command, chat, user.id)
    photo = _picture(command)
    text = _formatted(command, allow_empty=photo is not None)
    signature = user.first_name if chat.kind is ChatKind.CHANNEL and chat.signs_posts else ""
    message = Message(
        0,
        chat.id,
        0,
        from_id=user.id,
        signature=signature,
        text=text.text,
        entities=text.entities,
        photo=photo,
        reply_to=command.integer("reply_to"),
    )
    kept = command.desk.world.add_message(chat, message)
    return message_seen(command.desk.world.users, chat, kept)


def forward(command: Command) -> dict[str, Any]:
    """Forward a message as a user, from any chat he can read."""
    world, chat, user = command.desk.world, command.chat(), command.user()
    _enter(command, chat, user.id)
    source_id = command.integer("from_chat")
    source = world.private_chat(command.bot(), source_id) if source_id > 0 else world.chat_by_id(source_id)
    message = source.messages.get(command.integer("message_id")) if source else None
    if source is None or message is None:
        raise ControlError(404, "no such message")
    if message.is_protected or source.has_protected_content:
        raise ControlError(403, "the content is protected")
    copy = Message(
        0,
        chat.id,
        0,
        from_id=user.id,
        **content_of(message),
        origin=origin_of(world.users, source, message),
    )
    return message_seen(world.users, chat, world.add_message(chat, copy))


def _message(command: Command, chat: Chat) -> Message:
    message_id = command.in_address("message_id") or command.integer("message_id")
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(404, f"no message {message_id}")
    return message


def rewrite(command: Command) -> dict[str, Any]:
    """Edit a message as its author."""
    world, chat = command.desk.world, command.chat()
    message = _message(command, chat)
    text = _formatted(command, allow_empty=message.photo is not None)
    kept = world.replace_message(chat, replace(message, text=text.text, entities=text.entities))
    return message_seen(world.users, chat, kept)


def remove(command: Command) -> dict[str, Any]:
    """Delete a message, whoever wrote it."""
    chat = command.chat()
    message = _message(command, chat)
    command.desk.world.delete_messages(chat, [message.id])
    return {"deleted": message.id}


def pin(command: Command) -> dict[str, Any]:
    """Pin a message as a user."""
    world, chat = command.desk.world, command.chat()
    message = _message(command, chat)
    chat.pinned = [*(one for one in chat.pinned if one != message.id), message.id]
    by = command.integer("from") or next((one for one, place in chat.members.items() if place.is_admin), 0)
    notice = world.add_service(chat, {"pinned_message": message.id}, by)
    return message_seen(world.users, chat, notice)


def add_service(command: Command) -> dict[str, Any]:
    """Make a service message of any kind."""
    world, chat = command.desk.world, command.chat()
    service = command.body.get("service")
    if not isinstance(service, dict) or not service:
        raise ControlError(400, "service must be an object, such as {'new_chat_title': '…'}")
    return message_seen(world.users, chat, world.add_service(chat, service, command.integer("from")))


def _button(command: Command, message: Message) -> dict[str, Any]:
    rows = (message.markup or {}).get("inline_keyboard", [])
    data, label = command.body.get("data"), command.body.get("label")
    for button in (button for row in rows for button in row):
        if (data is not None and button.get("callback_data") == data) or (
            label is not None and button["text"] == label
        ):
            found: dict[str, Any] = button
            return found
    raise ControlError(404, f"no such button; there are: {[button['text'] for row in rows for button in row]}")


async def press(command: Command) -> dict[str, Any]:
    """Press a button and wait for the bot's answer to it."""
    world, chat, user = command.desk.world, command.chat(), command.user()
    message = _message(command, chat)
    button = _button(command, message)
    if "callback_data" not in button:
        return {"answered": False, "answer": None, "url": button.get("url", "")}
    author = world.bot_by_id(message.from_id) or command.bot()
    query_id = str(world.random.getrandbits(62))
    query = CallbackQuery(query_id, author.user.id, user.id, chat, message.id, button["callback_data"], world.now())
    heard = world.press(query)
    patience = command.number("timeout", 10) if heard else 0
    await world.hub.until(lambda: query.answer is not None, patience)
    return {"query_id": query_id, "answered": query.answer is not None, "answer": query.answer}


async def read(command: Command) -> dict[str, Any]:
    """A chat's messages as its reader sees them; may wait for something new.

    `since`: only ids above it. `wait`: up to so many seconds for one. With `after`, the number of an earlier answer,
    the wait is for any change of the chat.
    """
    world, chat = command.desk.world, command.chat()
    since, patience, after = command.integer("since"), command.number("wait"), command.integer("after", -1)
    last = world.hub.last_of_chat

    def is_news() -> bool:
        return last.get(chat.id, 0) > after if after >= 0 else any(one > since for one in chat.messages)

    if patience:
        await world.hub.until(is_news, min(patience, 120))
    ids = [one for one in chat.messages if one > since][-command.integer("limit", 1000) :]
    messages = [message_seen(world.users, chat, chat.messages[one]) for one in ids]
    return {"messages": messages, "seq": world.hub.count}
