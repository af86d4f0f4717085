"""The menu of commands."""

import re
from typing import Any

from bot.sandbox.access import Call, Need, find_chat
from bot.sandbox.errors import bad
from bot.sandbox.params import Params

_COMMAND = re.compile(r"[a-z0-9_]+")
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def _scope_error(text: str) -> Exception:
    return bad(f"can't parse BotCommandScope: {text}")


def _scope(call: Call) -> tuple[str, str, str]:
    """The scope's kind, chat and user; the chat must be one the bot may see."""
    raw = call.params.json("scope", "can't parse BotCommandScope JSON object")
    if raw is None:
        return "default", "", ""
    if not isinstance(raw, dict):
        raise _scope_error("BotCommandScope must be an Object")
    kind = str(raw.get("type", ""))
    if kind in _PLAIN_SCOPES:
        return kind, "", ""
    if kind not in _CHAT_SCOPES:
        raise _scope_error("Unsupported type specified")
    chat_id = str(raw.get("chat_id", ""))
    if not chat_id:
        raise _scope_error("Empty chat_id specified")
    user_id = str(raw.get("user_id", "")) if kind == "chat_member" else ""
    if kind == "chat_member" and not user_id.isdigit():
        raise _scope_error("Invalid user_id specified")
    chat = find_chat(Call(call.world, call.bot, Params({"chat_id": chat_id})), Need.READ)
    return kind, str(chat.id), user_id


def _key(call: Call) -> tuple[str, ...]:
    language = call.params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return (*_scope(call), language)


def _command(raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name = str(raw.get("command", "")).strip().removeprefix("/")
    description = str(raw.get("description", "")).strip()
    for text, words, longest in ((name, "command", 32), (description, "command description", 256)):
        if not text:
            raise bad(f"{words} must be non-empty")
        if len(text) > longest:
            raise bad(f"{words} length must not exceed {longest}")
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def set_my_commands(call: Call) -> bool:
    """`setMyCommands`."""
    raw = call.params.json("commands", "can't parse commands JSON object")
    if raw is not None and not isinstance(raw, list):
        raise bad("expected an Array of BotCommand")
    commands = [_command(one) for one in raw or []]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_key(call)] = commands
    call.world.hub.publish("commands", bot_id=call.me)
    return True


def get_my_commands(call: Call) -> list[dict[str, str]]:
    """`getMyCommands`."""
    return call.bot.commands.get(_key(call), [])


def delete_my_commands(call: Call) -> bool:
    """`deleteMyCommands`."""
    call.bot.commands.pop(_key(call), None)
    call.world.hub.publish("commands", bot_id=call.me)
    return True
