"""A post with both sides at the three lengths that matter: a push notification, a caption, a whole post."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.render import html, post
from feeds.core.brief import compose
from feeds.model import Brief, FigureKind, Payload, SpokenFigure, Terms
from feeds.models import knowledge
from tests.support.builders import NOW, a_brief, a_source, an_item, an_outlet

FOLDER = Path(__file__).parents[3] / "data" / "render" / "lengths"
LENGTHS = (280, 700, 1800)
TEXTS = (
    (
        "Arven’s Defense Ministry accused Borin of shelling the market of Karst on Monday morning, as talks went on. "
        "At least nine people were killed, the governor of Karst said. "
        "Residents said that large parts of the market had been burned and that the bridge was closed."
    ),
    (
        "Borin’s Defense Ministry denied the accusation. "
        "It said that two villages near Olm had come under artillery fire at dawn. "
        "Arven’s Defense Ministry put the number of the dead at 14 people."
    ),
    "KARST (AFP) — Shells hit a market in the border town of Karst on Monday, and both sides blamed each other.",
)
OUTLETS = (
    an_outlet("Arven Herald"),
    an_outlet("Borin Times", terms=Terms.FULL_WITH_CREDIT, credit="Borin Times, CC BY 4.0"),
    an_outlet("Cape Star"),
)
KNOWING = replace(knowledge.load(), sides={"arven": "Arven", "borin": "Borin"})


def both_sides() -> Brief:
    sources = [
        a_source(
            an_item("Arven and Borin blame each other for the shelling of Karst", text, key=f"k{n}"), outlet, number=n
        )
        for n, (text, outlet) in enumerate(zip(TEXTS, OUTLETS, strict=True), 1)
    ]
    return replace(compose(sources, knowing=KNOWING), places=("Karst", "Olm"))


def shown(brief, limit):
    return post.story(Payload(brief=brief, public_id="7K3F"), bot_name="heliograph_bot", now=NOW, limit=limit)


@pytest.mark.parametrize("limit", LENGTHS)
def test_a_post_reads_well_at_each_length(limit):
    file = FOLDER / f"{limit}.html"
    text = shown(both_sides(), limit)
    assert html.length(text) <= limit
    assert text.html + "\n" == file.read_text("utf-8")


@pytest.mark.parametrize("limit", LENGTHS)
def test_that_a_side_denies_it_and_the_link_are_there_at_each_length(limit):
    text = html.plain(shown(both_sides(), limit))
    assert "Borin denies it." in text
    assert text.endswith("Story 7K3F")


def test_two_who_deny_it_are_named_together():
    assert "Arven and Borin deny it." in html.plain(shown(a_brief(denials=("Arven", "Borin")), 1800))


def test_a_figure_says_what_it_was_and_that_it_is_feared():
    figure = SpokenFigure(FigureKind.MISSING, "12 people", "Courier", 1, "The mayor", 12, hedged=True, was=1000)
    text = html.plain(shown(a_brief(figures=(figure,), more_figures=3), 1800))
    assert "Missing: 12 people (feared), before 1,000 — The mayor\nOther figures: 3" in text


def test_figures_that_do_not_fit_are_left_out_and_the_rest_stands():
    figure = SpokenFigure(FigureKind.KILLED, "12 people " * 20, "Courier", 1)
    text = html.plain(shown(a_brief(figures=(figure,), denials=("Borin",)), 200))
    assert "12 people" not in text
    assert "Borin denies it." in text


def test_a_source_that_carries_anothers_work_says_whose():
    assert "Cape Star (from AFP)" in html.plain(shown(both_sides(), 1800))
