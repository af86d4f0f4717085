"""Polls that run side by side."""

import asyncio

import pytest

from feeds.polls import AT_ONCE, FOR_SLOW, Polls, breathing
from tests.support.builders import a_feed

FEEDS = [a_feed(number, url=f"https://host{number}.example/") for number in range(1, AT_ONCE + 1)]


async def polled_once(slow_from: float) -> Polls:
    async def poll(_) -> None:
        pass

    polls = Polls(poll, slow_from=slow_from)
    polls.begin(FEEDS)
    await polls.settle(deadline=None)
    return polls


@pytest.mark.parametrize(("slow_from", "places"), [(0.0, FOR_SLOW), (60.0, AT_ONCE)])
async def test_feeds_whose_last_poll_took_long_get_half_of_the_places(slow_from, places):
    polls = await polled_once(slow_from)
    begin, rest = polls.choose(FEEDS)
    assert (len(begin), len(rest)) == (places, AT_ONCE - places)


async def test_slow_feeds_that_are_being_polled_count():
    polls = await polled_once(0.0)
    polls.begin(FEEDS[:10])
    assert len(polls.choose(FEEDS[10:])[0]) == FOR_SLOW - 10
    await polls.settle(deadline=None)


@pytest.mark.parametrize(("breath", "turns"), [(0.0, 10), (60.0, 0)])
async def test_a_document_s_entries_let_everybody_else_have_turns(breath, turns):
    had = 0

    async def other() -> None:
        nonlocal had
        while True:
            had += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    assert [value async for value in breathing(range(10), breath=breath)] == list(range(10))
    assert had == turns
    task.cancel()
