"""The desk: cards, verdicts, /halt and /resume, typed and pressed at the local Telegram."""

import pytest

from feeds.model import Ground, Reason
from tests.support.process import until
from tests.support.running import read, running_bot


@pytest.fixture
def stranger(sim):
    return sim.add_user("Sam", last_name="Stranger")


def card(telegram):
    """The newest message on the desk, once it has buttons."""
    return telegram.sim.until(telegram.desk, lambda seen: seen and seen[-1].buttons)[-1]


def headlines(telegram):
    return [text.split("\n")[0] for text in telegram.posts()]


def audit(bot):
    with read(bot.database) as connection:
        return [row[0] for row in connection.execute("SELECT action FROM audit_log ORDER BY id")]


def revision(bot, story):
    with read(bot.database) as connection:
        return connection.execute("SELECT revision FROM stories WHERE id = ?", [story.id]).fetchone()[0]


# ------------------------------------------------------------------ verdicts


def test_a_held_story_goes_to_the_desk_and_not_to_the_channel(bot, telegram):
    story = bot.held("Shelling by the river")
    shown = card(telegram)
    assert shown.text.startswith("Held for the desk\n\n⚖️ Known from one party's official outlet alone.")
    assert f"Story {story.public_id}" in shown.text
    assert shown.labels == ["✅ Approve", "❌ Reject"]
    assert telegram.posts() == []


def test_a_stranger_is_refused_and_nothing_is_decided(bot, telegram, stranger):
    bot.held("Shelling by the river")
    shown = card(telegram)
    telegram.sim.set_member(telegram.desk, stranger, "member")
    pressed = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=stranger)
    assert pressed.show_alert
    assert pressed.text == "Only the owners of this newsroom may do that."
    assert card(telegram).text == shown.text
    assert telegram.posts() == []
    assert audit(bot) == []


def test_an_approved_story_is_posted_and_its_card_says_who_approved(bot, telegram):
    bot.held("Shelling by the river")
    shown = card(telegram)
    pressed = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner)
    assert pressed.text.startswith(f"Approved by Olive Owner ({telegram.owner}), ")
    telegram.sim.until(telegram.channel, len)
    assert headlines(telegram) == ["Shelling by the river"]
    closed = telegram.sim.messages(telegram.desk)[-1]
    assert closed.text.startswith(pressed.text)
    assert closed.labels == []
    assert audit(bot) == ["approve"]


def test_a_rejected_story_is_not_posted_and_readers_do_not_see_it(bot, telegram):
    bot.held("Shelling by the river")
    pressed = telegram.sim.press(telegram.desk, card(telegram).id, "❌ Reject", user=telegram.owner)
    assert pressed.text.startswith("Rejected by Olive Owner")
    assert telegram.sim.reply_to(telegram.owner, "/latest").text.startswith("No story yet.")
    assert bot.states() == []


def test_the_second_verdict_is_told_who_decided(telegram, tmp_path):
    second = telegram.sim.add_user("Ivan")
    telegram.sim.set_member(telegram.desk, second, "member")
    with running_bot(telegram, tmp_path, owners=[telegram.owner, second]) as bot:
        bot.held("Shelling by the river")
        shown = card(telegram)
        telegram.sim.fault("500", "editMessageText")  # the card keeps its buttons
        telegram.sim.press(telegram.desk, shown.id, "❌ Reject", user=telegram.owner)
        until(lambda: telegram.sim.counters().faults, what="the edit failed")
        pressed = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=second)
        assert pressed.text.startswith("Decided before: Rejected by Olive Owner")
        until(lambda: not telegram.sim.messages(telegram.desk)[-1].buttons, what="the card is closed")
        assert bot.states() == []


def test_a_press_that_came_while_the_bot_was_down_still_decides_and_closes_the_card(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        bot.held("Shelling by the river")
        shown = card(telegram)
    assert not telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner, timeout=0.05).answered
    telegram.sim.advance(120)
    with running_bot(telegram, tmp_path):
        telegram.sim.until(telegram.channel, len)
        closed = telegram.sim.until(telegram.desk, lambda seen: not seen[-1].buttons)[-1]
    assert closed.text.startswith("Approved by Olive Owner")


@pytest.mark.parametrize("fault", ["500", "reset_after"])
def test_a_verdict_stands_and_its_card_is_closed_where_the_press_cannot_be_answered(bot, telegram, fault):
    bot.held("Shelling by the river")
    telegram.sim.fault(fault, "answerCallbackQuery")
    telegram.sim.press(telegram.desk, card(telegram).id, "✅ Approve", user=telegram.owner, timeout=0.2)
    telegram.sim.until(telegram.channel, len)
    closed = telegram.sim.until(telegram.desk, lambda seen: not seen[-1].buttons)[-1]
    assert closed.text.startswith("Approved by Olive Owner")


