"""A name in its place: what stands before it, and what behind."""

from dataclasses import dataclass

from feeds.core.place_tokens import Gap, Tokens
from feeds.core.place_words import AWAY, HELPERS, HITS, IN, KINDS, MOVES, OTHER, STOPS
from feeds.model.places import Precision, Role, Toponym

#: How far back a preposition is looked for, in words.
REACH = 7


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in its place: words ``first`` up to, not with, ``behind``."""

    tokens: Tokens
    first: int
    behind: int
    toponym: Toponym

    @property
    def country(self) -> bool:
        """Whether it is a country."""
        return self.toponym.precision is Precision.COUNTRY

    @property
    def seat(self) -> bool:
        """Whether its bare name may stand for a government."""
        return self.country or self.toponym.capital


@dataclass(frozen=True, slots=True)
class Lead:
    """The preposition that governs a name, where it stands, and whether "of" stands between them."""

    word: str
    at: int
    of: int  #: number of the nearest "of" between; -1 for none


@dataclass(frozen=True, slots=True)
class Judgement:
    """A role; ``firm`` if an event or a movement says so, and not a preposition alone."""

    role: Role
    firm: bool = True


def lead_of(spot: Spot) -> Lead | None:
    """The preposition in front of a name, past articles, adjectives and "city of"."""
    tokens, of = spot.tokens, -1
    for at in range(spot.first - 1, max(spot.first - REACH, -1), -1):
        word = tokens.low[at]
        if tokens.gap[at + 1] is Gap.END or (
            tokens.gap[at + 1] is Gap.COMMA and word not in KINDS and word != "capital"
        ):
            return None
        if word == "of":
            of = at if of < 0 else of
        elif word in IN or word in MOVES or word in AWAY or word in OTHER:
            return Lead(word, at, of)
        elif word in STOPS or (word in HITS and tokens.gap[at] is not Gap.HYPHEN):
            return None
    return None


def of_before(spot: Spot) -> int:
    """The "of" close before a name that no preposition governs ("east of the Libyan capital X"); -1 for none."""
    tokens = spot.tokens
    for at in range(spot.first - 1, max(spot.first - 5, -1), -1):
        if tokens.gap[at + 1] > Gap.HYPHEN or tokens.low[at] in STOPS:
            return -1
        if tokens.low[at] == "of":
            return at
    return -1


def verb_after(spot: Spot) -> str:
    """The word that follows a name, past helpers; "" if a sign stands between."""
    tokens, at = spot.tokens, spot.behind
    while tokens.joined(at) and tokens.low[at] in HELPERS:
        at += 1
    return tokens.low[at] if tokens.joined(at) else ""
