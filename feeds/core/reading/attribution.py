"""Where a sentence says that somebody says something: verb, speaker's phrase, kind, and what is said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from feeds.core.reading.kinds import FALSE, kind_of
from feeds.core.reading.nouns import BODIES, PLURALS, PREPOSITIONS, TITLES, speaks
from feeds.core.reading.phrases import Before, Phrase, after, before, is_adverb
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import (
    BE,
    HAVE,
    INVERTED,
    MODAL,
    MONTHS,
    PARTICIPLES,
    PROGRESSIVE,
    STRONG,
    VERBS,
    WEEKDAYS,
    Verb,
)
from feeds.model import ClaimKind

_MARKS = frozenset({",", '"', "”", "“", "-", "–", "—", ";", ":", "?", "!", "»", "'", "’"})
_NO_VERB_BEFORE = frozenset(
    "say says said suggest suggests suggested regarding over made of from in about on are were is was by have".split()
)
#: Subjects that do not speak for anybody: "reports say".
_NOBODY = frozenset("report reports rumour rumours rumor rumors what nobody neither one it's there".split())
_NEEDS = {
    "spoke": frozenset({"of"}),
    "believe": frozenset(),
    "maintain": frozenset({"that"}),
    "determine": frozenset({"that"}),
    "promise": frozenset({"that", "to"}),
}
_TOLL = frozenset("toll number losses figure count total dead casualties estimate".split())
_MANNER = frozenset(
    "in on at by a an the phone telephone statement email e-mail interview speech conference news briefing television tv "
    "radio twitter telegram facebook x online reporters journalists late early earlier later monday tuesday wednesday "
    "thursday friday saturday sunday via press from anonymity condition of newspaper agency state local message "
    "his her its their to told tells".split()
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attributed statement of a sentence, in word indices."""

    verb: int
    lemma: str
    kind: ClaimKind
    phrase: Phrase | None  #: None: the speaker of the attribution before ("… and accused")
    said: tuple[int, int]  #: the words that are said
    tail: bool  #: the speaker stands behind what he says
    clause: bool = False


def attributions(sentence: Sentence) -> tuple[Attribution, ...]:
    """The sentence's attributions from left to right; none from within a quotation."""
    found: list[Attribution] = []
    for at, low in enumerate(sentence.lower):
        if low in _TRIGGERS and not _deep(sentence, at) and not (sentence.words[at].isupper() and len(low) > 1):
            one = _according(sentence, at) if low == "according" else _by_verb(sentence, at, found)
            if one is not None:
                found.append(one)
    if not found and (live := _live(sentence)) is not None:
        found.append(live)
    return tuple(_bounded(sentence, found))


_TRIGGERS = frozenset(VERBS) | frozenset(PROGRESSIVE) | {"according", "quoted", "quotes", "backed"}


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
    if not _fits_form(sentence, at, verb):
        return None
    if verb.lemma in INVERTED and (inverted := _inverted(sentence, at, verb)) is not None:
        return inverted
    if low in PROGRESSIVE:
        return _progressive(sentence, at, verb) or (
            _participle(sentence, at, verb, found) if low in PARTICIPLES else None
        )
    return _plain(sentence, at, verb, before(sentence, at), found)


_BACKED = Verb("back", ClaimKind.CONFIRMS)


