"""Figures of a sentence: each number with what happened to those it counts, who says so, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds.core.reading.attribution import Attribution, speaker_at
from feeds.core.reading.harm import BEFELL, COUNTS, INFLICTED, OF, REACHES, SUFFERED, TOLL, TOLL_HEADS
from feeds.core.reading.nouns import is_counted
from feeds.core.reading.numbers import Number, numbers
from feeds.core.reading.predicates import Fate, Noun, countable, inflicted_before, noun_after, suffered_after
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.speakers import Speaker
from feeds.core.reading.verbs import MONTHS, WEEKDAYS
from feeds.model import ClaimKind, Figure, FigureKind

#: How far a toll's number may stand behind the word.
TOLL_REACH = 16
_HARD = frozenset(
    "in on during within near by until per against inside for than aged page chapter towards toward".split()
)
_WHOM = frozenset("them whom which these those".split())
_FOUND = frozenset("found recovered discovered retrieved unearthed exhumed".split())
_BODIES = frozenset("body bodies corpse corpses".split())
_ONE_PERSON = frozenset("girl boy man woman child infant baby youth".split())
_EARLIER = frozenset("earlier previous initial preliminary".split())


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number with its noun and what became of those."""

    number: Number
    noun: Noun
    fate: Fate
    inherited: str = ""  #: the noun that the text leaves out


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
        if attribution is not None and attribution.kind is ClaimKind.DENIES and not attribution.tail:
            if attribution.lemma in {"deny", "dismiss", "reject"}:
                continue  # "denied that 30 had died" is no figure of the one who denies
        speaker = speakers[found.index(attribution)] if attribution is not None else None
        name = speaker.name if speaker else (quoted if not found else None)
        name = None if one.fate.evident else name
        figures.append(_figure(sentence, one, name))
    return figures


def _counted(sentence: Sentence, earlier: Sequence[Figure]) -> list[_Counted]:
    """Numbers of people harmed, from left to right."""
    out: list[_Counted] = []
    before: _Counted | None = None
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
    before: _Counted | None,
    out: list[_Counted],
    earlier: Sequence[Figure],
) -> _Counted | None:
    if _superseded(sentence, number, out):
        return None
    lead = sentence.lower[number.start - 1] if number.start else ""
    noun = (
        _of(sentence, noun) if sentence.lower[noun.end : noun.end + 1] == ("of",) and noun.start == noun.end else noun
    )
    if not _plausible(sentence, number, noun):
        return None
    fate = _fate(sentence, number, noun, before, out, earlier)
    if fate is None or (lead in _HARD and not _strong(sentence, noun)):
        return None
    return _Counted(number, noun, fate, _inherited(sentence, noun, out))


def _strong(sentence: Sentence, noun: Noun) -> bool:
    """Whether a predicate stands so plainly behind the noun that the preposition before the number does not matter."""
    return sentence.lower[noun.end : noun.end + 1] in {("were",), ("was",), ("had",), ("have",)}


def _plausible(sentence: Sentence, number: Number, noun: Noun) -> bool:
    if noun.start == noun.end:
        if sentence.lower[max(number.start - 1, 0)] == "of" and sentence.lower[max(number.start - 2, 0)] in _ONE_PERSON:
            return False  # "a girl of seven"
        year = number.value is not None and 1900 <= number.value <= 2100 and number.end - number.start == 1
        return number.counted and not (year and "," not in sentence.words[number.start])
    word = sentence.words[noun.end - 1]
    if not number.counted:
        return is_counted(noun.head) and noun.head not in {"other", "others", "body", "head"} or noun.head in {"body"}
    return noun.head in COUNTS or countable(noun, word)


def _of(sentence: Sentence, noun: Noun) -> Noun:
    """The noun of "four of the dead", "50 of Gadhafi's men", "18 of them"."""
    at = noun.end + 1
    while sentence.lower[at : at + 1] and (
        sentence.lower[at][0].isdigit()
        or sentence.lower[at] in {"the", "his", "its", "their", "those", "her", "our", "all"}
    ):
        at += 1
    if sentence.lower[at : at + 1] and sentence.lower[at] in _WHOM:
        inner = noun_after(sentence, at + 1)
        return (
            Noun(inner.start, inner.end, inner.head)
            if inner.head and is_counted(inner.head)
            else Noun(at + 1, at + 1, "")
        )
    inner = noun_after(sentence, at)
    return inner if inner.head else Noun(at, at, "")


