"""What a real hub sends, and what strangers send: taken in as a poll would, or of no effect."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe

import pytest

from feeds.core.notification import ALGORITHMS
from feeds.notifications import Notifications, Reception
from feeds.notifications import Room as Limits
from tests.integration.pipeline.newsroom import told
from tests.integration.websub.room import FEED
from tests.support.builders import an_entry
from tests.support.feed_text import render_atom

HOUR = timedelta(hours=1)
QUICK = Limits(pause=0.01)


# ------------------------------------------------------------------ taken in


async def test_what_a_hub_pushes_becomes_a_story_and_polls_are_rare_from_then_on(room):
    await room.subscribe()
    assert await room.push(told("Karst")) == [202]
    assert room.rows("SELECT headline, standing FROM stories") == [("Missile strike kills soldiers in Karst", "posted")]
    assert room.rows("SELECT stored FROM feeds") == [(1,)]
    result = await room.poll(told("Karst"))
    assert (result.new, result.revised) == (0, 0)
    assert await room.next_check() == HOUR


async def test_a_hub_that_has_brought_nothing_yet_changes_nothing_about_polls(room):
    await room.subscribe()
    await room.poll(told("Karst"))
    assert await room.next_check() < HOUR


async def test_a_poll_that_finds_what_was_not_pushed_makes_polls_frequent_again(room):
    await room.subscribe()
    await room.push(told("Karst"))
    await room.poll(told("Karst"))
    assert await room.next_check() == HOUR
    room.clock.advance(hours=1)
    await room.poll(told("Velmora"), told("Karst"))
    assert await room.next_check() < HOUR / 2
    room.clock.advance(minutes=10)
    await room.push(told("Ostra"))
    await room.poll(told("Ostra"), told("Velmora"), told("Karst"))
    assert await room.next_check() == HOUR


async def test_a_document_that_is_polled_unchanged_keeps_polls_rare(room):
    await room.subscribe()
    await room.push(told("Karst"))
    room.fetch.not_modified(FEED)
    assert (await room.pipeline.poll(await room.feed())).unchanged
    assert await room.next_check() == HOUR


async def test_a_poll_and_a_push_that_bring_the_same_at_the_same_moment_bring_it_once(room):
    await room.subscribe()
    entries = [told("Karst"), told("Velmora"), an_entry("Bread", "", guid="b")]
    await asyncio.gather(*(room.push(*entries) for _ in range(2)), room.poll(*entries), room.push(*entries[1:]))
    assert sorted(room.titles()) == sorted(entry.title for entry in entries)
    assert room.rows("SELECT COUNT(*) FROM item_revisions") == [(0,)]


async def test_a_correction_that_is_pushed_revises_the_item(room):
    await room.subscribe()
    await room.push(told("Karst"))
    await room.push(told("Karst", title="Missile strike kills three soldiers in Karst"))
    assert room.titles() == ["Missile strike kills three soldiers in Karst"]
    assert room.rows("SELECT revision FROM items") == [(2,)]


async def test_every_signature_of_the_recommendation_is_taken(room, hub):
    await room.subscribe()
    for algorithm in ALGORITHMS:
        hub.behave(signature=algorithm)
        assert await room.push(told("Karst", title=f"Missile strike, says {algorithm}")) == [202]
        assert room.titles() == [f"Missile strike, says {algorithm}"]


async def test_what_was_acknowledged_survives_a_database_that_refuses_for_a_moment(room):
    await room.subscribe()
    with closing(sqlite3.connect(room.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pushing = asyncio.create_task(room.push(told("Karst")))
        await asyncio.sleep(0.15)
        other.execute("ROLLBACK")
        assert await pushing == [202]
    assert len(room.titles()) == 1


async def test_stopping_takes_in_what_was_accepted_and_accepts_no_more(room):
    await room.subscribe()
    token, body = room.path_of().rpartition("/")[2], render_atom([told("Karst")])
    signature = room.signed(token, body)
    with room.notifications.place(token) as place:
        assert place is Reception.ACCEPTED
    room.notifications.receive(token, body, signature=signature, content_type=None)
    await room.door.stop(deadline=5)
    assert len(room.titles()) == 1
    assert await room.push(told("Velmora")) == [503]


class Cracked:
    """A store with a programming error in it."""

    def reading(self):
        raise ZeroDivisionError


async def test_a_programming_error_is_raised_to_the_job_and_taking_in_begins_again(room):
    await room.subscribe()
    token = room.path_of().rpartition("/")[2]
    broken = Notifications(replace(room.hubs, store=Cracked()), room.subscriptions, room.pipeline)
    broken.start()
    broken.receive(token, b"x", signature=room.signed(token, b"x"), content_type=None)
    await broken._queue.join()
    with pytest.raises(ZeroDivisionError):
        await until_raised(broken.start)
    broken.start()
    assert not broken._task.done()
    await broken.stop(deadline=1)


async def until_raised(call):
    for _ in range(100):
        call()
        await asyncio.sleep(0)


# ------------------------------------------------------------------ ignored


async def test_what_is_not_signed_with_our_secret_is_acknowledged_and_ignored(room, hub):
    await room.subscribe()
    for how in ("none", "wrong", "stranger", "md5"):
        hub.behave(signature=how)
        assert await room.push(told("Karst"), times=2) == [202, 202]
    assert room.titles() == []
    assert (await room.subscription()).delivered_at is None


async def test_a_stranger_who_guesses_is_refused_before_anything_is_read_or_asked(room):
    await room.subscribe()
    with closing(sqlite3.connect(room.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for path in (f"/websub/{token_urlsafe(32)}", "/websub/x", "/websub/%00", f"/websub/{'a' * 5000}"):
            answer = await room.call("POST", path, content=b"x" * 200_000)
            assert (answer.status_code, answer.content) == (410, b"")
            query = {
                "hub.mode": "subscribe",
                "hub.topic": FEED,
                "hub.challenge": "<script>",
                "hub.lease_seconds": "9999",
            }
            answer = await room.call("GET", path, params=query)
            assert (answer.status_code, answer.content) == (404, b"")
        other.execute("ROLLBACK")
    for path in ("/websub", "/websub/", "/websub/a/b"):
        assert (await room.call("POST", path)).status_code in {404, 405}


async def test_what_nobody_asked_for_is_not_agreed_to(room, hub):
    before = await room.subscribe()
    for mode in ("subscribe", "unsubscribe", "denied", "publish"):
        assert await asyncio.to_thread(hub.verify, mode, **{"hub.topic": "http://news.example/other"}) == [404]
    assert (await room.call("GET", room.path_of())).status_code == 404
    assert await room.subscription() == before


async def test_a_hub_may_ask_whether_a_subscription_is_still_wanted(room, hub):
    before = await room.subscribe()
    assert await asyncio.to_thread(hub.verify) == [200]
    assert await asyncio.to_thread(hub.verify, "unsubscribe") == [404]
    assert await room.subscription() == before


async def test_nobody_calls_otherwise(room):
    await room.subscribe()
    query = {"hub.mode": "denied", "hub.topic": FEED}
    for method in ("PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        assert (await room.call(method, room.path_of(), params=query)).status_code == 405
    assert (await room.subscription()).callback is not None


async def test_replays_are_not_taken_in_again_and_do_not_turn_texts_back(room):
    await room.subscribe()
    old, new = (render_atom([told("Karst", title=title)]) for title in ("Strike kills one soldier", "Strike kills two"))
    for body in (old, new, old, new, old):
        assert await room.push_bytes(body) == [202]
    assert room.titles() == ["Strike kills two"]
    assert room.rows("SELECT revision FROM items") == [(2,)]


async def test_a_callback_is_for_one_feed_whatever_is_said_in_what_comes_there(room, hubs):
    """The hub's Link headers name the topic that it was told to publish; they are not looked at (§7)."""
    await room.subscribe()
    other = hubs.hub()
    await room.add_feed("http://other.example/feed", "Herald")
    room.carry("http://other.example/feed", hub=other.url)
    await room.pipeline.poll(await room.feed("http://other.example/feed"))
    await room.ask()
    await room.until(lambda it: it.callback, "http://other.example/feed")
    await room.push(told("Karst"), url="http://other.example/feed", hub=other)
    assert room.rows("SELECT feed_id FROM items") == [(2,)]


async def test_a_paused_feed_is_not_heard(room):
    await room.subscribe()
    await room.pause()
    assert len(await room.push_bytes(render_atom([told("Karst")]))) == 1
    assert room.titles() == []


# ------------------------------------------------------------------ not what it should be


@pytest.mark.parametrize("body", [b"", b"<html><body>Updated!</body></html>"])
async def test_what_cannot_be_read_makes_the_feed_be_polled(room, body):
    await room.subscribe()
    await room.push(told("Karst"))
    await room.poll(told("Karst"))
    assert await room.push_bytes(body) == [202]
    assert await room.next_check() == timedelta()
    assert (await room.subscription()).problem.startswith("a notification: ")
