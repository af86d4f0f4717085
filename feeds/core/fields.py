"""Single fields of an entry, made safe to store and to compare: any value in, a clean one or None out."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

EARLIEST_YEAR = 1971  #: a date before is no date: 1970 is how programs write "unknown"
LONGEST_TTL = 7 * 24 * 3600.0  #: a feed that asks for more is misconfigured

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
#: Addresses that joining to a base and taking apart would leave as they are.
_WHOLE = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:/[!\"$-:<-Z\\^-~\u00a1-\ud7ff]*)?"
    r"(?:\?[!\"$-Z\\^-~\u00a1-\ud7ff]+)?(?:#[!-~\u00a1-\ud7ff]+)?"
)
_MARKED = re.compile(r"</(?:a|b|i|p|em|div|span|strong|ul|ol|li|h[1-6]|blockquote)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE)


def text(value: Any) -> str:
    """The value if it is a text, without NULs, lone surrogates and surrounding space."""
    if not isinstance(value, str):
        return ""
    kept: str = value if value.isascii() else value.encode("utf-8", "ignore").decode()
    return kept.replace("\0", "").strip()


def plain(value: Any) -> str:
    """A text that is declared to be plain, as markup; one that is full of tags nonetheless is taken for markup."""
    cleaned = text(value)
    return cleaned if _MARKED.search(cleaned) else cleaned.replace("<", "&lt;")


def address(value: Any, base: str) -> str | None:
    """The value as an absolute http or https URL, resolved against ``base``."""
    written = text(value)
    if not written:
        return None
    if is_whole(written):
        return written
    try:
        joined = urljoin(base, written)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and parts.netloc else None


def is_whole(written: str) -> bool:
    """Whether a text is an http or https URL that joining it to any base would leave as it is."""
    return _WHOLE.fullmatch(written) is not None


def best_address(values: Iterable[Any], base: str) -> str | None:
    """The first of the values that is an address, one by https if there is any."""
    found = list(filter(None, (address(value, base) for value in values)))
    return next((one for one in found if one.startswith("https:")), found[0] if found else None)


def language(value: Any) -> str | None:
    """The value as a BCP 47 tag in lower case, None where it is none."""
    tag = text(value).lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def moment(*parts: int) -> datetime | None:
    """Year, month, day, hour, minute, second in UTC as a moment; None where there is no such moment."""
    try:
        return datetime(*parts, tzinfo=UTC) if parts[0] >= EARLIEST_YEAR else None  # type: ignore[misc, arg-type]
    except (ValueError, OverflowError):
        return None


def iso_moment(value: Any) -> datetime | None:
    """The moment that an RFC 3339 text names; without a zone it is taken for UTC."""
    try:
        found = datetime.fromisoformat(text(value))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= EARLIEST_YEAR else None


def minutes(value: Any) -> float | None:
    """A number of minutes as seconds; None where it is none, or is no sensible time to wait."""
    try:
        seconds = float(text(value)) * 60
    except ValueError:
        return None
    return seconds if 0 < seconds <= LONGEST_TTL else None
