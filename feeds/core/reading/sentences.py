"""Sentences as rows of words, with their places in the text and what stands in quotation marks.

Borders come from ``sentencex``; two things are mended: it cuts after "5 a.m." before a name, and it cuts a
quotation off the small-lettered rest of its sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import sentencex

#: A sentence of more words is a list, a table or a text without sentences: nothing is read from it.
LONGEST = 160

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?!\w)"  # U.S.
    r"|[^\W\d_]\.(?=\s[^\W\d_])"  # Susan E. Rice
    r"|(?:Gen|Lt|Col|Maj|Capt|Brig|Sgt|Adm|Cmdr|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Rev|St)\."
    r"|\d+(?:[.,]\d+)*(?:[^\W\d_]+)?"  # 1,900 and 120mm
    r"|[^\W\d_][^\W_]*s['’](?=\s[^\W\d_])"  # the rebels' commander
    r"|[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*"  # al-Mezze, Syria's
    r"|[^\w\s]|_"
)
_AM_PM = re.compile(r"\b[ap]\.m\.\s*$")
_PARAGRAPH = re.compile(r"\n\s*\n|\n")
_QUOTES = {"“": True, "”": False, "«": True, "»": False, "„": True}
_SHORT_FORM = re.compile(r"(?:m|s|re|ve|ll|d|t)\b")
_SINGLE = frozenset("'‘’")
_ANY_QUOTE = re.compile("[\"“”«»„'‘’]")
#: Titles that sentencex may take for the end of a sentence when a name follows.
_TITLE_END = re.compile(
    r"\b(?:Gen|Lt|Col|Maj|Capt|Brig|Sgt|Adm|Cmdr|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|St|Rev|No|Spc|Pfc|Pvt|Cpl)\.\s*$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. The four rows are equally long, one entry a word or sign."""

    index: int
    start: int  #: character offset in the text
    end: int
    words: tuple[str, ...]
    lower: tuple[str, ...]  #: small letters, straight apostrophes
    starts: tuple[int, ...]  #: character offsets in the text
    quoted: tuple[bool, ...]  #: whether the word stands in quotation marks
    opens: bool  #: whether a quotation is open where the sentence begins

    def offset_after(self, at: int) -> int:
        """The character offset behind the word ``at``."""
        return self.starts[at] + len(self.words[at])


def sentences(text: str) -> tuple[Sentence, ...]:
    """The text's sentences, in its order; those of more than ``LONGEST`` words have no words."""
    found: list[Sentence] = []
    inside = False
    for start, end, fresh in _spans(text):
        inside = inside and not fresh
        sentence = _sentence(text, len(found), (start, end), inside)
        inside = _inside_after(sentence, inside)
        found.append(sentence)
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a paragraph begins, for every stretch that is a sentence."""
    pending: tuple[int, int] | None = None
    fresh = True
    for start, end, breaks in _pieces(text):
        if breaks:
            if pending:
                yield (*pending, fresh)
            pending, fresh = None, True
        elif pending and _joined(text, pending, start):
            pending = (pending[0], end)
        else:
            if pending:
                yield (*pending, fresh)
                fresh = False
            pending = (start, end)
    if pending:
        yield (*pending, fresh)


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """What sentencex cuts, cut once more at ends of lines."""
    for piece in sentencex.get_sentence_boundaries("en", text):
        start, end = piece["start_index"], piece["end_index"]
        at = start
        for line in _PARAGRAPH.finditer(text, start, end):
            if text[at : line.start()].strip():
                yield at, line.start(), False
            yield line.start(), line.end(), True
            at = line.end()
        if text[at:end].strip():
            yield at, end, False


def _joined(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether what begins at ``start`` goes on with the sentence before."""
    following = text[start : start + 4].lstrip()[:1]
    tail = text[max(before[0], before[1] - 12) : before[1]]
    return following.islower() or bool(_AM_PM.search(tail)) or bool(_TITLE_END.search(tail))


def _sentence(text: str, index: int, span: tuple[int, int], inside: bool) -> Sentence:  # noqa: FBT001 - a state
    found = [(match.group(), match.start()) for match in islice(_TOKEN.finditer(text, *span), LONGEST + 1)]
    if len(found) > LONGEST:
        found = []
    words = tuple(word for word, _ in found)
    starts = tuple(start for _, start in found)
    quoted = tuple(_quotes(text, found, inside)) if _ANY_QUOTE.search(text, *span) else (inside,) * len(found)
    lower = tuple(word.lower() for word in words)
    if any(word[-1] == "." or "’" in word for word in words):
        lower = tuple(_small(low) for low in lower)
    return Sentence(index, *span, words, lower, starts, quoted, inside)


def _small(low: str) -> str:
    """A word in small letters with a straight apostrophe, and without the dot of an abbreviation that has one."""
    low = low.replace("’", "'")
    return low.removesuffix(".") if len(low) > 2 and "." not in low[:-1] else low


def _quotes(text: str, found: list[tuple[str, int]], inside: bool) -> Iterator[bool]:  # noqa: FBT001 - as above
    """For each word whether it stands in quotation marks; the marks themselves do.

    Single marks hold within one sentence only: an apostrophe looks the same.
    """
    single = False
    for word, start in found:
        if word in _SINGLE:
            before = single
            single = _single(text, word, start, single)
            yield inside or single or before
            continue
        opening = _opening(text, word, start)
        yield inside or single if opening is None else True
        inside = inside if opening is None else opening


def _single(text: str, word: str, start: int, inside: bool) -> bool:  # noqa: FBT001 - as above
    """Whether a single quotation is open behind the sign at ``start``."""
    before, after = text[start - 1 : start] if start else " ", text[start + 1 : start + 2]
    if word != "’" and (before.isspace() or before in "(—–-") and after.isalnum():
        return not _SHORT_FORM.match(text, start + 1)
    return inside and after.isalnum()


def _opening(text: str, word: str, start: int) -> bool | None:
    """Whether a sign opens (True) or closes (False) a quotation; None for what is no quotation mark.

    Straight marks are told by what stands around them, not by counting: one that is missing spoils nothing further on.
    """
    if word != '"':
        return _QUOTES.get(word)
    before, after = text[start - 1 : start] if start else " ", text[start + 1 : start + 2]
    return (before.isspace() or before in "([—–-") and bool(after) and not after.isspace()


def _inside_after(sentence: Sentence, inside: bool) -> bool:  # noqa: FBT001 - as above
    for word, quoted, at in zip(
        reversed(sentence.words), reversed(sentence.quoted), range(len(sentence.words) - 1, -1, -1), strict=True
    ):
        if word in _QUOTES:
            return _QUOTES[word]
        if word == '"':
            return quoted and at + 1 < len(sentence.words) and sentence.quoted[at + 1]
        return quoted
    return inside
