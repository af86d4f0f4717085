"""The subject of a verb: the phrase before it, past adverbs, auxiliaries, times, appositions and relative clauses."""

from dataclasses import dataclass

from feeds.core.reading.borders import PAST, is_adverb, is_border
from feeds.core.reading.nouns import (
    BORDERS,
    PREPOSITIONS,
)
from feeds.core.reading.phrases import BOUND, LONGEST_ASIDE, Phrase, after, phrase_ending
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import BE, HAVE, MODAL, MONTHS, NEGATION, VERBS, WEEKDAYS

_DAYS = frozenset("week month year night morning evening afternoon weekend".split())


_DIRECTIONS = frozenset("north south east west northeast northwest southeast southwest".split())


_CONJUNCTIONS = frozenset("but and though although while when that".split())


_DASHES = frozenset("-–—")


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
        return Before(phrase_ending(sentence, at), passive, clause=True)
    if low == "," or low in _DASHES:
        return Before(_past_aside(sentence, at), passive)
    phrase = phrase_ending(sentence, at)
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
    led = between[0].endswith(("ing", "ed")) or between[0] in PREPOSITIONS | BOUND
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
            return phrase_ending(sentence, at - 1)
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
        phrase = phrase_ending(sentence, at - 1)
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
