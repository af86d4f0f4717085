"""Notices that the machine's clock was set, and lets nothing wait or hurry for it.

Plans are written as times of day, for they must outlive the process. Where the clock is put back, what is planned would
wait by as much longer; so it is put forward in the tables. Where the clock is set ahead, what is planned is due sooner,
which does no harm: how fast messages leave is told by ticks (``feeds.ports.Clock.ticks``), which nobody sets.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog

from feeds.ports import Clock, Store

log = structlog.get_logger(__name__)

#: A difference below this is a clock being slewed, or a slow look.
JUMP = timedelta(seconds=5)


class ClockWatch:
    """Looks at the clock from time to time."""

    def __init__(self, store: Store, clock: Clock, was_set: Callable[[], None]) -> None:
        self._store, self._clock, self._was_set = store, clock, was_set
        self._seen = clock.now(), clock.ticks()
        self._owed = timedelta()  #: by how much plans are still to be put forward

    async def begin(self) -> None:
        """Compare with what the database has seen: the clock may have been put back while nothing ran."""
        async with self._store.reading() as uow:
            newest = await uow.outbox.newest_at()
        if newest is not None and newest - self._clock.now() > JUMP:
            self._owed = newest - self._clock.now()
            await self._put_forward()

    async def look(self) -> timedelta:
        """By how much the clock was set since the last look; what is planned is put right. Raises ``StoreError``, and
        tries again with the next look.
        """
        now, ticks = self._clock.now(), self._clock.ticks()
        by = (now - self._seen[0]) - timedelta(seconds=ticks - self._seen[1])
        self._seen = now, ticks
        if abs(by) > JUMP:
            log.warning("clock_was_set", seconds=round(by.total_seconds(), 1))
            self._owed += max(-by, timedelta())
            self._was_set()
        if self._owed:
            await self._put_forward()
        return by if abs(by) > JUMP else timedelta()

    async def _put_forward(self) -> None:
        async with self._store.writing() as uow:
            await uow.outbox.put_forward(self._owed)
            await uow.feeds.put_forward(self._owed)
            await uow.websub.put_forward(self._owed)
            await uow.articles.put_forward(self._owed)
            await uow.commit()
        log.info("plans_put_forward", seconds=round(self._owed.total_seconds(), 1))
        self._owed = timedelta()
