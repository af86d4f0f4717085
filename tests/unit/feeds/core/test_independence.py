"""Whose work a report is, and how many outlets know of a story independently."""

import pytest

from feeds.core.ancestry import ancestry, credit_line, first_publisher, named
from feeds.core.brief import compose
from feeds.core.independence import origins
from feeds.core.normalise import credit
from feeds.model import Affiliation
from tests.support.builders import a_party, a_source, an_item, an_outlet, words

A, B, C = (an_outlet(name) for name in ("Arven Herald", "Borin Times", "Cape Star"))


def told(outlet, text, number, title="Shells hit a market"):
    """A report in its outlet's own words, but for what ``text`` says."""
    return a_source(an_item(title, f"{text} {words(30, of=f'w{number}x')}", key=f"k{number}"), outlet, number=number)


def counted(*sources):
    return origins(sources).independent


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("This article was originally published by The Far Post and is reprinted with permission.", "The Far Post"),
        ("This story first appeared in The Far Post.", "The Far Post"),
        ("Republished from The Far Post under a licence.", "The Far Post"),
        ("The book was published by a house.", None),
    ],
)
def test_a_notice_names_who_published_a_text_first(text, first):
    assert first_publisher(text) == first


def test_a_credit_line_says_that_a_reprint_is_permitted_where_the_text_does():
    text = "Originally published by The Far Post, reprinted with permission. Shells hit."
    assert credit_line(an_item(text=text)) == "originally published by The Far Post, reprinted with permission"
    assert credit_line(an_item(text="Originally published by The Far Post.")) == "originally published by The Far Post"
    assert credit_line(an_item(credit="Reuters")) == "from Reuters"
    assert credit_line(an_item()) is None


@pytest.mark.parametrize("text", ["KARST (Reuters) - Shells hit the market.", "Shells hit the market. (Reuters)"])
def test_an_agency_in_brackets_wrote_it(text):
    assert ancestry(an_item(text=text), "Courier").first == "Reuters"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shells hit the market. With files from The Associated Press.", "AP"),
        ("Shells hit the market. AP contributed to this report.", "AP"),
        ("Shells hit the market. Additional reporting by Agence France-Presse.", "AFP"),
        ("Shells hit the market, the BBC reports.", "BBC"),
        ("According to Reuters, shells hit the market.", "Reuters"),
        ("A resident told AFP that shells hit the market.", "AFP"),
        ("Shells hit the market, Borin Times reported.", "borin times"),
    ],
)
def test_a_report_rests_on_what_it_cites_at_its_beginning(text, name):
    assert ancestry(an_item(text=text), "Courier", ["Borin Times"]).parts == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit the market. The map shows a gap.",
        f"{words(100)} The BBC reported an earlier attack.",
        "The army said shells hit the market.",
    ],
)
def test_a_report_rests_on_nobody_that_it_names_in_passing(text):
    found = ancestry(an_item(text=text), "Courier")
    assert (found.first, found.parts) == (None, frozenset())


def test_an_outlet_does_not_rest_on_itself():
    found = ancestry(an_item(text="LONDON (Reuters) - Shells hit, Reuters reported."), "Reuters")
    assert (found.first, found.parts) == (None, frozenset())


@pytest.mark.parametrize(
    ("name", "one"),
    [("The Associated Press", "AP"), ("BBC News", "BBC"), ("the Far Post ", "far post"), ("News", "news")],
)
def test_names_have_one_spelling(name, one):
    assert named(name) == one


def test_outlets_with_reports_of_their_own_count_each():
    assert counted(told(A, "", 1), told(B, "", 2), told(C, "", 3)) == 3


def test_two_that_carry_one_agency_are_one_source_and_so_is_the_agency():
    wire = [told(A, "KARST (AFP) — Shells hit.", 1), told(B, "Shells hit, a resident told AFP.", 2)]
    assert counted(*wire) == 1
    assert counted(*wire, told(an_outlet("AFP"), "", 3)) == 1
    assert counted(*wire, told(C, "", 3)) == 2


def test_a_report_that_cites_another_outlet_of_the_story_is_not_independent_of_it():
    assert counted(told(A, "", 1), told(B, "Shells hit, Arven Herald reported.", 2)) == 1


def test_outlets_of_one_owner_count_once():
    assert counted(*(told(an_outlet(name, owner="Holding"), "", n) for n, name in enumerate("AB"))) == 1


def test_voices_of_one_side_count_once_and_those_of_two_sides_twice():
    ministry, agency, enemy = a_party("Ministry"), a_party("Agency"), a_party("Enemy", side="South")
    assert counted(told(ministry, "", 1), told(agency, "", 2)) == 1
    assert counted(told(ministry, "", 1), told(agency, "", 2), told(enemy, "", 3)) == 2


def test_official_media_of_one_state_count_once():
    states = [an_outlet(name, affiliation=Affiliation.STATE, country="XX") for name in "AB"]
    assert counted(*(told(outlet, "", n) for n, outlet in enumerate(states))) == 1


def test_a_brief_says_how_many_are_independent_and_whose_work_a_report_is():
    brief = compose(
        [told(A, "", 1), told(B, "KARST (AFP) — Shells hit.", 2), told(C, "Shells hit, a man told AFP.", 3)]
    )
    assert (brief.outlets, brief.independent) == (3, 2)
    assert [line.via for line in brief.sources] == [None, "AFP", "AFP"]


@pytest.mark.parametrize("end", ["", " and is reprinted with permission", ", republished with permission"])
def test_an_items_credit_is_the_name_alone(end):
    assert credit(f"This article was originally published by The Far Post{end}. Shells hit.") == "The Far Post"
