"""What is found as the ground of events, in sentences written for this test; a row lists all places of its sentence."""

import pytest

from feeds.core import places
from feeds.model.places import PlaceContext, Precision, Role
from feeds.models import gazetteer


@pytest.fixture(scope="module")
def known():
    return gazetteer.load()


def names(text, known, **context):
    return [place.name for place in places.find(text, known, **context)]


GROUND = [
    ("Shelling killed five people in Homs on Tuesday.", ["Homs"]),
    ("Troops stormed the city of Hama and the village of Kafr Nabl.", ["Hama", "Kafr Nabl"]),
    ("Clashes broke out in Aleppo, Idlib and Deir ez-Zor.", ["Aleppo", "Idlib", "Deir ez-Zor"]),
    ("Rockets hit Misrata, Zliten and the oil port of Ras Lanuf.", ["Misrata", "Zliten", "Ras Lanuf"]),
    ("Rebels captured Ajdabiya and pushed on to Brega.", ["Ajdabiya", "Brega"]),
    ("A car bomb exploded in Baquba, killing nine, police said.", ["Baquba"]),
    ("A bomber struck a market in Tal Afar in northern Iraq.", ["Tal Afar", "Iraq"]),
    ("Mortars fell on Fallujah and Ramadi.", ["Fallujah", "Ramadi"]),
    ("The town of Sinjar was surrounded.", ["Sinjar"]),
    ("Aleppo has come under heavy bombardment.", ["Aleppo"]),
    ("Gunmen attacked a convoy near Kirkuk.", ["Kirkuk"]),
    ("Artillery struck residential areas of Stepanakert and Shushi.", ["Stepanakert", "Shushi"]),
    ("The regions of Tartar, Agdam and Aghjabedi came under fire.", ["Tartar", "Agdam", "Aghjabedi"]),
    ("Gubadli, a town near the border, was attacked.", ["Gubadli"]),
    ("Drones struck Kharkiv and Zaporizhzhia overnight.", ["Kharkiv", "Zaporizhzhia"]),
    ("Fighting raged in Bakhmut, which Russia calls Artyomovsk.", ["Bakhmut", "Artyomovsk"]),
    ("A missile hit a hospital in Khan Younis.", ["Khan Younis"]),
    ("Tanks entered Rafah and Deir al-Balah.", ["Rafah", "Deir al-Balah"]),
    ("Settlers burned cars in Huwara in the West Bank.", ["Huwara", "West Bank"]),
    ("Paramilitaries shelled El Fasher and the Zamzam camp.", ["El Fasher", "Zamzam"]),
    ("M23 fighters seized Goma and marched into Bukavu.", ["Goma", "Bukavu"]),
    ("An air strike on Hodeidah killed three.", ["Hodeidah"]),
    ("Troops withdrew from Mekelle in Tigray.", ["Mekelle", "Tigray"]),
    ("Jets bombed the village of Pazigyi in Sagaing.", ["Pazigyi", "Sagaing"]),
    ("Mercenaries were ambushed near Kidal in northern Mali.", ["Kidal", "Mali"]),
    ("A blast shook Kabul and the Bagram air base.", ["Kabul", "Bagram"]),
    ("Militants stormed a police post in Quetta.", ["Quetta"]),
    ("Shells landed in Nabatieh and Tyre in southern Lebanon.", ["Nabatieh", "Tyre", "Lebanon"]),
    ("Gunfire was heard in the Mezzeh district of Damascus.", ["Mezzeh", "Damascus"]),
    ("An explosion rocked central Baghdad.", ["Baghdad"]),
    ("Forces bombed Tripoli for a third night.", ["Tripoli"]),
    ("Snipers fired from rooftops in the capital, Sanaa.", ["Sanaa"]),
    ("Thousands fled to Jordan from Deraa.", ["Jordan", "Deraa"]),
    ("The army retook Palmyra.", ["Palmyra"]),
    ("Two soldiers died in Helmand province.", ["Helmand"]),
    ("Seven died in Anbar and Diyala provinces.", ["Anbar", "Diyala"]),
    ("The Libyan towns of Sirte and Bani Walid are under siege.", ["Sirte", "Bani Walid"]),
    ("Protesters were shot in the Syrian towns of Rastan and Talbiseh.", ["Rastan", "Talbiseh"]),
    ("Misrata's port was closed.", ["Misrata"]),
    ("Syria's city of Homs is being shelled.", ["Syria", "Homs"]),
    ("Nine people were killed on the Syria-Lebanon border.", ["Syria", "Lebanon"]),
    ("A Grad rocket hit Sderot.", ["Sderot"]),
    ("Government forces hold the Baghdad airport road.", ["Baghdad"]),
    ("Moscow was hit by drones for the first time.", ["Moscow"]),
    ("Eleven bodies were found on the outskirts of Tripoli.", ["Tripoli"]),
    ("Clashes in Aleppo — dozens dead.", ["Aleppo"]),
    ("Homs – heavy shelling reported.", ["Homs"]),
    ("Gangs burned a market in Port-au-Prince.", ["Port-au-Prince"]),
    ("Israel fired missiles towards Damascus.", ["Damascus"]),
    ("The battle for Homs goes on; the Battle of Aleppo is over.", ["Homs", "Aleppo"]),
    ("Refugees drowned off Cox's Bazar.", ["Cox's Bazar"]),
    ("A doctor at Misrata hospital said eleven had died.", ["Misrata"]),
    ("Rebels in Azaz said they had held the town.", ["Azaz"]),
    ("A suicide attack on police headquarters in Kandahar killed 16.", ["Kandahar"]),
    ("A bombing on the outskirts of Benghazi claims at least 23 lives.", ["Benghazi"]),
    ("The fall of Tripoli came quickly.", ["Tripoli"]),
    ("A missile attack from Israel hit Masyaf, Syrian media say.", ["Masyaf"]),
    ("Women who fled Sirte, said they had been trapped.", ["Sirte"]),
    ("Troops stormed the compound and a Baghdad church.", ["Baghdad"]),
    ("Three soldiers were killed close to Damascus.", ["Damascus"]),
    ("Clashes went on in Khartoum for a third day.", ["Khartoum"]),
    ("The fighters crossed into Turkey at Kilis.", ["Turkey", "Kilis"]),
]

