"""How the map's land and borders are prepared from Natural Earth (``countries-10m.json`` of ``world-atlas``, TopoJSON).

In a topology a line between two countries is stored once, so that what is coast (a line of one country) and what is
border (a line of two) can be told apart without geometry. Everything is turned into Mercator's projection, simplified
line by line, so that neighbours still fit, and cut into squares: a map then reads the few that it shows. No border
stays within an area of ``disputed.tsv``, nor between a country and what is no country (``_NO_BORDER``).
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import shapely
from PIL import Image, ImageDraw
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from feeds.models.borders import BORDER, COAST, GRID, LAND, WATER, Level, Part, disputed, mercator, pack

#: What each level is simplified by and how wide its squares are, in degrees at the equator.
LEVELS = ((0.002, 5.0), (0.02, 15.0), (0.12, 45.0))
#: North and south of it nothing is drawn.
POLE = 85.2

#: Bases, a leased cosmodrome and special regions, which the data draws like countries.
_NO_BORDER = frozenset(["Akrotiri", "Baikonur", "Dhekelia", "Hong Kong", "Macao", "USNB Guantanamo Bay"])
#: What the data shortens, or calls by an older name.
_NAMES = {
    "Antigua and Barb.": "Antigua and Barbuda",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Central African Rep.": "Central African Republic",
    "Congo": "Congo-Brazzaville",
    "Dem. Rep. Congo": "DR Congo",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Falkland Is.": "",
    "Macedonia": "North Macedonia",
    "Marshall Is.": "Marshall Islands",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "St. Kitts and Nevis": "Saint Kitts and Nevis",
    "St. Vin. and Gren.": "Saint Vincent and the Grenadines",
    "São Tomé and Principe": "São Tomé and Príncipe",
    "United States of America": "United States",
    "eSwatini": "Eswatini",
}
#: Not named as a country: the areas of ``disputed.tsv`` that the data has as one, and what is none.
_NAMELESS = _NO_BORDER | {
    "Cyprus U.N. Buffer Zone",
    "Gibraltar",
    "Kosovo",
    "N. Cyprus",
    "Palestine",
    "Siachen Glacier",
    "Somaliland",
    "Taiwan",
    "W. Sahara",
}


@dataclass(frozen=True, slots=True)
class _Topology:
    arcs: list[list[tuple[float, float]]]  #: Mercator degrees
    countries: list[dict[str, Any]]


def build(topology: Path) -> bytes:
    """The packed file; the same file gives the same bytes. Raises ``OSError`` and ``ValueError`` for what is none."""
    world = _read(topology)
    levels = [_level(world, tolerance, cell) for tolerance, cell in LEVELS]
    names, grid = _grid(world)
    return pack(levels, names, grid)


def _read(path: Path) -> _Topology:
    raw = json.loads(path.read_text("utf-8"))
    (scale_x, scale_y), (x, y) = raw["transform"]["scale"], raw["transform"]["translate"]

    def decoded(arc: list[list[int]]) -> Iterator[tuple[float, float]]:
        column = row = 0
        for across, up in arc:
            column, row = column + across, row + up
            lat = max(-POLE, min(POLE, row * scale_y + y))
            yield column * scale_x + x, mercator(lat)

    return _Topology([_unwrapped(decoded(arc)) for arc in raw["arcs"]], raw["objects"]["countries"]["geometries"])


def _unwrapped(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without leaps over the date line: where the line crosses it, longitudes go on beyond 180."""
    line: list[tuple[float, float]] = []
    for x, y in points:
        turns = round((line[-1][0] - x) / 360) if line else 0
        line.append((x + 360 * turns, y))
    return line


def _level(world: _Topology, tolerance: float, cell: float) -> Level:
    arcs = [_simplified(arc, tolerance) for arc in world.arcs]
    parts: dict[tuple[int, int], list[Part]] = defaultdict(list)
    for polygon in _land(world, arcs, tolerance):
        for square, piece in _cut(polygon, cell):
            for solid in _polygons(piece):
                here = parts[_kept(square[0], cell), square[1]]
                here.append(_part(LAND, solid.exterior.coords, square, cell))
                here += [_part(WATER, hole.coords, square, cell) for hole in solid.interiors]
    for kind, lines in ((COAST, _coasts(world, arcs)), (BORDER, _borders(world, arcs))):
        for square, piece in (cut for line in lines for cut in _cut(line, cell)):
            parts[_kept(square[0], cell), square[1]] += [
                _part(kind, line.coords, square, cell) for line in _lines(piece)
            ]
    return Level(cell, {square: parts[square] for square in sorted(parts)})


