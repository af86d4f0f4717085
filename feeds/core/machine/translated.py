"""Whether a translation can be one of what was translated.

Observations
    Names are written otherwise in another language, and who says what is said with other words: a program that does not
    speak both cannot tell. It can tell that a number is new or gone, that somebody is quoted who was not, that a piece
    is missing, far too long or in the wrong language. Readers are told that it is a machine translation, and the words
    of the reports stand under it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from feeds.core import harm
from feeds.core import text as texts
from feeds.core.reading.numbers import quantities
from feeds.core.reading.sentences import sentences
from feeds.model import Doubt, Flaw

#: How many times as long, or as short, a translation may be, in characters; a shorter one than the last says nothing.
LONGER, SHORTER, SHORT = 3.0, 0.2, 40
#: Numbers up to this one may be written in words in any language, and so need not be found in digits.
IN_WORDS = 20
#: Share of a text's words that are common words of its language.
COMMON = 0.12

_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f'’ ]\d{3})*(?!\d)(?:[.,]\d+)?|\d+")
_GROUPS = re.compile(r"(?<=\d)[.,\u00a0\u202f'’ ](?=\d{3}(?!\d))")
_MARK = re.compile(r"[“”„«»\"「」『』]|(?<!\w)['‘‚]|['’](?!\w)")


def doubt(
    pieces: Sequence[str], told: Sequence[str], language: str, common: Mapping[str, frozenset[str]]
) -> Doubt | None:
    """Why the pieces that were told cannot be a translation, None where they can.

    ``common`` has the common words of languages, in small letters.
    """
    if len(pieces) != len(told):
        return Doubt(Flaw.LENGTH)
    if any(not one.strip() for one in told):
        return Doubt(Flaw.EMPTY)
    for piece, one in zip(pieces, told, strict=True):
        if found := _piece(piece, one):
            return found
    return None if speaks(" ".join(told), language, common) else Doubt(Flaw.LANGUAGE)


def speaks(text: str, language: str, common: Mapping[str, frozenset[str]]) -> bool:
    """Whether a text may be in a language: by its script, and by the common words of it and of others."""
    if texts.language(language, text) != language:
        return False
    words = texts.words(text)
    if not words:
        return False
    shares = {one: sum(word in known for word in words) / len(words) for one, known in common.items()}
    if language not in shares:  # nothing is known of it but its script; it must be none of those that are known
        return max(shares.values(), default=0.0) < 2 * COMMON
    return shares[language] >= COMMON and shares[language] >= max(shares.values()) * 0.8


def _piece(piece: str, told: str) -> Doubt | None:
    size = len(told) / max(1, len(piece))
    if len(told) > SHORT and not SHORTER <= size <= LONGER:
        return Doubt(Flaw.LENGTH)
    if len(_MARK.findall(told)) // 2 > len(_MARK.findall(piece)) // 2:
        return Doubt(Flaw.QUOTATION)
    if harm.find(told) and not harm.find(piece):
        return Doubt(Flaw.HARM)
    ours, theirs = _numbers(told), _numbers(piece)
    in_words = {_spelt(value) for row in sentences(piece) for _, _, value in quantities(row)}
    new = [number for number in ours - theirs if number not in in_words]
    gone = [number for number in theirs - ours if float(number) > IN_WORDS]
    return Doubt(Flaw.NUMBER, (new or gone)[0]) if new or gone else None


def _numbers(text: str) -> Counter[str]:
    """The numbers in digits, without what groups them, with a point for a comma."""
    return Counter(_spelt(_GROUPS.sub("", found)) for found in _DIGITS.findall(text))


def _spelt(number: int | str) -> str:
    return str(number).replace(",", ".")