def _fits_form(sentence: Sentence, at: int, verb: Verb) -> bool:
    """Whether the words around allow this form to be an attributing verb."""
    following = sentence.lower[at + 1 : at + 9]
    behind = following[0] if following else ""
    if verb.third and verb.lemma in {"report", "claim", "estimate", "note", "state", "blame", "signal", "mention"}:
        return behind not in _NO_VERB_BEFORE and (verb.lemma not in {"state", "note"} or behind == "that")
    if verb.lemma == "call":
        if verb.third and not _third_call(sentence, at):
            return False
        return bool(FALSE & set(following[:4])) or behind in {
            "on",
            "for",
            "upon",
            "it",
            "them",
            "this",
            "that",
            "him",
            "the",
            "its",
            "their",
            "his",
        }
    if _said_to(sentence, at):
        return False
    if verb.lemma == "put":
        return "at" in following and any(word in _TOLL for word in following)
    if verb.lemma == "raise":
        return any(word in _TOLL or word in {"concern", "concerns", "alarm"} for word in following[:4])
    if verb.lemma == "make":
        return following[:1] == ("clear",) or following[:2] == ("it", "clear")
    if verb.lemma == "speak":
        return behind == "of"
    if verb.lemma == "ask":
        return at > 1 and sentence.quoted[at - 2]
    if verb.lemma == "back":
        return behind == "up"
    return behind in _NEEDS.get(verb.lemma, {behind}) or not _NEEDS[verb.lemma]


def _third_call(sentence: Sentence, at: int) -> bool:
    """Whether "calls" is a verb: its subject a pronoun, a body or a person, not "European calls for …"."""
    low = sentence.lower[at - 1] if at else ""
    return low in {"he", "she", "it"} or speaks(low) or low in BODIES


def _said_to(sentence: Sentence, at: int) -> bool:
    """ "a bomb said to have exploded": nobody says it."""
    return sentence.lower[at + 1 : at + 3] in {("to", "have"), ("to", "be")} and sentence.lower[at] in {
        "said", "reported", "alleged", "believed", "estimated", "claimed",
    }  # fmt: skip


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
    if phrase is None or not _may_speak(sentence, phrase, verb):
        return None
    if subject.clause and phrase.end == at - 1 and not speaks(_head(sentence, phrase)):
        return None
    said, tail = _said(sentence, at, phrase)
    return Attribution(at, verb.lemma, kind, phrase, said, tail, subject.clause)


def _joined(sentence: Sentence, at: int, verb: Verb, kind: ClaimKind, found: list[Attribution]) -> Attribution | None:
    """ "… and accused": the subject of the attribution before, or of the sentence."""
    if verb.base or verb.lemma in {"raise", "put"}:
        return None
    end = len(sentence.words)
    if found:
        return Attribution(at, verb.lemma, kind, found[-1].phrase, (at + 1, end), tail=False)
    first = after(sentence, 0)
    if first is None or not _may_speak(sentence, first, verb) or first.end >= at:
        return None
    return Attribution(at, verb.lemma, kind, first, (at + 1, end), tail=False)


def _passive(sentence: Sentence, at: int, verb: Verb) -> Attribution | None:
    """ "was accused by residents of …"; a passive without "by" names nobody."""
    reach = 10 if verb.lemma in {"accuse", "threaten", "blame"} else 6
    for by in range(at + 1, min(at + reach, len(sentence.words))):
        if sentence.lower[by] == "by" and by + 1 < len(sentence.words):
            phrase = after(sentence, by + 1)
            if phrase is None or not _may_speak(sentence, phrase, verb):
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
    """ "…," said the minister."""
    lead = sentence.lower[at - 1] if at else '"'
    if lead not in _MARKS and not (at and sentence.quoted[at - 1]):
        return None
    if at + 1 >= len(sentence.words):
        return None
    phrase = after(sentence, at + 1)
    if phrase is None or not _may_speak(sentence, phrase, verb):
        return None
    end = phrase.aside[1] if phrase.aside else phrase.end
    behind = sentence.lower[end] if end < len(sentence.words) else "."
    if _governs(sentence, end) or not _speaks_up(sentence, phrase):
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
    return not low[0].isalnum() or is_adverb(low) or low in PREPOSITIONS or low in _MANNER or low in {"who", "which", "as", "after", "when",
        "during", "while", "but", "and", "referring", "adding", "before", "whose", "last", "this"}  # fmt: skip


