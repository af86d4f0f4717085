"""Signals, kills and restarts of the real program: nothing lost, nothing twice, and /halt holds over all of them.

The scenarios are played side by side, each with servers of its own: most of their time they wait.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.feed_server import FeedServer
from tests.support.feed_text import render_rss
from tests.support.process import EVENTS, Newsroom, event, until
from tests.support.telegram import local_telegram


@pytest.fixture(scope="module", autouse=True)
def played(tmp_path_factory):
    """The scenarios under way; ask one for its result."""
    scenarios = (stopped_and_halted, killed_on_the_way)
    with ThreadPoolExecutor(len(scenarios)) as threads:
        yield {scene: threads.submit(_play, scene, tmp_path_factory.mktemp("room")) for scene in scenarios}


def _play(scenario, folder):
    with local_telegram() as telegram, FeedServer() as feeds:
        room = Newsroom(telegram, feeds, folder)
        room.outlet("/herald", "Arven Herald")
        scenario(room, telegram, feeds)


def test_a_bot_that_is_stopped_in_the_midst_of_it_loses_nothing_and_a_halt_survives_a_kill(played):
    played[stopped_and_halted].result(100)


def test_nothing_floods_at_the_first_start_and_what_a_kill_left_on_its_way_is_not_sent_twice(played):
    played[killed_on_the_way].result(100)


def ask_resume(telegram, label):
    question = telegram.sim.reply_to(telegram.owner, "/resume")
    return telegram.sim.press(telegram.owner, question.id, label).text


def stopped_and_halted(room, telegram, feeds):
    sim = telegram.sim
    room.outlet("/slow", "Slow Gazette")
    room.publish("/herald", event(0))
    with room.run() as bot:
        room.until_posted(EVENTS[0][0])
        sim.fault("delay", "sendMessage", chat_id=telegram.channel, seconds=1.0)
        feeds.slow_body("/slow", render_rss([event(1)]), seconds=1.0)
        polls = feeds.count("/slow")
        room.publish("/herald", event(2))
        room.until_posted(EVENTS[2][0])
        until(lambda: feeds.count("/slow") > polls, what="a poll is under way")
        bot.terminate()
        assert bot.wait() == 0
    assert "Traceback" not in bot.said
    states = room.rows("SELECT state, count(*) FROM deliveries WHERE target_kind = 'channel' GROUP BY state")
    # The send was ended, and so was the poll: its story waits, or went out as well where the poll ended first.
    assert dict(states) in ({"sent": 2, "ready": 1}, {"sent": 3})

    with room.run() as bot:
        room.until_posted(EVENTS[1][0])
        assert sim.reply_to(telegram.owner, "/halt").text.startswith("Halted")
        room.publish("/herald", event(3))
        sim.write(telegram.owner, "/latest")
        until(lambda: EVENTS[3][0] in sim.reply_to(telegram.owner, "/latest").text, what="the story is there")
        bot.kill()

    with room.run() as bot:
        room.publish("/herald", event(4))
        until(lambda: EVENTS[4][0] in sim.reply_to(telegram.owner, "/latest").text, what="the story is there")
        assert sorted(room.posts()) == sorted(EVENTS[number][0] for number in (0, 1, 2))  # of two feeds, in any order
        assert ask_resume(telegram, "▶️ Send all 2").endswith("what waited is being sent.")
        room.until_posted(EVENTS[3][0], EVENTS[4][0])

        sim.reply_to(telegram.owner, "/halt")
        room.publish("/herald", event(5), event(6))
        until(lambda: EVENTS[6][0] in sim.reply_to(telegram.owner, "/latest").text, what="the stories are there")
        assert ask_resume(telegram, "📰 One round-up instead").endswith("what waited becomes one round-up.")
        room.until_posted("Also reported in the last hour")

        sim.reply_to(telegram.owner, "/halt")
        room.publish("/herald", event(7))
        until(lambda: EVENTS[7][0] in sim.reply_to(telegram.owner, "/latest").text, what="the story is there")
        assert ask_resume(telegram, "🗑 Drop what waited").endswith("what waited was dropped.")
        room.publish("/herald", event(8))
        room.until_posted(EVENTS[8][0])
        bot.interrupt()
        assert bot.wait() == 0
    posts = room.posts()
    assert sorted(posts[:3]) == sorted(EVENTS[number][0] for number in (0, 1, 2))
    assert posts[3:] == [EVENTS[3][0], EVENTS[4][0], "Also reported in the last hour", EVENTS[8][0]]
    roundup = telegram.posts()[5]
    assert all(f"• {EVENTS[number][0]} — Arven Herald" in roundup for number in (5, 6))


def killed_on_the_way(room, telegram, feeds):
    sim = telegram.sim
    stale = event(8, published=datetime.now(UTC) - timedelta(hours=7))
    room.publish("/herald", stale, *(event(number) for number in range(6)))
    with room.run(HELIOGRAPH_POSTS_PER_HOUR="6") as bot:
        bot.until_said("event=first_start_over posted=5")
        sim.until(telegram.channel, lambda seen: len(seen) == 5)
        latest = sim.reply_to(telegram.owner, "/latest 20").text
        assert all(EVENTS[number][0] in latest for number in (0, 1, 2, 3, 4, 5, 8))  # stored, all of them

        sim.fault("delay", "sendMessage", chat_id=telegram.channel, seconds=60)
        room.publish("/herald", event(6))
        room.until_posted(EVENTS[6][0])  # it is there, and the bot does not know it yet
        room.publish("/herald", event(7))
        until(lambda: EVENTS[7][0] in sim.reply_to(telegram.owner, "/latest").text, what="the story is there")
        assert "in the next round-up" in sim.reply_to(telegram.owner, "/latest").text  # six an hour are enough
        bot.kill()
    assert EVENTS[8][0] not in room.posts()

    with room.run(HELIOGRAPH_POSTS_PER_HOUR="6") as bot:
        assert "deliveries_interrupted number=1" in bot.said
        told = "It is not known whether story"
        sim.until(telegram.desk, lambda seen: any(told in message.text for message in seen))
        bot.until_said("event=settled")
        polls = feeds.count("/herald")
        until(lambda: feeds.count("/herald") > polls + 1, what="feeds are polled again")
        bot.terminate()
        assert bot.wait() == 0
    assert len(room.posts()) == len(set(room.posts())) == 6
    assert room.rows("SELECT count(*) FROM items") == [(9,)]
    assert room.rows("SELECT DISTINCT state FROM deliveries") == [("sent",)]


def test_a_second_bot_on_the_same_database_does_not_start(room, telegram):
    room.publish("/herald", event(0))
    with room.run():
        room.until_posted(EVENTS[0][0])
        with room.process("run", log="second.log") as second:
            assert second.wait() == 1
        assert f"Another heliograph is running on the database {room.database} (process " in second.said
        assert "Traceback" not in second.said
        room.publish("/herald", event(1))
        room.until_posted(EVENTS[1][0])
    assert len(room.posts()) == 2
