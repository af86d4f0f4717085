"""Subscriptions at hubs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from feeds.model import FeedIntent, PushState, Rhythm, Subscription
from tests.integration.store.scenes import NOW, a_feed, at

HUB, TOPIC = "https://hub.example/", "https://a.example/rss"


@pytest.fixture
async def feed(writing):
    return await a_feed(writing)


@pytest.fixture
async def subscription(writing, feed):
    """One that has everything."""
    full = Subscription(
        feed.id,
        HUB,
        TOPIC,
        at(800),
        PushState.ACTIVE,
        callback=b"c" * 32,
        asked=b"a" * 32,
        asked_at=at(-5),
        lease_ends_at=at(1000),
        delivered_at=at(-10),
        missed_at=at(-20),
        failures=2,
        problem="no\x00 way",
    )
    await writing.websub.save(full)
    return replace(full, problem="no\N{REPLACEMENT CHARACTER} way")


async def test_a_subscription_comes_back_as_it_was_written(writing, feed, subscription):
    assert await writing.websub.of_feed(feed.id) == subscription
    bare = Subscription(feed.id, HUB, TOPIC, NOW)
    await writing.websub.save(bare)
    assert await writing.websub.of_feed(feed.id) == bare


async def test_it_stands_beside_its_feed_where_that_is_polled(writing, feed, subscription):
    assert feed.push is None
    (due,) = await writing.feeds.due(at(10), limit=5)
    assert due.push == subscription
    assert await writing.feeds.for_poll(feed.id) == due


async def test_it_is_found_by_either_callback(writing, subscription):
    assert await writing.websub.by_callback(b"c" * 32) == subscription
    assert await writing.websub.by_callback(b"a" * 32) == subscription
    assert await writing.websub.by_callback(b"") is None
    assert sorted(await writing.websub.callbacks()) == [b"a" * 32, b"c" * 32]


async def test_a_callback_belongs_to_one_feed(writing, feed, subscription):
    other = await a_feed(writing, "https://b.example/rss", "B")
    with pytest.raises(IntegrityError):
        await writing.websub.save(replace(subscription, feed_id=other.id))


async def test_what_is_due_is_given_the_longest_due_first_and_not_of_paused_feeds(writing, feed):
    others = [await a_feed(writing, f"https://{name}.example/rss", name) for name in "bcd"]
    for number, one in enumerate([feed, *others]):
        await writing.websub.save(Subscription(one.id, HUB, TOPIC, at(-number)))
    await writing.feeds.pause(others[1].id, why="by hand")
    assert [found.feed_id for found in await writing.websub.due(NOW, limit=5)] == [others[2].id, others[0].id, feed.id]
    assert [found.feed_id for found in await writing.websub.due(at(-2), limit=5)] == [others[2].id]
    assert len(await writing.websub.due(NOW, limit=2)) == 2


async def test_a_feed_without_a_hub_has_none(writing, feed, subscription):
    await writing.websub.forget(feed.id)
    assert await writing.websub.of_feed(feed.id) is None
    assert await writing.websub.callbacks() == []
    await writing.websub.forget(feed.id)


async def test_where_the_clock_was_put_back_everything_is_as_long_ago_and_as_far_off_as_before(
    writing, feed, subscription
):
    await writing.websub.put_forward(timedelta(seconds=300))
    found = await writing.websub.of_feed(feed.id)
    assert (found.next_at, found.lease_ends_at) == (at(500), at(700))
    assert (found.asked_at, found.delivered_at, found.missed_at) == (at(-305), at(-310), at(-320))
    await writing.websub.save(Subscription(feed.id, HUB, TOPIC, NOW))
    await writing.websub.put_forward(timedelta(seconds=1))
    assert (await writing.websub.of_feed(feed.id)).lease_ends_at is None


# ------------------------------------------------------------------ what pushing does to feeds


async def planned(uow, feed):
    return next(row for row in await uow.feeds.health() if row.id == feed.id).next_check_at


async def test_a_feed_may_be_looked_at_sooner_and_never_later(writing, feed):
    await writing.feeds.record(FeedIntent(feed.id, NOW, at(3600), 900.0, ok=True))
    await writing.feeds.look_by(feed.id, at(60))
    assert await planned(writing, feed) == at(60)
    await writing.feeds.look_by(feed.id, at(600))
    assert await planned(writing, feed) == at(60)


async def test_after_a_pause_every_feed_that_is_pushed_is_looked_at(writing, feed, subscription):
    other = await a_feed(writing, "https://b.example/rss", "B")
    for one in (feed, other):
        await writing.feeds.record(FeedIntent(one.id, NOW, at(3600), 900.0, ok=True))
    await writing.websub.catch_up(at(1))
    assert await planned(writing, feed) == at(1)
    assert await planned(writing, other) == at(3600)


async def test_what_was_pushed_is_counted_and_leaves_the_plan_as_it_is(writing, feed):
    await writing.feeds.record(FeedIntent(feed.id, NOW, at(3600), 900.0, ok=True))
    await writing.feeds.record_push(feed.id, new_items=3, at=at(5), rhythm=Rhythm(rate=0.5, rated_at=at(5)))
    await writing.feeds.record_push(feed.id, new_items=0, at=at(9), rhythm=Rhythm())
    (row,) = await writing.feeds.health()
    assert (row.items, row.last_new_at, row.next_check_at) == (3, at(5), at(3600))
    assert row.rhythm == Rhythm(rate=0.5, rated_at=at(5))


async def test_a_paused_feed_is_not_given_out(writing, feed):
    await writing.feeds.pause(feed.id, why="by hand")
    assert await writing.feeds.for_poll(feed.id) is None
    assert await writing.feeds.for_poll(99) is None
