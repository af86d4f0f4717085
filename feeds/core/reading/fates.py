"""What became of those whom a number counts: by noun, verbs around, toll, or the figure that it is part of."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.core.reading.counted import Noun, noun_after
from feeds.core.reading.harm import BEFELL, COUNTS, INFLICTED, OF, REACHES, SUFFERED, TOLL, TOLL_HEADS
from feeds.core.reading.nouns import is_counted
from feeds.core.reading.numbers import Number
from feeds.core.reading.predicates import Fate, inflicted_before, suffered_after
from feeds.core.reading.sentences import Sentence
from feeds.model import Figure, FigureKind

#: How far a toll's number may stand behind the word.
TOLL_REACH = 16


WHOM = frozenset("them whom which these those".split())


FOUND = frozenset("found recovered discovered retrieved unearthed exhumed".split())


CORPSES = frozenset("body bodies corpse corpses".split())

#: What one dies of at an age: "dead at 36", "was killed at 24".
_LIFELESS = frozenset("dead die dies died dying killed slain murdered executed death".split())
#: No one is older.
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its noun and what became of those."""

    number: Number
    noun: Noun
    fate: Fate
    inherited: str = ""  #: the noun that the text leaves out


def fate_of(
    sentence: Sentence,
    number: Number,
    noun: Noun,
    before: Counted | None,
    out: list[Counted],
    earlier: Sequence[Figure],
) -> Fate | None:
    """What became of those who are counted: by noun, words around, toll, or the figure that this is part of."""
    if noun.suffered:
        return Fate(noun.suffered)
    if (fate := _of_fate(sentence, number) or _part(sentence, number, noun, out, earlier)) is not None:
        return fate
    left = inflicted_before(sentence, number.start, noun)
    right = suffered_after(sentence, noun.end)
    if right is not None and not (right.shared and left is not None):
        return right
    if left is not None:
        return left
    if noun.head in COUNTS and number.counted:
        return Fate(COUNTS[noun.head])
    return _toll(sentence, number, noun) or _chained(sentence, number, noun, before, earlier)


def _part(sentence: Sentence, number: Number, noun: Noun, out: list[Counted], earlier: Sequence[Figure]) -> Fate | None:
    """As in "including 37 children", "11 of them children", "four of the dead were", "among the dead were"."""
    lower, start = sentence.lower, number.start
    behind = lower[number.end : number.end + 5]
    if behind[:1] == ("of",) and (kind := _named_kind(behind[1:5])) is not None:
        return Fate(kind, part=True)
    lead = lower[max(start - 6, 0) : start]
    if lead and lead[-1] in {"were", "was", "are", "is"} and "among" in lead[:-1]:
        kind = _named_kind(lead[lead.index("among") : -1])
        return None if kind is None else Fate(kind, part=True)
    of_them = behind[:1] == ("of",) and behind[1:2] and behind[1] in WHOM
    inside = bool(lead) and (
        lead[-1] in {"including", "among"} or lead[-2:] in {("among", "them"), ("of", "whom"), ("of", "them")}
    )
    if not (of_them or inside) or suffered_now(sentence, noun):
        return None
    return _whole(sentence, number, out, earlier)


def suffered_now(sentence: Sentence, noun: Noun) -> bool:
    """Whether the noun's own predicate follows at once: "of whom 29 were killed"."""
    ahead = sentence.lower[noun.end : noun.end + 3]
    ahead = ahead[: ahead.index(",")] if "," in ahead else ahead
    return any(low in SUFFERED or low in BEFELL for low in ahead)


def _named_kind(words: Sequence[str]) -> FigureKind | None:
    """The kind in "the dead", "those killed"."""
    if not {"the", "those"} & set(words[:2]) and words[:1] != ("among",):
        return None
    return next((TOLL[word] for word in words if word in TOLL), None)


def _whole(sentence: Sentence, number: Number, out: list[Counted], earlier: Sequence[Figure]) -> Fate | None:
    """The fate of the figure that a part belongs to."""
    if out:
        return Fate(out[-1].fate.kind, out[-1].fate.hedged, part=True)
    for at in range(number.start - 1, -1, -1):
        if (kind := INFLICTED.get(sentence.lower[at]) or SUFFERED.get(sentence.lower[at])) is not None:
            return Fate(kind, part=True)
    closing = next((k for k in range(number.end, len(sentence.lower)) if sentence.lower[k] in {",", ")"}), None)
    if closing is not None and (fate := suffered_after(sentence, closing + 1)) is not None:
        return fate
    recent = earlier[-1] if earlier and sentence.index - earlier[-1].sentence <= 1 else None
    return Fate(recent.kind, recent.hedged, part=True) if recent else None


def _of_fate(sentence: Sentence, number: Number) -> Fate | None:
    """As in "the death of two Marines"."""
    at = number.start - 1
    while at > 0 and sentence.lower[at] in {"the", "at", "least"}:
        at -= 1
    if at < 1 or sentence.lower[at] != "of":
        return None
    kind = OF.get(sentence.lower[at - 1])
    return Fate(kind) if kind else None


def _toll(sentence: Sentence, number: Number, noun: Noun) -> Fate | None:
    """As in "the death toll rose to 34", "put the number of wounded at 20", "brings to 1,900 the number of"."""
    lower = sentence.lower
    lead = lower[number.start - 1] if number.start else ""
    if number.replaces is None and lead not in REACHES and lower[number.start] not in REACHES:
        return None
    if _is_age(sentence, number):
        return None
    if lower[number.end : number.end + 3] == ("the", "number", "of"):
        inner = noun_after(sentence, number.end + 3)
        return suffered_after(sentence, inner.end)
    window = lower[max(number.start - TOLL_REACH, 0) : number.start]
    heads = [at for at, low in enumerate(window) if low in TOLL_HEADS]
    if not heads or (noun.head and not is_counted(noun.head)):
        return None
    kinds = [TOLL[low] for low in window if low in TOLL]
    if window[heads[-1]] in {"number", "figure", "count"} and not kinds:
        return None
    return Fate(kinds[-1] if kinds else FigureKind.KILLED)


def _is_age(sentence: Sentence, number: Number) -> bool:
    """Whether somebody died at so many years: no toll stands before it, and no "the" as in "put the dead at 36"."""
    start, lower = number.start, sentence.lower
    if start < 2 or lower[start - 1] != "at" or lower[start - 2] not in _LIFELESS or (number.value or 0) > _OLDEST:
        return False
    before = lower[max(start - TOLL_REACH, 0) : start - 2]
    return before[-1:] not in {("the",), ("of",), ("as",)} and TOLL_HEADS.isdisjoint(before)


def _chained(
    sentence: Sentence, number: Number, noun: Noun, before: Counted | None, earlier: Sequence[Figure]
) -> Fate | None:
    """A further object of the same verb ("two soldiers and three civilians"), or more of the same bodies."""
    if sentence.lower[number.end : number.end + 1] == ("more",) and FOUND & set(sentence.lower[number.end :]):
        recent = earlier[-1] if earlier and sentence.index - earlier[-1].sentence <= 2 else None
        return Fate(recent.kind) if recent and recent.noun.split()[-1:] and recent.noun.split()[-1] in CORPSES else None
    if before is None:
        return None
    end = max(before.noun.end, before.number.end)
    between = sentence.lower[end : number.start]
    if between in {("and",), (",",), (",", "and"), ("or",), ("as", "well", "as")} and noun.head:
        return Fate(before.fate.kind, before.fate.hedged, part=before.fate.part)
    return None
