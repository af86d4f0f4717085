"""Readers' commands, typed at the local Telegram and answered by the real application."""

import pytest

from feeds.model import Standing
from tests.support.process import until
from tests.support.running import locked, running_bot


def titles(message):
    """The headlines in an answer of /latest or /search: its links to stories."""
    marked = [entity for entity in message.entities if entity["type"] == "text_link" and "?start=s-" in entity["url"]]
    units = message.text.encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le") for entity in marked
    ]


# ------------------------------------------------------------------ start, help, what does not exist


def test_start_names_a_public_channel(telegram, sim, tmp_path, reader):
    sim.change_chat(telegram.channel, username="conflict_wire")
    with running_bot(telegram, tmp_path, channel=["@conflict_wire"]):
        message = sim.reply_to(reader, "/start")
    assert "The channel: @conflict_wire" in message.text
    assert "https://t.me/conflict_wire" in message.links


# ------------------------------------------------------------------ latest


def test_latest_shows_the_newest_first_and_older_ones_behind_a_button(bot, sim, reader):
    for number in range(7):
        bot.story(f"Shelling number {number}")
    message = sim.reply_to(reader, "/latest")
    assert titles(message) == [f"Shelling number {number}" for number in (6, 5, 4, 3, 2)]
    assert message.labels == ["Older"]
    assert sim.press(reader, message.id, "Older").answered
    older = sim.messages(reader, since=message.id, wait=10)[0]
    assert titles(older) == ["Shelling number 1", "Shelling number 0"]
    assert older.labels == []


def test_latest_takes_a_number(bot, sim, reader):
    for n in range(8):
        bot.story(f"Shelling number {n}")
    expected = {"1": 1, "3": 3, "0": 1, "99": 8, "many": 5, "٣": 5, "-2": 5, "7 8": 7}
    assert {asked: len(titles(sim.reply_to(reader, f"/latest {asked}"))) for asked in expected} == expected


def test_latest_marks_where_a_known_reader_last_looked(bot, sim, reader):
    sim.reply_to(reader, "/start")
    bot.story("Shelling by the river")
    sim.reply_to(reader, "/latest")
    until(lambda: sim.reply_to(reader, "/latest").text.startswith("Nothing new since"), what="the look was noted")
    bot.story("Troops cross the border")
    text = sim.reply_to(reader, "/latest").text
    assert text.startswith("1 new since ")
    assert text.index("Troops cross") < text.index("— seen before —") < text.index("Shelling")


def test_latest_shows_what_readers_may_see_and_nothing_else(bot, sim, reader):
    for standing in Standing:
        bot.story(f"A story that is {standing}", standing=standing)
    shown = titles(sim.reply_to(reader, "/latest 20"))
    assert sorted(shown) == [f"A story that is {standing}" for standing in ("archived", "listed", "posted", "waiting")]


@pytest.mark.parametrize("where", ["an answer", "the channel"])
def test_a_storys_link_opens_the_story(bot, sim, telegram, reader, where):
    story = bot.story("Shelling by the river <now>")
    bot.until_states("sent")
    link = sim.messages(telegram.channel)[0].links[-1]
    if where == "an answer":
        link = sim.reply_to(reader, "/latest").links[0]
    text = sim.reply_to(reader, f"/start {link.partition('start=')[2]}").text
    assert text.startswith("Shelling by the river <now>\n\n“Two villages were hit.”")
    assert f"Story {story.public_id}" in text


# ------------------------------------------------------------------ story


def test_a_story_is_told_as_its_link_tells_it(bot, sim, reader):
    story = bot.story("Shelling by the river")
    opened = sim.reply_to(reader, f"/start s-{story.public_id}")
    told = sim.reply_to(reader, f"/story {story.public_id.lower()} please")
    assert (told.text, told.links) == (opened.text, opened.links)
    assert told.links[0].startswith("https://herald.example/")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("/story", "Write the story's id behind it, which stands at the end of its post: /story 7K3F"),
        ("/story ZZZZ", "There is no such story"),
        ("/story Ж7ЩФ", "There is no such story"),
        ("/story 🕊🕊🕊🕊", "There is no such story"),
        ("/story ' OR 1=1 --", "There is no such story"),
        (f"/story {'7' * 3000}", "There is no such story"),
    ],
)
def test_what_is_no_storys_id_is_answered_in_words(bot, sim, reader, asked, answer):
    bot.story("Shelling by the river")
    assert sim.reply_to(reader, asked).text.startswith(answer)


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.REJECTED])
def test_a_story_that_readers_may_not_see_is_told_to_owners_alone(bot, sim, telegram, reader, standing):
    story = bot.story("Shelling by the river", standing=standing)
    assert sim.reply_to(reader, f"/story {story.public_id}").text.startswith("There is no such story")
    assert sim.reply_to(telegram.owner, f"/story {story.public_id}").text.startswith("Shelling by the river")


# ------------------------------------------------------------------ search


def test_search_finds_stories_by_all_the_words(bot, sim, reader):
    bot.story("Shelling by the river", text="Two villages near Port Salo were hit.")
    bot.story("Convoy stopped near Port Salo", text="Troops searched it.")
    assert titles(sim.reply_to(reader, "/search salo villages")) == ["Shelling by the river"]
    assert "2 stories with" in sim.reply_to(reader, "/search Port Salo").text


def test_a_held_story_is_not_found_by_readers(bot, sim, reader):
    bot.held("Shelling by the river")
    assert "No story with" in sim.reply_to(reader, "/search shelling").text
    assert "No story yet" in sim.reply_to(reader, "/latest").text


# ------------------------------------------------------------------ sources, subscriptions


def test_a_subscriber_gets_each_new_story_too_until_he_stops(bot, sim, reader):
    bot.story("Before he asked")
    assert "from now on" in sim.reply_to(reader, "/subscribe").text
    assert "subscribed already" in sim.reply_to(reader, "/subscribe").text
    bot.story("Shelling by the river")
    seen = sim.until(reader, lambda messages: messages[-1].text.startswith("Shelling by the river"))
    assert not [message for message in seen if "Before he asked" in message.text]
    assert "No more stories" in sim.reply_to(reader, "/stop").text
    assert "not subscribed" in sim.reply_to(reader, "/stop").text
    bot.story("Troops cross the border")
    bot.until_states("sent", "sent", "sent")
    assert bot.states("reader") == ["sent"]


def test_who_stops_gets_nothing_of_what_waited_for_him_either(bot, sim, telegram, reader):
    sim.reply_to(reader, "/subscribe")
    sim.reply_to(telegram.owner, "/halt")
    bot.story("Shelling by the river")
    sim.reply_to(reader, "/stop")
    question = sim.reply_to(telegram.owner, "/resume")
    sim.press(telegram.owner, question.id, question.labels[0])
    bot.until_states("sent")
    bot.until_states("dropped", target="reader")
    assert "Shelling" not in "".join(message.text for message in sim.messages(reader))


# ------------------------------------------------------------------ when something goes wrong


def test_a_reader_is_told_when_the_archive_is_busy(telegram, sim, tmp_path, reader):
    with running_bot(telegram, tmp_path, busy_timeout=0.1) as bot, locked(bot.database):
        assert "archive is busy" in sim.reply_to(reader, "/subscribe").text
        assert sim.reply_to(reader, "/latest").text.startswith("No story yet.")  # reading waits for no writer
