"""What a person takes out of a story: numbers as they are written, and whether a list is still the one that was read.

Items are numbered from 1 in the order in which they were fetched. What comes later stands behind, so that numbers hold;
they change where stories are made one or split meanwhile, which is what a mark tells.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from feeds.model import Brief, ItemId, StoryItem

#: Numbers that a list can have; more reports than that no story has.
MOST = 9_999
_SPAN = re.compile(r"([0-9]{1,4})(?:[-–]([0-9]{1,4}))?")
_MARK = re.compile(r"(0|[1-9][0-9]{0,3})-[0-9a-f]{8}")


def numbers(said: str, most: int) -> frozenset[int]:
    """The numbers that somebody wrote, such as ``2 5-7`` or ``2, 5–7``, from 1 to ``most``; raises ``ValueError`` with
    the part that is none.
    """
    found: set[int] = set()
    for part in said.replace(",", " ").split():
        span = _SPAN.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last <= most:
            raise ValueError(part)
        found.update(range(first, last + 1))
    return frozenset(found)


def spans(chosen: Iterable[int]) -> str:
    """Numbers as a person writes them, and ``numbers`` reads them: ``2, 5-7``."""
    told: list[list[int]] = []
    for number in sorted(set(chosen)):
        if told and told[-1][1] == number - 1:
            told[-1][1] = number
        else:
            told.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in told)


def mark(items: Sequence[ItemId]) -> str:
    """What a list of items is known by: their number, and a CRC-32 of their row numbers in that order."""
    return f"{len(items)}-{crc32(' '.join(map(str, items)).encode()):08x}"


def is_mark(text: str) -> bool:
    """Whether ``mark`` could have given this."""
    return _MARK.fullmatch(text) is not None


def holds(text: str, items: Sequence[ItemId]) -> bool:
    """Whether the items that a mark was given for are still the first ones, in the same order."""
    if not is_mark(text):
        return False
    return mark(items[: int(text.partition("-")[0])]) == text


def rests_on(brief: Brief, items: Iterable[ItemId]) -> bool:
    """Whether all that a brief shows comes from these items."""
    shown = {brief.headline_item, *(line.item_id for line in brief.sources), *(one.item_id for one in brief.excerpts)}
    return shown.issubset(items)


def shows(brief: Brief, taken: Iterable[StoryItem], left: Iterable[StoryItem]) -> bool:
    """Whether the picture of a brief came with what is taken out of it, and with nothing that is left."""
    if brief.picture is None:
        return False
    with_it = [{picture.url for source in items for picture in source.item.pictures} for items in (taken, left)]
    return brief.picture.url in with_it[0] and brief.picture.url not in with_it[1]


def is_news(source: StoryItem, *, now: datetime, fresh: timedelta) -> bool:
    """Whether an item still is news; one without a date is as old as we have known it."""
    return now - source.told_at <= fresh
