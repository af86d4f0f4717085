"""/failed, the desk's cards about what was refused, and what a reader is told that he may have missed."""

from feeds import failures
from feeds.model import CaseState
from tests.support.process import until
from tests.support.running import read

WHY = "BadRequest: Message is too long"


def change(bot, statement, *values):
    """Change the database beside the bot, which does not look at these rows meanwhile."""
    with read(bot.database) as connection:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute(statement, values)


def refused(bot, telegram, headline, *, target="channel"):
    """A story that Telegram refused in the channel, as it stands afterwards."""
    story = bot.story(headline)
    until(lambda: bot.states()[-1:] == ["sent"], what="the story is out")
    change(
        bot,
        """
        UPDATE deliveries SET state = 'rejected', message_id = NULL, problem = ?
        WHERE target_kind = ? AND post_id = (SELECT id FROM posts WHERE story_id = ?)
        """,
        WHY,
        target,
        story.id,
    )
    return story


def failed(telegram):
    return telegram.sim.reply_to(telegram.owner, "/failed")


def test_where_nothing_was_refused_that_is_said(bot, telegram):
    assert failed(telegram).text == "Nothing that was refused waits for a decision."


def test_what_was_refused_is_listed_and_sent_again_or_dropped(bot, telegram):
    first, second = refused(bot, telegram, "Shelling by the river"), refused(bot, telegram, "Convoy stopped")
    message = failed(telegram)
    assert f"1. The post of story {second.public_id} in the channel, " in message.text
    assert "Shelling by the river\nMessage is too long" in message.text
    assert message.labels == ["🔁 Retry 1", "🗑 Drop 1", "🔁 Retry 2", "🗑 Drop 2"]
    pressed = telegram.sim.press(telegram.owner, message.id, "🔁 Retry 2")
    assert pressed.text.startswith(f"The post of story {first.public_id} in the channel is sent again (Olive Owner")
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == 3)
    assert telegram.posts()[2].startswith("Shelling by the river")
    left = telegram.sim.until(telegram.owner, lambda seen: len(seen[-1].labels) == 2)[-1]
    assert "Convoy stopped" in left.text
    assert "was dropped" in telegram.sim.press(telegram.owner, left.id, "🗑 Drop 1").text
    telegram.sim.until(telegram.owner, lambda seen: not seen[-1].labels)
    bot.until_states("sent", "dropped")


def test_pressing_twice_is_harmless(bot, telegram):
    refused(bot, telegram, "Shelling by the river")
    one, other = failed(telegram), failed(telegram)
    telegram.sim.press(telegram.owner, one.id, "🗑 Drop 1")
    assert "was settled before." in telegram.sim.press(telegram.owner, other.id, "🔁 Retry 1").text
    bot.until_states("dropped")


def test_the_desks_card_sends_again(bot, telegram):
    story = refused(bot, telegram, "Shelling by the river")
    tell(bot, failures.rejected, WHY)
    card = telegram.sim.until(telegram.desk, len)[-1]
    assert card.text.startswith(f"The post of story {story.public_id} in the channel was refused")
    pressed = telegram.sim.press(telegram.desk, card.id, "🔁 Retry", user=telegram.owner)
    assert "is sent again" in pressed.text
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == 2)


def tell(bot, use_case, why):
    """What the publisher does when the first delivery was refused, or sent as plain text."""

    async def told():
        async with bot.store.writing() as uow:
            await use_case(uow, await uow.outbox.get(1), why, desk=bot.rules.desk, now=bot.now)
            await uow.commit()

    bot.ask(told())
    bot.wake()


def test_a_post_that_stands_as_plain_text_may_be_left_or_withdrawn(bot, telegram):
    bot.story("Shelling by the river")
    bot.until_states("sent")
    tell(bot, failures.degraded, "Can't parse entities")
    card = telegram.sim.until(telegram.desk, len)[-1]
    assert card.text.startswith("Posted, but not as it should be")
    assert card.labels == ["✅ Leave it", "🚫 Withdraw it"]
    telegram.sim.press(telegram.desk, card.id, "🚫 Withdraw it", user=telegram.owner)
    telegram.sim.until(telegram.channel, lambda seen: seen[0].text.startswith("WITHDRAWN"))
    closed = telegram.sim.until(telegram.desk, lambda seen: not seen[-1].labels)[-1]
    assert closed.text.startswith(f"{CaseState.REJECTED.capitalize()} by Olive Owner")
    assert "WITHDRAWN" in closed.text


def test_a_card_whose_sending_was_not_answered_is_not_sent_again_once_it_was_pressed(bot, telegram):
    telegram.sim.fault("late_effect", "sendMessage", chat_id=telegram.desk)
    bot.held("Shelling by the river")
    card = telegram.sim.until(telegram.desk, len)[-1]
    until(lambda: "ready" in bot.states("desk") or "uncertain" in bot.states("desk"), what="nobody knows of it")
    telegram.sim.press(telegram.desk, card.id, "❌ Reject", user=telegram.owner)
    assert bot.states("desk") == ["sent"]
    bot.pass_time(600)
    bot.until_jobs_ran()
    assert len(telegram.sim.messages(telegram.desk)) == 1


def test_latest_tells_a_reader_what_may_not_have_reached_him_once(bot, telegram, reader):
    telegram.sim.reply_to(reader, "/subscribe")
    story = bot.story("Shelling by the river")
    until(lambda: bot.states("reader") == ["sent"], what="the reader has it")
    change(bot, "UPDATE deliveries SET state = 'missed' WHERE target_kind = 'reader'")
    message = telegram.sim.reply_to(reader, "/latest")
    assert message.text.startswith("May not have reached you:\n• Shelling by the river\n\n")
    assert message.links[0].endswith(f"?start=s-{story.public_id}")
    until(lambda: "May not" not in telegram.sim.reply_to(reader, "/latest").text, what="it is told once", seconds=5)
