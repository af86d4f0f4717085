"""Outlets and feeds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.ids import FeedId, OutletId
from feeds.model.rhythm import UNKNOWN, Condition, Oddity, Redirection, Rhythm
from feeds.model.websub import Subscription


class Terms(StrEnum):
    """What may be done with an outlet's text."""

    LINK_ONLY = "link_only"  #: its headline and a link, nothing else
    EXCERPT = "excerpt"  #: besides, up to 40 marked words
    NO_DERIVATIVES = "no_derivatives"  #: as a whole or not at all: never cut into a brief
    FULL_WITH_CREDIT = "full_with_credit"  #: any sentence, with the outlet's credit line


class Affiliation(StrEnum):
    """For whom an outlet speaks."""

    PARTY = "party"  #: the official voice of a party to the conflict
    STATE = "state"  #: the official voice of a third state
    INDEPENDENT = "independent"
    UN_NGO = "un_ngo"


class Trust(StrEnum):
    """How far the desk trusts an outlet."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Outlet:
    """The publisher behind one or more feeds."""

    name: str  #: unique, as readers see it
    home: str | None = None
    language: str | None = None  #: BCP 47, lower case: ``en``
    country: str | None = None
    affiliation: Affiliation = Affiliation.INDEPENDENT
    side: str | None = None  #: the party it speaks for, where affiliation is PARTY
    owner: str | None = None
    terms: Terms = Terms.EXCERPT
    credit: str | None = None  #: line to print where terms ask for one
    trust: Trust = Trust.NORMAL
    pictures: bool = False  #: whether its pictures may be shown beside its words
    full_text: bool = False  #: whether its articles are read where its feeds give stubs
    excludes: tuple[str, ...] = ()  #: words that tell another's work, which its terms do not cover: ``Reuters``
    model: bool | None = None  #: whether a language model may be given its text; None as its terms say
    blocked: bool = False  #: whether the law where the channel is read forbids handing it on


@dataclass(frozen=True, slots=True)
class FeedSeed:
    """A feed to know about, from a feed list or a command."""

    url: str
    outlet: Outlet
    title: str | None = None
    beat: str | None = None  #: the topic that it is filed under: its folder in a list


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FeedForPoll:
    """What polling a feed needs to know, from the store."""

    id: FeedId
    url: str
    outlet_id: OutletId
    outlet: Outlet
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None  #: SHA-256 of the last payload that was parsed
    last_ok_at: datetime | None = None  #: None until the first good fetch
    failures: int = 0  #: in a row
    interval: float = 0.0  #: seconds between the last two planned checks; 0 before the first
    planned_at: datetime | None = None  #: when this check was due
    push: Subscription | None = None  #: at the hub that the feed names, as it stood when this was read
    rhythm: Rhythm = UNKNOWN
    moved: Redirection | None = None  #: where its address has been leading for good
    oddity: Oddity | None = None  #: of the last document that was read


@dataclass(frozen=True, slots=True)
class FeedIntent:
    """What to record about one attempt to poll a feed, whatever became of it."""

    feed_id: FeedId
    checked_at: datetime
    next_check_at: datetime
    interval: float
    ok: bool
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    title: str | None = None  #: the feed's own, where it gave one
    new_items: int = 0
    failures: int = 0
    problem: str | None = None  #: in words, None where all was well
    pause: str | None = None  #: reason to pause the feed, None to leave it active
    rhythm: Rhythm = UNKNOWN
    moved: Redirection | None = None
    oddity: Oddity | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed as ``/sources`` and ``heliograph feeds list`` show it."""

    id: FeedId
    url: str
    title: str | None
    outlet: Outlet
    state: FeedState
    items: int  #: stored so far
    next_check_at: datetime
    last_checked_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    failures: int
    problem: str | None
    beat: str | None = None
    rhythm: Rhythm = UNKNOWN
    moved: Redirection | None = None
    oddity: Oddity | None = None
    push: Subscription | None = None
    told: Condition | None = None  #: the condition that the desk was told of last, None after its recovery
    told_at: datetime | None = None  #: when it was told of this feed last
    lag: float | None = None  #: seconds, median: how long after the first report of a story it comes with its own
