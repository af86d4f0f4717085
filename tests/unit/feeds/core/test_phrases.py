"""Words and phrases, found in a text."""

import time

from feeds.core.phrases import Phrases, spell
from feeds.core.text import words


def found(text, *phrases):
    return [phrase for phrase in phrases if Phrases([(phrase, 1)]).find(spell(words(text)))]


def test_whole_words_are_found_whatever_their_case():
    assert found("Shelling of KARST.", "karst", "Karst", "shell", "kars") == ["karst", "Karst"]


def test_a_star_stands_for_any_ending():
    assert found("Взрывы в Харборе", "харбор*", "взрыв", "взрыв*") == ["харбор*", "взрыв*"]


def test_a_phrase_is_found_across_punctuation_but_not_out_of_order():
    assert found("Ship hit off Red-Harbour", "red harbour", "harbour red") == ["red harbour"]
    assert found("the red harbours", "red harbour", "red harbour*") == ["red harbour*"]


def test_a_possessive_is_the_word_itself():
    assert found("Karst's mayor, Sorrel’s too", "karst", "sorrel") == ["karst", "sorrel"]


def test_phrases_that_share_words_are_all_found():
    both = Phrases([("red sea", "sea"), ("sea port", "port"), ("sea", "water"), ("sea", "word")])
    assert both.find(spell(words("Red Sea port"))) == {
        "sea": {"red sea": None},
        "water": {"sea": None},
        "word": {"sea": None},
        "port": {"sea port": None},
    }


def test_a_phrase_without_a_word_is_never_found():
    assert Phrases([("", 1), ("*", 2), ("…", 3)]).find(spell(words("anything"))) == {}


def test_nothing_is_found_where_nothing_is_looked_for():
    assert Phrases(()).find(spell(words("anything"))) == {}


def test_no_phrases_make_a_text_slow():
    nested = Phrases(
        [("a " * number, number) for number in range(1, 200)] + [("a" * number + "*", 0) for number in range(1, 200)]
    )
    text = spell(["a"] * 10_000)
    began = time.perf_counter()
    nested.find(text)
    assert time.perf_counter() - began < 10
