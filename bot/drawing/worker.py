"""The inside of the process that draws: ``python -m bot.drawing.worker MEMORY PARENT``.

The messages are those of ``feeds.fetch.process``: a request is a document of JSON that says what is to be drawn, an
answer is a PNG. What is no request ends the process, and whoever asked is told.
"""

import gc
import io
import sys
from typing import Any

import msgspec
from PIL import Image

from bot.render.pictures.chart import chart
from bot.render.pictures.charted import FigureChart
from bot.render.pictures.locator import Atlas, locator
from feeds.fetch.process import confine, serve
from feeds.model.places import MapSpot
from feeds.models import borders
from feeds.models.towns import load_towns


def open_atlas() -> Atlas:
    """What maps are drawn from, as the package ships it."""
    world = borders.load()
    with Image.open(io.BytesIO(world.grid)) as grid:
        return Atlas(world, grid.tobytes(), grid.width, load_towns(), borders.disputed())


def main() -> None:
    """Put this process under its limits, then draw what the parent asks for."""
    confine()
    atlas = open_atlas()

    def answer(request: dict[str, Any], document: bytes) -> bytes:
        if request["what"] == "chart":
            picture = chart(msgspec.json.decode(document, type=FigureChart))
        else:
            picture = locator(msgspec.json.decode(document, type=MapSpot), atlas)
        return b"%d\n%s" % (len(picture), picture)

    gc.freeze()  # what is loaded stays
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
