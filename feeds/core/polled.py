"""What is to be recorded of an attempt to poll a feed. Pure: the feed and what came of it in, an intent out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from feeds.core import cadence
from feeds.core.cadence import CadenceRules, Wishes
from feeds.core.documents import is_web_page
from feeds.core.normalise import sane_time
from feeds.errors import FetchError, HttpStatus, ParseError
from feeds.model import FeedForPoll, FeedIntent, Oddity, ParsedFeed, Redirection

#: Good fetches in a row that must be led to the same address for good before it becomes the feed's.
ADOPTED_AFTER = 3
#: Times that are counted; more tell nothing.
MOST_TIMES = 100
#: Characters of an address that may become a feed's.
LONGEST_URL = 2000
#: Different hosts whose feeds fail one after the other, none fetched well in between, before it is taken for an outage;
#: one host's feeds fail together when that host does.
OUTAGE = 5


@dataclass(frozen=True, slots=True)
class At:
    """When, and by what rules, an attempt is judged."""

    now: datetime
    rules: CadenceRules
    jitter: float  #: in [0, 1)


class Answer(Protocol):
    """What is looked at of a good answer: a ``feeds.ports.Fetched`` is one."""

    @property
    def etag(self) -> str | None:
        """The validator to ask with the next time."""

    @property
    def last_modified(self) -> str | None:
        """The other one."""

    @property
    def max_age(self) -> float | None:
        """Seconds, from Cache-Control or Expires."""

    @property
    def retry_after(self) -> float | None:
        """Seconds the server asks to be left alone."""

    @property
    def moved_to(self) -> str | None:
        """Where the address leads for good."""


def taken(
    feed: FeedForPoll,
    answer: Answer,
    document: ParsedFeed,
    digest: str | None,
    *,
    new: int,
    at: At,
) -> FeedIntent:
    """What to record of a document that was taken in."""
    wishes = Wishes(answer.max_age, answer.retry_after, read=True, ttl=document.ttl, skips=document.skips)
    dates = usable_dates(document, now=at.now)
    plan = cadence.after_fetch(
        feed, now=at.now, new_items=new, wishes=wishes, rules=at.rules, jitter=at.jitter, dates=dates
    )
    good = _good(feed, answer, plan, at.now)
    undated = document.entries and not dates
    return replace(
        good,
        payload_digest=digest,
        title=document.title,
        new_items=new,
        problem=document.problems[0] if document.problems else None,
        oddity=Oddity.UNDATED if undated else None,
    )


def usable_dates(document: ParsedFeed, *, now: datetime) -> list[datetime]:
    """When the entries were published, of those that say it in a way that can be."""
    told = (sane_time(entry.published, now=now) for entry in document.entries)
    return [moment for moment, usable in told if usable]


def unchanged(feed: FeedForPoll, answer: Answer, *, at: At) -> FeedIntent:
    """What to record of a document that is as it was."""
    wishes = Wishes(answer.max_age, answer.retry_after)
    plan = cadence.after_fetch(feed, now=at.now, new_items=0, wishes=wishes, rules=at.rules, jitter=at.jitter)
    return _good(feed, answer, plan, at.now)


def failed(
    feed: FeedForPoll,
    error: FetchError | ParseError,
    *,
    body: bytes | None,
    outage: bool,
    at: At,
) -> FeedIntent:
    """What to record of an attempt that failed; ``body`` is what was fetched and cannot be read."""
    plan = cadence.after_failure(feed, now=at.now, error=error, rules=at.rules, jitter=at.jitter, outage=outage)
    return FeedIntent(
        feed_id=feed.id,
        checked_at=at.now,
        next_check_at=plan.next_check_at,
        interval=plan.interval,
        ok=False,
        etag=feed.etag,
        last_modified=feed.last_modified,
        payload_digest=feed.payload_digest,
        failures=feed.failures + 1,
        problem=str(error),
        pause=plan.pause,
        rhythm=plan.rhythm,
        oddity=_oddity(feed, body),
    )


def may_be_the_network(error: FetchError | ParseError, body: bytes | None) -> bool:
    """Whether an attempt may have failed for the network's sake: nothing came, or a page, as of a hotel's gateway. A
    server that says no is there.
    """
    if isinstance(error, FetchError):
        return not isinstance(error, HttpStatus)
    return body is not None and is_web_page(body)


def redirection(feed: FeedForPoll, moved_to: str | None) -> Redirection | None:
    """Where a feed's address leads for good, and for how many good fetches in a row it has done so.

    Not from https to http: who could forge the answers to us once must not be able to do so for ever.
    """
    if moved_to is None or moved_to == feed.url or len(moved_to) > LONGEST_URL:
        return None
    if urlsplit(feed.url).scheme == "https" != urlsplit(moved_to).scheme:
        return None
    if feed.moved is None or feed.moved.target != moved_to:
        return Redirection(moved_to)
    return Redirection(moved_to, min(feed.moved.times + 1, MOST_TIMES))


def _good(feed: FeedForPoll, answer: Answer, plan: cadence.Plan, now: datetime) -> FeedIntent:
    return FeedIntent(
        feed_id=feed.id,
        checked_at=now,
        next_check_at=plan.next_check_at,
        interval=plan.interval,
        ok=True,
        etag=answer.etag,
        last_modified=answer.last_modified,
        payload_digest=feed.payload_digest,
        pause=plan.pause,
        rhythm=plan.rhythm,
        moved=redirection(feed, answer.moved_to),
        oddity=feed.oddity,
    )


def _oddity(feed: FeedForPoll, body: bytes | None) -> Oddity | None:
    """What could not be fetched says nothing new of its content."""
    if body is None:
        return feed.oddity
    return Oddity.PAGE if is_web_page(body) else None
