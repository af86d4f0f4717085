"""What a look at a channel's message tells: nobody's message is touched, and nothing stays behind."""

import time

import pytest
from telegram import Bot

from bot.pacing import Limits, Pacer
from bot.probe import Probe
from bot.turns import Turns
from feeds.core.settling import Seen
from tests.support.running import MovableClock
from tests.support.telegram import local_telegram

NONCE = "c0ffee0123"
LINK = f'<b>Shelling by the river</b>\nStory <a href="https://t.me/wire_bot?start=s-7K3F-{NONCE}">7K3F</a>'


@pytest.fixture(scope="module")
def telegram():
    with local_telegram() as started:
        yield started


@pytest.fixture
async def probe(telegram):
    async with Bot(telegram.token, base_url=telegram.api_url) as bot:
        yield Probe(bot, telegram.owner, Turns(Pacer(Limits(per_chat=100)), MovableClock()))
    assert telegram.sim.messages(telegram.owner) == []


def ours(telegram, text=LINK, mode="HTML"):
    answer = telegram.api("sendMessage", chat_id=telegram.channel, text=text, parse_mode=mode)
    return answer.json()["result"]["message_id"]


async def test_our_own_message_is_known_by_its_nonce(telegram, probe):
    assert await probe.look(telegram.channel, ours(telegram), NONCE) is Seen.OURS


async def test_a_message_without_markup_is_known_by_the_address_it_shows(telegram, probe):
    number = ours(telegram, f"Shelling\nhttps://t.me/wire_bot?start=s-7K3F-{NONCE}", None)
    assert await probe.look(telegram.channel, number, NONCE) is Seen.OURS


async def test_another_delivery_of_the_same_story_is_not_it(telegram, probe):
    assert await probe.look(telegram.channel, ours(telegram), "feedface00") is Seen.OTHER


async def test_another_administrators_message_is_left_as_it_is(telegram, probe):
    theirs = telegram.sim.write(telegram.channel, "A note by hand", user=telegram.owner)
    assert await probe.look(telegram.channel, theirs.id, NONCE) is Seen.OTHER
    assert [message.text for message in telegram.sim.messages(telegram.channel)][-1] == "A note by hand"
    assert not telegram.sim.messages(telegram.channel)[-1].edit_date


async def test_a_service_message_is_something_else(telegram, probe):
    title = telegram.sim.service(telegram.channel, {"new_chat_title": "Renamed"})
    assert await probe.look(telegram.channel, title.id, NONCE) is Seen.OTHER


async def test_an_id_that_nothing_has_is_nothing(telegram, probe):
    number = ours(telegram)
    assert await probe.look(telegram.channel, number + 1, NONCE) is Seen.NOTHING
    telegram.sim.delete(telegram.channel, number)
    assert await probe.look(telegram.channel, number, NONCE) is Seen.NOTHING


async def test_protected_content_is_read_by_way_of_a_copy(telegram, probe):
    telegram.sim.change_chat(telegram.channel, has_protected_content=True)
    try:
        assert await probe.look(telegram.channel, ours(telegram), NONCE) is Seen.OURS
        assert await probe.look(telegram.channel, ours(telegram), "feedface00") is Seen.OTHER
    finally:
        telegram.sim.change_chat(telegram.channel, has_protected_content=False)


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
async def test_a_flood_limit_is_waited_for(telegram, probe):
    number = ours(telegram)
    telegram.sim.fault("429", "forwardMessage", retry_after=1)
    assert await probe.look(telegram.channel, number, NONCE) is Seen.UNKNOWN
    began = time.monotonic()
    assert await probe.look(telegram.channel, number, NONCE) is Seen.OURS  # the search looks again
    assert time.monotonic() - began >= 0.9


async def test_a_staging_chat_that_cannot_be_written_to_leaves_it_unknown(telegram):
    async with Bot(telegram.token, base_url=telegram.api_url) as bot:
        assert (
            await Probe(bot, 999_999, Turns(Pacer(Limits()), MovableClock())).look(
                telegram.channel, ours(telegram), NONCE
            )
            is Seen.UNKNOWN
        )