TRAPS = [
    # governments
    "Baku said its troops had not fired.",
    "Moscow denied the accusation, and Damascus blamed rebels.",
    "Talks between Kyiv and Moscow collapsed.",
    "Ankara summoned the ambassador.",
    "Washington has accused Tehran of arming the group.",
    "Damascus had agreed to the plan.",
    "The plan was accepted by Damascus.",
    "France recognised the council, and China objected.",
    "Russia and China vetoed the resolution.",
    "Relations with Tehran worsened.",
    "Assistance to Yerevan would be provided, Russia said.",
    "Azerbaijan's Defence Ministry denied it.",
    # datelines and credits
    "BEIRUT (Reuters) - The army shelled rebels.",
    "GOMA, Congo (AP) — Rebels advanced.",
    "Beirut, Lebanon – The army advanced.",
    "It was over. Tripoli, Libya (CNN) -- Soldiers left.",
    "TUNIS | Tue Mar 29, 2011. Talks failed.",
    "CAIRO, Nov 3 (Reuters) - Soldiers opened fire.",
    "Soldiers opened fire.\nReporting by A Writer in Beirut; Editing by B Editor",
    # where somebody merely speaks
    "The envoy told reporters in Geneva that talks would go on.",
    "In Moscow, the foreign minister said he was concerned.",
    "A Moscow official said so, and the minister is in London for talks.",
    "Speaking in Berlin, the chancellor called for calm.",
    "He told a Benghazi news conference that the front was quiet.",
    "The group's head, who is in Paris, said the figure was higher.",
    "A spokesman at Misrata hospital said talks would go on.",
    "An official in Tripoli was quoted as saying lines were cut.",
    "The London-based monitoring group reported the deaths.",
    # distances and directions
    "The front lies 30 km north of Aleppo.",
    "It is about 200 km (130 miles) east of the Libyan capital Tripoli.",
    "The column was 15 kilometres from Stepanakert.",
    "Rebels marched towards Tripoli.",
    "The convoy is waiting to leave for Mekelle and is on the road to Adwa.",
    "The base lies between Aleppo and the rebel-held town of Azaz.",
    # persons
    "Chad Smith and Paris Hilton sent their greetings.",
    "Mr. Jordan and President Washington met Israel Katz.",
    "General Homs and Sheikh Tartus were named.",
    "Bashar al-Assad and Khalifa Haftar spoke by telephone.",
    "The soldier, 24, from Newcastle, was married.",
    # bodies, treaties, papers, teams
    "The Geneva Convention and the Minsk agreements apply.",
    "The Moscow Times and the Kyiv Independent reported it.",
    "Talks on the Oslo accords stalled.",
    "Real Madrid beat Dynamo Kyiv.",
    "The USS Lincoln left port.",
    "The Islamic State of Iraq and al-Qaeda in Iraq claimed the attack.",
    "He served in the Armed Forces of Ukraine.",
    "The region is recognised as part of Azerbaijan.",
    # adjectives, peoples, weapons
    "Russian and Syrian forces used Iskander missiles.",
    "Pro-Moscow fighters and Tehran-backed militias clashed.",
    "The Houthis fired a Tochka missile.",
    # common words
    "March was quiet. Reading the report, Victoria was not surprised.",
    "Nice words and Split opinions.",
]


