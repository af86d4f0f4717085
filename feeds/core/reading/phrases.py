"""Noun phrases around a verb, read word by word in one direction: where the one who speaks begins and ends.

There is no grammar here, only borders: a phrase ends at punctuation, conjunctions, verbs that are known, adverbs, and
prepositions that do not hang on a noun of speakers ("the ministry in Moscow said", but "in Moscow the ministry said").
"""

from dataclasses import dataclass

from feeds.core.reading.borders import PAST, is_adverb, is_border, is_nominal
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
from feeds.core.reading.verbs import BE, HAVE, MODAL, MONTHS, NEGATION, VERBS, WEEKDAYS

#: How far a phrase, and an apposition, is read.
LONGEST_PHRASE, LONGEST_ASIDE = 24, 40
_DAYS = frozenset("week month year night morning evening afternoon weekend".split())
_DIRECTIONS = frozenset("north south east west northeast northwest southeast southwest".split())
_WRITTEN = frozenset("report statement study investigation survey estimate assessment tally figures".split())
_BOUND = frozenset("familiar close loyal".split())  #: adjectives that stand behind their noun
_CONJUNCTIONS = frozenset("but and though although while when that".split())
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``start`` to ``end`` (exclusive) of a sentence, and the apposition that names or describes the same."""

    start: int
    end: int
    aside: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a verb: its subject or none, and how the verb is bound to it."""

    phrase: Phrase | None = None
    passive: bool = False
    blocked: bool = False  #: negated, or not finite: "refused to confirm"
    joined: bool = False  #: "… and accused": the subject is that of the verb before
    clause: bool = False  #: "activists, who said …"


def before(sentence: Sentence, verb: int) -> Before:
    """The subject to the left of the verb, past adverbs, auxiliaries, times and appositions."""
    at, passive = verb - 1, False
    while at >= 0:
        low = sentence.lower[at]
        if low in MODAL or low in NEGATION or low.endswith("n't"):
            return Before(blocked=True)
        if (skipped := _skip(sentence, at)) == at:
            break
        passive, at = passive or low in BE, skipped
    if at < 0:
        return Before(passive=passive, joined=False)
    return _subject(sentence, at, passive=passive)


def _subject(sentence: Sentence, at: int, *, passive: bool) -> Before:
    low = sentence.lower[at]
    if low in {"and", "but", "or", "then"}:
        return Before(passive=passive, joined=True)
    if low in {"who", "which"} and at:
        at -= 2 if sentence.lower[at - 1] == "," else 1
        return Before(_phrase_ending(sentence, at), passive, clause=True)
    if low == "," or low in _DASHES:
        return Before(_past_aside(sentence, at), passive)
    phrase = _phrase_ending(sentence, at)
    return Before(_leading(sentence, phrase, at), passive)


def _leading(sentence: Sentence, phrase: Phrase | None, at: int) -> Phrase | None:
    """The subject of a clause that may end with the phrase found: "an envoy trying to end the war in Libya said"."""
    lead = sentence.lower[phrase.start - 1] if phrase is not None and phrase.start else ""
    if phrase is not None and lead not in PREPOSITIONS | {"into"}:
        return phrase
    first = phrase.start if phrase else at
    whole = _antecedent(sentence, first) or _before_participle(sentence, first)
    return whole or (None if phrase is None or _only_a_place(sentence, phrase) else phrase)


def _before_participle(sentence: Sentence, at: int) -> Phrase | None:
    """The phrase at the beginning of the clause that holds ``at``, where a participle or a preposition follows it and
    no finite verb stands between.
    """
    start = at
    while start > 0 and at - start < LONGEST_ASIDE and sentence.words[start - 1][0].isalnum():
        start -= 1
    start += sentence.lower[start] in _CONJUNCTIONS
    if start + 1 >= at or at - start >= LONGEST_ASIDE or sentence.lower[start] in PREPOSITIONS | BORDERS:
        return None
    phrase = after(sentence, start)
    if phrase is None or phrase.end >= at:
        return None
    between = sentence.lower[phrase.end : at]
    led = between[0].endswith(("ing", "ed")) or between[0] in PREPOSITIONS | _BOUND
    finite = any(low in BE or low in HAVE or low in MODAL - {"to"} or low in BORDERS or low in PAST for low in between)
    return phrase if led and not finite and between[0] not in VERBS else None


def _only_a_place(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a bare name hangs on a preposition: "… in Homs said" names nobody who speaks."""
    lead = sentence.lower[phrase.start - 1] if phrase.start else ""
    bare = phrase.end - phrase.start == 1 and sentence.words[phrase.start][0].isupper()
    return bare and lead in {"in", "at", "near", "from", "into", "to"}


def _antecedent(sentence: Sentence, start: int) -> Phrase | None:
    """The phrase before "who" where what begins at ``start`` only ends its clause: "a man who fled to Tunisia said"."""
    for at in range(start - 1, max(start - 14, 0), -1):
        if not sentence.words[at][0].isalnum() or sentence.quoted[at]:
            return None
        if sentence.lower[at] == "who":
            return _phrase_ending(sentence, at - 1)
    return None


def _skip(sentence: Sentence, at: int) -> int:
    """The next word to the left past an adverb, an auxiliary, a time or brackets; ``at`` where there is none."""
    low = sentence.lower[at]
    if low in BE or low in HAVE or is_adverb(low):
        return at - 1
    if low == ")":
        opening = next((k for k in range(at, max(at - 8, -1), -1) if sentence.lower[k] == "("), at)
        return opening - 1 if opening < at else at
    return _skip_time(sentence, at)


def _skip_time(sentence: Sentence, at: int) -> int:
    lower = sentence.lower
    low, left = lower[at], lower[at - 1] if at else ""
    if low == "turn" and left == "in":
        return at - 2
    if low in WEEKDAYS:
        return at - 2 if left == "on" else at - 1
    if low.isdigit() and left in MONTHS and at >= 2 and lower[at - 2] == "on":
        return at - 3
    if low in _DAYS and left in {"this", "last", "earlier", "the", "same"}:
        return at - 2
    if low in {"statement", "interview", "speech", "post"} and at >= 2 and lower[at - 2] == "in":
        return at - 3
    if low in _DIRECTIONS and at >= 2 and lower[at - 2 : at] == ("to", "the"):
        return at - 3
    return at


def _past_aside(sentence: Sentence, comma: int) -> Phrase | None:
    """The phrase before "…, a doctor in Homs," where ``comma`` is the second comma. One that hangs on a verb or a
    preposition is inside the aside: an earlier comma is looked for.
    """
    marks = {","} if sentence.lower[comma] == "," else _DASHES
    inner: Phrase | None = None
    for at in range(comma - 1, max(comma - LONGEST_ASIDE, 0), -1):
        if sentence.quoted[at] and not sentence.quoted[comma]:
            break
        if sentence.lower[at] not in marks:
            continue
        phrase = _phrase_ending(sentence, at - 1)
        if phrase is None:
            if sentence.words[at - 1].isdigit():  # ", 26, from Baniyas,"
                continue
            break
        found = Phrase(phrase.start, phrase.end, (at + 1, comma))
        if not phrase.start or not _hanging(sentence, phrase.start - 1):
            return found
        inner = inner or found
    return inner


def _hanging(sentence: Sentence, lead: int) -> bool:
    """Whether the word before a phrase takes it as its object."""
    low = sentence.lower[lead]
    return low in PREPOSITIONS or (low.endswith("ing") and is_border(sentence, lead))


def _phrase_ending(sentence: Sentence, end: int) -> Phrase | None:
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
    return low in _BOUND or is_border(sentence, at)


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
