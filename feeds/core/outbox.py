"""The outbox as a state machine: what may become of a delivery, and when it may be tried again.

::

    READY ──claim→ SENDING ──sent→ SENT
      ↑ ↖──retry────┘ │ │ └─rejected→ REJECTED
      │               │ └─gone→ GONE
      │               └─uncertain, or the process died→ UNCERTAIN ──found→ SENT
      ├──────────────────────────── send again ────────────┘  └──assumed→ DROPPED
      │               └─a reader's whose end is unknown→ MISSED
      └─by hand─ REJECTED ──by hand→ DROPPED
    READY ──taken back→ DROPPED

A post and its deliveries are committed before anything is sent; the message is sent only from SENDING, so that a crash
at any point leaves a row that says so. ``SENT``, ``GONE``, ``DROPPED`` and ``MISSED`` are final; ``REJECTED`` is a dead
letter, which a person may send again or drop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model import DeliveryState, DueDelivery, PostBrief, PostKind, Settlement, TargetKind

S = DeliveryState

ALLOWED: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    S.READY: frozenset({S.SENDING, S.DROPPED}),
    S.SENDING: frozenset({S.SENT, S.READY, S.UNCERTAIN, S.REJECTED, S.GONE, S.MISSED}),
    S.UNCERTAIN: frozenset({S.SENT, S.READY, S.DROPPED}),
    S.REJECTED: frozenset({S.READY, S.DROPPED}),  # by hand alone
    S.SENT: frozenset(),
    S.GONE: frozenset(),
    S.DROPPED: frozenset(),
    S.MISSED: frozenset(),
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
    photo: bool = False  #: it stands as a photo with a caption
    rest: bool = False  #: a text that did not fit under its photo must follow, as part 1
    degraded: str | None = None  #: why it was sent as plain text, in words for the desk


def bearable(attempt: Attempt, due: DueDelivery) -> Attempt:
    """What an unknown end means where it need not be settled: an edit is made again, for twice is once; so is what goes
    to the desk, which may see a card twice but must not fall silent. Of a channel and of a reader it stays unknown.
    """
    again = due.edits_message is not None or due.target.kind is TargetKind.DESK
    return replace(attempt, outcome=Outcome.RETRY) if again and attempt.outcome is Outcome.UNCERTAIN else attempt


def settle(attempt: Attempt, *, attempts: int, at: datetime, to: TargetKind = TargetKind.CHANNEL) -> Settlement:
    """What to record about an attempt; ``attempts`` counts this one. A reader rather misses a story than gets it twice:
    his /latest lists it.
    """
    match attempt.outcome:
        case Outcome.SENT:
            return Settlement(S.SENT, at, message_id=attempt.message_id)
        case Outcome.UNCERTAIN:
            missed = to is TargetKind.READER
            return Settlement(S.MISSED if missed else S.UNCERTAIN, at, problem=attempt.problem)
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


@dataclass(frozen=True, slots=True)
class Answer:
    """The post is out: answer it, not before this time."""

    not_before: datetime


def plan_revision(posts: Sequence[PostBrief], *, now: datetime, edit_after: timedelta) -> Rewrite | Edit | None:
    """How a story's revision reaches its post: None where the story has no post.

    Edits are gathered: one waits ``edit_after`` before it is sent, and revisions that come meanwhile go into it. The
    next one begins to wait only when that has been attempted; so there is at most one in ``edit_after``, however many
    revisions come and for however long.
    """
    shown = [post for post in posts if post.kind is not PostKind.DEVELOPMENT]
    if not shown:
        return None
    if _waits(shown[-1]):
        return Rewrite(shown[-1])
    return Edit(now + edit_after)


def plan_development(
    posts: Sequence[PostBrief], *, now: datetime, quiet: timedelta, every: timedelta
) -> Rewrite | Answer | None:
    """How a material development reaches the channels: None where no channel has the story's post.

    It comes ``quiet`` after the post at the earliest, and ``every`` after the development before it; what comes
    meanwhile goes into the one that waits. Both are counted from when the message went, not from when it was decided.
    """
    answers = [post for post in posts if post.kind is not PostKind.EDIT]
    if answers and _waits(answers[-1]):
        return Rewrite(answers[-1]) if answers[-1].kind is PostKind.DEVELOPMENT else None
    told = told_last(posts)
    if told is None or told.sent_at is None:
        return None
    return Answer(max(now, told.sent_at + (every if told.kind is PostKind.DEVELOPMENT else quiet)))


def told_last(posts: Sequence[PostBrief]) -> PostBrief | None:
    """What a story's readers were last told in a message of its own: its newest post or development that has left."""
    return next((post for post in reversed(posts) if post.kind is not PostKind.EDIT and not post.untouched), None)


def _waits(post: PostBrief) -> bool:
    """Nobody has seen it yet, and somebody will: one that was taken back is done."""
    return post.untouched and not post.done
