"""What a language model answered, and which stories may want a text by it."""

from datetime import datetime

from sqlalchemy import delete, select

from feeds.model import Revised, Standing, StoryId
from feeds.store.conditions import visible
from feeds.store.connection import Connection
from feeds.store.tables import machine_answers, stories

_SHOWN = (Standing.POSTED.value, Standing.WAITING.value)


class SqlMachine:
    """A ``feeds.ports_of_summarising.MachineRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def revised(self, *, since: datetime, limit: int) -> list[Revised]:
        """The newest revisions since a moment of stories that are posted or wait for a post, the newest first."""
        found = select(stories.c.id, stories.c.revision).where(visible(stories), stories.c.updated_at >= since)
        found = found.where(stories.c.standing.in_(_SHOWN)).order_by(stories.c.updated_at.desc(), stories.c.id.desc())
        return [Revised(StoryId(row.id), row.revision) for row in await self._connection.rows(found.limit(limit))]

    async def answer(self, key: bytes) -> str | None:
        """What was answered to the question with this key; None where it was never put, or never answered."""
        value: str | None = await self._connection.value(
            select(machine_answers.c.answer).where(machine_answers.c.key == key)
        )
        return value

    async def keep(self, key: bytes, answer: str, *, at: datetime) -> None:
        """Remember an answer. Twice is once."""
        statement = self._connection.insert(machine_answers).values(key=key, answer=answer, at=at)
        await self._connection.write(statement.on_conflict_do_nothing())

    async def forget(self, before: datetime) -> None:
        """Forget the answers that were kept before a moment."""
        await self._connection.write(delete(machine_answers).where(machine_answers.c.at < before))