def test_a_moderator_with_a_very_long_name_is_answered_as_others_are(telegram, tmp_path):
    longname = telegram.sim.add_user("Ж" * 64, last_name="🕊" * 64)
    telegram.sim.set_member(telegram.desk, longname, "member")
    with running_bot(telegram, tmp_path, owners=[longname]) as bot:
        bot.held("Shelling by the river")
        pressed = telegram.sim.press(telegram.desk, card(telegram).id, "✅ Approve", user=longname)
        assert pressed.text.startswith("Approved by ЖЖЖ")
        assert telegram.sim.until(telegram.desk, lambda seen: not seen[-1].buttons)


def test_a_case_that_is_no_longer_kept_is_said_so(bot, telegram):
    markup = {"inline_keyboard": [[{"text": "Approve", "callback_data": "v1:case:approved:999"}]]}
    telegram.api("sendMessage", chat_id=telegram.desk, text="An old card", reply_markup=markup)
    pressed = telegram.sim.press(telegram.desk, card(telegram).id, "Approve", user=telegram.owner)
    assert pressed.text == "This case is no longer kept."


# ------------------------------------------------------------------ what two must approve

CHILD = (Ground(Reason.MINOR, "9-year-old Amir H.", "Arven Herald"),)


@pytest.fixture
def second(telegram):
    user = telegram.sim.add_user("Ivan")
    telegram.sim.set_member(telegram.desk, user, "member")
    return user


def test_what_names_a_child_is_posted_once_two_moderators_approved(telegram, second, tmp_path):
    with running_bot(telegram, tmp_path, owners=[telegram.owner, second]) as bot:
        bot.held("Shelling by the river", grounds=CHILD)
        shown = card(telegram)
        assert "May name a child. “9-year-old Amir H.” (Arven Herald)\n👥 2 moderators must approve" in shown.text
        pressed = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner)
        assert pressed.show_alert
        assert pressed.text.startswith("Approved 1 of 2: Olive Owner")
        assert "Another moderator must approve as well." in pressed.text
        again = telegram.sim.until(telegram.desk, lambda seen: "Approved 1 of 2: Olive Owner" in seen[-1].text)[-1]
        assert (again.id, again.labels) == (shown.id, ["✅ Approve", "❌ Reject"])
        twice = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner)
        assert twice.text.startswith("You approved before. Approved 1 of 2")
        assert telegram.posts() == []
        done = telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=second)
        assert done.text.startswith(f"Approved by Olive Owner ({telegram.owner}) and Ivan ({second})")
        telegram.sim.until(telegram.channel, len)
        assert audit(bot) == ["approve", "approve"]


def test_one_moderator_who_rejects_decides_after_another_approved(telegram, second, tmp_path):
    with running_bot(telegram, tmp_path, owners=[telegram.owner, second]) as bot:
        bot.held("Shelling by the river", grounds=CHILD)
        shown = card(telegram)
        telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner)
        pressed = telegram.sim.press(telegram.desk, shown.id, "❌ Reject", user=second)
        assert pressed.text.startswith("Rejected by Ivan")
        assert bot.states() == []
        assert audit(bot) == ["approve", "reject"]


def test_a_story_that_is_out_is_looked_at_soon_after_two_approved_what_was_withheld(telegram, second, tmp_path):
    with running_bot(telegram, tmp_path, owners=[telegram.owner, second]) as bot:
        story = bot.story("Shelling by the river")
        telegram.sim.until(telegram.channel, len)
        bot.ask_desk(story, CHILD)
        shown = card(telegram)
        assert "You are the only one" not in shown.text
        telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=telegram.owner)
        telegram.sim.press(telegram.desk, shown.id, "✅ Approve", user=second)
        until(lambda: revision(bot, story) == story.revision + 1, what="the story was looked at")


def test_where_one_owner_is_alone_he_is_told_why_his_approval_is_not_enough(bot, telegram):
    bot.held("Shelling by the river", grounds=CHILD)
    assert "You are the only one" in card(telegram).text
    pressed = telegram.sim.press(telegram.desk, card(telegram).id, "✅ Approve", user=telegram.owner)
    assert pressed.text.endswith("name a second in HELIOGRAPH_OWNERS and start anew, or reject it.")


# ------------------------------------------------------------------ why


def test_why_tells_importance_relevance_reasons_and_cap(bot, telegram):
    story = bot.held("Shelling by the river kills nine", grounds=CHILD)
    told = telegram.sim.reply_to(telegram.owner, f"/why {story.public_id}").text
    assert told.startswith(f"Story {story.public_id} is held: the desk must decide.\nShelling by the river kills nine")
    assert "Importance 0.50: spread 0.43" in told
    assert "severity" in told
    assert "Relevance 0.90" in told
    assert "The words that decided, of Arven Herald" in told
    assert "shelling" in told.partition("The words that decided")[2]
    assert "Cap: 0 of 10 posts in the last hour, not full." in told
    assert "May name a child. “9-year-old Amir H.” (Arven Herald)\nNobody has decided yet; 2 moderators must" in told


