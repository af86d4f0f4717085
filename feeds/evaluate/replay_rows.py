"""Rows of recorded items, of whichever set, as reports that feeds carry at a moment.

The sets name the same things differently; what is read: ``title``; ``text`` or ``summary``; ``outlet`` or ``feed``;
``url`` or ``link``; ``id``; ``lang``; ``published``; ``first_seen``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feeds.core.normalise import EARLIEST
from feeds.errors import BadRows
from feeds.evaluate import jsonl
from feeds.model import Entry

#: When the first of rows without a time is taken to have come, and how long after the row before it another.
UNDATED, APART = datetime(2020, 1, 1, tzinfo=UTC), timedelta(minutes=1)
#: The outlet of rows that name none.
UNNAMED = "unnamed"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry that a feed carries from a moment on."""

    row_id: str  #: the row's ``id``, else its address, else ``line N``
    outlet: str
    seen: datetime
    entry: Entry


def carried(path: Path, *, tell: Callable[[float], None] = lambda _: None) -> list[Carried]:
    """The file's rows in the order of ``first_seen``, else of ``published``; one without either comes after the row
    before it.

    Raises ``BadRows``, with the line, for a row that has none of ``title``, ``text`` and ``summary``, a time that is
    none, or a field that is no text; what ``jsonl.rows`` raises.
    """
    found, before = list[Carried](), UNDATED - APART
    for number, row in jsonl.numbered(path, {}, tell=tell):
        try:
            one = _carried(row, number, before)
        except ValueError as exc:
            raise BadRows(f"{path}, line {number}: {exc}.") from exc
        before = one.seen
        found.append(one)
    return sorted(found, key=lambda one: one.seen)


def _carried(row: Row, number: int, before: datetime) -> Carried:
    if not any(isinstance(row.get(name), str) for name in ("title", "text", "summary")):
        raise ValueError("it has none of 'title', 'text' and 'summary'")
    published, first_seen, link = _moment(row, "published"), _moment(row, "first_seen"), _said(row, "url", "link")
    times = [moment for moment in (first_seen, published) if moment and moment >= EARLIEST]
    row_id = _said(row, "id") or link or f"line {number}"
    entry = Entry(
        title=_said(row, "title") or "",
        summary=_said(row, "text", "summary") or "",
        guid=row_id,
        link=link,
        published=published,
        language=_said(row, "lang"),
    )
    return Carried(row_id, _said(row, "outlet", "feed") or UNNAMED, times[0] if times else before + APART, entry)


def _said(row: Row, *names: str) -> str | None:
    """The first of the fields that says something; a number counts as written, for ids are numbers in some sets."""
    for name in names:
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise ValueError(f"{name!r} is no text")  # noqa: TRY004 - of the data, not of a caller
        if value not in {None, ""}:
            return str(value)
    return None


def _moment(row: Row, name: str) -> datetime | None:
    spelt = _said(row, name)
    if spelt is None:
        return None
    try:
        moment = datetime.fromisoformat(spelt)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise ValueError(f"{name!r} is no time: {spelt[:40]!r}") from exc


def together(reports: list[Carried], *, within: timedelta, most: int) -> Iterator[list[Carried]]:
    """Reports that are taken in at one moment: those of one stretch of time, at most so many of an outlet."""
    batch, of_outlet = list[Carried](), dict[str, int]()
    for one in reports:
        if batch and (one.seen - batch[0].seen >= within or of_outlet.get(one.outlet, 0) >= most):
            yield batch
            batch, of_outlet = [], {}
        batch.append(one)
        of_outlet[one.outlet] = of_outlet.get(one.outlet, 0) + 1
    if batch:
        yield batch
