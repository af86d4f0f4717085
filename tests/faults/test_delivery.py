"""Telegram's faults, scripted at the local Telegram, and what a reader of the channel sees in the end.

The invariant of every row: in the end a post is seen once, and what follows it as well, in order; nobody else waits
for it.
"""

import time

import pytest

from feeds import corrections
from feeds.model import NewPost, Payload, PostKind, Target, TargetKind
from tests.support.gate import Gate
from tests.support.process import until
from tests.support.running import locked, running_bot

pytestmark = pytest.mark.filterwarnings(  # of python-telegram-bot, about the type of a flood wait; both types are taken
    "ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning"
)

#: So long that whatever was put off, at the longest backoff, is due.
LONG = 7200


def desk(telegram):
    return [message.text for message in telegram.sim.messages(telegram.desk)]


def until_told(telegram, words):
    telegram.sim.until(telegram.desk, lambda seen: any(words in message.text for message in seen))


def sends(telegram, chat):
    return [call for call in telegram.sim.calls("sendMessage") if str(call.params.get("chat_id")) == str(chat)]


def a_subscriber(telegram, bot, name="Rita"):
    user = telegram.sim.add_user(name)
    assert "from now on" in telegram.sim.reply_to(user, "/subscribe").text
    return user


# ------------------------------------------------------------------ it certainly did not arrive


def test_a_flood_limit_is_waited_for_and_the_post_arrives_once(telegram, bot):
    telegram.sim.fault("429", "sendMessage", chat_id=telegram.channel, retry_after=600)
    bot.story("Shelling by the river")
    until(lambda: bot.deliveries()[0].problem, what="it was tried")
    bot.pass_time(500)
    bot.until_jobs_ran()
    assert bot.states() == ["ready"]
    bot.pass_time(200)
    bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]
    assert len(sends(telegram, telegram.channel)) == 2


def test_a_flood_limit_of_one_chat_slows_no_other(telegram, bot):
    reader = a_subscriber(telegram, bot)
    telegram.sim.fault("429", "sendMessage", chat_id=telegram.channel, retry_after=600, times=0)
    began = time.monotonic()
    bot.story("Shelling by the river")
    telegram.sim.until(reader, lambda seen: any("Shelling" in message.text for message in seen))
    assert time.monotonic() - began < 30
    bot.until_states("ready")


def test_a_post_that_could_not_leave_this_machine_goes_out_when_the_network_is_back(telegram, tmp_path):
    port = int(telegram.url.rpartition(":")[2])
    with Gate(port) as gate, running_bot(telegram, tmp_path, api_url=f"http://127.0.0.1:{gate.port}/bot") as bot:
        gate.close()
        bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="the attempt failed")
        assert bot.states() == ["ready"]
        assert "ConnectError" in bot.deliveries()[0].problem
        gate.open()
        bot.pass_time(LONG)
        bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]


# ------------------------------------------------------------------ it may have arrived


UNKNOWN = ["500", "502_html", "reset_before", "reset_after", "late_effect"]


@pytest.mark.parametrize("fault", UNKNOWN)
def test_a_post_whose_arrival_is_unknown_is_looked_for_and_is_there_once_in_the_end(telegram, bot, fault):
    telegram.sim.fault(fault, "sendMessage", chat_id=telegram.channel, seconds=0.2)
    story = bot.story("Shelling by the river")
    bot.until_states("uncertain")
    until_told(telegram, f"It is not known whether story {story.public_id} arrived in the channel")
    bot.story("Troops cross the border")
    arrived = fault in {"reset_after", "late_effect"}
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == arrived)
    bot.pass_time(LONG)
    bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]
    assert telegram.sim.messages(telegram.owner) == []  # what was forwarded there to look at it is gone


def test_nothing_overtakes_a_post_whose_arrival_is_unknown_and_nobody_looks_before_telegram_had_its_time(telegram, bot):
    telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.story("Troops cross the border")
    bot.held("Drone over the port")
    until_told(telegram, "Drone over the port")
    bot.pass_time(50)
    bot.until_jobs_ran()
    assert bot.states() == ["uncertain", "ready"]
    assert telegram.headlines() == []
    assert telegram.sim.calls("forwardMessage") == []


