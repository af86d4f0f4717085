"""What each speaker said of a story's figures in the course of time, as the story's revisions showed it.

Figures are kept apart by speaker, by what happened and by what is counted, as ``figures`` does; nothing is added up. A
figure stands until its speaker gives another: what is repeated makes no new point. A speaker whose figure a later
revision does not show any more has not taken it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.model import Brief, FigureKind, SpokenFigure

#: From so many speakers on, or so many points in time, a chart says more than the words.
SPEAKERS, MOMENTS = 2, 3

_KINDS = list(FigureKind)


@dataclass(frozen=True, slots=True)
class Said:
    """A figure, and when the reports came to say it."""

    at: datetime
    figure: SpokenFigure  #: with a value


@dataclass(frozen=True, slots=True)
class Course:
    """What one speaker said, the oldest first; never empty."""

    speaker: str  #: who says it, or the outlet where the reports name nobody
    noun: str  #: what is counted, "" for people of whatever kind
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """All courses of one kind of harm, in the order of first mention."""

    kind: FigureKind
    courses: tuple[Course, ...]

    @property
    def drawn(self) -> bool:
        """Whether there is enough to see in a chart."""
        moments = {said.at for course in self.courses for said in course.said}
        return len({course.speaker for course in self.courses}) >= SPEAKERS or len(moments) >= MOMENTS


def courses(briefs: Sequence[Brief]) -> tuple[Counted, ...]:
    """The courses of a story's figures by what happened, those killed first; briefs come the oldest first."""
    found: dict[tuple[FigureKind, str, str], list[Said]] = {}
    for brief in briefs:
        for figure in brief.figures:
            if figure.value is not None:
                said = found.setdefault((figure.kind, _speaker(figure).casefold(), figure.noun), [])
                if not said or _stated(said[-1].figure) != _stated(figure):
                    said.append(Said(brief.updated_at, figure))
    kinds = sorted({kind for kind, _, _ in found}, key=_KINDS.index)
    return tuple(Counted(kind, tuple(_course(said) for key, said in found.items() if key[0] is kind)) for kind in kinds)


def _course(said: Sequence[Said]) -> Course:
    first = said[0].figure
    return Course(_speaker(first), first.noun, tuple(said))


def _speaker(figure: SpokenFigure) -> str:
    return figure.speaker or figure.outlet


def _stated(figure: SpokenFigure) -> tuple[object, ...]:
    return figure.value, figure.high, figure.qualifier, figure.hedged
