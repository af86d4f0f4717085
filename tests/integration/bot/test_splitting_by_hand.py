"""/split, typed at the local Telegram and chosen with buttons."""

import pytest

from tests.support.process import until
from tests.support.running import read

HEADLINES = (
    "Ten killed by the river",
    "River shelling: ten dead",
    "Convoy ambushed near Salo, six soldiers killed",
    "Six soldiers killed",
)


def ask(telegram, command):
    return telegram.sim.reply_to(telegram.owner, command)


@pytest.fixture
def mixed(bot, telegram):
    """A story of four reports, about two events; the channel has the first as its post."""
    first, *others = [bot.story(headline) for headline in HEADLINES]
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == len(HEADLINES))
    for other in others:
        assert "goes on as" in ask(telegram, f"/merge {first.public_id} {other.public_id}").text
    return first


def shown(telegram, message):
    """The message as it stands now."""
    return next(one for one in telegram.sim.messages(telegram.owner) if one.id == message.id)


def press(telegram, message, label):
    assert telegram.sim.press(telegram.owner, message.id, label).answered
    until(lambda: shown(telegram, message).text != message.text, what="the message follows")
    return shown(telegram, message)


def stories(bot):
    """How many reports each story has that has any."""
    with read(bot.database) as connection:
        return [row[0] for row in connection.execute("SELECT count(*) FROM membership GROUP BY story_id ORDER BY 1")]


def newest(bot):
    """Standing and revision of the newest story."""
    with read(bot.database) as connection:
        return connection.execute("SELECT standing, revision FROM stories ORDER BY id DESC LIMIT 1").fetchone()


def test_reports_are_chosen_with_buttons_and_go_into_a_story_of_their_own(bot, telegram, reader, mixed):
    telegram.sim.reply_to(reader, f"/start s-{mixed.public_id}")
    message = ask(telegram, f"/split {mixed.public_id.lower()}")
    assert message.text.startswith(f"Split story {mixed.public_id}")
    assert [message.text.count(headline) for headline in HEADLINES[1:]] == [1, 1, 1]
    assert message.labels == ["1", "2", "3", "4", "Leave it whole"]
    for number in ("3", "1", "4"):
        message = press(telegram, message, number)
    message = press(telegram, message, "☑️ 1")
    assert message.text.endswith("Chosen: 3-4")
    assert message.labels == ["1", "2", "☑️ 3", "☑️ 4", "✂️ Split off 2 of 4", "Leave it whole"]
    message = press(telegram, message, "✂️ Split off 2 of 4")
    assert " is split by Olive Owner (1001): 2 reports are story " in message.text
    assert "1 chat that had its post is told." in message.text
    assert message.labels == []
    until(lambda: newest(bot) == ("waiting", 1), what="policy has decided on the new story")  # its first start
    telegram.sim.until(telegram.channel, lambda seen: seen[-1].reply_to)
    assert stories(bot) == [2, 2]
    answers = [one.text for one in telegram.sim.messages(telegram.channel) if one.reply_to]
    assert [text.partition(": ")[2].startswith("2 reports told here (Arven Herald)") for text in answers] == [True]


def test_reports_are_chosen_by_their_numbers(bot, telegram, mixed):
    message = ask(telegram, f"/split {mixed.public_id} 2 3-4")
    assert message.text.endswith("Chosen: 2-4")
    assert stories(bot) == [4]
    done = press(telegram, message, "✂️ Split off 3 of 4")
    assert "3 reports are story" in done.text
    assert stories(bot) == [1, 3]


def test_a_press_that_comes_twice_splits_once(bot, telegram, mixed):
    message = ask(telegram, f"/split {mixed.public_id} 2")
    other = ask(telegram, f"/split {mixed.public_id} 2")
    press(telegram, message, "✂️ Split off 1 of 4")
    told = telegram.sim.press(telegram.owner, other.id, "✂️ Split off 1 of 4")
    assert (told.show_alert, told.text) == (
        True,
        "The story has other reports since, or this message can no longer be read. Send /split again.",
    )
    assert stories(bot) == [1, 3]


def test_a_story_may_be_left_whole(bot, telegram, mixed):
    message = press(telegram, ask(telegram, f"/split {mixed.public_id} 2"), "Leave it whole")
    assert "stays whole, as" in message.text
    assert stories(bot) == [4]


def test_what_went_into_another_story_shows_that_ones_reports_and_says_so(bot, telegram, mixed):
    with read(bot.database) as connection:
        gone = connection.execute("SELECT public_id FROM stories WHERE merged_into IS NOT NULL").fetchone()[0]
    message = ask(telegram, f"/split {gone} 2")
    assert message.text.startswith(f"Split story {mixed.public_id}")
    assert "The story of that id went into this one." in message.text


def test_what_is_amiss_is_told(bot, telegram, mixed):
    alone = bot.story("Convoy stopped near Salo")
    amiss = {
        "/split": "Name a story by its id",
        "/split ZZZZ": "There is no story ZZZZ",
        f"/split {mixed.public_id} 5": "“5” is no number from 1 to 4.",
        f"/split {mixed.public_id} 2 <b>": "“<b>” is no number from 1 to 4.",
        f"/split {alone.public_id}": f"Story {alone.public_id} (Convoy stopped near Salo) has one report",
    }
    for command, words in amiss.items():
        assert ask(telegram, command).text.startswith(words)
    everything = ask(telegram, f"/split {mixed.public_id} 1-4")
    assert everything.labels == ["☑️ 1", "☑️ 2", "☑️ 3", "☑️ 4", "Leave it whole"]
    assert stories(bot) == [1, 4]


def test_a_reader_may_neither_ask_nor_press(bot, telegram, reader, mixed):
    assert "Only the owners" in telegram.sim.reply_to(reader, f"/split {mixed.public_id} 2").text
    telegram.sim.set_member(telegram.desk, reader, "member")
    telegram.sim.write(telegram.desk, f"/split {mixed.public_id} 2", user=telegram.owner)
    seen = telegram.sim.until(telegram.desk, lambda seen: seen[-1].text.endswith("Chosen: 2"))
    told = telegram.sim.press(telegram.desk, seen[-1].id, "✂️ Split off 1 of 4", user=reader)
    assert (told.show_alert, told.text) == (True, "Only the owners of this newsroom may do that.")
    assert stories(bot) == [4]
