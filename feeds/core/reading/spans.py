"""Which words of a sentence are said by whom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from feeds.core.reading.borders import is_adverb
from feeds.core.reading.phrases import Phrase
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import MONTHS, WEEKDAYS
from feeds.model import ClaimKind

MANNER = frozenset(
    "in on at by a an the phone telephone statement email e-mail interview speech conference news briefing "
    "television tv radio twitter telegram facebook x online reporters journalists late early earlier later "
    "monday tuesday wednesday thursday friday saturday sunday via press from anonymity condition of "
    "newspaper agency state local message his her its their to told tells".split()
)


def said_by(sentence: Sentence, at: int, phrase: Phrase) -> tuple[tuple[int, int], bool]:
    """The words that are said, and whether they stand before the speaker ("…, the ministry said")."""
    size = len(sentence.words)
    lead = sentence.lower[phrase.start - 1] if phrase.start else ""
    if phrase.start >= 4 and (lead in MARKS or sentence.quoted[phrase.start - 1]):
        stop = next((k for k in range(at + 1, size) if sentence.words[k] in {",", ".", ";", '"', "“", ":"}), size)
        rest = range(at + 1, stop)
        if len(rest) <= 10 and all(_manner(sentence, k) for k in rest):
            return (0, phrase.start), True
    return (at + 1, size), False


def _manner(sentence: Sentence, at: int) -> bool:
    low = sentence.lower[at]
    if low in MANNER or low in WEEKDAYS or low in MONTHS or is_adverb(low):
        return True
    told = at and any(word in {"told", "tells", "to"} for word in sentence.lower[max(at - 6, 0) : at])
    return (
        sentence.words[at][0].isupper()
        or (sentence.words[at][0].isdigit() and sentence.lower[at - 1] in MONTHS)
        or bool(told)
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


def bounded(found: list[Attribution]) -> Iterator[Attribution]:
    """Each attribution with its words cut off where the next one to the right begins, or the one to the left ends."""
    for number, one in enumerate(found):
        start, end = one.said
        if one.tail and number and not found[number - 1].tail and found[number - 1].verb < one.verb:
            pass  # nested: "X said that …, an agency reports"; the inner speaker's words stay his
        elif one.tail and number and found[number - 1].phrase is not None:
            earlier = found[number - 1]
            start = max(start, earlier.verb + 1, earlier.phrase.end if earlier.phrase else 0)
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
    """The attribution whose words hold the word ``at``: the nearest to the left, else the first behind."""
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


MARKS = frozenset({",", '"', "”", "“", "-", "–", "—", ";", ":", "?", "!", "»", "'", "’"})
