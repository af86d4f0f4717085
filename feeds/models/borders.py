"""Land and borders for maps: prepared once (``heliograph train borders``), read where a map is drawn.

The packed file is gzip over: a JSON line, then every point of every level as two little-endian 16-bit numbers, then a
PNG whose points say in which country they lie. Points lie in Mercator's projection, in degrees at the equator, within
squares; in a square they are counted in ``GRID``-ths of its side from its south-western corner.
"""

import gzip
import json
import math
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from feeds.models.gazetteer import rows

GRID = 65_535
#: Kinds of parts: filled, filled with sea (a hole in land), lines.
LAND, WATER, COAST, BORDER = range(4)


@dataclass(frozen=True, slots=True)
class Area:
    """An area within which no border is drawn (``disputed.tsv``)."""

    name: str
    label: str  #: what a map calls it; "" for nothing
    lat: float  #: of the label
    lon: float
    outline: tuple[tuple[float, float], ...]  #: (longitude, latitude), not closed


@dataclass(frozen=True, slots=True)
class Part:
    """A polygon or a line within a square."""

    kind: int
    points: tuple[tuple[int, int], ...]  #: in ``GRID``-ths of the square's side


@dataclass(frozen=True, slots=True)
class Level:
    """The world at one fineness."""

    cell: float  #: a square's side, in degrees at the equator
    squares: Mapping[tuple[int, int], Sequence[Part]]  #: by column and row


@dataclass(frozen=True, slots=True)
class Shape:
    """A part as a map draws it: its points in ``GRID``-ths of the side of the square at ``column`` and ``row``."""

    kind: int
    column: int
    row: int
    xs: "array[int]"
    ys: "array[int]"


#: For each square its parts: kind, first point, and the one behind the last.
_Directory = dict[tuple[int, int], list[tuple[int, int, int]]]


class Borders:
    """The prepared world; immutable, safe to share between threads."""

    def __init__(self, packed: bytes) -> None:
        raw = gzip.decompress(packed)
        line, _, body = raw.partition(b"\n")
        head = json.loads(line)
        numbers = array("H")
        numbers.frombytes(body[: head["points"] * 4])
        if sys.byteorder == "big":
            numbers.byteswap()
        self._xs, self._ys = numbers[: head["points"]], numbers[head["points"] :]
        self.countries: tuple[str, ...] = tuple(head["countries"])
        #: A square PNG of the world from -180 to 180 Mercator degrees: a point's value is a number in ``countries``.
        self.grid = body[head["points"] * 4 :]
        self._levels: list[tuple[float, _Directory]] = [
            (level["cell"], _directory(level["parts"], start)) for level, start in _starts(head["levels"])
        ]

    @property
    def levels(self) -> tuple[float, ...]:
        """The sides of the levels' squares in degrees, the finest level first."""
        return tuple(cell for cell, _ in self._levels)

    def square(self, level: int, column: int, row: int) -> Iterator[Shape]:
        """The parts of a square in the order in which they are drawn; columns go round the world."""
        cell, directory = self._levels[level]
        around = round(360 / cell)
        kept = (column + around // 2) % around - around // 2
        for kind, start, end in directory.get((kept, row), ()):
            yield Shape(kind, column, row, self._xs[start:end], self._ys[start:end])

    def lines(self, level: int, kind: int) -> Iterator[list[tuple[float, float]]]:
        """All parts of a kind as (longitude, latitude)."""
        cell, directory = self._levels[level]
        for (column, row), parts in directory.items():
            for found, start, end in parts:
                if found == kind:
                    yield [
                        ((column + x / GRID) * cell, latitude((row + y / GRID) * cell))
                        for x, y in zip(self._xs[start:end], self._ys[start:end], strict=True)
                    ]


def _starts(levels: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The levels, each with the number of its first point."""
    start = 0
    for level in levels:
        yield level, start
        start += sum(size for _, _, *sizes in level["parts"] for size in sizes[1::2])


def _directory(listed: Sequence[Sequence[int]], start: int) -> _Directory:
    directory: _Directory = {}
    for column, row, *parts in listed:
        found = directory[column, row] = []
        for kind, size in zip(parts[::2], parts[1::2], strict=True):
            found.append((kind, start, start + size))
            start += size
    return directory


@cache
def load() -> Borders:
    """The shipped land and borders, opened at the first call."""
    return Borders(files("feeds.models").joinpath("borders.bin.gz").read_bytes())


@cache
def disputed() -> tuple[Area, ...]:
    """The areas within which no border is drawn."""
    return tuple(_area(*row) for row in rows("disputed.tsv"))


def _area(name: str, label: str, where: str, outline: str) -> Area:
    lat, lon = _pair(where)
    return Area(name, label, lat, lon, tuple(_pair(point) for point in outline.split(";")))


def _pair(text: str) -> tuple[float, float]:
    first, _, second = text.partition(",")
    return float(first), float(second)


def mercator(lat: float) -> float:
    """Mercator's ordinate of a latitude short of the poles, in degrees at the equator."""
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def latitude(y: float) -> float:
    """The latitude of Mercator's ordinate."""
    return math.degrees(math.atan(math.sinh(math.radians(y))))


def pack(levels: Iterable[Level], countries: Sequence[str], grid: bytes) -> bytes:
    """Pack the world into the form that ``Borders`` reads; deterministic."""
    xs, ys, told = array("H"), array("H"), []
    for level in levels:
        parts = []
        for (column, row), listed in level.squares.items():
            entry = [column, row]
            for part in sorted(listed, key=lambda part: max(part.kind, WATER)):
                entry += (part.kind, len(part.points))
                xs.extend(x for x, _ in part.points)
                ys.extend(y for _, y in part.points)
            parts.append(entry)
        told.append({"cell": level.cell, "parts": parts})
    head = {"points": len(xs), "countries": list(countries), "levels": told}
    if sys.byteorder == "big":
        xs.byteswap()
        ys.byteswap()
    line = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
    return gzip.compress(line + b"\n" + xs.tobytes() + ys.tobytes() + grid, mtime=0)
