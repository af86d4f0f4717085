"""Which story an item belongs to."""

import time
from datetime import timedelta

import pytest

from feeds.core.cluster import OPEN_FOR, OpenStories, Placement
from feeds.core.relevance import WordModel
from feeds.model import ItemId, StoryId
from feeds.models.words import load
from tests.support.builders import NOW, TEXT, TITLE, an_item, words

FIRST, SECOND, THIRD = StoryId(1), StoryId(2), StoryId(3)


def memory(*items, model=None):
    """Open stories, one an item, numbered from 1."""
    stories = OpenStories(model or load())
    for number, item in enumerate(items, 1):
        stories.add(ItemId(number), item, StoryId(number))
    return stories


def test_the_first_item_opens_a_story():
    assert memory().place(an_item()) == Placement(None, 0.0)


def test_another_report_of_the_event_joins_its_story():
    other = an_item(
        "Nine dead as artillery hits Karst market",
        "At least nine civilians died in Karst after shells struck its market on Tuesday, officials said. Rescuers "
        "were still searching the rubble.",
    )
    assert memory(an_item()).place(other).story_id == FIRST


def test_a_report_of_another_event_of_the_war_does_not():
    other = an_item(
        "Missile strike on Velmora depot kills four soldiers",
        "A missile struck an ammunition depot in Velmora on Tuesday, killing four soldiers, the ministry said.",
    )
    assert memory(an_item()).place(other).story_id is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            (
                "Drone attack on Osk wounds seven",
                "Seven people were wounded when a drone hit a bus in Osk, the mayor said.",
            ),
            (
                "Drone attack on Tirna wounds five",
                "Five people were wounded when a drone hit a bus in Tirna, the mayor said.",
            ),
        ),
        (
            (
                "Karst comes under fire overnight",
                "Rockets fell on Karst overnight. Its mayor spoke of damage to homes.",
            ),
            (
                "Velmora comes under fire overnight",
                "Rockets fell on Velmora overnight. A school burnt down, police said.",
            ),
        ),
    ],
)
def test_look_alike_events_in_two_towns_do_not_merge(here, there):
    assert memory(an_item(*here)).place(an_item(*there)).story_id is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Shelling of Karst", "Shelling of Velmora"),
        ("Drone attack on Osk kills two", "Drone attack on Tirna kills four"),
    ],
)
def test_bare_titles_about_two_towns_do_not_merge(here, there):
    assert memory(an_item(here, "")).place(an_item(there, "")).story_id is None


def test_a_wire_copy_joins_whatever_its_title():
    body = words(60)
    placement = memory(an_item("One title", body)).place(an_item("Quite different headline", f"Karst: {body}"))
    assert placement == Placement(FIRST, 1.0, ItemId(1))


def test_reports_in_two_languages_meet_only_as_copies():
    other = an_item("Обстрел Карста: погибли девять человек", "При обстреле рынка погибли девять.", language="ru")
    assert memory(an_item()).place(other) == Placement(None, 0.0)


def test_a_bare_title_joins_on_fewer_words():
    assert memory(an_item()).place(an_item("Shelling in Karst market district: nine killed", "")).story_id == FIRST


def test_placing_changes_nothing():
    stories = memory(an_item())
    assert stories.place(an_item("Another", words(40))) == stories.place(an_item("Another", words(40)))
    assert len(stories) == 1


def test_similarity_fades_with_the_days():
    def similarity(days):
        later = an_item(TITLE, f"{TEXT} Again.", signature=b"", published_at=NOW + timedelta(days=days))
        return memory(an_item(signature=b"")).place(later).similarity

    assert similarity(0) > similarity(1) > similarity(3)
    assert similarity(1) == pytest.approx(similarity(-1))


def test_a_chain_of_weak_links_does_not_merge_two_events():
    def link(number):
        topics = [f"topic{number * 5 + step}" for step in range(8)]
        return an_item(topics[4], " ".join(topics), signature=b"")

    stories = memory(link(0))
    for number in range(1, 12):
        placement = stories.place(link(number))
        stories.add(ItemId(number + 1), link(number), placement.story_id or StoryId(number + 1))
    assert stories.place(link(0)).story_id != stories.place(link(11)).story_id


def test_a_story_closes_after_its_last_report():
    stories = memory(an_item(), an_item("Other", words(40), published_at=NOW + timedelta(hours=1)))
    assert stories.close_before(NOW + OPEN_FOR) == 0
    assert stories.close_before(NOW + OPEN_FOR + timedelta(seconds=1)) == 1
    assert len(stories) == 1
    assert stories.place(an_item()).story_id is None


def test_a_late_report_keeps_a_story_open():
    stories = memory(an_item())
    stories.add(ItemId(2), an_item("Follow-up", published_at=NOW + timedelta(hours=48)), FIRST)
    assert stories.close_before(NOW + timedelta(hours=100)) == 0


