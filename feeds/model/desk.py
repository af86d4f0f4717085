"""The moderation queue."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.ids import CaseId, StoryId


class Reason(StrEnum):
    """Why the desk should look at a story; a moderator reads the sentence that ``bot.render.case`` has for it."""

    REVIEW_ALL = "review_all"  #: this deployment reviews everything
    SINGLE_SIDE = "single_side"  #: known from one party's official outlet alone
    NEAR_THRESHOLD = "near_threshold"  #: may not be about armed conflict
    LOW_TRUST = "low_trust"  #: known from outlets of low trust alone
    DEGRADED = "degraded"  #: posted, but its markup or its picture was refused, and it stands without


class CaseState(StrEnum):
    """What became of a case."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Case:
    """An entry of the moderation queue."""

    id: CaseId
    story_id: StoryId
    reasons: tuple[Reason, ...]
    state: CaseState
    opened_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None  #: as the audit log names the moderator
