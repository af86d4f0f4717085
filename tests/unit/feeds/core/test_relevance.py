"""Is it about armed conflict?"""

import pytest

from feeds.core.phrases import Phrases
from feeds.core.relevance import (
    ENOUGH,
    LEAD,
    NAMED,
    NOTE,
    NOTHING,
    Judge,
    Relevance,
    Scales,
    WordModel,
    features,
    grouped,
    read,
    relevance,
)
from feeds.models.words import load
from tests.support.builders import an_item, words

PHRASES = Phrases(
    [
        ("shelling", "fighting"),
        ("shells", "fighting"),
        ("river war", "war"),
        ("north", ("river", 0)),
        ("south", ("river", 1)),
    ]
)
MODEL = WordModel(
    documents=0,
    conflict=0,
    counts={},
    lexicon={"ru": Phrases([("обстрел*", "clear"), ("удар", "weak"), ("карст*", "beat")])},
    judge=Judge(PHRASES, {"bread": -1.0, "shell": 1.5}, Scales({"fighting": 2.0, "two": 1.0}, {"fighting": 0.5})),
)


class Polyglot:
    """A model of other languages that knows Greek."""

    def conflict(self, item):
        return 3.0 if item.language == "el" else None


def judged(title, text="", *, lang="en", model=MODEL):
    return relevance(an_item(title, text, language=lang), model)


def test_of_nothing_known_it_is_as_likely_as_not():
    assert judged("Xyzzy") == Relevance(0.5, ())


def test_words_of_conflict_speak_for_and_others_against():
    assert judged("Shelling").score > 0.5 > judged("Bread").score


def test_a_headline_and_a_lead_have_weights_of_their_own():
    assert judged("Shelling goes on").score > judged("It goes on", "Shelling").score > 0.5


def test_what_decided_is_named_the_weightiest_first():
    assert [what for what, _ in judged("Shelling for bread", "More shells").because] == [
        "headline: fighting (shelling)",
        "shell",
        "bread",
        "lead: fighting (shells)",
    ]


def test_no_more_is_named_than_a_reader_takes_in():
    model = WordModel(0, 0, {}, judge=Judge(weights={f"w{number}": 1.0 for number in range(40)}))
    assert len(judged(" ".join(f"w{number}" for number in range(40)), model=model).because) == NAMED


def test_a_phrase_counts_once_however_often_it_stands():
    assert judged("Shelling shelling shelling").score == judged("Shelling").score


def test_phrases_of_a_group_beyond_enough_say_no_more():
    many = [f"phrase{number}" for number in range(ENOUGH + 2)]
    scales = Scales(title={"group": 1.0})
    model = WordModel(0, 0, {}, judge=Judge(Phrases([(one, "group") for one in many]), scales=scales))
    assert judged(" ".join(many), model=model).score == judged(" ".join(many[:ENOUGH]), model=model).score


def test_one_side_of_a_war_is_no_war_but_two_are():
    assert judged("North votes").score == 0.5
    assert judged("North meets South").score > 0.5


def test_only_title_and_lead_are_read():
    assert judged("Xyzzy", f"{words(LEAD)} shells").score == 0.5


def test_a_text_that_begins_with_its_title_has_no_headline():
    assert read("Shells fall", "Shells fall on bread.").note
    assert read("Shells fall", "Shells fall on bread.").title == ()
    assert not read("Bread", "Shells fall.").note


def test_the_beginning_of_an_article_stands_for_the_headline_that_it_lacks():
    article = f"Shells fall {words(NOTE)}"
    assert not read("Shells fall", article).note
    assert list(read("Shells fall", article).title) == ["shells", "fall"]


def test_a_headline_alone_is_a_report():
    assert not read("Shells fall", "").note


def test_a_note_is_judged_by_the_linear_model_alone():
    without_scales = WordModel(0, 0, {}, judge=Judge(PHRASES, MODEL.judge.weights))
    assert judged("Shelling", "Shelling") == judged("Shelling", "Shelling", model=without_scales)


def test_the_linear_model_sees_stems_pairs_ends_of_words_and_groups():
    seen = features(read("Shelling bridges", ""), ["war", "arms"])
    assert list(seen) == [
        "shell",
        "bridg",
        "shell bridg",
        "#shell",
        "#bridg",
        "~ling",
        "~dges",
        "@arms",
        "@war",
        "@arms@war",
    ]


def test_groups_of_headline_and_lead_are_taken_together():
    found = grouped(PHRASES.find(" shelling north "), PHRASES.find(" shells south "))
    assert found == {"fighting": ("shelling", "shells"), "two": ("north + south",)}


