"""PURE: a sender's text made into the text that readers get: cleaned, trimmed, its entities mended and completed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.sandbox.text.entity import Entity, utf16_length
from bot.sandbox.text.find import find_entities
from bot.sandbox.text.overlap import add_found, fix_overlaps

_DROPPED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_ODD = re.compile(rf"[\x00-\x09\x0b-\x1f{''.join(_DROPPED)}\U00010000-\U0010ffff]")
"""What is dropped, replaced, or two units long."""
_MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_INVISIBLE = frozenset(" \n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e\u2063\u2064\u2061\u2062")


class BadTextError(ValueError):
    """The text cannot be sent; the message is Telegram's."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its entities."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


def _is_blank(text: str) -> bool:
    return all(char in _INVISIBLE for char in text)


def _clean(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Drop and replace characters as Telegram does, moving the entities along."""
    if _ODD.search(text) is None:
        same, whole = range(len(text) + 1), [True] * (len(text) + 1)
        return _joiners(text), [_moved(entity, same, whole) for entity in entities]
    kept: list[str] = []
    new_offset = [0]
    boundary = [True]
    position = 0
    for char in text:
        width = 1 + (char > "\uffff")
        if char not in _DROPPED:
            kept.append(" " if char < " " and char != "\n" else char)
            position += width
        new_offset += [position] * width
        boundary += [False] * (width - 1) + [True]
    moved = [_moved(entity, new_offset, boundary) for entity in entities]
    return _joiners("".join(kept)), [entity for entity in moved if entity.length]


def _joiners(text: str) -> str:
    return _MARKS.sub(lambda found: "\u200c" * len(found.group()), text)


def _moved(entity: Entity, new_offset: Sequence[int], boundary: Sequence[bool]) -> Entity:
    last = len(new_offset) - 1
    if entity.offset > last or (entity.offset == last and entity.length):
        raise BadTextError(f"Entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > last:
        raise BadTextError(
            f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the text at UTF-16 offset "
            f"{entity.end}"
        )
    if not boundary[entity.offset]:
        raise BadTextError("Entity begins in a middle of a UTF-16 symbol")
    if not boundary[entity.end]:
        raise BadTextError(f"Entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 symbol")
    offset = new_offset[entity.offset]
    return replace(entity, offset=offset, length=new_offset[entity.end] - offset)


def _without_blank(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Move entities past the blanks they begin with; drop those of nothing else."""
    units = text.encode("utf-16-le")
    blanks = {b" \0", b"\n\0"}
    kept = []
    for entity in entities:
        offset = entity.offset
        while offset < entity.end and units[2 * offset : 2 * offset + 2] in blanks:
            offset += 1
        if offset < entity.end:
            kept.append(replace(entity, offset=offset, length=entity.end - offset))
    return kept


def _trim(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    ended = text.rstrip(" \n")
    begun = ended.lstrip(" \n")
    skipped = len(ended) - len(begun)
    last = utf16_length(ended)
    moved = [replace(one, offset=one.offset - skipped, length=min(one.end, last) - one.offset) for one in entities]
    return begun, moved


def make_formatted(
    text: str, entities: Iterable[Entity] = (), *, commands: bool = True, allow_empty: bool = False
) -> Formatted:
    """Return the text as it will be kept and shown, or raise BadTextError."""
    given = fix_overlaps(entity for entity in entities if entity.length)
    cleaned, given = _clean(text, given)
    if _is_blank(cleaned):
        if allow_empty:
            return Formatted()
        raise BadTextError("Text must be non-empty")
    given = fix_overlaps(_without_blank(cleaned, given))
    trimmed, given = _trim(cleaned, given)
    complete = add_found(fix_overlaps(given), find_entities(trimmed, commands=commands))
    return Formatted(trimmed, tuple(_without_blank(trimmed, complete)))
