"""How certain a sentence is: whether something may be, is said to be, must be, will be, is confirmed, or is not.

Observations
    A summary that drops "may", "reportedly" or "not" says something else, and so does one that adds "confirmed". The
    words differ ("might", "possibly"), the kind does not.

Theory of operation
    Words are sorted into kinds. What limits a sentence limits the words around it, and the rest of a long sentence not:
    a kind must be kept where the words near it are.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from feeds.core.reading.sentences import Sentence

#: Words before and behind one that limits, which it limits.
BEFORE, BEHIND = 4, 7


class Modality(StrEnum):
    """A kind of certainty."""

    POSSIBLE = "possible"
    UNVERIFIED = "unverified"
    DUTY = "duty"
    FUTURE = "future"
    CERTAIN = "certain"
    NEGATED = "negated"
    CONDITION = "condition"


#: What may not be left out; to be less certain than the reports is no lie.
BINDING = frozenset(Modality) - {Modality.CERTAIN}

_WORDS = {
    Modality.POSSIBLE: (
        "may might could possible possibly perhaps probable probably likely unlikely apparent apparently appears "
        "appear appeared seems seem seemed potentially presumably maybe possibility"
    ),
    Modality.UNVERIFIED: (
        "reportedly allegedly alleged alleges allege purportedly purported supposedly supposed suspected suspect "
        "suspects believed believe believes thought feared fear fears unconfirmed unverified unclear unknown "
        "claimed claims claim claiming rumoured rumored rumours rumors estimated presumed"
    ),
    Modality.DUTY: "must should ought needs need shall obliged required",
    Modality.FUTURE: (
        "will would plans plan planned planning intends intend intended expected expects vows vow vowed threatens "
        "threaten threatened threat pledged promised soon"
    ),
    Modality.CERTAIN: (
        "confirmed confirms confirm confirming proved proven proves prove certain certainly clearly undoubtedly "
        "definitely verified verifies verify admitted admits admit admitting acknowledged acknowledges conceded "
        "concedes obviously indeed surely undeniably evidently established revealed reveals"
    ),
    Modality.NEGATED: (
        "not no never nor neither none nobody nothing without cannot denied denies deny denying denial rejected "
        "rejects reject dismissed dismisses refuted refutes refused refuses failed fails false untrue prevented "
        "stopped halted cancelled ended avoided thwarted"
    ),
    Modality.CONDITION: "if unless whether provided otherwise",
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def modalities(sentence: Sentence) -> Iterator[tuple[int, Modality]]:
    """Each word that makes a sentence more or less certain, by its place, with its kind."""
    for at, low in enumerate(sentence.lower):
        if low == "may" and sentence.words[at][0].isupper() and at:
            continue  # the month
        kind = Modality.NEGATED if low.endswith("n't") else _KIND.get(low)
        if kind is not None:
            yield at, kind


def counted(sentence: Sentence) -> Counter[Modality]:
    """How often a sentence is made more or less certain, by kind."""
    return Counter(kind for _, kind in modalities(sentence))