@pytest.mark.parametrize(("text", "expected"), GROUND)
def test_places_where_something_happens_are_found(known, text, expected):
    assert names(text, known) == expected


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_ground_of_an_event_is_left_out(known, text):
    assert names(text, known) == []


MEANT = [
    ("A strike hit Tripoli. Libyan rebels cheered.", "Tripoli", "LY"),
    ("Clashes broke out in Tripoli. Lebanese soldiers moved in.", "Tripoli", "LB"),
    ("Shells hit Amara, Iraqi police said.", "Amara", "IQ"),
    ("Clashes erupted in Salah al-Din. Syrian rebels withdrew.", "Salah al-Din", "SY"),
    ("Nine were killed in Salah al-Din, Iraqi officials said.", "Salah al-Din", "IQ"),
    ("Rebels entered Zawiya. Gaddafi's troops fled.", "Zawiya", "LY"),
    ("Rebels entered Bayda, east of the Libyan port of Benghazi.", "Bayda", "LY"),
    ("Houthi fighters shelled Bayda in Yemen.", "Bayda", "YE"),
    ("Armenian forces shelled Shusha.", "Shusha", "AZ"),
    ("Fighting resumed in Goma between Congolese troops and M23.", "Goma", "CD"),
    ("Israeli tanks entered Rafah.", "Rafah", "PS"),
    ("Syrian troops shelled Al-Qusair.", "Al-Qusair", "SY"),
    ("Iraqi troops entered Baqoubah.", "Baqoubah", "IQ"),
    ("Ukrainian drones hit Belgorod.", "Belgorod", "RU"),
    ("Shells hit Odesa.", "Odesa", "UA"),
    ("In Khartoum, gunfire was heard.", "Khartoum", "SD"),
]


@pytest.mark.parametrize(("text", "name", "country"), MEANT)
def test_the_countries_that_a_text_speaks_of_decide_between_places_of_one_name(known, text, name, country):
    assert (name, country) in {(place.name, place.country) for place in places.find(text, known)}


def test_the_beat_decides_where_the_text_speaks_of_no_country(known):
    text = "Eleven died in Tripoli."
    assert places.find(text, known, context=PlaceContext(frozenset({"LB"})))[0].country == "LB"
    assert places.find(text, known)[0].country == "LY"


def test_a_small_place_of_a_country_that_is_not_spoken_of_is_not_believed(known):
    assert names("Nine were hurt in Binnish.", known) == ["Binnish"]  # written down by hand
    (clay,) = places.find("Nine were hurt in Clay.", known)  # some Clay: nobody knows which
    assert (clay.country, clay.lat, clay.lon) == ("", None, None)
    assert names("They met in Clay.", known) == []
    assert names("They met in Marigat.", known) == []
    assert names("Nine were hurt in Marigat, Kenyan police said.", known) == ["Marigat"]


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("Troops shelled Homs.", "Homs", Precision.TOWN),
        ("Five died in Homs province.", "Homs", Precision.REGION),
        ("Five died in the province of Homs.", "Homs", Precision.REGION),
        ("Shells fell on Baba Amr.", "Baba Amr", Precision.DISTRICT),
        ("The army left the Donbas.", "Donbas", Precision.REGION),
        ("Bombs fell across Syria.", "Syria", Precision.COUNTRY),
    ],
)
def test_how_much_ground_a_name_covers_is_kept(known, text, name, precision):
    found = places.find(text, known)
    assert [(place.name, place.precision) for place in found] == [(name, precision)]


CALLED = [
    ("Shells hit the Syrian village of Zabrouta.", "Zabrouta", Precision.TOWN),
    ("Libyan rebels were ambushed near Wadi Marqoub.", "Wadi Marqoub", Precision.TOWN),
    ("Libyan rebels held the Marqoub district.", "Marqoub", Precision.DISTRICT),
    ("Libyan rebels overran Al-Harouqa, a town of 4,000.", "Al-Harouqa", Precision.TOWN),
    ("Syrian soldiers fled the Dharjal air base.", "Dharjal", Precision.DISTRICT),
    ("Syrian soldiers fled Dharjal Air Base.", "Dharjal", Precision.DISTRICT),
    ("Syrian rebels fought in a region known as Jabal al-Barouk Sharqi.", "Jabal al-Barouk Sharqi", Precision.REGION),
]


@pytest.mark.parametrize(("text", "name", "precision"), CALLED)
def test_what_the_text_calls_a_place_is_one_though_nobody_knows_where(known, text, name, precision):
    found = places.find(text, known)
    assert [(place.name, place.precision, place.lat, place.lon) for place in found] == [(name, precision, None, None)]
    assert found[0].country in {"SY", "LY"}


