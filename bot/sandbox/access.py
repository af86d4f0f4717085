"""Which chats a bot may see and write to, and how Telegram says no."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.sandbox.errors import RefusalError, bad, forbidden
from bot.sandbox.model import Chat, ChatKind, Message, Status
from bot.sandbox.params import Params
from bot.sandbox.world import Bot, World


class Need(IntEnum):
    """What a method wants of a chat."""

    READ = 0
    READ_MEMBERS = 1
    EDIT = 2
    WRITE = 3


@dataclass(frozen=True, slots=True)
class Described:
    """A result that comes with a description in its envelope."""

    result: Any
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one method."""

    world: World
    bot: Bot
    params: Params

    @property
    def me(self) -> int:
        """The bot's user id."""
        return self.bot.user.id


def _resolve(call: Call, name: str) -> Chat | None:
    value = call.params.text(name).strip()
    if value.startswith("@"):
        chat = call.world.chat_by_username(value)
        user = call.world.user_by_username(value)
        return call.world.private_chat(call.bot, user.id) if chat is None and user and user.is_bot else chat
    number = call.params.integer(name)
    return call.world.private_chat(call.bot, number) if number > 0 else call.world.chat_by_id(number)


def find_chat(call: Call, need: Need, name: str = "chat_id") -> Chat:
    """The chat a parameter names, if the bot may do with it what the method needs."""
    if not call.params.text(name):
        raise bad("chat_id is empty")
    chat = _resolve(call, name)
    if chat is None:
        raise bad("chat not found")
    if chat.kind is ChatKind.GROUP:
        _check_group(chat, need)
    if chat.kind is not ChatKind.PRIVATE:
        _check_inside(call, chat, need)
    return chat


def _check_group(chat: Chat, need: Need) -> None:
    if chat.migrated_to:
        if need in {Need.WRITE, Need.READ_MEMBERS}:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusalError(400, text, migrate_to_chat_id=chat.migrated_to)
    elif chat.is_deleted:
        raise forbidden("the group chat was deleted")


def _check_inside(call: Call, chat: Chat, need: Need) -> None:
    if chat.migrated_to:
        return
    status = chat.member(call.me).status
    if status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {chat.kind.words}")
    open_to_all = bool(chat.username) and need in {Need.READ, Need.READ_MEMBERS}
    if status is Status.LEFT and not open_to_all:
        raise forbidden(f"bot is not a member of the {chat.kind.words}")


def check_can_send(call: Call, chat: Chat, what: str = "text messages") -> None:
    """Refuse what Telegram refuses once the chat is known."""
    if chat.kind is ChatKind.PRIVATE:
        _check_private(call, chat)
        return
    member = chat.member(call.me)
    if chat.kind is ChatKind.CHANNEL and not member.may("can_post_messages"):
        raise bad("Need administrator rights in the channel chat")
    if member.status is Status.RESTRICTED:
        raise bad(f"Not enough rights to send {what} to the chat")


def _check_private(call: Call, chat: Chat) -> None:
    user = call.world.users[chat.id]
    if user.is_bot:
        raise forbidden("the bot can't send messages to the bot")
    if user.is_deactivated:
        raise bad("INPUT_USER_DEACTIVATED")
    if not chat.is_started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.is_blocked:
        raise bad("USER_IS_BLOCKED")


def find_message(call: Call, chat: Chat, what: str, name: str = "message_id") -> Message:
    """The message a parameter names; `what` is how Telegram calls it when it is missing."""
    message = chat.messages.get(call.params.integer(name))
    if message is None:
        raise bad(f"{what} not found")
    return message
