"""How many at a time."""

import asyncio

import pytest

from feeds.fetch.turns import Turns


async def test_so_many_to_one_host_and_so_many_in_all():
    turns, running, peaks = Turns(2, 3), {"a": 0, "b": 0}, {"a": 0, "b": 0, "all": 0}

    async def visit(host: str) -> None:
        async with turns.of(host):
            running[host] += 1
            peaks[host] = max(peaks[host], running[host])
            peaks["all"] = max(peaks["all"], sum(running.values()))
            await asyncio.sleep(0.002)
            running[host] -= 1

    await asyncio.gather(*(visit("ab"[number % 2]) for number in range(20)))
    assert peaks == {"a": 2, "b": 2, "all": 3}


async def test_one_name_in_two_spellings_is_one_host():
    turns = Turns(1, 5)
    async with turns.of("news.example"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), turns.of("NEWS.example."):
                pass


async def test_who_waits_for_a_host_keeps_nobody_else_out():
    turns, done = Turns(1, 2), asyncio.Event()

    async def hold(host: str) -> None:
        async with turns.of(host):
            await done.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(hold("busy"))
        await asyncio.sleep(0)
        async with asyncio.timeout(1), turns.of("other"):
            done.set()


async def test_a_turn_is_given_back_by_who_fails_and_by_who_is_cancelled_while_waiting():
    turns = Turns(1, 1)
    with pytest.raises(OSError):
        async with turns.of("a"):
            raise OSError
    async with turns.of("a"):
        waiting = asyncio.create_task(visit(turns, "a"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1):
        await visit(turns, "a")
    assert turns._hosts == {}


async def visit(turns: Turns, host: str) -> None:
    async with turns.of(host):
        pass
