"""The tables, as SQLAlchemy Core sees them. ``migrations`` makes them; a test holds that both agree.

``item_search`` is not among them: see ``search``.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from feeds.model import (
    Affiliation,
    ArticleState,
    CaseState,
    DeliveryState,
    FeedState,
    PostKind,
    PushState,
    Standing,
    TargetKind,
    Terms,
    Trust,
)
from feeds.store.columns import BigId, PlainText, UtcDateTime, one_of, primary_key, reference
from feeds.store.conditions import busy, in_state, partial, sendable, visible
from feeds.store.metadata import metadata
from feeds.store.tables_of_people import audit_log, reader_beats, readers, switches

__all__ = [
    "apart",
    "articles",
    "audit_log",
    "case_votes",
    "cases",
    "chain",
    "deliveries",
    "feeds",
    "former_urls",
    "growths",
    "item_revisions",
    "items",
    "machine_answers",
    "membership",
    "metadata",
    "outlets",
    "posts",
    "reader_beats",
    "readers",
    "stories",
    "story_revisions",
    "switches",
    "websub",
]

outlets = Table(
    "outlets",
    metadata,
    primary_key(),
    Column("name", PlainText, nullable=False, unique=True),
    Column("home", PlainText),
    Column("language", PlainText),
    Column("country", PlainText),
    Column("affiliation", Text, nullable=False),
    Column("side", PlainText),
    Column("owner", PlainText),
    Column("terms", Text, nullable=False),
    Column("credit", PlainText),
    Column("trust", Text, nullable=False),
    Column("pictures", Boolean, nullable=False),
    Column("full_text", Boolean, nullable=False),
    Column("excludes", PlainText),  # a word a line
    Column("model", Boolean),
    Column("blocked", Boolean, nullable=False),
    one_of("affiliation", Affiliation),
    one_of("terms", Terms),
    one_of("trust", Trust),
    sqlite_autoincrement=True,
)

feeds = Table(
    "feeds",
    metadata,
    primary_key(),
    Column("url", PlainText, nullable=False, unique=True),
    reference("outlet_id", "outlets.id", index=True),
    Column("title", PlainText),
    Column("beat", PlainText),
    Column("state", Text, nullable=False),
    Column("etag", PlainText),
    Column("last_modified", PlainText),
    Column("payload_digest", PlainText),
    Column("next_check_at", UtcDateTime, nullable=False),
    Column("last_checked_at", UtcDateTime),
    Column("last_ok_at", UtcDateTime),
    Column("last_new_at", UtcDateTime),
    Column("interval", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("problem", PlainText),
    #: its rhythm: ``feeds.model.Rhythm``
    Column("rate", Float),
    Column("rated_at", UtcDateTime),
    Column("habit", Float),
    Column("expected_by", UtcDateTime),
    Column("breaking_until", UtcDateTime),
    Column("ttl", Float),
    Column("skips", Integer),
    #: where its address has been leading for good, and for how many good fetches in a row
    Column("moved_to", PlainText),
    Column("moved_times", Integer),
    Column("oddity", Text),
    #: the condition that the desk was told of, and when it was told of this feed last
    Column("told", Text),
    Column("told_at", UtcDateTime),
    one_of("state", FeedState),
    Index("ix_feeds_due", "state", "next_check_at", "id"),
    Index("ix_feeds_untried", "state", "last_checked_at"),
    sqlite_autoincrement=True,
)

#: addresses that feeds had before they moved: lists still name them
former_urls = Table(
    "former_urls",
    metadata,
    Column("url", PlainText, primary_key=True),
    reference("feed_id", "feeds.id", index=True),
)

#: the hub that a feed names, and the subscription there; of its callbacks, hashes of their tokens alone
websub = Table(
    "websub",
    metadata,
    Column("feed_id", BigId, ForeignKey("feeds.id"), primary_key=True, autoincrement=False),
    Column("hub", PlainText, nullable=False),
    Column("topic", PlainText, nullable=False),
    Column("state", Text, nullable=False),
    Column("callback", LargeBinary, unique=True),
    Column("asked", LargeBinary, unique=True),
    Column("asked_at", UtcDateTime),
    Column("next_at", UtcDateTime, nullable=False),
    Column("lease_ends_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("missed_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("problem", PlainText),
    one_of("state", PushState),
    Index("ix_websub_due", "next_at", "feed_id"),
)

items = Table(
    "items",
    metadata,
    primary_key(),
    reference("feed_id", "feeds.id"),
    reference("outlet_id", "outlets.id"),
    Column("key", PlainText, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("url", PlainText),
    Column("url_hash", LargeBinary),
    Column("title", PlainText, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("fingerprint", PlainText, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("author", PlainText),
    Column("credit", PlainText),
    Column("pictures", Text),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("revised_at", UtcDateTime),
    UniqueConstraint("feed_id", "key_hash"),
    Index("ix_items_outlet_id_url_hash", "outlet_id", "url_hash"),
    Index("ix_items_outlet_id_fingerprint", "outlet_id", "fingerprint"),
    Index("ix_items_fetched_at_id", "fetched_at", "id"),
    sqlite_autoincrement=True,
)

#: what an item said before its newest revision
item_revisions = Table(
    "item_revisions",
    metadata,
    Column("item_id", BigId, ForeignKey("items.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("fingerprint", PlainText, nullable=False),
    Column("author", PlainText),
    Column("credit", PlainText),
    Column("seen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("item_id", "revision"),
)

#: the articles of items whose feeds give stubs; where one is taken, its text stands in the item
articles = Table(
    "articles",
    metadata,
    Column("item_id", BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("url", PlainText, nullable=False),
    Column("url_hash", LargeBinary, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("problem", PlainText),
    one_of("state", ArticleState),
    Index("ix_articles_due", "state", "next_at", "item_id"),
)

stories = Table(
    "stories",
    metadata,
    primary_key(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("headline", PlainText, nullable=False),
    Column("standing", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("importance", Float, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    #: corrections and retraction
    Column("notes", Text),
    #: the story that has its items by now
    reference("merged_into", "stories.id", nullable=True),
    one_of("standing", Standing),
    sqlite_autoincrement=True,
)
partial("ix_stories_visible", stories.c.updated_at, stories.c.id, where=visible(stories))
partial(
    "ix_stories_waiting",
    stories.c.importance,
    stories.c.updated_at,
    stories.c.id,
    where=stories.c.standing == literal_column("'waiting'"),
)
partial("ix_stories_merged_into", stories.c.merged_into, where=stories.c.merged_into.is_not(None))

#: pairs of stories that a person keeps apart, the smaller number first
apart = Table(
    "apart",
    metadata,
    reference("one", "stories.id"),
    reference("other", "stories.id", index=True),
    PrimaryKeyConstraint("one", "other"),
)

#: every revision of a story, the newest among them: its brief stands only here
story_revisions = Table(
    "story_revisions",
    metadata,
    Column("story_id", BigId, ForeignKey("stories.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("standing", Text, nullable=False),
    Column("importance", Float, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("brief", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("story_id", "revision"),
    one_of("standing", Standing),
)

membership = Table(
    "membership",
    metadata,
    Column("item_id", BigId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    reference("story_id", "stories.id", index=True),
    Column("similarity", Float, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: stories to which something has come since they were last looked at
growths = Table(
    "growths",
    metadata,
    Column("story_id", BigId, ForeignKey("stories.id"), primary_key=True, autoincrement=False),
    Column("relevance", Float, nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("times", Integer, nullable=False),
)

#: what a language model answered, by what it was asked: ``feeds.core.machine.asking.key``
machine_answers = Table(
    "machine_answers",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("answer", PlainText, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

cases = Table(
    "cases",
    metadata,
    primary_key(),
    reference("story_id", "stories.id", index=True),
    Column("reasons", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", PlainText),
    #: the words that gave reasons
    Column("grounds", Text),
    one_of("state", CaseState),
    sqlite_autoincrement=True,
)
partial("uq_cases_open", cases.c.story_id, where=in_state(cases, CaseState.OPEN), unique=True)

#: approvals of cases that more than one moderator must approve
case_votes = Table(
    "case_votes",
    metadata,
    Column("case_id", BigId, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("voter", PlainText, nullable=False),
    Column("by", PlainText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("case_id", "voter"),
)

posts = Table(
    "posts",
    metadata,
    primary_key(),
    Column("kind", Text, nullable=False),
    reference("story_id", "stories.id", nullable=True),
    Column("revision", Integer, nullable=False),
    Column("key", PlainText, unique=True),
    Column("payload", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("kind", PostKind),
    Index("ix_posts_kind_at", "kind", "at"),
    sqlite_autoincrement=True,
)
partial(
    "uq_posts_story",
    posts.c.story_id,
    posts.c.kind,
    posts.c.revision,
    where=posts.c.story_id.is_not(None),
    unique=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    primary_key(),
    reference("post_id", "posts.id"),
    Column("target_kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("state", Text, nullable=False),
    #: the order in which lanes are served: the desk's cards, the channel's posts, readers
    Column("lane", SmallInteger, nullable=False),
    #: an EDIT whose first post has no receipt from this target yet
    Column("awaits_receipt", Boolean, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("message_id", BigId),
    Column("problem", PlainText),
    #: what the links of a channel's message carry, by which it is known again
    Column("nonce", Text),
    #: 0 the message itself; 1 the rest of a text that did not fit under its photo
    Column("part", SmallInteger, nullable=False),
    #: it stands there as a photo with a caption
    Column("photo", Boolean, nullable=False),
    UniqueConstraint("post_id", "target_kind", "target", "part"),
    one_of("target_kind", TargetKind),
    one_of("state", DeliveryState),
    sqlite_autoincrement=True,
)
partial(
    "ix_deliveries_sendable", deliveries.c.lane, deliveries.c.id, deliveries.c.not_before, where=sendable(deliveries)
)
partial(
    "ix_deliveries_ready",
    deliveries.c.target_kind,
    deliveries.c.target,
    deliveries.c.id,
    where=in_state(deliveries, DeliveryState.READY),
)
partial(
    "ix_deliveries_busy",
    deliveries.c.state,
    deliveries.c.target_kind,
    deliveries.c.target,
    where=busy(deliveries),
)
partial(
    "ix_deliveries_missed",
    deliveries.c.target_kind,
    deliveries.c.target,
    deliveries.c.settled_at,
    where=in_state(deliveries, DeliveryState.MISSED),
)
partial(
    "ix_deliveries_rejected",
    deliveries.c.post_id,
    deliveries.c.target_kind,
    where=in_state(deliveries, DeliveryState.REJECTED),
)
partial("ix_deliveries_nonce", deliveries.c.target, deliveries.c.message_id, where=deliveries.c.nonce.is_not(None))

#: what was published, each revision bound to the one before; ``feeds.core.chain`` says how
chain = Table(
    "chain",
    metadata,
    primary_key(),
    Column("post_id", BigId, ForeignKey("posts.id"), nullable=False, unique=True),
    Column("public_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    #: SHA-256, hex, of salt and text
    Column("digest", Text, nullable=False),
    #: SHA-256, hex, of the link before and what this one says
    Column("hash", Text, nullable=False, unique=True),
    Column("salt", Text),
    Column("text", PlainText),
    Column("erased_at", UtcDateTime),
    Column("erased_why", PlainText),
    Index("ix_chain_public_id", "public_id"),
    sqlite_autoincrement=True,
)
