"""The gazetteer's towns by where they are, for maps: what lies in a rectangle, the greatest first."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from feeds.model.places import Precision, Toponym
from feeds.models.borders import Area, disputed
from feeds.models.gazetteer import PackedGazetteer, load, rows

#: Kilometres. So near a greater town another one is taken for its district, which GeoNames does not tell; further off
#: where that has a million people; less far where the town was written down for this project and is known to be one.
APART, APART_FROM_MILLION, APART_WRITTEN = 8.0, 16.0, 4.0
#: What such a town counts more, so that it goes before GeoNames' spelling of the same one.
_WRITTEN = 1.0
_KM = 111.2  #: of a degree of latitude
#: Square degrees from which it is quicker to go through all towns, the greatest first, until enough are found.
_LARGE = 150


@dataclass(frozen=True, slots=True)
class Town:
    """A town that a map may name."""

    name: str
    lat: float
    lon: float
    weight: float  #: log10 of the people
    other: str = ""  #: what another side calls it, where it lies in a disputed area
    capital: bool = False
    written: bool = False  #: down for this project

    @property
    def rank(self) -> float:
        """Which town goes first."""
        return self.weight + _WRITTEN * self.written

    def part_of(self, greater: "Town") -> bool:
        """Whether it is so near a greater town that it is taken for a part of it."""
        apart = APART_FROM_MILLION if greater.weight >= 6 else APART
        return distance(self, greater) < (APART_WRITTEN if self.written else apart)


class Towns:
    """Towns in squares of a degree, and by rank; immutable."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._ranked = sorted(towns, key=lambda town: (-town.rank, town.name))
        self._squares: dict[tuple[int, int], list[Town]] = defaultdict(list)
        for town in self._ranked:
            self._squares[math.floor(town.lat), math.floor(town.lon)].append(town)

    def within(self, south: float, west: float, north: float, east: float, most: int) -> list[Town]:
        """The greatest towns of a rectangle in degrees, at most so many, and no parts of greater ones.

        ``west`` and ``east`` may lie beyond 180 degrees.
        """
        kept: list[Town] = []
        for town in self._candidates(south, west, north, east):
            inside_it = south <= town.lat <= north and (town.lon - west) % 360 <= east - west
            if inside_it and not any(town.part_of(other) for other in kept):
                kept.append(town)
                if len(kept) == most:
                    break
        return kept

    def _candidates(self, south: float, west: float, north: float, east: float) -> list[Town]:
        """The towns of all squares that the rectangle touches, the greatest first; of a great one, all there are."""
        if (north - south) * (east - west) > _LARGE:
            return self._ranked
        rows_of, columns = (
            range(math.floor(south), math.floor(north) + 1),
            range(math.floor(west), math.floor(east) + 1),
        )
        here = [self._squares.get((row, (column + 180) % 360 - 180), ()) for row in rows_of for column in columns]
        return sorted(chain.from_iterable(here), key=lambda town: (-town.rank, town.name))


def distance(one: Town, other: Town) -> float:
    """Kilometres between two towns that are near each other."""
    across = (one.lon - other.lon + 180) % 360 - 180
    return math.hypot(one.lat - other.lat, across * math.cos(math.radians(one.lat))) * _KM


@cache
def load_towns() -> Towns:
    """The shipped towns: those written down for this project, and GeoNames'."""
    return Towns([*_written(), *_geonames(load())])


def _geonames(gazetteer: PackedGazetteer) -> Iterator[Town]:
    for place in gazetteer.everything():
        if place.precision is Precision.TOWN:
            yield Town(place.name, place.lat, place.lon, place.weight, capital=place.capital)


def _written() -> Iterator[Town]:
    for name, others, _, precision, lat, lon, weight, *capital in rows("toponyms.tsv"):
        if precision == "town":
            at = float(lat), float(lon)
            yield Town(name, *at, float(weight), other_name(name, others, *at), bool(capital), written=True)


def other_name(name: str, others: str, lat: float, lon: float) -> str:
    """The first spelling in Latin letters of a side that spells a place otherwise, where it lies in a disputed area."""
    if not any(inside(area, lat, lon) for area in disputed()):
        return ""
    spellings = [spelling.partition("/") for spelling in others.split(";")]
    own = {side for spelling, _, side in spellings if spelling == name}
    sides = [spelling for spelling, _, side in spellings if side and side not in own and spelling != name]
    return next((spelling for spelling in sides if spelling.isascii()), "")


def other_name_of(place: Toponym, name: str) -> str:
    """What another side than the one that says ``name`` calls a place of the gazetteer; "" unless it is disputed."""
    for written, others, country, _, lat, lon, *_ in rows("toponyms.tsv"):
        if (written, country) == (place.name, place.country) and (float(lat), float(lon)) == (place.lat, place.lon):
            told = others if f"{written}/" in others else f"{written}/?;{others}"  # its own name is a side's as well
            return other_name(name, told, place.lat, place.lon)
    return ""


def inside(area: Area, lat: float, lon: float) -> bool:
    """Whether a place lies within an area: how often a line eastwards crosses its outline."""
    crossed = False
    for (x1, y1), (x2, y2) in zip(area.outline, (*area.outline[1:], area.outline[0]), strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed
