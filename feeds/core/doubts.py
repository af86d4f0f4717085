"""What numbers give reason to doubt: a toll that one speaker alone gives, tolls that cannot both be right, and what
contradicts a post.

Values in, grounds out; ``tolls`` reads the numbers (``Said``) in the reports. A toll that rises is no contradiction,
for tolls rise by the hour. One that its own speaker lowers is, and so is another's that is far below; and so are the
numbers of two sides that are far apart, whichever came first. That somebody denies is shown beside what he denies; the
desk is not asked about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from feeds.core.figures import ANYBODY
from feeds.model import Ground, Reason

#: Two numbers of one harm confirm each other where they differ by a fifth of the greater at the most.
AGREE = 0.2
#: Another speaker's number contradicts where it is below this part of what was said.
FAR_BELOW = 0.5
#: What is asked of the dead is asked of so many times as many wounded, for about so many are hurt where one is killed.
WOUNDED = 3
#: So many times an earlier number a later one may be and pass for the same toll, grown: the first count after a strike
#: is of those who lie in the street.
GROWTH = 5
#: Pairs of tolls that are named; where all contradict all, there are thousands.
PAIRS = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A number of people harmed, as one speaker gives it in one outlet's report."""

    kind: str  #: what happened to them: ``killed``
    number: int
    speaker: str  #: the outlet's name where the text names nobody
    outlet: str
    words: str  #: number and noun as they stand
    noun: str = ""  #: what is counted; numbers of different people are not compared
    at: datetime | None = None  #: when it was said
    side: str | None = None  #: for whom the speaker speaks, where that is known
    place: str | None = None  #: where it happened, as it stands beside the number
    firm: bool = True  #: False where it may be so many, or is at the most


def unconfirmed(said: Sequence[Said], *, speakers: int, floor: int) -> tuple[Ground, ...]:
    """Numbers from ``floor`` dead (``WOUNDED`` times as many wounded) on which fewer than so many speakers give, alike
    within ``AGREE``; each once, in order. What several outlets quote of one speaker is still his alone.
    """
    doubtful = [one for one in said if _is_great(one, floor) and _speakers(one, said) < speakers]
    told = {(_who(one.speaker), one.kind, one.number): one for one in reversed(doubtful)}
    return tuple(Ground(Reason.UNCONFIRMED, _attributed(one), one.outlet) for one in reversed(told.values()))


def disputed(said: Sequence[Said], *, speakers: int, floor: int) -> tuple[Ground, ...]:
    """Two speakers' numbers of one harm that cannot both be right, the greater from ``floor`` on; each pair once, the
    widest apart first, and at most ``PAIRS``.

    ``said`` are the numbers as they stand, of each speaker the newest. What so many speakers give stands against what
    was said before it.
    """
    rising = sorted(said, key=lambda one: one.number)
    pairs = [
        (low, high)
        for low, high in combinations(rising, 2)
        if _is_great(high, floor) and _comparable(low, high) and _apart(low, high, said, speakers)
    ]
    pairs.sort(key=lambda pair: pair[0].number / pair[1].number)
    grounds = [Ground(Reason.DISPUTED, f"{_attributed(low)}, {_attributed(high)}", high.outlet) for low, high in pairs]
    return tuple(dict.fromkeys(grounds))[:PAIRS]


def contradictions(told: Sequence[Said], now: Sequence[Said], *, floor: int = 0) -> tuple[Ground, ...]:
    """What contradicts a post that told of these numbers; of them those from ``floor`` on are asked about.

    ``now`` are the numbers as they stand, of each speaker the newest. What the post tells besides is no news.
    """
    asked = [one for one in told if _is_great(one, floor)]
    shown = {(one.kind, one.number, _who(one.speaker)) for one in told}
    grounds = [
        Ground(Reason.CONFLICT, f"{_attributed(one)}; the post says {before.words}", one.outlet)
        for one in now
        if (one.kind, one.number, _who(one.speaker)) not in shown and (before := _contradicted(one, asked)) is not None
    ]
    return tuple(dict.fromkeys(grounds))


def same_speaker(one: str, other: str) -> bool:
    """Whether two names may be one speaker's: all words of one stand in the other ("Osko", "Governor Marek Osko")."""
    words, others = set(_who(one).split()), set(_who(other).split())
    return words <= others or others <= words


def agree(one: Said, other: Said) -> bool:
    """Whether two numbers confirm each other, whoever gives them: "27 people" confirms "27 civilians"."""
    greater = max(one.number, other.number)
    anybody = not (_counted(one) and _counted(other))
    alike = one.kind == other.kind and (anybody or _same_people(one, other))
    return alike and greater - min(one.number, other.number) <= AGREE * greater


def _is_great(one: Said, floor: int) -> bool:
    return one.number >= floor * (WOUNDED if one.kind == "wounded" else 1)


def _contradicted(one: Said, told: Sequence[Said]) -> Said | None:
    """What was told and cannot stand beside this number."""
    alike = [before for before in told if before.kind == one.kind and _same_people(before, one)]
    own = [before for before in alike if _who(before.speaker) == _who(one.speaker)]
    if own:
        return next((before for before in own if one.number < before.number), None)
    return next((before for before in alike if one.number < FAR_BELOW * before.number), None)


def _comparable(one: Said, other: Said) -> bool:
    """Whether two numbers are of one harm to the same people, by different speakers who are sure of them."""
    same_place = one.place is None or other.place is None or one.place == other.place
    alike = one.kind == other.kind and _same_people(one, other) and same_place
    return alike and one.firm and other.firm and not same_speaker(one.speaker, other.speaker)


def _apart(low: Said, high: Said, said: Sequence[Said], speakers: int) -> bool:
    """Whether the numbers are further apart than time explains."""
    if low.number >= FAR_BELOW * high.number:
        return False
    if low.side and high.side and low.side != high.side:
        return True
    grown = low.at is not None and high.at is not None and low.at < high.at
    return not grown or (low.number * GROWTH < high.number and _speakers(high, said) < speakers)


def _speakers(one: Said, said: Sequence[Said]) -> int:
    names: list[str] = []
    for other in said:
        if agree(one, other) and not any(same_speaker(other.speaker, name) for name in names):
            names.append(other.speaker)
    return len(names)


def _same_people(one: Said, other: Said) -> bool:
    return _counted(one) == _counted(other)


def _counted(one: Said) -> str:
    noun = one.noun.casefold()
    return "" if noun in ANYBODY else noun


def _attributed(one: Said) -> str:
    return f"{one.words} ({one.speaker})"


def _who(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()
