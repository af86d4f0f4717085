"""A locator map: the place of a story, marked and named as its text spells it, among the greatest towns around it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.render.pictures import MAP_CREDIT, ground
from bot.render.pictures.faces import cut, face, writable
from bot.render.pictures.labels import Box, Room, beside
from bot.render.pictures.names import Ground
from bot.render.pictures.png import png
from bot.render.pictures.view import View
from feeds.model.places import MapSpot, Precision
from feeds.models.borders import Area, Borders
from feeds.models.towns import Town, Towns

#: Of a country: so many times as wide as a square of its size, in kilometres at least and at most.
_COUNTRY, _COUNTRY_LEAST, _COUNTRY_MOST = 2.2, 600.0, 12_000.0
#: Kilometres from side to side, the first that shows enough towns to tell by where a place is.
WIDTHS = {
    Precision.DISTRICT: (130, 260, 520, 1100, 2400),
    Precision.TOWN: (280, 560, 1100, 2400, 4500),
    Precision.REGION: (560, 1100, 2400, 4500),
}
ENOUGH, MOST = 4, 12  #: towns that must be, and at most are, named

_MARK, _INK, _TOWN, _FAINT, _HALO = (196, 40, 43), (28, 28, 30), (64, 64, 68), (138, 130, 118), (255, 255, 255)
_FOOT = 30  #: pixels of the line at the bottom
_SIZES, _OTHER_SIZE, _TOWN_SIZE, _AREA_SIZE = (40, 34, 28), 28, 24, 22
_COUNTRY_SIZES = (26, 21)
_MARGIN = 8
#: Kilometres from side to side up to which disputed areas are named: further off they are points.
_AREAS_UP_TO = 2600.0
#: The small map in a corner: pixels, and kilometres from side to side; and the widest map that needs one.
_INSET, _INSET_KM, _INSET_UP_TO = (216, 122), 5200.0, 1200.0


@dataclass(frozen=True, slots=True)
class Atlas:
    """What maps are drawn from."""

    borders: Borders
    grid: bytes  #: the decoded ``borders.grid``, a byte a point
    side: int  #: its width and height in points
    towns: Towns
    areas: Sequence[Area]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text on a map."""

    text: str
    box: Box
    size: int
    colour: tuple[int, int, int]
    bold: bool = False
    halo: int = 3


def locator(spot: MapSpot, atlas: Atlas) -> bytes:
    """A PNG of 960 × 540 pixels; the same spot gives the same bytes. Raises nothing for any place and any name."""
    view, towns = shown(spot, atlas)
    image = ground.draw(view, atlas.borders)
    canvas = ImageDraw.Draw(image, "RGBA")
    labels = arranged(spot, view, towns, atlas)
    if labels.inset:
        _inset(image, view, labels.inset, spot, atlas)
    for town, _ in labels.towns:
        _dot(canvas, *view.pixel(town.lat, town.lon))
    for label in (*labels.faint, *(label for _, label in labels.towns)):
        _write(canvas, label)
    if spot.precision >= Precision.TOWN:
        _mark(canvas, *view.pixel(spot.lat, spot.lon))
    for label in labels.main:
        _write(canvas, label)
    _foot(canvas, view)
    return png(image)


@dataclass(frozen=True, slots=True)
class Arranged:
    """All words of a map but those at its foot."""

    main: Sequence[Label]
    faint: Sequence[Label]  #: countries and areas
    towns: Sequence[tuple[Town, Label]]
    inset: Box | None  #: where the small map of the whole region stands


def arranged(spot: MapSpot, view: View, towns: Sequence[Town], atlas: Atlas) -> Arranged:
    """Words that do not overlap: the spot's first, then the greatest towns, countries, areas, and the other towns."""
    room = Room(Box(_MARGIN, _MARGIN, view.width - _MARGIN, view.height - _FOOT - _MARGIN))
    main = _main(spot, view, room)
    inset = room.first(_corners(room.frame)) if view.km * view.width <= _INSET_UP_TO else None
    first = list(_towns(towns[:3], view, room))
    country = _country_names(spot, view, room, atlas)
    areas = list(_areas(spot, view, room, atlas.areas))
    return Arranged(main, [*country, *areas], [*first, *_towns(towns[3:], view, room)], inset)


