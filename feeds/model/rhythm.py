"""What is remembered of how a feed behaves: how often it says something, what it asks for, where it moves to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from feeds.model.ids import FeedId, OutletId, StoryId


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a feed has behaved so far; ``feeds.core.rhythm`` says how it is learnt."""

    rate: float | None = None  #: items a second, weighted towards the newest; None until something new came
    rated_at: datetime | None = None  #: when something new last came, at first the first good fetch
    habit: float = 0.0  #: seconds: the longest silence of late
    expected_by: datetime | None = None  #: silence beyond this is out of habit
    breaking_until: datetime | None = None  #: until then it is followed closely
    ttl: float | None = None  #: seconds that its last document asked to be left alone
    skips: int = 0  #: when it asks not to be read; ``feeds.core.skips`` has the bits


#: the rhythm of a feed that was never fetched well
UNKNOWN: Final = Rhythm()


@dataclass(frozen=True, slots=True)
class Redirection:
    """That a feed's address redirects for good."""

    target: str
    times: int = 1  #: good fetches in a row that were led there


class Oddity(StrEnum):
    """What was wrong with a feed's last document as a whole."""

    PAGE = "page"  #: it was a web page
    UNDATED = "undated"  #: none of its entries had a usable time


class Condition(StrEnum):
    """How a feed is, in a word. ``feeds.core.health`` says which holds; the desk is told of those in ``AILING``."""

    FINE = "fine"
    UNTRIED = "untried"
    SILENT = "silent"  #: nothing new for far longer than its own habit, though it is fetched well
    UNDATED = "undated"  #: none of its entries has a usable time
    DOUBLE = "double"  #: it has moved for good to an address that is another feed's
    FAILING = "failing"
    BROKEN = "broken"  #: a web page comes instead of a feed, several times in a row
    PAUSED = "paused"


#: what the desk is told of
AILING: Final = frozenset({Condition.SILENT, Condition.UNDATED, Condition.DOUBLE, Condition.BROKEN, Condition.PAUSED})


@dataclass(frozen=True, slots=True)
class Outbreak:
    """What is remembered of telling the desk about feeds."""

    since: datetime | None = None  #: since when most feeds fail; None while they do not
    ended_at: datetime | None = None  #: when most feeds failed last
    spoke_at: datetime | None = None  #: when the desk was told something last


@dataclass(frozen=True, slots=True)
class Sighting:
    """A feed's first report of a story."""

    feed_id: FeedId
    outlet_id: OutletId
    story_id: StoryId
    at: datetime  #: when it was fetched
    opened_at: datetime  #: when the story was
