"""Which beats a text is of, and what says so."""

import pytest

from feeds.core.beats import Beats
from feeds.model import Beat, BeatTerms
from feeds.models import beats as shipped
from tests.support.builders import an_item

RIVER = Beat(
    "river",
    terms=(
        BeatTerms("en", ("Velmora",), ("Karst Guard",), ("Upper Karst",), (("north", "northern*"), ("south",))),
        BeatTerms("tr", ("mali",)),
    ),
)
SEA = Beat("sea", ("Red Harbour",))
BEATS = Beats([RIVER, SEA])


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Velmora votes", {"river": ("velmora",)}),
        ("The Karst Guard of Upper Karst", {"river": ("karst guard", "upper karst")}),
        ("North votes", {}),
        ("Northern envoy goes south", {"river": ("northern", "south")}),
        ("Velmora and Red Harbour", {"river": ("velmora",), "sea": ("red harbour",)}),
        ("", {}),
    ],
)
def test_words_names_and_places_are_enough_and_of_sides_two_must_meet(text, matched):
    assert BEATS.of([text], "en") == matched


def test_two_sides_may_meet_in_two_texts_of_one_story_but_no_phrase_spans_them():
    assert BEATS.of(["North speaks", "South answers"], "en") == {"river": ("north", "south")}
    assert BEATS.of(["The Upper", "Karst"], "en") == {}


def test_terms_of_a_language_are_looked_for_in_that_language():
    assert BEATS.of(["mali"], "tr") == {"river": ("mali",)}
    assert BEATS.of(["mali"], "en") == {}
    assert BEATS.of(["Velmora"], "tr-cy") == {}


def test_terms_of_no_language_are_looked_for_in_all():
    assert BEATS.of(["Red Harbour"], "tr") == {"sea": ("red harbour",)}


def test_a_language_that_no_beat_has_is_read_with_the_terms_of_all():
    assert BEATS.of(["Velmora"], "pt") == BEATS.of(["Velmora"], "und") == {"river": ("velmora",)}


def test_an_item_is_of_the_beats_of_its_headline_and_text():
    assert BEATS.of_item(an_item("Talks", "In Velmora.")) == {"river": ("velmora",)}


def test_the_shipped_set_has_names_titles_and_english_terms():
    loaded = shipped.load()
    assert len({beat.name for beat in loaded}) == len(loaded) >= 20
    assert all(beat.title and "en" in beat.languages for beat in loaded)


def test_sides_are_as_many_in_every_language_or_none():
    for beat in shipped.load():
        assert len({len(part.sides) for part in beat.terms if part.sides} - {0}) <= 1, beat.name


@pytest.mark.parametrize(
    ("text", "language", "beat"),
    [
        ("Drones over Kharkiv", "en", "ukraine"),
        ("Взрывы в Харькове", "ru", "ukraine"),
        ("Вибухи в Києві", "uk", "ukraine"),
        ("غارة على قطاع غزة", "ar", "gaza"),
        ("Combats près de Goma", "fr", "congo"),
        ("Şam'da patlama", "tr", "syria"),
        ("Qarabağda atəşkəs", "az", "caucasus"),
        ("תקיפה ברצועת עזה", "he", "gaza"),
    ],
)
def test_the_shipped_set_knows_its_places_in_several_languages(text, language, beat):
    assert beat in Beats(shipped.load()).of([text], language)


def test_an_operators_beat_takes_the_place_of_a_shipped_one_of_its_name():
    own = Beat("sudan", ("Karst",))
    covering = {beat.name: beat for beat in shipped.covering([own, SEA])}
    assert covering["sudan"] == own
    assert covering["sea"] == SEA
    assert len(covering) == len(shipped.load()) + 1
