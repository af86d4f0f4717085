"""The two doors: what a transaction keeps, what it sees, who waits for whom."""

import asyncio
import random

import pytest

from tests.integration.store.scenes import NOW, a_feed, a_story


async def test_what_is_not_committed_is_rolled_back(store):
    async with store.writing() as uow:
        await uow.switches.set("halted", "yes")
    async with store.reading() as uow:
        assert await uow.switches.get("halted") is None


async def test_what_is_committed_stays(store):
    async with store.writing() as uow:
        await uow.switches.set("halted", "yes")
        await uow.commit()
    async with store.reading() as uow:
        assert await uow.switches.get("halted") == "yes"


async def test_an_error_rolls_everything_back(store):
    async def fail():
        async with store.writing() as uow:
            await a_story(uow)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.reading() as uow:
        assert not await uow.stories.any()
        assert await uow.feeds.health() == []


async def test_half_a_story_is_rolled_back_when_its_second_half_fails(store):
    async with store.writing() as uow:
        await a_feed(uow)
        await uow.commit()

    async def join_twice():
        async with store.writing() as uow:
            first, second = await a_story(uow, "one"), await a_story(uow, "two")
            (source,) = await uow.items.of_story(first.id)
            await uow.stories.join(second.id, source.id, similarity=1.0, at=NOW)
            await uow.commit()

    with pytest.raises(ValueError, match="cannot join"):
        await join_twice()
    async with store.reading() as uow:
        assert not await uow.stories.any()
        assert await uow.stories.search("shelling", limit=5) == []
        assert [feed.items for feed in await uow.feeds.health()] == [0]


async def test_a_cancelled_writer_leaves_nothing_and_lets_the_next_one_in(store):
    inside = asyncio.Event()

    async def dawdle():
        async with store.writing() as uow:
            await uow.switches.set("halted", "yes")
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(dawdle())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as uow:
        assert await uow.switches.get("halted") is None


async def test_a_writer_cancelled_in_the_queue_holds_up_nobody(store):
    async with store.writing():
        waiting = asyncio.create_task(store.writing().__aenter__())
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(2), store.writing() as uow:
        await uow.commit()


async def test_a_store_survives_cancellations_at_any_point(store):
    chance = random.Random(1)

    async def write():
        async with store.writing() as uow:
            await uow.switches.set("halted", "yes")
            await uow.switches.set("halted", None)
            await uow.commit()

    for _ in range(60):
        tasks = [asyncio.create_task(write()) for _ in range(2)]
        await asyncio.sleep(chance.uniform(0, 0.006))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(5):
        await write()


async def test_a_reader_sees_one_moment(store):
    async with store.reading() as reader:
        assert await reader.switches.get("halted") is None
        async with store.writing() as writer:
            await writer.switches.set("halted", "yes")
            await writer.commit()
        assert await reader.switches.get("halted") is None
    async with store.reading() as reader:
        assert await reader.switches.get("halted") == "yes"


async def test_a_reader_does_not_see_what_is_not_committed(store):
    async with store.writing() as writer:
        await writer.switches.set("halted", "yes")
        async with store.reading() as reader:
            assert await reader.switches.get("halted") is None


async def test_writers_take_turns_in_order_of_arrival(store):
    order = []

    async def write(number):
        async with store.writing() as uow:
            count = int(await uow.switches.get("count") or 0)
            await asyncio.sleep(0)
            await uow.switches.set("count", str(count + 1))
            order.append(number)
            await uow.commit()

    await asyncio.gather(*(write(number) for number in range(20)))
    assert order == list(range(20))
    async with store.reading() as uow:
        assert await uow.switches.get("count") == "20"


async def test_more_readers_than_connections_wait_for_one(store):
    async def read():
        async with store.reading() as uow:
            return await uow.stories.any()

    assert await asyncio.gather(*(read() for _ in range(40))) == [False] * 40


async def test_writing_through_the_reading_door_is_a_programming_error(store):
    async with store.reading() as uow:
        with pytest.raises(RuntimeError, match="reading door"):
            await uow.switches.set("halted", "yes")
        with pytest.raises(RuntimeError, match="reading door"):
            await uow.commit()


async def test_after_its_commit_a_transaction_can_only_read(store):
    async with store.writing() as uow:
        await uow.switches.set("halted", "yes")
        await uow.commit()
        assert await uow.switches.get("halted") == "yes"
        with pytest.raises(RuntimeError, match="after commit"):
            await uow.switches.set("halted", "no")
        with pytest.raises(RuntimeError, match="after commit"):
            await uow.commit()


async def test_a_closed_store_leaves_no_connection_behind(store):
    async with store.writing() as uow:
        await uow.commit()
    await store.close()
    await store.close()
