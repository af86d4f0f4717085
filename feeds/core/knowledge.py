"""What a brief knows besides the items, and what was read from their texts with it, kept so that a story that grows is
not read anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from feeds.core import claims, places
from feeds.core.passages import READ
from feeds.model import Reading
from feeds.model.places import Gazetteer, Place, Precision


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Tables that the package ships; compared by identity, so that what was read with them can be kept."""

    sides: Mapping[str, str] = field(default_factory=dict)  #: words in small letters and the side that they speak for
    gazetteer: Gazetteer | None = None


NOTHING = Knowledge()


@lru_cache(maxsize=2000)
def reading(text: str, knowing: Knowledge) -> Reading:
    """Who says what in a text, and its figures."""
    return claims.read(text[:READ], knowing.sides)


@lru_cache(maxsize=2000)
def happenings(text: str, knowing: Knowledge) -> tuple[Place, ...]:
    """The places where a text says that something happens, in its order; none where the gazetteer is not at hand."""
    return places.find(text[:READ], knowing.gazetteer) if knowing.gazetteer else ()


@lru_cache(maxsize=2000)
def scene(title: str, text: str, knowing: Knowledge) -> Place | None:
    """The place of the event that a report tells of."""
    return places.where(title, text[:READ], knowing.gazetteer) if knowing.gazetteer else None


def is_fine(place: Place) -> bool:
    """Whether a place is a town or finer."""
    return place.precision >= Precision.TOWN
