"""Places in any text: no exception, spans inside it, the same again, and a cost that grows with its length alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core import places, toponyms
from feeds.models import gazetteer

KNOWN = gazetteer.load()
_WORDS = st.sampled_from(
    [
        "Homs",
        "Aleppo",
        "Damascus",
        "Syria's",
        "al-Qusayr",
        "Deir",
        "ez-Zor",
        "in",
        "of",
        "the",
        "near",
        "said,",
        "denied.",
        "north",
        "30",
        "km",
        "towards",
        "between",
        "and",
        "President",
        "Mr.",
        "—",
        "(",
        ")",
        "“",
        "”",
        "Libya,",
        "Tripoli:",
        "district",
        "village",
        "town",
        "Zabrouta",
        ",",
        ".",
        "-",
        "'",
        "\n",
        "Бахмуте",
        "в",
        "القدس",
        "EL",
        "AL",
        "X",
        "Paris",
        "Hilton",
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=400), st.lists(_WORDS, max_size=60).map(" ".join))
PILES = [
    "Homs ",
    "Homs, ",
    "Homs-",
    "\n",
    "A",
    "al-",
    "'",
    "of the ",
    "In Homs, the envoy said. ",
    "Deir ez Zor al Deir ez ",
    "A-B ",
    "Reporting by ",
    "\nA B, C, D, E (F ",
    "village of Zabrouta ",
    "дома Бахмуте ",
    "X, a town ",
    "1 ",
    ". ",
]


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_every_place_is_a_part_of_the_text_and_in_its_order(text):
    found = places.mentions(text, KNOWN)
    assert all(text[mention.place.start : mention.place.end] == mention.place.name for mention in found)
    ends = [0, *(mention.place.end for mention in found)]
    assert all(end <= mention.place.start for end, mention in zip(ends, found, strict=False))


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_places(text):
    assert places.find(text, KNOWN) == places.find(text, KNOWN)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_twice_is_folding_once(name):
    assert toponyms.fold(toponyms.fold(name)) == toponyms.fold(name)


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_a_storys_place_is_one_of_the_places_found(title, text):
    place = places.where(title, text, KNOWN)
    assert (place in places.find(f"{title}\n{text}", KNOWN)) if place else True


@pytest.mark.parametrize("pile", PILES)
def test_four_times_the_text_takes_about_four_times_as_long(pile):
    short, long = (pile * (size // len(pile)) for size in (30_000, 120_000))
    assert _seconds(long) < 12 * _seconds(short) + 0.5


def test_five_megabytes_take_seconds():
    text = "Shells hit Homs and the village of Zabrouta, 30 km north of Damascus, activists said on Tuesday. " * 52_000
    assert len(text) > 5_000_000
    assert _seconds(text) < 60


def _seconds(text):
    began = time.process_time()
    places.find(text, KNOWN)
    return time.process_time() - began
