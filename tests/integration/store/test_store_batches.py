"""Items, stories and attempts written many at a time, and what is noted between the two steps."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from feeds.errors import NotFound
from feeds.model import (
    Asked,
    BareStory,
    FeedIntent,
    FeedSeed,
    Growth,
    Joining,
    NewItem,
    Opening,
    Outlet,
    Standing,
    StoryIntent,
)
from feeds.store.public_id import public_id
from tests.integration.store.scenes import NOW, a_brief, a_feed, a_stored_item, a_story, an_item, at


async def test_reserved_numbers_are_nobody_elses(writing):
    first = await a_stored_item(writing, "k1")
    numbers = await writing.items.reserve(3)
    assert numbers == sorted(set(numbers))
    assert first not in numbers
    feed = await a_feed(writing)
    await writing.items.add_all(
        [NewItem(n, feed.id, feed.outlet_id, an_item(f"n{n}", text=f"Text {n}."), NOW) for n in numbers]
    )
    later = await a_stored_item(writing, "k2")
    assert later > max(numbers)
    assert [(await writing.items.get(n)).item.key for n in numbers] == [f"n{n}" for n in numbers]


async def test_numbers_that_were_not_used_hurt_nobody(store):
    async with store.writing() as uow:
        await uow.stories.reserve(5)
    async with store.writing() as uow:
        story = await a_story(uow)
        assert await uow.stories.get(story.id) == story
        assert await uow.items.reserve(0) == []


async def test_items_written_together_are_found_by_their_words(writing):
    feed = await a_feed(writing)
    numbers = await writing.items.reserve(2)
    titles = ("Bridge at Salo falls", "Truce at Port Arven")
    new = [
        NewItem(n, feed.id, feed.outlet_id, an_item(f"n{n}", title=title), NOW)
        for n, title in zip(numbers, titles, strict=True)
    ]
    await writing.items.add_all(new)
    story = await a_story(writing, "other")
    await writing.stories.join_all([Joining(story.id, n, 0.5, NOW) for n in numbers])
    assert [found.id for found in await writing.stories.search("bridge salo", limit=5)] == [story.id]
    assert [source.id for source in (await writing.items.of_stories([story.id]))[story.id]][:2] == numbers


async def test_known_items_of_several_documents_come_once_each(writing):
    feed = await a_feed(writing)
    sibling = await a_feed(writing, "https://a.example/world", "A")
    mine, theirs = (
        await a_stored_item(writing, "k1", text="one"),
        await a_stored_item(writing, "k1", text="two", feed=sibling),
    )
    documents = [
        Asked(feed.id, feed.outlet_id, keys=["k1"], urls=["https://a.example/k1"]),
        Asked(sibling.id, sibling.outlet_id, keys=["k1"], fingerprints=[an_item(text="one").fingerprint]),
        Asked(404, 404, keys=["k1"], urls=["https://a.example/k1"]),
    ]
    assert [row.id for row in await writing.items.known(documents)] == [mine, theirs]
    assert await writing.items.known([]) == []


async def test_an_item_that_is_in_a_story_joins_no_other_with_many(writing):
    story = await a_story(writing)
    (source,) = await writing.items.of_story(story.id)
    with pytest.raises(IntegrityError):
        await writing.stories.join_all([Joining(story.id, source.id, 0.5, NOW)])


# ------------------------------------------------------------------ stories that have no revision yet


async def test_a_bare_story_is_found_by_its_number_alone(writing):
    (number,) = await writing.stories.reserve(1)
    await writing.stories.open_bare([Opening(number, "Bridge falls", 0.75, at(3))])
    assert await writing.stories.find([number, 404]) == {
        number: BareStory(number, public_id(number), "Bridge falls", 0.75, at(3))
    }
    with pytest.raises(NotFound):
        await writing.stories.get(number)
    with pytest.raises(NotFound):
        await writing.stories.by_public_id(public_id(number))
    assert await writing.stories.latest(limit=5) == []
    assert await writing.stories.waiting() == []


async def test_revisions_are_recorded_together_the_first_of_a_bare_story_among_them(writing):
    known = await a_story(writing)
    (number,) = await writing.stories.reserve(1)
    await writing.stories.open_bare([Opening(number, "Bridge falls", 0.75, at(3))])
    await writing.stories.record_all(
        [
            StoryIntent(known.id, known.revision, a_brief(headline="Two"), Standing.LISTED, 0.5, 0.25, at(9)),
            StoryIntent(number, 0, a_brief(headline="One"), Standing.POSTED, 0.75, 0.5, at(9)),
        ]
    )
    found = await writing.stories.find([known.id, number])
    second, first = found[known.id], found[number]
    assert (second.headline, second.revision, second.standing, second.updated_at) == ("Two", 2, Standing.LISTED, at(9))
    assert (first.headline, first.revision, first.standing, first.opened_at) == ("One", 1, Standing.POSTED, at(3))
    assert await writing.stories.get(number) == first


# ------------------------------------------------------------------ growths


async def test_growths_of_one_story_add_up_and_are_forgotten_once_seen(writing):
    one, other = await a_story(writing, "k1"), await a_story(writing, "k2")
    await writing.growths.add([Growth(one.id, 0.5, fresh=True), Growth(other.id, 0.25, fresh=False)])
    await writing.growths.add([Growth(one.id, 0.25, fresh=False), Growth(other.id, 0.75, fresh=False)])
    assert await writing.growths.after(0, limit=5) == [
        Growth(one.id, 0.5, fresh=True, times=2),
        Growth(other.id, 0.75, fresh=False, times=2),
    ]
    assert await writing.growths.after(one.id, limit=5) == [Growth(other.id, 0.75, fresh=False, times=2)]
    assert len(await writing.growths.after(0, limit=1)) == 1
    seen = await writing.growths.after(0, limit=5)
    assert await writing.growths.unchanged(seen) == seen
    await writing.growths.add([Growth(other.id, 0.25, fresh=False)])
    assert await writing.growths.unchanged(seen) == seen[:1]
    await writing.growths.forget([one.id])
    assert [growth.story_id for growth in await writing.growths.after(0, limit=5)] == [other.id]


# ------------------------------------------------------------------ attempts


async def test_attempts_of_many_feeds_are_recorded_together_whatever_they_brought(writing):
    urls = [f"https://{name}.example/" for name in "abc"]
    await writing.feeds.merge([FeedSeed(url, Outlet(url)) for url in urls], check_at=[NOW] * 3)
    await writing.feeds.record_all(
        [
            FeedIntent(1, NOW, at(60), 60.0, ok=True, payload_digest="d", etag="e", title="T", new_items=2),
            FeedIntent(2, NOW, at(90), 90.0, ok=True, payload_digest="d", etag=None),
            FeedIntent(3, NOW, at(99), 99.0, ok=False, failures=1, problem="slow"),
        ]
    )
    rows = [await writing.feeds.get(url) for url in urls]
    assert [(row.title, row.items, row.problem, row.failures) for row in rows] == [
        ("T", 2, None, 0),
        (None, 0, None, 0),
        (None, 0, "slow", 1),
    ]
    assert [row.next_check_at for row in rows] == [at(60), at(90), at(99)]
    assert [row.last_ok_at for row in rows] == [NOW, NOW, None]


async def test_writers_that_come_at_once_reserve_different_numbers(store):
    async def take(name):
        async with store.writing() as uow:
            (number,) = await uow.stories.reserve(1)
            await uow.stories.open_bare([Opening(number, name, 0.5, NOW)])
            await uow.commit()
            return number

    numbers = await asyncio.gather(*(take(name) for name in "abcd"))
    assert len(set(numbers)) == 4
