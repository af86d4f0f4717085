"""What a response's head says, as one frozen object that answers small questions. Pure: head and time in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from feeds.errors import HttpStatus

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Those that are for good (RFC 9110, 15.4.2 and 15.4.9).
REDIRECTS_FOR_GOOD = frozenset({301, 308})
#: Those after which a form is sent again (RFC 9110; WebSub, §5.1.2); after others it would be another request.
REDIRECTS_OF_FORMS = frozenset({307, 308})

LONGEST_WAIT = 30 * 24 * 3600.0  #: more than this no header can ask for
LONGEST_VALIDATOR = 1024

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """The head of a response, as it stood when it came."""

    status: int
    headers: Mapping[str, str]  #: names in whatever case; of several with one name, the first
    now: datetime

    @property
    def is_ok(self) -> bool:
        """Whether there is what was asked for."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_modified(self) -> bool:
        """Whether it is other than what the request says to know already."""
        return self.status != HTTPStatus.NOT_MODIFIED

    @property
    def is_rate_limited(self) -> bool:
        """Whether the server says that it is asked too often, or too much at the moment."""
        return self.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}

    @property
    def leads_on(self) -> bool:
        """Whether what was asked for is somewhere else."""
        return self.status in REDIRECTS

    @property
    def leads_forms_on(self) -> bool:
        """Whether a form is to be sent somewhere else."""
        return self.status in REDIRECTS_OF_FORMS

    @property
    def come_back_in(self) -> float | None:
        """Seconds the server asks to wait; None where it does not ask."""
        return retry_after(self.headers, now=self.now)

    @property
    def fresh_for(self) -> float | None:
        """Seconds for which the response says that it stays fresh; None where it does not say."""
        return max_age(self.headers, now=self.now)

    @property
    def etag(self) -> str | None:
        """What to send back the next time; None where there is none, or an odd one."""
        return validator(self.headers.get("ETag"))

    @property
    def last_modified(self) -> str | None:
        """The same, as a date."""
        return validator(self.headers.get("Last-Modified"))

    @property
    def content_type(self) -> str | None:
        """What the server calls the document."""
        return validator(self.headers.get("Content-Type"))

    def error(self, *, url: str) -> HttpStatus:
        """The error that a response is which brings nothing."""
        wait, limited = self.come_back_in, self.is_rate_limited
        return HttpStatus(_said(self.status), url=url, status=self.status, retry_after=wait, is_rate_limited=limited)


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


def _said(status: int) -> str:
    try:
        return f"the server answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"the server answered {status}"


def _date(value: str) -> datetime | None:
    """The moment that an HTTP date names; one without a zone is in UTC."""
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _until(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