def _progressive(sentence: Sentence, at: int, verb: Verb) -> Attribution | None:
    """ "is now reporting": the form of "be" that makes others passive makes these finite."""
    subject = before(sentence, at)
    if (
        subject.blocked
        or not subject.passive
        or subject.phrase is None
        or not _may_speak(sentence, subject.phrase, verb)
    ):
        return None
    said, tail = _said(sentence, at, subject.phrase)
    return Attribution(at, verb.lemma, verb.kind, subject.phrase, said, tail)


def _participle(sentence: Sentence, at: int, verb: Verb, found: list[Attribution]) -> Attribution | None:
    """ "…, accusing the army of …": a claim of the one who is the subject of the sentence."""
    if not at or sentence.lower[at - 1] not in {",", "and"}:
        return None
    phrase = found[-1].phrase if found else after(sentence, 0)
    if phrase is None or not _may_speak(sentence, phrase, verb):
        return None
    return Attribution(at, verb.lemma, verb.kind, phrase, (at + 1, len(sentence.words)), tail=False)


def _quoting(sentence: Sentence, at: int) -> Attribution | None:
    """ "the agency quoted officials as saying", "officials were quoted as saying"."""
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
    """ "according to the UN"."""
    if sentence.lower[at + 1 : at + 2] != ("to",) or at + 2 >= len(sentence.words):
        return None
    phrase = after(sentence, at + 2)
    if phrase is None or sentence.lower[phrase.end - 1] in {"reports", "rumours", "law", "plan", "schedule"}:
        return None
    end = phrase.aside[1] if phrase.aside else phrase.end
    said = (end, len(sentence.words)) if at <= 2 else (0, at)
    return Attribution(at, "according", ClaimKind.REPORTS, phrase, said, tail=at > 2)


def _live(sentence: Sentence) -> Attribution | None:
    """ "Army: 15 rebels killed", as live pages have it."""
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


def _may_speak(sentence: Sentence, phrase: Phrase, verb: Verb) -> bool:
    """Whether the phrase can be who does what the verb says."""
    words = sentence.words[phrase.start : phrase.end]
    lower = sentence.lower[phrase.start : phrase.end]
    head = _head(sentence, phrase)
    if lower[0] in {"i", "we", "you"} or _is_nobody(lower, head):
        return False
    if (verb.base or verb.third) and lower[0] not in {"he", "she", "it", "they"}:
        plural = "and" in lower or head in PLURALS or head.endswith("s") or lower[0] in {"they", "both", "some", "many"}
        capital = sentence.words[phrase.start][0].isupper() and words[-1][0].isupper()
        if (
            verb.base
            and not (plural or capital)
            or verb.third
            and plural
            and not capital
            and (head not in PLURALS or lower[0] == "both")
            and head != "news"
        ):
            return False
    if verb.third and verb.lemma in _NOUNS and _object_before(sentence, phrase):
        return False
    return verb.lemma in STRONG or _speaks_up(sentence, phrase)


_NOUNS = frozenset("claim report estimate blame call".split())


