"""Stories to which something has come since they were last looked at."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, or_, select

from feeds.model import Growth, StoryId
from feeds.store.batches import batches
from feeds.store.connection import Connection
from feeds.store.tables import growths


class SqlGrowths:
    """A ``feeds.ports.Growths``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, new: Sequence[Growth]) -> None:
        """Note what came to stories, one growth a story at the most, beside what was noted before."""
        if not new:
            return
        insert = self._connection.insert(growths)
        noted, came = growths.c, insert.excluded
        larger = func.max if self._connection.dialect == "sqlite" else func.greatest
        both = {
            "relevance": larger(noted.relevance, came.relevance),
            "fresh": or_(noted.fresh, came.fresh),
            "times": noted.times + came.times,
        }
        statement = insert.on_conflict_do_update(index_elements=["story_id"], set_=both)
        await self._connection.write(statement, [_values(growth) for growth in new])

    async def after(self, story_id: int, *, limit: int) -> list[Growth]:
        """What is noted of stories with a greater number, in the order of their numbers."""
        noted = select(growths).where(growths.c.story_id > story_id).order_by(growths.c.story_id).limit(limit)
        rows = await self._connection.rows(noted)
        return [_growth(row) for row in rows]

    async def unchanged(self, seen: Sequence[Growth]) -> list[Growth]:
        """Those to which nothing has come since they were read."""
        noted: set[Growth] = set()
        for some in batches([growth.story_id for growth in seen]):
            rows = await self._connection.rows(select(growths).where(growths.c.story_id.in_(some)))
            noted |= {_growth(row) for row in rows}
        return [growth for growth in seen if growth in noted]

    async def forget(self, story_ids: Collection[StoryId]) -> None:
        """The stories have been looked at."""
        for some in batches(story_ids):
            await self._connection.write(delete(growths).where(growths.c.story_id.in_(some)))


def _values(growth: Growth) -> dict[str, Any]:
    return {
        "story_id": growth.story_id,
        "relevance": growth.relevance,
        "fresh": growth.fresh,
        "times": growth.times,
    }


def _growth(row: Row[Any]) -> Growth:
    return Growth(StoryId(row.story_id), row.relevance, row.fresh, row.times)
