"""When an RSS feed asks not to be read: ``skipHours`` and ``skipDays``, as bits of one number.

Bits 0 to 23 are hours in UTC, bits 24 to 30 days, Monday first. RSS 2.0 numbers hours from 0 to 23
(https://www.rssboard.org/rss-specification), Netscape's RSS 0.91 from 1 to 24
(https://www.rssboard.org/rss-0-9-1-netscape): 24 is taken for 0. What skips every hour or every day of the week says
nothing and is dropped, like whatever is no hour and no day.

A feed's own elements stand before its first item or after its last, so nothing else is searched: items may quote them.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

HOURS = 0xFF_FFFF  #: all hours
DAYS = 0x7F << 24  #: all days
_FIRST_DAY = 24
#: Of the bits behind the hours.
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Bytes before the first and after the last item that are searched.
_SEARCHED = 64 * 1024
_ASIDE = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_ITEM = re.compile(rb"<(?:\w+:)?item[\s>]")
_END = re.compile(rb"</(?:\w+:)?item\s*>")
_SKIPS = re.compile(rb"<skip(?:Hours|Days)\b[^>]{0,200}>.{0,4000}?</skip(?:Hours|Days)\s*>", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(rb"<(hour|day)\b[^>]{0,200}>\s*([A-Za-z0-9]{1,12})\s*</", re.IGNORECASE)


def of_document(data: bytes) -> int:
    """The times that a document names, in any encoding in which ASCII is ASCII; 0 where there are none."""
    found = [_NAMED.findall(part) for part in _SKIPS.findall(_outside_of_items(data))]
    named = [(kind.lower(), value.decode("ascii")) for part in found for kind, value in part]
    return mask((value for kind, value in named if kind == b"hour"), (value for kind, value in named if kind == b"day"))


def mask(hours: Iterable[str], days: Iterable[str]) -> int:
    """Hours and days as a feed names them, as bits."""
    valid = {int(hour) % 24 for hour in hours if hour.isascii() and hour.isdigit() and len(hour) < 4 and int(hour) < 25}
    named = {DAY_NAMES.index(day.title()) for day in days if day.title() in DAY_NAMES}
    return _sensible(sum(1 << hour for hour in valid) | sum(1 << _FIRST_DAY + day for day in named))


def skipped(bits: int, moment: datetime) -> bool:
    """Whether a feed asks not to be read at a moment."""
    utc, kept = moment.astimezone(UTC), _sensible(bits)
    return bool(kept >> utc.hour & 1 or kept >> _FIRST_DAY + utc.weekday() & 1)


def after(bits: int, moment: datetime, *, most: datetime) -> datetime:
    """The first moment, from the one given on and not after ``most``, at which a feed may be read."""
    while moment < most and skipped(bits, moment):
        moment = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(moment, most)


def _sensible(bits: int) -> int:
    """Without what would leave no hour, or no day."""
    hours, days = bits & HOURS, bits & DAYS
    return (0 if hours == HOURS else hours) | (0 if days == DAYS else days)


def _outside_of_items(data: bytes) -> bytes:
    first = _ITEM.search(data)
    if first is None:
        return _ASIDE.sub(b"", data[:_SEARCHED])
    last = data[-_SEARCHED:]
    ends = [match.end() for match in _END.finditer(last)]
    return _ASIDE.sub(b"", data[: min(first.start(), _SEARCHED)]) + _ASIDE.sub(b"", last[ends[-1] :] if ends else b"")
