"""Polling: what is asked of a server, what is read, what is recorded, and that no feed harms another."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.polled import OUTAGE
from feeds.errors import AddressRefused, HttpStatus, ParseError, StoreError, TimedOut
from feeds.model import FeedState, Oddity, Redirection, Standing
from feeds.pipeline import HOLD_OFF, MAX_ENTRIES
from feeds.polls import AT_ONCE, PER_HOST
from feeds.ports import Fetched
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import an_entry, an_outlet, minutes
from tests.support.fakes import BrokenDisk


async def health(newsroom, url):
    async with newsroom.store.reading() as uow:
        return next(row for row in await uow.feeds.health() if row.url == url)


# ------------------------------------------------------------------ what is read


async def test_a_report_becomes_a_story_with_a_post(newsroom):
    url = await newsroom.add_feed()
    result = await newsroom.hear(url, told("Karst"))
    assert (result.new, result.revised, result.problem) == (1, 0, None)
    story = await newsroom.story()
    assert (story.standing, story.headline) == (Standing.POSTED, "Missile strike kills soldiers in Karst")
    (sent,) = await newsroom.deliver()
    assert sent.payload.brief == story.brief


async def test_what_is_about_something_else_is_stored_and_opens_no_story(newsroom):
    url = await newsroom.add_feed()
    result = await newsroom.hear(
        url, an_entry("Bakery wins prize for rye bread and cakes", "The jury liked the crust.")
    )
    assert result.new == 1
    assert await newsroom.stories() == []


async def test_entries_beyond_the_first_few_hundred_are_not_looked_at(newsroom):
    url = await newsroom.add_feed()
    entries = [an_entry(f"Ψωμί {n}", "", guid=f"g{n}", language="el") for n in range(MAX_ENTRIES + 5)]
    assert (await newsroom.hear(url, *entries)).new == MAX_ENTRIES


async def test_a_document_is_told_from_its_oldest_entry_on(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Velmora"), told("Karst"))
    assert [story.headline[-5:] for story in await newsroom.stories()] == ["Karst", "lmora"]


async def test_an_empty_entry_is_passed_over(newsroom):
    url = await newsroom.add_feed()
    assert (await newsroom.hear(url, an_entry("", ""), told("Karst"))).new == 1


async def test_the_feeds_language_is_the_outlets_where_the_document_has_none(newsroom):
    url = await newsroom.add_feed(outlet=an_outlet(language="fr"))
    await newsroom.hear(url, an_entry("Une frappe tue des soldats, missile et artillerie", "", guid="a"))
    assert (await newsroom.story()).brief.language == "fr"


@pytest.mark.parametrize(
    "hostile", ["\ud800", "\0", "\u202e", "war", "<b>" * 50_000, "War. " * 100_000, "killed\ud800\0" * 9]
)
async def test_hostile_texts_are_taken_in_like_any_other(newsroom, hostile):
    url = await newsroom.add_feed()
    entry = an_entry(f"Missile strike kills soldiers {hostile}", hostile, guid=hostile, author=hostile)
    assert (await newsroom.hear(url, entry)).new == 1
    (sent,) = await newsroom.deliver()
    assert sent.payload.brief.headline.isprintable()
    assert (await newsroom.hear(url, entry)).new == 0


# ------------------------------------------------------------------ nothing twice


async def test_polling_again_is_no_news(newsroom):
    url = await newsroom.add_feed()
    entries = [told("Karst"), told("Karst", by=2), told("Velmora"), an_entry("Bread", "", guid="b")]
    await newsroom.hear(url, *entries)
    before, announced = await newsroom.stories(), newsroom.announced
    result = await newsroom.hear(url, *entries)
    assert (result.new, result.revised) == (0, 0)
    assert await newsroom.stories() == before
    assert newsroom.announced == announced


async def test_polling_again_after_a_restart_is_no_news_either(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"), told("Velmora"))
    before = await newsroom.stories()
    newsroom.restart()
    await newsroom.pipeline.start()
    assert (await newsroom.hear(url, told("Karst"), told("Velmora"))).new == 0
    assert await newsroom.stories() == before


@pytest.mark.parametrize(
    "churned",
    [
        {"guid": "other"},
        {"published": minutes(-1)},
        {"link": "https://news.example/Karst-1?utm_source=rss&utm_medium=feed"},
        {"guid": "other", "published": minutes(-1), "link": "https://news.example/Karst-1?fbclid=abc"},
    ],
)
async def test_churned_guids_bumped_dates_and_tracking_give_nothing_new(newsroom, churned):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst", link="https://news.example/Karst-1"))
    entry = told("Karst", link="https://news.example/Karst-1")
    result = await newsroom.hear(url, replace(entry, **churned))
    assert (result.new, result.revised) == (0, 0)


async def test_two_feeds_of_one_outlet_that_word_an_article_differently_come_to_rest(newsroom):
    world, war = await newsroom.add_feed("world"), await newsroom.add_feed("war")
    short = told("Karst", guid="x", link="https://news.example/k", summary="Soldiers died in Karst.")
    long = told("Karst", guid="y", link="https://news.example/k")
    await newsroom.hear(world, short)
    for _ in range(3):
        assert (await newsroom.hear(war, long)).revised == 0
        assert (await newsroom.hear(world, short)).revised == 0
    assert (await newsroom.story()).revision == 1


async def test_two_feeds_that_bring_one_event_at_the_same_moment_make_one_story(newsroom):
    urls = [await newsroom.add_feed(name, an_outlet(name)) for name in "abc"]
    for number, url in enumerate(urls, 1):
        newsroom.carry(url, told("Karst", by=number))
    newsroom.clock.advance(days=1)
    for number, url in enumerate(urls, 1):
        newsroom.carry(url, told("Karst", by=number, published=newsroom.clock.now()))
    assert await newsroom.poll_due() == 3
    assert (await newsroom.story()).brief.outlets == 3


async def test_the_same_entry_under_way_twice_at_once_is_taken_once(newsroom):
    url = await newsroom.add_feed()
    newsroom.carry(url, told("Karst"))
    feed = await newsroom.feed(url)
    results = await asyncio.gather(newsroom.pipeline.poll(feed), newsroom.pipeline.poll(feed))
    assert sorted(result.new for result in results) == [0, 1]


async def test_a_text_that_is_changed_and_changed_back_is_revised_twice(newsroom):
    url = await newsroom.add_feed()
    others = [told(f"Karst{letter}") for letter in "abc"]
    await newsroom.hear(url, told("Velmora"), *others)
    second = await newsroom.hear(url, told("Velmora", summary="More soldiers died in Velmora."), *others)
    third = await newsroom.hear(url, told("Velmora"), *others)
    assert [(result.new, result.revised) for result in (second, third)] == [(0, 1), (0, 1)]


async def test_what_could_not_be_recorded_is_taken_in_by_the_next_poll(store):
    disk = BrokenDisk(store)
    newsroom = await Newsroom(disk).running()
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    feed = await newsroom.feed(url)
    newsroom.carry(url, told("Velmora"), told("Karst"))
    disk.gone = True
    with pytest.raises(StoreError):
        await newsroom.pipeline.poll(feed)
    disk.gone = False
    assert (await newsroom.poll(url)).new == 1


# ------------------------------------------------------------------ unchanged documents


async def test_a_document_that_the_server_says_is_unchanged_is_not_read(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.not_modified(url)
    read = len(newsroom.parse.calls)
    assert (await newsroom.poll(url)).unchanged
    assert len(newsroom.parse.calls) == read
    assert (await health(newsroom, url)).last_ok_at == newsroom.clock.now()


async def test_the_same_bytes_are_not_read_again(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    read = len(newsroom.parse.calls)
    result = await newsroom.poll(url)
    assert (result.unchanged, result.new) == (True, 0)
    assert len(newsroom.parse.calls) == read


async def test_validators_are_given_back_to_the_server(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.serve(url, newsroom.parse.read(b"x"), etag='"1"', last_modified="Tue, 03 Mar 2026 12:00:00 GMT")
    await newsroom.poll(url)
    await newsroom.poll(url)
    assert newsroom.fetch.calls[-1] == (url, '"1"', "Tue, 03 Mar 2026 12:00:00 GMT")


# ------------------------------------------------------------------ failures


@pytest.mark.parametrize(
    "error",
    [TimedOut("The server was too slow.", url="u"), HttpStatus("The server answered 503.", url="u", status=503)],
)
async def test_a_fetch_that_fails_is_recorded_and_tried_later(newsroom, error):
    url = await newsroom.add_feed()
    newsroom.fetch.fail(url, error)
    result = await newsroom.poll(url)
    row = await health(newsroom, url)
    assert result.problem == row.problem == str(error)
    assert (row.failures, row.state) == (1, FeedState.ACTIVE)
    assert row.next_check_at > newsroom.clock.now()


async def test_a_document_that_cannot_be_read_is_recorded_and_read_again_next_time(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.serve(url, newsroom.parse.fail(b"page", ParseError("this is a web page", url=url)))
    assert (await newsroom.poll(url)).problem == "this is a web page"
    assert (await newsroom.poll(url)).problem == "this is a web page"
    assert (await health(newsroom, url)).failures == 2


async def test_a_good_poll_ends_a_row_of_failures(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.fail(url, TimedOut("slow", url=url))
    await newsroom.poll(url)
    await newsroom.hear(url, told("Karst"))
    row = await health(newsroom, url)
    assert (row.failures, row.problem) == (0, None)


async def test_a_feed_that_is_gone_is_paused_and_no_longer_due(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.fail(url, HttpStatus("The server answered 410.", url=url, status=410))
    await newsroom.poll(url)
    assert (await health(newsroom, url)).state is FeedState.PAUSED
    newsroom.clock.advance(days=30)
    assert await newsroom.poll_due() == 0


async def test_a_host_whose_feeds_all_fail_is_no_outage(newsroom):
    urls = [await newsroom.add_feed(f"f{number}") for number in range(OUTAGE + 1)]
    for url in urls:
        newsroom.fetch.fail(url, TimedOut("slow", url=url))
        for _ in range(7):
            await newsroom.poll(url)
    waits = [(await health(newsroom, url)).next_check_at - newsroom.clock.now() for url in urls]
    assert min(waits) == timedelta(days=1)


async def test_while_no_feed_can_be_fetched_none_is_paused_for_it(newsroom):
    urls = [await newsroom.add_feed("f", host=f"news{number}.example") for number in range(OUTAGE + 1)]
    newsroom.clock.advance(days=8)
    for _ in range(3):
        for url in urls:
            newsroom.fetch.fail(url, AddressRefused("10.0.0.1 is not a public address", url=url))
            await newsroom.poll(url)
    states = [(await health(newsroom, url)).state for url in urls]
    assert set(states) == {FeedState.ACTIVE}
    await newsroom.hear(urls[0])
    await newsroom.poll(urls[1])
    assert (await health(newsroom, urls[1])).state is FeedState.PAUSED


async def test_what_is_learnt_of_a_feed_is_kept_over_polls_and_restarts(newsroom):
    url = await newsroom.add_feed()
    await newsroom.poll(url)
    newsroom.carry(url, told("Karst"), ttl=3000.0, skips=1 << 3)
    newsroom.clock.advance(hours=1)
    await newsroom.poll(url)
    newsroom.restart()
    newsroom.fetch.not_modified(url, moved_to="https://news.example/feed")
    newsroom.clock.advance(hours=1)
    await newsroom.poll(url)
    row = await health(newsroom, url)
    assert (row.rhythm.ttl, row.rhythm.skips, row.rhythm.rate) == (3000.0, 8, pytest.approx(2 / 7200))
    assert row.moved == Redirection("https://news.example/feed", 1)


async def test_a_page_instead_of_a_feed_and_a_feed_without_dates_are_noted(newsroom):
    url = await newsroom.add_feed()
    newsroom.fetch.serve(url, newsroom.parse.fail(b"<!doctype html><html>", ParseError("this is a web page", url=url)))
    await newsroom.poll(url)
    assert (await health(newsroom, url)).oddity is Oddity.PAGE
    await newsroom.hear(url, told("Karst", published=None))
    assert (await health(newsroom, url)).oddity is Oddity.UNDATED
    await newsroom.hear(url, told("Karst"))
    assert (await health(newsroom, url)).oddity is None


async def test_a_cut_document_gives_its_entries_and_its_problem(newsroom):
    url = await newsroom.add_feed()
    assert (await newsroom.hear(url, told("Karst"), problems=("the document is cut",))).new == 1
    assert (await health(newsroom, url)).problem == "the document is cut"


async def test_an_error_that_nobody_expected_in_one_feed_harms_no_other(newsroom):
    bad, good = await newsroom.add_feed("bad"), await newsroom.add_feed("good")
    newsroom.clock.advance(days=1)
    newsroom.fetch.fail(bad, RuntimeError("a bug"))
    newsroom.carry(good, told("Karst", published=newsroom.clock.now()))
    await newsroom.poll_due()
    assert len(await newsroom.stories()) == 1
    assert "internal error" in (await health(newsroom, bad)).problem
    assert (await health(newsroom, bad)).failures == 1


async def test_a_feed_that_is_being_polled_is_not_due_again(newsroom):
    await newsroom.add_feed()
    newsroom.clock.advance(days=1)
    assert await newsroom.pipeline.poll_due() == 1
    assert newsroom.pipeline.polling == 1
    assert await newsroom.pipeline.poll_due() == 0
    await newsroom.pipeline.settle()
    assert newsroom.pipeline.polling == 0


async def test_no_more_feeds_are_polled_at_once_than_there_is_room_for(newsroom):
    for number in range(AT_ONCE + 3):
        await newsroom.add_feed(f"f{number}", read_before=False)
        newsroom.carry(f"https://feeds.example/f{number}")
    assert await newsroom.poll_due() == AT_ONCE
    assert await newsroom.poll_due() == 3


async def test_one_look_polls_all_that_is_due_however_many_there_are(newsroom):
    urls = [f"https://feeds{number}.example/" for number in range(2 * AT_ONCE + 3)]
    await newsroom.list_feeds(urls)
    for url in urls:
        newsroom.fetch.not_modified(url)
    newsroom.clock.advance(days=1)
    assert await newsroom.pipeline.poll_all_due() == len(urls)
    await newsroom.pipeline.settle()
    assert sorted(call[0] for call in newsroom.fetch.calls) == sorted(urls)


async def test_who_waits_for_a_slow_host_keeps_nobody_else_out(newsroom):
    slow = [f"https://slow.example/{number}" for number in range(2 * AT_ONCE)]
    asked, answer = [], asyncio.Event()

    async def fetch(url, *, etag, last_modified):
        asked.append(url)
        if url in slow:
            await answer.wait()
        return Fetched(url, 304, None)

    await newsroom.list_feeds([*slow, "https://quick.example/"])
    newsroom.clock.advance(days=1)
    busy = Newsroom(newsroom.store, clock=newsroom.clock, fetch=fetch)
    assert await busy.pipeline.poll_all_due() == PER_HOST + 1
    await asyncio.sleep(0)
    assert asked == [*slow[:PER_HOST], "https://quick.example/"]
    answer.set()
    await busy.pipeline.settle()
    assert await busy.pipeline.poll_all_due() == PER_HOST
    await busy.pipeline.settle()


async def test_a_look_ends_when_the_line_is_to_settle(newsroom):
    urls = [f"https://slow{number}.example/" for number in range(AT_ONCE + 1)]
    begun = asyncio.Event()

    async def hang(url, *, etag, last_modified):
        begun.set()
        await asyncio.sleep(3600)

    await newsroom.list_feeds(urls)
    newsroom.clock.advance(days=1)
    slow = Newsroom(newsroom.store, clock=newsroom.clock, fetch=hang)
    look = asyncio.create_task(slow.pipeline.poll_all_due())
    await begun.wait()
    await slow.pipeline.settle(deadline=0.01)
    assert await look == AT_ONCE
    assert slow.pipeline.polling == 0


async def test_polls_that_last_too_long_are_cancelled_and_due_again(newsroom):
    url = await newsroom.add_feed()
    newsroom.clock.advance(days=1)

    async def hang(url, *, etag, last_modified):
        await asyncio.sleep(3600)

    slow = Newsroom(newsroom.store, clock=newsroom.clock, fetch=hang)
    await slow.pipeline.poll_due()
    await slow.pipeline.settle(deadline=0.01)
    assert slow.pipeline.polling == 0
    newsroom.carry(url)
    assert await newsroom.poll_due() == 1


# ------------------------------------------------------------------ a store that refuses


async def test_a_store_that_refuses_loses_nothing(newsroom, locked):
    url = await newsroom.add_feed()
    newsroom.clock.advance(days=1)
    newsroom.carry(url, told("Karst", published=newsroom.clock.now()))
    other = locked()
    assert await newsroom.poll_due() == 1
    assert "locked" in newsroom.pipeline.trouble
    other.execute("ROLLBACK")
    assert await newsroom.stories() == []
    assert await newsroom.poll_due() == 0  # the publisher is not asked each second for what cannot be stored
    newsroom.clock.advance(seconds=HOLD_OFF.total_seconds())
    assert await newsroom.poll_due() == 1
    assert newsroom.pipeline.trouble is None
    assert await newsroom.standings() == [Standing.POSTED]


async def test_a_crash_that_cannot_be_recorded_stays_inside_its_feeds_boundary(newsroom, locked):
    url = await newsroom.add_feed()
    newsroom.clock.advance(days=1)
    newsroom.fetch.fail(url, RuntimeError("a bug"))
    other = locked()
    await newsroom.pipeline.poll_due()
    (task,) = [task for task in asyncio.all_tasks() if task.get_name().startswith("poll-")]
    await newsroom.pipeline.settle()
    other.execute("ROLLBACK")
    assert task.exception() is None
    assert "a bug" not in task.result().problem


async def test_after_an_error_memory_is_what_the_store_has(newsroom):
    """The entry opens a story in memory before the recording fails; the story is rolled back with it."""
    url, other = await newsroom.add_feed(), await newsroom.add_feed("b", an_outlet("Other"))
    newsroom.carry(url, told("Karst"))
    newsroom.jitter = raises(RuntimeError("a bug"))
    newsroom.restart()
    with pytest.raises(RuntimeError):
        await newsroom.poll(url)
    newsroom.jitter = lambda: 0.0
    assert await newsroom.stories() == []
    assert (await newsroom.hear(other, told("Karst", by=2))).problem is None
    assert (await newsroom.story()).brief.headline_outlet == "Other"
    await newsroom.hear(url, told("Karst"))
    assert (await newsroom.story()).brief.outlets == 2


def raises(error):
    def fail():
        raise error

    return fail


async def test_memory_that_could_not_be_reloaded_is_reloaded_before_the_next_decision(store):
    disk = BrokenDisk(store)
    newsroom = await Newsroom(disk).running()
    url, other = await newsroom.add_feed(), await newsroom.add_feed("b", an_outlet("Other"))
    feed = await newsroom.feed(url)
    newsroom.carry(url, told("Karst", by=2), told("Karst"))
    disk.gone = True
    with pytest.raises(StoreError):
        await newsroom.pipeline.poll(feed)
    disk.gone = False
    await newsroom.hear(other, told("Velmora"))
    await newsroom.hear(url, told("Karst", by=2))
    assert sorted(story.brief.outlets for story in await newsroom.stories()) == [1, 1]


# ------------------------------------------------------------------ the outbox is told


async def test_new_and_revised_items_are_announced_and_nothing_else_is(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    assert newsroom.announced == 1
    await newsroom.hear(url, told("Karst"))
    await newsroom.poll(url)
    assert newsroom.announced == 1
    await newsroom.hear(url, told("Karst", summary="More soldiers died."))
    assert newsroom.announced == 2


async def test_when_it_is_announced_the_post_is_there(newsroom):
    url, deliveries = await newsroom.add_feed(), []
    newsroom.on_announce = lambda: deliveries.append(asyncio.ensure_future(newsroom.deliver()))
    await newsroom.hear(url, told("Karst"))
    assert len(await deliveries[0]) == 1
