"""Words as they are indexed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.store.search import fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  --  ", []),
        ("Al-Shabaab's U.S. drones", ["al", "shabaab", "s", "u", "s", "drones"]),
        ("ZÜRICH Straße", ["zurich", "strasse"]),
        ("Ёлка Їжак Йод", ["елка", "іжак", "иод"]),
        ("مُدَرِّسَة أيضاً", ["مدرسة", "ايضا"]),
        ("İstanbul ılık", ["istanbul", "ılık"]),
        ("5,000 km² ½", ["5", "000", "km2", "1", "2"]),
        ("x" * 100, ["x" * 64]),
        ("a_b:c*d\"e'f(g)", ["a", "b", "c", "d", "e", "f", "g"]),
    ],
)
def test_words_are_folded(text, words):
    assert fold(text) == words


@given(st.text())
def test_nothing_but_letters_and_digits_is_left(text):
    for word in fold(text):
        assert word.isalnum()
        assert 0 < len(word) <= 64


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(" ".join(fold(text))) == fold(text)
