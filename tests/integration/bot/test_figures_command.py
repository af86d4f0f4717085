"""Readers ask for a story's figures: a chart with the same in words, or the words alone."""

import re

import pytest

from bot.drawing.workers import Drawing
from feeds.core.brief import compose
from feeds.errors import FeedsError
from feeds.model import NewStory, Standing, StoryIntent, Terms
from feeds.models import knowledge
from tests.support.builders import a_source, an_item, an_outlet, minutes
from tests.support.running import running_bot

OUTLET = an_outlet("Courier", terms=Terms.FULL_WITH_CREDIT, credit="© Courier")
TITLE = "Shelling of a market in the river district"
FIRST = "At least nine people were killed, the regional governor said. The health ministry said 12 people were killed."
LATER = "At least 15 people were killed, the regional governor said."


def reports(*texts):
    return [
        a_source(an_item(TITLE, text, key=f"k{number}"), OUTLET, number=number, fetched_at=minutes(10 * number))
        for number, text in enumerate(texts, 1)
    ]


def a_story(bot, *texts, standing=Standing.POSTED):
    """A story whose revisions say one text after the other."""

    async def store():
        async with bot.store.writing() as uow:
            for number in range(1, len(texts) + 1):
                brief = compose(reports(*texts[:number]), knowing=knowledge.load())
                if number == 1:
                    story = await uow.stories.open(NewStory(brief, standing, 0.5, 0.9, bot.now))
                else:
                    story = await uow.stories.record(
                        StoryIntent(story.id, story.revision, brief, standing, 0.5, 0.9, bot.now)
                    )
            await uow.commit()
        return story

    return bot.ask(store())


class Blunt(Drawing):
    """A process that draws nothing."""

    async def chart(self, figures):
        raise FeedsError("the pen broke")


@pytest.fixture
def drawing_bot(telegram, tmp_path):
    with running_bot(telegram, tmp_path, drawing=Drawing()) as running:
        yield running


def test_a_reader_gets_the_chart_and_the_same_in_words(drawing_bot, sim, reader):
    story = a_story(drawing_bot, FIRST, LATER)
    message = sim.reply_to(reader, f"/figures {story.public_id.lower()}")
    assert (message.photo["width"], message.photo["height"]) == (960, 540)
    lines = message.text.splitlines()
    assert lines[:2] == [TITLE, "Figures as each speaker gives them; nothing is added up."]
    assert [line.split(" (")[0] for line in lines if line.startswith("• ")] == [
        "• regional governor: at least 9",
        "• health ministry: 12",
    ]
    assert "→ at least 15 (" in message.text
    assert message.links == [f"https://t.me/heliograph_bot?start=s-{story.public_id}"]


def test_a_story_opened_from_its_link_has_a_button_that_shows_them(drawing_bot, sim, reader):
    story = a_story(drawing_bot, FIRST, LATER)
    opened = sim.reply_to(reader, f"/start s-{story.public_id}")
    assert opened.labels == ["📈 Figures over time"]
    assert sim.press(reader, opened.id, opened.labels[0]).answered
    assert sim.messages(reader, since=opened.id, wait=10)[0].photo


def test_a_story_with_too_few_figures_has_no_button_and_is_answered_in_words(drawing_bot, sim, reader):
    story = a_story(drawing_bot, LATER)
    assert sim.reply_to(reader, f"/start s-{story.public_id}").labels == []
    message = sim.reply_to(reader, f"/figures {story.public_id}")
    assert message.photo is None
    assert "• regional governor: at least 15" in message.text


def test_a_chart_that_cannot_be_drawn_leaves_the_words(telegram, sim, reader, tmp_path):
    with running_bot(telegram, tmp_path, drawing=Blunt()) as bot:
        story = a_story(bot, FIRST, LATER)
        message = sim.reply_to(reader, f"/figures {story.public_id}")
    assert message.photo is None
    assert "• health ministry: 12" in message.text


def test_what_is_held_is_shown_to_the_desk_alone(bot, telegram, sim, reader):
    story = a_story(bot, FIRST, standing=Standing.HELD)
    assert sim.reply_to(reader, f"/figures {story.public_id}").text.startswith("There is no such story")
    assert "• health ministry: 12" in sim.reply_to(telegram.owner, f"/figures {story.public_id}").text


def test_the_button_of_a_story_that_went_into_another_shows_that_ones(drawing_bot, sim, telegram, reader):
    both = [a_story(drawing_bot, FIRST, LATER) for _ in range(2)]
    opened = {one.public_id: sim.reply_to(reader, f"/start s-{one.public_id}") for one in both}
    told = sim.reply_to(telegram.owner, f"/merge {both[0].public_id} {both[1].public_id}").text
    gone, kept = re.match(r"Story (\w+) .* goes on as (\w+)", told).groups()
    sim.press(reader, opened[gone].id, opened[gone].labels[0])
    seen = sim.until(reader, lambda messages: messages[-1].photo)
    assert seen[-1].text.endswith(f"Story {kept}")


@pytest.mark.parametrize("asked", ["/figures", "/figures 0000", "/figures '; DROP TABLE stories"])
def test_whoever_asks_for_nothing_that_is_there_is_told(bot, sim, reader, asked):
    assert sim.reply_to(reader, asked).text.startswith(("Say of which story", "There is no such story"))
