"""Long polling: offsets, conflicts, filters, lifetimes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.sandbox.updates import DEFAULT_KINDS, UpdateQueue, parse_allowed
from tests.support.telegram import LocalTelegram, local_telegram

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture
def place() -> Iterator[LocalTelegram]:
    with local_telegram() as started:
        yield started


def poll(place: LocalTelegram, **params):
    return place.api("getUpdates", **params).json()["result"]


@contextmanager
def polling(place: LocalTelegram, **params):
    """A poll that waits in a thread; its answer is in the list once the block is over."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(place.api("getUpdates", **params).json()))
    before = len(place.sim.calls("getUpdates"))
    thread.start()
    while len(place.sim.calls("getUpdates")) == before:
        time.sleep(0.005)
    yield answers
    thread.join()


def queue(count: int, **details) -> UpdateQueue:
    filled = UpdateQueue(100, **details)
    for number in range(count):
        filled.put("message", {"n": number}, born=0)
    return filled


@pytest.mark.parametrize(
    ("offset", "limit", "given", "left"),
    [
        (0, 100, [100, 101, 102, 103], 4),
        (0, 2, [100, 101], 4),
        (102, 100, [102, 103], 2),
        (104, 100, [], 0),
        (114, 100, [], 0),
        (115, 100, [100, 101, 102, 103], 4),
        (-1, 100, [103], 1),
        (-9, 100, [100, 101, 102, 103], 4),
        (50, 100, [100, 101, 102, 103], 4),
    ],
)
def test_offsets_confirm_as_telegram_has_it(offset, limit, given, left):
    filled = queue(4)
    assert [entry.id for entry in filled.take(offset, limit, now=1)] == given
    assert len(filled.entries) == left


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [("message", 86_400), ("callback_query", 150), ("inline_query", 30), ("my_chat_member", 86_400)],
)
def test_updates_die_of_old_age(kind, seconds):
    filled = UpdateQueue(1)
    filled.put(kind, {}, born=1000)
    assert filled.take(0, 100, now=1000 + seconds - 1)
    assert not filled.take(0, 100, now=1000 + seconds)


def test_a_full_queue_takes_no_more():
    filled = queue(100_000)
    assert filled.put("message", {}, born=0) is False


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("", None),
        ("{", None),
        ('"message"', None),
        ("[]", DEFAULT_KINDS),
        ('["nonsense"]', DEFAULT_KINDS),
        ('["Message", "nonsense", 5]', {"message"}),
        ('["chat_member"]', {"chat_member"}),
    ],
)
def test_allowed_updates(value, kinds):
    assert parse_allowed(value) == kinds


def test_nothing_is_confirmed_without_an_offset(place: LocalTelegram, reader):
    place.sim.write(reader, "one")
    place.sim.write(reader, "two")
    first, second = poll(place)
    assert second["update_id"] == first["update_id"] + 1
    assert [one["message"]["text"] for one in poll(place, limit=100)][:1] == ["one"]
    assert [one["message"]["text"] for one in poll(place, offset=second["update_id"])] == ["two"]
    assert poll(place, offset=second["update_id"] + 1) == []
    assert poll(place) == []


