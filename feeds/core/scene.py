"""Where a story happens, as a line of a brief names it: towns where the reports have them, else the region."""

from collections import Counter
from collections.abc import Sequence

from feeds.core.knowledge import Knowledge, happenings, is_fine, scene
from feeds.model import StoryItem
from feeds.model.places import Place

#: Places that are named.
SHOWN = 6
#: Towns of a country from which on it is one where the story happens, besides the one where most of it does.
SEVERAL = 2

_Known = tuple[str, str]


def places(items: Sequence[StoryItem], knowing: Knowledge) -> tuple[str, ...]:
    """Names of the places, as first spelt, in the order in which the items name them; those named more often stay where
    there are too many. Towns abroad are named where there are several: one alone is where somebody spoke or met.
    """
    spots = [spot for source in items if (spot := scene(source.item.title, source.item.text, knowing))]
    if not spots:
        return ()
    towns = [place for source in items for place in _named(source, knowing) if is_fine(place)]
    spelt: dict[_Known, str] = {}
    for place in towns:
        spelt.setdefault(_key(place), place.name)
    countries = Counter(country for _, country in spelt)
    told = Counter(spot.country for spot in spots)
    home = max(told | countries, key=lambda country: (countries[country], told[country], country))
    near = [key for key in spelt if key[1] == home or countries[key[1]] >= SEVERAL]
    if not near:
        return (spots[0].name,)
    times = Counter(_key(place) for place in towns)
    kept = set(sorted(near, key=lambda key: -times[key])[:SHOWN])
    return tuple(spelt[key] for key in near if key in kept)


def _named(source: StoryItem, knowing: Knowledge) -> tuple[Place, ...]:
    return happenings(source.item.title, source.item.text, knowing)


def _key(place: Place) -> _Known:
    return place.canonical, place.country
