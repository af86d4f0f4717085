"""Stories, their revisions, and membership."""

import asyncio

import pytest

from feeds.errors import NotFound, StaleRevision
from feeds.model import NewStory, Standing, StoryId
from feeds.store.conditions import VISIBLE
from feeds.store.engine import open_store
from feeds.store.public_id import public_id
from tests.integration.store.scenes import NOW, a_brief, a_post, a_stored_item, a_story, an_intent, at
from tests.support.databases import a_seal


async def test_a_story_opens_at_revision_one_with_its_public_id(writing):
    opened = await writing.stories.open(NewStory(a_brief(headline="H"), Standing.WAITING, 0.5, 0.75, NOW))
    assert opened == await writing.stories.get(opened.id)
    assert (opened.public_id, opened.revision, opened.standing) == (public_id(opened.id), 1, Standing.WAITING)
    assert (opened.headline, opened.importance, opened.relevance) == ("H", 0.5, 0.75)
    assert opened.opened_at == opened.updated_at == NOW
    assert opened.brief == a_brief(headline="H")


async def test_a_missing_story_is_not_found(writing):
    with pytest.raises(NotFound):
        await writing.stories.get(StoryId(404))
    with pytest.raises(NotFound):
        await writing.stories.record(
            an_intent(await a_story(writing)).__class__(404, 1, a_brief(), "posted", 1, 1, NOW)
        )


async def test_a_story_is_found_by_its_public_id_however_it_is_typed(writing):
    for number in range(40):
        await a_story(writing, f"k{number}")
    for story in await writing.stories.latest(limit=40):
        typed = story.public_id.lower().replace("0", "o").replace("1", "l")
        assert await writing.stories.by_public_id(f" {typed} ") == story


async def test_a_story_is_found_by_letters_of_another_alphabet_that_look_the_same(writing):
    for number in range(60):
        await a_story(writing, f"k{number}")
    for alphabet in ("АВСЕНКМОРТХУ", "ΑΒCΕΗΚΜΟΡΤΧΥ"):
        as_seen = str.maketrans("ABCEHKM0PTXY", alphabet)
        for story in await writing.stories.latest(limit=60):
            assert await writing.stories.by_public_id(story.public_id.translate(as_seen).lower()) == story


async def test_the_revisions_of_a_story_are_told_the_first_and_the_newest(writing):
    story = await a_story(writing)
    for number in range(1, 6):
        story = await writing.stories.record(an_intent(story, headline=f"Then {number}", moment=at(number)))
    told = await writing.stories.told(story.id, newest=2)
    assert [(moment, brief.headline) for moment, brief in told[1:]] == [(at(4), "Then 4"), (at(5), "Then 5")]
    assert (len(told), len(await writing.stories.told(story.id, newest=60))) == (3, 6)
    assert await writing.stories.told(StoryId(404), newest=60) == []


@pytest.mark.parametrize("typed", ["", "7K3F", "7K3", "Ж7ЩФ", "७७७७", "' OR 1=1 --", "UUUU", "\0", "🕊🕊🕊🕊", "7" * 500])
async def test_an_id_that_is_nobodys_is_not_found(writing, typed):
    with pytest.raises(NotFound):
        await writing.stories.by_public_id(typed)


async def test_what_a_story_told_is_what_its_first_and_newest_revisions_said_from_the_one_that_was_approved_on(writing):
    story = await a_story(writing, standing=Standing.HELD)
    for number, standing in enumerate((Standing.HELD, Standing.POSTED, Standing.LISTED, Standing.POSTED), 1):
        intent = an_intent(story, moment=at(number), standing=standing, headline=f"H{number}")
        story = await writing.stories.record(intent)
        if number == 1:  # approved
            await writing.outbox.add(a_post(story=story, revision=story.revision))
    told = [(moment, brief.headline) for moment, brief in await writing.stories.told(story.id, newest=9)]
    assert told == [(at(1), "H1"), (at(2), "H2"), (at(3), "H3"), (at(4), "H4")]
    newest = await writing.stories.told(story.id, newest=1)
    assert [brief.headline for _, brief in newest] == ["H1", "H4"]
    assert await writing.stories.told(StoryId(404), newest=9) == []


async def test_what_waited_for_the_desk_and_was_let_out_by_nobody_was_never_told(writing):
    story = await a_story(writing, standing=Standing.HELD)
    assert len(await writing.stories.told(story.id, newest=9)) == 1  # the desk may see it
    story = await writing.stories.record(an_intent(story, moment=at(1), standing=Standing.POSTED, headline="Milder"))
    await writing.outbox.add(a_post(story=story, revision=story.revision))
    assert [brief.headline for _, brief in await writing.stories.told(story.id, newest=9)] == ["Milder"]


async def test_a_revision_replaces_the_brief_and_keeps_the_opening_time(writing):
    story = await a_story(writing)
    revised = await writing.stories.record(an_intent(story, moment=at(60), standing=Standing.LISTED))
    assert revised == await writing.stories.get(story.id)
    assert (revised.revision, revised.headline, revised.standing) == (2, "It goes on", Standing.LISTED)
    assert (revised.opened_at, revised.updated_at, revised.importance) == (NOW, at(60), 2.0)


async def test_a_revision_decided_on_an_older_one_is_refused(writing):
    story = await a_story(writing)
    await writing.stories.record(an_intent(story))
    with pytest.raises(StaleRevision) as caught:
        await writing.stories.record(an_intent(story, headline="Too late"))
    assert caught.value.story_id == story.id
    assert (await writing.stories.get(story.id)).headline == "It goes on"


