"""What watching over the feeds needs of the store, as a protocol."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from feeds.model import Condition, FeedHealth, FeedId, Sighting


class Health(Protocol):
    """How the feeds are."""

    async def changed(self, *, limit: int) -> list[FeedHealth]:
        """Feeds that ail otherwise than the desk was told, or that are fine though it was told otherwise."""

    async def tell(self, told: Mapping[FeedId, Condition | None], *, at: datetime) -> None:
        """Remember what the desk was told of each feed."""

    async def census(self) -> dict[Condition, int]:
        """How many feeds are in which condition."""

    async def moved(self, times: int) -> list[FeedHealth]:
        """Active feeds whose address has led to the same other one for good, so many times in a row at least."""

    async def adopt(self, feed_id: FeedId, url: str) -> bool:
        """Give a feed its new address and forget what belonged to the old one; False where another feed has it."""

    async def sightings(self, *, since: datetime, limit: int) -> list[Sighting]:
        """Each feed's first report of each story that several outlets have, among the newest ``limit`` items fetched
        since a moment.
        """
