"""Users, bots, chats, and who is what in them."""

from dataclasses import replace
from typing import Any

from bot.sandbox.control.requests import Command, ControlError
from bot.sandbox.model import ADMIN_RIGHTS, Chat, ChatKind, Member, Status, User
from bot.sandbox.reader import chat_seen
from bot.sandbox.world import Bot


def make_user(command: Command) -> dict[str, Any]:
    """Add or change a person."""
    world = command.desk.world
    old = world.users.get(command.integer("id"), User(0, "User"))
    kept = replace(
        old,
        id=command.integer("id"),
        first_name=command.text("first_name", old.first_name),
        last_name=command.text("last_name", old.last_name),
        username=command.text("username", old.username),
        language_code=command.text("language_code", old.language_code),
        is_deactivated=command.flag("is_deactivated", default=old.is_deactivated),
    )
    return world.add_user(kept).to_json()


def make_crowd(command: Command) -> dict[str, Any]:
    """Add many people at once, each with a chat with the bot that has begun."""
    world, bot = command.desk.world, command.bot()
    names = [f"Reader {number}" for number in range(1, command.integer("count", 1) + 1)]
    crowd = [world.add_user(User(0, name)).id for name in names]
    for user_id in crowd:
        chat = world.private_chat(bot, user_id)
        if chat:
            chat.is_started = True
    return {"ids": crowd}


def list_users(command: Command) -> list[dict[str, Any]]:
    """Everybody, bots too."""
    return [user.to_json() for user in command.desk.world.users.values()]


def _bot_seen(bot: Bot) -> dict[str, Any]:
    queue = bot.queue
    return {
        **bot.user.to_json(),
        "is_revoked": bot.is_revoked,
        "pending_update_count": len(queue.entries),
        "allowed_updates": sorted(queue.allowed),
    }


def make_bot(command: Command) -> dict[str, Any]:
    """The bot of a token, made if need be."""
    if ":" not in command.text("token"):
        raise ControlError(400, "token must look like 1234:abc")
    return _bot_seen(command.desk.world.bot_for(command.text("token")))


def list_bots(command: Command) -> list[dict[str, Any]]:
    """All bots; tokens are not shown."""
    return [_bot_seen(bot) for bot in command.desk.world.bots.values()]


def revoke(command: Command) -> dict[str, Any]:
    """Revoke a bot's token, or give it back."""
    bot = command.bot()
    bot.is_revoked = command.flag("revoked", default=True)
    command.desk.world.hub.publish("poll", bot_id=bot.user.id)
    return _bot_seen(bot)


def menu(command: Command) -> list[dict[str, str]]:
    """The commands that a user is offered in a chat: the narrowest scope that has any."""
    bot, chat = command.bot(), command.chat()
    user, language = command.text("user"), command.text("language")
    groups = chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}
    is_admin = bool(user) and chat.member(int(user)).is_admin
    scopes = [("chat_member", str(chat.id), user)] if groups else []
    scopes += [("chat_administrators", str(chat.id), "")] if is_admin else []
    scopes += [("chat", str(chat.id), "")]
    scopes += [("all_chat_administrators", "", "")] if is_admin else []
    scopes += [("all_group_chats" if groups else "all_private_chats", "", ""), ("default", "", "")]
    for scope in scopes:
        for tongue in (language, "") if language else ("",):
            if commands := bot.commands.get((*scope, tongue)):
                return commands
    return []


def _read_member(command: Command, chat: Chat, old: Member) -> Member:
    try:
        status = Status(command.text("status", old.status.value))
    except ValueError:
        raise ControlError(400, f"no such status: {command.text('status')}") from None
    rights = command.body.get("rights", sorted(old.rights) if old.is_admin else None)
    if rights is None or status is Status.CREATOR:
        rights = ADMIN_RIGHTS if status in {Status.CREATOR, Status.ADMINISTRATOR} else ()
    unknown = set(rights) - set(ADMIN_RIGHTS)
    if unknown:
        raise ControlError(400, f"no such rights: {', '.join(sorted(unknown))}")
    hidden = {"can_pin_messages", "can_manage_topics"} if chat.kind is ChatKind.CHANNEL else set()
    return Member(status, frozenset(rights) - hidden)


