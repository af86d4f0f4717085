"""Which words can speak: whether a form is a verb here, and whether a phrase can be its subject."""

from feeds.core.reading.borders import is_adverb
from feeds.core.reading.kinds import FALSE
from feeds.core.reading.nouns import BODIES, PLURALS, PREPOSITIONS, TITLES, is_capital, speaks
from feeds.core.reading.phrases import Phrase
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.speakers import DOCUMENTS
from feeds.core.reading.verbs import BE, STRONG, VERBS, Verb

_NO_VERB_BEFORE = frozenset(
    "say says said suggest suggests suggested regarding over made of from in about on are were is was by have".split()
)


#: Subjects that do not speak for anybody: "reports say".
_NOBODY = frozenset(
    "report reports accounts estimates rumour rumours rumor rumors easier what nobody anyone anybody someone "
    "everyone everybody nothing data constitution copy update neither one it's there".split()
)


#: What must follow some verbs.
_NEEDS = {
    "speak": frozenset({"of"}),
    "back": frozenset({"up"}),
    "maintain": frozenset({"that"}),
    "determine": frozenset({"that"}),
    "promise": frozenset({"that", "to"}),
}
_CALLED = frozenset("on for upon it them this that him the its their his".split())


_TOLL = frozenset("toll number losses figure count total dead casualties estimate".split())


def fits_form(sentence: Sentence, at: int, verb: Verb) -> bool:
    """Whether the words around allow this form to be an attributing verb."""
    following = sentence.lower[at + 1 : at + 9]
    behind = following[0] if following else ""
    if verb.third and verb.lemma in {"report", "claim", "estimate", "note", "state", "blame", "mention"}:
        return behind not in _NO_VERB_BEFORE and (verb.lemma not in {"state", "note"} or behind == "that")
    if _said_to(sentence, at):
        return False
    match verb.lemma:
        case "add":
            return behind != "to"
        case "accuse" | "blame":
            return behind not in {"of", "for"} or sentence.lower[at - 1] in BE  # "accused of …": somebody else accuses
        case "call":
            named = not FALSE.isdisjoint(following[:4]) or behind in _CALLED
            return named and (not verb.third or _third_call(sentence, at))
        case "put" | "raise":
            return _about_toll(verb, following)
        case "make":
            return behind == "clear" or following[:2] == ("it", "clear")
        case "ask":
            return at > 1 and sentence.quoted[at - 2]
        case _:
            return verb.lemma not in _NEEDS or behind in _NEEDS[verb.lemma]


def _about_toll(verb: Verb, following: tuple[str, ...]) -> bool:
    """As in "put the toll at 20", "raised its toll", "raised concern"."""
    if verb.lemma == "put":
        return "at" in following and not _TOLL.isdisjoint(following)
    return not (_TOLL | {"concern", "concerns", "alarm"}).isdisjoint(following[:4])


def _third_call(sentence: Sentence, at: int) -> bool:
    """Whether "calls" is a verb: its subject a pronoun, a body or a person, not "European calls for …"."""
    low = sentence.lower[at - 1] if at else ""
    return low in {"he", "she", "it"} or speaks(low) or low in BODIES


def _said_to(sentence: Sentence, at: int) -> bool:
    """As in "a bomb said to have exploded": nobody says it."""
    return sentence.lower[at + 1 : at + 3] in {("to", "have"), ("to", "be")} and sentence.lower[at] in {
        "said", "reported", "alleged", "believed", "estimated", "claimed",
    }  # fmt: skip


def may_speak(sentence: Sentence, phrase: Phrase, verb: Verb) -> bool:
    """Whether the phrase can be who does what the verb says."""
    words = sentence.words[phrase.start : phrase.end]
    lower = sentence.lower[phrase.start : phrase.end]
    head = head_of(sentence, phrase)
    if lower[0] in {"i", "we", "you"} or _is_nobody(lower, head, named=any(map(is_capital, words[1:]))):
        return False
    if (verb.base or verb.third) and lower[0] not in {"he", "she", "it", "they"}:
        plural = "and" in lower or head in PLURALS or head.endswith("s") or lower[0] in {"they", "both", "some", "many"}
        capital = sentence.words[phrase.start][0].isupper() and words[-1][0].isupper()
        if (verb.base and not (plural or capital)) or (
            verb.third and plural and not capital and (head not in PLURALS or lower[0] == "both") and head != "news"
        ):
            return False
    if verb.base and lower[0] in {"a", "an", "this", "one", "another"}:
        return False
    if verb.third and verb.lemma in _NOUNS and _object_before(sentence, phrase):
        return False
    return verb.lemma in STRONG or can_speak(sentence, phrase)


_NOUNS = frozenset("claim report estimate blame call".split())


def _object_before(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is part of an object, "claims" its noun: "denied earlier Libyan claims"."""
    at = phrase.start - 1
    while at >= 0 and is_adverb(sentence.lower[at]):
        at -= 1
    return at >= 0 and (sentence.lower[at] in VERBS or sentence.lower[at] in PREPOSITIONS)


def can_speak(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is a name, a pronoun, or has a head that can speak."""
    words, lower = sentence.words[phrase.start : phrase.end], sentence.lower[phrase.start : phrase.end]
    head = head_of(sentence, phrase)
    if speaks(head) or head in TITLES or head in BODIES or lower[0] in {"he", "she", "they", "it", "both", "each"}:
        return True
    if phrase.aside and all(map(is_capital, sentence.words[slice(*phrase.aside)])):
        return True
    plural = head.endswith("s") and not head.endswith(("ans", "is", "us", "as", "eds"))
    if phrase.start == 0 and len(words) == 1 and plural:
        return False  # "Views expressed …": a plural at the beginning is no name
    return is_capital(words[-1])


def can_be_cited(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether what stands behind "according to" is somebody: no law, no plan, no nameless reports."""
    lower = sentence.lower[phrase.start : phrase.end]
    return lower[-1] not in _NOBODY and lower[-1] not in {"law", "plan", "schedule", "rules", "tradition"}


def _is_nobody(lower: tuple[str, ...], head: str, *, named: bool) -> bool:
    """Whether a phrase names no speaker: "reports", but "the report" of somebody named before, "a report by …"."""
    if head in DOCUMENTS:
        return lower[0] != "the" and "by" not in lower and "from" not in lower and not named
    if head == "one":
        return len(lower) == 1
    return lower[-1] in _NOBODY or head in _NOBODY


def head_of(sentence: Sentence, phrase: Phrase) -> str:
    """The head noun of a phrase, small: the word before its first preposition."""
    for at in range(phrase.start + 1, phrase.end):
        if sentence.lower[at] in PREPOSITIONS and not (
            sentence.lower[at - 1] in BODIES and at + 1 < phrase.end and sentence.words[at + 1][0].isupper()
        ):
            return sentence.lower[at - 1]
    return sentence.lower[phrase.end - 1]