def test_a_poll_waits_for_an_update(place: LocalTelegram, reader):
    with polling(place, timeout=20) as answers:
        place.sim.write(reader, "/start now")
    (update,) = answers[0]["result"]
    assert update["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    assert update["message"]["from"]["id"] == update["message"]["chat"]["id"] == reader


def test_the_old_poll_gets_the_conflict(place: LocalTelegram, reader):
    with polling(place, timeout=20) as answers:
        assert poll(place, timeout=0, offset=1) == []
    assert answers == [{"ok": False, "error_code": 409, "description": CONFLICT}]


def test_an_empty_poll_comes_back_after_its_timeout(place: LocalTelegram):
    begun = time.monotonic()
    assert poll(place, timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 2


def test_polling_in_a_busy_loop_is_slowed_down():
    with local_telegram(busy_poll_seconds=0.4) as place:
        place.sim.write(place.owner, "one")
        place.sim.write(place.owner, "two")
        updates = poll(place)
        assert len(poll(place)) == 1, "the same offset at once: one update"
        done = updates[-1]["update_id"] + 1
        poll(place, offset=done)
        begun = time.monotonic()
        assert poll(place, offset=done) == []
        assert time.monotonic() - begun > 0.3


def test_kinds_are_filtered_when_the_update_is_made(place: LocalTelegram, reader, channel):
    poll(place, allowed_updates=["channel_post"], offset=-1)
    place.sim.write(reader, "not wanted")
    poll(place, allowed_updates=["message"], timeout=0, offset=1)
    place.sim.write(channel, "not wanted", user=place.owner)
    place.sim.write(reader, "wanted")
    place.api("getUpdates", offset=2, allowed_updates="{broken")
    assert [one["message"]["text"] for one in poll(place) if "message" in one][-1] == "wanted"
    assert not [one for one in poll(place, offset=3) if "channel_post" in one]
    assert place.sim.bots()[0]["allowed_updates"] == ["message"]


def test_what_a_bot_is_told(place: LocalTelegram, reader, channel):
    place.api("deleteWebhook", drop_pending_updates=True)
    post = place.sim.write(channel, "a post", user=place.owner)
    place.sim.rewrite(channel, post.id, "a better post")
    message = place.sim.write(reader, "hello")
    place.sim.rewrite(reader, message.id, "hello again")
    place.sim.block(reader)
    place.sim.block(reader, blocked=False)
    place.sim.set_member(channel, "bot", "kicked")
    place.api("sendMessage", chat_id=reader, text="own messages are not echoed")
    updates = poll(place)
    kinds = [next(name for name in one if name != "update_id") for one in updates]
    assert kinds == [
        *("channel_post", "edited_channel_post", "message", "edited_message"),
        *("my_chat_member", "my_chat_member", "my_chat_member"),
    ]
    statuses = [one["my_chat_member"]["new_chat_member"]["status"] for one in updates[4:]]
    assert statuses == ["kicked", "member", "kicked"]
    assert updates[1]["edited_channel_post"]["edit_date"]


def test_privacy_mode_hides_the_talk_of_a_group(place: LocalTelegram):
    group = place.sim.add_supergroup("Talk", creator=place.owner)
    place.sim.set_member(group, "bot", "member")
    own = place.api("sendMessage", chat_id=group, text="ask me").json()["result"]["message_id"]
    start = poll(place)[-1]["update_id"] + 1
    said = ["just talk", "/help", "/help@other_bot", f"/help@{place.bot_username}", f"dear @{place.bot_username}", "re"]
    for text in said:
        place.sim.write(group, text, user=place.owner, reply_to=own if text == "re" else None)
    heard = [one["message"]["text"] for one in poll(place, offset=start)]
    assert heard == ["/help", f"/help@{place.bot_username}", f"dear @{place.bot_username}", "re"]


def test_a_pressed_button_waits_150_seconds(place: LocalTelegram, reader):
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = place.api("sendMessage", chat_id=reader, text="?", reply_markup=keys).json()["result"]["message_id"]
    place.sim.press(reader, sent, "Yes", timeout=0)
    (query,) = (one["callback_query"] for one in poll(place) if "callback_query" in one)
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("y", reader, sent)
    place.sim.advance(151)
    assert not [one for one in poll(place, offset=1) if "callback_query" in one]
    late = place.api("answerCallbackQuery", callback_query_id=query["id"]).json()
    assert late["description"].startswith("Bad Request: query is too old")


def test_dropping_what_waits(place: LocalTelegram, reader):
    place.sim.write(reader, "old")
    assert place.api("getWebhookInfo").json()["result"]["pending_update_count"] > 0
    assert place.api("deleteWebhook", drop_pending_updates=True).json()["result"] is True
    assert poll(place) == []
