"""Where a sentence says that somebody says something: verb, speaker's phrase, kind, and what is said."""

from feeds.core.reading.borders import is_adverb
from feeds.core.reading.kinds import kind_of
from feeds.core.reading.nouns import BODIES, PREPOSITIONS, speaks
from feeds.core.reading.phrases import after
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.spans import MANNER, MARKS, Attribution, bounded, said_by
from feeds.core.reading.speaking import can_be_cited, can_speak, fits_form, head_of, may_speak
from feeds.core.reading.subjects import Before, before
from feeds.core.reading.verbs import BE, HAVE, INVERTED, MODAL, PARTICIPLES, PROGRESSIVE, VERBS, Verb
from feeds.model import ClaimKind


def attributions(sentence: Sentence) -> tuple[Attribution, ...]:
    """The sentence's attributions from left to right; none from within a quotation."""
    found: list[Attribution] = []
    for at, low in enumerate(sentence.lower):
        if low in _TRIGGERS and not _deep(sentence, at) and not _is_name(sentence, at):
            one = _according(sentence, at) if low == "according" else _by_verb(sentence, at, found)
            if one is not None:
                found.append(one)
    if not found and (live := _live(sentence)) is not None:
        found.append(live)
    return tuple(bounded(found))


_TRIGGERS = frozenset(VERBS) | frozenset(PROGRESSIVE) | {"according", "quoted", "quotes", "backed"}


def _is_name(sentence: Sentence, at: int) -> bool:
    """Whether a word that may be a verb is written as a name: "Rami Said"."""
    return (sentence.words[at][0].isupper() and at > 0 and sentence.words[at - 1][0].isalnum()) or (
        sentence.words[at].isupper() and len(sentence.words[at]) > 1
    )


def _deep(sentence: Sentence, at: int) -> bool:
    """Whether a word stands in a quotation of more than a few words."""
    if not sentence.quoted[at]:
        return False
    first = last = at
    while first > 0 and sentence.quoted[first - 1] and at - first < 6:
        first -= 1
    while last + 1 < len(sentence.words) and sentence.quoted[last + 1] and last - at < 6:
        last += 1
    return last - first > 5 or (first == 0 and sentence.opens)


def _by_verb(sentence: Sentence, at: int, found: list[Attribution]) -> Attribution | None:
    low = sentence.lower[at]
    if low in {"quoted", "quotes"}:
        return _quoting(sentence, at)
    verb = VERBS.get(low) or PROGRESSIVE.get(low) or _BACKED
    if not fits_form(sentence, at, verb):
        return None
    if verb.lemma in INVERTED and (inverted := _inverted(sentence, at, verb)) is not None:
        return inverted
    if low in PROGRESSIVE:
        return _progressive(sentence, at, verb) or (
            _participle(sentence, at, verb, found) if low in PARTICIPLES else None
        )
    return _plain(sentence, at, verb, before(sentence, at), found)


_BACKED = Verb("back", ClaimKind.CONFIRMS)


def _plain(sentence: Sentence, at: int, verb: Verb, subject: Before, found: list[Attribution]) -> Attribution | None:
    """Subject before the verb, or "by" behind a passive one."""
    if subject.blocked:
        return None
    if subject.passive:
        return _passive(sentence, at, verb)
    kind = kind_of(sentence, at, verb)
    if kind is None:
        return None
    if subject.joined:
        return _joined(sentence, at, verb, kind, found)
    phrase = subject.phrase
    if phrase is None or not may_speak(sentence, phrase, verb):
        return None
    if subject.clause and phrase.end == at - 1 and not speaks(head_of(sentence, phrase)):
        return None
    said, tail = said_by(sentence, at, phrase)
    return Attribution(at, verb.lemma, kind, phrase, said, tail, subject.clause)


def _joined(sentence: Sentence, at: int, verb: Verb, kind: ClaimKind, found: list[Attribution]) -> Attribution | None:
    """As in "… and accused": the subject of the attribution before, or of the sentence."""
    if verb.base or verb.lemma in {"raise", "put"}:
        return None
    end = len(sentence.words)
    if found:
        return Attribution(at, verb.lemma, kind, found[-1].phrase, (at + 1, end), tail=False)
    first = after(sentence, 0)
    if first is None or not may_speak(sentence, first, verb) or first.end >= at:
        return None
    return Attribution(at, verb.lemma, kind, first, (at + 1, end), tail=False)


def _passive(sentence: Sentence, at: int, verb: Verb) -> Attribution | None:
    """As in "was accused by residents of …"; a passive without "by" names nobody."""
    reach = 10 if verb.lemma in {"accuse", "threaten", "blame"} else 6
    for by in range(at + 1, min(at + reach, len(sentence.words))):
        if sentence.lower[by] == "by" and by + 1 < len(sentence.words):
            phrase = after(sentence, by + 1)
            if phrase is None or not may_speak(sentence, phrase, verb):
                return None
            kind = verb.kind
            if kind is ClaimKind.AGREES:
                return None
            return Attribution(at, verb.lemma, kind, phrase, (0, len(sentence.words)), tail=False)
        passing = sentence.lower[by] == "up" or is_adverb(sentence.lower[by])
        if not (passing or (reach > 6 and sentence.lower[by][0].isalnum())):
            return None
    return None


