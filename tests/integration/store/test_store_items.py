"""Items and their revisions."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from feeds.errors import NotFound
from feeds.model import Asked, FeedIntent, FeedSeed, ItemId, Outlet
from feeds.store.tables import item_revisions
from tests.integration.store.scenes import NOW, a_feed, a_stored_item, a_story, an_item, at


async def test_an_item_comes_back_as_it_was_stored(writing):
    feed = await a_feed(writing)
    item = an_item(
        title="Обстріл — Ağdam արցախ 🕊",
        text="مراسل\nline",
        url=None,
        dated=False,
        author="R. Porter",
        credit="Reuters",
        signature=bytes(range(256)),
    )
    item_id = await writing.items.add(feed.id, feed.outlet_id, item, fetched_at=at(3))
    stored = await writing.items.get(item_id)
    assert stored.item == item
    assert (stored.outlet, stored.fetched_at, stored.story_id, stored.revision) == (feed.outlet, at(3), None, 1)


async def test_what_no_database_can_hold_is_replaced(writing):
    item_id = await a_stored_item(writing, title="nul \0 and \ud83d alone")
    assert (await writing.items.get(item_id)).item.title == "nul \N{REPLACEMENT CHARACTER} and ? alone"


async def test_a_missing_item_is_not_found(writing):
    with pytest.raises(NotFound):
        await writing.items.get(ItemId(404))
    with pytest.raises(NotFound):
        await writing.items.revise(ItemId(404), an_item(), seen_at=NOW)


async def test_one_key_is_stored_once_a_feed(writing):
    await a_stored_item(writing)
    with pytest.raises(IntegrityError):
        await a_stored_item(writing)


async def test_a_time_without_a_zone_is_refused(writing):
    with pytest.raises(StatementError, match="without a zone"):
        await a_stored_item(writing, published_at=NOW.replace(tzinfo=None))


async def test_a_revision_replaces_the_text_and_keeps_the_old_one(writing):
    item_id = await a_stored_item(writing)
    revised = an_item("other", title="Four villages hit", url="https://a.example/other", published_at=at(9))
    await writing.items.revise(item_id, revised, seen_at=at(60))
    await writing.items.revise(item_id, replace(revised, text="Again."), seen_at=at(90))
    stored = await writing.items.get(item_id)
    assert stored.item == replace(revised, key="k1", url="https://a.example/k1", text="Again.")
    assert (stored.revision, stored.fetched_at) == (3, NOW)
    kept = await writing.items._connection.rows(select(item_revisions).order_by(item_revisions.c.revision))
    assert [(row.revision, row.title, row.seen_at) for row in kept] == [
        (1, an_item().title, NOW),
        (2, "Four villages hit", at(60)),
    ]


async def test_known_items_are_found_by_key_in_the_feed_and_by_url_or_text_in_the_outlet(writing):
    feed = await a_feed(writing)
    sibling = await a_feed(writing, "https://a.example/world", "A")
    stranger = await a_feed(writing, "https://b.example/rss", "B")
    mine = await a_stored_item(writing, "k1", text="one")
    theirs = await a_stored_item(writing, "k1", text="two", feed=sibling)
    await a_stored_item(writing, "k1", text="one", feed=stranger)

    async def known(keys=(), urls=(), fingerprints=()):
        found = await writing.items.known([Asked(feed.id, feed.outlet_id, keys, urls, fingerprints)])
        return [item.id for item in found]

    assert await known(keys=["k1", "k2"]) == [mine]
    assert await known(urls=["https://a.example/k1"]) == [mine, theirs]
    assert await known(fingerprints=[an_item(text="two").fingerprint]) == [theirs]
    assert await known(keys=["k1"], fingerprints=[an_item(text="two").fingerprint]) == [mine, theirs]
    assert await known() == []


async def test_known_tells_story_and_revision(writing):
    story = await a_story(writing)
    (source,) = await writing.items.of_story(story.id)
    await writing.items.revise(source.id, an_item(text="more"), seen_at=NOW)
    (known,) = await writing.items.known([Asked(1, source.outlet_id, urls=[source.item.url])])
    assert (known.story_id, known.revision, known.key, known.url) == (story.id, 2, "k1", source.item.url)
    assert known.fingerprint == an_item(text="more").fingerprint


async def test_keys_and_urls_of_any_length_are_stored_and_found(writing):
    key, url = "ключ" * 3000, "https://a.example/" + "ü" * 9000
    item_id = await a_stored_item(writing, key, url=url)
    feed = await a_feed(writing)
    found = await writing.items.known([Asked(feed.id, feed.outlet_id, keys=[key])])
    assert [(item.id, item.key, item.url) for item in found] == [(item_id, key, url)]
    assert len(await writing.items.known([Asked(feed.id, feed.outlet_id, urls=[url])])) == 1


async def test_thousands_of_keys_are_looked_up_at_once(writing):
    feed = await a_feed(writing)
    item_id = await a_stored_item(writing)
    keys = [f"k{number}" for number in range(2_100)]
    found = await writing.items.known([Asked(feed.id, feed.outlet_id, keys, keys, keys)])
    assert [item.id for item in found] == [item_id]


async def test_a_storys_items_come_in_the_order_of_arrival(writing):
    story = await a_story(writing, "k1", moment=at(10))
    for key, moment in (("k2", at(30)), ("k3", at(20))):
        item_id = await a_stored_item(writing, key, fetched_at=moment)
        await writing.stories.join(story.id, item_id, similarity=0.7, at=moment)
    assert [source.item.key for source in await writing.items.of_story(story.id)] == ["k1", "k3", "k2"]


async def test_recent_items_of_stories_come_in_the_order_of_arrival(writing):
    await a_story(writing, "old", moment=at(-1))
    second = await a_story(writing, "second", moment=at(5))
    first = await a_story(writing, "first", moment=NOW)
    await a_stored_item(writing, "alone", fetched_at=at(9))
    recent = await writing.items.since(NOW)
    assert [(source.item.key, source.story_id) for source in recent] == [("first", first.id), ("second", second.id)]


async def test_a_feed_counts_what_was_stored(writing):
    await writing.feeds.merge([FeedSeed("https://a.example/f", Outlet("A"))], check_at=[NOW])
    for new in (2, 0, 3):
        await writing.feeds.record(FeedIntent(1, NOW, NOW, 60.0, ok=True, new_items=new))
    assert [feed.items for feed in await writing.feeds.health()] == [5]
