"""Full-text search over items: FTS5 on SQLite, a ``tsvector`` on PostgreSQL, behind one face.

The index ``item_search`` is written by the item repository in the item's own transaction. Both databases get the
same words, folded here, so that they find the same: lower case, without accents, vowel points and the like, in any
script. Nothing of a query's text reaches the databases' query languages but such words, each quoted.

FTS5 keeps a copy of the folded words. An index without one must be told the old words, exactly, to delete an item
(the form that need not be told came with SQLite 3.43, later than Debian 12 and Ubuntu 22.04): the day ``fold`` changes,
such an index would be damaged.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Executable, text

from feeds.model import ItemId, StoryId
from feeds.store.conditions import VISIBLE
from feeds.store.connection import Connection

_LONGEST_WORD: Final = 64
_MOST_WORDS: Final = 16
_MOST_INDEXED: Final = 16_000  # positions of a tsvector end at 16,383
_ALPHABETS: Final = 0x3000  # behind it come the many thousands of characters of East Asia
_VISIBLE: Final = ", ".join(f"'{standing}'" for standing in sorted(VISIBLE))

_FTS5_PUT = text("INSERT INTO item_search (rowid, title, body) VALUES (:item_id, :title, :body)")
_FTS5_DROP = text("DELETE FROM item_search WHERE rowid = :item_id")
#: Newest matching items that are ranked: ranking all 100,000 that hold a common word takes a quarter of a second.
_RANKED = 2000

_FTS5_FIND = text(f"""
    WITH hits AS MATERIALIZED (
        SELECT rowid AS item_id, bm25(item_search, 4.0, 1.0) AS score FROM item_search WHERE item_search MATCH :words
        ORDER BY rowid DESC LIMIT {_RANKED}
    )
    SELECT stories.id
    FROM hits JOIN membership ON membership.item_id = hits.item_id JOIN stories ON stories.id = membership.story_id
    WHERE stories.standing IN ({_VISIBLE}) AND stories.merged_into IS NULL
    GROUP BY stories.id
    ORDER BY min(hits.score), max(stories.updated_at) DESC, stories.id DESC
    LIMIT :limit
""")  # noqa: S608 (constants of ours)

_POSTGRES_PUT = text("INSERT INTO item_search (item_id, words) VALUES (:item_id, CAST(:words AS tsvector))")
_POSTGRES_DROP = text("DELETE FROM item_search WHERE item_id = :item_id")
_POSTGRES_FIND = text(f"""
    SELECT stories.id
    FROM item_search
    JOIN membership ON membership.item_id = item_search.item_id
    JOIN stories ON stories.id = membership.story_id
    WHERE item_search.words @@ CAST(:words AS tsquery) AND stories.standing IN ({_VISIBLE})
        AND stories.merged_into IS NULL
    GROUP BY stories.id
    ORDER BY max(ts_rank(item_search.words, CAST(:words AS tsquery), 1)) DESC, stories.updated_at DESC, stories.id DESC
    LIMIT :limit
""")  # noqa: S608 (constants of ours)


class Search(Protocol):
    """An index of items by their words."""

    async def put_all(self, new: Sequence[tuple[ItemId, str, str]]) -> None:
        """Index new items: number, title, body."""

    async def replace(self, item_id: ItemId, *, title: str, body: str) -> None:
        """Index an item anew."""

    async def stories(self, words: str, *, limit: int) -> list[StoryId]:
        """Visible stories with an item that has all the words, the last as a beginning; best first."""


def search(connection: Connection) -> Search:
    """The index of this connection's database."""
    return Fts5Search(connection) if connection.dialect == "sqlite" else PostgresSearch(connection)


def fold(words: str) -> list[str]:
    """The words of a text as they are indexed: runs of letters and digits, folded. ``Zürich-2`` is zurich, 2."""
    bare = unicodedata.normalize("NFKD", words.casefold()).translate(_WITHOUT_MARKS).casefold()
    return [word[:_LONGEST_WORD] for word in bare.translate(_SEPARATED).split()]


class _Table(dict[int, int | str | None]):
    """A table for ``str.translate`` that learns as it is asked: looking each character up anew takes ten times as long.
    It keeps what belongs to alphabets, so that no text can make it large.
    """

    def __init__(self, rule: Callable[[str], str | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str | None:
        found = self._rule(chr(code))
        if code < _ALPHABETS:
            self[code] = found
        return found


_WITHOUT_MARKS: Final = _Table(lambda character: None if unicodedata.category(character) == "Mn" else character)
_SEPARATED: Final = _Table(lambda character: character if character.isalnum() else " ")


class Fts5Search:
    """SQLite's FTS5, ranked by BM25 with the title counting four times."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_all(self, new: Sequence[tuple[ItemId, str, str]]) -> None:
        """Index new items: number, title, body."""
        rows = [
            {"item_id": item_id, "title": " ".join(fold(title)), "body": " ".join(fold(body))}
            for item_id, title, body in new
        ]
        await self._connection.write(_FTS5_PUT, rows)

    async def replace(self, item_id: ItemId, *, title: str, body: str) -> None:
        """Index an item anew."""
        await self._connection.write(_FTS5_DROP, {"item_id": item_id})
        await self.put_all([(item_id, title, body)])

    async def stories(self, words: str, *, limit: int) -> list[StoryId]:
        """Visible stories with an item that has all the words, the last as a beginning; best first."""
        asked = fold(words)[:_MOST_WORDS]
        query = " AND ".join(f'"{word}"' for word in asked) + "*"
        return await _found(self._connection, _FTS5_FIND, asked, {"words": query, "limit": limit})


class PostgresSearch:
    """PostgreSQL's tsvector, made from our own words so that no parser or dictionary of the server has a say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_all(self, new: Sequence[tuple[ItemId, str, str]]) -> None:
        """Index new items: number, title, body."""
        rows = [{"item_id": item_id, "words": _vector(fold(title), fold(body))} for item_id, title, body in new]
        await self._connection.write(_POSTGRES_PUT, rows)

    async def replace(self, item_id: ItemId, *, title: str, body: str) -> None:
        """Index an item anew."""
        await self._connection.write(_POSTGRES_DROP, {"item_id": item_id})
        await self.put_all([(item_id, title, body)])

    async def stories(self, words: str, *, limit: int) -> list[StoryId]:
        """Visible stories with an item that has all the words, the last as a beginning; best first."""
        asked = fold(words)[:_MOST_WORDS]
        query = " & ".join(f"'{word}'" for word in asked) + ":*"
        return await _found(self._connection, _POSTGRES_FIND, asked, {"words": query, "limit": limit})


def _vector(title: Sequence[str], body: Sequence[str]) -> str:
    """A tsvector literal; the title's words weigh more."""
    weighted = [(word, "A") for word in title] + [(word, "D") for word in body]
    return " ".join(f"'{word}':{place}{weight}" for place, (word, weight) in enumerate(weighted[:_MOST_INDEXED], 1))


async def _found(
    connection: Connection, statement: Executable, asked: Sequence[str], values: dict[str, Any]
) -> list[StoryId]:
    if not asked:
        return []
    return [StoryId(row[0]) for row in await connection.rows(statement, values)]
