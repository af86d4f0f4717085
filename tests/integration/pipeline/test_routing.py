"""Which channels a story reaches, its edits and round-ups too."""

import pytest_asyncio

from feeds.model import Beat, Channel, PostKind, Target, TargetKind
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import an_outlet

RIVER, MIRROR, SEA, ALL = (Target(TargetKind.CHANNEL, f"-200{n}") for n in range(1, 5))
CHANNELS = (
    Channel(RIVER, frozenset({"river"})),
    Channel(MIRROR, frozenset({"river"})),
    Channel(SEA, frozenset({"sea"}), frozenset({"en"})),
    Channel(ALL),
)
BEATS = (Beat("river", ("Karst",)), Beat("sea", ("Sorrel",)))


@pytest_asyncio.fixture(loop_scope="session")
async def newsroom(store):
    return await Newsroom(store, rules=DeskRules(CHANNELS, BEATS)).running()


def reached(deliveries):
    return {(row.kind, row.target) for row in deliveries}


async def test_a_story_reaches_the_channels_of_its_beat_their_mirrors_and_those_that_take_everything(newsroom):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert reached(await newsroom.deliver()) == {(PostKind.NEW, target) for target in (RIVER, MIRROR, ALL)}


async def test_a_story_of_no_beat_reaches_readers_and_the_channels_that_take_everything(newsroom):
    await newsroom.subscribe()
    await newsroom.hear(await newsroom.add_feed(), told("Yarrow"))
    assert sorted(row.target.kind for row in await newsroom.deliver()) == ["channel", "reader"]


async def test_an_edit_goes_where_the_story_went_although_it_is_of_another_beat_now(newsroom):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    await newsroom.deliver()
    newsroom.clock.advance(minutes=3)
    other = await newsroom.add_feed("b", an_outlet("Second"))
    await newsroom.hear(other, told("Karst", by=2, title="Soldiers killed: missile strike on Karst, says Sorrel (2)"))
    newsroom.clock.advance(minutes=3)
    assert reached(await newsroom.deliver(PostKind.EDIT)) == {(PostKind.EDIT, t) for t in (RIVER, MIRROR, ALL)}


async def test_one_dead_mirror_holds_up_no_other(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    (dead,) = [row for row in await due(newsroom) if row.target == MIRROR]
    async with newsroom.store.writing() as uow:
        assert await uow.outbox.claim(dead.id, at=newsroom.clock.now())  # and nobody ever answers
        await uow.commit()
    await newsroom.hear(url, told("Karst"), told("Karst", by=3, title="Second strike: missile hits Karst depot"))
    await newsroom.deliver()
    assert {row.target for row in newsroom.sent} == {RIVER, ALL}


async def test_a_round_up_lists_for_each_channel_what_goes_there(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.subscribe()
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"), told("Sorrel"), told("Yarrow"))
    assert await newsroom.round_up() == 3
    listed = {
        row.target: sorted(line.headline.split()[-1] for line in row.payload.lines) for row in await newsroom.deliver()
    }
    everything = ["Karst", "Sorrel", "Yarrow"]
    assert {target.address: names for target, names in listed.items() if target.kind is TargetKind.CHANNEL} == {
        RIVER.address: ["Karst"],
        MIRROR.address: ["Karst"],
        SEA.address: ["Sorrel"],
        ALL.address: everything,
    }
    assert [names for target, names in listed.items() if target.kind is TargetKind.READER] == [everything]


async def due(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.outbox.due(newsroom.clock.now(), limit=100)
