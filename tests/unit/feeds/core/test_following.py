"""Beats as people name them."""

import pytest

from feeds.core.following import named
from feeds.model import Beat
from feeds.models import beats

OWN = (
    Beat("gaza", ("Gaza",), title="Gaza, Israel and the West Bank"),
    Beat("south-caucasus", ("Karabakh",), title="South Caucasus"),
    Beat("кавказ", ("Карабах",)),
    Beat("قطاع غزة", ("غزة",)),
    Beat("Sudan", ("Sudan",), title="gaza"),
    Beat("🔥", ("fire",)),
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("gaza", {"gaza"}),
        ("GAZA, Sudan", {"gaza", "Sudan"}),
        ("gaza, israel and the west bank", {"gaza"}),
        ("South Caucasus gaza", {"south-caucasus", "gaza"}),
        ("south-caucasus", {"south-caucasus"}),
        ("КАВКАЗ", {"кавказ"}),
        ("قطاع غزة", {"قطاع غزة"}),
        ("gaza gaza", {"gaza"}),
        ("", set()),
        ("🔥", set()),
        (", !", set()),
    ],
)
def test_beats_are_found_by_slug_and_title_in_any_script(said, found):
    assert named(said, OWN).beats == found
    assert named(said, OWN).unknown == ()


def test_words_that_name_no_beat_are_told():
    found = named("gaza west bank <b> ukrane", OWN)
    assert (found.beats, found.unknown) == ({"gaza"}, ("west", "bank", "b", "ukrane"))


def test_where_nothing_is_covered_nothing_is_found():
    assert named("gaza", ()).unknown == ("gaza",)


def test_every_shipped_beat_is_found_by_its_name_and_its_title():
    for beat in beats.load():
        for words in (beat.name, beat.title):
            assert named(words, beats.load()).beats == {beat.name}
