"""The feeds of a page: where they may be, and what was found there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Origin(StrEnum):
    """How a feed's address came to be known."""

    ITSELF = "itself"  #: it is what was asked for
    SITE = "site"  #: this is where the site is known to have its feeds
    LINKED = "linked"  #: the page names it as its feed
    LINK = "link"  #: a link on the page that looks like one
    GUESS = "guess"  #: a place where many sites have theirs


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed's."""

    url: str
    origin: Origin
    title: str | None = None  #: what the page calls it


@dataclass(frozen=True, slots=True)
class Found:
    """What stood at a candidate's address."""

    url: str
    origin: Origin
    title: str | None = None
    home: str | None = None
    language: str | None = None
    entries: int = 0
    newest: datetime | None = None
    samples: tuple[str, ...] = ()  #: the first headlines
    problem: str | None = None  #: in words; of a feed that works, what is odd about it
    works: bool = True  #: False where there is no feed to be had


@dataclass(frozen=True, slots=True)
class Discovery:
    """What looking for the feeds of an address gave."""

    address: str  #: what was looked at
    feeds: tuple[Found, ...] = ()  #: that work, the best first
    failed: tuple[Found, ...] = ()  #: that the page or the site names, and that do not
    notes: tuple[str, ...] = ()  #: what else there is to know, in sentences
    site: str | None = None  #: what the page calls its site
    requests: int = 0

    @property
    def whose(self) -> str | None:
        """What to call the outlet of these feeds, where nobody says: as the page does, else as its first feed does."""
        return self.site or next((feed.title for feed in self.feeds if feed.title), None)
