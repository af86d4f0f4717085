"""The chain of revisions: its links, and what checking them finds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.model.outbox import PostKind


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest link: who keeps its hash can tell later whether anything up to it was changed."""

    number: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """One published revision, bound to the one before; ``feeds.core.chain`` says how."""

    number: int  #: 1, 2, 3, … without gaps
    public_id: str  #: the story's; empty for a round-up
    kind: PostKind
    revision: int  #: the story's; 0 for a round-up
    at: datetime  #: when it was published, in whole seconds
    digest: str  #: SHA-256, 64 hexadecimal digits, of salt and text
    previous: str  #: the hash of the link before; 64 zeros for the first
    hash: str  #: SHA-256, 64 hexadecimal digits, of what stands above
    salt: str | None = None  #: 16 random bytes, 32 hexadecimal digits; None where it was erased
    text: str | None = None  #: what was published (``feeds.core.chain_text``); None where it was erased
    erased_at: datetime | None = None
    erased_why: str | None = None  #: for all to read


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of an export that is no link."""

    why: str  #: in words
    cut: bool = False  #: the file ends in the middle of it


class ChainFault(StrEnum):
    """What can be wrong with a chain."""

    EMPTY = "empty"  #: there is no link at all: nothing is shown to hold
    UNREADABLE = "unreadable"  #: a line is no link
    CUT = "cut"  #: the file ends in the middle of a line
    MISSING = "missing"  #: one or more numbers are left out, or stand elsewhere
    ORDER = "order"  #: a number stands a second time, or too late
    PREVIOUS = "previous"  #: a link names another predecessor than the link before it
    LINK = "link"  #: what a link says does not give its hash
    TEXT = "text"  #: text and salt do not give the digest
    GAP = "gap"  #: text or salt is missing without the mark of an erasure, or stands beside such a mark
    HEAD = "head"  #: the head that is looked for is not in the chain


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken first."""

    fault: ChainFault
    place: int  #: which link of the file it is, by counting, from 1; for an export that is the line
    number: int | None = None  #: the number that the link there has, where there is one
    why: str | None = None  #: in words, for UNREADABLE and CUT


@dataclass(frozen=True, slots=True)
class Gap:
    """An erased text."""

    number: int
    at: datetime  #: when it was erased
    why: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking a chain found; whatever is behind the first break was not looked at."""

    links: int  #: that hold
    erased: int  #: of them, those whose text was erased
    gaps: tuple[Gap, ...]  #: the first of these
    first_at: datetime | None  #: when the first link was published
    head: ChainHead | None  #: the newest link that holds
    found_at: int | None  #: the number of the link whose hash was looked for
    broken: Break | None

    @property
    def ok(self) -> bool:
        """Whether there is a chain, and nothing of it is broken."""
        return self.broken is None
