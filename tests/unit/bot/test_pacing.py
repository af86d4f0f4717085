from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import MARGIN, Limits, Pacer

READER, OTHER, CHANNEL = 77, 78, -1001


def send(pacer, chat, *, now):
    """Send as soon as it may be; the moment."""
    at = now + pacer.wait(chat, now=now)
    pacer.sent(chat, now=at)
    return at


def test_nothing_waits_that_was_not_written_to_lately():
    assert Pacer(Limits()).wait(READER, now=5.0) == 0


def test_a_chat_gets_one_message_a_second():
    pacer = Pacer(Limits())
    pacer.sent(READER, now=0.0)
    assert pacer.wait(READER, now=0.25) == pytest.approx(0.75)
    assert pacer.wait(READER, now=1.0) == 0


def test_one_chat_waits_for_no_other():
    pacer = Pacer(Limits())
    pacer.sent(READER, now=0.0)
    assert pacer.wait(OTHER, now=0.0) == 0


def test_a_channel_gets_twenty_messages_a_minute():
    pacer = Pacer(Limits(per_chat=100))
    moments = [send(pacer, CHANNEL, now=0.0) for _ in range(21)]
    assert moments[19] < 1
    assert moments[20] >= 60


def test_a_private_chat_has_no_limit_a_minute():
    pacer = Pacer(Limits(per_chat=100))
    assert max(send(pacer, READER, now=0.0) for _ in range(25)) < 5


def test_all_chats_together_get_thirty_messages_a_second():
    pacer = Pacer(Limits())
    moments = [send(pacer, chat, now=0.0) for chat in range(1, 32)]
    assert moments[29] == 0
    assert moments[30] == pytest.approx(MARGIN)


def test_bulk_is_spread_evenly_and_may_make_up_for_a_little():
    pacer = Pacer(Limits(overall=10))
    assert pacer.bulk_room(now=100.0) == 2  # a tenth of a second, and its own turn
    for chat in (1, 2):
        pacer.sent(chat, now=100.0, bulk=True)
    assert pacer.bulk_room(now=100.0) == 0
    assert pacer.bulk_wait(now=100.0) == pytest.approx(0.1)
    assert pacer.bulk_room(now=100.11) == 1


def test_bulk_leaves_the_way_to_a_reply_that_waits():
    pacer = Pacer(Limits())
    pacer.replies_waiting += 1
    assert pacer.bulk_room(now=0.0) == 0
    assert pacer.bulk_wait(now=0.0) > 0


def test_bulk_and_replies_together_stay_below_the_rate():
    pacer, now, sent = Pacer(Limits(overall=10)), 0.0, []
    for number in range(200):
        reply = number % 4 == 0
        now += (
            pacer.wait(number + 1, now=now) if reply else max(pacer.wait(number + 1, now=now), pacer.bulk_wait(now=now))
        )
        pacer.sent(number + 1, now=now, bulk=not reply)
        sent.append(now)
    assert all(later - earlier >= 1 for earlier, later in zip(sent, sent[10:], strict=False))
    assert len(sent) / sent[-1] >= 9.8


def test_a_flood_wait_halts_its_chat_alone():
    pacer = Pacer(Limits())
    pacer.halt(CHANNEL, 40, now=0.0)
    assert pacer.wait(CHANNEL, now=10.0) == pytest.approx(30)
    assert pacer.wait(READER, now=10.0) == 0


def test_a_shorter_flood_wait_does_not_shorten_a_longer_one():
    pacer = Pacer(Limits())
    pacer.halt(CHANNEL, 40, now=0.0)
    pacer.halt(CHANNEL, 5, now=1.0)
    assert pacer.wait(CHANNEL, now=10.0) == pytest.approx(30)


def test_what_no_longer_slows_anything_is_forgotten():
    pacer = Pacer(Limits(overall=1e9))
    for chat in range(1, 5002):
        pacer.sent(chat, now=0.0)
    pacer.halt(CHANNEL, 1000, now=0.0)
    for chat in range(10_000, 15_002):
        pacer.sent(chat, now=100.0)
    assert len(pacer._last) <= 5002
    assert pacer.wait(CHANNEL, now=100.0) == pytest.approx(900)
    assert pacer.wait(15_000, now=100.0) == pytest.approx(1.0)


@given(
    st.lists(st.tuples(st.sampled_from([READER, OTHER, CHANNEL, -1002]), st.floats(0, 3)), max_size=150),
)
def test_no_limit_is_ever_exceeded_by_who_waits_as_told(steps):
    pacer, now, sent = Pacer(Limits()), 0.0, []
    for chat, pause in steps:
        now = send(pacer, chat, now=now + pause)
        sent.append((now, chat))
    slack = 1e-6
    for chat in {chat for _, chat in sent}:
        moments = [at for at, to in sent if to == chat]
        assert all(later - earlier >= 1 - slack for earlier, later in pairwise(moments))
        if chat < 0:
            assert all(later - earlier >= 60 - slack for earlier, later in zip(moments, moments[20:], strict=False))
    moments = [at for at, _ in sent]
    assert all(later - earlier >= 1 - slack for earlier, later in zip(moments, moments[30:], strict=False))
