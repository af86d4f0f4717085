"""How feeds are, as the database finds it."""

from dataclasses import replace
from itertools import product

import pytest

from feeds.core.health import condition
from feeds.errors import NotFound
from feeds.model import Condition, FeedIntent, FeedSeed, Oddity, Outlet, Redirection, Rhythm
from tests.integration.store.scenes import NOW, a_feed, a_stored_item, a_story, at

OUTLET = Outlet("Courier")


async def record(writing, feed, **changes):
    intent = FeedIntent(feed.id, NOW, at(60), 60.0, ok=True, payload_digest="d", etag='"1"')
    await writing.feeds.record(replace(intent, **changes))


async def test_the_database_and_the_core_agree_on_every_condition(writing):
    moved = (None, Redirection("https://n.example", 3), Redirection("https://n.example", 4))
    rhythms = (Rhythm(), Rhythm(expected_by=at(-1)), Rhythm(expected_by=at(0)))
    cases = list(product((0, 2, 3), (None, Oddity.PAGE, Oddity.UNDATED), moved, rhythms, (None, "gone")))
    seeds = [FeedSeed(f"https://{number}.example", OUTLET) for number in range(len(cases) + 1)]
    await writing.feeds.merge(seeds, check_at=[NOW] * len(seeds))
    feeds = await writing.feeds.due(NOW, limit=len(seeds))
    for feed, (failures, oddity, there, rhythm, pause) in zip(feeds, cases, strict=False):
        told = {"failures": failures, "oddity": oddity, "moved": there, "rhythm": rhythm, "pause": pause}
        await record(writing, feed, ok=not failures, **told)
    known = await writing.feeds.health()
    conditions = [condition(feed) for feed in known]
    assert set(conditions) == set(Condition)
    assert await writing.health.census() == {found: conditions.count(found) for found in Condition}
    ailing = {feed.id for feed, found in zip(known, conditions, strict=True) if found in AILING}
    assert {feed.id for feed in await writing.health.changed(limit=1000)} == ailing


AILING = {Condition.PAUSED, Condition.BROKEN, Condition.DOUBLE, Condition.UNDATED, Condition.SILENT}


async def test_what_was_told_is_remembered_and_a_recovery_is_a_change(writing):
    feed = await a_feed(writing)
    await record(writing, feed, oddity=Oddity.UNDATED)
    assert [row.id for row in await writing.health.changed(limit=9)] == [feed.id]
    await writing.health.tell({feed.id: Condition.UNDATED}, at=at(5))
    assert await writing.health.changed(limit=9) == []
    await record(writing, feed)
    (row,) = await writing.health.changed(limit=9)
    assert (row.told, row.told_at) == (Condition.UNDATED, at(5))
    await writing.health.tell({feed.id: None}, at=at(6))
    assert await writing.health.changed(limit=9) == []
    await writing.health.tell({}, at=at(7))


async def test_who_pauses_a_feed_by_hand_is_not_told_of_it_and_resuming_forgets_what_was_told(writing):
    feed = await a_feed(writing)
    await writing.feeds.pause(feed.id, why="by hand")
    assert await writing.health.changed(limit=9) == []
    await writing.feeds.resume(feed.id, check_at=NOW)
    await record(writing, feed, pause="gone")
    assert [row.problem for row in await writing.health.changed(limit=9)] == ["gone"]


async def test_a_census_of_no_feeds_is_empty(writing):
    assert await writing.health.census() == {}


# ------------------------------------------------------------------ moves


async def moved_feed(writing, times=3, target="https://new.example/rss"):
    feed = await a_feed(writing)
    await record(writing, feed, moved=Redirection(target, times), last_modified="Mon")
    return feed


async def test_a_feed_that_has_moved_for_good_gets_its_address_and_forgets_the_validators(writing):
    feed = await moved_feed(writing)
    assert await writing.health.moved(4) == []
    assert [row.id for row in await writing.health.moved(3)] == [feed.id]
    assert await writing.health.adopt(feed.id, "https://new.example/rss")
    (after,) = await writing.feeds.due(at(10**6), limit=9)
    assert (after.id, after.url, after.moved) == (feed.id, "https://new.example/rss", None)
    assert (after.etag, after.last_modified, after.payload_digest) == (None, None, None)
    assert await writing.health.moved(1) == []


async def test_an_address_that_another_feed_has_is_not_adopted(writing):
    feed = await moved_feed(writing)
    await writing.feeds.merge([FeedSeed("https://new.example/rss", OUTLET)], check_at=[NOW])
    assert not await writing.health.adopt(feed.id, "https://new.example/rss")
    assert (await writing.feeds.get(feed.id)).url == "https://a.example/rss"
    assert not await writing.health.adopt(999, "https://free.example/rss")


async def test_paused_feeds_do_not_move(writing):
    feed = await moved_feed(writing)
    await writing.feeds.pause(feed.id, why="by hand")
    assert await writing.health.moved(3) == []


async def test_a_list_that_names_the_former_address_means_the_same_feed(writing):
    feed = await moved_feed(writing)
    await writing.health.adopt(feed.id, "https://new.example/rss")
    seed = FeedSeed("https://a.example/rss", OUTLET, "Title")
    assert await writing.feeds.merge([seed], check_at=[NOW]) == 0
    (row,) = await writing.feeds.health()
    assert (row.url, row.title, row.outlet) == ("https://new.example/rss", "Title", OUTLET)
    assert (await writing.feeds.get("https://a.example/rss")).id == feed.id
    with pytest.raises(NotFound):
        await writing.feeds.get("https://b.example/rss")


async def test_a_feed_may_move_back_and_to_where_another_was(writing):
    feed = await moved_feed(writing)
    await writing.health.adopt(feed.id, "https://new.example/rss")
    assert await writing.health.adopt(feed.id, "https://a.example/rss")
    assert (await writing.feeds.get("https://new.example/rss")).id == feed.id
    await writing.feeds.merge([FeedSeed("https://other.example", OUTLET)], check_at=[NOW])
    other = await writing.feeds.get("https://other.example")
    assert await writing.health.adopt(other.id, "https://new.example/rss")
    assert (await writing.feeds.get("https://new.example/rss")).id == other.id


# ------------------------------------------------------------------ lag


async def test_each_feeds_first_report_of_a_story_that_several_outlets_have_is_a_sighting(writing):
    story, alone = await a_story(writing), await a_story(writing, "alone")
    again = await a_stored_item(writing, "k2", fetched_at=at(30))
    await a_stored_item(writing, "k3", fetched_at=at(40))  # about something else
    other = await a_feed(writing, "https://b.example/rss", "B")
    theirs = await a_stored_item(writing, "k4", feed=other, fetched_at=at(50))
    for item_id in (again, theirs):
        await writing.stories.join(story.id, item_id, similarity=1.0, at=NOW)
    seen = {one.feed_id: one for one in await writing.health.sightings(since=at(-60), limit=9)}
    assert {feed: one.at for feed, one in seen.items()} == {1: NOW, other.id: at(50)}
    assert {(one.story_id, one.opened_at) for one in seen.values()} == {(story.id, story.opened_at)}
    assert alone.id != story.id
    assert await writing.health.sightings(since=at(-60), limit=1) == []
    assert await writing.health.sightings(since=at(51), limit=9) == []
