"""/merge and /apart, typed at the local Telegram."""

import pytest

from tests.support.running import read


@pytest.fixture
def both(bot, telegram):
    """Two stories that the channel has."""
    stories = [bot.story(headline) for headline in ("Ten killed by the river", "River shelling: ten dead")]
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == 2)
    return stories


def ask(telegram, command):
    return telegram.sim.reply_to(telegram.owner, command).text


def test_two_stories_are_made_one_and_the_others_post_says_where_it_goes_on(bot, telegram, reader, both):
    first, second = both
    told = ask(telegram, f"/merge {second.public_id.lower()} {first.public_id}")
    assert told.startswith(f"Story {second.public_id} (River shelling: ten dead) goes on as {first.public_id} (Ten ")
    beginning = f"Goes on as story {first.public_id}\n\nRiver shelling: ten dead"
    telegram.sim.until(telegram.channel, lambda seen: seen[1].text.startswith(beginning))
    opened = telegram.sim.reply_to(reader, f"/start s-{second.public_id}")
    goes_on = f"Story {second.public_id} goes on as {first.public_id}:\n\nTen killed by the river"
    assert opened.text.startswith(goes_on)
    assert telegram.sim.reply_to(reader, f"/story {second.public_id.lower()}").text.startswith(goes_on)
    assert "are one already" in ask(telegram, f"/apart {first.public_id} {second.public_id}")
    with read(bot.database) as connection:
        assert [row[0] for row in connection.execute("SELECT action FROM audit_log ORDER BY id")] == ["merge"]


def test_a_subscribers_copy_says_where_its_story_goes_on(bot, telegram, reader):
    telegram.sim.reply_to(reader, "/subscribe")
    stories = [bot.story(headline) for headline in ("Ten killed by the river", "River shelling: ten dead")]
    seen = telegram.sim.until(reader, lambda seen: seen[-1].text.startswith("River shelling"))
    ask(telegram, f"/merge {stories[0].public_id} {stories[1].public_id}")
    beginning = f"Goes on as story {stories[0].public_id}\n\nRiver shelling: ten dead"
    then = telegram.sim.until(reader, lambda seen: seen[-1].text.startswith(beginning))
    assert [message.id for message in then] == [message.id for message in seen]


AMISS = {
    "/merge": "Name two stories by their ids, which stand at the end of their posts: /merge 7K3F 9ABC",
    "/apart 7K3F": "Name two stories by their ids, which stand at the end of their posts: /apart 7K3F 9ABC",
    "/merge 7K3F 9ABC QQQQ": "Name two stories",
    "/merge ZZZZ ZZZ0": "There is no story ZZZZ",
}


def test_what_is_amiss_is_told(telegram, bot):
    for command, words in AMISS.items():
        assert ask(telegram, command).startswith(words)


def test_two_stories_are_kept_apart(bot, telegram, both):
    first, second = both
    assert "are kept apart by" in ask(telegram, f"/apart {first.public_id} {second.public_id}")
    with read(bot.database) as connection:
        assert connection.execute("SELECT count(*) FROM apart").fetchone() == (1,)


def test_a_reader_may_do_neither(telegram, reader, both):
    first, second = both
    for command in ("merge", "apart"):
        assert "goes on" not in telegram.sim.reply_to(reader, f"/{command} {first.public_id} {second.public_id}").text
