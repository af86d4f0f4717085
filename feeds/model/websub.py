"""Push: the hub that a feed names, and how the subscription there stands (WebSub)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.ids import FeedId


class PushState(StrEnum):
    """How far a subscription has come."""

    NONE = "none"  #: a hub is known; it has not been asked yet, or did not take the request
    ASKED = "asked"  #: the hub took the request and has to verify it
    ACTIVE = "active"  #: verified; what is published is pushed until the lease ends
    DENIED = "denied"  #: the hub does not want us, or failed so often that this is what it comes to
    LAPSED = "lapsed"  #: the lease ended before it could be renewed


@dataclass(frozen=True, slots=True)
class HubLink:
    """What discovery found: whom to ask, and for what."""

    hub: str
    topic: str  #: the feed's canonical address, by which the hub knows it


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed's subscription at a hub. Of the addresses that hubs call, only hashes of their tokens are kept."""

    feed_id: FeedId
    hub: str
    topic: str
    next_at: datetime  #: when something is to be done about it
    state: PushState = PushState.NONE
    callback: bytes | None = None  #: of the address that the hub has verified, while the lease lasts
    asked: bytes | None = None  #: of the address given with a request that is not verified yet
    asked_at: datetime | None = None
    lease_ends_at: datetime | None = None
    delivered_at: datetime | None = None  #: when a notification last brought something new
    missed_at: datetime | None = None  #: when a poll last found something that should have been pushed
    failures: int = 0  #: requests in a row that came to nothing
    problem: str | None = None  #: in words

    def runs(self, now: datetime) -> bool:
        """Whether the hub has verified it and the lease is not over."""
        return self.state is PushState.ACTIVE and self.lease_ends_at is not None and self.lease_ends_at > now
