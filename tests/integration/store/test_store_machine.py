"""What a language model answered is kept, and what it may be asked about is found, on both databases."""

from feeds.model import NewStory, Revised, Standing
from tests.integration.store.scenes import NOW, a_brief, an_intent, at


async def a_story_of(uow, standing=Standing.POSTED, *, updated=NOW):
    return await uow.stories.open(NewStory(a_brief(), standing, 0.5, 0.9, updated))


async def test_an_answer_is_kept_once_and_forgotten_in_time(writing):
    assert await writing.machine.answer(b"k") is None
    await writing.machine.keep(b"k", "{}\ud83d\0", at=NOW)
    await writing.machine.keep(b"k", "other", at=at(60))
    assert await writing.machine.answer(b"k") == "{}?\ufffd"
    await writing.machine.forget(NOW)
    assert await writing.machine.answer(b"k") is not None
    await writing.machine.forget(at(1))
    assert await writing.machine.answer(b"k") is None


async def test_stories_that_are_posted_or_wait_are_found_the_newest_first(writing):
    for seconds, standing in enumerate(Standing):
        await a_story_of(writing, standing, updated=at(seconds))
    found = await writing.machine.revised(since=NOW, limit=10)
    standings = [(await writing.stories.get(one.story_id)).standing for one in found]
    assert standings == [Standing.POSTED, Standing.WAITING]
    assert await writing.machine.revised(since=NOW, limit=1) == found[:1]
    assert await writing.machine.revised(since=at(100), limit=10) == []


async def test_the_newest_revision_is_found_and_no_story_that_went_into_another(writing):
    one, other = await a_story_of(writing), await a_story_of(writing)
    await writing.stories.record(an_intent(one))
    await writing.stories.merge(one.id, other.id)
    assert await writing.machine.revised(since=NOW, limit=10) == [Revised(one.id, 2)]
