"""What happens to a story while it is assessed elsewhere, and where it cannot be."""

import asyncio

import pytest

from feeds.assessing.here import assess_here
from feeds.errors import AssessError, NoAssessor
from feeds.model import Standing
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import an_outlet


class Slow:
    """An ``Assess`` that waits for leave before its answer, and fails where it is told to."""

    def __init__(self) -> None:
        self.begun, self.leave = asyncio.Event(), asyncio.Event()
        self.leave.set()
        self.error: Exception | None = None
        self.kills = 0  #: so many questions end the process
        self.cannot: str | None = None  #: in a headline: the story that cannot be assessed
        self.asked: list[int] = []  #: the items of each story that was asked for

    async def __call__(self, stories, by):
        self.asked += [len(story.items) for story in stories]
        self.begun.set()
        await self.leave.wait()
        if self.error:
            raise self.error
        if self.kills:
            self.kills -= 1
            raise AssessError("the process that assesses stories took too long or ended")
        if self.cannot and any(self.cannot in one.item.title for story in stories for one in story.items):
            raise AssessError("the process that assesses stories took too long or ended")
        return await assess_here(stories, by)


@pytest.fixture
def slow():
    return Slow()


async def newsroom_with(slow, store, *outlets: str) -> tuple[Newsroom, list[str]]:
    newsroom = await Newsroom(store, assess=slow).running()
    return newsroom, [await newsroom.add_feed(name.lower(), an_outlet(name)) for name in outlets]


async def grown(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.growths.after(0, limit=100)


async def test_what_comes_while_a_story_is_assessed_is_in_the_next_look(store, slow):
    newsroom, urls = await newsroom_with(slow, store, "Courier", "Herald")
    for url, by in zip(urls, (1, 2), strict=True):
        newsroom.carry(url, told("Karst", by=by))
    slow.leave.clear()
    await newsroom.pipeline.poll(await newsroom.feed(urls[0]))
    await slow.begun.wait()
    assert (await newsroom.pipeline.poll(await newsroom.feed(urls[1]))).new == 1  # no feed waits for a look
    slow.leave.set()
    await newsroom.pipeline.settle()
    story = await newsroom.story()
    assert (story.revision, story.brief.outlets) == (1, 2)
    assert slow.asked == [1, 2]
    assert await grown(newsroom) == []


async def test_a_story_withdrawn_while_it_is_assessed_stays_as_it_was(store, slow):
    newsroom, urls = await newsroom_with(slow, store, "Courier", "Herald")
    await newsroom.hear(urls[0], told("Karst"))
    before = await newsroom.story()
    slow.begun.clear()
    slow.leave.clear()
    newsroom.carry(urls[1], told("Karst", by=2))
    await newsroom.pipeline.poll(await newsroom.feed(urls[1]))
    await slow.begun.wait()
    await newsroom.set_standing(before, Standing.RETRACTED)
    slow.leave.set()
    await newsroom.pipeline.settle()
    assert (await newsroom.story()).revision == before.revision
    assert await newsroom.standings() == [Standing.RETRACTED]
    assert await grown(newsroom) == []


async def test_where_no_process_can_be_started_stories_wait_and_are_made_up_for(store, slow):
    newsroom, (url,) = await newsroom_with(slow, store, "Courier")
    slow.error = NoAssessor("no process can be started to assess stories")
    assert (await newsroom.hear(url, told("Karst"))).new == 1
    assert newsroom.pipeline.behind
    assert newsroom.pipeline.trouble == "no process can be started to assess stories"
    assert len(await grown(newsroom)) == 1
    slow.error = None
    await newsroom.poll_due()
    assert not newsroom.pipeline.behind
    assert newsroom.pipeline.trouble is None
    assert await newsroom.standings() == [Standing.POSTED]


async def test_a_story_that_cannot_be_assessed_harms_no_other_and_is_tried_again_at_the_next_start(store, slow):
    newsroom, (url,) = await newsroom_with(slow, store, "Courier")
    slow.cannot = "Karst"
    await newsroom.hear(url, told("Karst"), told("Ostrava", by=1), told("Nivel", by=1))
    assert [story.headline for story in await newsroom.stories()] == [
        "Missile strike kills soldiers in Nivel",
        "Missile strike kills soldiers in Ostrava",
    ]
    assert len(await grown(newsroom)) == 1
    slow.cannot = None
    await newsroom.poll_due()
    assert len(await grown(newsroom)) == 1
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await grown(newsroom) == []
    assert len(await newsroom.stories()) == 3


async def test_a_process_that_somebody_kills_costs_a_lone_story_nothing(store, slow):
    newsroom, (url,) = await newsroom_with(slow, store, "Courier")
    slow.kills = 1
    await newsroom.hear(url, told("Karst"))
    assert await newsroom.standings() == [Standing.POSTED]
    assert await grown(newsroom) == []


async def test_a_look_that_is_cancelled_is_still_to_be_made(store, slow):
    newsroom, (url,) = await newsroom_with(slow, store, "Courier")
    slow.leave.clear()
    newsroom.carry(url, told("Karst"))
    await newsroom.pipeline.poll(await newsroom.feed(url))
    await slow.begun.wait()
    await newsroom.pipeline.settle(deadline=0.05)
    assert newsroom.pipeline.behind
    slow.leave.set()
    await newsroom.poll_due()
    assert await newsroom.standings() == [Standing.POSTED]
    assert not newsroom.pipeline.behind
