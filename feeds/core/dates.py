"""Times as feeds write them, in the two usual forms by a pattern, in all others by feedparser's many.

The patterns hold what feedparser reads in just one way; whatever is doubtful (seconds of 60, a zone that is not in the
list) goes to it. Both give the same moment: a property compares them.
"""

import re
from datetime import UTC, datetime

from feeds.core import fields

_MAIL = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d\d:\d\d:\d\d) (?:GMT|UTC|Z|UT|([+-]\d\d[0-5]\d))",
    re.ASCII,
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:[0-5]\d)", re.ASCII)
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MONTHS = {name: f"{number:02}" for number, name in enumerate(_MONTH_NAMES.split(), start=1)}


def moment(written: str) -> datetime | None:
    """The moment in UTC that a text names; None where it names none, or one before ``fields.EARLIEST_YEAR``."""
    standard = _standard(written)
    if standard is None:
        return _by_feedparser(written)
    try:
        found = datetime.fromisoformat(standard)
        found = found if found.tzinfo is UTC else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return _by_feedparser(written)
    return found if found.year >= fields.EARLIEST_YEAR else None


def _standard(written: str) -> str | None:
    """A text in one of the two usual forms in that of ISO 8601 with whole seconds; None where it is in none of them."""
    if found := _MAIL.fullmatch(written):
        day, month, year, clock, zone = found.groups()
        return f"{year}-{_MONTHS[month]}-{day:0>2}T{clock}{zone or 'Z'}"
    found = _ISO.fullmatch(written)
    return found[1] + found[2] if found else None


def _by_feedparser(written: str) -> datetime | None:
    if not written:
        return None
    from feedparser.datetimes import _parse_date  # noqa: PLC0415 - loaded where it is needed; has no other name

    parts = _parse_date(written)
    return fields.moment(*parts[:6]) if parts else None
