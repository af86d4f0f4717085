"""The moderation queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from feeds.errors import NotFound
from feeds.model import Case, CaseId, CaseState, Ground, Reason, StoryId, Vote
from feeds.store.codec import dump_grounds, dump_reasons, load_grounds, load_reasons
from feeds.store.conditions import in_state
from feeds.store.connection import Connection
from feeds.store.tables import case_votes, cases

_OPEN = in_state(cases, CaseState.OPEN)


class SqlCases:
    """A ``feeds.ports.CaseRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(
        self, story_id: StoryId, reasons: Sequence[Reason], *, at: datetime, grounds: Sequence[Ground] = ()
    ) -> CaseId | None:
        """Open a case, unless one is open for this story."""
        values = {
            "story_id": story_id,
            "reasons": dump_reasons(reasons),
            "state": CaseState.OPEN,
            "opened_at": at,
            "grounds": dump_grounds(grounds),
        }
        statement = self._connection.insert(cases).values(values).on_conflict_do_nothing().returning(cases.c.id)
        case_id = await self._connection.write_returning(statement)
        return None if case_id is None else CaseId(case_id)

    async def get(self, case_id: CaseId) -> Case:
        """One case; raises ``NotFound``."""
        row = await self._connection.row(select(cases).where(cases.c.id == case_id))
        if row is None:
            raise NotFound("case", case_id)
        return _case(row)

    async def open_for(self, story_id: StoryId) -> Case | None:
        """The story's open case, if there is one."""
        row = await self._connection.row(select(cases).where(_OPEN, cases.c.story_id == story_id))
        return None if row is None else _case(row)

    async def newest_for(self, story_id: StoryId) -> Case | None:
        """The story's newest case, open or decided."""
        newest = select(cases).where(cases.c.story_id == story_id).order_by(cases.c.id.desc()).limit(1)
        row = await self._connection.row(newest)
        return None if row is None else _case(row)

    async def decide(self, case_id: CaseId, state: CaseState, *, by: str, at: datetime) -> bool:
        """Decide an open case; False where it had been decided before (two verdicts give one decision)."""
        if state is CaseState.OPEN:
            raise ValueError("a verdict closes a case")
        statement = update(cases).where(_OPEN, cases.c.id == case_id).values(state=state, decided_at=at, decided_by=by)
        if await self._connection.write(statement):
            return True
        await self.get(case_id)
        return False

    async def amend(self, case_id: CaseId, reasons: Sequence[Reason], grounds: Sequence[Ground]) -> None:
        """Give an open case other reasons; who voted did not know them, so votes are forgotten."""
        values = {"reasons": dump_reasons(reasons), "grounds": dump_grounds(grounds)}
        await self._connection.write(update(cases).where(_OPEN, cases.c.id == case_id).values(values))
        await self._connection.write(delete(case_votes).where(case_votes.c.case_id == case_id))

    async def vote(self, case_id: CaseId, vote: Vote) -> bool:
        """Record an approval; False where this moderator has approved before."""
        values = {"case_id": case_id, "voter": vote.voter, "by": vote.by, "at": vote.at}
        statement = self._connection.insert(case_votes).values(values).on_conflict_do_nothing()
        return await self._connection.write_returning(statement.returning(case_votes.c.voter)) is not None

    async def votes(self, case_id: CaseId) -> list[Vote]:
        """The approvals of a case, the earliest first."""
        order = (case_votes.c.at, case_votes.c.voter)
        rows = await self._connection.rows(select(case_votes).where(case_votes.c.case_id == case_id).order_by(*order))
        return [Vote(row.voter, row.by, row.at) for row in rows]

    async def of_story(self, story_id: StoryId) -> list[Case]:
        """All cases of a story, the oldest first."""
        rows = await self._connection.rows(select(cases).where(cases.c.story_id == story_id).order_by(cases.c.id))
        return [_case(row) for row in rows]

    async def count_open(self) -> int:
        """How many cases are open."""
        return int(await self._connection.value(select(func.count(cases.c.story_id)).where(_OPEN)))


def _case(row: Row[Any]) -> Case:
    return Case(
        id=CaseId(row.id),
        story_id=StoryId(row.story_id),
        reasons=load_reasons(row.reasons),
        state=CaseState(row.state),
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        grounds=load_grounds(row.grounds),
    )
