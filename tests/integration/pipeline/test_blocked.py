"""A story of outlets that may not be handed on is no story for anybody, until another outlet reports it."""

from feeds.model import Standing
from tests.integration.pipeline.newsroom import told
from tests.support.builders import a_party, an_outlet


async def report(newsroom, outlet, by):
    url = await newsroom.add_feed(outlet.name, outlet)
    await newsroom.hear(url, told("Karst", by=by))
    newsroom.clock.advance(minutes=1)
    return url


async def found(newsroom):
    """What readers find, what the desk is asked, and what waits to be sent."""
    async with newsroom.store.reading() as uow:
        stories = [*await uow.stories.latest(limit=9), *await uow.stories.search("karst", limit=9)]
        return [story.standing for story in stories], await uow.cases.count_open(), await uow.outbox.pending()


async def test_nobody_sees_a_story_whose_outlets_are_all_blocked(newsroom):
    await report(newsroom, an_outlet("First", blocked=True), 1)
    await report(newsroom, a_party("Second", "North", blocked=True), 2)
    assert await found(newsroom) == ([], 0, 0)
    assert await newsroom.deliver() == []


async def test_it_stays_unseen_over_a_restart(newsroom):
    await report(newsroom, an_outlet("First", blocked=True), 1)
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await found(newsroom) == ([], 0, 0)


async def test_another_outlets_report_lets_it_out_and_nothing_of_the_blocked_one_but_its_name(newsroom):
    await report(newsroom, an_outlet("First", blocked=True), 1)
    await report(newsroom, an_outlet("Second"), 2)
    story = await newsroom.story()
    assert (story.standing, story.revision) == (Standing.POSTED, 1)
    assert story.brief.headline_outlet == "Second"
    assert {(line.outlet, line.title, line.url) for line in story.brief.sources if line.outlet == "First"} == {
        ("First", "", None)
    }
    assert {piece.outlet for piece in story.brief.excerpts} == {"Second"}


async def test_a_story_of_an_outlet_that_is_not_blocked_is_posted_whoever_joins(newsroom):
    await report(newsroom, an_outlet("First"), 1)
    await report(newsroom, an_outlet("Second", blocked=True), 2)
    assert (await newsroom.story()).standing is Standing.POSTED