def _object_before(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is part of an object, "claims" its noun: "denied earlier Libyan claims"."""
    at = phrase.start - 1
    while at >= 0 and is_adverb(sentence.lower[at]):
        at -= 1
    return at >= 0 and (sentence.lower[at] in VERBS or sentence.lower[at] in PREPOSITIONS)


def _speaks_up(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is a name, a pronoun, or has a head that can speak."""
    words, lower = sentence.words[phrase.start : phrase.end], sentence.lower[phrase.start : phrase.end]
    head = _head(sentence, phrase)
    named = any(word[0].isupper() for word in words[(1 if phrase.start == 0 else 0) :]) or words[-1][0].isupper()
    if (
        phrase.start == 0
        and len(words) == 1
        and head.endswith("s")
        and not head.endswith(("ans", "is", "us", "as", "eds"))
    ):
        named = False  # "Views expressed …": a plural at the beginning is no name
    return (
        speaks(head)
        or head in TITLES
        or lower[0] in {"he", "she", "they", "it", "both", "each"}
        or (named and words[-1][0].isupper())
    )


def _is_nobody(lower: tuple[str, ...], head: str) -> bool:
    """Whether a phrase names no speaker: "reports", but "the report" of somebody named before, "a report by …"."""
    if head in {"report", "statement"}:
        return lower[0] != "the" and "by" not in lower and "from" not in lower
    return lower[-1] in _NOBODY or head in _NOBODY


def _head(sentence: Sentence, phrase: Phrase) -> str:
    """The head noun of a phrase, small: the word before its first preposition."""
    for at in range(phrase.start + 1, phrase.end):
        if sentence.lower[at] in PREPOSITIONS and not (
            sentence.words[at - 1][0].isupper() and at + 1 < phrase.end and sentence.words[at + 1][0].isupper()
        ):
            return sentence.lower[at - 1]
    return sentence.lower[phrase.end - 1]


def _said(sentence: Sentence, at: int, phrase: Phrase) -> tuple[tuple[int, int], bool]:
    """The words that are said, and whether they stand before the speaker ("…, the ministry said")."""
    size = len(sentence.words)
    lead = sentence.lower[phrase.start - 1] if phrase.start else ""
    if phrase.start >= 4 and (lead in _MARKS or sentence.quoted[phrase.start - 1]):
        stop = next((k for k in range(at + 1, size) if sentence.words[k] in {",", ".", ";", '"', "“", ":"}), size)
        rest = range(at + 1, stop)
        if len(rest) <= 10 and all(_manner(sentence, k) for k in rest):
            return (0, phrase.start), True
    return (at + 1, size), False


def _manner(sentence: Sentence, at: int) -> bool:
    low = sentence.lower[at]
    if low in _MANNER or low in WEEKDAYS or low in MONTHS or is_adverb(low):
        return True
    told = at and any(word in {"told", "tells", "to"} for word in sentence.lower[max(at - 6, 0) : at])
    return (
        sentence.words[at][0].isupper()
        or sentence.words[at][0].isdigit()
        and sentence.lower[at - 1] in MONTHS
        or bool(told)
    )


def _bounded(sentence: Sentence, found: list[Attribution]) -> Iterator[Attribution]:
    """Each attribution with its words cut off where the next one to the right begins, or the one to the left ends."""
    for number, one in enumerate(found):
        start, end = one.said
        if one.tail and number and not found[number - 1].tail and found[number - 1].verb < one.verb:
            pass  # nested: "X said that …, an agency reports"; the inner speaker's words stay his
        elif one.tail and number and found[number - 1].phrase is not None:
            earlier = found[number - 1]
            start = max(start, max(earlier.verb + 1, earlier.phrase.end if earlier.phrase else 0))
        following = found[number + 1] if number + 1 < len(found) else None
        if not one.tail and following is not None:
            cut = (
                following.verb
                if following.phrase is None or following.phrase.start < one.verb
                else following.phrase.start
            )
            end = min(end, cut) if cut > start else end
        yield replace(one, said=(start, max(end, start)))


def speaker_at(sentence: Sentence, found: tuple[Attribution, ...], at: int) -> Attribution | None:
    """The attribution whose words hold the word ``at``: the nearest one to the left, else the first that stands behind."""
    left = [one for one in found if not one.tail and one.said[0] <= at < one.said[1]]
    if left:
        return left[-1]
    right = [one for one in found if one.tail and one.said[0] <= at < one.said[1]]
    return min(right, key=lambda one: one.verb - at) if right else _behind(sentence, found, at)


def _behind(sentence: Sentence, found: tuple[Attribution, ...], at: int) -> Attribution | None:
    """The speaker of "…, the ministry said, among them 20 children": nothing leads away from him up to ``at``."""
    left = [one for one in found if one.tail and one.verb < at]
    if not left:
        return None
    between = sentence.lower[left[-1].verb : at]
    return None if _AWAY & set(between) else left[-1]


_AWAY = frozenset({"who", "whose", "which", ";"})