def shown(spot: MapSpot, atlas: Atlas) -> tuple[View, list[Town]]:
    """How much is shown, and the towns of it other than the spot."""
    view, found = View.around(spot.lat, spot.lon, _COUNTRY_LEAST), list[Town]()
    for km in WIDTHS.get(spot.precision) or [_country_width(view, atlas)]:
        view = View.around(spot.lat, spot.lon, km)
        here = atlas.towns.within(view.south, view.west, view.north, view.east, MOST * 3)
        found = [town for town in here if not _same(town, spot, view)][: MOST * 2]
        if len(found) >= ENOUGH:
            break
    return view, found


def _country_width(view: View, atlas: Atlas) -> float:
    """Kilometres that show the country in whose midst the view is."""
    fine = atlas.side / 360
    line, column = math.floor((180 - view.y) * fine), math.floor((view.x + 180) * fine) % atlas.side
    value = atlas.grid[line * atlas.side + column] if 0 <= line < atlas.side else 0
    points = atlas.grid.count(value) if value else 0
    km = _COUNTRY * math.sqrt(points) / fine * view.km * view.scale
    return max(_COUNTRY_LEAST, min(_COUNTRY_MOST, km))


def _same(town: Town, spot: MapSpot, view: View) -> bool:
    """Whether a town is the spot, or so near that it could not be told from it."""
    x, y = view.pixel(town.lat, town.lon)
    near = abs(x - view.width / 2) < 26 and abs(y - view.height / 2) < 26
    return town.name == spot.name or (spot.precision >= Precision.TOWN and near)


def _main(spot: MapSpot, view: View, room: Room) -> list[Label]:
    x, y = view.pixel(spot.lat, spot.lon)
    pointed = spot.precision >= Precision.TOWN
    if pointed:
        room.take(Box.at(x, y, 56, 56))
    name, other = writable(spot.name), writable(spot.other)
    lines = [line for line in dict.fromkeys((name, other)) if line]
    for size in _SIZES if lines else ():
        block = _block(lines, size, view.width * 0.9)
        width, height = max(label.box.right for label in block), block[-1].box.bottom
        places = beside(x, y, width, height, 29) if pointed else iter([Box.at(x, y, width, height)])
        if (at := room.first(places)) is not None:
            return [_moved(label, at) for label in block]
    return []


def _block(lines: Sequence[str], size: int, width: float) -> list[Label]:
    """The name and under it the other one, from the origin on."""
    block, top = list[Label](), 0.0
    for number, line in enumerate(lines):
        of = size if number == 0 else min(size, _OTHER_SIZE)
        text = cut(line, of, width, bold=number == 0)
        wide, high = _extent(text, of, bold=number == 0)
        block.append(Label(text, Box(0, top, wide, top + high), of, _INK, bold=number == 0, halo=4))
        top += high
    return block


def _moved(label: Label, to: Box) -> Label:
    """A line of a block where the block stands."""
    box = Box(to.left, to.top + label.box.top, to.left + label.box.right, to.top + label.box.bottom)
    return Label(label.text, box, label.size, label.colour, bold=label.bold, halo=label.halo)


def _towns(towns: Sequence[Town], view: View, room: Room) -> Iterator[tuple[Town, Label]]:
    for town in towns:
        if len(room.taken) > 2 * MOST:
            return
        x, y = view.pixel(town.lat, town.lon)
        dot = Box.at(x, y, 14, 14)
        text = writable(" / ".join(filter(None, (town.name, town.other))), 40)
        if not text or not room.free(dot):
            continue
        if (at := room.first(beside(x, y, *_extent(text, _TOWN_SIZE), 9))) is not None:
            room.take(dot)
            yield town, Label(text, at, _TOWN_SIZE, _TOWN)


