"""What the use cases need of storage about people, as protocols; ``feeds.ports`` hands them on."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from feeds.model import AuditEntry, Reader, ReaderId


class ReaderRepository(Protocol):
    """Readers; chat ids are sealed and found by a keyed hash."""

    async def chats(self, reader_ids: Collection[ReaderId]) -> dict[ReaderId, int]:
        """The chats of those readers who are subscribed."""

    async def enroll(self, chat_id: int, *, at: datetime) -> Reader:
        """The reader of this chat, made if it is not known."""

    async def find(self, chat_id: int) -> Reader | None:
        """The reader of this chat."""

    async def get(self, reader_id: ReaderId) -> Reader:
        """One reader; raises ``NotFound``."""

    async def move(self, reader_id: ReaderId, chat_id: int) -> None:
        """Give a reader's chat its new id; where that chat is known as another reader, this one is unsubscribed."""

    async def set_subscribed(self, reader_id: ReaderId, *, subscribed: bool) -> None:
        """Turn a subscription on or off."""

    async def mark_latest(self, reader_id: ReaderId, *, at: datetime) -> None:
        """Remember when the reader last asked for the latest."""

    async def beats(self, reader_id: ReaderId) -> frozenset[str]:
        """The beats that a reader has chosen; none: he gets every story."""

    async def choose(self, reader_id: ReaderId, beats: Collection[str]) -> None:
        """Let a reader's choice be these beats, and no others; raises ``NotFound``."""

    async def choices(self, beats: Collection[str]) -> dict[frozenset[str], list[ReaderId]]:
        """Which of these beats the subscribed readers have chosen, and who; not those who chose none of them."""

    async def chosen(self) -> frozenset[str]:
        """All beats that anybody has chosen."""

    async def count_subscribed(self) -> int:
        """How many readers are subscribed."""


class AuditLog(Protocol):
    """The append-only log of what people did."""

    async def add(self, entry: AuditEntry) -> None:
        """Append a line."""

    async def newest(self, *, limit: int) -> list[AuditEntry]:
        """The newest lines, newest first."""


class Switches(Protocol):
    """A few named facts that must survive restarts: halted, first start, last round-up."""

    async def get(self, name: str) -> str | None:
        """The switch's value, None where it is not set."""

    async def set(self, name: str, value: str | None) -> None:
        """Set it, or with None take it away."""
