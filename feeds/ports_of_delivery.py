"""What the use cases need of storage to deliver exactly once, as protocols; ``feeds.ports`` hands them on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from feeds.model import (
    CaseId,
    ChainHead,
    DeliveryId,
    DueDelivery,
    Failure,
    Heard,
    Link,
    Missed,
    NewPost,
    Payload,
    PostBrief,
    PostId,
    ReaderId,
    Settlement,
    StoryId,
    Target,
    TargetKind,
)


class Outbox(Protocol):
    """Posts and their deliveries: the only thing handed from ``feeds`` to ``bot``."""

    async def add(self, post: NewPost) -> PostId | None:
        """Add a post with its deliveries; None where it is there already (same kind, story and revision, or key)."""

    async def of_story(self, story_id: StoryId) -> list[PostBrief]:
        """A story's NEW, EDIT and DEVELOPMENT posts, the oldest first."""

    async def rewrite(
        self, post_id: PostId, payload: Payload, *, revision: int, not_before: datetime | None = None
    ) -> bool:
        """Replace what an untouched post says, and when it goes where that is given; False where a delivery of it has
        been attempted meanwhile.
        """

    async def receipts(self, story_id: StoryId) -> list[tuple[Target, int]]:
        """Where a story's NEW post stands: target and message id of each sent delivery."""

    async def due(self, now: datetime, *, limit: int) -> list[DueDelivery]:
        """READY deliveries whose time has come, at most one a target, none for a target that has one in flight or
        uncertain; for each target the oldest; CASE and NOTICE, then NEW, EDIT and ROUNDUP; readers last. An EDIT is
        due only once the story's NEW post has a receipt for its target.
        """

    async def claim(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Take a READY delivery for sending (attempts + 1); False where it is not READY any more."""

    async def settle(self, delivery_id: DeliveryId, settlement: Settlement) -> None:
        """Record how an attempt ended."""

    async def get(self, delivery_id: DeliveryId) -> DueDelivery:
        """One delivery, whatever its state; raises ``NotFound``."""

    async def last_message(self, target: Target) -> int:
        """The newest message id that a receipt of this target names; 0 where there is none."""

    async def retarget(self, old: Target, new: Target) -> int:
        """Readdress what is open for a chat that was given a new id; how many deliveries that were."""

    async def newest_at(self) -> datetime | None:
        """When the newest post was added; None where there is none."""

    async def put_forward(self, by: timedelta) -> None:
        """Let what was put off be due so much earlier: the machine's clock was put back."""

    async def in_flight(self) -> list[DueDelivery]:
        """Deliveries left in SENDING, as after a kill."""

    async def uncertain(self) -> list[DueDelivery]:
        """Deliveries whose arrival is unknown."""

    async def count_new_since(self, moment: datetime) -> int:
        """How many NEW posts were added after ``moment`` (for the hourly cap)."""

    async def pending(self) -> int:
        """How many posts have a delivery to a channel that is READY."""

    async def take_back(self, story_id: StoryId, *, at: datetime, but_notes: bool = False) -> int:
        """Drop a story's READY channel and reader deliveries; how many those are. ``but_notes``: not the corrections
        that are on their way to those who have its post.
        """

    async def drop_pending(self, *, at: datetime) -> list[StoryId]:
        """Drop all READY channel and reader deliveries, but those that correct or withdraw what is out; the stories of
        the NEW posts among them.
        """


class Arrivals(Protocol):
    """What is known of messages that arrived, or may have."""

    async def addressed(self, story_id: StoryId) -> list[Target]:
        """The channels that a story's NEW post went to, or will go to."""

    async def holders(self, story_id: StoryId) -> int:
        """How many readers got a story's NEW post, or may have."""

    async def hear(self, target: Target, nonces: Collection[str], message_id: int, *, photo: bool) -> bool:
        """Note that a message which carries one of the nonces stands in the target as ``message_id``; False where no
        delivery in flight or uncertain carries it.
        """

    async def heard(self, delivery_id: DeliveryId) -> Heard | None:
        """What was heard of a delivery that is in flight or uncertain."""

    async def rest_stands(self, delivery_id: DeliveryId) -> bool:
        """Whether the rest of the story's text, which did not fit under its photo, stands in the delivery's chat."""

    async def add_rest(self, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Add the delivery of the rest of a text to the same chat; False where there is one."""

    async def missed(self, reader_id: ReaderId, *, since: datetime | None) -> list[Missed]:
        """What may not have reached a reader since a moment, the newest first, at most ten."""

    async def adopt_card(self, case_id: CaseId, message_id: int, *, at: datetime) -> bool:
        """Somebody pressed a case's card: take its delivery as arrived, where that is not known yet."""


class Failures(Protocol):
    """Dead letters: deliveries that were refused for the post's own fault, by post and kind of target."""

    async def newest(self, *, limit: int) -> list[Failure]:
        """The newest dead letters, the newest first."""

    async def get(self, post_id: PostId, kind: TargetKind) -> Failure | None:
        """One, None where it is a dead letter no more."""

    async def retry(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Send again; how many deliveries that are."""

    async def drop(self, post_id: PostId, kind: TargetKind, *, at: datetime) -> int:
        """Give up for good; how many deliveries that are."""


class Chain(Protocol):
    """The chain of revisions: what was published, each bound to the one before."""

    async def append(self, post_id: PostId, *, at: datetime) -> Link | None:
        """Make a published post the newest link; None where it is one already, or is of a kind that is not published.
        Raises ``NotFound``.
        """

    async def head(self) -> ChainHead | None:
        """The newest link; None where there is none."""

    async def links(self, *, after: int, limit: int) -> list[Link]:
        """At most ``limit`` links whose number is greater than ``after``, in order."""

    async def find(self, which: int | str) -> list[Link]:
        """The link of this number; or all of a story, by its public id in any case, with the round-ups that still list
        it. Empty where there are none.
        """

    async def erase(self, which: int | str, *, why: str, at: datetime) -> list[int]:
        """Erase text and salt of what ``find`` finds; the numbers of the links that still had them, whose place is
        marked now. Raises ``NotFound`` where there are no links at all.
        """
