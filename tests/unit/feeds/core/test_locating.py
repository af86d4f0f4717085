"""Which place a story's map marks: one town that the brief names and the reports agree on, or none."""

from dataclasses import replace

import pytest

from feeds.core.brief import compose
from feeds.core.locating import ground
from feeds.models import knowledge
from tests.support.builders import a_source, an_item, an_outlet

KHARKIV = (
    "Missile strike hits Kharkiv",
    "Nine people were killed in Kharkiv when a missile hit a market, police said.",
)
ODESA = ("Drones attack Odesa at night", "Two people were wounded in Odesa in a drone attack, the mayor said.")
COUNTRY = ("Fighting goes on in Sudan", "Fighting between two armies went on across Sudan on Monday, residents said.")
INVENTED = ("Shelling of Qarnavelle kills nine", "Nine people were killed when shells hit the town of Qarnavelle.")


def told(*texts):
    """One report of each, of an outlet of its own, in words of its own."""
    return [
        a_source(
            an_item(title, f"{text} Outlet {number} was told so.", key=f"k{number}"),
            an_outlet(f"Outlet {number}"),
            number=number,
        )
        for number, (title, text) in enumerate(texts, 1)
    ]


def found(*sources):
    return ground(compose(sources, knowing=knowledge.load()), sources, knowledge.load())


def test_the_town_of_the_only_report_is_marked():
    place = found(*told(KHARKIV))
    assert (place.name, round(place.lat), round(place.lon)) == ("Kharkiv", 50, 36)


@pytest.mark.parametrize("report", [COUNTRY, INVENTED, ("Shells fall by the river", "Nobody was hurt.")])
def test_without_a_town_whose_place_is_known_nothing_is_marked(report):
    assert found(*told(report)) is None


def test_where_reports_differ_the_town_of_most_of_them_is_marked():
    later = ("Kharkiv market burns", "Rescuers searched a market in Kharkiv after a missile strike killed nine.")
    assert found(*told(ODESA, KHARKIV, later)).name == "Kharkiv"


def test_of_two_towns_with_as_many_reports_the_headlines_is_marked():
    sources = told(ODESA, KHARKIV)
    brief = compose(sources, knowing=knowledge.load())
    assert ground(brief, sources, knowledge.load()).name in brief.headline


def test_where_the_headline_names_neither_of_two_towns_nothing_is_marked():
    sources = told(ODESA, KHARKIV, COUNTRY)
    brief = replace(compose(sources, knowing=knowledge.load()), headline_item=sources[2].id)
    assert ground(brief, sources, knowledge.load()) is None


def test_copies_of_one_report_have_one_vote():
    copied = [
        a_source(an_item(*ODESA, key=f"c{number}"), an_outlet(f"Copyist {number}"), number=number)
        for number in range(1, 4)
    ]
    own = [
        a_source(an_item(f"Kharkiv: {text}", f"{KHARKIV[1]} {text}", key=text), an_outlet(text), number=10 + number)
        for number, text in enumerate(("Rescuers were still digging.", "Schools were closed for the day."))
    ]
    assert found(*copied, *own).name == "Kharkiv"


def test_what_is_marked_is_spelt_as_the_line_of_places_spells_it():
    sources = told(("Missile strike hits Kharkov", KHARKIV[1].replace("Kharkiv", "Kharkov")))
    brief = compose(sources, knowing=knowledge.load())
    assert ground(brief, sources, knowledge.load()).name in brief.places
