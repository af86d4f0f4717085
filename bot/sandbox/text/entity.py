"""Message entities: the value, its order, and which kinds may hold which."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""Kinds that may overlap others and are cut where others begin or end, in the order in which they are written."""

QUOTES = frozenset({"blockquote", "expandable_blockquote"})
PREFORMATTED = frozenset({"code", "pre"})

_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of a message; offset and length count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    user_id: int = 0
    custom_emoji_id: str = ""
    unix_time: int = 0
    date_time_format: str = ""

    @property
    def end(self) -> int:
        """The first offset after the entity."""
        return self.offset + self.length

    def to_json(self) -> dict[str, Any]:
        """The Bot API's MessageEntity, but for `user`, which the caller knows."""
        answer: dict[str, Any] = {"offset": self.offset, "length": self.length, "type": self.type}
        for name in ("url", "language", "custom_emoji_id", "unix_time", "date_time_format"):
            if value := getattr(self, name):
                answer[name] = value
        return answer


def order(entity: Entity) -> tuple[int, int, int]:
    """Sort key: by offset, the longer first, then by the rank of the kind."""
    rank = _PRIORITY.get(entity.type, 50)
    if entity.type == "pre" and entity.language:
        rank = 10
    return entity.offset, -entity.length, rank


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Sort the way Telegram lists entities."""
    return sorted(entities, key=order)


def utf16_length(text: str) -> int:
    """Length in the units in which entities are measured."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
