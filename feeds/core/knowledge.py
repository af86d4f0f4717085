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
def happenings(title: str, text: str, knowing: Knowledge) -> tuple[Place, ...]:
    """The places where a report says that something happens, in its order, their positions counted from the title's
    first character; none where the gazetteer is not at hand.
    """
    return places.find(f"{title}\n{text[:READ]}", knowing.gazetteer) if knowing.gazetteer else ()


def scene(title: str, text: str, knowing: Knowledge) -> Place | None:
    """The place of the event that a report tells of."""
    length = len(title) + 1 + len(text[:READ])
    chosen = places.of_event(happenings(title, text, knowing), in_title=len(title), length=length)
    return chosen.place if chosen else None


def is_fine(place: Place) -> bool:
    """Whether a place is a town or finer."""
    return place.precision >= Precision.TOWN
