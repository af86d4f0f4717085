"""Pictures of our own on their way to Telegram: each is drawn once and uploaded once; further chats get what Telegram
calls it.

What is kept is in memory alone: after a restart a picture is drawn and uploaded anew, which is the same message.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from feeds.errors import FeedsError
from feeds.model.places import MapSpot

log = structlog.get_logger(__name__)

#: Seconds that a map may take to be drawn, its turn among other pictures and the start of the process included.
DRAWING = 8.0
#: Seconds to wait for the upload of the same map to another chat; whoever waited in vain uploads it himself.
WAITING = 10.0
#: Maps whose ids are kept.
KEPT = 500


class NoMap(FeedsError):
    """There is no map to send; the message says why."""


@dataclass(slots=True)
class Shown:
    """A map to send. Whoever sent it as a file notes here what Telegram calls it."""

    photo: bytes | str  #: a PNG to upload, or the id of one that was uploaded
    file_id: str | None = None


async def _never(_: MapSpot) -> bytes:
    raise NoMap("nothing draws maps here")


class Maps:
    """Maps of posts. Use it in one event loop.

    ``draw`` gives a PNG or raises ``FeedsError``; ``count`` is told of each outcome: ``drawn``, ``not_drawn``,
    ``reused``.
    """

    def __init__(
        self,
        draw: Callable[[MapSpot], Awaitable[bytes]] = _never,
        *,
        count: Callable[[str], None] = lambda _: None,
        drawing: float = DRAWING,
        waiting: float = WAITING,
    ) -> None:
        self._draw, self._count, self._drawing, self._waiting = draw, count, drawing, waiting
        self._ids: OrderedDict[MapSpot, str] = OrderedDict()
        self._uploads: dict[MapSpot, asyncio.Event] = {}

    @asynccontextmanager
    async def shown(self, spot: MapSpot) -> AsyncIterator[Shown]:
        """The map of a place, for the length of a block that sends it. Raises ``NoMap`` where it cannot be drawn."""
        if (upload := self._uploads.get(spot)) is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._waiting):
                    await upload.wait()
        if (known := self._ids.get(spot)) is not None:
            self._count("reused")
            yield Shown(known)
            return
        upload = self._uploads.setdefault(spot, asyncio.Event())
        try:
            shown = Shown(await self._drawn(spot))
            yield shown
            if shown.file_id is not None:
                self._keep(spot, shown.file_id)
        finally:
            upload.set()
            if self._uploads.get(spot) is upload:
                del self._uploads[spot]

    def forget(self, spot: MapSpot) -> None:
        """Telegram knows a map no more by the id that was kept."""
        self._ids.pop(spot, None)

    async def _drawn(self, spot: MapSpot) -> bytes:
        try:
            async with asyncio.timeout(self._drawing):
                picture = await self._draw(spot)
        except TimeoutError:
            problem = f"it was not drawn in {self._drawing:g} s"
        except FeedsError as error:
            problem = str(error)
        else:
            self._count("drawn")
            return picture
        self._count("not_drawn")
        log.warning("map_not_drawn", place=spot.name, problem=problem)
        raise NoMap(problem)

    def _keep(self, spot: MapSpot, file_id: str) -> None:
        self._ids[spot] = file_id
        self._ids.move_to_end(spot)
        if len(self._ids) > KEPT:
            self._ids.popitem(last=False)
