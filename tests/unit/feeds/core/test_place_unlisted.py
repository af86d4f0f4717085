"""Names that no gazetteer has, in sentences written for this test; a row lists all places of its sentence."""

import pytest

from feeds.core import places
from feeds.model.places import Precision
from feeds.models import gazetteer


@pytest.fixture(scope="module")
def known():
    return gazetteer.load()


def names(text, known):
    return [place.name for place in places.find(text, known)]


GROUND = [
    ("Six people were killed in Tel Qarmun on Friday.", ["Tel Qarmun"]),
    ("Nobody has been killed in Velinka since March.", ["Velinka"]),
    ("The shelling of Velinka went on until dawn.", ["Velinka"]),
    ("An air strike on Ain Sorba wounded a family of five.", ["Ain Sorba"]),
    ("Clashes in Qasr Mulla left nine dead.", ["Qasr Mulla"]),
    ("The battle for Ghazwan lasted a week.", ["Ghazwan"]),
    ("Rebels captured Tel Qarmun after two days.", ["Tel Qarmun"]),
    ("Thousands fled Velinka as the tanks came.", ["Velinka"]),
    ("Tanks entered Ain Sorba at noon.", ["Ain Sorba"]),
    ("The army besieged Ghazwan for a month.", ["Ghazwan"]),
    ("A convoy was attacked outside Tel Qarmun.", ["Tel Qarmun"]),
    ("Gunmen shot two farmers at Bir Hashad, west of Aleppo.", ["Bir Hashad"]),
    ("A depot stood at Bir Hashad, 20 km from Homs. Nobody was hurt.", ["Bir Hashad"]),
    ("They buried the dead man in Kafr Sind in northern Syria.", ["Kafr Sind", "Syria"]),
    ("The shells came at noon. Residents of Velinka hid in cellars.", ["Velinka"]),
    ("Rockets hit Ain Sorba overnight.", ["Ain Sorba"]),
    ("Jets struck Homs and Tel Qarmun.", ["Homs", "Tel Qarmun"]),
    (
        "Heavy fighting was reported late on Sunday in Aleppo, Tel Qarmun and Ain Sorba.",
        ["Aleppo", "Tel Qarmun", "Ain Sorba"],
    ),
    ("Shells fell on Velinka and Dorbino.", ["Velinka", "Dorbino"]),
    ("Helicopters dropped barrels of explosives on Ain Sorba.", ["Ain Sorba"]),
    ("A truck bomb tore through Ghazwan, killing forty.", ["Ghazwan"]),
    ("In Velinka, a shell killed a shepherd.", ["Velinka"]),
    ("Near Bir Hashad, a mine killed two children.", ["Bir Hashad"]),
    ("In Velinka a roadside bomb killed a teacher.", ["Velinka"]),
    ("Soldiers traded fire near the temple of Sri Mandor; one was killed.", ["Sri Mandor"]),
    ("Police shot two marchers. Marches were also held in Velinka and Dorbino.", ["Velinka", "Dorbino"]),
    ("Heavy shelling is reported from Dorbino.", ["Dorbino"]),
    ("Hundreds fled to Kafr Sind after the raid.", ["Kafr Sind"]),
    ("The soldiers killed in the hamlets of Bir Hashad and Sorba were buried.", ["Bir Hashad", "Sorba"]),
    ("Troops seized the border crossing of Tel Qarmun.", ["Tel Qarmun"]),
    ("Hostages died at the Ras Anwar gas plant.", ["Ras Anwar"]),
    ("Two villages, Velinka and Dorbino, were shelled; eleven died in Velinka.", ["Velinka", "Velinka"]),
    ("Raids on the village of Sorba and on Kafr Sind killed ten.", ["Sorba", "Kafr Sind"]),
    ("Syria said its forces had retaken Bir Hashad.", ["Bir Hashad"]),
    ("A blast in Tel Qarmun wounded nine. Tel Qarmun was quiet later.", ["Tel Qarmun", "Tel Qarmun"]),
]


@pytest.mark.parametrize(("sentence", "expected"), GROUND, ids=[row[0] for row in GROUND])
def test_an_unknown_name_is_a_place_where_something_happens_to_it(sentence, expected, known):
    assert names(sentence, known) == expected


