"""What an outlet's terms let a brief quote and show."""

from dataclasses import replace

import pytest

from feeds.core.terms import CREDITED_SENTENCES, EXCERPT_WORDS, excerpt, picture
from feeds.model import Picture, Terms
from tests.support.builders import a_source, an_item, an_outlet, quoting, words

LONG = " ".join(f"Sentence {n} says that shells hit Karst again today." for n in range(20))


@pytest.mark.parametrize("terms", [Terms.LINK_ONLY, Terms.NO_DERIVATIVES])
def test_outlets_that_do_not_lend_words_are_never_quoted(terms):
    assert excerpt(quoting(terms)) is None


@pytest.mark.parametrize("terms", list(Terms))
def test_a_bare_title_has_no_excerpt(terms):
    assert excerpt(quoting(terms, "")) is None


def test_an_excerpt_is_whole_sentences_up_to_the_allowance():
    piece = excerpt(quoting(Terms.EXCERPT, LONG))
    assert LONG.startswith(f"{piece.text} ")
    assert piece.text.endswith(".")
    assert EXCERPT_WORDS - 9 < len(piece.text.split()) <= EXCERPT_WORDS
    assert not piece.whole


def test_a_first_sentence_beyond_the_allowance_is_cut_and_says_so():
    piece = excerpt(quoting(Terms.EXCERPT, words(100)))
    assert len(piece.text.split()) == EXCERPT_WORDS
    assert words(100).startswith(piece.text)
    assert not piece.whole


def test_a_short_text_is_quoted_whole():
    piece = excerpt(quoting(Terms.EXCERPT, "Nine were killed. Two were hurt."))
    assert (piece.text, piece.whole) == ("Nine were killed. Two were hurt.", True)


def test_an_excerpt_needs_no_credit_line():
    assert excerpt(quoting(Terms.EXCERPT)).credit is None


def test_full_terms_lend_the_first_sentences_with_the_credit_line():
    piece = excerpt(quoting(Terms.FULL_WITH_CREDIT, LONG))
    assert piece.text.count("Sentence") == CREDITED_SENTENCES
    assert piece.credit == "© Courier, CC BY 4.0"
    assert not piece.whole


def test_full_terms_are_not_held_to_forty_words():
    assert len(excerpt(quoting(Terms.FULL_WITH_CREDIT, words(100))).text.split()) == 100


@pytest.mark.parametrize("terms", [Terms.EXCERPT, Terms.FULL_WITH_CREDIT])
@pytest.mark.parametrize("text", ["x" * 10_000, "数" * 10_000, words(3000)])
def test_a_text_that_is_not_read_to_its_end_is_not_quoted_as_whole(terms, text):
    piece = excerpt(quoting(terms, text))
    assert text.startswith(piece.text)
    assert not piece.whole


@pytest.mark.parametrize("terms", [Terms.EXCERPT, Terms.FULL_WITH_CREDIT])
@pytest.mark.parametrize(
    "text",
    [
        "部队推进。平民撤离。停火。",
        "軍が進んだ。市民は逃げた。",
        "वह गया।फिर आया।",
        "He fled.Then he came back! Why?No",
    ],
)
def test_sentences_without_a_space_between_them_are_quoted_as_they_stand(terms, text):
    assert excerpt(quoting(terms, text)).text in text


def test_a_script_without_spaces_has_an_allowance_too():
    text = "部队今天早上向城市推进并炮击市场造成九人死亡。" * 100
    assert len(excerpt(quoting(Terms.EXCERPT, text)).text) <= EXCERPT_WORDS * 10


def test_an_excerpt_names_outlet_item_and_language():
    source = quoting(Terms.EXCERPT)
    piece = excerpt(source)
    assert (piece.outlet, piece.item_id, piece.language) == ("Courier", source.id, "en")


PICTURE = Picture("https://cdn.example/a.jpg", 800, 600, description="A street", credit="Ann Lee", sensitive=True)


def showing(*pictures, **outlet):
    return a_source(an_item(pictures=pictures or (PICTURE,)), an_outlet(**{"pictures": True, **outlet}))


@pytest.mark.parametrize(
    ("terms", "lent"),
    [
        (Terms.LINK_ONLY, False),
        (Terms.NO_DERIVATIVES, False),
        (Terms.EXCERPT, True),
        (Terms.FULL_WITH_CREDIT, True),
    ],
)
def test_a_picture_is_shown_only_where_terms_and_outlet_both_allow_it(terms, lent):
    assert picture(showing(terms=terms)) == (PICTURE if lent else None)
    assert picture(showing(terms=terms, pictures=False)) is None


def test_no_outlet_lends_its_pictures_unless_it_is_said():
    assert picture(a_source(an_item(pictures=(PICTURE,)), an_outlet())) is None


@pytest.mark.parametrize(
    ("own", "outlets", "printed"),
    [("Ann Lee", "© Courier", "Ann Lee"), (None, "© Courier", "© Courier"), (None, None, "Courier")],
)
def test_a_picture_never_goes_without_a_credit(own, outlets, printed):
    assert picture(showing(replace(PICTURE, credit=own), credit=outlets)).credit == printed


def test_the_best_of_an_items_pictures_is_the_one():
    assert picture(showing(PICTURE, replace(PICTURE, url="https://cdn.example/b.jpg"))) == PICTURE


def test_an_item_without_a_picture_has_none_to_show():
    assert picture(a_source(an_item(), an_outlet(pictures=True))) is None
