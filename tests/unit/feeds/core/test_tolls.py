"""The tolls of a story's reports, uncut: who gives which number of killed and wounded, and which numbers are none."""

from dataclasses import replace

import pytest

from feeds.core import tolls
from feeds.core.knowledge import Knowledge
from feeds.model import Terms
from tests.support.builders import a_brief, a_party, a_source, an_item, an_outlet, minutes

#: Keeps short examples recognisable as English.
TAIL = " The road to the town of Dorin is closed and the bridge is in ruins."
KNOWING = Knowledge(sides={"northern": "North", "southern": "South"})


def report(text, outlet="Courier", number=1, *, title="Report", minute=0, **changes):
    item = an_item(title, text + TAIL if text else "", key=f"guid-{number}", published_at=minutes(minute))
    of = outlet if not isinstance(outlet, str) else an_outlet(outlet)
    return replace(a_source(item, of, number=number), fetched_at=minutes(minute + 1), **changes)


def said(*sources):
    return [(one.kind, one.number, one.speaker) for one in tolls.said(sources, knowing=KNOWING)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The governor said 30 people were killed.", [("killed", 30, "governor")]),
        ("The strike killed 30 people and wounded 41.", [("killed", 30, "Courier"), ("wounded", 41, "Courier")]),
        ("The strike caused 30 deaths, the army said.", [("killed", 30, "army")]),
        ("The army said 300 people were displaced and 25 detained.", []),
        ("The army said 25 men are missing.", []),
        ("The army said it had destroyed 30 missiles.", []),
        ("The strike killed a woman.", []),
        ("Dozens of people were killed.", []),
        ("Eleven of them were children.", []),
        ("More than 30,000 people have been killed since the war began.", []),
        ("The army said 30,000 soldiers were killed in the war.", []),
        ("The UN says 300 civilians were killed in 2014.", []),
        ("Over 30,000 people, most of them women, have been killed since the war began.", []),
        ("It recalled the 1988 bombing of the airliner over the town, killing 270 people.", []),
        ("Every year 1,200 people are killed by mines, the UN says.", []),
        ("At least 437 civilians were killed in July.", []),
        ("At least 437 civilians were killed in July 2024.", []),
        ("More than 300 people have been killed since the truce agreed in October.", []),
        ("The strike killed 30 people despite the ceasefire agreed in October.", [("killed", 30, "Courier")]),
        ("The strike killed 30 people.", [("killed", 30, "Courier")]),
        ("At least 30 people were killed in the deadliest strike since June.", [("killed", 30, "Courier")]),
        ("At least 30 people have been killed since Monday.", [("killed", 30, "Courier")]),
        ("At least 30 people were killed over the past 24 hours.", [("killed", 30, "Courier")]),
        ("At least 30 people were killed in the last few hours.", [("killed", 30, "Courier")]),
        ("At least 30 people were killed in the past 24-hour period.", [("killed", 30, "Courier")]),
        ("At least 30 people were killed over the past day.", [("killed", 30, "Courier")]),
        ("At least 3,000 people were killed over the past two years.", []),
        ("At least 3,000 people were killed in the last 100 days.", []),
        ("The strike killed 30 people, the fourth such attack this year.", [("killed", 30, "Courier")]),
        ("It was the 12th drone strike on the town last month and killed 30 people.", [("killed", 30, "Courier")]),
        ("At least 3,000 people were killed in the first half of this year.", []),
    ],
)
def test_killed_and_wounded_of_the_event_count_and_nothing_else(text, found):
    assert said(report(text)) == found


@pytest.mark.parametrize("terms", list(Terms))
def test_a_toll_counts_whatever_its_outlets_terms(terms):
    outlet = an_outlet(terms=terms, credit="Courier")
    assert said(report("The strike killed 30 people.", outlet)) == [("killed", 30, "Courier")]


def test_a_headline_counts_where_the_text_gives_no_toll():
    title = "The strike on the town of Dorin kills 30"
    assert said(report("", title=title)) == [("killed", 30, "Courier")]
    assert said(report("The strike killed 31 people.", title=title)) == [("killed", 31, "Courier")]


def test_what_an_outlet_says_itself_and_lets_somebody_say_is_his_alone():
    text = "At least 30 people were killed. The governor said that 30 people had been killed."
    assert said(report(text)) == [("killed", 30, "governor")]
    assert said(report(text), report("The strike killed 31 people.", "Herald", 2)) == [
        ("killed", 30, "governor"),
        ("killed", 31, "Herald"),
    ]


def test_a_copy_says_nothing_again():
    text = "The strike on the market of Dorin killed 30 people, and the search in the rubble went on through the night."
    assert said(report(text), report(text, "Herald", 2, minute=5)) == [("killed", 30, "Courier")]


def test_a_report_that_is_an_agencys_is_said_by_the_agency():
    credited = [report(f"The strike killed 30 {who}. (Reuters)", name, n) for n, (who, name) in enumerate(
        [("people at the market", "Courier"), ("men and women in Dorin", "Herald")], 1)]  # fmt: skip
    assert {who for _, _, who in said(*credited)} == {"Reuters"}


def test_of_each_speaker_the_newest_number_stands():
    first = report("The governor said 5 people were killed.")
    later = report("The governor said that by noon 30 people had been killed.", "Herald", 2, minute=60)
    (one,) = tolls.said([later, first])
    assert (one.number, one.outlet, one.at) == (30, "Herald", later.said_at)


def test_the_side_of_a_speaker_and_of_an_official_outlet_is_known():
    (one,) = tolls.said([report("The northern army said 30 people were killed.")], knowing=KNOWING)
    (other,) = tolls.said([report("The strike killed 30 people.", a_party("Ministry", "South"))], knowing=KNOWING)
    assert (one.side, other.side) == ("North", "South")


def test_what_is_feared_or_a_limit_is_not_firm():
    feared, limit, plain = (
        tolls.said([report(text)])[0]
        for text in ("30 people were feared killed.", "Up to 30 people were killed.", "30 people were killed.")
    )
    assert (feared.firm, limit.firm, plain.firm) == (False, False, True)


def test_a_story_of_thousands_of_contradicting_reports_gives_few_numbers():
    nouns = ("soldiers", "civilians", "women", "men", "children", "guards", "sailors", "nurses", "drivers", "miners")
    text = " ".join(f"The army said {{0}}{n} {noun} were killed." for n, noun in enumerate(nouns))
    sources = [report(text.format(n + 1), f"Outlet {n}", n + 1, minute=n) for n in range(3000)]
    told = tolls.said(sources)
    assert len(told) <= tolls.OF_A_STORY
    assert {one.noun for one in told} == set(nouns[: tolls.OF_A_REPORT])


def test_a_story_without_tolls_has_none():
    assert said(report("The bridge is open.")) == []


def test_the_tolls_that_a_brief_shows_say_whose_they_are_and_who_is_counted():
    brief = a_brief(report("The governor said 30 soldiers were killed and 25 men were captured."))
    (one,) = tolls.told(brief)
    assert (one.kind, one.number, one.speaker, one.outlet, one.noun) == (
        "killed",
        30,
        "governor",
        "Courier",
        "soldiers",
    )
