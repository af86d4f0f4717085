"""Clustering keeps its books: every item is in one story, and what was once placed stays placed."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.cluster import OPEN_FOR, OpenStories
from feeds.core.relevance import WordModel
from feeds.model import ItemId, StoryId
from feeds.models.words import load
from tests.support.builders import NOW, an_item

tried = settings(max_examples=40, deadline=None)  # machines differ


WORDS = [
    "shells",
    "hit",
    "Karst",
    "Osk",
    "Velmora",
    "market",
    "bridge",
    "nine",
    "killed",
    "talks",
    "truce",
    "army",
    "\ud800",
]

texts = st.lists(st.sampled_from(WORDS), max_size=18).map(" ".join)
items = st.builds(
    lambda title, text, hours, lang: an_item(
        title or "News", text, published_at=NOW + timedelta(hours=hours), language=lang
    ),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join),
    texts,
    st.integers(-200, 80),
    st.sampled_from(["en", "ru", "und"]),
)
models = st.sampled_from([load(), WordModel(0, 0, {}), WordModel(100, 50, {"karst": (90, 90), "kill": (40, 40)})])


def clustered(stream, model):
    """The stream's items, each placed and remembered, as the line does it: memory and each item's story."""
    memory, stories = OpenStories(model), {}
    for number, item in enumerate(stream, 1):
        memory.close_before(item.published_at)
        story = memory.place(item).story_id or StoryId(number)
        memory.add(ItemId(number), item, story)
        stories[number] = story
    return memory, stories


@tried
@given(st.lists(items, max_size=12), models)
def test_every_item_is_in_a_story_that_an_item_of_it_opened(stream, model):
    memory, stories = clustered(stream, model)
    assert len(stories) == len(stream)
    assert all(stories[story] == story <= number for number, story in stories.items())
    assert len(memory) <= len(set(stories.values()))


@tried
@given(st.lists(items, max_size=10), items, models)
def test_what_is_placed_is_placed_in_an_open_story_with_a_sane_similarity(stream, probe, model):
    memory, stories = clustered(stream, model)
    placement = memory.place(probe)
    assert placement.story_id is None or placement.story_id in stories.values()
    assert -1e-9 <= placement.similarity <= 1 + 1e-9
    assert memory.place(probe) == placement


@tried
@given(st.lists(items, min_size=1, max_size=10), models, st.data())
def test_an_item_that_comes_again_into_its_story_changes_nothing(stream, model, data):
    memory, stories = clustered(stream, model)
    number = data.draw(st.sampled_from(sorted(number for number, story in stories.items() if story in memory)))
    probe = data.draw(items)
    memory.add(ItemId(number), stream[number - 1], stories[number])
    before, open_before = memory.place(probe), len(memory)
    memory.add(ItemId(number), stream[number - 1], stories[number])
    after = memory.place(probe)
    assert len(memory) == open_before
    assert after.similarity == pytest.approx(before.similarity, abs=1e-9)


@tried
@given(st.lists(items, max_size=10), st.lists(st.tuples(st.integers(1, 10), items), max_size=6), models, items)
def test_memory_that_forgot_everything_is_as_good_as_new(stream, revisions, model, probe):
    memory, stories = clustered(stream, model)
    for number, item in revisions:
        if number in stories:
            memory.add(ItemId(number), item, stories[number])
    memory.close_before(NOW + OPEN_FOR + timedelta(days=365))
    assert len(memory) == 0
    fresh = OpenStories(model)
    for empty in (memory, fresh):
        empty.add(ItemId(99), probe, StoryId(99))
    assert memory.place(probe).similarity == pytest.approx(fresh.place(probe).similarity)


@tried
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_any_text_finds_itself_again_or_opens_a_story(title, text):
    memory = OpenStories(load())
    memory.add(ItemId(1), an_item(title, text), StoryId(1))
    assert memory.place(an_item(title, text)).story_id in {None, StoryId(1)}


@tried
@given(st.lists(items, max_size=12), st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=8), models)
def test_through_merges_and_moves_every_open_item_is_in_one_open_story(stream, moves, model):
    memory, stories = clustered(stream, model)
    for one, other in moves:
        if StoryId(one) in memory and StoryId(other) in memory:
            memory.merge(StoryId(one), StoryId(other))
        elif one in stories:
            memory.add(ItemId(one), stream[one - 1], StoryId(other))
    held = [report.item_id for story in memory._stories.values() for report in story.reports]
    assert len(held) == len(set(held))
    assert all(story.reports for story in memory._stories.values())
    assert {item: story for item, story in memory._story_of.items() if story in memory} == memory._story_of
    assert sorted(memory._story_of) == sorted(held)
