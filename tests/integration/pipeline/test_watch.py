"""Watching over the feeds: what the desk hears of them, once, and what moves."""

import pytest

from feeds import listing
from feeds.core.health import WatchRules
from feeds.core.polled import OUTAGE
from feeds.errors import HttpStatus, ParseError, StoreError, TimedOut
from feeds.model import PostKind
from feeds.watch import Watch
from tests.integration.pipeline.newsroom import DESK, told
from tests.support.builders import an_outlet

NEW_URL = "https://news.example/feed"
PAGE = b"<!doctype html><html>"


@pytest.fixture
def watch(newsroom):
    return Watch(newsroom.store, newsroom.clock, DESK)


async def heard(newsroom):
    """What the desk has heard since it was last asked, a message each."""
    return [due.payload.text for due in await newsroom.deliver(PostKind.NOTICE)]


async def lead(newsroom, url, target, times=1):
    for _ in range(times):
        newsroom.fetch.not_modified(url, moved_to=target)
        await newsroom.poll(url)


async def test_of_feeds_that_are_well_nothing_is_told(newsroom, watch):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert await watch.look() == ()
    assert await heard(newsroom) == []


async def test_a_feed_that_is_gone_is_told_of_once_with_why(newsroom, watch):
    url = await newsroom.add_feed(outlet=an_outlet("Herald"))
    newsroom.fetch.fail(url, HttpStatus("the server answered 410 Gone", url=url, status=410))
    await newsroom.poll(url)
    await watch.look()
    assert await heard(newsroom) == ["#1 Herald is paused: the server says that this feed is gone for good"]
    newsroom.clock.advance(days=1)
    assert await watch.look() == ()
    assert await heard(newsroom) == []


async def test_a_feed_that_falls_silent_and_speaks_again_is_told_of_twice(newsroom, watch):
    url = await newsroom.add_feed()
    await newsroom.hear(url)
    newsroom.clock.advance(hours=1)
    await newsroom.hear(url, told("Karst"))
    for _ in range(4):
        newsroom.clock.advance(hours=12)
        await newsroom.poll(url)
        assert await watch.look() == ()
    newsroom.clock.advance(hours=12)
    await newsroom.poll(url)
    await watch.look()
    assert [text.split(":")[0] for text in await heard(newsroom)] == ["#1 Courier is silent"]
    newsroom.clock.advance(hours=12)
    await newsroom.hear(url, told("Velmora"))
    await watch.look()
    await watch.look()
    assert await heard(newsroom) == ["#1 Courier is fine again (it was silent)"]


async def test_a_program_that_stood_still_for_a_month_calls_no_feed_silent(newsroom, watch):
    url = await newsroom.add_feed()
    await newsroom.hear(url)
    await newsroom.hear(url, told("Karst"))
    newsroom.clock.advance(days=30)
    assert await watch.look() == ()
    await newsroom.hear(url, told("Velmora", published=newsroom.clock.now()))
    assert await watch.look() == ()


async def test_a_page_three_times_in_a_row_is_a_broken_feed(newsroom, watch):
    url = await newsroom.add_feed()
    for number in range(3):
        assert await watch.look() == ()
        newsroom.fetch.serve(url, newsroom.parse.fail(PAGE + b"%d" % number, ParseError("a web page", url=url)))
        await newsroom.poll(url)
    await watch.look()
    assert await heard(newsroom) == ["#1 Courier is broken: a web page comes instead of a feed, 3 times in a row"]


async def test_many_feeds_at_a_time_are_one_message(newsroom, watch):
    urls = [await newsroom.add_feed(f"f{number}") for number in range(40)]
    for url in urls:
        await newsroom.hear(url, told(url[-3:], published=None))
    await watch.look()
    (message,) = await heard(newsroom)
    assert message.count("is undated") == 12
    assert message.endswith("… and 28 more: /feeds lists them.")
    newsroom.clock.advance(days=1)
    assert await watch.look() == ()


async def test_of_an_outage_the_desk_hears_twice_and_of_no_single_feed(newsroom, watch):
    urls = [await newsroom.add_feed(f"f{number}") for number in range(OUTAGE + 3)]
    for _ in range(3):
        for number, url in enumerate(urls):
            newsroom.clock.advance(minutes=20)
            body = PAGE + f"{number}".encode()
            newsroom.fetch.serve(url, newsroom.parse.fail(body, ParseError("a web page", url=url)))
            await newsroom.poll(url)
            await watch.look()
    (message,) = await heard(newsroom)
    assert message.startswith("5 of 8 feeds cannot be fetched.")
    for url in urls:
        newsroom.clock.advance(minutes=20)
        await newsroom.hear(url)
        await watch.look()
    (message,) = await heard(newsroom)
    assert message.startswith("Feeds can be fetched again, after 9 h: 7 of 8.")


