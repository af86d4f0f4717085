"""Asking the process that draws: the first picture starts it, and it is ended when none was wanted for a while."""

import asyncio

import msgspec

from bot.render.pictures.charted import FigureChart
from feeds.errors import FeedsError, ParseError
from feeds.fetch.workers import MIB, WorkerLimits, Workers
from feeds.model.places import MapSpot

#: Seconds without a picture after which the process that draws is ended.
IDLE = 300.0
#: Bytes of a picture.
LARGEST = 2 * MIB


class NotDrawn(FeedsError):
    """A picture that could not be drawn; the message says why."""


class Drawing(Workers):
    """The process that draws. Use it in one event loop, and ``close`` it there."""

    MODULE = "bot.drawing.worker"

    def __init__(self, limits: WorkerLimits | None = None, *, idle: float = IDLE) -> None:
        super().__init__(workers=1, limits=limits or WorkerLimits(memory=400 * MIB, documents=5000, answer=LARGEST))
        self._after = idle
        self._resting: asyncio.Task[None] | None = None

    async def map(self, spot: MapSpot) -> bytes:
        """A locator map as PNG; raises ``NotDrawn``."""
        return await self._picture("map", spot)

    async def chart(self, figures: FigureChart) -> bytes:
        """A chart of figures as PNG; raises ``NotDrawn``, also where nobody states a figure."""
        if not any(one.stated for one in figures.series):
            raise NotDrawn("the chart was not drawn: nobody states a figure")
        return await self._picture("chart", figures)

    async def close(self) -> None:
        """End the process; a picture that is being drawn is ``NotDrawn``."""
        self._wake()
        await super().close()

    async def _picture(self, what: str, of: MapSpot | FigureChart) -> bytes:
        try:
            document = msgspec.json.encode(of)
        except UnicodeEncodeError as error:  # a lone surrogate
            raise NotDrawn(f"the {what} was not drawn: a name in it is no text") from error
        self._wake()
        try:
            return await self.ask(document, url="", what=what)
        except ParseError as error:
            raise NotDrawn(f"the {what} was not drawn: the process that draws took too long or ended") from error
        finally:
            self._wake()
            self._resting = asyncio.create_task(self._rest_later())

    def _wake(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    async def _rest_later(self) -> None:
        await asyncio.sleep(self._after)
        await self.rest()