def _fate(
    sentence: Sentence,
    number: Number,
    noun: Noun,
    before: _Counted | None,
    out: list[_Counted],
    earlier: Sequence[Figure],
) -> Fate | None:
    """What became of those who are counted: by the noun, the words around, the toll, or the figure that this is part of."""
    if noun.suffered:
        return Fate(noun.suffered)
    if (fate := _of_fate(sentence, number) or _part(sentence, number, noun, out, earlier)) is not None:
        return fate
    left = inflicted_before(sentence, number.start, noun)
    right = suffered_after(sentence, noun.end)
    if right is not None and not (right.shared and left is not None):
        return right
    if left is not None:
        return left
    if noun.head in COUNTS and number.counted:
        return Fate(COUNTS[noun.head])
    return _toll(sentence, number, noun, earlier) or _chained(sentence, number, noun, before, earlier)


def _part(
    sentence: Sentence, number: Number, noun: Noun, out: list[_Counted], earlier: Sequence[Figure]
) -> Fate | None:
    """ "including 37 children", "11 of them children", "four of the dead were women", "among the dead were two"."""
    lower, start = sentence.lower, number.start
    behind = lower[number.end : number.end + 5]
    if behind[:1] == ("of",) and (kind := _named_kind(behind[1:5])) is not None:
        return Fate(kind, part=True)
    lead = lower[max(start - 6, 0) : start]
    if lead and lead[-1] in {"were", "was", "are", "is"} and "among" in lead[:-1]:
        kind = _named_kind(lead[lead.index("among") : -1])
        return None if kind is None else Fate(kind, part=True)
    of_them = behind[:1] == ("of",) and behind[1:2] and behind[1] in _WHOM
    inside = bool(lead) and (
        lead[-1] in {"including", "among"} or lead[-2:] in {("among", "them"), ("of", "whom"), ("of", "them")}
    )
    if not (of_them or inside) or suffered_now(sentence, noun):
        return None
    return _whole(sentence, number, out, earlier)


def suffered_now(sentence: Sentence, noun: Noun) -> bool:
    """Whether the noun's own predicate follows at once: "of whom 29 were killed"."""
    ahead = sentence.lower[noun.end : noun.end + 3]
    ahead = ahead[: ahead.index(",")] if "," in ahead else ahead
    return any(low in SUFFERED or low in BEFELL for low in ahead)


def _named_kind(words: Sequence[str]) -> FigureKind | None:
    """The kind in "the dead", "those killed"."""
    if not {"the", "those"} & set(words[:2]) and words[:1] != ("among",):
        return None
    return next((TOLL[word] for word in words if word in TOLL), None)


def _whole(sentence: Sentence, number: Number, out: list[_Counted], earlier: Sequence[Figure]) -> Fate | None:
    """The fate of the figure that a part belongs to."""
    if out:
        return Fate(out[-1].fate.kind, out[-1].fate.hedged, part=True)
    for at in range(number.start - 1, -1, -1):
        if (kind := INFLICTED.get(sentence.lower[at]) or SUFFERED.get(sentence.lower[at])) is not None:
            return Fate(kind, part=True)
    closing = next((k for k in range(number.end, len(sentence.lower)) if sentence.lower[k] in {",", ")"}), None)
    if closing is not None and (fate := suffered_after(sentence, closing + 1)) is not None:
        return fate
    recent = earlier[-1] if earlier and sentence.index - earlier[-1].sentence <= 1 else None
    return Fate(recent.kind, recent.hedged, part=True) if recent else None


def _of_fate(sentence: Sentence, number: Number) -> Fate | None:
    """ "the death of two Marines"."""
    at = number.start - 1
    while at > 0 and sentence.lower[at] in {"the", "at", "least"}:
        at -= 1
    if at < 1 or sentence.lower[at] != "of":
        return None
    kind = OF.get(sentence.lower[at - 1])
    return Fate(kind) if kind else None


