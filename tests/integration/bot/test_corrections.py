"""/correct and /retract, typed and pressed at the local Telegram, and what readers see of them."""

import pytest

from feeds.model import Standing
from tests.support.process import until
from tests.support.running import read


def audit(bot):
    with read(bot.database) as connection:
        return [row[0] for row in connection.execute("SELECT action FROM audit_log ORDER BY id")]


@pytest.fixture
def posted(bot, telegram, reader):
    """A story that the channel and a subscriber have."""
    telegram.sim.reply_to(reader, "/subscribe")
    story = bot.story("Ten killed by the river")
    telegram.sim.until(telegram.channel, len)
    telegram.sim.until(reader, lambda seen: seen[-1].text.startswith("Ten killed"))
    return story


def ask(telegram, command):
    return telegram.sim.reply_to(telegram.owner, command)


def newest(telegram, chat, beginning):
    """The answer to a chat's post, once it is there."""
    found = telegram.sim.until(chat, lambda seen: len(seen) > 1 and seen[-1].text.startswith(beginning))
    return found[-1]


# ------------------------------------------------------------------ correct


def test_a_correction_shows_on_the_post_and_answers_it_everywhere(bot, telegram, reader, posted):
    told = ask(telegram, f"/correct {posted.public_id.lower()} Nine were killed,\nnot <ten>.")
    assert told.text == (
        f"Story {posted.public_id} (Ten killed by the river) is corrected in 1 channel and with 1 reader; "
        "each is told in an answer to its post."
    )
    answer = newest(telegram, telegram.channel, "Corrected ")
    assert "Nine were killed, not <ten>.\n\nTen killed by the river\nStory" in answer.text
    post = telegram.sim.messages(telegram.channel)[0]
    assert post.text.split("\n")[2].endswith(": Nine were killed, not <ten>.")
    assert answer.reply_to == post.id
    to_reader = newest(telegram, reader, "Corrected ")
    assert telegram.sim.messages(reader)[-2].id == to_reader.reply_to
    assert audit(bot) == ["correct"]
    again = ask(telegram, f"/correct {posted.public_id} Nine were killed, not <ten>.")
    assert "in these very words before" in again.text


AMISS = {
    "/correct": "write what was wrong and what is right: /correct 7K3F ",
    "/correct 7K3F": "write what was wrong and what is right",
    "/retract 7K3F   ": "write why: /retract 7K3F ",
    "/correct ZZZZ Nine, not ten.": "There is no story ZZZZ, or it is no longer kept.",
    "/retract ZZZZ It was wrong.": "There is no story ZZZZ",
    f"/correct 7K3F {'x' * 401}": "At most 400 characters, so that the post stays readable; these are 401.",
    f"/retract 7K3F {'🕊' * 201}": "these are 402.",
}


def told_of(telegram, reader, story):
    """The answer to /story; the reader's own copy of a correction may come before it."""
    asked = telegram.sim.write(reader, f"/story {story.public_id}").id

    def answers(seen):
        return [one.text for one in seen if one.id > asked and "How it came about" in one.text]

    return answers(telegram.sim.until(reader, answers))[0]


def test_a_storys_timeline_has_its_corrections_and_that_it_was_withdrawn(bot, telegram, reader, posted):
    ask(telegram, f"/correct {posted.public_id} Nine were killed.")
    text = told_of(telegram, reader, posted)
    assert [line.split(" — ")[1] for line in text.partition("How it came about\n")[2].split("\n")] == [
        "first report: Arven Herald",
        "corrected: Nine were killed.",
    ]
    question = ask(telegram, f"/retract {posted.public_id} It was not so.")
    telegram.sim.press(telegram.owner, question.id, question.labels[0])
    text = told_of(telegram, reader, posted)
    assert text.startswith("WITHDRAWN ")
    assert text.endswith(" — withdrawn: It was not so.")


def test_what_is_amiss_is_told_and_how_to_do_it_right(bot, telegram):
    assert {command: words for command, words in AMISS.items() if words not in ask(telegram, command).text} == {}
    assert audit(bot) == []


def test_a_stranger_may_do_none_of_it(bot, telegram, reader):
    story = bot.story("Ten killed by the river")
    for command in ("/correct", "/retract", "/failed"):
        text = telegram.sim.reply_to(reader, f"{command} {story.public_id} It was wrong.").text
        assert text == "Only the owners of this newsroom may do that."
    assert audit(bot) == []


def test_what_no_reader_sees_cannot_be_put_right(bot, telegram):
    held = bot.story("Ten killed by the river", standing=Standing.HELD)
    rejected = bot.story("Convoy stopped", standing=Standing.REJECTED)
    for story, why in ((held, "waits at the desk"), (rejected, "rejected")):
        for command in ("/correct", "/retract"):
            told = ask(telegram, f"{command} {story.public_id} It was wrong.")
            assert why in told.text
            assert told.labels == []
    assert audit(bot) == []


# ------------------------------------------------------------------ retract