def _inverted(sentence: Sentence, at: int, verb: Verb) -> Attribution | None:
    """As in "…," said the minister."""
    lead = sentence.lower[at - 1] if at else '"'
    if lead not in MARKS and not (at and sentence.quoted[at - 1]):
        return None
    if at + 1 >= len(sentence.words):
        return None
    phrase = after(sentence, at + 1)
    if phrase is None or not may_speak(sentence, phrase, verb):
        return None
    end = phrase.aside[1] if phrase.aside else phrase.end
    behind = sentence.lower[end] if end < len(sentence.words) else "."
    if _governs(sentence, end) or not can_speak(sentence, phrase):
        return None
    if behind in BE | HAVE | MODAL or behind in VERBS or not _closes(sentence, end):
        return None
    return Attribution(at, verb.lemma, kind_of(sentence, at, verb) or verb.kind, phrase, (0, at), tail=True)


def _governs(sentence: Sentence, end: int) -> bool:
    """Whether a verb follows before the next sign: then the phrase is its subject, not the speaker."""
    for at in range(end, min(end + 12, len(sentence.words))):
        low = sentence.lower[at]
        if not low[0].isalnum() or low in {"who", "which", "as", "after", "when", "while", "before", "that", "whose"}:
            return False
        if low in BE | HAVE | MODAL - {"to", "may"}:
            return True
    return False


def _closes(sentence: Sentence, end: int) -> bool:
    """Whether what follows an inverted speaker is no clause that he would be the subject of."""
    if end >= len(sentence.words):
        return True
    low = sentence.lower[end]
    return (
        not low[0].isalnum()
        or is_adverb(low)
        or low in PREPOSITIONS
        or low in MANNER
        or low in _CLOSES
        or low.endswith("ing")
    )


_CLOSES = frozenset("who which as after when during while but and referring adding before whose last this".split())


def _progressive(sentence: Sentence, at: int, verb: Verb) -> Attribution | None:
    """As in "is now reporting": the form of "be" that makes others passive makes these finite."""
    subject = before(sentence, at)
    if subject.blocked or not subject.passive or subject.phrase is None:
        return None
    if not may_speak(sentence, subject.phrase, verb):
        return None
    said, tail = said_by(sentence, at, subject.phrase)
    return Attribution(at, verb.lemma, verb.kind, subject.phrase, said, tail)


def _participle(sentence: Sentence, at: int, verb: Verb, found: list[Attribution]) -> Attribution | None:
    """As in "…, accusing the army of …": a claim of the one who is the subject of the sentence."""
    if not at or sentence.lower[at - 1] not in {",", "and"}:
        return None
    phrase = found[-1].phrase if found else after(sentence, 0)
    if phrase is None or not may_speak(sentence, phrase, verb):
        return None
    return Attribution(at, verb.lemma, verb.kind, phrase, (at + 1, len(sentence.words)), tail=False)


def _quoting(sentence: Sentence, at: int) -> Attribution | None:
    """As in "the agency quoted officials as saying", "officials were quoted as saying"."""
    window = sentence.lower[at + 1 : at + 16]
    if "saying" not in window and "telling" not in window:
        return None
    subject = before(sentence, at)
    phrase = subject.phrase if subject.passive else after(sentence, at + 1)
    if phrase is None:
        return None
    saying = at + 1 + next(k for k, low in enumerate(window) if low in {"saying", "telling"})
    ends = saying + 2 >= len(sentence.words)
    said = (0, at) if ends else (saying + 1, len(sentence.words))
    return Attribution(at, "say", ClaimKind.REPORTS, phrase, said, tail=ends)


def _according(sentence: Sentence, at: int) -> Attribution | None:
    """As in "according to the UN"."""
    if sentence.lower[at + 1 : at + 2] != ("to",) or at + 2 >= len(sentence.words):
        return None
    phrase = after(sentence, at + 2)
    if phrase is None or not can_be_cited(sentence, phrase):
        return None
    end = phrase.aside[1] if phrase.aside else phrase.end
    said = (end, len(sentence.words)) if at <= 2 else (0, at)
    return Attribution(at, "according", ClaimKind.REPORTS, phrase, said, tail=at > 2)


def _live(sentence: Sentence) -> Attribution | None:
    """As in "Army: 15 rebels killed", as live pages have it."""
    first = next((k for k, word in enumerate(sentence.words[:8]) if word[0].isalpha()), 0)
    colon = next((k for k in range(first + 1, min(first + 8, len(sentence.words))) if sentence.words[k] == ":"), None)
    if colon is None or len(sentence.words) - colon < 4:
        return None
    phrase = after(sentence, first) if first < colon else None
    if phrase is None or phrase.end != colon:
        return None
    low = sentence.lower[colon - 1]
    if not (low in BODIES or speaks(low)):
        return None
    return Attribution(colon, "say", ClaimKind.REPORTS, phrase, (colon + 1, len(sentence.words)), tail=False)