NO_GROUND = [
    "An attack on Velsen wounded the minister. Velsen said he would go on.",
    "The killing of Marek Dorbino shocked his party.",
    "Rebels captured Tomas Velinka; Velinka, 34, was a pilot.",
    "The shelling of Mr Dorbino's house killed two guards.",
    "He was shot in Dorbino's house.",
    "A soldier died in Hezbollah custody.",
    "Strikes against Hamas killed nine.",
    "An attack on Israelis wounded three.",
    "Nine soldiers were killed in Operation Sea Wind.",
    "Six people were killed in March.",
    "A gunman opened fire at Saint Olav Church.",
    "The leaflet on the killings was written in Hebrew.",
    "The dead were named in Parliament.",
    "Troops fought in World War Two.",
    "The attack was claimed in Dabira magazine.",
    "The army fired Kalibr missiles; one was hit by a Patriot.",
    "He accused the Guards of killings in Ramadan.",
    "Shares in Zipwing fell after the attack.",
    "He had lost confidence in Velsen after the bombing.",
    "Journalist Oksana Velinka was killed; friends spoke of Velinka with tears.",
    "A new film opens in Velinka tonight.",
    "Police blamed group Dorbino for the attack on Dorbino.",
    "The raid on Facebook brought down its pages.",
    "Killings Rise In Surveillance Case",
    "The deadly attack at Brent Industries killed one.",
    "He fired at Dorbino, who fell.",
    "The attacks were condemned by Velinka and Dorbino.",
    "Sources close to the Kremlin spoke of an attack on Nato.",
]


@pytest.mark.parametrize("sentence", NO_GROUND)
def test_an_unknown_name_is_no_place_where_it_may_be_somebody_or_something(sentence, known):
    assert names(sentence, known) == []


CALLED = [
    ("Explosions at Velsen airfield as drones attack after dark.", ["Velsen"]),
    ("Drones attack airfield in Karvelian town of Velsen.", ["Velsen"]),
    ("Shelling killed two in the Karvelian village of Velsen.", ["Velsen"]),
]


@pytest.mark.parametrize(("sentence", "expected"), CALLED, ids=[row[0] for row in CALLED])
def test_neither_what_happened_nor_whose_town_it_is_is_part_of_a_name(sentence, expected, known):
    assert names(sentence, known) == expected


STAGES = [
    ('Rockets hit Misrata. "We will go on," he said in Benghazi.', ["Misrata"]),
    ("Shells fell on Homs. The envoy would go to Damascus.", ["Homs"]),
    ("Shells fell on Homs. The envoy is due in Moscow on Thursday for talks.", ["Homs"]),
    ("Shells fell on Homs. In Benghazi, the rebel council appealed to Paris.", ["Homs"]),
    ("Rockets hit Misrata. The rival government in Tripoli called the raids a crime.", ["Misrata"]),
    ("Rockets hit Misrata, residents said. The health ministry in Tripoli said nine died.", ["Misrata"]),
    ("Shells fell on Homs. The governor, Omar Safi, was in London.", ["Homs"]),
    ("Shells fell on Homs. Their leader was said to be in Nyala.", ["Homs"]),
    ("Shells fell on Homs. The bomber came from Adiyaman.", ["Homs"]),
    ("Shells fell on Homs. Oil prices rose in London.", ["Homs"]),
    ("A missile hit a ship near Hodeidah; it is over when the war in Gaza is over.", ["Hodeidah"]),
    ("Missiles fell on Sderot. Syria's state television showed none of it.", ["Sderot"]),
]


@pytest.mark.parametrize(("text", "expected"), STAGES, ids=[row[0] for row in STAGES])
def test_where_somebody_speaks_or_will_go_is_no_place_of_the_event(text, expected, known):
    assert names(text, known) == expected


LOCAL = [
    ('Shells fell on Homs. "We ran," said Rima Saad, a teacher from Binnish.', ["Homs", "Binnish"]),
    ("Shells fell on Homs. A rebel fighter from Binnish said he was tired.", ["Homs"]),
    ("Ukraine was hit overnight. The governor of Kherson said nine had died.", ["Ukraine", "Kherson"]),
    ("Shells fell on Homs. Leaders will meet in London on Tuesday.", ["Homs", "London"]),
    ("A warplane fell near Turkey's border with Syria.", ["Turkey", "Syria"]),
]


@pytest.mark.parametrize(("text", "expected"), LOCAL, ids=[row[0] for row in LOCAL])
def test_witnesses_local_officials_and_gatherings_are_of_the_ground(text, expected, known):
    assert names(text, known) == expected


def test_a_place_that_nobody_lists_has_no_position_and_the_country_of_the_text(known):
    (place,) = [place for place in places.find("Syria: six died in Tel Qarmun.", known) if place.name == "Tel Qarmun"]
    assert (place.lat, place.lon, place.country, place.precision) == (None, None, "SY", Precision.TOWN)


def test_a_place_with_a_guessed_country_does_not_make_that_country_the_storys(known):
    text = "Iran fired at an American base in Bahrain, killing two. Iran spoke of nine dead in Velinka."
    assert "Bahrain" in names(text, known)


def test_two_prepositions_of_place_make_ground_in_a_text_that_tells_of_violence(known):
    quiet = "They met in Velinka. The market in Velinka was open."
    assert names(quiet, known) == []
    assert names(f"Nine soldiers were killed. {quiet}", known) == ["Velinka", "Velinka"]


def test_a_name_in_a_short_headline_alone_is_none(known):
    assert names("Five Dead In String Of Shootings", known) == []
