"""How long a locator map takes, asked of the process that draws, and that process's memory."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.drawing.workers import Drawing
from feeds.model.places import MapSpot
from feeds.models.gazetteer import load
from tests.benchmarks.figures import percentile

GOALS = {"ms_p50": "< 100", "ms_p95": "< 100"}
#: The first pictures, which load what later ones find loaded, do not count.
WARMING = 3


def measure(*, pictures: int, tell: Callable[[float, str], None]) -> dict[str, Any]:
    """Figures of so many maps of the gazetteer's places, most in countries at war; the same ones every time."""
    return asyncio.run(_measure(_spots(pictures + WARMING), tell))


def _spots(number: int) -> list[MapSpot]:
    places = list(load().everything())
    chosen = random.Random(7).choices(places, k=number)
    return [MapSpot(place.name, place.lat, place.lon, place.precision) for place in chosen]


async def _measure(spots: list[MapSpot], tell: Callable[[float, str], None]) -> dict[str, Any]:
    drawing, took = Drawing(), list[float]()
    try:
        for number, spot in enumerate(spots):
            start = time.perf_counter()
            await drawing.map(spot)
            took.append((time.perf_counter() - start) * 1000)
            tell(number / len(spots), spot.name)
        memory = _peak(drawing.pids[0])
    finally:
        await drawing.close()
    counted = took[WARMING:]
    return {
        "pictures": len(counted),
        "ms_p50": round(percentile(counted, 0.5), 1),
        "ms_p95": round(percentile(counted, 0.95), 1),
        "rss_mb": memory,
    }


def _peak(pid: int) -> float:
    """The most memory that a process has had resident, in megabytes of 10⁶ bytes (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(round(int(line.split()[1]) * 1024 / 1e6, 1) for line in lines if line.startswith("VmHWM:"))
