"""Land, sea, coasts and borders of a view."""

import math
from collections.abc import Iterator
from itertools import chain

from PIL import Image, ImageDraw

from bot.render.pictures.view import View
from feeds.models.borders import BORDER, COAST, GRID, LAND, WATER, Borders, Shape

SEA, GROUND = (201, 221, 232), (247, 244, 236)
SHORE, LINE = (128, 166, 187), (158, 153, 146)
#: Everything is drawn so many times larger and then made smaller, which smoothes its edges.
SMOOTH = 2
#: Kilometres a pixel from which each coarser level does.
COARSE = (1.2, 9.0)

_FILL = {LAND: GROUND, WATER: SEA}
_STROKE = {COAST: (SHORE, 2), BORDER: (LINE, 3)}


def draw(view: View, borders: Borders) -> Image.Image:
    """The view without words."""
    fine = view.km <= COARSE[-1]
    image = Image.new("RGB", (view.width * SMOOTH, view.height * SMOOTH), SEA)
    canvas = ImageDraw.Draw(image)
    shapes = list(_shapes(view, borders))
    for shape, points in shapes:
        if shape.kind in _FILL:
            canvas.polygon(points, fill=_FILL[shape.kind])
    for kind, (colour, width) in _STROKE.items():
        for shape, points in shapes:
            if shape.kind == kind:
                canvas.line(points, fill=colour, width=width if fine else 1)
    return image.reduce(SMOOTH)


def _shapes(view: View, borders: Borders) -> Iterator[tuple[Shape, list[float]]]:
    """What lies in the view, with its points as x, y, x, y, … in pixels of the larger picture."""
    level = sum(view.km > coarse for coarse in COARSE)
    cell = borders.levels[level]
    step = view.scale * SMOOTH * cell
    columns = range(math.floor(view.west / cell), math.floor(view.east / cell) + 1)
    rows = range(math.floor(view.bottom / cell), math.floor(view.top / cell) + 1)
    for column in columns:
        left = (column * cell - view.west) * view.scale * SMOOTH
        for row in rows:
            bottom = (view.top - row * cell) * view.scale * SMOOTH
            for shape in borders.square(level, column, row):
                if points := _points(shape, left, bottom, step / GRID, view):
                    yield shape, points


def _points(shape: Shape, left: float, bottom: float, unit: float, view: View) -> list[float]:
    """A shape's points; empty where none of it can be seen."""
    xs, ys = shape.xs, shape.ys
    if left + max(xs) * unit < 0 or left + min(xs) * unit > view.width * SMOOTH:
        return []
    if bottom - max(ys) * unit > view.height * SMOOTH or bottom - min(ys) * unit < 0:
        return []
    pairs = zip([left + x * unit for x in xs], [bottom - y * unit for y in ys], strict=True)
    return list(chain.from_iterable(pairs))
