"""What clustering sees of an item."""

from datetime import timedelta

import pytest

from feeds.core.relevance import WordModel
from feeds.core.vectors import DAY, Frequencies, report, stem_number
from feeds.models.words import load
from tests.support.builders import NOW, an_item


def weights(item, frequencies=None):
    return report(item, frequencies or Frequencies(load())).vector


def test_a_vector_is_of_length_one_with_the_weightiest_first():
    found = list(weights(an_item()).values())
    assert sum(weight * weight for weight in found) == pytest.approx(1)
    assert found == sorted(found, reverse=True)


def test_common_words_weigh_nothing():
    assert stem_number("the", "en") not in weights(an_item("The shelling of Karst", "The town"))


def test_stop_words_of_other_languages_weigh_nothing():
    assert stem_number("при", "ru") not in weights(an_item("При обстреле Карста", "", language="ru"))


def test_words_of_the_title_weigh_more():
    one, other = (weights(an_item(title, "Shells fell on Karst and Osk.")) for title in ("Karst", "Osk"))
    assert one[stem_number("Karst", "en")] > other[stem_number("Karst", "en")]


def test_what_the_stream_speaks_of_often_tells_less():
    frequencies = Frequencies(load())
    karst = stem_number("Karst", "en")
    before = frequencies.information([karst], "en")[karst]
    for _ in range(500):
        frequencies.hear([karst], "en")
    assert frequencies.information([karst], "en")[karst] < before - 2


def test_a_text_is_counted_once_however_rare_its_words():
    frequencies = Frequencies(WordModel(0, 0, {}))
    frequencies.hear(report(an_item(), frequencies).information, "en")
    assert set(frequencies._heard["en"].holding.values()) == {1}


def test_a_week_halves_what_was_heard_and_a_clock_put_back_changes_nothing():
    frequencies = Frequencies(load())
    frequencies.age(NOW)
    frequencies.hear([1, 2], "en")
    frequencies.age(NOW + timedelta(days=7))
    assert frequencies._heard["en"].texts == pytest.approx(DAY**7)
    frequencies.age(NOW)
    assert frequencies._heard["en"].holding[1] == pytest.approx(0.5)
    frequencies.age(NOW + timedelta(days=300))
    assert not frequencies._heard["en"].holding


def test_names_are_what_a_title_capitalises_inside():
    named = report(an_item("Shelling of Karst kills nine", ""), Frequencies(load())).names
    assert named == {stem_number("Karst", "en")}


def test_in_a_title_in_capitals_names_are_what_the_text_capitalises_too():
    title = "Shelling Of Karst Kills Nine In Market"
    assert report(an_item(title, ""), Frequencies(load())).names == frozenset()
    named = report(an_item(title, "Shells hit Karst."), Frequencies(load())).names
    assert named == {stem_number("Karst", "en")}
