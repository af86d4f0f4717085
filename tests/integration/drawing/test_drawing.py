"""The process that draws: pictures come back from it, and what becomes of it costs no more than a picture."""

import asyncio
import io
import os
import signal
from datetime import UTC, datetime

import psutil
import pytest
from PIL import Image

from bot.drawing.workers import Drawing, NotDrawn
from bot.render.pictures.chart import chart
from bot.render.pictures.charted import FigureChart, Series, Stated
from feeds.fetch.workers import MIB, WorkerLimits
from feeds.model.places import MapSpot, Precision

KYIV = MapSpot("Київ", 50.45, 30.52, Precision.TOWN, "Kyiv")
KILLED = FigureChart("Killed", [Series("Ministry", [Stated(datetime(2026, 3, 3, tzinfo=UTC), 12)])], ["Courier"])


@pytest.fixture
async def drawing():
    drawing = Drawing()
    yield drawing
    await drawing.close()


def size(picture):
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


async def gone(pid):
    """Wait until a process is no more, and the event loop has heard of it."""
    async with asyncio.timeout(10):
        while psutil.pid_exists(pid):
            await asyncio.sleep(0.02)


async def test_no_process_is_started_before_the_first_picture(drawing):
    assert drawing.pids == ()
    assert size(await drawing.map(KYIV)) == (960, 540)
    assert len(drawing.pids) == 1


async def test_a_chart_is_the_one_that_the_renderer_gives(drawing):
    assert await drawing.chart(KILLED) == chart(KILLED)


async def test_pictures_asked_for_at_once_are_drawn_one_after_another(drawing):
    pictures = await asyncio.gather(*(drawing.map(KYIV) for _ in range(4)), drawing.chart(KILLED))
    assert len(set(pictures)) == 2
    assert len(drawing.pids) == 1


async def test_a_chart_of_nothing_is_not_drawn_and_the_process_goes_on(drawing):
    await drawing.map(KYIV)
    before = drawing.pids
    with pytest.raises(NotDrawn, match="nobody states"):
        await drawing.chart(FigureChart("Killed", []))
    await drawing.map(KYIV)
    assert drawing.pids == before


async def test_a_name_that_is_no_text_is_not_drawn(drawing):
    with pytest.raises(NotDrawn, match="no text"):
        await drawing.map(MapSpot("\ud800", 50.45, 30.52))


async def test_a_process_that_was_killed_is_replaced(drawing):
    await drawing.map(KYIV)
    (pid,) = drawing.pids
    os.kill(pid, signal.SIGKILL)
    await gone(pid)
    assert size(await drawing.map(KYIV)) == (960, 540)


async def test_a_picture_that_takes_too_long_is_not_drawn():
    drawing = Drawing(WorkerLimits(memory=400 * MIB, seconds=0.001))
    try:
        with pytest.raises(NotDrawn, match="took too long"):
            await drawing.map(KYIV)
    finally:
        await drawing.close()


async def test_the_process_ends_when_no_picture_is_wanted():
    drawing = Drawing(idle=0.05)
    try:
        await drawing.map(KYIV)
        (pid,) = drawing.pids
        await gone(pid)
        assert size(await drawing.map(KYIV)) == (960, 540)
    finally:
        await drawing.close()
    assert drawing.pids == ()
