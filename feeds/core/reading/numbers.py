"""Numbers of a sentence, in words and digits, with what limits them: "at least", "between 20 and 30", "dozens"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import MONTHS
from feeds.model import Qualifier

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}(?:\.\d{1,3})?")
_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * (at + 2) for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12, "score": 20}
_VAGUE = frozenset("dozens scores hundreds thousands tens millions".split())
#: Words with which a number may begin.
_STARTS = frozenset(
    [
        *_UNITS,
        *_TENS,
        *_VAGUE,
        "a",
        "an",
        *(f"{ten}-{unit}" for ten in _TENS for unit in _UNITS if 0 < _UNITS[unit] < 10),
    ]
)
#: Numbers that are called, and what is said of them: "911 dispatch".
_CALLED = frozenset({"911", "999", "112"})
_CALLS = frozenset(
    "dispatch dispatcher dispatchers call calls caller callers operator operators audio tape tapes".split()
)
#: What has a number for a name, in small letters: "Hill 881", "Battalion 40", "Boeing 737".
_NUMBERED = frozenset(
    "hill route highway road battalion brigade regiment apartment flat building flight boeing airbus block ward unit "
    "sector zone checkpoint".split()
)
_MOST = 10**10  #: no number of people is larger

#: Words before a number, longest first, and what they make of it.
_BEFORE: tuple[tuple[tuple[str, ...], Qualifier], ...] = tuple(
    sorted(
        (
            (tuple(words.split()), qualifier)
            for qualifier, phrases in {
                Qualifier.AT_LEAST: (
                    "at least|more than|over|upwards of|in excess of|no fewer than|no less than|not less than|"
                    "a minimum of|well over|as least|above|exceeding|exceeded|exceeds|topped|surpassed|passed"
                ),
                Qualifier.UP_TO: "up to|as many as|fewer than|less than|no more than|at most|a maximum of|under|below",
                Qualifier.ABOUT: (
                    "about|around|some|nearly|almost|approximately|roughly|close to|an estimated|estimated|circa|"
                    "as few as|perhaps|possibly|near|something like|in the region of"
                ),
                Qualifier.EXACT: "only|just|exactly|precisely|a total of|a further|another|all|the|a combined",
            }.items()
            for words in phrases.split("|")
        ),
        key=lambda entry: -len(entry[0]),
    )
)
#: The same by their last word.
_BEFORE_BY_END = {
    last: tuple(entry for entry in _BEFORE if entry[0][-1] == last) for last in {words[-1] for words, _ in _BEFORE}
}
_BEHIND = {"or more": Qualifier.AT_LEAST, "or so": Qualifier.ABOUT, "or fewer": Qualifier.UP_TO}


@dataclass(frozen=True, slots=True)
class Number:
    """A number's words ``start`` to ``end`` (exclusive), its qualifier's included. ``value`` None: a vague word."""

    start: int
    end: int
    value: int | None
    qualifier: Qualifier = Qualifier.EXACT
    high: int | None = None
    replaces: int | None = None  #: "from 3 to 5"
    further: bool = False  #: "another 20"
    counted: bool = True  #: False for the article "a"


def numbers(sentence: Sentence) -> Iterator[Number]:
    """Numbers that may count people, from left to right; no years' days, times, shares, sums of money or measures."""
    behind = 0
    for at, low in enumerate(sentence.lower):
        if at < behind or not (low in _STARTS or "0" <= low[0] <= "9"):
            continue
        found = _number(sentence, at)
        if found is None:
            continue
        if found.counted:
            found = _qualified(sentence, _ranged(sentence, found))
        behind = found.end
        if not _excluded(sentence, found):
            yield found


def _number(sentence: Sentence, at: int) -> Number | None:
    low = sentence.lower[at]
    if low in {"a", "an"}:
        following = sentence.lower[at + 1] if at + 1 < len(sentence.words) else ""
        if following in _SCALES and following != "score":
            return Number(at, at + 2, _SCALES[following], Qualifier.ABOUT)
        return Number(at, at + 1, 1, counted=False) if following != "few" else None
    if low in _VAGUE:
        end = at + 1
        while sentence.lower[end : end + 2] in {("of", "thousands"), ("of", "hundreds"), ("of", "millions")}:
            end += 2
        return Number(at, end, None, Qualifier.ABOUT)
    parsed = _cardinal(sentence, at)
    return None if parsed is None else Number(at, parsed[1], parsed[0])


