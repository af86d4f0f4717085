"""What is a stub, and why."""

import pytest

from feeds.core.stub import WHOLE, length, stub
from tests.support.builders import TITLE, words

LONG = words(WHOLE + 5)
MIDDLE = words(100)


@pytest.mark.parametrize("text", ["", " ", "…", TITLE, f"{TITLE}.", TITLE.upper()])
def test_a_headline_alone_is_a_stub(text):
    assert stub(TITLE, text) == "a headline alone"


@pytest.mark.parametrize("end", ["…", "...", " [...]", " […]", "(…)", "…”", "... "])
def test_a_text_that_ends_in_the_middle_is_a_stub(end):
    assert stub(TITLE, MIDDLE.rstrip(".") + end) == "it ends in the middle"


@pytest.mark.parametrize(
    "end",
    [
        *("Read more", "Read more…", "READ MORE »", "Continue reading Shelling of Karst →", "Read the full story."),
        *(
            "Weiterlesen",
            "Lire la suite",
            "Seguir leyendo",
            "Leggi tutto",
            "Читать далее",
            "Читати далі →",
            "اقرأ المزيد",
        ),
    ],
)
def test_a_text_that_says_that_it_goes_on_is_a_stub(end):
    assert stub(TITLE, f"{MIDDLE} {end}") == "it says that it goes on elsewhere"


def test_what_wordpress_appends_is_not_the_articles_own():
    appended = "The post Shelling of Karst appeared first on Courier."
    assert stub(TITLE, f"{MIDDLE.rstrip('.')} […] {appended}") == "it ends in the middle"
    assert stub(TITLE, f"{MIDDLE} {appended}") is None
    assert stub(TITLE, f"{TITLE} {appended}") == "a headline alone"


def test_a_short_text_is_a_stub():
    assert stub(TITLE, words(20)) == "20 words"


@pytest.mark.parametrize("text", [MIDDLE, f"{LONG} Read more", LONG.rstrip(".") + "…", "炮击造成市场九人死亡" * 50])
def test_an_article_is_none(text):
    assert stub(TITLE, text) is None


def test_words_are_counted_in_scripts_without_spaces():
    assert length("市场炮击 in Karst") == 4


def test_no_text_takes_long():
    for text in ("read the full " * 20_000, "." * 60_000, "The post " * 6_000, "[… " * 20_000):
        stub(TITLE, text)