def _simplified(arc: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    simple = list(LineString(arc).simplify(tolerance, preserve_topology=False).coords)
    closed = arc[0] == arc[-1]
    return arc if closed and len(simple) < 4 else [(x, y) for x, y in simple]


def _rings(arcs: list[list[tuple[float, float]]], country: dict[str, Any]) -> Iterator[Polygon]:
    listed = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    for rings in listed if "arcs" in country else []:
        outer, *holes = [_joined(arcs, ring) for ring in rings]
        if len(outer) > 3:
            yield Polygon(outer, [hole for hole in holes if len(hole) > 3])


def _joined(arcs: list[list[tuple[float, float]]], ring: Iterable[int]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    points = _unwrapped(points)
    if abs(points[-1][0] - points[0][0]) > 180:  # round the world: Antarctica, which goes on to the pole
        points += [(points[-1][0], mercator(-POLE)), (points[0][0], mercator(-POLE)), points[0]]
    return points


def _land(world: _Topology, arcs: list[list[tuple[float, float]]], tolerance: float) -> list[Polygon]:
    """The land, without what is smaller than a point of the map."""
    pieces = [shapely.make_valid(ring) for country in world.countries for ring in _rings(arcs, country)]
    whole = shapely.union_all(pieces, grid_size=1e-5)
    land = [polygon for polygon in _polygons(whole) if polygon.area > tolerance**2 or tolerance < 0.01]
    return sorted(land, key=lambda polygon: -polygon.area)  # an island in a lake is drawn after the lake


def _users(world: _Topology) -> dict[int, Counter[str]]:
    users: dict[int, Counter[str]] = defaultdict(Counter)

    def walk(arcs: Any, name: str) -> None:
        for arc in arcs:
            if isinstance(arc, int):
                users[arc if arc >= 0 else ~arc][name] += 1
            else:
                walk(arc, name)

    for country in world.countries:
        walk(country.get("arcs", []), country["properties"]["name"])
    return users


def _coasts(world: _Topology, arcs: list[list[tuple[float, float]]]) -> Iterator[LineString]:
    """Lines of one country, but for where the data ends."""
    for number, names in sorted(_users(world).items()):
        if names.total() == 1 and max(y for _, y in arcs[number]) > mercator(-POLE) + 0.01:
            yield LineString(arcs[number])


def _borders(world: _Topology, arcs: list[list[tuple[float, float]]]) -> Iterator[BaseGeometry]:
    left_out = shapely.union_all([Polygon([(x, mercator(y)) for x, y in area.outline]) for area in disputed()])
    # a hair's breadth more than the area, so that rounding leaves no point in it
    left_out = left_out.buffer(0.001)
    for number, names in sorted(_users(world).items()):
        if len(names) == 2 and not _NO_BORDER & names.keys():
            yield LineString(arcs[number]).difference(left_out)


def _cut(shape: BaseGeometry, cell: float) -> Iterator[tuple[tuple[int, int], BaseGeometry]]:
    """The shape in squares: first in strips, so that a continent is not gone through for every square."""
    if shape.is_empty:
        return
    west, _, east, _ = shape.bounds
    for column in range(math.floor(west / cell), math.floor(east / cell) + 1):
        strip = shapely.clip_by_rect(shape, column * cell, -1000, (column + 1) * cell, 1000)
        if strip.is_empty:
            continue
        _, south, _, north = strip.bounds
        for row in range(math.floor(south / cell), math.floor(north / cell) + 1):
            piece = shapely.clip_by_rect(strip, column * cell, row * cell, (column + 1) * cell, (row + 1) * cell)
            if not piece.is_empty:
                yield (column, row), piece


def _kept(column: int, cell: float) -> int:
    """The column of a square within the world: those beyond the date line are on its other side."""
    around = round(360 / cell)
    return (column + around // 2) % around - around // 2


def _part(kind: int, coords: Iterable[tuple[float, ...]], square: tuple[int, int], cell: float) -> Part:
    points = [((x / cell - square[0]) * GRID, (y / cell - square[1]) * GRID) for x, y, *_ in coords]
    return Part(kind, tuple((min(GRID, max(0, round(x))), min(GRID, max(0, round(y)))) for x, y in points))


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [one for one in _simple(shape) if isinstance(one, Polygon) and not one.is_empty]


def _lines(shape: BaseGeometry) -> list[LineString]:
    return [one for one in _simple(shape) if isinstance(one, LineString) and len(one.coords) > 1]


def _simple(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for one in getattr(shape, "geoms", [shape]):
        yield from _simple(one) if hasattr(one, "geoms") else [one]


#: Squares a degree of the grid that says which country is where.
_FINE = 8


def _grid(world: _Topology) -> tuple[list[str], bytes]:
    """Names of countries, and a PNG whose points say whose ground it is: 0 for none, and within disputed areas."""
    size = 360 * _FINE
    image = Image.new("L", (size, size))
    draw, names = ImageDraw.Draw(image), [""]
    for country in sorted(world.countries, key=lambda one: str(one["properties"]["name"])):
        name = _NAMES.get(country["properties"]["name"], country["properties"]["name"])
        named = name and not name.endswith(".") and name not in _NAMELESS
        rings = list(_rings(world.arcs, country))
        if not named or MultiPolygon(rings).area < 0.05 or len(names) > 255:
            continue
        for ring, shift in ((ring, shift) for ring in rings for shift in (-360, 0, 360)):
            draw.polygon([_pixel(x + shift, y) for x, y in ring.exterior.coords], fill=len(names))
            for hole in ring.interiors:
                draw.polygon([_pixel(x + shift, y) for x, y in hole.coords], fill=0)
        names.append(name)
    for area in disputed():
        draw.polygon([_pixel(x, mercator(y)) for x, y in area.outline], fill=0)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return names, file.getvalue()


def _pixel(x: float, y: float) -> tuple[float, float]:
    return (x + 180) * _FINE, (180 - y) * _FINE