def set_member(command: Command) -> dict[str, Any]:
    """Put somebody into a chat, or out of it, or change his rights."""
    chat, world = command.chat(), command.desk.world
    named = str(command.request.path_params["user_id"])
    user_id = command.bot().user.id if named == "bot" else command.in_address("user_id")
    if user_id not in world.users:
        raise ControlError(404, f"no user {named}")
    member = _read_member(command, chat, chat.member(user_id))
    admin = next((one for one, place in chat.members.items() if place.is_admin), user_id)
    world.set_member(chat, user_id, member, command.integer("by") or admin)
    return chat_seen(world.users, chat)


def make_chat(command: Command) -> dict[str, Any]:
    """Add a group, a supergroup or a channel."""
    world = command.desk.world
    kind = command.kind()
    if kind is ChatKind.PRIVATE:
        raise ControlError(400, "private chats begin when a user writes")
    if world.chat_by_id(command.integer("id")):
        raise ControlError(409, "that id is taken")
    chat = Chat(command.integer("id"), kind, command.text("title", "Chat"))
    _apply(command, chat)
    creator = command.user("creator").id if command.integer("creator") else 0
    for user_id in command.body.get("members", []):
        chat.members[int(user_id)] = Member(Status.MEMBER)
    return chat_seen(world.users, world.add_chat(chat, creator))


def _apply(command: Command, chat: Chat) -> None:
    chat.username = command.text("username", chat.username)
    chat.description = command.text("description", chat.description)
    chat.has_protected_content = command.flag("has_protected_content", default=chat.has_protected_content)
    chat.signs_posts = command.flag("signs_posts", default=chat.signs_posts)
    chat.is_deleted = command.flag("is_deleted", default=chat.is_deleted)


def change_chat(command: Command) -> dict[str, Any]:
    """Change what a chat is; a new title leaves a service message."""
    chat, world = command.chat(), command.desk.world
    _apply(command, chat)
    title = command.text("title", chat.title)
    if title != chat.title:
        chat.title = title
        world.add_service(chat, {"new_chat_title": title}, command.integer("by"))
    world.hub.publish("chat", chat_id=chat.id, bot_id=chat.bot_id)
    return chat_seen(world.users, chat)


def show_chat(command: Command) -> dict[str, Any]:
    """One chat."""
    return chat_seen(command.desk.world.users, command.chat())


def list_chats(command: Command) -> list[dict[str, Any]]:
    """All chats."""
    world = command.desk.world
    return [chat_seen(world.users, chat) for chat in world.chats.values()]


def link(command: Command) -> dict[str, Any]:
    """Give a channel its discussion group, or with group 0 none."""
    channel, world = command.chat(), command.desk.world
    wanted = command.integer("group")
    group = world.chat_by_id(wanted)
    if channel.kind is not ChatKind.CHANNEL:
        raise ControlError(400, "only channels have a discussion group")
    if wanted and (group is None or group.kind is not ChatKind.SUPERGROUP):
        raise ControlError(400, "a discussion group must be a supergroup")
    world.link(channel, group)
    return chat_seen(world.users, channel)


def block(command: Command) -> dict[str, Any]:
    """A user blocks the bot, or unblocks it."""
    chat, world = command.chat(), command.desk.world
    if chat.kind is not ChatKind.PRIVATE:
        raise ControlError(400, "only users block bots")
    world.set_blocked(chat, blocked=command.flag("blocked", default=True))
    return chat_seen(world.users, chat)


def open_chat(command: Command) -> dict[str, Any]:
    """Let a user's chat with the bot have begun, without a message."""
    chat = command.chat()
    chat.is_started = True
    return chat_seen(command.desk.world.users, chat)


def migrate(command: Command) -> dict[str, Any]:
    """Upgrade a group to a supergroup."""
    chat, world = command.chat(), command.desk.world
    if chat.kind is not ChatKind.GROUP:
        raise ControlError(400, "only groups are upgraded")
    fresh = Chat(command.integer("to"), ChatKind.SUPERGROUP, chat.title, members=dict(chat.members))
    fresh.id = fresh.id or world.free_chat_id(ChatKind.SUPERGROUP)
    by = next((one for one, place in chat.members.items() if place.status is Status.CREATOR), 0)
    world.add_service(chat, {"migrate_to_chat_id": fresh.id}, by)
    world.chats[fresh.key] = fresh
    world.add_service(fresh, {"migrate_from_chat_id": chat.id}, by)
    chat.migrated_to = fresh.id
    return chat_seen(world.users, fresh)
