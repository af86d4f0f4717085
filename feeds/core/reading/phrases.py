"""Noun phrases, read word by word in one direction: where the one who speaks begins and ends.

There is no grammar here, only borders: a phrase ends at punctuation, conjunctions, verbs that are known, adverbs, and
prepositions that do not hang on a noun of speakers ("the ministry in Moscow said", but "in Moscow the ministry said").
"""

from dataclasses import dataclass

from feeds.core.reading.borders import is_adverb, is_border, is_nominal
from feeds.core.reading.nouns import (
    BODIES,
    BORDERS,
    DETERMINERS,
    NAME_PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    speaks,
)
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import BE, HAVE, MODAL, MONTHS, WEEKDAYS

#: How far a phrase, and an apposition, is read.
LONGEST_PHRASE, LONGEST_ASIDE = 24, 40
_WRITTEN = frozenset("report statement study investigation survey estimate assessment tally figures".split())
BOUND = frozenset("familiar close loyal".split())  #: adjectives that stand behind their noun


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``start`` to ``end`` (exclusive) of a sentence, and the apposition that names or describes the same."""

    start: int
    end: int
    aside: tuple[int, int] | None = None


def phrase_ending(sentence: Sentence, end: int) -> Phrase | None:
    """The phrase whose last word is ``end``; where it describes a name before a comma, the name's phrase."""
    if end < 0 or not is_nominal(sentence, end):
        return None
    start = _start(sentence, end)
    if start is None:
        return None
    named = start >= 2 and sentence.lower[start - 1] == "," and sentence.lower[start] in {"a", "an", "the", "another"}
    if named and sentence.words[start - 2][:1].isupper() and not sentence.quoted[start - 2]:
        first = _start(sentence, start - 2)
        if first is not None and speaker_of(sentence, first, start - 1):
            return Phrase(first, start - 1, (start, end + 1))
    return Phrase(start, end + 1)


def speaker_of(sentence: Sentence, start: int, end: int) -> bool:
    """Whether all words from ``start`` to ``end`` are those of a name, and nothing leads into it."""
    lead = sentence.lower[start - 1] if start else ""
    return end - start >= 2 and lead not in PREPOSITIONS and all(in_name(word) for word in sentence.words[start:end])


def in_name(word: str) -> bool:
    """Whether a word may stand in a person's name."""
    return word[:1].isupper() or word.lower() in NAME_PARTICLES or word.lower().startswith(("al-", "el-"))


def _start(sentence: Sentence, end: int) -> int | None:
    """The first word of the phrase that ends at ``end``."""
    at, listed = end, False
    if sentence.lower[end] in PRONOUNS:
        return end
    while at > 0 and end - at < LONGEST_PHRASE:
        step, listed = _step(sentence, at, listed=listed)
        if step == at:
            break
        at = step
    return at


def _step(sentence: Sentence, at: int, *, listed: bool) -> tuple[int, bool]:
    """The next word to the left that belongs to the phrase (``at`` where none does), and whether it is a list."""
    left, low = at - 1, sentence.lower[at - 1]
    if sentence.quoted[left] and not sentence.quoted[at]:
        return at, listed
    if low in PREPOSITIONS:
        return (left - 1, listed) if hangs(sentence, left) else (at, listed)
    if low in {"and", "or"}:
        return (left - 1, True) if _coordinates(sentence, left) else (at, listed)
    if sentence.lower[at] in DETERMINERS and low not in {"all", "both", "one", "two"}:
        return at, listed
    if (
        low == ","
        and listed
        and left
        and sentence.words[left - 1][0].isupper()
        and sentence.words[at][0].isupper()
        and not sentence.quoted[left - 1]
    ):
        return (
            (at, listed) if is_border(sentence, left - 1) or is_adverb(sentence.lower[left - 1]) else (left - 1, listed)
        )
    return (at, listed) if low not in DETERMINERS and is_border(sentence, left) else (left, listed)


