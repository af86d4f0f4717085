"""How much a story matters, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.beats import Beats
from feeds.core.importance import CLOSENESS, PACE, SEVERITY, SPREAD, explain, importance
from feeds.model import Beat
from tests.support.builders import NOW, a_brief, a_doubtful_outlet, a_source, an_item, an_outlet

BEATS = Beats([Beat("karst", words=("Karst",)), Beat("osk", words=("Osk",))])


def of(title="News", *, independent=1, relevance=0.5):
    return importance(a_brief(a_source(an_item(title, "")), independent=independent), relevance)


def reported(*minutes, outlets=None, titles=None, **changes):
    """A story that was first reported at these minutes, by an outlet each."""
    names = outlets or [an_outlet(f"Outlet {number}") for number in range(len(minutes))]
    return [
        a_source(
            an_item(
                titles[number] if titles else f"Report {number}",
                f"Own words {number}.",
                key=f"guid-{number}",
                published_at=NOW + timedelta(minutes=minute),
                **changes,
            ),
            names[number],
            number=number + 1,
        )
        for number, minute in enumerate(minutes)
    ]


def part(name, sources, *, relevance=0.8, beats=None):
    parts = explain(a_brief(*sources), relevance, items=sources, beats=beats)
    return next(one for one in parts if one.name == name)


def told(title="Report", text="", *, outlets=1, **changes):
    return [
        a_source(
            an_item(f"{title} ({number})" if number else title, text, key=str(number), **changes),
            an_outlet(f"Outlet {number}"),
            number=number + 1,
        )
        for number in range(outlets)
    ]


# ------------------------------------------------------------------ a brief alone


def test_more_independent_outlets_make_a_story_matter_more():
    assert of(independent=1) < of(independent=2) < of(independent=4)


def test_four_outlets_are_as_good_as_many():
    assert of(independent=4) == of(independent=40)


def test_a_surer_story_matters_more():
    assert of(relevance=0.5) < of(relevance=0.9)


@pytest.mark.parametrize(
    "graver", ["Nine killed", "Nine killed in airstrike", "Nine killed in airstrike, hostages freed"]
)
def test_graver_words_make_a_story_matter_more(graver):
    assert of(graver) > of("Talks")


def test_grave_words_count_up_to_three():
    assert of("killed airstrike hostages") == of("killed airstrike hostages massacre bombardment truce")


def test_the_least_and_the_most():
    assert of(independent=0, relevance=0) == 0
    assert of("killed airstrike hostages", independent=9, relevance=1) == 1


# ------------------------------------------------------------------ explained


def test_the_parts_are_named_and_weigh_one_together():
    parts = explain(a_brief(), 0.5)
    assert [one.name for one in parts] == ["spread", "pace", "closeness", "severity"]
    assert [one.weight for one in parts] == [SPREAD, PACE, CLOSENESS, SEVERITY]
    assert sum(one.weight for one in parts) == pytest.approx(1)


def test_importance_is_the_sum_of_its_parts():
    sources = reported(0, 10, 20)
    parts = explain(a_brief(*sources), 0.7, items=sources, beats=BEATS)
    total = importance(a_brief(*sources), 0.7, items=sources, beats=BEATS)
    assert total == pytest.approx(sum(one.value * one.weight for one in parts), abs=1e-4)


# ------------------------------------------------------------------ pace


@pytest.mark.parametrize(
    ("minutes", "why"),
    [
        ((0,), "1 within an hour"),
        ((0, 30), "2 within an hour"),
        ((0, 60), "2 within an hour"),
        ((0, 61), "1 within an hour"),
        ((0, 50, 100), "2 within an hour"),
        ((0, 2000, 2010, 2020), "3 within an hour"),
    ],
)
def test_pace_is_the_outlets_of_the_best_hour(minutes, why):
    assert part("pace", reported(*minutes)).why == why


def test_a_lone_report_has_no_pace_and_four_within_the_hour_have_all():
    assert part("pace", reported(0)).value == 0
    assert part("pace", reported(0, 1, 2, 3)).value == part("pace", reported(0, 1, 2, 3, 4, 5)).value == 1


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(an_outlet("Outlet 0"), id="the same outlet again"),
        pytest.param(a_doubtful_outlet(), id="an outlet of low trust"),
    ],
)
def test_who_makes_nothing_faster(second):
    assert part("pace", reported(0, 5, outlets=[an_outlet("Outlet 0"), second])).value == 0


def test_outlets_of_one_owner_are_one():
    group = [an_outlet("Outlet 0", owner="Group"), an_outlet("Outlet 1", owner="Group")]
    assert part("pace", reported(0, 5, outlets=group)).value == 0


def test_a_copy_makes_nothing_faster():
    text = " ".join(f"word{number}" for number in range(40))
    sources = [
        a_source(an_item("Wire", text, key="1"), an_outlet("A"), number=1),
        a_source(an_item("Wire", text, key="2"), an_outlet("B"), number=2),
    ]
    assert part("pace", sources).value == 0


def test_an_undated_report_counts_from_when_it_was_fetched():
    first, second = reported(0, 500)
    second = replace(second, item=replace(second.item, dated=False))  # fetched within seconds of the first
    assert part("pace", [first, second]).why == "2 within an hour"


# ------------------------------------------------------------------ closeness


def test_a_beat_in_a_headline_is_nearer_than_in_a_text_than_nowhere():
    headline = part("closeness", told("Shells hit Karst", "Own words."), beats=BEATS)
    text = part("closeness", told("Shells hit a market", "It happened in Karst."), beats=BEATS)
    nowhere = part("closeness", told("Shells hit a market", "Nobody says where."), beats=BEATS)
    assert headline.value == 0.8 > text.value > nowhere.value > 0
    assert [one.why for one in (headline, text, nowhere)] == [
        "relevance 0.80; karst in 1 of 1 reports",
        "relevance 0.80; karst in 1 of 1 reports",
        "relevance 0.80; no beat",
    ]


def test_a_beat_that_few_of_the_reports_name_is_not_the_story_s():
    titles = ["Shells hit Karst", "A star dies at home", "Star found at home", "What we know of the star"]
    few = part("closeness", reported(0, 1, 2, 3, titles=titles), beats=BEATS)
    half = part("closeness", reported(0, 1, titles=titles), beats=BEATS)
    assert few.value < half.value == 0.8
    assert few.why == "relevance 0.80; karst in 1 of 4 reports"


def test_without_beats_every_story_is_near():
    assert part("closeness", told("Shells hit a market")).value == 0.8


# ------------------------------------------------------------------ severity


@pytest.mark.parametrize(
    ("milder", "graver"),
    [
        ("Talks open in Osk.", "A woman was killed in the shelling of Osk."),
        ("Two people were killed in the shelling.", "Nine people were killed in the shelling."),
        ("Nine people were killed in the shelling.", "At least 40 people were killed in the shelling."),
        ("Nine people were wounded in the shelling.", "Nine people were killed in the shelling."),
        ("Nine people were killed in the shelling.", "Dozens of people were killed in the shelling."),
        ("Two people were wounded in the raid.", "Thirty people were wounded in the raid."),
    ],
)
def test_figures_say_how_grave_it_is(milder, graver):
    for outlets in (1, 2):
        more, less = told("Report", graver, outlets=outlets), told("Report", milder, outlets=outlets)
        assert part("severity", more).value > part("severity", less).value


def test_a_figure_is_shown_as_it_stands():
    text = "At least 40 people were killed in the shelling."
    assert part("severity", told("Report", text, outlets=2)).why == "At least 40 people"
    assert part("severity", told("Report", text)).why == "At least 40 people (one outlet)"


def test_a_hundred_dead_are_as_grave_as_more():
    for number in (100, 400):
        text = f"At least {number} people were killed in the raid."
        assert part("severity", told("Report", text, outlets=2)).value == 1


def test_a_copy_confirms_no_toll():
    text = "At least 100 people were killed in the raid."
    first = a_source(an_item("Report", text, key="1"), an_outlet("A"), number=1)
    copy = a_source(an_item("Report", text, key="2"), an_outlet("B"), number=2)
    assert part("severity", [first, copy]).value == 0.5


def test_a_toll_that_one_outlet_alone_tells_counts_half():
    text = "At least 100 people were killed in the raid."
    lower = "At least 60 people were killed in the raid."
    alone, both = told("Report", text), told("Report", text, outlets=2)
    confirmed_in_part = [both[0], replace(both[1], item=an_item("Report", lower, key="2"))]
    assert part("severity", alone).value == 0.5 < part("severity", confirmed_in_part).value < 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The war has killed 70,000 people in the region.", id="a war's toll"),
        pytest.param("As many as 90 people are feared killed in the raid.", id="what is feared"),
        pytest.param("The army met in Osk. At least 90 people were killed in the raid.", id="a later sentence"),
    ],
)
def test_what_makes_nothing_graver_than_its_words(text):
    assert part("severity", told("Report", text)).value <= 0.4


def test_an_outlet_of_low_trust_makes_nothing_grave_by_its_figures():
    text = "At least 90 people were killed in the raid."
    trusted, doubtful = told("Report", text), [a_source(an_item("Report", text), a_doubtful_outlet())]
    assert part("severity", doubtful).value < part("severity", trusted).value


def test_grave_words_alone_weigh_less_than_a_toll():
    words = part("severity", told("Massacre feared: airstrike kills hostages"))
    assert words.value == pytest.approx(0.6)
    assert words.why == "airstrik, hostag, kill, massacr"


def test_other_languages_and_empty_texts_give_what_their_words_give():
    assert part("severity", told("Neun Tote bei Beschuss von Karst", "", language="de")).value == 0
    assert part("severity", told("", "")).why == "nothing grave"
