"""Somebody sets the machine's clock. Nothing waits for the old time, and nothing leaves sooner than it may."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.process import until
from tests.support.running import running_bot

pytestmark = pytest.mark.filterwarnings(  # of python-telegram-bot, about the type of a flood wait; both types are taken
    "ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning"
)
HOURS = 3600


def until_noticed(bot):
    seen = bot.app.newsroom.watch._seen
    until(lambda: bot.app.newsroom.watch._seen != seen, what="the clock was looked at")


@pytest.mark.parametrize("hours", [-48, 48])
def test_posts_go_out_after_the_clock_was_set(telegram, tmp_path, hours):
    with running_bot(telegram, tmp_path) as bot:
        bot.story("Shelling by the river")
        bot.until_states("sent")
        bot.clock.set_by(hours * HOURS)
        until_noticed(bot)
        bot.story("Troops cross the border")
        bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]


def test_what_was_put_off_does_not_wait_for_the_old_time(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.fault("429", "sendMessage", chat_id=telegram.channel, retry_after=30)
        bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="it was tried")
        bot.clock.set_by(-48 * HOURS)
        until_noticed(bot)
        bot.pass_time(40)
        bot.until_states("sent")


def test_a_flood_wait_is_kept_although_the_clock_was_set_ahead(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.fault("429", "sendMessage", chat_id=telegram.channel, retry_after=600)
        bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="it was tried")
        bot.clock.set_by(48 * HOURS)
        until_noticed(bot)
        bot.until_jobs_ran()
        assert [row.attempts for row in bot.deliveries()] == [1]
        bot.pass_time(601)
        bot.until_states("sent")


def test_nobody_looks_for_a_message_sooner_because_the_clock_was_set_ahead(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        bot.pass_time(2 * HOURS)  # it has been running for a while
        telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel)
        bot.story("Shelling by the river")
        bot.until_states("uncertain")
        bot.clock.set_by(48 * HOURS)
        until_noticed(bot)
        bot.until_jobs_ran()
        assert bot.states() == ["uncertain"]
        bot.pass_time(61)
        bot.until_states("sent")


def test_a_clock_that_was_put_back_while_nothing_ran_holds_up_nothing(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.set_member(telegram.channel, "bot", "left")
        bot.clock.advance(48 * HOURS)
        bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="it was tried")
    telegram.sim.set_member(telegram.channel, "bot")
    with running_bot(telegram, tmp_path) as bot:  # by the machine's own time again
        assert bot.now < datetime.now(UTC) + timedelta(hours=1)
        bot.pass_time(400)
        bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]
