"""The first schema: feeds, items, stories, the desk, the outbox, readers, the log, switches, and full-text search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDINGS = "'archived', 'held', 'listed', 'posted', 'rejected', 'retracted', 'waiting'"
KINDS = (
    "'case', 'chain_head', 'correction', 'development', 'edit', 'new', 'notice', 'question', 'retraction', 'roundup'"
)


def upgrade() -> None:
    """Make the tables."""
    _make_feeds()
    _make_websub()
    _make_items()
    _make_stories()
    _make_desk()
    _make_outbox()
    _make_chain()
    _make_readers()
    _make_search()


def _make_feeds() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("affiliation", sa.Text(), nullable=False),
        sa.Column("side", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text()),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("pictures", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
        sa.UniqueConstraint("name", name="uq_outlets_name"),
        sa.CheckConstraint("affiliation IN ('independent', 'party', 'state', 'un_ngo')", name="ck_outlets_affiliation"),
        sa.CheckConstraint(
            "terms IN ('excerpt', 'full_with_credit', 'link_only', 'no_derivatives')", name="ck_outlets_terms"
        ),
        sa.CheckConstraint("trust IN ('high', 'low', 'normal')", name="ck_outlets_trust"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet_id", ID, nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("beat", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("payload_digest", sa.Text()),
        sa.Column("next_check_at", MOMENT, nullable=False),
        sa.Column("last_checked_at", MOMENT),
        sa.Column("last_ok_at", MOMENT),
        sa.Column("last_new_at", MOMENT),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_feeds_outlet_id"),
        sa.CheckConstraint("state IN ('active', 'paused')", name="ck_feeds_state"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feeds_outlet_id", "feeds", ["outlet_id"])
    op.create_index("ix_feeds_due", "feeds", ["state", "next_check_at", "id"])
    op.create_index("ix_feeds_untried", "feeds", ["state", "last_checked_at"])


def _make_websub() -> None:
    op.create_table(
        "websub",
        sa.Column("feed_id", ID, nullable=False, autoincrement=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("callback", sa.LargeBinary()),
        sa.Column("asked", sa.LargeBinary()),
        sa.Column("asked_at", MOMENT),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("lease_ends_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
        sa.Column("missed_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("feed_id", name="pk_websub"),
        sa.UniqueConstraint("callback", name="uq_websub_callback"),
        sa.UniqueConstraint("asked", name="uq_websub_asked"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_websub_feed_id"),
        sa.CheckConstraint("state IN ('active', 'asked', 'denied', 'lapsed', 'none')", name="ck_websub_state"),
    )
    op.create_index("ix_websub_due", "websub", ["next_at", "feed_id"])


def _make_items() -> None:
    op.create_table(
        "items",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("outlet_id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("url_hash", sa.LargeBinary()),
        *_words(),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("pictures", sa.Text()),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revised_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint("feed_id", "key_hash", name="uq_items_feed_id_key_hash"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_items_feed_id"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_items_outlet_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_outlet_id_url_hash", "items", ["outlet_id", "url_hash"])
    op.create_index("ix_items_outlet_id_fingerprint", "items", ["outlet_id", "fingerprint"])
    op.create_index("ix_items_fetched_at_id", "items", ["fetched_at", "id"])
    op.create_table(
        "item_revisions",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_words(),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "revision", name="pk_item_revisions"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_revisions_item_id"),
    )


def _words() -> list[sa.Column[Any]]:
    return [
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("author", sa.Text()),
        sa.Column("credit", sa.Text()),
    ]


def _make_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("importance", sa.Float(), nullable=False),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("notes", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.UniqueConstraint("public_id", name="uq_stories_public_id"),
        sa.CheckConstraint(f"standing IN ({STANDINGS})", name="ck_stories_standing"),
        sqlite_autoincrement=True,
    )
    seen = "standing IN ('archived', 'listed', 'posted', 'waiting')"
    _make_partial_index("ix_stories_visible", "stories", ["updated_at", "id"], seen)
    _make_partial_index("ix_stories_waiting", "stories", ["importance", "updated_at", "id"], "standing = 'waiting'")
    op.create_table(
        "story_revisions",
        sa.Column("story_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("importance", sa.Float(), nullable=False),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "revision", name="pk_story_revisions"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_revisions_story_id"),
        sa.CheckConstraint(f"standing IN ({STANDINGS})", name="ck_story_revisions_standing"),
    )
    op.create_table(
        "membership",
        sa.Column("item_id", ID, nullable=False, autoincrement=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_membership"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_membership_item_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_membership_story_id"),
    )
    op.create_index("ix_membership_story_id", "membership", ["story_id"])


def _make_desk() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_cases_story_id"),
        sa.CheckConstraint("state IN ('approved', 'open', 'rejected')", name="ck_cases_state"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_story_id", "cases", ["story_id"])
    _make_partial_index("uq_cases_open", "cases", ["story_id"], "state = 'open'", unique=True)
    op.create_table(
        "audit_log",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_switches"),
    )


def _make_outbox() -> None:
    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("story_id", ID),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("key", name="uq_posts_key"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_posts_story_id"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_posts_kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_posts_kind_at", "posts", ["kind", "at"])
    _make_partial_index(
        "uq_posts_story", "posts", ["story_id", "kind", "revision"], "story_id IS NOT NULL", unique=True
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("awaits_receipt", sa.Boolean(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", MOMENT),
        sa.Column("settled_at", MOMENT),
        sa.Column("message_id", ID),
        sa.Column("problem", sa.Text()),
        sa.Column("nonce", sa.Text()),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "post_id", "target_kind", "target", "part", name="uq_deliveries_post_id_target_kind_target_part"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_deliveries_post_id"),
        sa.CheckConstraint("target_kind IN ('channel', 'desk', 'reader')", name="ck_deliveries_target_kind"),
        sa.CheckConstraint(
            "state IN ('dropped', 'gone', 'missed', 'ready', 'rejected', 'sending', 'sent', 'uncertain')",
            name="ck_deliveries_state",
        ),
        sqlite_autoincrement=True,
    )
    sendable = f"state = 'ready' AND awaits_receipt IS {_false()}"
    _make_partial_index("ix_deliveries_sendable", "deliveries", ["lane", "id", "not_before"], sendable)
    _make_partial_index("ix_deliveries_ready", "deliveries", ["target_kind", "target", "id"], "state = 'ready'")
    _make_partial_index(
        "ix_deliveries_busy", "deliveries", ["state", "target_kind", "target"], "state IN ('sending', 'uncertain')"
    )
    _make_partial_index("ix_deliveries_nonce", "deliveries", ["target", "message_id"], "nonce IS NOT NULL")
    _make_partial_index(
        "ix_deliveries_missed", "deliveries", ["target_kind", "target", "settled_at"], "state = 'missed'"
    )
    _make_partial_index("ix_deliveries_rejected", "deliveries", ["post_id", "target_kind"], "state = 'rejected'")


def _make_chain() -> None:
    op.create_table(
        "chain",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("erased_at", MOMENT),
        sa.Column("erased_why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_chain"),
        sa.UniqueConstraint("post_id", name="uq_chain_post_id"),
        sa.UniqueConstraint("hash", name="uq_chain_hash"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_chain_post_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chain_public_id", "chain", ["public_id"])


def _make_readers() -> None:
    op.create_table(
        "readers",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("latest_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_readers"),
        sa.UniqueConstraint("lookup", name="uq_readers_lookup"),
    )
    _make_partial_index("ix_readers_subscribed", "readers", ["id"], f"subscribed IS {_true()}")


def _make_search() -> None:
    if _on_sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE item_search USING fts5 "
            "(title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        return
    op.execute(
        "CREATE TABLE item_search (item_id BIGINT NOT NULL CONSTRAINT pk_item_search PRIMARY KEY "
        "CONSTRAINT fk_item_search_item_id REFERENCES items (id), words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_item_search_words ON item_search USING gin (words)")


def _make_partial_index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _on_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _true() -> str:
    return "1" if _on_sqlite() else "true"


def _false() -> str:
    return "0" if _on_sqlite() else "false"
