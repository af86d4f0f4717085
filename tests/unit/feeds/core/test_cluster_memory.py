"""What open stories remember: merges, constraints by hand, moves, and input that means harm."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from feeds.core.cluster import OPEN_FOR, OpenStories
from feeds.evaluate.clusters import Labelled, bcubed, measure
from feeds.model import ItemId, StoryId
from feeds.models.words import load
from tests.support.builders import NOW, an_item, minutes, words

FIRST, SECOND, THIRD = StoryId(1), StoryId(2), StoryId(3)
OTHER = (
    "Nine dead as artillery hits Karst market",
    "At least nine civilians died in Karst after shells struck its market on Tuesday. Rescuers searched the rubble.",
)


def memory(*items):
    """Open stories, one an item, numbered from 1."""
    stories = OpenStories(load())
    for number, item in enumerate(items, 1):
        stories.add(ItemId(number), item, StoryId(number))
    return stories


def test_two_stories_that_turn_out_to_be_one_are_twins_and_others_are_not():
    stories = memory(an_item(), an_item(*OTHER), an_item("Grain talks open in Osk", words(30)))
    assert (stories.twin(FIRST), stories.twin(SECOND), stories.twin(THIRD)) == (SECOND, FIRST, None)
    assert stories.twin(StoryId(99)) is None


def test_merged_stories_are_one():
    stories = memory(an_item(), an_item(*OTHER))
    stories.merge(FIRST, SECOND)
    assert len(stories) == 1
    assert SECOND not in stories
    assert stories.twin(FIRST) is None
    assert stories.place(an_item(*OTHER)).story_id == FIRST


@pytest.mark.parametrize(("into", "gone"), [(FIRST, FIRST), (FIRST, StoryId(99))])
def test_merging_a_story_with_itself_or_with_nothing_changes_nothing(into, gone):
    stories = memory(an_item(), an_item("Grain talks open in Osk", words(30)))
    before = stories.place(an_item(*OTHER))
    stories.merge(into, gone)
    assert len(stories) == 2
    assert stories.place(an_item(*OTHER)) == before


def test_what_somebody_kept_apart_stays_apart_through_merges():
    stories = memory(an_item(), an_item(*OTHER), an_item("Grain talks open in Osk", words(30)))
    stories.keep_apart(FIRST, SECOND)
    assert stories.twin(FIRST) is None
    stories.merge(THIRD, SECOND)
    assert stories.twin(FIRST) is None


def test_an_item_moved_to_another_story_leaves_the_first():
    stories = memory(an_item(), an_item("Grain talks open in Osk", words(30)))
    stories.add(ItemId(1), an_item(), SECOND)
    assert FIRST not in stories
    assert stories.place(an_item(*OTHER)).story_id != FIRST


def test_a_revision_that_moves_the_only_report_leaves_no_empty_story_behind():
    stories = memory(an_item(), an_item(*OTHER))
    for number in range(20):
        stories.add(ItemId(1), an_item(f"Revision {number}", words(30, of=f"r{number}x")), StoryId(100 + number))
        stories.place(an_item())
        stories.twin(SECOND)
    assert len(stories) == 2


def test_the_same_item_a_thousand_times_is_one_story_and_no_slower():
    stories, began = memory(an_item()), time.process_time()
    for number in range(2, 1001):
        assert stories.place(an_item()).story_id == FIRST
        stories.add(ItemId(number), an_item(), FIRST)
    assert len(stories) == 1
    assert time.process_time() - began < 20


@pytest.mark.parametrize("title", ["News", "Watch live", "Breaking news", "Opinion", "Новости", ""])
def test_titles_that_say_nothing_make_no_story_of_everything(title):
    stories = OpenStories(load())
    for number in range(1, 30):
        item = an_item(title, "", signature=b"", language="ru" if title == "Новости" else "en")
        stories.add(ItemId(number), item, stories.place(item).story_id or StoryId(number))
    assert len(stories) == 29


@pytest.mark.parametrize(
    "text", ["", "word", "word " * 1_000_000, "Карст Karst كارست カルスト" * 50, "\ud800\udfff " * 40, "¿?" * 3000]
)
def test_no_text_crashes_or_slows_the_decision(text):
    stories, item = memory(an_item(), an_item(*OTHER)), an_item(text[:400] or "Karst", text)
    began = time.process_time()
    stories.place(item)
    stories.add(ItemId(3), item, THIRD)
    stories.twin(THIRD)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)])
def test_a_clock_far_off_neither_joins_today_nor_harms_it(at):
    stories = memory(an_item(signature=b""), an_item(published_at=at, signature=b""))
    stories.close_before(at)
    stories.close_before(NOW)
    assert stories.place(an_item(*OTHER)).story_id in {None, FIRST}
    assert stories.place(an_item(published_at=at)).similarity <= 1


def test_a_story_that_closed_leaves_nothing_in_the_index():
    stories = memory(*(an_item(f"Title {n}", words(20, of=f"w{n}x")) for n in range(50)))
    stories.close_before(NOW + OPEN_FOR + timedelta(hours=1))
    assert not stories._story_of
    assert not stories._found_by._stories


def a_stream():
    """Thirty invented events, told by three outlets each within the hour."""
    told = []
    for event in range(30):
        core = words(14, of=f"fact{event}x").rstrip(".")
        for outlet in range(3):
            own = words(8, of=f"own{event}x{outlet}y")
            item = an_item(f"Town{event} report fact{event}x{outlet}", f"{core} {own}", signature=b"")
            told.append(Labelled(item, str(event)))
    return [
        Labelled(an_item(one.item.title, one.item.text, signature=b"", published_at=minutes(place)), one.story)
        for place, one in enumerate(told)
    ]


def test_arrival_shuffled_within_ten_minutes_gathers_nearly_the_same_stories():
    stream = a_stream()
    assert measure(stream, load()).summary()["bcubed"]["f1"] > 0.9
    straight = measure(stream, load())
    for seed in range(3):
        draw = random.Random(seed)
        shuffled = sorted(stream, key=lambda one: one.item.published_at + timedelta(minutes=draw.uniform(0, 10)))
        found = measure(shuffled, load())
        f1 = bcubed(found.found, found.gold)["f1"]
        assert f1 == pytest.approx(bcubed(straight.found, straight.gold)["f1"], abs=0.02)


def test_a_report_that_was_moved_is_in_the_other_story_and_nowhere_else():
    stories = memory(an_item(), an_item("Grain talks open in Osk", words(30)))
    stories.add(ItemId(3), an_item(*OTHER), FIRST)
    stories.move(ItemId(3), SECOND)
    assert stories.place(an_item(*OTHER)).story_id == SECOND
    stories.move(ItemId(1), THIRD)
    assert (FIRST in stories, THIRD in stories, len(stories)) == (False, True, 2)


@pytest.mark.parametrize(("item", "story"), [(1, 1), (99, 1), (99, 99)])
def test_moving_what_is_there_already_or_what_is_forgotten_changes_nothing(item, story):
    stories = memory(an_item(), an_item("Grain talks open in Osk", words(30)))
    before = stories.place(an_item(*OTHER))
    stories.move(ItemId(item), StoryId(story))
    assert (len(stories), StoryId(99) in stories, stories.place(an_item(*OTHER))) == (2, False, before)


def test_a_story_that_lost_its_last_report_to_another_is_forgotten_when_old_ones_close():
    stories = memory(an_item())
    stories.move(ItemId(1), SECOND)
    assert stories.close_before(NOW + OPEN_FOR + timedelta(hours=1)) == 1
    assert len(stories) == 0
