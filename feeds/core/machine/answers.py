"""A language model's answer as values: whatever it says, it is these or a flaw."""

import json
from collections.abc import Sequence
from typing import Any

from feeds.core import text as texts
from feeds.model import Doubt, Flaw, ItemId, Told

#: Characters of an answer that are read.
LONGEST = 20_000


def summary(answer: str, reports: Sequence[ItemId]) -> tuple[Told, ...] | Doubt:
    """The sentences of a summary with the items that they name; a number of no report names none."""
    found = _object(answer)
    rows = found.get("sentences") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        return found if isinstance(found, Doubt) else Doubt(Flaw.GARBLED)
    told = [_told(row, reports) for row in rows]
    if any(one is None for one in told):
        return Doubt(Flaw.GARBLED)
    return tuple(one for one in told if one is not None) or Doubt(Flaw.EMPTY)


def translation(answer: str) -> tuple[str, ...] | Doubt:
    """The pieces of a translation."""
    found = _object(answer)
    pieces = found.get("pieces") if isinstance(found, dict) else None
    if not isinstance(pieces, list):
        return found if isinstance(found, Doubt) else Doubt(Flaw.GARBLED)
    if not all(isinstance(piece, str) for piece in pieces):
        return Doubt(Flaw.GARBLED)
    return tuple(texts.plain(piece) for piece in pieces) or Doubt(Flaw.EMPTY)


def _object(answer: str) -> dict[str, Any] | Doubt:
    """The JSON object of an answer; models like to put words or fences around it."""
    if not answer.strip():
        return Doubt(Flaw.EMPTY)
    start, end = answer.find("{"), answer.rfind("}")
    if len(answer) > LONGEST or not 0 <= start < end:
        return Doubt(Flaw.GARBLED)
    try:
        found = json.loads(answer[start : end + 1])
    except (ValueError, RecursionError):
        return Doubt(Flaw.GARBLED)
    return found if isinstance(found, dict) else Doubt(Flaw.GARBLED)


def _told(row: object, reports: Sequence[ItemId]) -> Told | None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return None
    numbers = row.get("reports")
    if not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        return None
    named = dict.fromkeys(number for number in numbers if 0 < number <= len(reports))
    complete = len(named) == len(set(numbers))
    return Told(texts.plain(row["text"]), tuple(reports[number - 1] for number in named) if complete else ())