def test_why_tells_who_decided(bot, telegram):
    story = bot.held("Shelling by the river")
    telegram.sim.press(telegram.desk, card(telegram).id, "❌ Reject", user=telegram.owner)
    told = telegram.sim.reply_to(telegram.owner, f"/why {story.public_id.lower()}").text
    assert "was rejected: no reader sees it" in told
    assert "Known from one party's official outlet alone.\nRejected by Olive Owner" in told


@pytest.mark.parametrize(
    ("asked", "told"), [("/why", "Write the story's id behind it"), ("/why ZZZZ", "There is no story ZZZZ")]
)
def test_why_without_a_story_says_what_is_missing(bot, telegram, asked, told):
    assert telegram.sim.reply_to(telegram.owner, asked).text.startswith(told)


def test_why_is_not_for_strangers(bot, telegram, stranger):
    story = bot.held("Shelling by the river")
    asked = telegram.sim.reply_to(stranger, f"/why {story.public_id}")
    assert asked.text == "Only the owners of this newsroom may do that."


# ------------------------------------------------------------------ halt and resume


@pytest.mark.parametrize("command", ["/halt", "/resume"])
def test_a_stranger_may_neither_halt_nor_resume(bot, telegram, stranger, command):
    assert telegram.sim.reply_to(stranger, command).text == "Only the owners of this newsroom may do that."
    bot.story("Shelling by the river")
    bot.until_states("sent")
    assert audit(bot) == []


def test_halt_stops_channel_and_subscribers_and_not_the_desk_nor_answers(bot, telegram):
    reader = telegram.sim.add_user("Rita")
    telegram.sim.reply_to(reader, "/subscribe")
    assert telegram.sim.reply_to(telegram.owner, "/halt").text.startswith("Halted: nothing goes to the channel")
    assert telegram.sim.reply_to(telegram.owner, "/halt").text.startswith("Halted already")
    bot.story("Shelling by the river")
    bot.held("Drone over the port")
    card(telegram)
    assert bot.states() + bot.states("reader") == ["ready", "ready"]
    assert telegram.sim.reply_to(reader, "/latest").text.startswith("Shelling by the river")
    assert telegram.posts() == []


def test_halt_works_on_the_desk_too(bot, telegram):
    sent = telegram.sim.write(telegram.desk, "/halt", user=telegram.owner)
    assert telegram.sim.messages(telegram.desk, since=sent.id, wait=10)[0].text.startswith("Halted: ")


def test_resume_without_halt_says_so(bot, telegram):
    assert telegram.sim.reply_to(telegram.owner, "/resume").text == "Nothing is halted."


def test_resume_with_nothing_waiting_asks_for_nothing(bot, telegram):
    telegram.sim.reply_to(telegram.owner, "/halt")
    question = telegram.sim.reply_to(telegram.owner, "/resume")
    assert "Nothing waited." in question.text
    assert question.labels == ["▶️ Resume"]
    assert telegram.sim.press(telegram.owner, question.id, "▶️ Resume").text.startswith("Resumed by Olive Owner")
    bot.story("Shelling by the river")
    bot.until_states("sent")


@pytest.mark.parametrize(
    ("label", "posted", "listed"),
    [
        ("▶️ Send all 2", ["Shelling by the river", "Troops cross the border"], 2),
        ("📰 One round-up instead", ["Also reported in the last hour"], 2),
        ("🗑 Drop what waited", [], 2),
    ],
)
def test_resume_does_with_what_waited_as_chosen_and_keeps_it_for_readers(bot, telegram, label, posted, listed):
    telegram.sim.reply_to(telegram.owner, "/halt")
    bot.story("Shelling by the river")
    bot.story("Troops cross the border")
    question = telegram.sim.reply_to(telegram.owner, "/resume")
    assert "2 posts waited. What should become of it?" in question.text
    assert telegram.sim.press(telegram.owner, question.id, label).text.startswith("Resumed by Olive Owner")
    bot.story("Convoy stopped")
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == len(posted) + 1)
    assert headlines(telegram) == [*posted, "Convoy stopped"]
    if "round-up" in label:
        assert "• Shelling by the river — Arven Herald\n• Troops cross the border" in telegram.posts()[0]
    latest = telegram.sim.reply_to(telegram.owner, "/latest").text
    assert all(headline in latest for headline in ("Shelling by the river", "Troops cross the border"))
    assert audit(bot) == ["halt", "resume"]


def test_a_second_press_on_resume_changes_nothing(bot, telegram):
    telegram.sim.reply_to(telegram.owner, "/halt")
    bot.story("Shelling by the river")
    question = telegram.sim.reply_to(telegram.owner, "/resume")
    telegram.sim.fault("500", "editMessageText")  # the question keeps its buttons
    telegram.sim.press(telegram.owner, question.id, "▶️ Send it")
    bot.until_states("sent")
    until(lambda: telegram.sim.counters().faults, what="the edit failed")
    assert telegram.sim.press(telegram.owner, question.id, "🗑 Drop what waited").text == "Resumed before."
    assert headlines(telegram) == ["Shelling by the river"]
