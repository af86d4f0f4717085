"""What a language model is asked, what it wrote, and why an answer of it is not used."""

from dataclasses import dataclass
from enum import StrEnum

from feeds.model.ids import ItemId, StoryId


class Task(StrEnum):
    """What the model is asked to write."""

    SUMMARY = "summary"
    TRANSLATION = "translation"


class Flaw(StrEnum):
    """Why there is no machine text: it was not asked for, no answer came, or the answer is not borne out."""

    BUDGET = "budget"  #: the day's tokens are spent
    PAUSED = "paused"  #: the endpoint failed too often, or asked to be left alone
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"  #: no connection, or one that broke off
    BUSY = "busy"  #: 429
    REFUSED = "refused"  #: any other status that is no answer
    TOO_LARGE = "too_large"
    GARBLED = "garbled"  #: not the form that was asked for
    EMPTY = "empty"
    LENGTH = "length"  #: too many words, or sentences, or pieces
    LANGUAGE = "language"  #: another one than was asked for
    UNTRACED = "untraced"  #: a sentence names no report that was sent
    NAME = "name"  #: not in the reports
    NUMBER = "number"  #: not in the reports, or of something else there
    QUOTATION = "quotation"  #: marks around words that nobody is quoted with
    ATTRIBUTION = "attribution"  #: a claim that lost its speaker, or has another one
    MODALITY = "modality"  #: more or less certain than the reports
    UNSUPPORTED = "unsupported"  #: says what the reports do not
    COPIED = "copied"  #: more of an outlet's words than its terms lend
    HARM = "harm"  #: what would need a moderator
    STALE = "stale"  #: the story said something else by then


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to a model."""

    task: Task
    rules: str  #: what it has to keep to
    matter: str  #: what it works on
    answer_tokens: int  #: that its answer may have


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered."""

    text: str
    tokens: int | None = None  #: of question and answer, as the endpoint counts them; None where it does not say


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that a model wrote, and the items on which it says that it rests."""

    text: str
    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer is not borne out, and the words that show it."""

    flaw: Flaw
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it is shown, with whose reports it rests on."""

    text: str
    outlets: tuple[str, ...]
    credits: tuple[str, ...] = ()  #: lines that must stand beside it


@dataclass(frozen=True, slots=True)
class MachineText:
    """What a model wrote about a revision of a story, after it was checked."""

    task: Task
    language: str
    model: str
    sentences: tuple[Said, ...]
    headline: str | None = None  #: of a translation, where the headline's outlet lets a model have it


@dataclass(frozen=True, slots=True)
class Revised:
    """A story's newest revision, for which a machine text may be wanted."""

    story_id: StoryId
    revision: int
