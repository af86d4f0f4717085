"""What numbers and denials give reason to doubt: a toll that one speaker alone gives, reports that contradict a post.

Values in, grounds out. Where the numbers come from (``Said`` of each report that is no copy) is the reader's business.
A toll that rises is no contradiction, for tolls rise by the hour; one that its own speaker lowers is, and so is
another's of less than half.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feeds.model import Ground, Reason

#: Two numbers of one harm confirm each other where they differ by a fifth of the greater at the most.
AGREE = 0.2
#: Another speaker's number contradicts where it is below this part of what was said.
FAR_BELOW = 0.5
#: Nouns that say no more than that people were counted.
_ANYBODY = frozenset({"", "people", "persons", "person", "others", "deaths", "dead", "victims"})


@dataclass(frozen=True, slots=True)
class Said:
    """A number of people harmed, as one speaker gives it in one outlet's report."""

    kind: str  #: what happened to them: ``killed``
    number: int
    speaker: str  #: the outlet's name where the text names nobody
    outlet: str
    words: str  #: number and noun as they stand
    noun: str = ""  #: what is counted; numbers of different people are not compared


@dataclass(frozen=True, slots=True)
class Denied:
    """A statement that somebody denies."""

    claimant: str  #: whose statement it is
    denier: str
    outlet: str
    words: str  #: the denial as it stands


def unconfirmed(said: Sequence[Said], *, speakers: int, floor: int) -> tuple[Ground, ...]:
    """Numbers from ``floor`` on which fewer than so many speakers give, alike within ``AGREE``; each once, in order.
    What several outlets quote of one speaker is still his alone.
    """
    doubtful = [one for one in said if one.number >= floor and _speakers(one, said) < speakers]
    told = {(_who(one.speaker), one.kind, one.number): one for one in reversed(doubtful)}
    return tuple(Ground(Reason.UNCONFIRMED, _attributed(one), one.outlet) for one in reversed(told.values()))


def contradictions(
    told: Sequence[Said], now: Sequence[Said], *, denied: Iterable[Denied] = (), told_of: Iterable[str] = ()
) -> tuple[Ground, ...]:
    """What contradicts a post that told of these numbers, and of statements by the speakers ``told_of``.

    ``now`` are the numbers as they stand, of each speaker the newest; ``denied`` what the post does not say is denied.
    """
    grounds = [
        Ground(Reason.CONFLICT, f"{_attributed(one)}; the post says {before.words}", one.outlet)
        for one in now
        if (before := _contradicted(one, told)) is not None
    ]
    claimants = {_who(name) for name in told_of}
    grounds += [Ground(Reason.CONFLICT, one.words, one.outlet) for one in denied if _who(one.claimant) in claimants]
    return tuple(dict.fromkeys(grounds))


def _contradicted(one: Said, told: Sequence[Said]) -> Said | None:
    """What was told and cannot stand beside this number."""
    alike = [before for before in told if before.kind == one.kind and _same_people(before, one)]
    own = [before for before in alike if _who(before.speaker) == _who(one.speaker)]
    if own:
        return next((before for before in own if one.number < before.number), None)
    return next((before for before in alike if one.number < FAR_BELOW * before.number), None)


def _speakers(one: Said, said: Sequence[Said]) -> int:
    return len({_who(other.speaker) for other in said if other.kind == one.kind and _agree(one, other)})


def _agree(one: Said, other: Said) -> bool:
    greater = max(one.number, other.number)
    return _same_people(one, other) and greater - min(one.number, other.number) <= AGREE * greater


def _same_people(one: Said, other: Said) -> bool:
    return _counted(one) == _counted(other)


def _counted(one: Said) -> str:
    noun = one.noun.casefold()
    return "" if noun in _ANYBODY else noun


def _attributed(one: Said) -> str:
    return f"{one.words} ({one.speaker})"


def _who(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()
