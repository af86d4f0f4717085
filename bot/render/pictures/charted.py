"""What a chart of figures is drawn from: values alone, which those can have who cannot draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stated:
    """What a speaker said at one time."""

    at: datetime  #: aware
    low: int  #: the number, or a range's lower end; not negative
    high: int | None = None  #: a range's upper end
    qualifier: str = ""  #: "at least", "up to", "about", or nothing


@dataclass(frozen=True, slots=True)
class Series:
    """What one speaker said, in any order."""

    speaker: str
    stated: Sequence[Stated]
    noun: str = ""  #: what is counted, where it is not people of whatever kind: "soldiers"


@dataclass(frozen=True, slots=True)
class FigureChart:
    """What is drawn."""

    title: str  #: what is counted: "People killed in Strel"
    series: Sequence[Series]
    sources: Sequence[str] = ()  #: names of the outlets that gave the figures


def words(stated: Stated) -> str:
    """A figure as it was said: "at least 1,200", "30–40"."""
    number = (
        f"{stated.low:,}" if stated.high is None or stated.high == stated.low else f"{stated.low:,}–{stated.high:,}"
    )
    return f"{stated.qualifier} {number}".strip()
