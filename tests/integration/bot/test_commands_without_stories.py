"""What the bot answers while it knows no story; one bot for all of it, and a new reader for each test."""

import pytest

from bot import handlers
from tests.support.running import running_bot
from tests.support.telegram import set_scene


@pytest.fixture(scope="module")
def telegram(server):
    server.sim.reset()
    return set_scene(server.sandbox, server.sim, server.http)


@pytest.fixture(scope="module", autouse=True)
def bot(telegram, tmp_path_factory):
    with running_bot(telegram, tmp_path_factory.mktemp("bot")) as running:
        yield running


def test_start_says_what_this_is(bot, sim, reader):
    message = sim.reply_to(reader, "/start")
    assert message.text.startswith("Heliograph\n\nWhat is reported about armed conflict")
    assert "/subscribe sends you each new story here." in message.text


def test_start_says_so_to_a_subscriber(bot, sim, reader):
    sim.reply_to(reader, "/subscribe")
    assert "You get each new story here as well." in sim.reply_to(reader, "/start").text


def test_help_shows_a_reader_what_a_reader_may_use(bot, sim, reader):
    text = sim.reply_to(reader, "/help").text
    assert all((f"/{row.name} — " in text) is not row.owners for row in handlers.COMMANDS)


def test_help_shows_an_owner_everything(bot, sim, telegram):
    text = sim.reply_to(telegram.owner, "/help").text
    assert all(f"/{row.name} — {row.what}" in text for row in handlers.COMMANDS)


def test_the_menus_list_what_each_may_use(bot, sim, telegram, reader):
    readers = [row.name for row in handlers.COMMANDS if not row.owners]
    assert [one["command"] for one in sim.menu(reader)] == readers
    assert [one["command"] for one in sim.menu(telegram.owner)] == [row.name for row in handlers.COMMANDS]


@pytest.mark.parametrize("said", ["/lates", "/start@other_bot_of_mine", "/LATEST_", "/" + "a" * 32])
def test_a_command_that_does_not_exist_is_answered(bot, sim, reader, said):
    assert sim.reply_to(reader, f"{said} 5").text == f"{said} is no command here. /help lists them."


def test_commands_may_be_spelt_in_capitals_and_with_the_bots_name(bot, sim, telegram, reader):
    assert sim.reply_to(reader, "/HELP").text.startswith("Commands")
    assert sim.reply_to(reader, f"/help@{telegram.bot_username}").text.startswith("Commands")


def test_an_unknown_command_in_a_group_is_nobody_elses_noise(bot, sim, telegram):
    sent = sim.write(telegram.desk, "/unknown", user=telegram.owner)
    sim.write(telegram.desk, "/help", user=telegram.owner)
    answer = sim.messages(telegram.desk, since=sent.id + 1, wait=10)
    assert [message.text.split("\n")[0] for message in answer] == ["Commands"]


def test_latest_is_never_silent(bot, sim, reader):
    assert sim.reply_to(reader, "/latest").text.startswith("No story yet.")


@pytest.mark.parametrize("link", ["s-ZZZZ", "s-", "s-%F0%9F", "s-" + "A" * 60])
def test_a_link_to_no_story_says_so(bot, sim, reader, link):
    assert "no such story" in sim.reply_to(reader, f"/start {link}").text


def test_search_without_words_says_how(bot, sim, reader):
    assert "/search bridge shelling" in sim.reply_to(reader, "/search").text


@pytest.mark.parametrize("words", ['"', "AND OR NOT a* (b", "'; DROP TABLE items; --", "<b>&amp;</b>🕊", "x" * 3900])
def test_search_takes_any_words(bot, sim, reader, words):
    assert "All words must occur" in sim.reply_to(reader, f"/search {words}").text


def test_sources_lists_the_outlets(bot, sim, reader):
    text = sim.reply_to(reader, "/sources").text
    assert text.startswith("1 outlet, 1 feed")
    assert "• Silent Outlet — " in text


def test_a_reader_is_told_when_something_breaks_and_the_bot_goes_on(bot, sim, reader, telegram):
    sim.fault("500", "sendMessage", chat_id=reader)
    assert sim.reply_to(reader, "/latest").text == "Something went wrong here; it has been logged. Please try again."
    assert sim.reply_to(reader, "/latest").text.startswith("No story yet.")


def test_a_button_of_another_version_is_answered(bot, sim, telegram):
    telegram.api(
        "sendMessage",
        chat_id=telegram.owner,
        text="old",
        reply_markup={"inline_keyboard": [[{"text": "Old", "callback_data": "v0:gone"}]]},
    )
    message = sim.messages(telegram.owner)[-1]
    pressed = sim.press(telegram.owner, message.id, "Old")
    assert (pressed.answered, pressed.show_alert) == (True, True)
    assert "older version" in pressed.text


@pytest.mark.parametrize("data", ["v1:latest:", "v1:latest:-1", "v1:latest:" + "9" * 40, "v1:latest:x"])
def test_a_forged_button_of_latest_is_answered(bot, sim, telegram, reader, data):
    sim.reply_to(reader, "/start")
    markup = {"inline_keyboard": [[{"text": "Older", "callback_data": data}]]}
    telegram.api("sendMessage", chat_id=reader, text="forged", reply_markup=markup)
    assert "older version" in sim.press(reader, sim.messages(reader)[-1].id, "Older").text


def test_a_reader_who_blocks_the_bot_before_the_answer_harms_nobody(bot, sim, telegram, reader):
    button = {"inline_keyboard": [[{"text": "Older", "callback_data": "v1:latest:5"}]]}
    sim.reply_to(reader, "/start")
    telegram.api("sendMessage", chat_id=reader, text="a list", reply_markup=button)
    sim.block(reader)
    assert sim.press(reader, sim.messages(reader)[-1].id, "Older").answered
    other = sim.add_user("Omar")
    assert sim.reply_to(other, "/latest").text.startswith("No story yet.")


def test_talk_is_answered_with_what_can_be_asked(bot, sim, reader):
    message = sim.reply_to(reader, "Port Salo")
    assert message.text.startswith("I answer commands: /latest shows the newest stories")
    assert message.text.endswith("To look for that: /search Port Salo")


def test_talk_in_a_group_is_nobody_elses_noise(bot, sim, telegram):
    sent = sim.write(telegram.desk, "just talking", user=telegram.owner)
    sim.write(telegram.desk, "/help", user=telegram.owner)
    answer = sim.messages(telegram.desk, since=sent.id + 1, wait=10)
    assert [message.text.split("\n")[0] for message in answer] == ["Commands"]


def test_what_is_no_text_is_passed_over(bot, sim, reader):
    sim.write(reader, "", photo=PIXEL)
    assert sim.reply_to(reader, "/help").text.startswith("Commands")
    assert len([message for message in sim.messages(reader) if message.text.startswith("Commands")]) == 1


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)
