"""Channels, and the beats that they cover."""

from dataclasses import dataclass

from feeds.model.outbox import Target


@dataclass(frozen=True, slots=True)
class Beat:
    """A topic that the desk covers: a story is of it where one of its words stands in its headlines or excerpts.

    A word may be several ("Red Sea"); one that ends in ``*`` stands for all that begin so ("карабах*").
    """

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and what goes to it; empty means everything."""

    target: Target
    beats: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()  #: BCP 47, lower case, of the headline