def test_a_revision_takes_the_place_of_what_the_item_said():
    stories = memory(an_item("Old", words(40, of="old")))
    stories.add(ItemId(1), an_item("New", words(40, of="new")), FIRST)
    assert stories.place(an_item("Old", words(40, of="old"))).story_id is None
    assert stories.place(an_item("New", words(40, of="new"))).story_id == FIRST


def test_what_a_revision_leaves_out_others_still_lead_to():
    stories = memory(an_item("Both", words(40)))
    stories.add(ItemId(2), an_item("Both", words(40)), FIRST)
    stories.add(ItemId(1), an_item("New", words(40, of="new")), FIRST)
    assert stories.place(an_item("Both", words(40))) == Placement(FIRST, 1.0, ItemId(2))


def test_memory_that_forgot_everything_is_as_good_as_new():
    """Reports, revisions and closings leave no trace in the frequencies."""
    stories = OpenStories(WordModel(0, 0, {}))
    rare = an_item("Zyx", words(30))
    for number in (1, 2, 3):
        stories.add(ItemId(number), rare, FIRST)
    stories.add(ItemId(1), rare, FIRST)
    stories.add(ItemId(4), an_item("Zyx", words(30), published_at=NOW + timedelta(hours=1)), SECOND)
    stories.close_before(NOW + OPEN_FOR + timedelta(seconds=1))
    fresh = OpenStories(WordModel(0, 0, {}))
    fresh.add(ItemId(4), an_item("Zyx", words(30)), SECOND)
    probe = an_item("Zyx", f"{words(12)} {words(12, of='else')}", signature=b"")
    assert stories.place(probe).similarity == pytest.approx(fresh.place(probe).similarity, rel=1e-3)


@pytest.mark.parametrize("text", ["", "…", "\ud800", "x" * 60_000, "' ' '", "ა", "Aa " * 5000])
def test_any_text_can_be_placed_and_remembered(text):
    stories = memory(an_item(), an_item(text, text))
    stories.place(an_item(text, text))
    assert stories.close_before(NOW + timedelta(days=9)) == 2


def test_placing_does_not_slow_down_with_what_is_open():
    def seconds(number):
        stories = memory(*(an_item(f"Title {n}", words(20, of=f"w{n}x")) for n in range(number)))
        began = time.perf_counter()
        for n in range(30):
            stories.place(an_item(f"Title {n}", words(20, of=f"w{n}x")))
        return time.perf_counter() - began

    assert seconds(600) < 6 * seconds(50)


HEADLINES = (
    "Artillery hits market in Karst",
    "Karst market shelled, nine dead",
    "Nine killed as shells hit Karst market",
    "Shelling of Karst market condemned",
    "Karst mourns the dead of its market",
    "Karst market attack: what is known",
    "Envoy condemns shelling of Karst market",
    "Karst market: rescuers search the rubble",
    "Nine dead in Karst, officials say",
)


def told_often(reports):
    """One story of so many reports, five minutes apart."""
    stories = OpenStories(load())
    for number, title in enumerate(HEADLINES[:reports]):
        text = f"Shells struck the market of Karst on Tuesday, officials said. {words(6, of=f'own{number}x')}"
        told = an_item(title, text, signature=b"", published_at=NOW + timedelta(minutes=5 * number))
        stories.add(ItemId(number + 1), told, FIRST)
    return stories


REACTION = an_item(
    "Opposition demands answers over Karst market",
    "Lawmakers asked the cabinet on Tuesday why no warning was given.",
    signature=b"",
    published_at=NOW + timedelta(hours=1),
)
ELSEWHERE = an_item(
    "Grain talks open in Karst",
    "Ministers of five countries met in Karst on Tuesday to speak about the harvest, ports and prices of grain.",
    signature=b"",
    published_at=NOW + timedelta(hours=1),
)


@pytest.mark.parametrize("reports", [2, 4, 6, 9])
def test_a_reaction_joins_its_story_however_large(reports):
    assert told_often(reports).place(REACTION).story_id == FIRST


@pytest.mark.parametrize("reports", [4, 6, 9])
def test_another_event_of_the_town_does_not_join_a_large_story(reports):
    assert told_often(reports).place(ELSEWHERE).story_id is None


@pytest.mark.parametrize(("reports", "twin"), [(5, None), (6, SECOND), (9, SECOND)])
def test_a_lone_report_merges_into_a_story_that_has_grown(reports, twin):
    stories = told_often(reports)
    lone = an_item(
        "Karst mourns",
        "Flags flew at half mast, and schools stayed shut.",
        signature=b"",
        published_at=NOW + timedelta(hours=12),
    )
    stories.add(ItemId(99), lone, SECOND)
    assert stories.twin(FIRST) == twin
