"""The names of a sentence, and whether they are names of the reports.

Observations
    English writes names with capitals, and the first word of a sentence too. A model that invents takes another's first
    name or office as readily as a new one.

Theory of operation
    Every capitalised word must stand in the reports with a capital, as it is spelt. At a sentence's beginning a word
    that they have in small letters does, or one that is no name in any text. Two capitalised words side by side must
    stand side by side there, unless the first is an office.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from feeds.core.reading.numbers import quantities
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import MONTHS, WEEKDAYS

#: Words with which a sentence begins and that are no names.
_OPENERS = frozenset(
    (
        "the a an in on at by for from with of to and but as after before while when where since during amid among "
        "about around over under near between both two three four five six seven eight nine ten eleven twelve some "
        "several many more most at least up dozens hundreds thousands officials authorities police people residents "
        "reports witnesses it its he his she her they their this that these those there another other others one no "
        "not if although though however according meanwhile separately earlier later following despite because all "
        "each every any rescuers"
    ).split()
)
#: Words that go before a name and need not do so in the reports.
_OFFICES = frozenset(
    (
        "president prime minister ministry general colonel major captain commander chief governor mayor king queen "
        "prince secretary spokesman spokeswoman spokesperson ambassador mr mrs ms dr gen col maj capt lt senator "
        "foreign defence defense interior us uk un"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """The words of the reports, in small letters and without a genitive."""

    words: frozenset[str]  #: all
    capitalised: frozenset[str]
    pairs: frozenset[tuple[str, str]]  #: that stand side by side, the first of them capitalised


def known(rows: Iterable[Sentence]) -> Known:
    """What the reports' sentences, headlines and names of outlets know."""
    rows = list(rows)
    bare = [[_bare(low) for low in row.lower] for row in rows]
    return Known(
        words=frozenset(word for words in bare for word in words),
        capitalised=frozenset(
            word for row, words in zip(rows, bare, strict=True) for word, at in _capitals(row, words)
        ),
        pairs=frozenset(
            pair
            for row, words in zip(rows, bare, strict=True)
            for at, pair in enumerate(pairwise(words))
            if row.words[at][0].isupper()
        ),
    )


def unknown(sentence: Sentence, reports: Known) -> str | None:
    """The first name of a sentence that the reports do not know, as it stands; None where there is none."""
    opening = next((at for at, word in enumerate(sentence.words) if word[0].isalnum()), 0)
    counted = {at for start, end, _ in quantities(sentence) for at in range(start, end)}  # looked at elsewhere
    names: list[int] = []
    for at, word in enumerate(sentence.words):
        low = _bare(sentence.lower[at])
        if not word[0].isupper() or low == "i" or at in counted:
            continue
        if at == opening and low not in reports.capitalised:
            if low not in reports.words and low not in _OPENERS:
                return word
            continue
        if low not in reports.capitalised:
            return word
        names.append(at)
    return _strange_pair(sentence, names, opening, reports)


def _strange_pair(sentence: Sentence, names: list[int], opening: int, reports: Known) -> str | None:
    for one, other in pairwise(names):
        first, second = _bare(sentence.lower[one]), _bare(sentence.lower[other])
        if other != one + 1 or (one == opening and first in _OPENERS) or first in MONTHS | WEEKDAYS:
            continue
        of_another = sentence.lower[one] != first  # "Arven's Ministry" may be a ministry that is Arven's
        if (first, second) not in reports.pairs and first not in _OFFICES and not of_another:
            return f"{sentence.words[one]} {sentence.words[other]}"
    return None


def _capitals(row: Sentence, words: list[str]) -> Iterator[tuple[str, int]]:
    for at, word in enumerate(row.words):
        if word[0].isupper():
            yield words[at], at


def _bare(low: str) -> str:
    return low.removesuffix("'s").removesuffix("'")
