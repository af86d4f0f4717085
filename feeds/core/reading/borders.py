"""Where a phrase ends: words that are no nouns, told by lists and endings."""

from feeds.core.reading.nouns import BORDERS, DETERMINERS, PREPOSITIONS, PRONOUNS, speaks
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import ADVERBS, MONTHS, VERBS, WEEKDAYS

_ED = frozenset(
    "armed united wounded injured alleged combined displaced retired unnamed captured detained masked "
    "exiled jailed besieged allied appointed elected occupied named unidentified affiliated trapped "
    "bereaved imprisoned deposed red-faced self-styled disputed related purported suspected opposed paid "
    "hooded uniformed organised organized".split()
)


_ING = frozenset(
    "ruling governing warring opposing fighting visiting outgoing acting leading commanding sitting neighbouring "
    "neighboring broadcasting housing training monitoring planning surviving incoming mourning king being".split()
)


_LY = frozenset("family ally assembly friendly daily weekly elderly monthly likely only italy july".split())


PAST = frozenset(
    "came went took left held hit struck fell fled found fought shot got made gave lost met saw knew ran "
    "sent set broke began won became brought led drew fired used wants want seems seem appeared remains "
    "stood stands lies lay rose begun taken given shown seen known done gone hurt killed dead died".split()
)


def is_adverb(low: str) -> bool:
    """Whether a word in small letters is an adverb."""
    return low in ADVERBS or (low.endswith("ly") and low not in _LY and len(low) > 4)


def is_nominal(sentence: Sentence, at: int) -> bool:
    """Whether a word may be the last of a noun phrase."""
    low, word = sentence.lower[at], sentence.words[at]
    if low in PRONOUNS or low in {"both", "some", "others", "one", "neither", "nobody", "another", "many"}:
        return True
    if not (word[0].isalpha() or word[0] == "'") or low in DETERMINERS or low in PREPOSITIONS or low in BORDERS:
        return word[0].isdigit() and len(word) <= 3 and at > 0 and sentence.words[at - 1][:1].isupper()
    if low.endswith(("'s", "s'")) or is_adverb(low):
        return False
    if low in _ED and low not in {"wounded", "injured", "displaced"}:
        return word[0].isupper()
    return not _verbal(word, low)


def _verbal(word: str, low: str) -> bool:
    """Whether a word is, or may well be, a verb."""
    if word[0].isupper():
        return False
    if low in VERBS and not speaks(low):
        return True
    if low in PAST or (low.endswith("ed") and "-" not in low and low not in _ED and len(low) > 4):
        return True
    return low.endswith("ing") and "-" not in low and low not in _ING and len(low) > 4


def is_border(sentence: Sentence, at: int) -> bool:
    """Whether a phrase that is read towards this word ends before it."""
    word, low = sentence.words[at], sentence.lower[at]
    if not (word[0].isalnum() or word in {"(", ")"}) or low in BORDERS or low in WEEKDAYS:
        return True
    if low in PRONOUNS or (low in MONTHS and word[0].isupper()) or (is_adverb(low) and not word[0].isupper()):
        return True
    return _verbal(word, low) or low in {"both", "either"}