def hangs(sentence: Sentence, at: int) -> bool:
    """Whether the preposition at ``at`` belongs to the noun before it."""
    if at < 1:
        return False
    word, low = sentence.words[at - 1], sentence.lower[at - 1]
    if sentence.lower[at] == "of":
        return (word[0].isalpha() and not is_border(sentence, at - 1) and low not in DETERMINERS) or low in {
            "one",
            "some",
        }
    if sentence.lower[at] in {"by", "from"} and low in _WRITTEN:
        return True
    if sentence.lower[at] in {"by", "under", "against"}:
        return False
    if _full_name_before(sentence, at) and sentence.lower[at] in {"in", "at", "from"}:
        return True
    if word == ")" and at >= 4 and sentence.words[at - 3] == "(":
        return sentence.words[at - 4][0].isupper()
    return speaks(low) or low in {"others", "those"} or (word[0].isupper() and (low in BODIES or low in TITLES))


def _full_name_before(sentence: Sentence, at: int) -> bool:
    """Whether two capitalised words stand before ``at``: "Jim Muir in neighbouring Beirut"."""
    pair = sentence.words[max(at - 2, 0) : at]
    first = sentence.lower[max(at - 2, 0)]
    return (
        len(pair) == 2 and all(word[0].isupper() for word in pair) and first not in DETERMINERS | PREPOSITIONS | BORDERS
    )


def _coordinates(sentence: Sentence, at: int) -> bool:
    """Whether "and" at ``at`` joins two speakers."""
    if at < 1 or at + 1 >= len(sentence.words):
        return False
    left, right = sentence.words[at - 1], sentence.words[at + 1]
    if not (left[0].isupper() or speaks(left.lower())) or sentence.lower[at - 1] in WEEKDAYS:
        return False
    if right[0].isupper() or right.lower() in DETERMINERS or right.lower() == "others":
        return left[0].isupper() or speaks(left.lower())
    return not left[0].isupper() or left.lower() in BODIES


def after(sentence: Sentence, at: int) -> Phrase | None:
    """The phrase that begins at ``at``, with the apposition behind its comma where that is a name."""
    at = _past_age(sentence, at)
    end, size = at, len(sentence.words)
    while end < size and end - at < LONGEST_PHRASE and not _stops(sentence, at, end):
        end += 1
    while end > at and (sentence.lower[end - 1] in DETERMINERS | PREPOSITIONS or sentence.lower[end - 1] == "and"):
        end -= 1
    if end == at or not is_nominal(sentence, end - 1):
        return None
    return Phrase(at, end, _name_behind(sentence, end))


def _past_age(sentence: Sentence, at: int) -> int:
    """Behind "45-year-old"."""
    return at + 3 if sentence.lower[at + 1 : at + 3] in {("-", "year-old"), ("-", "year")} else at


def _stops(sentence: Sentence, first: int, at: int) -> bool:
    low = sentence.lower[at]
    if sentence.quoted[at] and not sentence.quoted[first]:
        return True
    if low in {"and", "or"}:
        return at == first or not _coordinates(sentence, at)
    if low in PREPOSITIONS:
        return at == first or not _leads_on(sentence, at)
    behind = at == first + 1 or (at == first + 2 and is_adverb(sentence.lower[first + 1]))
    if behind and sentence.lower[first] in DETERMINERS and low[0].isalpha() and low not in BE | HAVE | MODAL:
        return False  # behind an article even "estimate" is a noun
    if low in DETERMINERS:
        return at > first and sentence.lower[at - 1] not in PREPOSITIONS | {"and", "all", "both", "one"}
    return low in BOUND or is_border(sentence, at)


def _leads_on(sentence: Sentence, at: int) -> bool:
    following = sentence.words[at + 1] if at + 1 < len(sentence.words) else "."
    day = following.lower() in WEEKDAYS or following.lower() in MONTHS or following[0].isdigit()
    return not day and following.lower() not in {"a", "phone", "telephone"} and hangs(sentence, at)


def _name_behind(sentence: Sentence, end: int) -> tuple[int, int] | None:
    """The name in "the chief, Bukar Modu." whose phrase ends at ``end``."""
    if end + 1 >= len(sentence.words) or sentence.lower[end] != "," or sentence.words[end - 1][0].isupper():
        return None
    at = end + 1
    while at < len(sentence.words) and at - end < 6 and in_name(sentence.words[at]):
        at += 1
    closed = at >= len(sentence.words) or not sentence.words[at][0].isalnum()
    return (end + 1, at) if closed and at - end >= 3 else None
