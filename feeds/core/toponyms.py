"""The keys under which places are looked up: folded names, so that spellings of one name meet.

``fold`` takes off case, diacritics, apostrophes and hyphens, and writes every Arabic article inside a name as ``al``.
``loose`` goes further, for names that reach Latin letters from Arabic script: one letter for each class of vowels, no
doubled consonants, no silent ending (Baqouba, Baqubah; Qusair, Quseir, Al Quşayr).
``cases`` undoes the most frequent case endings of Russian and Ukrainian names (в Бахмуте → бахмут).
"""

import re
import unicodedata
from functools import lru_cache

#: Forms that the Arabic article takes in Latin letters, before "sun letters" and in dialects.
ARTICLES = frozenset(("al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "er", "es", "esh", "et", "ez"))
#: Words in small letters that may stand inside a name.
INSIDE = ARTICLES | {
    "de", "of", "la", "le", "sur", "upon", "am", "der", "na", "du", "del", "au", "aux", "les", "da", "do", "di", "e",
    "i",
}  # fmt: skip
#: Countries whose names come from Arabic script and whose leading article is dropped from the key.
ARABIC = frozenset((
    "AE", "BH", "DZ", "EG", "EH", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TD",
    "TN", "YE",
))  # fmt: skip
#: Countries for whose names ``loose`` is meant.
TRANSLITERATED = ARABIC | {"AF", "IR", "PK", "SO"}
#: Shorter names meet too many others to be compared loosely.
SHORTEST_LOOSE = 5

_LETTERS = str.maketrans(
    {"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("'’‘ʼʻʿʾ`´ʹ′ьъ")
)
_APART = re.compile(r"[^\w]+")
_SOUNDS = (
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("ou|oo|aw|au|ow|w"), "u"),
    (re.compile("ei|ey|ai|ay|iy|yi|ie|y"), "i"),
    (re.compile("o"), "u"),
    (re.compile("e"), "a"),
    (re.compile("dh|dj"), "d"),
    (re.compile("[gq]h?"), "g"),
    (re.compile(r"(?<=[aiu])[ht]\b"), ""),
    (re.compile(r"a\b"), ""),
)
#: Case ending → what may stand in the nominative instead.
_CASES = (
    ("ской", ("ская",)), ("ської", ("ська",)), ("ській", ("ська",)), ("ском", ("ск",)), ("ске", ("ск",)),
    ("ого", ("ий", "ое", "е")), ("ому", ("ий", "ое", "е")), ("ым", ("ый", "ое")), ("ом", ("", "о")),
    ("ой", ("а", "ая")), ("ою", ("а",)), ("ии", ("ия",)), ("ії", ("ія",)), ("ию", ("ия",)), ("ію", ("ія",)),
    ("ях", ("и",)), ("ах", ("ы", "и")), ("ів", ("и",)), ("ем", ("", "ь")), ("ві", ("в", "ва")),
    ("ове", ("ов", "ово")), ("еве", ("ев", "ево")), ("єві", ("їв",)), ("єва", ("їв",)),
    ("кові", ("ків",)), ("кова", ("ків",)),
    ("е", ("", "а", "о")), ("і", ("", "а", "ь", "я")), ("у", ("", "а", "о")), ("ю", ("", "я", "ь")),
    ("а", ("", "о")), ("я", ("", "ь")), ("ы", ("", "а")), ("и", ("", "а", "я", "ь")),
)  # fmt: skip
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The key of a name: folded words joined by single spaces; an article inside is ``al``, one in front stays."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _APART.sub(" ", letters.translate(_LETTERS)).split()
    return " ".join("al" if number and word in ARTICLES else word for number, word in enumerate(words))


def bare(key: str) -> str:
    """The key without an Arabic article in front; the key itself where there is none, or nothing behind it."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in ARTICLES else key


@lru_cache(maxsize=50_000)
def loose(key: str) -> str:
    """The key of all names that sound like this one in Latin letters from Arabic script; "" if it is too short."""
    sound = bare(key)
    if len(sound) < SHORTEST_LOOSE or not sound.isascii():
        return ""
    for letters, sign in _SOUNDS:
        sound = letters.sub(sign, sound)
    return sound if len(sound) >= SHORTEST_LOOSE - 1 else ""


def cases(key: str) -> tuple[str, ...]:
    """Nominatives that a Cyrillic key may be a case of, likeliest first; empty for other scripts and short words."""
    head, _, word = key.rpartition(" ")
    if len(word) < 5 or not _CYRILLIC.match(word):
        return ()
    front = f"{head} " if head else ""
    return tuple(
        front + word[: len(word) - len(ending)] + instead
        for ending, nominatives in _CASES
        if word.endswith(ending)
        for instead in nominatives
    )
