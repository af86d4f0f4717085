import gzip
import json

from feeds.model.places import Precision
from feeds.models import build_places, gazetteer

COUNTRIES = {"SY": {"name": "Syria", "capital": "Damascus", "population": 16_900_000}}


def a_city(name, country="SY", people=5_000, others=()):
    place = {"name": name, "countrycode": country, "population": people, "alternatenames": list(others)}
    return place | {"geonameid": 1, "latitude": 34.7, "longitude": 36.7, "admin1code": "07", "timezone": "-"}


def cities(*given):
    return list(build_places._cities(COUNTRIES, given))


def test_countries_at_war_are_taken_deeply_and_others_from_fifteen_thousand_people_on():
    taken = cities(a_city("Qusayr", people=0), a_city("Clay", "US", 14_999), a_city("Erie", "US", 95_000))
    assert [place.name for place, _ in taken] == ["Qusayr", "Erie"]


def test_names_in_other_scripts_and_codes_of_airports_are_left_out():
    ((_, keys),) = cities(a_city("Homs", others=("Hims", "حمص", "QHS", "Хомс", "ホムス", "x")))
    assert keys == {"homs", "hims", "хомс"}


def test_small_towns_elsewhere_are_found_under_their_own_name_alone():
    ((_, keys),) = cities(a_city("Erie", "US", 95_000, others=("Presque Isle",)))
    assert keys == {"erie"}


def test_a_countrys_capital_is_marked():
    marked = {place.name: place.capital for place, _ in cities(a_city("Damascus"), a_city("Homs"))}
    assert marked == {"Damascus": True, "Homs": False}


def test_a_country_stands_in_the_middle_of_its_towns_under_all_its_names():
    towns = [a_city("Homs") | {"latitude": 30.0}, a_city("Hama") | {"latitude": 40.0}]
    ((syria, keys),) = build_places._countries(COUNTRIES, towns)
    assert (syria.name, syria.precision, syria.lat) == ("Syria", Precision.COUNTRY, 35.0)
    assert keys == {"syria", "syrian arab republic"}


def test_words_that_are_mostly_no_places_are_listed_and_towns_in_the_news_are_not(tmp_path):
    texts = ["He left the reading room.", "They like reading.", "A reading.", "In Erbil, Reading was read, near Erbil."]
    labelled = tmp_path / "texts.jsonl.gz"
    labelled.write_bytes(gzip.compress("\n".join(json.dumps({"text": text}) for text in texts).encode()))
    listed = build_places.common_names(labelled).splitlines()[1:]
    assert "reading" in listed
    assert "erbil" not in listed


def test_what_ships_was_folded_as_this_version_folds():
    known = gazetteer.load()
    for name, country in (("Al Quşayr", "SY"), ("Misratah", "LY"), ("Kryvyy Rih", "UA"), ("Baqubah", "IQ")):
        assert any(
            place.country == country and not place.curated
            for key in gazetteer.keys_of(name, country)
            for place in known.lookup(key)
        )
