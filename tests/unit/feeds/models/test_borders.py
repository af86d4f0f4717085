import io
from itertools import pairwise

import pytest
from PIL import Image

from feeds.models.borders import (
    BORDER,
    COAST,
    LAND,
    WATER,
    Borders,
    Level,
    Part,
    disputed,
    latitude,
    load,
    mercator,
    pack,
)
from feeds.models.towns import inside


@pytest.mark.parametrize("level", [0, 1, 2])
def test_no_border_has_a_point_in_a_disputed_area(level):
    borders = load()
    boxes = [(area, *zip(*area.outline, strict=True)) for area in disputed()]
    found = [
        (area.name, lat, lon)
        for line in borders.lines(level, BORDER)
        for lon, lat in between(line)
        for area, lons, lats in boxes
        if min(lons) < lon < max(lons) and min(lats) < lat < max(lats) and inside(area, lat, lon)
    ]
    assert found == []


def between(line):
    """The points of a line and some between each two."""
    for (x1, y1), (x2, y2) in pairwise(line):
        for part in range(2):
            yield x1 + (x2 - x1) * part / 2, y1 + (y2 - y1) * part / 2
    yield line[-1]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (46.1, 33.65),
        (33.1, 35.8),
        (27.67, -11.0),
        (34.5, 77.8),
        (42.8, 20.9),
        (31.9, 35.0),
        (31.4, 34.35),
        (35.1, 33.3),
    ],
)
def test_known_disputed_lines_lie_in_areas(lat, lon):
    assert any(inside(area, lat, lon) for area in disputed())


@pytest.mark.parametrize(("lat", "lon"), [(52.3, 10.5), (50.0, 14.4), (31.2, 29.9), (28.6, 77.2), (41.7, 44.8)])
def test_areas_do_not_reach_undisputed_ground(lat, lon):
    assert not any(inside(area, lat, lon) for area in disputed())


def test_undisputed_borders_are_there():
    lines = list(load().lines(0, BORDER))
    near = [
        point for line in lines for point in line if abs(point[0] - 9.0) < 6 and abs(point[1] - 49.0) < 3
    ]  # Germany, France, Switzerland
    assert len(near) > 200


def test_no_line_leaps_over_the_world():
    for kind in (COAST, BORDER):
        for line in load().lines(0, kind):
            xs = [x for x, _ in line]
            assert max(xs) - min(xs) <= 5.001


def test_disputed_ground_is_nobodys_in_the_grid():
    grid = Image.open(io.BytesIO(load().grid))
    scale = grid.width / 360
    known = {(45.2, 34.3): "", (33.0, 35.8): "", (24.5, -13.5): "", (48.9, 2.3): "France", (15.5, 32.5): "Sudan"}
    for (lat, lon), named in known.items():
        value = grid.getpixel((int((lon + 180) * scale), int((180 - mercator(lat)) * scale)))
        assert load().countries[value] == named


def test_what_is_packed_is_read():
    levels = [
        Level(90.0, {(0, 0): [Part(BORDER, ((0, 0), (65535, 65535))), Part(LAND, ((1, 2), (3, 4), (5, 6)))]}),
        Level(120.0, {(-1, 1): [Part(WATER, ((7, 8), (9, 10), (11, 12)))]}),
    ]
    borders = Borders(pack(levels, ["", "Ruritania"], b"grid"))
    first, second = borders.square(0, 0, 0)
    assert (first.kind, list(first.xs), list(first.ys)) == (LAND, [1, 3, 5], [2, 4, 6])
    assert second.kind == BORDER
    assert [shape.kind for shape in borders.square(1, 2, 1)] == [WATER]
    assert list(borders.square(0, 1, 1)) == []
    assert (borders.levels, borders.countries, borders.grid) == ((90.0, 120.0), ("", "Ruritania"), b"grid")
    assert next(borders.lines(0, BORDER))[1] == pytest.approx((90.0, latitude(90.0)))


@pytest.mark.parametrize("lat", [-85.0, -33.3, 0.0, 51.5, 85.0])
def test_mercator_is_undone(lat):
    assert latitude(mercator(lat)) == pytest.approx(lat)