@pytest.mark.parametrize("method", ["forwardMessage", "deleteMessage"])
def test_a_look_that_fails_is_repeated_and_nobody_is_asked(telegram, bot, method):
    telegram.sim.fault("reset_after", "sendMessage", chat_id=telegram.channel)
    telegram.sim.fault("500", method, times=2)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.pass_time(LONG)
    bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]
    assert not any("arrive in the channel?" in text for text in desk(telegram))
    assert telegram.sim.messages(telegram.owner) == []


def test_what_others_posted_meanwhile_is_not_taken_for_ours(telegram, bot):
    telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    telegram.sim.write(telegram.channel, "Shelling by the river", user=telegram.owner)
    telegram.sim.service(telegram.channel, {"new_chat_title": "Wire"}, user=telegram.owner)
    bot.pass_time(LONG)
    bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river", "Shelling by the river"]
    assert "Story " in telegram.posts()[1]


def test_a_channel_that_protects_its_content_can_be_looked_at_too(telegram, bot):
    telegram.sim.change_chat(telegram.channel, has_protected_content=True)
    telegram.sim.fault("reset_after", "sendMessage", chat_id=telegram.channel)
    bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.pass_time(LONG)
    bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]
    assert telegram.sim.messages(telegram.owner) == []


@pytest.mark.parametrize(
    ("fault", "label", "says"),
    [
        ("reset_after", "✅ It is there", "the message is there."),
        ("500", "🔁 Send again", "the message is sent again."),
    ],
)
def test_where_looking_does_not_tell_the_desk_does(telegram, bot, fault, label, says):
    telegram.sim.block(telegram.owner)  # whose chat is the one to look in
    telegram.sim.fault(fault, "sendMessage", chat_id=telegram.channel)
    story = bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.story("Troops cross the border")
    bot.pass_time(LONG)
    asked = f"Did story {story.public_id} arrive in the channel?"
    question = telegram.sim.until(telegram.desk, lambda seen: seen and asked in seen[-1].text)[-1]
    assert question.labels == ["✅ It is there", "🔁 Send again"]
    stranger = telegram.sim.add_user("Sam")
    telegram.sim.set_member(telegram.desk, stranger, "member")
    assert telegram.sim.press(telegram.desk, question.id, label, user=stranger).show_alert
    assert bot.states() == ["uncertain", "ready"]
    assert telegram.sim.press(telegram.desk, question.id, label, user=telegram.owner).text.endswith(says)
    bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]


@pytest.mark.parametrize("fault", ["500", "reset_after"])
def test_a_card_whose_arrival_is_unknown_is_shown_again_for_the_desk_must_not_go_silent(telegram, bot, fault):
    telegram.sim.fault(fault, "sendMessage", chat_id=telegram.desk)
    bot.held("Shelling by the river")
    until(lambda: bot.deliveries()[0].problem, what="the first attempt ended")
    bot.pass_time(LONG)
    bot.until_states("sent", target="desk")
    assert any("Shelling by the river" in text for text in desk(telegram))


@pytest.mark.parametrize(("fault", "seen"), [("500", 0), ("reset_after", 1)])
def test_a_reader_rather_misses_a_story_than_gets_it_twice_and_gets_the_next(telegram, bot, fault, seen):
    reader = a_subscriber(telegram, bot)
    telegram.sim.fault(fault, "sendMessage", chat_id=reader)
    bot.story("Shelling by the river")
    until(lambda: [row for row in bot.deliveries() if row.target == "reader" and row.problem], what="it was tried")
    bot.pass_time(LONG)
    bot.story("Troops cross the border")
    telegram.sim.until(reader, lambda messages: any("Troops" in message.text for message in messages))
    assert sum("Shelling" in message.text for message in telegram.sim.messages(reader)) == seen


def test_an_edit_whose_end_is_unknown_is_made_again(telegram, bot):
    story = bot.story("Shelling by the river")
    bot.until_states("sent")
    telegram.sim.fault("500", "editMessageText", chat_id=telegram.channel)
    bot.edit(story, change="Northern Post reports it too")
    until(lambda: bot.deliveries()[-1].problem, what="the edit was tried")
    bot.pass_time(LONG)
    bot.until_states("sent", "sent")
    assert ["Updated" in text for text in telegram.posts()] == [True]


