"""Figures of a sentence: each number with what happened to those it counts, who says so, where and when."""

from collections.abc import Sequence
from dataclasses import replace

from feeds.core.reading.counted import Noun, countable, noun_after
from feeds.core.reading.fates import CORPSES, WHOM, Counted, fate_of
from feeds.core.reading.harm import COUNTS
from feeds.core.reading.nouns import PLURALS, is_counted, singular
from feeds.core.reading.numbers import Number, numbers
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.spans import Attribution, speaker_at
from feeds.core.reading.speakers import Speaker
from feeds.core.reading.verbs import MONTHS, WEEKDAYS
from feeds.model import Figure, Qualifier

_NOBODY = frozenset({"none", "nobody", "neither"})
_DENY = frozenset({"deny", "dismiss", "reject"})
_HARD = frozenset(
    "in on during within near by until per against inside for than aged page chapter towards toward".split()
)
_ONE_PERSON = frozenset("girl boy man woman child infant baby youth".split())
_EARLIER = frozenset("earlier previous initial preliminary".split())
#: Words before a number that is a year: "the 2023 attack", "since 1988", "in 2014", "Shakur's 1996".
_YEAR_LEADS = frozenset("the a an this that his her its their of in since from by until till before after over".split())


def figures_of(
    sentence: Sentence,
    found: tuple[Attribution, ...],
    speakers: tuple[Speaker | None, ...],
    quoted: str | None,
    earlier: Sequence[Figure],
) -> list[Figure]:
    """The sentence's figures. ``quoted``: who speaks where the sentence lies in a quotation without naming anybody."""
    counted = _counted(sentence, earlier)
    figures = []
    for one in counted:
        attribution = speaker_at(sentence, found, one.number.end - 1)
        if attribution is not None and attribution.lemma in _DENY and not attribution.tail:
            continue  # "denied that 30 had died" is no figure of the one who denies
        speaker = speakers[found.index(attribution)] if attribution is not None else None
        name = speaker.name if speaker else (quoted if not found else None)
        if one.fate.evident and not (attribution is not None and attribution.tail):
            name = None  # "the mayor saw the village where 78 are said to have been killed"
        figures.append(_figure(sentence, one, name))
    return figures


def _counted(sentence: Sentence, earlier: Sequence[Figure]) -> list[Counted]:
    """Numbers of people harmed, from left to right."""
    out: list[Counted] = []
    before: Counted | None = None
    for number in numbers(sentence):
        noun = noun_after(sentence, number.end)
        one = _harmed(sentence, number, noun, before, out, earlier)
        if one is not None and one.number.value == 0:
            one = None
        if one is not None:
            out.append(one)
        before = one
    return out


def _harmed(
    sentence: Sentence,
    number: Number,
    noun: Noun,
    before: Counted | None,
    out: list[Counted],
    earlier: Sequence[Figure],
) -> Counted | None:
    lead = sentence.lower[number.start - 1] if number.start else ""
    before_it = sentence.lower[max(number.start - 3, 0) : number.start]
    if lead == "no" or not _NOBODY.isdisjoint(before_it) or _superseded(sentence, number, out):
        return None
    noun = (
        _of(sentence, noun) if sentence.lower[noun.end : noun.end + 1] == ("of",) and noun.start == noun.end else noun
    )
    if not _plausible(sentence, number, noun):
        return None
    fate = fate_of(sentence, number, noun, before, out, earlier)
    result = lead == "in" and sentence.lower[max(number.start - 2, 0)].startswith("result")
    if fate is None or (lead in _HARD and not (result or _strong(sentence, noun))):
        return None
    return Counted(number, noun, fate, _inherited(sentence, noun, out))


def _strong(sentence: Sentence, noun: Noun) -> bool:
    """Whether a predicate stands so plainly behind the noun that the preposition before the number does not matter."""
    return sentence.lower[noun.end : noun.end + 1] in {("were",), ("was",), ("had",), ("have",)}


def _plausible(sentence: Sentence, number: Number, noun: Noun) -> bool:
    if noun.start == noun.end:
        if sentence.lower[max(number.start - 1, 0)] == "of" and sentence.lower[max(number.start - 2, 0)] in _ONE_PERSON:
            return False  # "a girl of seven"
        return number.counted and not _bare_year(sentence, number)
    if _bare_year(sentence, number) and not _many(sentence, number, noun):
        return False  # "the 1996 murder", "2023 deaths in custody"
    word = sentence.words[noun.end - 1]
    if not number.counted:
        return is_counted(noun.head) and noun.head not in {"other", "others", "head"}
    return noun.head in COUNTS or countable(noun, word)


def _bare_year(sentence: Sentence, number: Number) -> bool:
    """Whether a number is written as a year is: four digits, no comma, nothing that limits it."""
    if number.value is None or not 1900 <= number.value <= 2100 or number.qualifier is not Qualifier.EXACT:
        return False
    return sentence.words[number.end - 1] == str(number.value)


