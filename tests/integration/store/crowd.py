"""A database as full as the design wants it carried: 10,000 feeds, 100,000 items, 30,000 stories, 100,000 readers."""

from sqlalchemy import text

from feeds.model import DeliveryState, PostKind, Settlement
from feeds.store.codec import dump_brief, dump_payload
from tests.integration.store.scenes import CHANNEL, NOW, a_brief, a_post, a_story

STATEMENTS = (
    """
    INSERT INTO numbers_to_100000
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000) SELECT n FROM numbers
    """,
    """
    INSERT INTO outlets (name, affiliation, terms, trust, pictures)
    SELECT 'Outlet ' || n, 'independent', 'excerpt', 'normal', (1 = 0) FROM numbers_to_100000 WHERE n <= 1000
    """,
    """
    INSERT INTO feeds (url, outlet_id, state, next_check_at, interval, failures, stored)
    SELECT 'https://f' || n, n % 1000 + 1, 'active', {before_n_minus_5000}, 60, 0, 0
    FROM numbers_to_100000 WHERE n <= 10000
    """,
    """
    INSERT INTO websub (feed_id, hub, topic, state, callback, next_at, lease_ends_at, failures)
    SELECT n, 'https://hub', 'https://f' || n, CASE n % 2 WHEN 0 THEN 'active' ELSE 'denied' END,
        CASE n % 2 WHEN 0 THEN {n_bytes} END, {before_n_minus_5000}, {before_n}, 0
    FROM numbers_to_100000 WHERE n <= 10000
    """,
    """
    INSERT INTO items (feed_id, outlet_id, key, key_hash, url, url_hash, title, text, language, published_at, dated,
        fingerprint, signature, fetched_at, revision)
    SELECT n % 10000 + 1, n % 1000 + 1, 'k' || n, {n_bytes}, 'u' || n, {n_bytes}, 'Title ' || n, 'Some words', 'en',
        {before_n}, (1 = 1), 'f' || n, {n_bytes}, {before_n}, 1
    FROM numbers_to_100000
    """,
    """
    INSERT INTO stories (public_id, headline, standing, revision, importance, relevance, opened_at, updated_at)
    SELECT 'x' || n, 'H', CASE n % 10 WHEN 0 THEN 'posted' WHEN 1 THEN 'listed' WHEN 2 THEN 'rejected'
        WHEN 3 THEN 'held' ELSE 'archived' END, 1, 1, 1, {before_n}, {before_n}
    FROM numbers_to_100000 WHERE n <= 30000
    """,
    """
    INSERT INTO story_revisions (story_id, revision, standing, importance, relevance, brief, at)
    SELECT id, 1, standing, 1, 1, :brief, updated_at FROM stories WHERE id <> :story
    """,
    """
    INSERT INTO membership (item_id, story_id, similarity, at)
    SELECT id, (id * 7) % 30000 + 1, 1, fetched_at FROM items WHERE id > 1
    """,
    "{search}",
    """
    INSERT INTO readers (id, lookup, sealed, subscribed, joined_at)
    SELECT n, {n_bytes}, {n_bytes}, (1 = 1), {before_n} FROM numbers_to_100000
    """,
    """
    INSERT INTO cases (story_id, reasons, state, opened_at)
    SELECT id, '[]', CASE WHEN standing = 'held' THEN 'open' ELSE 'approved' END, opened_at FROM stories
    """,
    """
    INSERT INTO posts (kind, story_id, revision, payload, at)
    SELECT CASE id % 2 WHEN 0 THEN 'new' ELSE 'edit' END, id, 1, :payload, updated_at
    FROM stories WHERE id <> :story
    """,
    """
    INSERT INTO deliveries (post_id, target_kind, target, state, lane, awaits_receipt, not_before, attempts, message_id,
        part, photo)
    SELECT id, 'channel', '-1001', 'sent', 1, (1 = 0), at, 1, id, 0, (1 = 0) FROM posts WHERE id > 1
    """,
    "INSERT INTO audit_log (at, actor, action, subject, detail) SELECT at, 'policy', 'approve', 'x', '{{}}' FROM posts",
)
DIALECTS = {
    "sqlite": {
        "before_n": "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-01 12:00:00', (-n) || ' seconds')",
        "before_n_minus_5000": "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-01 12:00:00', (5000 - n) || ' seconds')",
        "n_bytes": "CAST(n AS BLOB)",
        "search": """
            INSERT INTO item_search (rowid, title, body)
            SELECT id, 'title number' || id, CASE id % 3 WHEN 0 THEN 'shelling reported' ELSE 'talks' END
            FROM items WHERE id > 1
        """,
    },
    "postgresql": {
        "before_n": "timestamptz '2026-01-01 12:00:00+00' - make_interval(secs => n)",
        "before_n_minus_5000": "timestamptz '2026-01-01 12:00:00+00' - make_interval(secs => n - 5000)",
        "n_bytes": "convert_to(CAST(n AS text), 'UTF8')",
        "search": """
            INSERT INTO item_search (item_id, words)
            SELECT id, CAST('number' || id || CASE id % 3 WHEN 0 THEN ' shelling' ELSE ' talks' END AS tsvector)
            FROM items WHERE id > 1
        """,
    },
}


async def crowd(store, backend):
    """Fill a store."""
    async with store.writing() as uow:
        sample = await a_story(uow, "sample")
        await uow.outbox.add(a_post(story=sample))
        await uow.outbox.settle(1, Settlement(DeliveryState.SENT, NOW, 100))
        known = {"brief": dump_brief(a_brief()), "payload": dump_payload(a_post().payload), "story": sample.id}
        raw = uow._connection._raw
        await raw.execute(text("CREATE TEMPORARY TABLE numbers_to_100000 (n INTEGER PRIMARY KEY)"))
        for template in STATEMENTS:
            statement = template.format(**DIALECTS[backend])
            values = {name: value for name, value in known.items() if f":{name}" in statement}
            await raw.execute(text(statement), values)
        await raw.execute(text("DROP TABLE numbers_to_100000"))
        await uow.outbox.add(a_post(PostKind.ROUNDUP, targets=(CHANNEL,), key="roundup:1", to_subscribers=True))
        await uow.commit()
