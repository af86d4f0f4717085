"""How alike two texts are, for clustering and for people."""

import pytest

from feeds.evaluate.pairs import Pair, compare, pearson, split, summary
from feeds.models.words import load
from tests.support.builders import TEXT, TITLE


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("A title  The text. More.", "A title", "The text. More."),
        ("A title\nThe text.", "A title", "The text."),
        ("First sentence. Second one.", "First sentence.", " Second one."),
        ("Alone", "Alone", ""),
        ("", "", ""),
    ],
)
def test_a_title_is_what_stands_apart_else_the_first_sentence(text, title, rest):
    assert split(text, "en") == (title, rest)


def test_the_same_text_is_as_alike_as_can_be_and_strangers_are_not():
    one, other = f"{TITLE}  {TEXT}", "Grain talks in Osk  Ministers met."
    rows = [{"a": one, "b": one, "score": 1}, {"a": one, "b": other, "score": 0}, {"a": "", "b": one, "score": 0}]
    same, apart, empty = compare(rows, load())
    assert same.similarity == pytest.approx(1)
    assert apart.similarity < 0.2
    assert empty.similarity == 0
    assert summary([same, apart, empty])["f1"] == 1.0


def test_the_summary_tells_languages_apart_and_f1_only_of_yes_and_no():
    pairs = [Pair("en-en", 0, 0.1), Pair("en-en", 3, 0.9), Pair("ru-ru", 1.5, 0.2)]
    found = summary(pairs)
    assert found["f1"] is None
    assert found["by_language"]["en-en"] == {"pairs": 2, "pearson": 1.0}
    assert found["by_language"]["ru-ru"]["pearson"] is None
    assert pearson([]) is None
