"""Feeds and outlets."""

from dataclasses import replace

import pytest

from feeds.errors import NotFound
from feeds.model import Affiliation, FeedIntent, FeedSeed, FeedState, Outlet, Terms, Trust
from tests.integration.store.scenes import NOW, a_feed, a_stored_item, at

OUTLET = Outlet(
    "Example News",
    home="https://news.example",
    language="uk",
    country="UA",
    affiliation=Affiliation.PARTY,
    side="Ukraine",
    owner="State",
    terms=Terms.FULL_WITH_CREDIT,
    credit="Source: Example News",
    trust=Trust.LOW,
)


async def test_new_feeds_are_added_once_and_checked_when_asked(writing):
    seeds = [FeedSeed("https://a.example", OUTLET, "Title"), FeedSeed("https://b.example", OUTLET)]
    assert await writing.feeds.merge(seeds, check_at=[at(5), at(10)]) == 2
    assert await writing.feeds.merge(seeds, check_at=[at(500), at(500)]) == 0
    assert await writing.feeds.due(at(4), limit=5) == []
    assert [feed.url for feed in await writing.feeds.due(at(7), limit=5)] == ["https://a.example"]
    assert [feed.outlet for feed in await writing.feeds.due(at(10), limit=5)] == [OUTLET, OUTLET]
    assert [feed.planned_at for feed in await writing.feeds.due(at(10), limit=5)] == [at(5), at(10)]
    assert [feed.title for feed in await writing.feeds.health()] == ["Title", None]


async def test_the_same_url_twice_in_one_list_is_one_feed(writing):
    seeds = [FeedSeed("https://a.example", OUTLET), FeedSeed("https://a.example", Outlet("Other"))]
    assert await writing.feeds.merge(seeds, check_at=[NOW, NOW]) == 1
    assert [feed.outlet.name for feed in await writing.feeds.health()] == ["Example News"]


async def test_merging_refreshes_the_outlets(writing):
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET)], check_at=[NOW])
    changed = replace(OUTLET, terms=Terms.LINK_ONLY, credit=None, trust=Trust.HIGH)
    await writing.feeds.merge([FeedSeed("https://a.example", changed)], check_at=[NOW])
    assert [feed.outlet for feed in await writing.feeds.health()] == [changed]


async def test_a_feed_given_to_another_outlet_moves_there_with_its_items(writing):
    item_id = await a_stored_item(writing)
    await writing.feeds.merge([FeedSeed("https://a.example/rss", OUTLET)], check_at=[NOW])
    assert (await writing.items.get(item_id)).outlet == OUTLET
    assert [feed.outlet for feed in await writing.feeds.health()] == [OUTLET]


async def test_no_seeds_are_no_error(writing):
    assert await writing.feeds.merge([], check_at=[]) == 0


async def test_a_list_of_times_of_another_length_is_refused(writing):
    with pytest.raises(ValueError, match="shorter"):
        await writing.feeds.merge([FeedSeed("https://a.example", OUTLET)], check_at=[])


async def test_thousands_of_feeds_are_merged_at_once(writing):
    seeds = [FeedSeed(f"https://{number}.example", Outlet(f"Outlet {number}")) for number in range(2100)]
    assert await writing.feeds.merge(seeds, check_at=[NOW] * 2100) == 2100
    assert await writing.feeds.merge(seeds, check_at=[NOW] * 2100) == 0
    assert await writing.feeds.untried() == 2100


async def test_busy_feeds_are_left_out_of_what_is_due(writing):
    seeds = [FeedSeed(f"https://{number}.example", OUTLET) for number in range(5)]
    await writing.feeds.merge(seeds, check_at=[at(number) for number in range(5)])
    everything = await writing.feeds.due(at(9), limit=9)
    assert [feed.url for feed in everything] == [seed.url for seed in seeds]
    rest = await writing.feeds.due(at(9), limit=2, busy=[everything[0].id, everything[2].id])
    assert [feed.url for feed in rest] == ["https://1.example", "https://3.example"]


def poll(feed, **changes):
    intent = FeedIntent(feed.id, NOW, at(60), 60.0, ok=True, etag='"1"', last_modified="Thu", payload_digest="d1")
    return replace(intent, **{"title": "T", "new_items": 3, **changes})


async def reload(writing):
    (feed,) = await writing.feeds.due(at(10**6), limit=2)
    (health,) = await writing.feeds.health()
    return feed, health


async def test_a_good_poll_is_recorded(writing):
    feed = await a_feed(writing)
    assert await writing.feeds.untried() == 1
    await writing.feeds.record(poll(feed))
    feed, health = await reload(writing)
    assert (feed.etag, feed.last_modified, feed.payload_digest, feed.interval) == ('"1"', "Thu", "d1", 60.0)
    assert feed.last_ok_at == health.last_checked_at == health.last_new_at == NOW
    assert (health.title, health.problem, health.failures, health.next_check_at) == ("T", None, 0, at(60))
    assert await writing.feeds.untried() == 0


