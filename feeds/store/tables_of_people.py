"""The tables of readers, and of what people did; ``tables`` hands them on."""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, PrimaryKeyConstraint, Table, Text

from feeds.store.columns import BigId, PlainText, UtcDateTime, primary_key
from feeds.store.conditions import partial
from feeds.store.metadata import metadata

#: chats that talked to the bot; the row number is drawn at random and tells nothing
readers = Table(
    "readers",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("lookup", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("subscribed", Boolean, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("latest_at", UtcDateTime),
    #: has chosen beats
    Column("filtered", Boolean, nullable=False, default=False),
)
partial("ix_readers_subscribed", readers.c.id, readers.c.filtered, where=readers.c.subscribed.is_(True))

#: the beats that readers have chosen, by name, whether or not a beat of that name is covered today
reader_beats = Table(
    "reader_beats",
    metadata,
    Column("reader_id", BigId, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("beat", PlainText, nullable=False, index=True),
    PrimaryKeyConstraint("reader_id", "beat"),
)

audit_log = Table(
    "audit_log",
    metadata,
    primary_key(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", PlainText, nullable=False),
    Column("action", PlainText, nullable=False),
    Column("subject", PlainText, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", PlainText, nullable=False),
)
