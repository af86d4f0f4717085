"""Whatever a place is called and wherever it is, a map of it is a PNG that a post can carry; so is a chart."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.drawing.worker import open_atlas
from bot.render.pictures.chart import chart
from bot.render.pictures.charted import FigureChart, Series, Stated
from bot.render.pictures.locator import locator
from feeds.model.places import MapSpot, Precision

tried = settings(max_examples=40, deadline=None)  # machines differ
names = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=300),
    st.text("aЖعհ\u0301\u200d\u202e\0\n🕊 /", max_size=400),
)
spots = st.builds(
    MapSpot,
    name=names,
    lat=st.floats(-90, 90),
    lon=st.floats(-360, 360),
    precision=st.sampled_from(Precision),
    other=names,
)
stated = st.builds(
    Stated,
    at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
    low=st.integers(0, 10**15),
    high=st.none() | st.integers(0, 10**15),
    qualifier=st.sampled_from(["", "at least", "up to", "about"]),
)


@pytest.fixture(scope="module")
def atlas():
    return open_atlas()


def assert_fits(picture):
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        assert (image.format, image.size) == ("PNG", (960, 540))
    assert len(picture) < 300_000


@tried
@given(spot=spots)
@example(spot=MapSpot("", 0.0, 180.0))
@example(spot=MapSpot("Pole", 90.0, -180.0, Precision.COUNTRY))
@example(spot=MapSpot("\ud800", -90.0, 360.0, Precision.REGION))
def test_any_place_gives_a_map(spot, atlas):
    assert_fits(locator(spot, atlas))


@tried
@given(
    title=names, series=st.lists(st.builds(Series, names, st.lists(stated, min_size=1, max_size=8), names), min_size=1)
)
def test_any_figures_give_a_chart(title, series):
    assert_fits(chart(FigureChart(title, series, [title])))
