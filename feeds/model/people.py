"""Readers and what people did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.ids import ReaderId


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that has talked to the bot. The chat id itself is sealed (``feeds.store.seal``)."""

    id: ReaderId
    chat_id: int
    subscribed: bool
    joined_at: datetime
    latest_at: datetime | None = None  #: when it last asked for /latest


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the append-only log."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)
