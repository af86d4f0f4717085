"""What stands between quotation marks, and whether somebody is quoted so."""

import re
from collections.abc import Sequence

from feeds.core import text as texts

_MARKED = (
    re.compile("“([^“”]*)”"),
    re.compile('"([^"]*)"'),
    re.compile("«([^«»]*)»"),
    re.compile("„([^„“”]*)[“”]"),
    re.compile(r"(?<!\w)[‘']((?:[^'‘’]|(?<=\w)['’](?=\w))+)['’](?!\w)"),
)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_ENDS = " ,.;:!?…'\"-–—"


def quotations(text: str) -> tuple[str, ...]:
    """The words between marks, as they are compared."""
    return tuple(normal for pattern in _MARKED for found in pattern.finditer(text) if (normal := comparable(found[1])))


def is_balanced(text: str) -> bool:
    """Whether every quotation mark that opens is closed."""
    pairs = text.count("“") + text.count("„") == text.count("”") and text.count("«") == text.count("»")
    return pairs and text.count('"') % 2 == 0


def is_quoted(words: str, said: Sequence[str]) -> bool:
    """Whether words stand, whole, in one of the quotations."""
    return any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", one) for one in said)


def comparable(text: str) -> str:
    """A text for comparing: straight marks, single spaces, small letters, no sign at its end."""
    return texts.squeeze(text.translate(_STRAIGHT)).casefold().strip(_ENDS)
