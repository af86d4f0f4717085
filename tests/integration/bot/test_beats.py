"""/beats and /subscribe with beats, typed and pressed at the local Telegram."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import callbacks
from bot.handlers import trouble
from bot.sandbox.options import LimitRules
from tests.support.process import until
from tests.support.running import running_bot
from tests.support.telegram import local_telegram

BEATS = [{"name": "кавказ", "words": ["Karst"]}, {"name": "river", "words": ["Salo"]}]


@pytest.fixture
def bot(telegram, tmp_path):
    with running_bot(telegram, tmp_path, beat=BEATS) as running:
        yield running


def shown(sim, chat, message):
    return next(one for one in sim.messages(chat) if one.id == message.id)


def press(sim, chat, message, label, user=None):
    """Press a button, and see the message that follows."""
    told = sim.press(chat, message.id, label, user=user)
    until(lambda: shown(sim, chat, message).labels != message.labels, what="the buttons follow")
    return told.text, shown(sim, chat, message)


def forged(telegram, chat, data):
    """A message of the bot with a button that carries this, as if somebody had made one up."""
    keyboard = {"inline_keyboard": [[{"text": "forged", "callback_data": data}]]}
    answer = telegram.api("sendMessage", chat_id=chat, text="Beats", reply_markup=json.dumps(keyboard))
    return answer.json()["result"]["message_id"]


def chosen(message):
    return [label.removeprefix("✅ ") for label in message.labels if label.startswith("✅")]


def test_beats_are_chosen_with_buttons_and_their_stories_come_alone(bot, sim, reader):
    message = sim.reply_to(reader, "/beats")
    assert message.text.startswith("Beats\n\nNothing is sent here.")
    assert {"Ukraine", "кавказ", "river", "Every story"} <= set(message.labels)
    assert chosen(message) == []
    told, message = press(sim, reader, message, "кавказ")
    assert (told, chosen(message)) == ("Chosen.", ["кавказ"])
    assert "Sent here: stories of кавказ." in message.text
    bot.story("Shelling near Salo")
    bot.story("Shelling in Karst")
    seen = sim.until(reader, lambda messages: messages[-1].text.startswith("Shelling in Karst"))
    assert not [one for one in seen if "Salo" in one.text]
    _, message = press(sim, reader, message, "river")
    assert set(chosen(message)) == {"river", "кавказ"}
    told, message = press(sim, reader, message, "Every story")
    assert told == "You have chosen none: every story comes."
    assert "Every story is sent here." in message.text


def test_subscribe_takes_names_and_without_any_sends_all(bot, sim, reader):
    words = sim.reply_to(reader, "/subscribe КАВКАЗ, gaza").text
    assert words.startswith("You get each new story of Gaza, Israel and the West Bank and кавказ here from now on.")
    assert "You are subscribed already: each new story of" in sim.reply_to(reader, "/subscribe gaza кавказ").text
    assert set(chosen(sim.reply_to(reader, "/beats"))) == {"Gaza, Israel and the West Bank", "кавказ"}
    assert sim.reply_to(reader, "/subscribe").text.startswith("You get each new story here from now on.")
    assert chosen(sim.reply_to(reader, "/beats")) == []


def test_a_name_that_is_none_changes_nothing(bot, sim, reader):
    sim.reply_to(reader, "/subscribe gaza")
    words = sim.reply_to(reader, "/subscribe sudan atlantis <b>").text
    assert words.startswith("No beat is called atlantis b. Nothing was changed;")
    assert sim.reply_to(reader, "/subscribe ???").text.startswith("No beat is called ???.")
    assert chosen(sim.reply_to(reader, "/beats")) == ["Gaza, Israel and the West Bank"]


def test_stop_ends_all_and_keeps_what_was_chosen(bot, sim, reader):
    sim.reply_to(reader, "/subscribe river")
    assert "No more stories" in sim.reply_to(reader, "/stop").text
    message = sim.reply_to(reader, "/beats")
    assert (chosen(message), "Nothing is sent here." in message.text) == (["river"], True)
    bot.story("Shelling near Salo")
    bot.until_states("sent")
    assert bot.states("reader") == []


def test_the_same_press_twice_is_once(bot, sim, telegram, reader):
    sim.reply_to(reader, "/beats")
    data = callbacks.encode(callbacks.BeatButton(callbacks.tag("river"), on=True))
    twice = [forged(telegram, reader, data) for _ in range(2)]
    assert [sim.press(reader, one, "forged").text for one in twice] == ["Chosen.", "Nothing changed."]
    assert chosen(sim.reply_to(reader, "/beats")) == ["river"]


@pytest.mark.parametrize("data", ["v1:beat:on:0123456789abcdef", "v1:beat:off:0123456789abcdef"])
def test_a_beat_that_there_is_not_cannot_be_chosen(bot, sim, telegram, reader, data):
    sim.reply_to(reader, "/subscribe river")
    assert sim.press(reader, forged(telegram, reader, data), "forged").text == "Nothing changed."
    assert chosen(sim.reply_to(reader, "/beats")) == ["river"]


@pytest.mark.parametrize("data", ["v1:beat:on:' OR 1=1", "v1:beat:off:", "v1:beat:on:all", "v1:beat:on:" + "f" * 40])
def test_what_no_button_of_ours_carries_changes_nothing(bot, sim, telegram, reader, data):
    sim.reply_to(reader, "/subscribe river")
    sim.press(reader, forged(telegram, reader, data), "forged")
    assert chosen(sim.reply_to(reader, "/beats")) == ["river"]


def test_in_a_group_only_owners_choose(bot, sim, telegram, reader):
    sim.set_member(telegram.desk, reader, "member")
    sim.write(telegram.desk, "/beats", user=telegram.owner)
    message = sim.until(telegram.desk, lambda seen: seen[-1].text.startswith("Beats"))[-1]
    told = sim.press(telegram.desk, message.id, "river", user=reader)
    assert (told.show_alert, told.text) == (True, "In a group only the owners of this newsroom may choose.")
    sim.write(telegram.desk, "/beats", user=reader)
    seen = sim.until(telegram.desk, lambda seen: seen[-1].text.startswith("Beats") and seen[-1].id != message.id)
    assert (seen[-1].labels, "• Ukraine" in seen[-1].text) == ([], True)
    _, message = press(sim, telegram.desk, message, "river", user=telegram.owner)
    assert chosen(message) == ["river"]


def test_a_beat_that_leaves_the_settings_is_told_and_may_be_given_up(telegram, sim, tmp_path, reader):
    with running_bot(telegram, tmp_path, beat=BEATS) as bot:
        sim.reply_to(reader, "/subscribe кавказ gaza")
    with running_bot(telegram, tmp_path, beat=BEATS[1:]) as bot:
        seen = sim.until(reader, lambda messages: "no longer covers" in messages[-1].text)
        assert seen[-1].text.startswith("The newsroom no longer covers “кавказ”, which you have chosen")
        message = sim.reply_to(reader, "/beats")
        assert "No longer covered, though you have chosen it: кавказ" in message.text
        _, message = press(sim, reader, message, "✅ кавказ (gone)")
        assert chosen(message) == ["Gaza, Israel and the West Bank"]
        assert bot.subscribed() == 1


@pytest.fixture
def strict(tmp_path):
    """Where Telegram's limits hold: the client, a reader, and the beats that he was shown."""
    with (
        local_telegram(limits=LimitRules(enforce=True)) as telegram,
        running_bot(telegram, tmp_path, beat=BEATS, pacing={"edit_after": 0}),
    ):
        reader = telegram.sim.add_user("Rita")
        yield telegram.sim, reader, telegram.sim.reply_to(reader, "/beats")


def test_presses_in_quick_succession_wait_their_turn_and_none_is_lost(strict):
    sim, reader, message = strict
    for label in ("кавказ", "river", "Ukraine"):
        assert sim.press(reader, message.id, label).text == "Chosen."
    assert set(chosen(shown(sim, reader, message))) == {"кавказ", "river", "Ukraine"}
    assert [call.status for call in sim.calls("editMessageText")] == [200, 200, 200]


def test_who_presses_faster_than_he_may_be_answered_is_told(strict):
    sim, reader, message = strict
    labels = message.labels[:8]
    with ThreadPoolExecutor(len(labels)) as hands:
        told = list(hands.map(lambda label: sim.press(reader, message.id, label).text, labels))
    assert {"Chosen."} < set(told) <= {"Chosen.", trouble.HURRIED}
    assert len(chosen(sim.reply_to(reader, "/beats"))) == len(labels)