def test_a_name_that_the_text_called_a_place_is_one_where_it_stands_alone(known):
    text = "Syrian troops left the village of Zabrouta. Later, shells hit Zabrouta again."
    assert names(text, known) == ["Zabrouta", "Zabrouta"]


@pytest.mark.parametrize(
    "text",
    [
        "The Kurdish village was empty.",
        "The Syrian town was quiet, and so was the Sunni district.",
        "The UN camp was hit.",
        "The General Assembly, a city of words, met.",
    ],
)
def test_peoples_and_bodies_are_no_places_though_a_noun_of_place_follows(known, text):
    assert names(text, known) == []


SIDES = [
    ("Shells hit Shushi.", "Shusha", "AM"),
    ("Shells hit Shusha.", "Shusha", "AZ"),
    ("Shells hit Khankendi.", "Stepanakert", "AZ"),
    ("Shells hit Xankəndi.", "Stepanakert", "AZ"),
    ("Shells hit Artyomovsk.", "Bakhmut", "RU"),
    ("Shells hit Bakhmut.", "Bakhmut", ""),
    ("Shells hit Agdam.", "Aghdam", ""),
    ("Shells hit Qubadlı.", "Gubadli", "AZ"),
]


@pytest.mark.parametrize(("text", "canonical", "side"), SIDES)
def test_whose_spelling_a_name_is_in_is_told(known, text, canonical, side):
    assert [(place.canonical, place.side) for place in places.find(text, known)] == [(canonical, side)]


CYRILLIC = [
    ("Взрывы прогремели в Бахмуте и Авдеевке.", ["Bakhmut", "Avdiivka"]),
    ("Удар по Харькову: трое погибших.", ["Kharkiv"]),
    ("Боевые действия идут в Покровске.", ["Pokrovsk"]),
    ("Обстрел Степанакерта продолжается.", ["Stepanakert"]),
    ("Вибухи пролунали у Харкові та Запоріжжі.", ["Kharkiv", "Zaporizhzhia"]),
]


@pytest.mark.parametrize(("text", "canonical"), CYRILLIC)
def test_russian_and_ukrainian_names_are_found_in_their_cases(known, text, canonical):
    assert [place.canonical for place in places.find(text, known)] == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "SHELLING KILLED FIVE PEOPLE IN HOMS AND ALEPPO TODAY",
        "the shelling of homs and aleppo went on",
        "٪٪٪ ۞ 漢字 漢字",
        "Q" * 100,
    ],
)
def test_nothing_rather_than_a_guess(known, text):
    assert places.find(text, known) == ()


def test_positions_are_those_of_the_name_in_the_text(known):
    text = "Syria’s army shelled “al-Qusayr” and Ma'arat al-Numan’s market."
    assert [text[place.start : place.end] for place in places.find(text, known)] == names(text, known)
    assert names(text, known) == ["al-Qusayr", "Ma'arat al-Numan"]


def test_mentions_tell_the_part_that_each_name_plays(known):
    text = (
        "BEIRUT (AP) — Damascus said shells hit Homs, 160 km north of Damascus. A minister told reporters in Geneva so."
    )
    assert [(mention.place.name, mention.role) for mention in places.mentions(text, known)] == [
        ("BEIRUT", Role.DATELINE),
        ("Damascus", Role.GOVERNMENT),
        ("Homs", Role.EVENT),
        ("Damascus", Role.DISTANCE),
        ("Geneva", Role.SPEAKER),
    ]


def test_a_country_of_which_nothing_is_said_to_happen_in_it_is_set_aside(known):
    text = "Troops shelled Homs in Syria. Swift revolutions were seen in Tunisia. Activists in Italy marched."
    assert names(text, known) == ["Homs", "Syria"]


WHERE = [
    ("Shelling kills 12 in Homs", "DAMASCUS (Reuters) - Shells hit Homs, activists said.", "Homs"),
    ("Moscow denies strike", "Russia denied that it hit Kharkiv. Kharkiv was shelled overnight, Kyiv said.", "Kharkiv"),
    ("Syria: dozens dead", "Dozens were killed across Syria, a London-based group said.", "Syria"),
    ("UN chief condemns attack", "In New York, the UN chief condemned the attack on Qubair in Syria.", "Qubair"),
    ("Talks fail", "Talks between Baku and Yerevan failed.", None),
]


@pytest.mark.parametrize(("title", "text", "name"), WHERE)
def test_a_story_happens_at_the_event_and_not_where_it_is_told(known, title, text, name):
    place = places.where(title, text, known)
    assert (place.name if place else None) == name


def test_the_choice_of_a_storys_place_is_explained(known):
    chosen = places.story_place("Shelling kills 12 in Homs", "Shells hit Homs.", known)
    assert chosen.reason == "town, in the headline, named 2 times"
    assert chosen.place.lat == pytest.approx(34.73, abs=0.05)
