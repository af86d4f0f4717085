"""The ids of stories that readers see: ``7K3F`` for a row number, and back.

Four characters of Crockford's base 32 for the first 2²⁰ stories, five for the next 2²⁵, and so on. Within each length
the numbers are shuffled by a fixed bijection, so that neighbours do not look alike and a slip of the finger rarely
hits another story of the same hour. The bijection is part of the data: links in old posts depend on it.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST: Final = 4
LONGEST: Final = 12
_MULTIPLIERS: Final = (0x9E3779B1, 0x85EBCA6B)
_START: Final = 0x5BD1E  # so that the first story is not 0000
#: What is read as what: letters that are none of ours, and those of other alphabets that look like ours.
_READ_AS: Final = str.maketrans(
    "OILАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "011ABEKMH0PCTYX1JSABEZH1KMN0PTYX",
    "- ",
)


def public_id(story_id: int) -> str:
    """The id that readers see for a row number from 1 on."""
    number = story_id - 1
    if number < 0:
        raise ValueError(f"a story's number starts at 1, not {story_id}")
    length = SHORTEST
    while number >= 1 << 5 * length:
        number -= 1 << 5 * length
        length += 1
    return _write(_shuffle(number, 5 * length), length)


def story_number(text: str) -> int | None:
    """The row number behind an id, however it was typed; None where it cannot be one."""
    spelt = canonical(text)
    if spelt is None:
        return None
    number = 0
    for character in spelt:
        number = number * 32 + ALPHABET.index(character)
    shorter = sum(1 << 5 * length for length in range(SHORTEST, len(spelt)))
    return _unshuffle(number, 5 * len(spelt)) + shorter + 1


#: What stands around an id that was copied out of a sentence, or written as a tag.
_AROUND = " \t\n#.,;:!?()[]\"'“”«»\u2068\u2069"


def canonical(text: str) -> str | None:
    """The id as we write it: any case, O for 0, I and L for 1, Cyrillic and Greek letters that look
    like Latin ones, hyphens and blanks, and what a sentence puts around it; None where it cannot be one.
    """
    spelt = text.strip(_AROUND).upper().translate(_READ_AS)
    if not SHORTEST <= len(spelt) <= LONGEST or any(character not in ALPHABET for character in spelt):
        return None
    return spelt


def _write(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _shuffle(number: int, bits: int) -> int:
    """Fold the high half into the low, multiply by an odd number, twice over: each step can be undone."""
    mask, half = (1 << bits) - 1, bits - bits // 2
    number = number + _START & mask
    for multiplier in _MULTIPLIERS:
        number = (number ^ number >> half) * multiplier & mask
    return number ^ number >> half


def _unshuffle(number: int, bits: int) -> int:
    modulus, half = 1 << bits, bits - bits // 2
    number ^= number >> half
    for multiplier in reversed(_MULTIPLIERS):
        number = number * pow(multiplier, -1, modulus) % modulus
        number ^= number >> half
    return (number - _START) % modulus
