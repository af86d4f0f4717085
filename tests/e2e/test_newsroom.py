"""The main job with the real program: feeds in, a story on the channel, answers to readers, verdicts of the desk."""

import pytest

from tests.support.process import EVENTS, Newsroom, an_entry, event, until


@pytest.fixture(scope="module")
def room(telegram, feeds, tmp_path_factory):
    found = Newsroom(telegram, feeds, tmp_path_factory.mktemp("newsroom"))
    found.outlet("/herald", "Arven Herald")
    found.outlet("/northern", "Northern Post")
    found.outlet("/ministry", "Ministry of Norvik", affiliation="party", side="Norvik")
    found.publish("/herald", event(0))
    return found


@pytest.fixture(scope="module", autouse=True)
def bot(room):
    """One process for all of this module; its first story is out when it is given away."""
    with room.run() as running:
        room.until_posted(EVENTS[0][0])
        yield running
        assert "Traceback" not in running.said


@pytest.fixture
def reader(telegram):
    return telegram.sim.add_user("Rita")


def test_a_story_goes_from_a_feed_to_the_channel_with_what_it_rests_on(room, telegram):
    text = telegram.posts()[0]
    assert text.startswith(EVENTS[0][0])
    assert f"“{EVENTS[0][1]}”\n— Arven Herald" in text
    assert "\nArven · first reported " in text
    assert "Sources: Arven Herald\n1 outlet\n" in text
    assert telegram.sim.messages(telegram.channel)[0].preview["is_disabled"]


def test_a_second_outlet_joins_the_post_instead_of_making_another(room, telegram):
    room.publish("/herald", event(1))
    room.until_posted(EVENTS[1][0])
    room.publish("/northern", event(1, guid="northern-1"))
    telegram.sim.until(telegram.channel, lambda seen: any("2 outlets" in message.text for message in seen))
    assert room.posts().count(EVENTS[1][0]) == 1
    edited = next(message for message in telegram.sim.messages(telegram.channel) if "2 outlets" in message.text)
    assert "Updated " in edited.text
    assert "Northern Post carries the same text" in edited.text
    assert edited.edit_date


def test_a_subscriber_gets_the_post_too_and_once(room, telegram, reader):
    assert "from now on" in telegram.sim.reply_to(reader, "/subscribe").text
    room.publish("/herald", event(2))
    room.until_posted(EVENTS[2][0])
    telegram.sim.until(reader, lambda seen: any(EVENTS[2][0] in message.text for message in seen))
    assert "No more stories" in telegram.sim.reply_to(reader, "/stop").text
    assert sum(EVENTS[2][0] in message.text for message in telegram.sim.messages(reader)) == 1


def test_readers_questions_are_answered(telegram, reader):
    ask = telegram.sim.reply_to
    assert ask(reader, "/start").text.startswith("Heliograph")
    assert EVENTS[0][0] in ask(reader, "/latest 20").text
    found = ask(reader, "/search artillery villages")
    assert f"1 story with artillery villages\n\n{EVENTS[0][0]}" in found.text
    link = next(link for link in found.links if "?start=s-" in link)
    assert EVENTS[0][1] in ask(reader, "/start " + link.partition("start=")[2]).text
    assert "3 outlets, 3 feeds" in ask(reader, "/sources").text
    assert "/search — stories with all these words" in ask(reader, "/help").text
    assert ask(reader, "/frobnicate").text == "/frobnicate is no command here. /help lists them."


def test_a_held_story_is_posted_once_the_owner_approves_and_by_nobody_else(room, telegram):
    stranger = telegram.sim.add_user("Sam")
    telegram.sim.set_member(telegram.desk, stranger, "member")
    room.publish("/ministry", event(3))
    card = telegram.sim.until(telegram.desk, lambda seen: seen and EVENTS[3][0] in seen[-1].text)[-1]
    assert "Known from one party's official outlet alone." in card.text
    assert EVENTS[3][0] not in room.posts()
    refused = telegram.sim.press(telegram.desk, card.id, "✅ Approve", user=stranger)
    assert (refused.show_alert, refused.text) == (True, "Only the owners of this newsroom may do that.")
    assert EVENTS[3][0] not in room.posts()
    approved = telegram.sim.press(telegram.desk, card.id, "✅ Approve", user=telegram.owner)
    assert approved.text.startswith("Approved by Olive Owner")
    room.until_posted(EVENTS[3][0])
    closed = telegram.sim.until(telegram.desk, lambda seen: not seen[-1].buttons)[-1]
    assert closed.text.startswith("Approved by Olive Owner")


def test_a_feed_that_fails_harms_no_other(room, feeds):
    room.outlet("/down", "Down Daily")
    feeds.document("/down", b"\x00\x01 this is no feed")
    room.publish("/herald", event(4))
    room.until_posted(EVENTS[4][0])


def test_what_is_not_about_armed_conflict_is_not_posted(room, telegram, feeds):
    room.publish("/northern", an_entry("Midfielder signs for two years after record football transfer", guid="sport"))
    until(lambda: room.rows("SELECT 1 FROM items WHERE key = 'sport'"), what="the item is stored")
    assert not [post for post in room.posts() if "Midfielder" in post]
