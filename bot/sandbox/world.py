"""Everything that exists in a local Telegram, and the doors through which it changes.

The world lives in one event loop and is touched by nothing else. Each change is published to the hub, and becomes an
update for every bot that Telegram would tell.
"""

import random
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.sandbox import forwards, views
from bot.sandbox.events import Hub
from bot.sandbox.model import ADMIN_RIGHTS, CallbackQuery, Chat, ChatKind, Counter, Member, Message, Status, User
from bot.sandbox.options import Options
from bot.sandbox.updates import UpdateQueue

CHANNEL_BASE = -1_000_000_000_000
_FIRST_USER = 1001


@dataclass(slots=True)
class Bot:
    """A token's bot and what Telegram keeps for it."""

    token: str
    user: User
    queue: UpdateQueue
    counter: Counter = field(default_factory=Counter)
    is_revoked: bool = False
    commands: dict[tuple[str, ...], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name, description and short description, by kind and language."""


@dataclass(slots=True)
class StoredFile:
    """A file's content, kept in memory."""

    file_id: str
    name: str
    content: bytes
    media_type: str


class World:
    """The state of a local Telegram."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.hub = Hub()
        self.clock_offset = 0.0
        self.forget_all()

    def forget_all(self) -> None:
        """Make the world empty; those who listen stay."""
        self.random = random.Random(self.options.seed)  # noqa: S311 - ids of tests, not secrets
        self.users: dict[int, User] = {}
        self._free_ids = count(_FIRST_USER)
        self.chats: dict[tuple[int, int], Chat] = {}
        self.bots: dict[str, Bot] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.files: dict[str, StoredFile] = {}
        self.web: dict[str, StoredFile | str] = {}
        """What a `photo` given as URL finds: a file, or the refusal of Telegram's closed servers."""
        self.page: dict[str, Any] = {}
        self.delivered = 0
        """Messages that bots sent, forwarded or copied and that arrived, whether or not the bot was told."""
        self.hub.publish("reset")

    # People

    def now(self) -> float:
        """The time in this world."""
        return time.time() + self.clock_offset

    def date(self) -> int:
        """The time as Telegram writes it."""
        return int(self.now())

    def bot_for(self, token: str) -> Bot:
        """The bot of a token, made when it is first seen."""
        if token not in self.bots:
            head = token.partition(":")[0]
            bot_id = int(head) if head.isascii() and head.isdigit() and int(head) not in self.users else self._free_id()
            number = str(len(self.bots) + 1) if self.bots else ""
            username = re.sub(r"(_?bot)?$", rf"{number}\1", self.options.bot_username, count=1, flags=re.IGNORECASE)
            user = User(bot_id, self.options.bot_name, username=username, is_bot=True)
            self.users[bot_id] = user
            self.bots[token] = Bot(token, user, UpdateQueue(self.random.randrange(2_000_000, 1_000_000_000)))
            self.hub.publish("bot", bot_id=bot_id)
        return self.bots[token]

    def bot_by_id(self, bot_id: int) -> Bot | None:
        """The bot that is this user."""
        return next((bot for bot in self.bots.values() if bot.user.id == bot_id), None)

    def _free_id(self) -> int:
        return next(number for number in self._free_ids if number not in self.users)

    def add_user(self, user: User) -> User:
        """Add a person; id 0 takes the next free one."""
        kept = replace(user, id=user.id or self._free_id())
        self.users[kept.id] = kept
        return kept

    # Chats

    def add_chat(self, chat: Chat, creator: int = 0) -> Chat:
        """Add a chat; id 0 takes the next free one of its kind."""
        chat.id = chat.id or self.free_chat_id(chat.kind)
        self.chats[chat.key] = chat
        if creator:
            chat.members[creator] = Member(Status.CREATOR, frozenset(ADMIN_RIGHTS))
        if chat.kind in {ChatKind.SUPERGROUP, ChatKind.CHANNEL}:
            self.add_service(chat, {f"{chat.kind}_chat_created": True}, creator)
        self.hub.publish("chat", chat_id=chat.id, bot_id=chat.bot_id)
        return chat

    def free_chat_id(self, kind: ChatKind) -> int:
        """An id that no chat has."""
        taken = {chat.id for chat in self.chats.values()}
        start = -4001 if kind is ChatKind.GROUP else CHANNEL_BASE - 2001
        return next(start - step for step in range(len(taken) + 1) if start - step not in taken)

    def private_chat(self, bot: Bot, user_id: int) -> Chat | None:
        """The chat of a user with a bot; None where there is no such user."""
        key = (bot.user.id, user_id)
        if key not in self.chats and user_id in self.users:
            self.chats[key] = Chat(user_id, ChatKind.PRIVATE, bot_id=bot.user.id, counter=bot.counter)
        return self.chats.get(key)

    def chat_by_id(self, chat_id: int) -> Chat | None:
        """A group, supergroup or channel."""
        return self.chats.get((0, chat_id))

    def chat_by_username(self, username: str) -> Chat | None:
        """A public supergroup or channel."""
        wanted = username.removeprefix("@").lower()
        return next((chat for chat in self.chats.values() if wanted and chat.username.lower() == wanted), None)

    def user_by_username(self, username: str) -> User | None:
        """A user or bot with this name."""
        wanted = username.removeprefix("@").lower()
        return next((user for user in self.users.values() if wanted and user.username.lower() == wanted), None)

    def link(self, channel: Chat, group: Chat | None) -> None:
        """Make a group the discussion group of a channel, or of none; the links that both had before are undone."""
        linked = [self.chat_by_id(chat.linked_chat_id) for chat in (channel, group) if chat]
        for chat in (channel, group, *linked):
            if chat:
                chat.linked_chat_id = 0
                chat.discussed.clear()
        if group:
            channel.linked_chat_id, group.linked_chat_id = group.id, channel.id
        for chat in {one.id: one for one in (channel, group, *linked) if one}.values():
            self.hub.publish("chat", chat_id=chat.id, bot_id=0)

    def counter_of(self, chat: Chat) -> Counter:
        """Where the chat's message ids come from: basic groups count in the account of their first bot."""
        if chat.kind is ChatKind.GROUP:
            bot = next(self.bots_inside(chat), None)
            return bot.counter if bot else chat.counter
        return chat.counter

    def bots_inside(self, chat: Chat) -> Iterator[Bot]:
        """The bots that are in a chat."""
        for bot in self.bots.values():
            if chat.bot_id == bot.user.id or chat.member(bot.user.id).status.is_inside:
                yield bot

    def set_member(self, chat: Chat, user_id: int, member: Member, by: int = 0) -> None:
        """Change somebody's place in a chat; a bot that is concerned gets `my_chat_member`."""
        old = chat.member(user_id)
        chat.members[user_id] = member
        change = views.member_change(self.users, chat, by or user_id, user_id, (old, member), self.date())
        for bot in list(self.bots.values()):
            if bot.user.id == user_id and old != member:
                self._tell(bot, "my_chat_member", change)
            elif chat.member(bot.user.id).is_admin and old != member:
                self._tell(bot, "chat_member", change)
        self.hub.publish("member", chat_id=chat.id, user_id=user_id, status=member.status)

    def set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        """The user of a private chat blocks or unblocks its bot."""
        old, chat.is_blocked = chat.is_blocked, blocked
        bot = self.bot_by_id(chat.bot_id)
        if bot and old != blocked:
            places = tuple(Member(Status.KICKED if one else Status.MEMBER) for one in (old, blocked))
            change = views.member_change(self.users, chat, chat.id, bot.user.id, (places[0], places[1]), self.date())
            self._tell(bot, "my_chat_member", change)
        self.hub.publish("member", chat_id=chat.id, user_id=chat.bot_id, status="kicked" if blocked else "member")

    # Messages

    def add_message(self, chat: Chat, message: Message) -> Message:
        """Post a message: it gets the chat's next id."""
        kept = replace(message, id=self.counter_of(chat).next(), chat_id=chat.id, date=message.date or self.date())
        chat.messages[kept.id] = kept
        self._announce(chat, kept, "channel_post" if chat.kind is ChatKind.CHANNEL else "message")
        self.hub.publish("message", chat_id=chat.id, bot_id=chat.bot_id, message_id=kept.id)
        group = self._discussion_of(chat)
        if group and kept.service is None:
            forward = self.add_message(group, forwards.automatic_forward(self.users, chat, kept))
            chat.discussed[kept.id] = forward.id
        return kept

    def add_service(self, chat: Chat, service: dict[str, Any], by: int) -> Message:
        """Post a service message; the bot that caused it is told as well."""
        return self.add_message(chat, Message(0, chat.id, 0, from_id=by, service=service))

    def replace_message(self, chat: Chat, message: Message, *, is_edit: bool = True) -> Message:
        """Put an edited message in the place of the old one; a new keyboard alone does not count as an edit."""
        kept = replace(message, edit_date=self.date()) if is_edit else message
        chat.messages[kept.id] = kept
        if is_edit:
            self._announce(chat, kept, "edited_channel_post" if chat.kind is ChatKind.CHANNEL else "edited_message")
        self.hub.publish("edit", chat_id=chat.id, bot_id=chat.bot_id, message_id=kept.id)
        group = self._discussion_of(chat)
        forward = group.messages.get(chat.discussed.get(kept.id, 0)) if group else None
        if group and forward and (changed := forwards.followed(forward, kept)) != forward:
            self.replace_message(group, changed, is_edit=is_edit)
        return kept

    def delete_messages(self, chat: Chat, ids: Iterable[int]) -> None:
        """Remove messages; nobody is told by an update."""
        for message_id in ids:
            if chat.messages.pop(message_id, None):
                chat.pinned = [pinned for pinned in chat.pinned if pinned != message_id]
                self.hub.publish("delete", chat_id=chat.id, bot_id=chat.bot_id, message_id=message_id)

    def _discussion_of(self, chat: Chat) -> Chat | None:
        return self.chat_by_id(chat.linked_chat_id) if chat.kind is ChatKind.CHANNEL else None

    def _announce(self, chat: Chat, message: Message, kind: str) -> None:
        author = self.users.get(message.from_id)
        for bot in list(self.bots_inside(chat)):
            own = message.from_id == bot.user.id
            unseen = author is not None and author.is_bot and not own and chat.kind is not ChatKind.CHANNEL
            if (own and message.service is None) or unseen or not views.is_for_bot(chat, message, bot.user):
                continue
            self._tell(bot, kind, views.message_json(self.users, bot.user.id, chat, message))

    def press(self, query: CallbackQuery) -> bool:
        """Tell a bot that its button was pressed; False where it does not listen for that."""
        bot = self.bot_by_id(query.bot_id)
        if bot is None:
            return False
        self.callbacks[query.id] = query
        return self._tell(bot, "callback_query", views.callback_json(self.users, query))

    def _tell(self, bot: Bot, kind: str, payload: dict[str, Any]) -> bool:
        taken = bot.queue.put(kind, payload, self.now())
        self.hub.publish("update", bot_id=bot.user.id, update=kind)
        return taken

    def store_file(self, name: str, content: bytes, media_type: str) -> StoredFile:
        """Keep a file under a new id."""
        file_id = f"AgACAgIAAxk{self.random.getrandbits(192):048x}"
        stored = StoredFile(file_id, name, content, media_type)
        self.files[file_id] = stored
        return stored
