"""The people, chats and messages of the local Telegram."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.text.entity import Entity

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_post_messages",
    "can_edit_messages",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_promote_members",
    "can_manage_video_chats",
    "can_manage_topics",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
"""Every right an administrator may have; which of them count depends on the kind of chat."""


class ChatKind(StrEnum):
    """Kinds of chat, named as the Bot API names them."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"

    @property
    def words(self) -> str:
        """The kind in error texts."""
        return self.value if self is ChatKind.PRIVATE else f"{self.value} chat"


class Status(StrEnum):
    """What somebody is in a chat."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def is_inside(self) -> bool:
        """Whether he is in the chat."""
        return self not in {Status.LEFT, Status.KICKED}


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    is_deactivated: bool = False

    def to_json(self) -> dict[str, Any]:
        """The Bot API's User."""
        answer: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                answer[name] = value
        return answer


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in a chat."""

    status: Status = Status.LEFT
    rights: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether he has an administrator's right."""
        return self.status is Status.CREATOR or (self.status is Status.ADMINISTRATOR and right in self.rights)

    @property
    def is_admin(self) -> bool:
        """Whether he administers the chat."""
        return self.status in {Status.CREATOR, Status.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored picture."""

    file_id: str
    width: int
    height: int
    size: int

    def to_json(self) -> list[dict[str, Any]]:
        """The Bot API's list of PhotoSize: one size is kept."""
        unique = self.file_id[-16:]
        size = {"width": self.width, "height": self.height, "file_size": self.size}
        return [{"file_id": self.file_id, "file_unique_id": unique, **size}]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands; an edit makes a new value."""

    id: int
    chat_id: int
    date: int
    from_id: int = 0
    """The user who wrote it; in a channel it is kept but not shown."""
    signature: str = ""
    sender_chat: Mapping[str, Any] | None = None
    """In a group: the chat in whose name it stands there."""
    text: str = ""
    entities: tuple[Entity, ...] = ()
    """Of the text, or of the caption where there is a photo."""
    photo: Photo | None = None
    has_spoiler: bool = False
    caption_above: bool = False
    edit_date: int = 0
    reply_to: int = 0
    quote: Mapping[str, Any] | None = None
    markup: Mapping[str, Any] | None = None
    preview: Mapping[str, Any] | None = None
    origin: Mapping[str, Any] | None = None
    service: Mapping[str, Any] | None = None
    thread_id: int = 0
    is_protected: bool = False
    is_silent: bool = False
    is_automatic_forward: bool = False


@dataclass(slots=True)
class Counter:
    """Message ids of a channel, of a supergroup, or of an account."""

    last: int = 0

    def next(self) -> int:
        """Take the next id."""
        self.last += 1
        return self.last


@dataclass(slots=True)
class Chat:
    """A chat with its people and messages."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    bot_id: int = 0
    """The bot of a private chat; its id is the user's."""
    counter: Counter = field(default_factory=Counter)
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    description: str = ""
    has_protected_content: bool = False
    is_forum: bool = False
    signs_posts: bool = False
    linked_chat_id: int = 0
    """A channel's discussion group, or a group's channel."""
    discussed: dict[int, int] = field(default_factory=dict)
    """In a channel: the ids of the automatic forwards in its group, by those of the posts."""
    migrated_to: int = 0
    is_deleted: bool = False
    is_started: bool = False
    """In a private chat: the user wrote to the bot at least once."""
    is_blocked: bool = False
    """In a private chat: the user blocked the bot."""

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from all others: private chats of one user with several bots share the id."""
        return self.bot_id, self.id

    def member(self, user_id: int) -> Member:
        """Somebody's place in the chat."""
        return self.members.get(user_id, Member())


@dataclass(slots=True)
class CallbackQuery:
    """A button that was pressed."""

    id: str
    bot_id: int
    from_id: int
    chat: Chat
    message_id: int
    data: str
    date: float
    answer: dict[str, Any] | None = None
