import io
import json

import pytest
from PIL import Image

from feeds.models import build_borders
from feeds.models.borders import BORDER, COAST, LAND, WATER, Borders, mercator


def topology(tmp_path, arcs, **countries):
    """A TopoJSON file of hundredths of a degree: arcs as (longitude, latitude), countries as rings of arcs."""

    def deltas(arc):
        before = (0, 0)
        for point in arc:
            yield [round((to - at) * 100) for to, at in zip(point, before, strict=True)]
            before = point

    listed = [
        {"type": "MultiPolygon", "arcs": polygons, "properties": {"name": name}} for name, polygons in countries.items()
    ]
    path = tmp_path / "countries.json"
    told = {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": [list(deltas(arc)) for arc in arcs],
        "objects": {"countries": {"geometries": listed}},
    }
    path.write_text(json.dumps(told), "utf-8")
    return path


def neighbours(tmp_path, lon, lat, west="Ruritania", east="Fenwick"):
    """Two squares of two degrees side by side, the lower corner of their border at the place."""
    middle = [(lon, lat), (lon, lat + 2)]
    left = [(lon, lat + 2), (lon - 2, lat + 2), (lon - 2, lat), (lon, lat)]
    right = [(lon, lat + 2), (lon + 2, lat + 2), (lon + 2, lat), (lon, lat)]
    return topology(tmp_path, [middle, left, right], **{west: [[[0, 1]]], east: [[[0, 2]]]})


def built(path):
    return Borders(build_borders.build(path))


def kinds(borders, kind):
    return [line for line in borders.lines(0, kind) if len(line) > 1]


def test_a_line_of_two_countries_is_border_and_of_one_is_coast(tmp_path):
    borders = built(neighbours(tmp_path, 12, 51))
    assert {round(lon, 2) for line in kinds(borders, BORDER) for lon, _ in line} == {12.0}
    coast = [point for line in kinds(borders, COAST) for point in line]
    assert (min(lon for lon, _ in coast), max(lon for lon, _ in coast)) == pytest.approx((10, 14), abs=0.001)


def test_no_border_is_kept_in_a_disputed_area(tmp_path):
    borders = built(neighbours(tmp_path, 34.3, 45.0))  # Crimea reaches to 46.35
    lats = [lat for line in kinds(borders, BORDER) for _, lat in line]
    assert lats
    assert min(lats) > 46.3


def test_a_base_has_no_border(tmp_path):
    assert kinds(built(neighbours(tmp_path, 12, 51, east="Baikonur")), BORDER) == []


def test_land_that_crosses_the_date_line_is_on_both_sides_of_it_and_nowhere_else(tmp_path):
    ring = [(179, 1), (-179, 1), (-179, 2), (179, 2), (179, 1)]
    borders = built(topology(tmp_path, [ring], Ruritania=[[[0]]]))
    land = [[lon for lon, _ in part] for part in borders.lines(0, LAND)]
    assert sorted((round(min(lons)), round(max(lons))) for lons in land) == [(-180, -179), (179, 180)]


def test_a_sea_within_land_is_a_hole(tmp_path):
    outer = [(1, 1), (4, 1), (4, 4), (1, 4), (1, 1)]
    inner = [(2, 2), (2, 3), (3, 3), (3, 2), (2, 2)]
    borders = built(topology(tmp_path, [outer, inner], Ruritania=[[[0], [1]]]))
    assert [shape.kind for shape in borders.square(0, 0, 0) if shape.kind in {LAND, WATER}] == [LAND, WATER]


def test_countries_are_named_where_their_ground_is(tmp_path):
    borders = built(neighbours(tmp_path, 12, 51, east="eSwatini"))
    grid = Image.open(io.BytesIO(borders.grid))
    scale = grid.width / 360
    named = [
        borders.countries[grid.getpixel((int((lon + 180) * scale), int((180 - mercator(52)) * scale)))]
        for lon in (11, 13, 16)
    ]
    assert named == ["Ruritania", "Eswatini", ""]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = neighbours(tmp_path, 12, 51)
    assert build_borders.build(path) == build_borders.build(path)