@pytest.mark.parametrize(
    ("title", "low", "high"),
    [
        ("Обстрел города", 0.5, 0.5),
        ("Обстрел Карста", 0.6, 0.8),
        ("Удар", 0.2, 0.4),
        ("Удар по Карсту", 0.5, 0.5),
        ("Выставка в Карсте", 0.05, 0.3),
        ("Хлеб", NOTHING, NOTHING),
    ],
)
def test_a_language_without_a_model_goes_by_clear_and_weak_words_and_by_beats(title, low, high):
    assert low <= judged(title, lang="ru").score <= high


def test_beats_alone_are_no_conflict_however_many_they_are():
    lists = Phrases([(f"b{number}", "beat") for number in range(9)])
    model = WordModel(0, 0, {}, {"ru": lists})
    assert judged(" ".join(f"b{number}" for number in range(9)), lang="ru", model=model).score < 0.35


def test_the_words_of_the_list_are_named():
    assert judged("Обстрел города", lang="ru").because == (("обстрел", 1.0),)


def test_a_language_that_nobody_listed_is_not_guessed():
    assert judged("Σφοδρός βομβαρδισμός", lang="el") == Relevance(NOTHING, ())


def test_a_model_of_other_languages_is_asked_and_its_score_kept_in_bounds():
    model = WordModel(0, 0, {}, MODEL.lexicon, others=Polyglot())
    assert judged("Σφοδρός βομβαρδισμός", lang="el", model=model) == Relevance(1.0)
    assert judged("Обстрел города", lang="ru", model=model).score == 0.5


def test_an_undeclared_language_is_judged_as_english_is():
    assert judged("Shells killed soldiers", lang="und") == judged("Shells killed soldiers")


@pytest.mark.parametrize(
    "title",
    [
        "Shelling of Karst kills nine in the market district",
        "Missile strike on Velmora depot kills four soldiers",
        "Rebels seize border town after days of fighting",
        "Ceasefire holds for a second day, army says",
        "Truce talks between Velmora and Karst rebels stall over prisoners",
        "Drone shot down near border as army mobilises reservists",
    ],
)
def test_the_shipped_model_knows_reports_of_war(title):
    assert judged(title, model=load()).score > 0.5


@pytest.mark.parametrize(
    "title",
    [
        "Bakery opens with new bread recipes",
        "Striker scores twice as City win the cup",
        "Police arrest suspect after shooting at shopping centre",
        "Price war among supermarkets hits shares",
        "Two pilots killed in helicopter crash during training exercise",
        "Museum marks anniversary of World War II battle",
        "Transit strike halts trains on second day",
        "Wildfire forces thousands to flee homes",
    ],
)
def test_the_shipped_model_knows_what_is_none(title):
    assert judged(title, model=load()).score < 0.5


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Обстрел Карста: погибли девять человек", "ru"),
        ("قصف سوق ومقتل تسعة", "ar"),
        ("Обстріл ринку, загинули дев'ять", "uk"),
        ("Tödlicher Luftangriff auf Markt in Gaza", "de"),
        ("Frappe sur un marché à Goma : neuf morts", "fr"),
        ("Bombardeo en un mercado deja nueve muertos", "es"),
        ("Pazar yerine füze saldırısı: dokuz ölü", "tr"),
        ("حمله موشکی به بازار", "fa"),
        ("ירי רקטי לעבר יישובי הגבול", "he"),
        ("Հրետանակոծություն սահմանին, զոհվել է զինվոր", "hy"),
        ("Qarabağda atəşkəs pozulub", "az"),
    ],
)
def test_the_shipped_lists_know_reports_of_war_in_other_languages(title, lang):
    assert judged(title, lang=lang, model=load()).score >= 0.5


@pytest.mark.parametrize(
    ("title", "lang"),
    [("Выборы мэра в Париже", "ru"), ("Fußball: Angriff der Bayern überzeugt", "de"), ("Élections à Goma", "fr")],
)
def test_the_shipped_lists_know_what_is_none(title, lang):
    assert judged(title, lang=lang, model=load()).score < 0.35


@pytest.mark.parametrize("lang", ["en", "ru", "ar", "und", "xx"])
@pytest.mark.parametrize("title", ["\ud800", "x" * 60_000, "…", "'"])
def test_any_text_has_a_score_between_0_and_1(title, lang):
    assert 0 <= judged(title, title, lang=lang, model=load()).score <= 1