def _toll(sentence: Sentence, number: Number, noun: Noun, earlier: Sequence[Figure]) -> Fate | None:
    """ "the death toll rose to 34", "put the number of wounded at 20", "brings to 1,900 the number of troops killed"."""
    lower = sentence.lower
    lead = lower[number.start - 1] if number.start else ""
    if (
        number.replaces is None
        and lead not in REACHES
        and lower[number.start : number.start + 1] not in {("over",), ("above",)}
    ):
        return None
    if lower[number.end : number.end + 3] == ("the", "number", "of"):
        inner = noun_after(sentence, number.end + 3)
        return suffered_after(sentence, inner.end)
    window = lower[max(number.start - TOLL_REACH, 0) : number.start]
    heads = [at for at, low in enumerate(window) if low in TOLL_HEADS]
    if not heads or (noun.head and not is_counted(noun.head)):
        return None
    kinds = [TOLL[low] for low in window if low in TOLL]
    if window[heads[-1]] in {"number", "figure", "count"} and not kinds:
        return None
    return Fate(kinds[-1] if kinds else FigureKind.KILLED)


def _chained(
    sentence: Sentence, number: Number, noun: Noun, before: _Counted | None, earlier: Sequence[Figure]
) -> Fate | None:
    """A further object of the same verb ("two soldiers and three civilians"), or more of the same bodies."""
    if sentence.lower[number.end : number.end + 1] == ("more",) and _FOUND & set(sentence.lower[number.end :]):
        recent = earlier[-1] if earlier and sentence.index - earlier[-1].sentence <= 2 else None
        return Fate(recent.kind) if recent and recent.noun.split()[-1:] and recent.noun.split()[-1] in _BODIES else None
    if before is None:
        return None
    end = max(before.noun.end, before.number.end)
    between = sentence.lower[end : number.start]
    if between in {("and",), (",",), (",", "and"), ("or",), ("as", "well", "as")} and noun.head:
        return Fate(before.fate.kind, before.fate.hedged)
    return None


def _superseded(sentence: Sentence, number: Number, out: list[_Counted]) -> bool:
    """Note on the figure before that this number is what it supersedes: "…, up from 144"."""
    lead = sentence.lower[max(number.start - 6, 0) : number.start]
    up = lead[-2:] in {("up", "from"), ("down", "from")} or (lead[-1:] == ("of",) and _EARLIER & set(lead))
    up = up or lead[-1:] == ("from",) and bool({"rose", "risen", "revised", "raised", "increased"} & set(lead))
    if up and out and number.replaces is None:
        out[-1] = replace(out[-1], number=replace(out[-1].number, replaces=number.value))
    return up


def _inherited(sentence: Sentence, noun: Noun, out: list[_Counted]) -> str:
    """What is counted where the text leaves it out: what the number before in the sentence counts ("… and 20 wounded")."""
    whole = next((one for one in reversed(out) if not one.fate.part), None)
    if noun.head or whole is None:
        return ""
    return _words(sentence, whole.noun.start, whole.noun.end) or whole.inherited


def _figure(sentence: Sentence, one: _Counted, speaker: str | None) -> Figure:
    number, noun = one.number, one.noun
    end = noun.end if noun.end > noun.start else number.end
    name = _words(sentence, noun.start, noun.end) or one.inherited or _counted_head(sentence, number)
    start = sentence.starts[number.start]
    last = sentence.offset_after(max(end, number.end) - 1)
    return Figure(
        kind=one.fate.kind,
        value=number.value,
        qualifier=number.qualifier,
        noun=name,
        speaker=speaker,
        words=_words(sentence, number.start, max(end, number.end)),
        start=start,
        end=last,
        sentence=sentence.index,
        high=number.high,
        replaces=number.replaces,
        part=one.fate.part,
        hedged=one.fate.hedged,
        counted=number.counted,
        place=_place(sentence, max(end, number.end)),
        time=_time(sentence, max(end, number.end)),
    )


def _counted_head(sentence: Sentence, number: Number) -> str:
    """ "bodies" in "the bodies of four of them"."""
    head = sentence.lower[number.start - 2] if number.start > 1 and sentence.lower[number.start - 1] == "of" else ""
    return head if head in _BODIES else ""


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
    order = [*range(at, len(sentence.words)), *range(at)]
    for k in order:
        if sentence.lower[k] in WEEKDAYS:
            return sentence.words[k]
        if sentence.lower[k] in MONTHS and sentence.words[k][0].isupper():
            day = sentence.words[k + 1 : k + 2]
            return f"{sentence.words[k]} {day[0]}" if day and day[0].isdigit() else None
    return None
