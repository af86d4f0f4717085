"""More than is wanted: larger, slower, more often; by hubs, and by strangers."""

import asyncio
import time
from dataclasses import replace

from feeds.core.notification import BudgetRules
from feeds.notifications import Reception
from feeds.notifications import Room as Limits
from tests.integration.pipeline.newsroom import told

QUICK = Limits(pause=0.01)


async def test_a_huge_body_is_refused_whether_or_not_it_says_so(ground, hub):
    async with ground.push_room(hub, limits=replace(QUICK, size=100_000)) as room:
        await room.subscribe()
        assert await room.push_bytes(b" " * 100_001) == [413]

        async def drip():
            for _ in range(200):
                yield b" " * 1000

        assert (await room.call("POST", room.path_of(), content=drip())).status_code == 413
        assert await room.push(told("Karst")) == [202]


async def test_a_body_that_comes_too_slowly_is_not_waited_for(ground, hub):
    async with ground.push_room(hub, limits=replace(QUICK, patience=0.1)) as room:
        await room.subscribe()

        async def drip():
            for _ in range(10):
                yield b" "
                await asyncio.sleep(0.05)

        slow = [asyncio.create_task(room.call("POST", room.path_of(), content=drip())) for _ in range(6)]
        answers = sorted([(await one).status_code for one in slow])
        assert answers == [408, 408, 408, 408, 503, 503]  # four places for each
        assert await room.push(told("Karst")) == [202]


async def test_a_hub_that_sends_without_end_gets_its_share_and_the_others_get_theirs(ground, hub, hubs):
    """Ten thousand notifications at once, each signed and new: a few are taken in, and nobody waits for the rest."""
    limits = replace(QUICK, budget=BudgetRules(most=10, every=10))
    async with ground.push_room(hub, limits=limits) as room:
        await room.subscribe()
        other = hubs.hub()
        await room.add_feed("http://other.example/feed", "Herald")
        room.carry("http://other.example/feed", hub=other.url)
        await room.pipeline.poll(await room.feed("http://other.example/feed"))
        await room.ask()
        await room.until(lambda it: it.callback, "http://other.example/feed")
        token, began = room.path_of().rpartition("/")[2], time.perf_counter()
        answers = [await send(room, token, b"<feed>%d</feed>" % number) for number in range(10_000)]
        assert time.perf_counter() - began < 5
        assert answers.count(Reception.ACCEPTED) <= 10
        assert await room.push(told("Karst"), url="http://other.example/feed", hub=other) == [202]
        assert len(room.titles()) == 1
        room.clock.advance(seconds=10)
        assert await room.push(told("Velmora")) == [202]
        assert len(room.titles()) == 2


async def send(room, token, body, signature=None):
    """What the door does, without a connection for each."""
    if body.endswith(b"99</feed>"):
        await asyncio.sleep(0)  # others have their turn
    with room.notifications.place(token) as reception:
        if reception is not Reception.ACCEPTED:
            return reception
    return room.notifications.receive(token, body, signature=signature or room.signed(token, body), content_type=None)


async def test_what_a_hub_has_used_up_comes_back_with_time(ground, hub):
    async with ground.push_room(hub, limits=replace(QUICK, budget=BudgetRules(most=2, every=10))) as room:
        await room.subscribe()
        assert [(await room.push(told("Karst", by=number)))[0] for number in range(1, 5)] == [202, 202, 503, 503]
        room.clock.advance(seconds=10)
        assert [(await room.push(told("Velmora", by=number)))[0] for number in range(1, 3)] == [202, 503]
        assert len(room.titles()) == 3


async def test_forgeries_and_guesses_by_the_thousand_leave_nothing_behind(room, capsys):
    await room.subscribe()
    token = room.path_of().rpartition("/")[2]
    for number in range(5_000):
        assert await send(room, token, b"%d" % number, signature="sha256=" + "0" * 64) is Reception.ACCEPTED
        assert await send(room, f"guess {number}", b"x", signature="sha256=" + "0" * 64) is Reception.GONE
    assert len(room.notifications._senders) == 1
    assert room.notifications._queue.qsize() == 0
    assert capsys.readouterr().out.count("push_not_signed") == 13  # 1, 2, 4, … 4096
    assert await room.push(told("Karst")) == [202]
    assert len(room.titles()) == 1


async def test_what_waits_has_a_limit_in_bytes_and_in_number(ground, hub):
    async with ground.push_room(hub, limits=replace(QUICK, bytes=1000, each=2)) as room:
        await room.subscribe()
        token = room.path_of().rpartition("/")[2]
        assert await send(room, token, b"x" * 1001) is Reception.BUSY
        assert [await send(room, token, b"%d" % number) for number in range(3)] == ["accepted", "accepted", "busy"]
        await room.notifications._queue.join()
        assert await send(room, token, b"3") is Reception.ACCEPTED
        await room.notifications._queue.join()


async def test_senders_of_callbacks_that_were_given_up_are_forgotten(room, hub):
    await room.subscribe()
    for number in range(3):
        await room.push(told("Karst", by=number + 1))
        await room.at((await room.subscription()).next_at)
        await room.until(lambda it: it.asked is None)
    await room.push(told("Velmora"))
    assert len(room.notifications._senders) <= 2