def test_an_edit_that_took_effect_before_the_connection_broke_counts_as_made(telegram, bot):
    story = bot.story("Shelling by the river")
    bot.until_states("sent")
    telegram.sim.fault("reset_after", "editMessageText", chat_id=telegram.channel)
    bot.edit(story, change="Northern Post reports it too")
    until(lambda: bot.deliveries()[-1].problem, what="the edit was tried")
    bot.pass_time(LONG)
    bot.until_states("sent", "sent")
    assert len(telegram.posts()) == 1


def test_an_edit_of_a_post_that_was_deleted_is_given_up_and_what_follows_goes_on(telegram, bot):
    story = bot.story("Shelling by the river")
    bot.until_states("sent")
    telegram.sim.delete(telegram.channel, bot.deliveries()[0].message_id)
    bot.edit(story, change="Northern Post reports it too")
    bot.until_states("sent", "rejected")
    bot.story("Troops cross the border")
    bot.until_states("sent", "rejected", "sent")
    assert telegram.headlines() == ["Troops cross the border"]


# ------------------------------------------------------------------ the post's own fault


def test_a_post_that_telegram_refuses_for_its_own_sake_is_not_tried_again(telegram, bot):
    bot.post(NewPost(PostKind.NOTICE, Payload(text=" "), (channel(telegram),), bot.now, bot.now, key="empty"))
    bot.until_states("rejected")
    until_told(telegram, "is not tried again")
    bot.pass_time(LONG)
    bot.story("Shelling by the river")
    bot.until_states("rejected", "sent")
    assert telegram.headlines() == ["Shelling by the river"]


def test_a_post_that_cannot_be_rendered_harms_no_other(telegram, bot):
    bot.post(NewPost(PostKind.NEW, Payload(), (channel(telegram),), bot.now, bot.now, key="broken"))
    bot.until_states("rejected")
    bot.story("Shelling by the river")
    bot.until_states("rejected", "sent")
    assert telegram.headlines() == ["Shelling by the river"]


def channel(telegram):
    return Target(TargetKind.CHANNEL, str(telegram.channel))


# ------------------------------------------------------------------ the chat's fault


@pytest.mark.parametrize("standing", ["left", "kicked", "member"])
def test_a_channel_that_refuses_us_keeps_its_posts_and_the_desk_is_told_once(telegram, bot, standing):
    telegram.sim.set_member(telegram.channel, "bot", standing)
    bot.story("Shelling by the river")
    until_told(telegram, f"Telegram refuses the channel {telegram.channel}; its posts are kept and tried again.")
    bot.pass_time(600)
    until(lambda: bot.deliveries()[0].attempts >= 2, what="it was tried again")
    telegram.sim.set_member(telegram.channel, "bot")
    bot.story("Troops cross the border")
    bot.pass_time(600)
    bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]
    assert sum("Telegram refuses the channel" in text for text in desk(telegram)) <= 2  # an hour may begin meanwhile


def test_a_reader_who_blocked_the_bot_is_unsubscribed_without_noise_and_others_get_the_post(telegram, bot):
    gone, there = a_subscriber(telegram, bot, "Gone"), a_subscriber(telegram, bot, "There")
    telegram.sim.block(gone)
    bot.story("Shelling by the river")
    telegram.sim.until(there, lambda seen: any("Shelling" in message.text for message in seen))
    until(lambda: sorted(bot.states("reader")) == ["gone", "sent"], what="one is gone")
    assert bot.subscribed() == 1
    bot.story("Troops cross the border")
    telegram.sim.until(there, lambda seen: any("Troops" in message.text for message in seen))
    assert len(bot.states("reader")) == 3
    assert desk(telegram) == []


# ------------------------------------------------------------------ the token is no longer ours


