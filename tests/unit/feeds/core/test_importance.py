"""How much a story matters."""

import pytest

from feeds.core.importance import importance, parts
from tests.support.builders import a_brief, a_source, an_item


def of(title="News", *, independent=1, relevance=0.5):
    return importance(a_brief(a_source(an_item(title, "")), independent=independent), relevance)


def test_more_independent_outlets_make_a_story_matter_more():
    assert of(independent=1) < of(independent=2) < of(independent=4)


def test_four_outlets_are_as_good_as_many():
    assert of(independent=4) == of(independent=40)


def test_a_surer_story_matters_more():
    assert of(relevance=0.5) < of(relevance=0.9)


@pytest.mark.parametrize(
    "graver", ["Nine killed", "Nine killed in airstrike", "Nine killed in airstrike, hostages freed"]
)
def test_graver_words_make_a_story_matter_more(graver):
    assert of(graver) > of("Talks")


def test_grave_words_count_up_to_three():
    assert of("killed airstrike hostages") == of("killed airstrike hostages massacre bombardment truce")


def test_the_least_and_the_most():
    assert of(independent=0, relevance=0) == 0
    assert of("killed airstrike hostages", independent=9, relevance=1) == 1


def test_its_parts_make_it_up_and_name_the_grave_words():
    found = parts(a_brief(a_source(an_item("Nine killed in airstrike", "")), independent=1), 0.5)
    assert (found.relevance, found.grave) == (0.5, ("kill", "airstrik"))
    assert found.whole == of("Nine killed in airstrike")
