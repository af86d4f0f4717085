"""What a text claims: attributed statements, and the numbers of people harmed that it states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClaimKind(StrEnum):
    """What a speaker does by what he says."""

    REPORTS = "reports"
    ACCUSES = "accuses"
    DENIES = "denies"
    CONFIRMS = "confirms"
    WARNS = "warns"
    AGREES = "agrees"


class FigureKind(StrEnum):
    """What happened to those who are counted."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CAPTURED = "captured"  #: taken prisoner, detained, arrested, abducted
    MISSING = "missing"
    DISPLACED = "displaced"


class Qualifier(StrEnum):
    """How the text limits a number."""

    EXACT = "exact"
    AT_LEAST = "at_least"  #: at least, more than, over; the lower end of a range
    UP_TO = "up_to"  #: up to, as many as, fewer than
    ABOUT = "about"  #: about, some, nearly


@dataclass(frozen=True, slots=True)
class Claim:
    """One attributed statement. ``start`` and ``end`` are character offsets of what is said, in the text read."""

    speaker: str  #: without article, as at first mention
    kind: ClaimKind
    verb: str  #: the word that attributes it, as it stands
    start: int
    end: int
    sentence: int  #: index of its sentence
    body: str | None = (
        None  #: the institution that a named person speaks for, as it stands: "Armenian Defense Ministry"
    )
    side: str | None = None  #: the country that the speaker speaks for, where the table of sides knows it
    denies: tuple[int, ...] = ()  #: indices of the claims that this one denies


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of people harmed, as one speaker (or the text itself: ``None``) states it.

    ``value`` is None where the text has only a vague word ("dozens"), which ``words`` keeps. A range has its
    lower end in ``value``, its upper end in ``high`` and the qualifier AT_LEAST.
    """

    kind: FigureKind
    value: int | None
    qualifier: Qualifier
    noun: str  #: what is counted, as it stands; empty where the text does not say
    speaker: str | None
    words: str  #: number and noun word for word
    start: int  #: character offsets of ``words`` in the text read
    end: int
    sentence: int
    high: int | None = None
    replaces: int | None = None  #: the number that this one supersedes, where the text names it
    part: bool = False  #: of a larger figure: "11 of them children"
    hedged: bool = False  #: may have been, feared, believed
    counted: bool = True  #: False for "a woman was killed", where no number stands
    place: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one text, in its order. ``sentences`` are character offsets (start, end)."""

    sentences: tuple[tuple[int, int], ...] = ()
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureReport:
    """A figure as one item of a story gave it."""

    figure: Figure
    outlet: str  #: who speaks where the figure names no speaker
    at: datetime  #: when it was said: the item's time of publication


@dataclass(frozen=True, slots=True)
class StandingFigure:
    """What a speaker says now of one kind of harm to one kind of people, and what he said before."""

    speaker: str
    figure: Figure
    at: datetime
    was: int | None = None  #: the number that this one supersedes
