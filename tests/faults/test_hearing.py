"""The channel's discussion group tells the bot of every message: then nothing need be looked for."""

import pytest

from tests.support.process import until


@pytest.fixture
def telegram(telegram):
    telegram.discussion()
    return telegram


def test_a_post_that_nobody_answered_for_is_adopted_at_once_when_it_is_heard_of(telegram, bot):
    telegram.sim.fault("late_effect", "sendMessage", chat_id=telegram.channel, seconds=0.5)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.story("Troops cross the border")
    bot.until_states("sent", "sent")  # no minute has passed
    assert len(telegram.posts()) == 2
    assert telegram.sim.calls("forwardMessage") == []
    first = bot.deliveries()[0]
    assert first.message_id == telegram.sim.messages(telegram.channel)[0].id


def test_a_post_that_is_heard_of_before_its_connection_breaks_never_becomes_uncertain(telegram, bot):
    telegram.sim.fault("delay", "sendMessage", chat_id=telegram.channel, seconds=1.5)
    bot.story("Shelling by the river")
    until(lambda: bot.deliveries()[0].message_id, what="it was heard of while it was in flight")
    bot.until_states("sent")
    assert len(telegram.posts()) == 1


def test_a_post_that_did_not_arrive_is_still_looked_for_and_sent_again(telegram, bot):
    telegram.sim.fault("reset_before", "sendMessage", chat_id=telegram.channel)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.pass_time(7200)
    bot.until_states("sent")
    assert len(telegram.posts()) == 1


def test_what_others_write_in_the_group_is_no_receipt(telegram, bot):
    telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    telegram.sim.write(telegram.channel, "https://t.me/heliograph_bot?start=s-7K3F-0123456789", user=telegram.owner)
    bot.until_jobs_ran()
    assert bot.states() == ["uncertain"]
