"""Which stored items documents may be about: many look-ups in three statements.

The pairs that are asked for are a table of their own, joined to the items: so each is looked up in the index, whatever
the planner thinks. ``(feed_id, key_hash) IN (VALUES …)`` says the same and reads the whole table (SQLite 3.40).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Row, TextClause, text

from feeds.model import Asked, FeedId, ItemId, KnownItem, OutletId, StoryId
from feeds.store.batches import batches
from feeds.store.columns import text_hash
from feeds.store.connection import Connection

#: Statements are made for so many pairs, each once; what is left over asks for the last pair again.
_SIZES: Final = (1, 4, 16, 64, 256)
_BYTES: Final = {"sqlite": "BLOB", "postgresql": "BYTEA"}

Pair = tuple[int, bytes | str]


async def known_items(connection: Connection, documents: Sequence[Asked]) -> dict[ItemId, KnownItem]:
    """Items of a document's feed with one of its keys, or of its outlet with one of its URLs or fingerprints."""
    binary = _BYTES[connection.dialect]
    keys = {(asked.feed_id, text_hash(key)) for asked in documents for key in asked.keys}
    urls = {(asked.outlet_id, text_hash(url)) for asked in documents for url in asked.urls}
    words = {(asked.outlet_id, fingerprint) for asked in documents for fingerprint in asked.fingerprints}
    found = await _matching(connection, ("feed_id", "key_hash", binary), keys)
    found |= await _matching(connection, ("outlet_id", "url_hash", binary), urls)
    found |= await _matching(connection, ("outlet_id", "fingerprint", "TEXT"), words)
    return found


async def _matching(
    connection: Connection, columns: tuple[str, str, str], pairs: Iterable[Pair]
) -> dict[ItemId, KnownItem]:
    found: dict[ItemId, KnownItem] = {}
    for some in batches(pairs, _SIZES[-1]):
        size = next(size for size in _SIZES if size >= len(some))
        padded = [*some, *some[-1:] * (size - len(some))]
        values = {f"v{number}": value for number, value in enumerate(chain.from_iterable(padded))}
        rows = await connection.rows(_statement(*columns, size), values)
        found |= {ItemId(row.id): _known_item(row) for row in rows}
    return found


@cache
def _statement(owner: str, column: str, kind: str, size: int) -> TextClause:
    """The look-up of so many pairs of an owner and what is asked for, which is of this type."""
    rows = [f"(:v{2 * number}, :v{2 * number + 1})" for number in range(size)]
    rows[0] = f"(CAST(:v0 AS BIGINT), CAST(:v1 AS {kind}))"
    return text(f"""
        WITH asked (owner, wanted) AS (VALUES {", ".join(rows)})
        SELECT items.id, items.feed_id, items.outlet_id, items.key, items.url, items.fingerprint, items.revision,
            membership.story_id
        FROM asked
        JOIN items ON items.{owner} = asked.owner AND items.{column} = asked.wanted
        LEFT JOIN membership ON membership.item_id = items.id
    """)  # noqa: S608 (constants of ours)


def _known_item(row: Row[Any]) -> KnownItem:
    return KnownItem(
        id=ItemId(row.id),
        feed_id=FeedId(row.feed_id),
        outlet_id=OutletId(row.outlet_id),
        key=row.key,
        url=row.url,
        fingerprint=row.fingerprint,
        story_id=None if row.story_id is None else StoryId(row.story_id),
        revision=row.revision,
    )
