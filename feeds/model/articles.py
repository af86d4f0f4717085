"""Full text: the articles behind items whose feed gives a stub, and what became of looking them up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.ids import ItemId


class ArticleState(StrEnum):
    """How far the look-up of an article has come."""

    WAITING = "waiting"  #: to be looked up, for the first time or again
    TAKEN = "taken"  #: its text stands in the item
    LEFT = "left"  #: left alone: it may not be read, or has nothing to read


class Wall(StrEnum):
    """What stands before an article's text."""

    PAYWALL = "paywall"
    CONSENT = "consent wall"


@dataclass(frozen=True, slots=True)
class Article:
    """The article of one item, as it stands in the table."""

    item_id: ItemId
    url: str
    state: ArticleState
    next_at: datetime  #: when it is looked up, where it waits
    wanted_at: datetime  #: since when it is wanted
    checked_at: datetime | None = None  #: when it was last looked up
    taken_at: datetime | None = None  #: when the text came that stands in the item; None while the feed's own does
    failures: int = 0  #: look-ups in a row that came to nothing
    problem: str | None = None  #: in words, why it is left or waits again


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of an article held, once read."""

    text: str = ""  #: the article's own words, plain
    title: str = ""  #: as the page calls itself
    wall: Wall | None = None
    sign: str | None = None  #: by what the wall was known, in words


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """How many articles are in which state."""

    waiting: int = 0
    taken: int = 0
    left: int = 0
