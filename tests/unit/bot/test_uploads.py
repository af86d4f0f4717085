"""A map is drawn once and uploaded once, whatever fails, and whoever else wants it meanwhile."""

import asyncio

import pytest

from bot.uploads import KEPT, Maps, NoMap
from feeds.errors import ParseError
from feeds.model.places import MapSpot

KARST, STREL = MapSpot("Karst", 50.0, 36.0), MapSpot("Strel", 51.0, 36.0)


class Pen:
    """Draws a map in so many seconds, or says why not."""

    def __init__(self, *, seconds=0.0, failing=False):
        self.drawn, self.seconds, self.failing = [], seconds, failing

    async def __call__(self, spot):
        self.drawn.append(spot)
        await asyncio.sleep(self.seconds)
        if self.failing:
            raise ParseError("the pen broke", url="")
        return spot.name.encode()


async def sent(maps, spot, file_id="f1"):
    """Send a map as a delivery does; what was sent."""
    async with maps.shown(spot) as shown:
        shown.file_id = file_id
        return shown.photo


async def test_the_first_chat_gets_a_file_and_the_others_what_telegram_calls_it():
    pen, counted = Pen(), []
    maps = Maps(pen, count=counted.append)
    assert [await sent(maps, KARST) for _ in range(3)] == [b"Karst", "f1", "f1"]
    assert await sent(maps, STREL, "f2") == b"Strel"
    assert (pen.drawn, counted) == ([KARST, STREL], ["drawn", "reused", "reused", "drawn"])


async def test_chats_that_want_a_map_at_once_wait_for_one_upload():
    pen = Pen(seconds=0.01)
    maps = Maps(pen)
    photos = await asyncio.gather(*(sent(maps, KARST) for _ in range(8)))
    assert (photos.count(b"Karst"), photos.count("f1"), len(pen.drawn)) == (1, 7, 1)


async def test_an_upload_that_hangs_holds_up_nobody_for_long():
    maps = Maps(Pen(), waiting=0.02)
    async with maps.shown(KARST):
        assert await sent(maps, KARST, "f2") == b"Karst"
    assert await sent(maps, KARST) == "f2"


async def test_an_upload_that_failed_is_made_by_the_next():
    maps = Maps(Pen())
    with pytest.raises(ConnectionError):
        async with maps.shown(KARST):
            raise ConnectionError
    assert [await sent(maps, KARST) for _ in range(2)] == [b"Karst", "f1"]


async def test_an_id_that_telegram_knows_no_more_is_forgotten():
    maps = Maps(Pen())
    await sent(maps, KARST)
    maps.forget(KARST)
    assert await sent(maps, KARST) == b"Karst"


async def test_a_map_that_cannot_be_drawn_is_counted_and_the_reason_said():
    counted = []
    with pytest.raises(NoMap, match="the pen broke"):
        await sent(Maps(Pen(failing=True), count=counted.append), KARST)
    assert counted == ["not_drawn"]


async def test_a_map_that_takes_too_long_is_not_waited_for():
    with pytest.raises(NoMap, match=r"not drawn in 0\.01 s"):
        await sent(Maps(Pen(seconds=5), drawing=0.01), KARST)


async def test_where_nothing_draws_there_is_no_map():
    with pytest.raises(NoMap, match="nothing draws"):
        await sent(Maps(), KARST)


async def test_the_oldest_ids_are_forgotten_first():
    maps = Maps(Pen())
    for number in range(KEPT + 1):
        await sent(maps, MapSpot("Karst", float(number), 0.0))
    assert await sent(maps, MapSpot("Karst", 0.0, 0.0)) == b"Karst"
    assert await sent(maps, MapSpot("Karst", float(KEPT), 0.0)) == "f1"