def test_a_refused_token_stops_publishing_and_not_polling_and_nothing_is_lost(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.fault("401", "sendMessage", chat_id=telegram.channel)
        bot.story("Shelling by the river")
        until(lambda: bot.app.newsroom.publisher.fatal, what="publishing stopped")
        bot.story("Troops cross the border")
        bot.pass_time(LONG)
        looked = bot.app._last_poll
        until(lambda: bot.app._last_poll > looked, what="feeds are looked at")
        well, facts = bot.ask(bot.app.health())
        assert not well
        assert facts["publishing_stopped"] == "Telegram does not accept the token"
        assert telegram.sim.reply_to(telegram.owner, "/latest").text.startswith("Troops cross the border")
        assert bot.states() == ["ready", "ready"]
        assert telegram.headlines() == []
    with running_bot(telegram, tmp_path) as bot:
        bot.pass_time(LONG)
        bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]


# ------------------------------------------------------------------ this machine's own faults


def test_a_receipt_that_the_database_does_not_take_at_once_is_not_lost(telegram, tmp_path):
    with running_bot(telegram, tmp_path, busy_timeout=0.1) as bot:
        telegram.sim.fault("delay", "sendMessage", chat_id=telegram.channel, seconds=0.5)
        bot.story("Shelling by the river")
        until(telegram.posts, what="the message is there")
        with locked(bot.database):
            time.sleep(1.0)  # the answer comes while nothing can be written
            assert bot.states() == ["sending"]
        bot.until_states("sent")
        bot.story("Troops cross the border")
        bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]


def test_a_message_in_flight_when_the_process_died_is_looked_for_before_anything_else_is_sent(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.set_member(telegram.channel, "bot", "left")
        story = bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="it was tried")
    bot.mark_in_flight()
    telegram.sim.set_member(telegram.channel, "bot")
    with running_bot(telegram, tmp_path) as bot:
        bot.until_states("uncertain")
        until_told(telegram, f"It is not known whether story {story.public_id} arrived in the channel")
        bot.story("Troops cross the border")
        assert telegram.headlines() == []
        bot.pass_time(LONG)
        bot.until_states("sent", "sent")
    assert telegram.headlines() == ["Shelling by the river", "Troops cross the border"]


def test_after_send_again_a_second_broken_sending_is_looked_for_anew(telegram, bot):
    telegram.sim.block(telegram.owner)
    telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel, times=2)
    story = bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.pass_time(LONG)
    asked = f"Did story {story.public_id} arrive in the channel?"
    first = telegram.sim.until(telegram.desk, lambda seen: seen and asked in seen[-1].text)[-1]
    telegram.sim.block(telegram.owner, blocked=False)
    telegram.sim.press(telegram.desk, first.id, "🔁 Send again", user=telegram.owner)
    until(lambda: bot.deliveries()[0].attempts == 2, what="it was sent again")
    bot.until_states("uncertain")
    bot.pass_time(LONG)
    bot.until_states("sent")
    assert telegram.headlines() == ["Shelling by the river"]


def test_a_story_withdrawn_while_its_post_was_in_doubt_is_not_sent_again(telegram, bot):
    telegram.sim.fault("500", "sendMessage", chat_id=telegram.channel)
    story = bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.ask(corrections.retract(bot.store, story.id, "It was a drill.", by="olive", now=bot.now))
    bot.pass_time(LONG)
    until(lambda: "uncertain" not in bot.states(), what="it was settled")
    bot.story("Troops cross the border")
    until(telegram.headlines, what="the next one is there")
    bot.until_jobs_ran()
    assert telegram.headlines() == ["Troops cross the border"]


def test_an_edit_does_not_become_a_post_where_a_person_said_that_the_post_arrived(telegram, bot):
    telegram.sim.block(telegram.owner)
    telegram.sim.fault("reset_after", "sendMessage", chat_id=telegram.channel)
    story = bot.story("Shelling by the river")
    bot.until_states("uncertain")
    bot.edit(story, change="Northern Post reports it too")
    bot.pass_time(LONG)
    question = telegram.sim.until(telegram.desk, lambda seen: seen and "arrive in the channel?" in seen[-1].text)[-1]
    telegram.sim.press(telegram.desk, question.id, "✅ It is there", user=telegram.owner)
    bot.until_states("sent", "dropped")
    assert telegram.headlines() == ["Shelling by the river"]