def _country_names(spot: MapSpot, view: View, room: Room, atlas: Atlas) -> list[Label]:
    where = Ground(view, atlas.borders, atlas.grid, atlas.side)
    labels = []
    for number in where.countries():
        text = where.name(number).upper()
        for size in _COUNTRY_SIZES if where.name(number) != spot.name else ():
            wide, high = _extent(text, size, bold=True)
            if (at := room.first(where.boxes(number, wide, high))) is not None:
                labels.append(Label(text, at, size, _FAINT, bold=True))
                break
    return labels


def _areas(spot: MapSpot, view: View, room: Room, areas: Sequence[Area]) -> Iterator[Label]:
    for area in areas if view.km * view.width <= _AREAS_UP_TO else ():
        if not area.label or area.label in {spot.name, spot.other}:
            continue
        wide, high = _extent(area.label, _AREA_SIZE, bold=True)
        x, y = view.pixel(area.lat, area.lon)
        if (at := room.first([Box.at(x, y, wide, high)])) is not None:
            yield Label(area.label, at, _AREA_SIZE, _FAINT, bold=True)


def _extent(text: str, size: int, *, bold: bool = False) -> tuple[float, float]:
    """A line's width and height in pixels, with a little air."""
    return face(size, bold=bold).getlength(text) + 4, size * 1.2


def _write(canvas: ImageDraw.ImageDraw, label: Label) -> None:
    at = (label.box.left + 2, (label.box.top + label.box.bottom) / 2)
    font = face(label.size, bold=label.bold)
    canvas.text(at, label.text, label.colour, font, anchor="lm", stroke_width=label.halo, stroke_fill=_HALO)


def _dot(canvas: ImageDraw.ImageDraw, x: float, y: float) -> None:
    canvas.circle((x, y), 5, fill=_TOWN, outline=_HALO, width=1)


def _mark(canvas: ImageDraw.ImageDraw, x: float, y: float) -> None:
    canvas.circle((x, y), 30, fill=(*_MARK, 40))
    canvas.circle((x, y), 13, fill=_HALO)
    canvas.circle((x, y), 10, fill=_MARK)


def _corners(frame: Box) -> Iterator[Box]:
    wide, high = _INSET
    for top in (frame.top, frame.bottom - high):
        for left in (frame.right - wide, frame.left):
            yield Box(left, top, left + wide, top + high)


def _inset(image: Image.Image, view: View, box: Box, spot: MapSpot, atlas: Atlas) -> None:
    """Where in its part of the world the map lies."""
    whole = View.around(spot.lat, spot.lon, _INSET_KM, *_INSET)
    small = ground.draw(whole, atlas.borders)
    canvas = ImageDraw.Draw(small)
    across, down = view.width * whole.scale / view.scale / 2, view.height * whole.scale / view.scale / 2
    across, down = max(across, 5), max(down, 3)
    x, y = whole.width / 2, whole.height / 2
    canvas.rectangle((x - across, y - down, x + across, y + down), outline=_MARK, width=2)
    canvas.rectangle((0, 0, whole.width - 1, whole.height - 1), outline=_FAINT)
    image.paste(small, (int(box.left), int(box.top)))


def _foot(canvas: ImageDraw.ImageDraw, view: View) -> None:
    """Scale and credit."""
    top, font = view.height - _FOOT, face(18)
    canvas.rectangle((0, top, view.width, view.height), fill=(255, 255, 255, 215))
    km = scale_bar(view.km * view.width)
    long, middle = km / view.km, top + _FOOT / 2
    canvas.line((12, middle + 4, 12 + long, middle + 4), _INK, 3)
    for end in (12, 12 + long):
        canvas.line((end, middle - 3, end, middle + 5), _INK, 3)
    canvas.text((24 + long, middle), f"{km:,} km".replace(",", " "), _INK, font, anchor="lm")
    canvas.text((view.width - 12, middle), MAP_CREDIT, _TOWN, font, anchor="rm")


def scale_bar(km: float) -> int:
    """The longest round length in kilometres that takes no more than a sixth of so many."""
    lengths = [digit * 10**power for power in range(5) for digit in (1, 2, 5)]
    return max([length for length in lengths if length <= km / 6], default=1)
