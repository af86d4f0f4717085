"""Channels, and the beats that they cover."""

from dataclasses import dataclass

from feeds.model.outbox import Target


@dataclass(frozen=True, slots=True)
class BeatTerms:
    """What one language calls the things of a beat.

    An entry may be several words ("Red Sea"); one that ends in ``*`` stands for all that begin so ("карабах*").
    """

    language: str | None = None  #: two letters; None: in whatever language
    words: tuple[str, ...] = ()  #: countries, peoples, the war's names
    names: tuple[str, ...] = ()  #: who fights
    places: tuple[str, ...] = ()  #: where
    sides: tuple[tuple[str, ...], ...] = ()  #: parties that need each other: two of them make the beat, one does not


@dataclass(frozen=True, slots=True)
class Beat:
    """A topic that the desk covers: a story is of it where one of its words, names or places stands in its headlines or
    excerpts, or two of its sides.
    """

    name: str
    words: tuple[str, ...] = ()  #: in whatever language; the short form of ``terms``
    terms: tuple[BeatTerms, ...] = ()
    title: str | None = None  #: as readers see it

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the beat has terms of."""
        return frozenset(part.language for part in self.terms if part.language)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and what goes to it; empty means everything."""

    target: Target
    beats: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()  #: BCP 47, lower case, of the headline
