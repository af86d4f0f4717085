"""What a number counts: the noun phrase behind it."""

from dataclasses import dataclass

from feeds.core.reading.borders import is_adverb
from feeds.core.reading.harm import BEFELL, INFLICTED, SUFFERED
from feeds.core.reading.nouns import COUNTED, DETERMINERS, PREPOSITIONS, is_counted, is_thing
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import MONTHS, WEEKDAYS
from feeds.model import FigureKind

#: Words between a number and what it counts.
_BETWEEN = frozenset({"other", "more", "further", "new", "such", '"', "“"})
_NOUN_STOPS = frozenset(
    "and or but were was are is be been being had have has who whom which that when while as after before "
    "since by with including among during amid because where so than then also all inside across into over "
    "about around through between outside aboard off onto upon till until".split()
)


@dataclass(frozen=True, slots=True)
class Noun:
    """What a number counts: words ``start`` to ``end`` (exclusive; equal where none stands), and its last word."""

    start: int
    end: int
    head: str  #: small letters
    suffered: FigureKind | None = None  #: "37 wounded civilians"


def noun_after(sentence: Sentence, at: int) -> Noun:
    """The noun phrase behind a number that ends at ``at``."""
    while at < len(sentence.lower) and sentence.lower[at] in _BETWEEN:
        at += 1
    low = sentence.lower[at] if at < len(sentence.lower) else ""
    suffered = BEFELL[low] if low in {"dead", "missing"} else SUFFERED.get(low) if low != "taken" else None
    if suffered is not None:
        if not _stands_before_noun(sentence, at):
            return Noun(at, at, "")
        at += 1
    start = at
    while at < len(sentence.words) and at - start < 6 and not _ends_noun(sentence, at, start):
        at += 1
    owner = max((k for k in range(start, at - 1) if sentence.lower[k].endswith(("'s", "s'"))), default=start - 1)
    return Noun(owner + 1, at, sentence.lower[at - 1] if at > start else "", suffered)


def _stands_before_noun(sentence: Sentence, at: int) -> bool:
    """Whether "wounded" at ``at`` describes a noun behind it: "37 wounded civilians"."""
    ahead = sentence.lower[at + 1 : at + 4]
    if not ahead or ahead[0] in SUFFERED or ahead[0] in _NOUN_STOPS or ahead[0] in PREPOSITIONS:
        return False
    return any(map(is_counted, ahead))


def _ends_noun(sentence: Sentence, at: int, start: int) -> bool:
    word, low = sentence.words[at], sentence.lower[at]
    if not word[0].isalpha() or low in PREPOSITIONS or low in _NOUN_STOPS or low in DETERMINERS:
        return True
    if (
        low in WEEKDAYS
        or low in MONTHS
        or low in BEFELL
        or (low in SUFFERED and low != "injured")
        or low in INFLICTED
        or is_adverb(low)
    ):
        return True
    if at > start and word[0].islower() and low not in COUNTED and (low.endswith("ed") and "-" not in low):
        return True
    if at > start and low in {"prisoner", "captive", "hostage"} and sentence.lower[at - 1].endswith(("s", "men")):
        return True
    before = sentence.lower[at - 1] if at > start else ""
    if before in COUNTED and word[0].islower() and not is_counted(low):
        return True
    plural = before.endswith("s") and is_counted(before)
    return plural and (word[0].isupper() or not is_counted(low))


def countable(noun: Noun, word: str) -> bool:
    """Whether a noun can be people: known ones, unknown plurals, demonyms; no noun at all may be people."""
    if not noun.head:
        return True
    return not is_thing(noun.head) and (
        is_counted(noun.head) or noun.head.endswith("s") or word[0].isupper() or noun.head.endswith("men")
    )
