import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.interval import IntervalTrigger

from bot.jobs import Job, Jobs
from feeds.errors import StoreError

OFTEN = IntervalTrigger(seconds=0.01)


class Work:
    """A job that counts its runs, and does what it is told in each."""

    def __init__(self, *, seconds=0.0, error=None):
        self.begun = self.ended = 0
        self.seconds, self.error = seconds, error

    async def __call__(self):
        self.begun += 1
        if self.error:
            raise self.error
        await asyncio.sleep(self.seconds)
        self.ended += 1


async def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("error", [StoreError("the database is locked"), ZeroDivisionError("a defect")])
async def test_a_job_that_fails_is_run_again_and_harms_no_other(error):
    failing, other = Work(error=error), Work()
    jobs = Jobs((Job("failing", failing, OFTEN), Job("other", other, OFTEN)))
    jobs.start()
    await until(lambda: failing.begun > 2 and other.ended > 2)
    await jobs.settle(deadline=1)


async def test_a_job_runs_once_at_a_time():
    slow = Work(seconds=0.1)
    jobs = Jobs((Job("slow", slow, OFTEN),))
    jobs.start()
    await until(lambda: slow.ended >= 2)
    assert slow.begun - slow.ended <= 1
    await jobs.settle(deadline=1)


async def test_what_runs_when_it_stops_is_waited_for():
    slow = Work(seconds=0.2)
    jobs = Jobs((Job("slow", slow, OFTEN),))
    jobs.start()
    await until(lambda: slow.begun)
    jobs.pause()
    await jobs.settle(deadline=5)
    assert (slow.begun, slow.ended) == (1, 1)


async def test_what_does_not_end_is_cancelled_at_the_deadline():
    endless = Work(seconds=3600)
    jobs = Jobs((Job("endless", endless, OFTEN),))
    jobs.start()
    await until(lambda: endless.begun)
    began = time.monotonic()
    await jobs.settle(deadline=0.05)
    assert time.monotonic() - began < 5
    assert (endless.begun, endless.ended) == (1, 0)


async def test_stopping_what_never_started_is_harmless():
    jobs = Jobs(())
    jobs.pause()
    await jobs.settle(deadline=1)


async def test_jobs_go_on_after_the_clock_was_put_back():
    work = Work()
    jobs = Jobs((Job("often", work, OFTEN),))
    jobs.start()
    await until(lambda: work.begun)
    jobs._scheduler.modify_job("often", next_run_time=datetime.now(UTC) + timedelta(days=1))  # as it then looks
    seen = work.begun
    await asyncio.sleep(0.1)
    assert work.begun <= seen + 1
    jobs.clock_was_set()
    await until(lambda: work.begun > seen + 3)
    await jobs.settle(deadline=1)
