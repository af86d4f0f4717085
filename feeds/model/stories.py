"""Stories and what is said about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.claims import FigureKind
from feeds.model.ids import ItemId, StoryId
from feeds.model.items import Picture
from feeds.model.outlets import Affiliation


class Standing(StrEnum):
    """How far a story has come on its way to the channel."""

    HELD = "held"  #: a case is open at the desk
    WAITING = "waiting"  #: good enough, but the channel is full: for the round-up, or for the first start's choice
    POSTED = "posted"  #: a post is in the outbox, or out
    LISTED = "listed"  #: was a line of a round-up
    ARCHIVED = "archived"  #: about the conflict, but stale or not chosen: in /latest and /search only
    REJECTED = "rejected"  #: by a moderator
    RETRACTED = "retracted"  #: was posted, and withdrawn by a moderator: shown as such wherever it was shown


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of one outlet, verbatim, as its terms allow."""

    outlet: str
    text: str
    item_id: ItemId
    language: str
    credit: str | None = None  #: line that must stand beside it
    whole: bool = False  #: False where words were left out behind it
    rank: int = 0  #: 0 for what matters most: where room is short, the greatest go first


@dataclass(frozen=True, slots=True)
class SpokenFigure:
    """A number of people harmed, as one speaker gives it."""

    kind: FigureKind
    words: str  #: number and noun word for word: ``at least nine people``
    outlet: str  #: whose report has it, and who says it where ``speaker`` is None
    item_id: ItemId
    speaker: str | None = None
    value: int | None = None
    hedged: bool = False  #: may have been, feared, believed
    was: int | None = None  #: the number of the same speaker that it supersedes
    noun: str = ""  #: what is counted; empty where the text does not say


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One outlet's report of a story."""

    outlet: str
    title: str
    url: str | None
    item_id: ItemId
    published_at: datetime
    affiliation: Affiliation
    side: str | None = None
    copy: bool = False  #: the text stands, nearly word for word, in an earlier report of the story
    via: str | None = None  #: whose work it is or rests on, as the text says: ``Reuters``


@dataclass(frozen=True, slots=True)
class Brief:
    """What we say about one revision of a story. Every sentence stands in the item that it names."""

    headline: str
    headline_outlet: str
    headline_item: ItemId
    language: str
    excerpts: tuple[Excerpt, ...]
    sources: tuple[SourceLine, ...]
    outlets: int
    independent: int  #: outlets that did not copy, copies of one wire report counted once
    first_at: datetime
    updated_at: datetime
    picture: Picture | None = None  #: the headline's item's, where its outlet lets it be shown
    places: tuple[str, ...] = ()  #: where it happens, as the items spell it, the first named first
    figures: tuple[SpokenFigure, ...] = ()  #: by speaker, never merged
    more_figures: int = 0  #: figures that other speakers give and that are not shown
    denials: tuple[str, ...] = ()  #: sides, or speakers without one, that deny what is said here


class NoteKind(StrEnum):
    """What a newsroom has to say about its own post."""

    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Note:
    """A correction or retraction, shown on the post for as long as it stands."""

    kind: NoteKind
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """The event-level cluster of items, as stored."""

    id: StoryId
    public_id: str  #: like ``7K3F``
    headline: str
    standing: Standing
    revision: int
    importance: float
    relevance: float
    opened_at: datetime
    updated_at: datetime
    brief: Brief
    notes: tuple[Note, ...] = ()  #: the oldest first
    merged_into: str | None = None  #: public id of the story that has its items by now; no reader sees this one


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to open, with its first brief."""

    brief: Brief
    standing: Standing
    importance: float
    relevance: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """A story to open with its first item, to be looked at afterwards, under a number that was reserved for it."""

    id: StoryId
    headline: str  #: of the item that opens it
    relevance: float
    at: datetime


@dataclass(frozen=True, slots=True)
class BareStory:
    """A story that has items and no revision yet: nobody sees it before it has been looked at."""

    id: StoryId
    public_id: str
    headline: str  #: of the item that opened it
    relevance: float
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Joining:
    """An item's place in a story."""

    story_id: StoryId
    item_id: ItemId
    similarity: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Growth:
    """What came to a story since it was last looked at: how relevant at the most, and whether any of it is news."""

    story_id: StoryId
    relevance: float
    fresh: bool

    def and_also(self, other: "Growth") -> "Growth":
        """Both growths of one story as one."""
        return Growth(self.story_id, max(self.relevance, other.relevance), self.fresh or other.fresh)


@dataclass(frozen=True, slots=True)
class StoryIntent:
    """A new revision of a story that is known."""

    story_id: StoryId
    seen: int  #: the revision that the decision was made on
    brief: Brief
    standing: Standing
    importance: float
    relevance: float
    at: datetime