async def test_of_two_processes_that_revise_at_once_one_is_refused(database_url):
    stores = [open_store(database_url, seal=a_seal()) for _ in range(2)]
    async with stores[0].writing() as uow:
        story = await a_story(uow)
        await uow.commit()

    async def revise(store):
        async with store.writing() as uow:
            await uow.stories.record(an_intent(story))
            await uow.commit()

    outcomes = await asyncio.gather(*(revise(store) for store in stores), return_exceptions=True)
    assert sorted(type(outcome) for outcome in outcomes if outcome) == [StaleRevision]
    assert len([outcome for outcome in outcomes if outcome is None]) == 1
    for store in stores:
        await store.close()


async def test_an_item_joins_one_story_only(writing):
    story, other = await a_story(writing, "k1"), await a_story(writing, "k2")
    (source,) = await writing.items.of_story(story.id)
    await writing.stories.join(story.id, source.id, similarity=0.5, at=NOW)
    with pytest.raises(ValueError, match="cannot join"):
        await writing.stories.join(other.id, source.id, similarity=0.5, at=NOW)
    assert [one.id for one in await writing.items.of_story(story.id)] == [source.id]


async def test_a_standing_changes_without_a_revision(writing):
    stories = [await a_story(writing, f"k{number}", standing=Standing.WAITING) for number in range(3)]
    await writing.stories.set_standing([story.id for story in stories[:2]], Standing.LISTED)
    await writing.stories.set_standing([], Standing.REJECTED)
    now = [await writing.stories.get(story.id) for story in stories]
    assert [(story.standing, story.revision) for story in now] == [
        (Standing.LISTED, 1),
        (Standing.LISTED, 1),
        (Standing.WAITING, 1),
    ]


async def test_readers_see_what_they_may_the_newest_change_first(writing):
    stories = {
        standing: await a_story(writing, standing.value, standing=standing, moment=at(number))
        for number, standing in enumerate(Standing)
    }
    await writing.stories.record(an_intent(stories[Standing.POSTED], moment=at(99)))
    latest = await writing.stories.latest(limit=10)
    expected = sorted(
        VISIBLE, key=lambda one: 99 if one is Standing.POSTED else list(Standing).index(one), reverse=True
    )
    assert [story.standing for story in latest] == expected
    assert await writing.stories.latest(limit=2, offset=1) == latest[1:3]


async def test_waiting_stories_come_the_most_important_first(writing):
    for key, importance in (("low", 0.1), ("high", 0.9), ("middle", 0.5)):
        await a_story(writing, key, standing=Standing.WAITING, importance=importance, title=key)
    await a_story(writing, "posted", importance=1.0)
    assert [story.headline for story in await writing.stories.waiting()] == ["high", "middle", "low"]


async def test_any_story_counts_whatever_its_standing(writing):
    assert not await writing.stories.any()
    await a_stored_item(writing, "alone")
    assert not await writing.stories.any()
    await a_story(writing, standing=Standing.REJECTED)
    assert await writing.stories.any()


async def test_a_story_that_goes_into_another_gives_it_its_items_and_leads_to_it(writing):
    first, second, third = [await a_story(writing, key) for key in ("k1", "k2", "k3")]
    await writing.stories.merge(second.id, third.id)
    await writing.stories.merge(first.id, second.id)
    assert [source.item.key for source in await writing.items.of_story(first.id)] == ["k1", "k2", "k3"]
    for gone in (second, third):
        assert (await writing.stories.by_public_id(gone.public_id)).id == first.id
        assert (await writing.stories.get(gone.id)).merged_into == first.public_id
    assert [await writing.stories.went_on(story.id) for story in (first, second, third)] == [False, True, True]


async def test_nobody_finds_a_story_that_went_into_another(writing):
    first, second = [await a_story(writing, key) for key in ("k1", "k2")]
    await writing.stories.merge(first.id, second.id)
    seen = await writing.stories.latest(limit=9) + await writing.stories.search("river", limit=9)
    assert {story.id for story in seen} == {first.id}
    assert list(await writing.stories.find([first.id, second.id])) == [first.id]
    await writing.stories.set_standing([first.id, second.id], Standing.WAITING)
    assert [story.id for story in await writing.stories.waiting()] == [first.id]


async def test_whom_a_person_keeps_apart_stays_so_through_merges(writing):
    first, second, third = [await a_story(writing, key) for key in ("k1", "k2", "k3")]
    for one, other in ((third, second), (second, third), (first, first)):
        await writing.stories.keep_apart(one.id, other.id)
    assert await writing.stories.apart() == [(second.id, third.id)]
    await writing.stories.merge(first.id, third.id)
    assert await writing.stories.apart() == [(first.id, second.id)]
    await writing.stories.merge(first.id, second.id)
    assert await writing.stories.apart() == []


async def test_items_of_a_story_are_given_to_another_and_no_others(writing):
    first, second = [await a_story(writing, key) for key in ("k1", "k2")]
    more = await a_stored_item(writing, "k3")
    await writing.stories.join(first.id, more, similarity=1.0, at=NOW)
    await writing.stories.split(first.id, [more, more], into=second.id)
    members = {1: first.id, 2: second.id, more: second.id}
    assert await writing.stories.membership([first.id, second.id]) == members
    with pytest.raises(ValueError, match="has 0 of the items"):
        await writing.stories.split(first.id, [more], into=second.id)
    assert await writing.stories.membership([]) == {}


async def test_what_went_into_a_story_may_be_led_to_another(writing):
    first, second, third = [await a_story(writing, key) for key in ("k1", "k2", "k3")]
    await writing.stories.merge(first.id, second.id)
    assert [story.id for story in await writing.stories.went_into(first.id)] == [second.id]
    await writing.stories.lead(second.id, into=third.id)
    assert await writing.stories.went_into(first.id) == []
    assert (await writing.stories.by_public_id(second.public_id)).id == third.id
