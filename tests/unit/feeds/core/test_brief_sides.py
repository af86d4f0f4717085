"""Both sides, figures by speaker, places, and what becomes of hostile or poor stories."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.core.brief import CONSIDERED, change, compose
from feeds.core.normalise import normalise
from feeds.core.passages import count, passages, shortened
from feeds.core.tally import SHOWN
from feeds.core.terms import EXCERPT_WORDS
from feeds.model import Entry, FigureKind, OutletId, Terms
from feeds.models import knowledge
from tests.support.builders import a_source, an_item, an_outlet, minutes

WHOLE = an_outlet("Courier", terms=Terms.FULL_WITH_CREDIT, credit="© Courier")
CONTEST = (
    "Armenia and Azerbaijan traded fire along the border for a third day, residents said. "
    "Armenia’s Defense Ministry accused Azerbaijan of shelling the village of Shushi. "
    "Azerbaijan’s Defense Ministry denied the accusation. "
    "It said that the town of Tartar had come under artillery fire. "
    "At least nine people were killed. Russia said as many as 20 people were killed. "
    "The two countries have been at odds for decades, and several rounds of talks have failed."
)


def told(text, *, outlet=WHOLE, number=1, title="Armenia and Azerbaijan trade fire for a third day", **changes):
    item = an_item(title, text, key=f"k{number}")
    return a_source(item, outlet, number=number, **changes)


def composed(*sources, **how):
    return compose(sources, knowing=knowledge.load(), **how)


def said(brief):
    return " ".join(piece.text for piece in brief.excerpts)


# ------------------------------------------------------------------ both sides


def test_an_accusation_a_denial_and_what_the_other_side_says_stand_together():
    brief = composed(told(CONTEST))
    assert "accused Azerbaijan of shelling" in said(brief)
    assert "denied the accusation. It said that the town of Tartar" in said(brief)
    assert brief.denials == ("Azerbaijan",)


def test_a_denial_is_there_however_few_words_are_lent():
    outlet = replace(WHOLE, terms=Terms.EXCERPT)
    brief = composed(told(CONTEST, outlet=outlet))
    assert "Azerbaijan’s Defense Ministry denied the accusation." in said(brief)
    figures = sum(count(figure.words) for figure in brief.figures)
    assert sum(count(piece.text) for piece in brief.excerpts) + figures <= EXCERPT_WORDS


def test_a_denial_is_found_in_another_outlets_report():
    accused = "Armenia’s Defense Ministry accused Azerbaijan of shelling the village of Shushi on Monday morning."
    denied = "Azerbaijan’s Defense Ministry denied that its army had shelled the village of Shushi."
    brief = composed(told(accused), told(denied, outlet=an_outlet("Herald"), number=2))
    assert "denied that its army" in said(brief)
    assert "accused Azerbaijan" in said(brief)


def test_a_story_without_claims_of_two_sides_has_no_denial():
    assert composed(told("Nine people were killed in a flood in the valley on Monday.")).denials == ()


def test_what_hangs_on_the_sentence_before_it_never_stands_alone():
    text = "Shells hit the market of Karst at dawn on Monday. " + "He fled at once with his family to the hills. " * 9
    for piece in composed(told(text)).excerpts:
        assert not piece.text.startswith("He")


# ------------------------------------------------------------------ passages


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        (
            "Nine people were killed in the town of Karst, which lies near the border with the north.",
            "Nine people were killed in the town of Karst",
        ),
        ("Nine people were killed in the town of Karst, the regional governor said on Monday evening.", None),
        ("Nine people were killed in the town of Karst, but the army said that it had hit nobody.", None),
        ("The towns of Karst, Olm and Dorn in the north, and Sarn in the south were hit by shells.", None),
        ("After a night of heavy shelling of the town, while people slept in cellars, troops came.", None),
        ("Rebel commander Ivan Olm of the North, who led the attack on the town, was killed there.", None),
    ],
)
def test_a_sentence_is_cut_where_a_clause_ends_and_nothing_that_binds_is_lost(sentence, kept):
    (passage,) = passages(sentence, "en")
    short = shortened(sentence, passage, 12, "en")
    assert (short and sentence[short.start : short.end]) == kept


def test_a_sentence_of_another_language_is_never_cut():
    sentence = "Neun Menschen wurden in der Stadt Karst getötet, die an der Grenze zum Norden des Landes liegt."
    (passage,) = passages(sentence, "de")
    assert shortened(sentence, passage, 12, "de") is None
    assert shortened(sentence, passage, 40, "de") == passage


def test_notices_of_publishers_are_never_quoted():
    text = f"Join our new channel today! Subscribe to our newsletter. {CONTEST} All rights reserved."
    assert len(passages(text, "en")) == len(passages(CONTEST, "en"))


# ------------------------------------------------------------------ figures and places


def test_figures_stand_by_speaker_and_are_never_merged():
    figures = composed(told(CONTEST)).figures
    assert [(figure.speaker, figure.value, figure.kind) for figure in figures] == [
        (None, 9, FigureKind.KILLED),
        ("Russia", 20, FigureKind.KILLED),
    ]
    assert all(figure.words in CONTEST for figure in figures)


def test_a_speakers_new_figure_supersedes_his_old_one():
    old = told("Russia said 20 people were killed in the shelling of the town on Monday.", fetched_at=minutes(1))
    new = told(
        "The toll has risen again. Russia said 25 people were killed in the shelling.", number=2, fetched_at=minutes(9)
    )
    (figure,) = composed(old, new).figures
    assert (figure.speaker, figure.value, figure.was) == ("Russia", 25, 20)


def test_what_a_speaker_changed_and_who_denies_it_now_is_told():
    old = composed(told("Russia said 20 people were killed in the shelling of the town on Monday."))
    later = told(f"Russia said 25 people were killed in the shelling. {CONTEST[:-10]}", revised_at=minutes(9))
    words = change(old, composed(later))
    assert "Russia: killed from 20 to 25" in words
    assert "Azerbaijan denies it" in words


def test_towns_are_named_where_something_happens_and_not_where_somebody_meets():
    text = f"Talks between the two countries were held in Geneva on Friday. {CONTEST}"
    assert composed(told(text)).places == ("Shushi", "Tartar")


def test_without_tables_no_place_is_named():
    assert compose([told(CONTEST)]).places == ()


# ------------------------------------------------------------------ bad input


def test_ten_thousand_items_that_contradict_each_other_give_a_plain_brief_in_bounded_time():
    sources = [
        told(
            f"At least {n + 2} people were killed in the shelling of Karst, mayor number {n} said. Report {n} ends.",
            outlet=an_outlet(f"Outlet {n}"),
            number=n,
            outlet_id=OutletId(n),
        )
        for n in range(10_000)
    ]
    started = time.perf_counter()
    brief = composed(*sources)
    assert time.perf_counter() - started < 5
    assert (brief.outlets, len(brief.figures)) == (10_000, SHOWN)
    assert brief.independent <= CONSIDERED
    assert len({figure.value for figure in brief.figures}) == SHOWN
    assert brief.more_figures > 0


@pytest.mark.parametrize("text", ["", "…", "? ? ?", "\u200b", "A" * 60_000, "word " * 12_000, "“(" * 5000])
def test_an_item_with_nothing_to_quote_gives_headline_and_link(text):
    brief = composed(told(text), told("", number=2))
    assert brief.headline
    assert sum(count(piece.text) for piece in brief.excerpts) <= 120
    assert (brief.figures, brief.places, brief.denials) == ((), (), ())


def test_an_outlet_of_which_no_terms_are_known_lends_forty_words():
    brief = composed(told(CONTEST * 3, outlet=an_outlet("Nobody knows")))
    assert 0 < sum(count(piece.text) for piece in brief.excerpts) <= EXCERPT_WORDS


# ------------------------------------------------------------------ the article that the project started from

CORPUS = os.environ.get("HELIOGRAPH_CORPUS")


@pytest.fixture
def article():
    if not CORPUS:
        pytest.skip("HELIOGRAPH_CORPUS is not set")
    lines = [line for line in (Path(CORPUS) / "article.txt").read_text("utf-8").split("\n") if line.strip()]
    body = "".join(f"<p>{line}</p>" for line in (lines[0], *lines[2:]))
    return normalise(Entry(lines[1], body, "g"), language="en", now=datetime(2020, 10, 31, 20, tzinfo=UTC))


def test_the_articles_brief_has_both_sides_both_tolls_the_towns_and_the_credit(article):
    brief = composed(a_source(article, WHOLE))
    words = said(brief)
    assert all(part in words for part in ("Stepanakert", "Tartar, Agdam, and Aghjabedi", "denied both accusations"))
    assert [(figure.value, figure.speaker) for figure in brief.figures] == [(1000, None), (5000, "Russia")]
    assert {"Stepanakert", "Shushi", "Tartar", "Agdam"} <= set(brief.places)
    assert all("Radio Free Europe/Radio Liberty" in piece.credit for piece in brief.excerpts)
    assert all(piece.text in article.text for piece in brief.excerpts)


def test_the_articles_excerpt_keeps_to_forty_words_and_shows_two_sides(article):
    brief = composed(a_source(article, an_outlet("Courier")))
    figures = sum(count(figure.words) for figure in brief.figures)
    assert sum(count(piece.text) for piece in brief.excerpts) + figures <= EXCERPT_WORDS
    assert "accused each other" in said(brief)
    assert "denied both accusations" in said(brief)
