"""The parsing processes: what one document can do to them, and what it cannot."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from feeds.errors import ParseError
from feeds.fetch.workers import ParseWorkers, WorkerLimits
from feeds.model import Entry
from tests.support.feed_text import render_rss

URL = "https://feeds.example/a"
SMALL = render_rss([Entry(title="One", guid="1")])
_MANY = render_rss([Entry(title=f"Number {n}", summary="word " * 400, guid=str(n)) for n in range(2000)])
LARGE = _MANY.replace(
    b"<rss", b"<!DOCTYPE rss><rss", 1
)  #: with a DOCTYPE, which is left to feedparser: it takes a while
GREEDY = b"<rss " + b'a="b" ' * 1_000_000 + b">"
ROOT = Path(__file__).parents[3]


@pytest.fixture
async def make():
    made = []

    def make(**options) -> ParseWorkers:
        made.append(ParseWorkers(**options))
        return made[-1]

    yield make
    for workers in made:
        await workers.close()


async def titles(workers: ParseWorkers, document: bytes = SMALL) -> list[str]:
    found = await workers(document, url=URL, content_type="application/rss+xml")
    return [entry.title for entry in found.entries]


async def until(condition, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_a_document_is_read_and_its_error_is_its_own(make):
    workers = make()
    assert await titles(workers) == ["One"]
    with pytest.raises(ParseError, match="web page") as caught:
        await workers(b"<html>", url=URL, content_type=None)
    assert caught.value.url == URL
    assert len(workers.pids) == 1


async def test_start_brings_one_process_up_and_more_come_when_they_are_needed(make):
    workers = make(workers=2)
    await workers.start()
    assert len(workers.pids) == 1
    await workers.start()
    await titles(workers)
    assert len(workers.pids) == 1
    await asyncio.gather(*(titles(workers) for _ in range(10)))
    assert len(workers.pids) == 2


async def test_a_slow_document_is_left_and_the_others_are_read(make):
    workers = make(workers=2, limits=WorkerLimits(seconds=0.2))
    await workers.start()
    (victim,) = workers.pids
    slow = asyncio.create_task(titles(workers, LARGE))
    assert await asyncio.gather(*(titles(workers) for _ in range(20))) == [["One"]] * 20
    with pytest.raises(ParseError, match=r"takes longer than 0\.2 s to read"):
        await slow
    assert await titles(workers) == ["One"]
    assert victim not in workers.pids
    assert not psutil.pid_exists(victim)


async def test_a_greedy_document_stays_within_the_memory(make):
    workers = make(workers=1)
    with pytest.raises(ParseError, match="cannot be read"):
        await titles(workers, GREEDY)
    assert await titles(workers) == ["One"]
    assert psutil.Process(workers.pids[0]).memory_info().vms <= WorkerLimits().memory


async def test_a_process_that_dies_takes_one_document_with_it(make):
    workers = make(workers=2)
    await workers.start()
    (victim,) = workers.pids
    doomed = asyncio.create_task(titles(workers, LARGE))
    await asyncio.sleep(0.05)
    others = [asyncio.create_task(titles(workers)) for _ in range(5)]
    os.kill(victim, signal.SIGKILL)
    with pytest.raises(ParseError, match="ended the process"):
        await doomed
    assert await asyncio.gather(*others) == [["One"]] * 5


async def test_a_process_that_dies_idle_costs_nothing(make):
    workers = make(workers=1)
    await workers.start()
    (victim,) = workers.pids
    os.kill(victim, signal.SIGKILL)
    await until(lambda: not psutil.pid_exists(victim))
    assert await titles(workers) == ["One"]


async def test_a_process_is_replaced_after_so_many_documents(make):
    workers = make(workers=1, limits=WorkerLimits(documents=2))
    seen = []
    for _ in range(4):
        await workers.start()
        seen.append(workers.pids[0])
        await titles(workers)
    assert seen[0] == seen[1] != seen[2] == seen[3]


async def test_ctrl_c_at_the_terminal_does_not_end_a_process(make):
    workers = make(workers=1)
    await workers.start()
    before = workers.pids
    os.kill(before[0], signal.SIGINT)
    assert await titles(workers) == ["One"]
    assert workers.pids == before


async def test_who_is_cancelled_leaves_no_answer_to_the_next(make):
    workers = make(workers=1)
    await workers.start()
    cancelled = asyncio.create_task(titles(workers, LARGE))
    await asyncio.sleep(0.05)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    assert await titles(workers) == ["One"]


async def test_large_documents_leave_a_worker_to_the_others(make):
    workers = make(workers=2, limits=WorkerLimits(large=len(LARGE)))
    await asyncio.gather(titles(workers), titles(workers))  # both are there
    large = [asyncio.create_task(titles(workers, LARGE)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await titles(workers) == ["One"]
    assert not large[-1].done()
    assert [len(found) for found in await asyncio.gather(*large)] == [len(await titles(workers, LARGE))] * 3
    assert len(workers.pids) == 2


async def test_closing_ends_what_is_being_read_and_leaves_no_process(make):
    workers = make(workers=2, limits=WorkerLimits(large=2 * len(LARGE)))
    await workers.start()
    reading = [asyncio.create_task(titles(workers, LARGE)) for _ in range(2)]
    await until(lambda: len(workers.pids) == 2)
    pids = workers.pids
    await asyncio.sleep(0.05)
    await workers.close()
    for document in reading:
        with pytest.raises(ParseError):
            await document
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []
    assert workers.pids == ()


async def test_a_process_sees_nothing_of_the_environment(make, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_BOT_TOKEN", "123:secret")
    workers = make(workers=1)
    await workers.start()
    assert set(psutil.Process(workers.pids[0]).environ()) <= {"PYTHONPATH", "LC_CTYPE"}


async def test_a_process_is_small(make):
    workers = make(workers=1)
    await titles(workers)
    assert psutil.Process(workers.pids[0]).memory_full_info().uss < 30 * 2**20


def python(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def test_a_process_loads_nothing_of_the_rest_of_the_program():
    program = "import sys, feeds.fetch.worker, feedparser; print(*sys.modules)"
    loaded = {name.partition(".")[0] for name in python(program).split()}
    assert not loaded & {"aiohttp", "sqlalchemy", "telegram", "pydantic", "asyncio", "nh3", "structlog", "bot"}


def test_the_program_itself_loads_no_parser():
    program = f"""
import asyncio, sys
import bot.app
from feeds.fetch.workers import ParseWorkers
async def main():
    workers = ParseWorkers()
    print(len((await workers({SMALL!r}, url="https://a.example/", content_type=None)).entries))
    await workers.close()
    print(any(name in sys.modules for name in ("feedparser", "lxml", "feeds.core.parse")))
asyncio.run(main())
"""
    assert python(program).split() == ["1", "False"]


@pytest.mark.skipif(sys.platform != "linux", reason="the signal at the parent's death is Linux's")
def test_processes_die_with_a_program_that_is_killed_while_they_work():
    program = f"""
import asyncio, os
from feeds.fetch.workers import ParseWorkers, WorkerLimits
async def main():
    workers = ParseWorkers(limits=WorkerLimits(seconds=60))
    await workers.start()
    print(*workers.pids, flush=True)
    await workers({LARGE[:20]!r} + b"<a>" * 9_000_000, url="https://a.example/", content_type=None)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.1)
        parent.kill()
    worker.wait(timeout=5)
