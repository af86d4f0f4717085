"""Words of a text with what stands between them, for reading names: one pass, linear in the text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from feeds.core.place_words import TITLES
from feeds.core.toponyms import ARTICLES, INSIDE, fold

#: Names of more words than this are not looked for.
LONGEST = 5
#: A sentence of this many words, most of them capitalised, is a headline in title case.
HEADLINE = 5
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?…;:\n。؟]")
_OWNS = re.compile(r"['’]s?$")


class Gap(IntEnum):
    """What stands before a word."""

    SPACE = 0
    HYPHEN = 1
    COMMA = 2  #: anything that parts without ending the sentence: comma, bracket, quotation mark, dash
    END = 3  #: the sentence before it is over


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, as parallel tuples."""

    text: str
    raw: tuple[str, ...]  #: as written, without 's
    low: tuple[str, ...]  #: the same in small letters
    start: tuple[int, ...]  #: in characters
    end: tuple[int, ...]  #: without 's
    gap: tuple[Gap, ...]
    cap: tuple[bool, ...]  #: begins with a capital letter
    owns: tuple[bool, ...]  #: written with 's
    opens: tuple[int, ...]  #: numbers of the words at which a name may begin, in order
    first: tuple[int, ...]  #: number of the word that opens the sentence
    shouts: frozenset[int]  #: first words of the sentences that are all in capitals: nothing is read in them
    headlines: frozenset[int]  #: first words of the sentences in title case

    def __len__(self) -> int:
        return len(self.raw)

    def joined(self, at: int) -> bool:
        """Whether nothing but a space or hyphen stands between a word and the one before it."""
        return 0 < at < len(self.raw) and self.gap[at] <= Gap.HYPHEN

    def word(self, at: int) -> str:
        """A word in small letters; "" outside the text."""
        return self.low[at] if 0 <= at < len(self.low) else ""

    def name(self, first: int, behind: int) -> str:
        """The text from a word up to, not with, another, as written."""
        return self.text[self.start[first] : self.end[behind - 1]]

    def key(self, first: int, behind: int) -> str:
        """The folded key of a name."""
        return fold(self.name(first, behind))

    def run(self, at: int) -> int:
        """Behind which word the capitalised run that begins here ends; an article in small letters may open it."""
        behind, word = at, at
        while word < min(at + LONGEST, len(self.raw)) and (word == at or self.joined(word)):
            if self.cap[word]:
                behind = word + 1
                if self.owns[word]:
                    break
            elif self.low[word] not in INSIDE:
                break
            word += 1
        return behind


def tokenise(text: str) -> Tokens:
    """The words of a text."""
    found = list(_WORD.finditer(text))
    raw = tuple(_OWNS.sub("", word.group()) or word.group() for word in found)
    low = tuple(word.lower() for word in raw)
    start = tuple(word.start() for word in found)
    end = tuple(begin + len(word) for begin, word in zip(start, raw, strict=True))
    gap = tuple(_gap(text, found, number) for number in range(len(found)))
    cap = tuple(word[0].isupper() for word in raw)
    first = _firsts(gap)
    shouts, headlines = _loud(raw, first)
    return Tokens(
        text=text,
        raw=raw,
        low=low,
        start=start,
        end=end,
        gap=gap,
        cap=cap,
        owns=tuple(len(word) < match.end() - match.start() for word, match in zip(raw, found, strict=True)),
        opens=tuple(_opens(low, cap, gap)),
        first=first,
        shouts=shouts,
        headlines=headlines,
    )


def _gap(text: str, found: list[re.Match[str]], number: int) -> Gap:
    """What stands before a word."""
    if not number:
        return Gap.END
    before = found[number - 1]
    between = text[before.end() : min(found[number].start(), before.end() + 40)]
    if between == " " or not between.strip(" \t\u00a0"):
        return Gap.SPACE
    if between in {"-", "‐", "‑"}:
        return Gap.HYPHEN
    if not _ENDS.search(between):
        return Gap.COMMA
    shortened = between.startswith(".") and (len(before.group()) == 1 or before.group().lower() in TITLES)
    return Gap.SPACE if shortened and between.strip() == "." else Gap.END


def _opens(low: tuple[str, ...], cap: tuple[bool, ...], gap: tuple[Gap, ...]) -> Iterator[int]:
    """The words at which a name may begin: in capitals, or an article in small letters hyphened to one ("al-Mezze")."""
    last = len(low) - 1
    for at, capital in enumerate(cap):
        if capital or (low[at] in ARTICLES and at < last and gap[at + 1] is Gap.HYPHEN and cap[at + 1]):
            yield at


def _firsts(gap: tuple[Gap, ...]) -> tuple[int, ...]:
    """For every word, the word that opens its sentence."""
    firsts, opening = [], 0
    for number, before in enumerate(gap):
        if before is Gap.END:
            opening = number
        firsts.append(opening)
    return tuple(firsts)


def _loud(raw: tuple[str, ...], first: tuple[int, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """The first words of the sentences that are all in capitals, and of those in title case."""
    words, capitals, shouted = Counter[int](), Counter[int](), Counter[int]()
    for word, opening in zip(raw, first, strict=True):
        if len(word) > 3:
            words[opening] += 1
            if word[0].isupper():
                capitals[opening] += 1
                shouted[opening] += word.isupper()
    long = {opening for opening, number in words.items() if number >= HEADLINE}
    shouts = frozenset(opening for opening in long if shouted[opening] >= 0.8 * words[opening])
    headlines = frozenset(opening for opening in long - shouts if capitals[opening] >= 0.8 * words[opening])
    return shouts, headlines