def _many(sentence: Sentence, number: Number, noun: Noun) -> bool:
    """Whether what could be a year counts people: their plural follows, and nothing that stands before a year leads."""
    lead = sentence.lower[number.end - 2] if number.end > 1 else ""
    leads = lead in _YEAR_LEADS or lead.endswith(("'s", "’s", "s'", "s’"))
    return (
        is_counted(noun.head)
        and noun.head not in COUNTS
        and not (leads or (noun.head == singular(noun.head) and noun.head not in PLURALS))
    )


def _of(sentence: Sentence, noun: Noun) -> Noun:
    """The noun of "four of the dead", "50 of Gadhafi's men", "18 of them"."""
    at = noun.end + 1
    while sentence.lower[at : at + 1] and (
        sentence.lower[at][0].isdigit()
        or sentence.lower[at] in {"the", "his", "its", "their", "those", "her", "our", "all"}
    ):
        at += 1
    if sentence.lower[at : at + 1] and sentence.lower[at] in WHOM:
        inner = noun_after(sentence, at + 1)
        return (
            Noun(inner.start, inner.end, inner.head)
            if inner.head and is_counted(inner.head)
            else Noun(at + 1, at + 1, "")
        )
    inner = noun_after(sentence, at)
    return inner if inner.head else Noun(at, at, "")


def _superseded(sentence: Sentence, number: Number, out: list[Counted]) -> bool:
    """Note on the figure before that this number is what it supersedes: "…, up from 144"."""
    lead = sentence.lower[max(number.start - 6, 0) : number.start]
    up = lead[-2:] in {("up", "from"), ("down", "from")} or (lead[-1:] == ("of",) and not _EARLIER.isdisjoint(lead))
    up = up or (lead[-1:] == ("from",) and bool({"rose", "risen", "revised", "raised", "increased"} & set(lead)))
    if up and out and number.replaces is None:
        out[-1] = replace(out[-1], number=replace(out[-1].number, replaces=number.value))
    return up


def _inherited(sentence: Sentence, noun: Noun, out: list[Counted]) -> str:
    """What is counted where the text leaves it out: as before in the sentence ("… and 20 wounded")."""
    whole = next((one for one in reversed(out) if not one.fate.part), None)
    if noun.head or whole is None:
        return ""
    return _words(sentence, whole.noun.start, whole.noun.end) or whole.inherited


def _figure(sentence: Sentence, one: Counted, speaker: str | None) -> Figure:
    number = one.number
    end = max(one.noun.end if one.noun.end > one.noun.start else 0, number.end)
    return Figure(
        kind=one.fate.kind,
        value=number.value,
        qualifier=number.qualifier,
        noun=_noun(sentence, one),
        speaker=speaker,
        words=_words(sentence, number.start, end),
        start=sentence.starts[number.start],
        end=sentence.offset_after(end - 1),
        sentence=sentence.index,
        high=number.high,
        replaces=number.replaces,
        part=one.fate.part,
        hedged=one.fate.hedged,
        counted=number.counted,
        place=_place(sentence, end),
        time=_time(sentence, end),
    )


def _noun(sentence: Sentence, one: Counted) -> str:
    """What is counted, as it stands: behind the number, as a complement, with the number before, or before it."""
    behind = _words(sentence, one.noun.start, one.noun.end)
    return behind or _complement(sentence, one.number) or one.inherited or _counted_head(sentence, one.number)


def _complement(sentence: Sentence, number: Number) -> str:
    """As in "women" of "18 of them were women"."""
    if sentence.lower[number.end : number.end + 1] != ("of",):
        return ""
    for at in range(number.end + 1, min(number.end + 6, len(sentence.lower))):
        if sentence.lower[at] in {"were", "are"}:
            noun = noun_after(sentence, at + 1)
            people = bool(noun.head) and countable(noun, sentence.words[noun.end - 1])
            return _words(sentence, noun.start, noun.end) if people else ""
    return ""


def _counted_head(sentence: Sentence, number: Number) -> str:
    """As in "bodies" in "the bodies of four of them"."""
    head = sentence.lower[number.start - 2] if number.start > 1 and sentence.lower[number.start - 1] == "of" else ""
    return head if head in CORPSES else ""


def _words(sentence: Sentence, start: int, end: int) -> str:
    return " ".join(word for word in sentence.words[start:end] if word[0].isalnum())


def _place(sentence: Sentence, at: int) -> str | None:
    """The name behind the first "in", "at", "near" after the figure."""
    for k in range(at, len(sentence.words) - 1):
        word = sentence.words[k + 1]
        if sentence.lower[k] in {"in", "at", "near"} and word[0].isupper() and word.lower() not in MONTHS | WEEKDAYS:
            end = k + 1
            while end < len(sentence.words) and sentence.words[end][0].isupper():
                end += 1
            return _words(sentence, k + 1, end)
    return None


def _time(sentence: Sentence, at: int) -> str | None:
    """The first day named after the figure, else the first in the sentence."""
    for k in (*range(at, len(sentence.words)), *range(at)):
        if sentence.lower[k] in WEEKDAYS:
            return str(sentence.words[k])
        if sentence.lower[k] in MONTHS and sentence.words[k][0].isupper():
            day = " ".join(sentence.words[k + 1 : k + 2])
            return f"{sentence.words[k]} {day}" if day.isdigit() else None
    return None