async def test_a_304_keeps_the_validators_of_the_payload(writing):
    feed = await a_feed(writing)
    await writing.feeds.record(poll(feed))
    await writing.feeds.record(
        poll(feed, checked_at=at(60), etag=None, last_modified=None, payload_digest=None, title=None, new_items=0)
    )
    feed, health = await reload(writing)
    assert (feed.etag, feed.last_modified, feed.payload_digest) == ('"1"', "Thu", "d1")
    assert (health.title, health.last_new_at, health.last_ok_at) == ("T", NOW, at(60))


async def test_a_payload_without_validators_forgets_the_earlier_ones(writing):
    feed = await a_feed(writing)
    await writing.feeds.record(poll(feed))
    await writing.feeds.record(poll(feed, etag=None, last_modified=None, payload_digest="d2"))
    feed, _ = await reload(writing)
    assert (feed.etag, feed.last_modified, feed.payload_digest) == (None, None, "d2")


async def test_a_failed_poll_keeps_what_was_good(writing):
    feed = await a_feed(writing)
    await writing.feeds.record(poll(feed))
    failed = poll(feed, checked_at=at(60), ok=False, payload_digest=None, failures=1, problem="slow", new_items=0)
    await writing.feeds.record(failed)
    feed, health = await reload(writing)
    assert (feed.payload_digest, feed.failures, feed.last_ok_at) == ("d1", 1, NOW)
    assert (health.problem, health.last_checked_at) == ("slow", at(60))


async def test_a_paused_feed_is_not_due(writing):
    feed = await a_feed(writing)
    await writing.feeds.record(poll(feed, ok=False, problem="410", pause="The feed is gone (410)."))
    assert await writing.feeds.due(at(10**6), limit=5) == []
    assert await writing.feeds.untried() == 0
    (health,) = await writing.feeds.health()
    assert (health.state, health.problem) == (FeedState.PAUSED, "The feed is gone (410).")


async def test_a_feed_is_found_by_its_address_and_by_its_number(writing):
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET, "Title", "Wars")], check_at=[NOW])
    feed = await writing.feeds.get("https://a.example")
    assert await writing.feeds.get(feed.id) == feed
    assert [feed] == await writing.feeds.health()
    assert (feed.title, feed.beat, feed.outlet) == ("Title", "Wars", OUTLET)
    for which in ("https://b.example", feed.id + 1):
        with pytest.raises(NotFound, match=f"there is no feed {which}"):
            await writing.feeds.get(which)


async def test_an_outlet_is_found_by_its_name(writing):
    assert await writing.feeds.outlet("Example News") is None
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET)], check_at=[NOW])
    assert await writing.feeds.outlet("Example News") == OUTLET


async def test_a_list_that_says_nothing_of_title_and_beat_takes_none_away(writing):
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET, "Title", "Wars")], check_at=[NOW])
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET)], check_at=[NOW])
    feed = await writing.feeds.get("https://a.example")
    assert (feed.title, feed.beat) == ("Title", "Wars")
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET, "Other", "Africa")], check_at=[NOW])
    feed = await writing.feeds.get("https://a.example")
    assert (feed.title, feed.beat) == ("Other", "Africa")


async def test_the_title_that_a_list_gave_is_kept_over_polls(writing):
    await writing.feeds.merge([FeedSeed("https://a.example", OUTLET, "Ours")], check_at=[NOW])
    (feed,) = await writing.feeds.due(NOW, limit=1)
    await writing.feeds.record(poll(feed, title="Theirs"))
    assert (await writing.feeds.get(feed.id)).title == "Ours"


async def test_a_feed_is_paused_once_and_resumed_once(writing):
    feed = await a_feed(writing)
    assert await writing.feeds.pause(feed.id, why="by hand")
    assert not await writing.feeds.pause(feed.id, why="again")
    paused = await writing.feeds.get(feed.id)
    assert (paused.state, paused.problem) == (FeedState.PAUSED, "by hand")
    assert await writing.feeds.due(at(10**6), limit=5) == []
    assert await writing.feeds.resume(feed.id, check_at=at(5))
    assert not await writing.feeds.resume(feed.id, check_at=at(500))
    active = await writing.feeds.get(feed.id)
    assert (active.state, active.problem, active.next_check_at) == (FeedState.ACTIVE, None, at(5))


async def test_why_a_feed_is_paused_outlives_a_poll_that_was_under_way(writing):
    feed = await a_feed(writing)
    await writing.feeds.pause(feed.id, why="by hand")
    await writing.feeds.record(poll(feed, problem="slow"))
    paused = await writing.feeds.get(feed.id)
    assert (paused.state, paused.problem) == (FeedState.PAUSED, "by hand")


async def test_resuming_forgets_failures(writing):
    feed = await a_feed(writing)
    await writing.feeds.record(poll(feed, ok=False, failures=12, problem="gone", pause="gone"))
    await writing.feeds.resume(feed.id, check_at=NOW)
    (again,) = await writing.feeds.due(NOW, limit=1)
    assert again.failures == 0
