import pytest

from feeds.models.towns import Town, Towns, load_towns, other_name


def test_a_districts_name_gives_way_to_its_town():
    towns = Towns([Town("Fort", 10.03, 10.0, 4.0), Town("Strel", 10.0, 10.0, 5.0), Town("Far", 10.2, 10.0, 3.0)])
    assert [town.name for town in towns.within(9, 9, 11, 11, 10)] == ["Strel", "Far"]


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