def _cardinal(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Value of the number that begins at ``at`` and the word behind it."""
    low = sentence.lower[at]
    if low[0].isdigit():
        return _digits(sentence, at) if _DIGITS.fullmatch(low) else None
    total, current, end = 0, 0, at
    while end < len(sentence.lower):
        low = sentence.lower[end]
        if (small := _small(low)) is not None:
            current += small
        elif low in _SCALES and end > at:
            current, total = _scaled(current, total, _SCALES[low])
        elif not (low == "and" and end > at and sentence.lower[end - 1] == "hundred" and _follows(sentence, end)):
            break
        end += 1
    return (total + current, end) if end > at and total + current <= _MOST else None


def _follows(sentence: Sentence, at: int) -> bool:
    return at + 1 < len(sentence.lower) and _small(sentence.lower[at + 1]) is not None


def _scaled(current: int, total: int, scale: int) -> tuple[int, int]:
    if scale <= 100:
        return max(current, 1) * scale, total
    return 0, total + max(current, 1) * scale


def _small(low: str) -> int | None:
    if low in _UNITS or low in _TENS:
        return _UNITS.get(low, _TENS.get(low, 0))
    ten, _, unit = low.partition("-")
    return _TENS[ten] + _UNITS[unit] if ten in _TENS and unit in _UNITS else None


def _digits(sentence: Sentence, at: int) -> tuple[int, int] | None:
    number = float(sentence.words[at].replace(",", ""))
    end = at + 1
    following = sentence.lower[end] if end < len(sentence.lower) else ""
    if following in {"hundred", "thousand", "million", "billion", "dozen"}:
        number, end = number * _SCALES[following], end + 1
    return (round(number), end) if number <= _MOST and (number == int(number) or number >= 1000) else None


def _ranged(sentence: Sentence, low: Number) -> Number:
    """The whole range where the number is its lower end."""
    if low.value is None or low.end + 1 >= len(sentence.words):
        return low
    link, before = sentence.lower[low.end], sentence.lower[low.start - 1] if low.start else ""
    joined = link in {"to", "or", "-", "–"} or (link == "and" and before == "between")
    upper = _cardinal(sentence, low.end + 1) if joined else None
    if upper is None:
        return low
    value, end = upper
    if before == "from" and link == "to":
        return Number(low.start - 1, end, value, replaces=low.value)
    if value <= low.value:
        return low
    start = low.start - 1 if link == "and" else low.start
    return Number(start, end, low.value, Qualifier.AT_LEAST, high=value)


def _qualified(sentence: Sentence, number: Number) -> Number:
    """The number with the words that limit it."""
    start, qualifier, further = number.start, number.qualifier, False
    while (entry := _limit(sentence, start)) is not None:
        words, found = entry
        start -= len(words)
        further = further or words in {("another",), ("a", "further")}
        if found is not Qualifier.EXACT and qualifier in {Qualifier.EXACT, Qualifier.ABOUT}:
            qualifier = found
    end = number.end
    if (behind := _BEHIND.get(" ".join(sentence.lower[end : end + 2]))) is not None:
        qualifier, end = behind, end + 2
    elif sentence.lower[end : end + 1] == ("+",):
        qualifier, end = Qualifier.AT_LEAST, end + 1
    return Number(start, end, number.value, qualifier, number.high, number.replaces, further)


def _limit(sentence: Sentence, at: int) -> tuple[tuple[str, ...], Qualifier] | None:
    for words, qualifier in _BEFORE_BY_END.get(sentence.lower[at - 1], ()) if at else ():
        if at >= len(words) and sentence.lower[at - len(words) : at] == words:
            return words, qualifier
    return None


def _excluded(sentence: Sentence, number: Number) -> bool:
    """Whether the words around make it a date, time, age, share, price or measure."""
    before = sentence.words[number.start - 1] if number.start else ""
    behind = sentence.words[number.end] if number.end < len(sentence.words) else ""
    if before in {"$", "£", "€", "#", ":", "/", "No"} or behind in {"%", "°", "/"} or before.lower() in MONTHS:
        return True
    if (
        behind == ":"
        and sentence.words[number.end + 1 : number.end + 2]
        and sentence.words[number.end + 1][0].isdigit()
    ):
        return True
    if sentence.words[number.end - 1] in _CALLED and behind.lower() in _CALLS:
        return True
    if before.lower() in _NUMBERED and before[0].isupper() and sentence.words[number.start].isdigit():
        return True
    if behind.lower() in MONTHS or before.lower() in {"aged", "age", "page", "article", "chapter", "resolution", "us$"}:
        return True
    return (
        behind == "-"
        and number.end + 1 < len(sentence.words)
        and sentence.words[number.end + 1][0].isalpha()
        and (sentence.starts[number.end + 1] == sentence.offset_after(number.end))
    )


def quantities(sentence: Sentence) -> tuple[tuple[int, int, int | str], ...]:
    """Every number of a sentence, whatever it counts (years, times, shares and money among them): where its words begin
    and end, and its value; words that hold digits and are no plain number, and vague ones, stand for themselves.
    """
    found: list[tuple[int, int, int | str]] = []
    for at, low in enumerate(sentence.lower):
        if found and at < found[-1][1]:
            continue
        if low in _VAGUE or low in _SCALES:
            found.append((at, at + 1, low))
        elif "0" <= low[0] <= "9" or (low in _STARTS and low not in {"a", "an"}):
            value, end = _cardinal(sentence, at) or (low, at + 1)
            found.append((at, end, value))
    return tuple(found)
