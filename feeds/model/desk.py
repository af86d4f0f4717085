"""The moderation queue."""

from collections.abc import Iterable
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
    UNCONFIRMED = "unconfirmed"  #: a toll that one speaker alone gives, where policy asks for more
    DISPUTED = "disputed"  #: reports give tolls that cannot both be right
    CONFLICT = "conflict"  #: posted, and a later report contradicts what the post said
    POSITION = "position"  #: may show where exactly troops are, or people shelter
    MOVEMENT = "movement"  #: may show where troops or a convoy are on the way right now
    PRISONER = "prisoner"  #: may name somebody who is a prisoner or a hostage
    MINOR = "minor"  #: may name a child
    GRAPHIC = "graphic"  #: goes into detail that not everybody can bear, or warns of it
    DEGRADED = "degraded"  #: posted, but its markup or its picture was refused, and it stands without


#: What may harm people who are named or found by it: two moderators must approve it.
HARM = frozenset({Reason.POSITION, Reason.MOVEMENT, Reason.PRISONER, Reason.MINOR, Reason.GRAPHIC})


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason, with the words that gave it as they stand in what would be posted."""

    reason: Reason
    words: str
    outlet: str | None = None  #: who wrote them


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
    grounds: tuple[Ground, ...] = ()

    @property
    def needed(self) -> int:
        """How many moderators must approve."""
        return votes_needed(self.reasons)


def votes_needed(reasons: Iterable[Reason]) -> int:
    """How many moderators must approve what is held for these reasons; one rejection is always enough."""
    return 1 if HARM.isdisjoint(reasons) else 2


@dataclass(frozen=True, slots=True)
class Vote:
    """One moderator's approval of a case."""

    voter: str  #: who it is, whatever he calls himself
    by: str  #: as the audit log names him
    at: datetime
