"""The real program, a real hub: what is published is on the channel within a second, and the feed is hardly polled."""

import socket
import time

import pytest

from tests.support.feed_text import render_atom
from tests.support.hub import hub_process
from tests.support.process import EVENTS, QUICK, Newsroom, event, until

SETTINGS = QUICK.replace('listen = "off"\n', "").replace('slowest = "1s"', 'slowest = "6h"')


@pytest.fixture
def hub():
    with hub_process() as hubs:
        yield hubs.hub()


def free_address():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


def test_a_story_is_pushed_from_the_outlet_to_the_channel(telegram, feeds, tmp_path, hub):
    room, address = Newsroom(telegram, feeds, tmp_path), free_address()
    (tmp_path / "heliograph.toml").write_text(SETTINGS, "utf-8")
    room.outlet("/herald", "Arven Herald")
    topic = feeds.url("/herald")
    feeds.feed("/herald", [], kind="atom", headers={"Link": f'<{hub.url}>; rel="hub", <{topic}>; rel="self"'})
    feeds.requests.clear()
    with room.run(HELIOGRAPH_LISTEN=address, HELIOGRAPH_PUBLIC_URL=f"http://{address}") as bot:
        until(lambda: hub.subscribers, what="the hub has verified the subscription")
        took, published = [], []
        for number in range(3):
            published.insert(0, event(number))
            began = time.monotonic()
            assert hub.publish(topic, render_atom(published)) == [202]
            room.until_posted(EVENTS[number][0])
            took.append(time.monotonic() - began)
        assert min(took) < 1.0
        assert feeds.count("/herald") == 1
        assert hub.publish(topic, render_atom(published)) == [202]  # and once more: nothing new
        hub.behave(signature="stranger")
        assert hub.publish(topic, render_atom([event(3)])) == [202]
        bot.until_said("push_not_signed")
        bot.terminate()
        assert bot.wait() == 0
    assert room.posts() == [EVENTS[number][0] for number in range(3)]
    secret = hub.requests[0]["hub.secret"]
    assert secret not in bot.said
    assert hub.requests[0]["hub.callback"].rpartition("/")[2] not in bot.said
    assert "Traceback" not in bot.said