def test_a_retraction_asks_first_then_marks_the_post_and_tells_everybody(bot, telegram, reader, posted):
    question = ask(telegram, f"/retract {posted.public_id} The army <withdrew> its statement.")
    assert question.text.startswith(f"Withdraw story {posted.public_id}?\n\nTen killed by the river")
    assert "It stands in 1 channel and with 1 reader." in question.text
    assert telegram.posts()[0].startswith("Ten killed")
    pressed = telegram.sim.press(telegram.owner, question.id, "🚫 Withdraw it")
    assert f"is withdrawn by Olive Owner ({telegram.owner}) in 1 channel and with 1 reader" in pressed.text
    answer = newest(telegram, telegram.channel, "WITHDRAWN ")
    post = telegram.sim.messages(telegram.channel)[0]
    assert answer.reply_to == post.id
    assert post.text.startswith("WITHDRAWN ")
    assert ": The army <withdrew> its statement.\n\nTen killed by the river\n\nSources: Arven Herald" in post.text
    assert "Two villages" not in post.text
    assert "strikethrough" in {entity["type"] for entity in post.entities}
    assert newest(telegram, reader, "WITHDRAWN ").reply_to
    assert telegram.sim.until(telegram.owner, lambda seen: not seen[-1].labels)[-1].text.startswith("Story ")
    assert audit(bot) == ["retract"]


def test_a_withdrawn_story_is_not_found_but_its_link_says_what_became_of_it(bot, telegram, reader, posted):
    question = ask(telegram, f"/retract {posted.public_id} It was wrong.")
    telegram.sim.press(telegram.owner, question.id, "🚫 Withdraw it")
    newest(telegram, reader, "WITHDRAWN ")
    assert "Ten killed" not in telegram.sim.reply_to(reader, "/latest").text
    assert "No story with" in telegram.sim.reply_to(reader, "/search killed").text
    told = telegram.sim.reply_to(reader, f"/start s-{posted.public_id}").text
    assert told.startswith("WITHDRAWN ")
    assert "It was wrong." in told


def test_who_is_not_sure_keeps_the_story(bot, telegram, posted):
    question = ask(telegram, f"/retract {posted.public_id} It was wrong.")
    pressed = telegram.sim.press(telegram.owner, question.id, "Keep it")
    assert "stays as it is" in pressed.text
    assert telegram.posts()[0].startswith("Ten killed")
    assert audit(bot) == []


def test_a_second_press_on_withdraw_changes_nothing(bot, telegram, posted):
    first = ask(telegram, f"/retract {posted.public_id} It was wrong.")
    second = ask(telegram, f"/retract {posted.public_id} For another reason.")
    telegram.sim.press(telegram.owner, first.id, "🚫 Withdraw it")
    pressed = telegram.sim.press(telegram.owner, second.id, "🚫 Withdraw it")
    assert "was withdrawn before" in pressed.text
    newest(telegram, telegram.channel, "WITHDRAWN ")
    assert len(telegram.posts()) == 2
    assert "was withdrawn before" in ask(telegram, f"/retract {posted.public_id} Again.").text
    assert audit(bot) == ["retract"]


def test_what_is_taken_back_before_it_was_sent_is_seen_by_nobody(bot, telegram):
    ask(telegram, "/halt")
    story = bot.story("Ten killed by the river")
    question = ask(telegram, f"/retract {story.public_id} It was wrong.")
    assert "nobody sees it" in question.text
    telegram.sim.press(telegram.owner, question.id, "🚫 Withdraw it")
    resume = ask(telegram, "/resume")
    telegram.sim.press(telegram.owner, resume.id, resume.labels[0])
    bot.story("Convoy stopped")
    telegram.sim.until(telegram.channel, len)
    assert [text.split("\n")[0] for text in telegram.posts()] == ["Convoy stopped"]


def test_a_held_story_is_shown_by_its_link_to_the_desk_alone(bot, telegram, reader):
    story = bot.held("Ten killed by the river")
    until(lambda: bot.states("desk") == ["sent"], what="the card is there")
    link = f"/start s-{story.public_id}"
    assert "no such story" in telegram.sim.reply_to(reader, link).text
    assert telegram.sim.reply_to(telegram.owner, link).text.startswith("Ten killed by the river")


def test_buttons_of_what_is_no_longer_there_say_so(bot, telegram):
    answers = {
        "v1:withdraw:999": "The question can no longer be read. Send /retract again.",
        "v1:keep:999": "This story is no longer kept.",
        "v1:retry:999": "This is no longer kept.",
    }
    for data, words in answers.items():
        markup = {"inline_keyboard": [[{"text": "Press", "callback_data": data}]]}
        telegram.api("sendMessage", chat_id=telegram.owner, text="An old message", reply_markup=markup)
        message = telegram.sim.messages(telegram.owner)[-1]
        assert telegram.sim.press(telegram.owner, message.id, "Press").text == words
    assert audit(bot) == []
