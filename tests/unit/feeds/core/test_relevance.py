"""Is it about armed conflict?"""

import pytest

from feeds.core.relevance import AGAINST, FOR, LEAD, Relevance, WordModel, relevance
from feeds.models.words import load
from tests.support.builders import an_item, words

MODEL = WordModel(
    documents=1000,
    conflict=500,
    counts={"shell": (200, 200), "bread": (200, 0), "day": (400, 200)},
    lexicon={"ru": frozenset({"обстрел", "ракет"})},
)


def judged(title, text="", *, lang="en", model=MODEL):
    return relevance(an_item(title, text, language=lang), model)


def test_of_nothing_known_it_is_as_likely_as_not():
    assert judged("Xyzzy") == Relevance(0.5, ())


def test_words_of_conflict_speak_for_and_others_against():
    assert judged("Shells").score > 0.5 > judged("Bread").score


def test_the_weightiest_words_are_named_first():
    assert [word for word, _ in judged("Shells all day for bread").because] == ["shell", "bread", "day"]


def test_no_single_word_weighs_without_bounds():
    assert dict(judged("Shells").because)["shell"] == FOR
    assert dict(judged("Bread").because)["bread"] == AGAINST


def test_a_word_counts_once_however_often_it_stands():
    assert judged("Shells shells shells") == judged("Shells")


def test_only_title_and_lead_are_read():
    assert judged("Xyzzy", f"{words(LEAD)} shells").score == 0.5


def test_a_language_without_a_model_goes_by_its_list():
    assert judged("Обстрел города", lang="ru").score == 0.5
    assert judged("Обстрел города, ракеты", lang="ru").score > 0.5
    assert judged("Хлеб", lang="ru").score < 0.1


def test_the_words_of_the_list_are_named():
    assert judged("Обстрел города", lang="ru").because == (("обстрел", 1.0),)


def test_a_language_that_nobody_listed_is_not_guessed():
    assert judged("Σφοδρός βομβαρδισμός", lang="el") == Relevance(0.02, ())


def test_an_undeclared_language_is_judged_as_english_is():
    assert judged("Shells killed soldiers", lang="und") == judged("Shells killed soldiers")


def test_a_model_of_nothing_judges_nothing():
    assert judged("Shells", model=WordModel(0, 0, {})).score == 0.5


@pytest.mark.parametrize(
    "title",
    [
        "Shelling of Karst kills nine in the market district",
        "Missile strike on Velmora depot kills four soldiers",
        "Rebels seize border town after days of fighting",
        "Ceasefire holds for a second day, army says",
    ],
)
def test_the_shipped_model_knows_reports_of_war(title):
    assert judged(title, model=load()).score > 0.5


@pytest.mark.parametrize("title", ["Bakery opens with new bread recipes", "Striker scores twice as City win the cup"])
def test_the_shipped_model_knows_what_is_none(title):
    assert judged(title, model=load()).score < 0.5


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Обстрел Карста: погибли девять человек", "ru"),
        ("قصف سوق ومقتل تسعة", "ar"),
        ("Обстріл ринку, загинули дев'ять", "uk"),
    ],
)
def test_the_shipped_lists_know_reports_of_war_in_other_languages(title, lang):
    assert judged(title, lang=lang, model=load()).score > 0.5


@pytest.mark.parametrize("lang", ["en", "ru", "ar", "und"])
@pytest.mark.parametrize("title", ["\ud800", "x" * 60_000, "…", "'"])
def test_any_text_has_a_score_between_0_and_1(title, lang):
    assert 0 <= judged(title, title, lang=lang, model=load()).score <= 1
