import pytest

from feeds.core.toponyms import fold
from feeds.models.gazetteer import load
from feeds.models.towns import Town, Towns, load_towns, other_name, other_name_of


def test_a_districts_name_gives_way_to_its_town():
    towns = Towns([Town("Fort", 10.03, 10.0, 4.0), Town("Strel", 10.0, 10.0, 5.0), Town("Far", 10.2, 10.0, 3.0)])
    assert [town.name for town in towns.within(9, 9, 11, 11, 10)] == ["Strel", "Far"]


def test_a_great_citys_district_is_further_off_and_a_known_town_is_none():
    city, near = Town("Capital", 10.0, 10.0, 6.4), Town("Quarter", 10.1, 10.0, 5.0)
    other_bank = Town("Other Bank", 10.1, 10.1, 5.0, written=True)
    assert [town.name for town in Towns([city, near, other_bank]).within(9, 9, 11, 11, 10)] == ["Capital", "Other Bank"]


@pytest.mark.parametrize(
    ("typed", "other"),
    [("Stepanakert", "Khankendi"), ("Khankendi", "Stepanakert"), ("Kyiv", ""), ("Al-Quds", "Jerusalem"), ("Goma", "")],
)
def test_the_other_sides_name_of_a_place_depends_on_whose_name_is_used(typed, other):
    place = load().lookup(fold(typed))[0]
    assert other_name_of(place, typed) == other


def test_a_town_written_down_goes_before_another_spelling_of_it():
    towns = Towns([Town("Rafaḩ", 31.30, 34.25, 5.1), Town("Rafah", 31.29, 34.25, 5.0, written=True)])
    assert [town.name for town in towns.within(31, 34, 32, 35, 10)] == ["Rafah"]


def test_a_rectangle_goes_over_the_date_line():
    towns = Towns([Town("West", 0, 179.9, 4), Town("East", 0.5, -179.9, 4), Town("Off", 0, 170, 4)])
    assert [town.name for town in towns.within(-1, 179, 1, 181, 10)] == ["East", "West"]


@pytest.mark.parametrize("half", [3.0, 20.0])
def test_the_greatest_come_first_and_no_more_than_asked_for(half):
    found = load_towns().within(48 - half, 30 - half, 48 + half, 30 + half, 5)
    assert len(found) == 5
    assert [town.rank for town in found] == sorted((town.rank for town in found), reverse=True)


@pytest.mark.parametrize(
    ("lat", "lon", "other"),
    [(39.82, 46.75, "Khankendi"), (50.45, 30.52, "")],
)
def test_both_names_are_given_in_disputed_areas_alone(lat, lon, other):
    assert other_name("Stepanakert", "Stepanakert/AM;Ханкенди/AZ;Khankendi/AZ", lat, lon) == other
