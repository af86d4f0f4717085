"""The outbox as a state machine: what may become of a delivery, and when it may be tried again.

::

    READY ──claim→ SENDING ──sent→ SENT
      ↑ ↖──retry────┘ │ │ └─rejected→ REJECTED
      │               │ └─gone→ GONE
      │               └─uncertain, or the process died→ UNCERTAIN ──found→ SENT
      └──────────────────────────── send again ────────────┘  └──assumed→ DROPPED
    READY ──taken back→ DROPPED

A post and its deliveries are committed before anything is sent; the message is sent only from SENDING, so that a crash
at any point leaves a row that says so. ``REJECTED``, ``SENT``, ``GONE`` and ``DROPPED`` are final.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model import DeliveryState, PostBrief, Settlement

S = DeliveryState

ALLOWED: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    S.READY: frozenset({S.SENDING, S.DROPPED}),
    S.SENDING: frozenset({S.SENT, S.READY, S.UNCERTAIN, S.REJECTED, S.GONE}),
    S.UNCERTAIN: frozenset({S.SENT, S.READY, S.DROPPED}),
    S.SENT: frozenset(),
    S.REJECTED: frozenset(),
    S.GONE: frozenset(),
    S.DROPPED: frozenset(),
}

#: Seconds to wait after the first failed attempt, doubled with each further one, up to the longest.
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0


class Outcome(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    RETRY = "retry"  #: it certainly did not arrive: flood limit, or it never left this machine
    UNCERTAIN = "uncertain"  #: it may have arrived
    REJECTED = "rejected"  #: the post's own fault
    REFUSED = "refused"  #: the chat's fault: the post is kept until the chat takes it
    GONE = "gone"  #: the reader blocked us or left
    FATAL = "fatal"  #: the token is no longer ours: publishing stops


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt's outcome with what came with it."""

    outcome: Outcome
    message_id: int | None = None
    retry_after: float | None = None  #: seconds Telegram asks to wait
    problem: str | None = None
    moved_to: int | None = None  #: the chat's new id, where it was upgraded


def settle(attempt: Attempt, *, attempts: int, at: datetime) -> Settlement:
    """What to record about an attempt; ``attempts`` counts this one."""
    match attempt.outcome:
        case Outcome.SENT:
            return Settlement(S.SENT, at, message_id=attempt.message_id)
        case Outcome.UNCERTAIN:
            return Settlement(S.UNCERTAIN, at, problem=attempt.problem)
        case Outcome.REJECTED:
            return Settlement(S.REJECTED, at, problem=attempt.problem)
        case Outcome.GONE:
            return Settlement(S.GONE, at, problem=attempt.problem)
        case Outcome.RETRY | Outcome.REFUSED | Outcome.FATAL:
            wait = timedelta(seconds=max(attempt.retry_after or 0, backoff(attempts)))
            return Settlement(S.READY, at, not_before=at + wait, problem=attempt.problem)


def backoff(attempts: int) -> float:
    """Seconds to wait after that many attempts in a row."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(20, max(0, attempts - 1)))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Nobody has seen this post yet: change what it says."""

    post: PostBrief


@dataclass(frozen=True, slots=True)
class Edit:
    """The post is out: write over it, not before this time."""

    not_before: datetime


def plan_revision(posts: Sequence[PostBrief], *, now: datetime, edit_after: timedelta) -> Rewrite | Edit | None:
    """How a story's revision reaches its post: None where the story has no post.

    Edits are gathered: one waits ``edit_after`` before it is sent, and revisions that come meanwhile go into it.
    """
    if not posts:
        return None
    if posts[-1].untouched and not posts[-1].done:  # one that was taken back is done, and nobody will ever see it
        return Rewrite(posts[-1])
    return Edit(now + edit_after)
