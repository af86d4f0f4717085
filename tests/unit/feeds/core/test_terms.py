"""What an outlet's terms let a brief quote, show and hand on."""

from dataclasses import replace

import pytest

from feeds.core.brief import compose
from feeds.core.passages import count
from feeds.core.terms import EXCERPT_WORDS, Permission, excluded, permission, picture
from feeds.model import Picture, Terms
from tests.support.builders import a_source, an_item, an_outlet, quoting

LONG = " ".join(f"Sentence {n} says that shells hit the town of Karst number {n} again today." for n in range(20))


@pytest.mark.parametrize(
    ("terms", "words", "credit", "model"),
    [
        (Terms.LINK_ONLY, 0, None, False),
        (Terms.NO_DERIVATIVES, 0, None, False),
        (Terms.EXCERPT, EXCERPT_WORDS, None, False),
        (Terms.FULL_WITH_CREDIT, None, "© Courier, CC BY 4.0", True),
    ],
)
def test_each_class_of_terms_allows_what_it_says(terms, words, credit, model):
    assert permission(quoting(terms)) == Permission(words, credit, picture=False, model=model, headline=True)


@pytest.mark.parametrize("terms", [Terms.LINK_ONLY, Terms.NO_DERIVATIVES])
def test_outlets_that_do_not_lend_words_are_never_cut_into_a_brief(terms):
    brief = compose([quoting(terms, LONG)])
    assert (brief.excerpts, brief.figures) == ((), ())
    assert brief.sources[0].url


def test_an_excerpt_has_no_more_words_than_allowed():
    brief = compose([quoting(Terms.EXCERPT, LONG)])
    assert 0 < sum(count(piece.text) for piece in brief.excerpts) <= EXCERPT_WORDS


def test_several_items_of_one_outlet_share_its_allowance():
    outlet = an_outlet()
    sources = [
        a_source(an_item(f"Title {n}", LONG.replace("Karst", f"Olm{n}"), key=f"k{n}"), outlet, number=n)
        for n in range(5)
    ]
    assert sum(count(piece.text) for piece in compose(sources).excerpts) <= EXCERPT_WORDS


def test_full_terms_lend_any_sentence_with_the_credit_line():
    brief = compose([quoting(Terms.FULL_WITH_CREDIT, LONG)])
    assert sum(count(piece.text) for piece in brief.excerpts) > EXCERPT_WORDS
    assert {piece.credit for piece in brief.excerpts} == {"© Courier, CC BY 4.0"}


def test_a_reprint_credits_who_published_it_first():
    text = f"This article was originally published by The Far Post and is reprinted with permission. {LONG}"
    brief = compose([quoting(Terms.FULL_WITH_CREDIT, text)])
    credit = "© Courier, CC BY 4.0 · originally published by The Far Post, reprinted with permission"
    assert {piece.credit for piece in brief.excerpts} == {credit}


@pytest.mark.parametrize(
    ("changes", "copied"),
    [
        ({"text": "KARST (AFP) — Shells hit the market."}, True),
        ({"title": "AFP: shells hit the market"}, True),
        ({"author": "Ann Lee with Agence France-Presse"}, True),
        ({"credit": "AFP"}, True),
        ({"text": "The afp of a small word is none."}, False),
        ({"text": "SAFPORT has nothing to do with it."}, False),
    ],
)
def test_words_that_tell_an_agencys_copy_exclude_an_item_whatever_the_terms(changes, copied):
    outlet = an_outlet(terms=Terms.FULL_WITH_CREDIT, pictures=True, excludes=("AFP", "agence france-presse"))
    source = a_source(replace(an_item("Shells hit a market", "Nine were killed."), **changes), outlet)
    assert excluded(source) is copied
    assert permission(source).lends is not copied
    assert permission(source).picture is not copied
    assert permission(source).model is not copied
    assert permission(source).headline


def test_nothing_is_excluded_where_no_word_is_given():
    assert not excluded(quoting(Terms.EXCERPT))


@pytest.mark.parametrize("terms", [Terms.EXCERPT, Terms.FULL_WITH_CREDIT])
@pytest.mark.parametrize("said", [True, False])
def test_what_the_list_says_of_models_goes_before_what_terms_imply(terms, said):
    assert permission(a_source(outlet=an_outlet(terms=terms, model=said))).model is said


@pytest.mark.parametrize("terms", [Terms.LINK_ONLY, Terms.NO_DERIVATIVES])
def test_no_model_is_given_what_may_not_be_quoted(terms):
    assert not permission(a_source(outlet=an_outlet(terms=terms, model=True))).model


@pytest.mark.parametrize("terms", list(Terms))
def test_of_a_blocked_outlet_nothing_is_handed_on_but_its_name(terms):
    blocked = a_source(
        an_item("Blocked words", LONG), an_outlet("B", terms=terms, blocked=True, pictures=True), number=2
    )
    assert permission(blocked) == Permission(0, headline=False)
    brief = compose([a_source(outlet=an_outlet("A")), blocked])
    (line,) = (line for line in brief.sources if line.outlet == "B")
    assert (line.title, line.url, brief.headline_outlet, brief.outlets) == ("", None, "A", 2)


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
