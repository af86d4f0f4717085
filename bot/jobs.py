"""The timed jobs: one table, one scheduler. What is due is in the database; a job only asks, so a restart changes
nothing and a missed run needs no catching up.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from feeds.errors import FeedsError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the table."""

    name: str
    run: Callable[[], Awaitable[object]]
    trigger: BaseTrigger
    #: Seconds by which a run may be late and still happen; None: however late.
    grace: int | None = None


class Jobs:
    """Runs the table's jobs; each at most once at a time."""

    def __init__(self, table: tuple[Job, ...]) -> None:
        self._table = table
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[asyncio.Task[object]] = set()
        self._busy: set[str] = set()

    def start(self) -> None:
        """Begin, inside the running event loop."""
        for job in self._table:
            self._scheduler.add_job(
                self._run,
                job.trigger,
                args=[job],
                id=job.name,
                misfire_grace_time=job.grace,
                coalesce=True,
                max_instances=2,  # of which ``_run`` leaves the second: the scheduler would warn of it each time
            )
        self._scheduler.start()

    def clock_was_set(self) -> None:
        """Plan every run anew from the clock as it is now: the scheduler would wait for the old time."""
        now = datetime.now(UTC)
        for job in self._table:
            at = now if isinstance(job.trigger, IntervalTrigger) else job.trigger.get_next_fire_time(None, now)
            self._scheduler.modify_job(job.name, next_run_time=at)

    def pause(self) -> None:
        """Begin no further run."""
        if self._scheduler.running:
            self._scheduler.pause()

    async def settle(self, *, deadline: float) -> None:
        """Wait for the runs in flight, at most ``deadline`` seconds, then cancel them.

        The scheduler's own shutdown would cancel them at once.
        """
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=deadline)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, job: Job) -> None:
        """The boundary of one job."""
        if job.name in self._busy:
            return
        self._busy.add(job.name)
        task = asyncio.ensure_future(job.run())
        task.add_done_callback(lambda _: self._busy.discard(job.name))
        self._running.add(task)
        try:
            await asyncio.shield(task)
        except FeedsError as exc:
            log.error("job_failed", job=job.name, problem=str(exc))  # noqa: TRY400 - expected: the store says no
        except Exception:
            log.exception("job_crashed", job=job.name)
        finally:
            if task.done():
                self._running.discard(task)
            else:
                task.add_done_callback(self._running.discard)
