"""Which one place a story's map may mark: a town that the story names as its ground, and only where that is plain.

A wrong map harms more than none. So the place must be a town or finer, its coordinates the gazetteer's, its name one
that the brief's line of places has; and where reports differ, one that more of them put the story in than any other,
or the headline's own report.
"""

from collections import Counter
from collections.abc import Sequence

from feeds.core.independence import origins
from feeds.core.knowledge import Knowledge, happenings, is_fine, scene
from feeds.model import Brief, StoryItem
from feeds.model.places import Place

#: Reports that are asked: the earliest.
ASKED = 40

_Known = tuple[str, str]


def ground(brief: Brief, items: Sequence[StoryItem], knowing: Knowledge) -> Place | None:
    """The place that the map of a story of these items marks, as the brief spells it; None where none is plain.

    Copies of one report have one vote.
    """
    ordered = sorted(items, key=lambda source: (source.fetched_at, source.id))[:ASKED]
    copies = origins(ordered).copies
    asked = [source for source in ordered if source.id not in copies]
    found = [(source, place) for source in asked if (place := scene(source.item.title, source.item.text, knowing))]
    towns = [(source, place) for source, place in found if _is_sure(place)]
    votes = Counter(_key(place) for _, place in towns)
    if not votes:
        return None
    headline = {_key(place) for source, place in towns if source.id == brief.headline_item}
    best, most = max(votes.items(), key=lambda pair: (pair[1], pair[0] in headline))
    if best not in headline and sum(number == most for number in votes.values()) > 1:
        return None
    return _as_named(best, brief, [place for _, place in towns] + _named(asked, knowing))


def _as_named(key: _Known, brief: Brief, places: Sequence[Place]) -> Place | None:
    """The place in the spelling in which the brief names it."""
    return next(
        (place for place in places if _key(place) == key and _is_sure(place) and place.name in brief.places), None
    )


def _named(items: Sequence[StoryItem], knowing: Knowledge) -> list[Place]:
    return [place for source in items for place in happenings(source.item.title, source.item.text, knowing)]


def _is_sure(place: Place) -> bool:
    return is_fine(place) and place.lat is not None and place.lon is not None


def _key(place: Place) -> _Known:
    return place.canonical, place.country
