"""Small questions about a response's headers. Pure: headers and the time in, seconds or texts out."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 30 * 24 * 3600.0  #: more than this no header can ask for
LONGEST_VALIDATOR = 1024

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds the server asks to wait, given as a number or as a date; None where it does not ask."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_WAIT)
    return _until(_date(value), now)


def max_age(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds for which the response says that it stays fresh; None where it does not say, or says that it does not."""
    control = headers.get("Cache-Control", "")
    if _NOT_KEPT.search(control):
        return None
    if found := _MAX_AGE.search(control):
        return min(float(found.group(1)), LONGEST_WAIT)
    return _until(_date(headers.get("Expires", "")), _date(headers.get("Date", "")) or now)


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified that may be stored and sent back; None for what is odd."""
    if not value or len(value) > LONGEST_VALIDATOR:
        return None
    return value if value.isascii() and value.isprintable() else None


def _date(value: str) -> datetime | None:
    """The moment that an HTTP date names; one without a zone is in UTC."""
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _until(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
