"""PURE but for its own list: the queue of a bot's updates, with Telegram's rules for offsets and lifetimes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

DAY = 86_400.0
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
DEFAULT_KINDS = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}
_LIFETIMES = {"callback_query": 150.0, "inline_query": 30.0}
_CAPACITY = 100_000
_AHEAD = 10


def parse_allowed(value: str) -> frozenset[str] | None:
    """The kinds that `allowed_updates` asks for; None where it changes nothing."""
    try:
        names = json.loads(value) if value else None
    except ValueError:
        return None
    if not isinstance(names, list):
        return None
    known = frozenset(name.lower() for name in names if isinstance(name, str)) & frozenset(KINDS)
    return known or DEFAULT_KINDS


@dataclass(frozen=True, slots=True)
class Entry:
    """An update that waits."""

    id: int
    kind: str
    payload: dict[str, Any]
    expires: float

    def to_json(self) -> dict[str, Any]:
        """The Bot API's Update."""
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(slots=True)
class UpdateQueue:
    """What a bot has not confirmed yet."""

    next_id: int
    allowed: frozenset[str] = DEFAULT_KINDS
    entries: list[Entry] = field(default_factory=list)

    def put(self, kind: str, payload: dict[str, Any], born: float) -> bool:
        """Add an update if the bot wants its kind; what is allowed is decided now, not when it is fetched."""
        if kind not in self.allowed or len(self.entries) >= _CAPACITY:
            return False
        self.entries.append(Entry(self.next_id, kind, payload, born + _LIFETIMES.get(kind, DAY)))
        self.next_id += 1
        return True

    def drop_expired(self, now: float) -> None:
        """Forget what is too old."""
        self.entries = [entry for entry in self.entries if entry.expires > now]

    def take(self, offset: int, limit: int, now: float) -> list[Entry]:
        """Confirm what `offset` confirms and return the updates from there."""
        self.drop_expired(now)
        if offset < 0:
            self.entries = self.entries[offset:]
        elif self.next_id - _CAPACITY <= offset <= self.next_id + _AHEAD:
            self.entries = [entry for entry in self.entries if entry.id >= offset]
        return self.entries[:limit]

    def restrict(self, kinds: Iterable[str] | None) -> None:
        """Remember the kinds that are wanted; None keeps what was."""
        if kinds is not None:
            self.allowed = frozenset(kinds)
