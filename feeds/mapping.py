"""Use case: whether a story's post shows a map of ours, and of which place.

It is decided where the story is composed, and stands in its brief from then on: what a post shows as a picture stays,
for an edit changes a photo's caption and not the photo.
"""

from collections.abc import Sequence
from dataclasses import replace

from feeds.core.knowledge import Knowledge
from feeds.core.locating import ground
from feeds.core.toponyms import fold
from feeds.model import Brief, StoryItem
from feeds.model.places import MapSpot, Place
from feeds.models.gazetteer import load
from feeds.models.towns import other_name_of


def with_map(brief: Brief, items: Sequence[StoryItem], knowing: Knowledge) -> Brief:
    """The brief, with a map where no picture may be shown and the place is plain."""
    place = ground(brief, items, knowing) if brief.picture is None else None
    return brief if place is None else replace(brief, map=_spot(place))


def _spot(place: Place) -> MapSpot | None:
    if place.lat is None or place.lon is None:
        return None
    return MapSpot(place.name, place.lat, place.lon, place.precision, _other_name(place))


def _other_name(place: Place) -> str:
    """What the other side calls it, where it lies in a disputed area."""
    known = (place.canonical, place.country, place.lat, place.lon)
    same = (one for one in load().lookup(fold(place.name)) if (one.name, one.country, one.lat, one.lon) == known)
    return next((other_name_of(one, place.name) for one in same), "")
