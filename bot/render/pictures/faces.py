"""The letters of pictures: one free face in two weights (DejaVu Sans Condensed) with Latin, Cyrillic, Greek, Armenian,
Georgian, Hebrew and Arabic letters. A character that it does not have is left out rather than drawn as a box.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import ImageFont

#: A name of which so great a share cannot be written is not written at all.
UNREADABLE = 1 / 3

_FILES = {False: "DejaVuSansCondensed.ttf", True: "DejaVuSansCondensed-Bold.ttf"}
_SCRIPT_MARKS = frozenset("\u200c\u200d")  #: joiners, which Persian needs


@cache
def face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels."""
    return ImageFont.truetype(BytesIO(_bytes(bold=bold)), size)


@cache
def _bytes(*, bold: bool) -> bytes:
    return files("bot.render.pictures").joinpath("fonts", _FILES[bold]).read_bytes()


@cache
def _has(character: str) -> bool:
    """Whether the face has a character: what it lacks looks like a character that nobody has."""
    probe = face(20)
    mask, lacking = probe.getmask(character), probe.getmask("\uffff")
    return (mask.size, bytes(mask)) != (lacking.size, bytes(lacking))


def writable(text: str, longest: int = 200) -> str:
    """The text in one line as it can be written; "" where too much of it cannot be.

    Controls, marks that steer the direction, and characters without a glyph are left out.
    """
    plain = " ".join(unicodedata.normalize("NFC", text[: 2 * longest]).split())[:longest]
    kept = [c for c in plain if c == " " or c in _SCRIPT_MARKS or (_visible(c) and _has(c))]
    letters = sum(not c.isspace() for c in plain)
    written = sum(not c.isspace() for c in kept)
    return "" if written == 0 or letters - written > UNREADABLE * letters else " ".join("".join(kept).split())


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"


def cut(text: str, size: int, width: float, *, bold: bool = False) -> str:
    """The text, ended by … where it is wider than so many pixels."""
    font = face(size, bold=bold)
    if font.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