async def test_what_is_told_is_remembered_in_the_same_transaction(newsroom, watch, locked):
    url = await newsroom.add_feed()
    newsroom.fetch.fail(url, HttpStatus("410", url=url, status=410))
    await newsroom.poll(url)
    other = locked()
    with pytest.raises(StoreError):
        await watch.look()
    other.execute("ROLLBACK")
    assert await heard(newsroom) == []
    await watch.look()
    assert len(await heard(newsroom)) == 1


async def test_without_a_desk_the_log_is_told_and_a_desk_that_comes_later_hears_nothing_old(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.fail(url, HttpStatus("410", url=url, status=410))
    await newsroom.poll(url)
    assert await Watch(newsroom.store, newsroom.clock).look() != ()
    newsroom.clock.advance(days=1)
    assert await Watch(newsroom.store, newsroom.clock, DESK).look() == ()
    assert await heard(newsroom) == []


async def test_messages_keep_their_distance(newsroom, watch):
    for name in ("a", "b"):
        url = await newsroom.add_feed(name)
        newsroom.fetch.fail(url, HttpStatus("410", url=url, status=410))
        await newsroom.poll(url)
        await watch.look()
    assert len(await heard(newsroom)) == 1
    newsroom.clock.advance(seconds=WatchRules().apart.total_seconds())
    await watch.look()
    assert len(await heard(newsroom)) == 1


# ------------------------------------------------------------------ moves


async def test_a_feed_that_leads_elsewhere_for_good_three_times_moves_there(newsroom, watch):
    url = await newsroom.add_feed()
    await lead(newsroom, url, NEW_URL, times=2)
    assert await watch.look() == ()
    await lead(newsroom, url, NEW_URL)
    await watch.look()
    assert await heard(newsroom) == [f"#1 Courier has moved for good and is read at {NEW_URL} from now on"]
    assert await newsroom.log() == ["policy move feed"]
    newsroom.carry(NEW_URL, told("Karst"))
    assert (await newsroom.poll(NEW_URL)).new == 1
    assert newsroom.fetch.calls[-1] == (NEW_URL, None, None)
    assert await watch.look() == ()


async def test_a_failure_or_another_target_in_between_keeps_a_feed_where_it_is(newsroom, watch):
    url = await newsroom.add_feed()
    for target in (NEW_URL, "https://other.example/"):
        await lead(newsroom, url, NEW_URL, times=2)
        await lead(newsroom, url, target if target != NEW_URL else None)
        await lead(newsroom, url, NEW_URL, times=2)
        newsroom.fetch.fail(url, TimedOut("slow", url=url))
        await newsroom.poll(url)
        assert await watch.look() == ()
    assert await newsroom.log() == []


async def test_an_address_that_another_feed_has_is_a_problem_that_the_desk_hears_of(newsroom, watch):
    url, other = await newsroom.add_feed(), await newsroom.add_feed("b")
    await lead(newsroom, url, other, times=4)
    await watch.look()
    assert await heard(newsroom) == [
        f"#1 Courier has moved for good to {other}, which another feed is read at: pause one of the two"
    ]
    await lead(newsroom, url, other)
    newsroom.clock.advance(days=1)
    assert await watch.look() == ()
    assert (await newsroom.feed(url)).url == url


async def test_a_poll_that_was_under_way_when_its_feed_moved_is_no_second_feed_there(newsroom, watch):
    url = await newsroom.add_feed()
    await lead(newsroom, url, NEW_URL, times=3)
    before = await newsroom.feed(url)
    await watch.look()
    newsroom.fetch.not_modified(url, moved_to=NEW_URL)
    await newsroom.pipeline.poll(before)
    newsroom.clock.advance(days=1)
    assert await watch.look() == ()


# ------------------------------------------------------------------ lag


async def test_the_list_says_how_late_a_feed_is(newsroom):
    first = await newsroom.add_feed("first", an_outlet("First"))
    late = await newsroom.add_feed("late", an_outlet("Late"))
    for number, (name, delay) in enumerate((("Karst", 10), ("Velmora", 20), ("Drenova", 40)), 1):
        await newsroom.hear(first, told(name, published=newsroom.clock.now()))
        newsroom.clock.advance(minutes=delay)
        await newsroom.hear(late, told(name, by=2, published=newsroom.clock.now()))
        assert len(await newsroom.stories()) == number
    listed = await listing.listed(newsroom.store, now=newsroom.clock.now())
    assert {feed.url: feed.lag for feed in listed} == {first: None, late: 1200.0}
