"""A map's way from a report's town to the story's post, and what stands there once it is out."""

from dataclasses import replace

import pytest

from feeds.model import Picture, PostKind
from tests.integration.pipeline.newsroom import told
from tests.support.builders import an_outlet

IN_KHARKIV = "Nine people were killed when a missile hit a market in Kharkiv on Tuesday, the governor said."
TITLE = "Missile strike kills nine people in Kharkiv"
PICTURE = Picture("https://cdn.example/1.jpg", 1200, credit="Ann Lee")


@pytest.fixture
def mapping(newsroom):
    """A newsroom that wants maps."""
    newsroom.rules = replace(newsroom.rules, maps=True)
    newsroom.restart()
    return newsroom


def strike(by=1, **changes):
    return told("Kharkiv", by=by, title=TITLE, summary=IN_KHARKIV, **changes)


async def test_a_post_without_a_picture_shows_a_map_of_its_town(mapping):
    url = await mapping.add_feed()
    await mapping.hear(url, strike())
    (due,) = await mapping.deliver(PostKind.NEW)
    spot = due.payload.brief.map
    assert (spot.name, round(spot.lat), round(spot.lon), spot.other) == ("Kharkiv", 50, 36, "")
    assert spot.name in due.payload.brief.places


async def test_no_map_is_shown_unless_somebody_asks_for_maps(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, strike())
    (due,) = await newsroom.deliver(PostKind.NEW)
    assert due.payload.brief.map is None


async def test_a_picture_that_may_be_shown_goes_before_a_map(mapping):
    url = await mapping.add_feed(outlet=an_outlet(pictures=True))
    await mapping.hear(url, strike(pictures=(PICTURE,)))
    (due,) = await mapping.deliver(PostKind.NEW)
    assert (due.payload.brief.picture, due.payload.brief.map) == (PICTURE, None)


async def test_a_picture_that_may_not_be_shown_leaves_room_for_a_map(mapping):
    url = await mapping.add_feed()
    await mapping.hear(url, strike(pictures=(PICTURE,)))
    (due,) = await mapping.deliver(PostKind.NEW)
    assert due.payload.brief.map.name == "Kharkiv"


async def test_a_map_that_is_out_stays_whatever_picture_comes_later(mapping):
    first = await mapping.add_feed("a", an_outlet("A"))
    other = await mapping.add_feed("b", an_outlet("B", pictures=True))
    await mapping.hear(first, strike())
    await mapping.deliver(PostKind.NEW)
    mapping.clock.advance(minutes=5)
    await mapping.hear(other, strike(2, pictures=(PICTURE,)))
    mapping.clock.advance(minutes=30)
    (edit,) = await mapping.deliver(PostKind.EDIT)
    assert (edit.payload.brief.picture, edit.payload.brief.map.name) == (None, "Kharkiv")


async def test_a_post_that_is_out_without_a_map_gets_none_when_maps_are_turned_on(newsroom):
    first, other = [await newsroom.add_feed(name, an_outlet(name.upper())) for name in "ab"]
    await newsroom.hear(first, strike())
    await newsroom.deliver(PostKind.NEW)
    newsroom.rules = replace(newsroom.rules, maps=True)
    newsroom.restart()
    await newsroom.pipeline.start()
    newsroom.clock.advance(minutes=30)
    await newsroom.hear(other, strike(2))
    newsroom.clock.advance(minutes=30)
    (edit,) = await newsroom.deliver(PostKind.EDIT)
    assert edit.payload.brief.map is None


async def test_a_disputed_towns_map_has_the_other_sides_name(mapping):
    url = await mapping.add_feed()
    text = "Nine people were killed when shells hit a market in Stepanakert on Tuesday, residents said."
    await mapping.hear(url, told("Stepanakert", title="Shelling of Stepanakert kills nine people", summary=text))
    (due,) = await mapping.deliver(PostKind.NEW)
    assert (due.payload.brief.map.name, due.payload.brief.map.other) == ("Stepanakert", "Khankendi")


async def test_a_place_that_no_gazetteer_knows_has_no_map(mapping):
    url = await mapping.add_feed()
    await mapping.hear(url, told("Karst"))
    (due,) = await mapping.deliver(PostKind.NEW)
    assert due.payload.brief.map is None
