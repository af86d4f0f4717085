"""A translation is held against what was translated, as far as a program can that does not speak both languages."""

import pytest

from feeds.core.machine.translated import doubt, speaks
from feeds.model import Flaw
from feeds.models import languages

PIECES = (
    "Market of Karst shelled, 45 dead",
    'At least nine of the 1,200 villagers were wounded, the governor said. "We will stay," he added.',
)
GERMAN = (
    "Markt von Karst beschossen, 45 Tote",
    "Mindestens neun der 1.200 Dorfbewohner sind verletzt worden, sagte der Gouverneur. „Wir bleiben“, sagte er.",
)


def flaw(told, language="de", pieces=PIECES):
    found = doubt(pieces, told, language, languages.load())
    return found.flaw if found else None


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", GERMAN),
        ("fr", (GERMAN[0].replace("Markt von Karst beschossen", "Le marché de Karst bombardé").replace("Tote", "morts"),
                "Au moins neuf des 1 200 villageois ont été blessés, a déclaré le gouverneur. « Restons », dit-il.")),
        ("ru", ("Рынок Карста обстрелян, 45 погибших",
                "По меньшей мере 9 из 1200 жителей были ранены, сказал губернатор. «Мы останемся», — добавил он.")),
        ("uk", ("Ринок Карста обстріляно, 45 загиблих",
                "Щонайменше дев'ять із 1200 жителів були поранені, сказав губернатор. «Ми залишимося», — додав він.")),
        ("ka", ("კარსტის ბაზარი დაიბომბა, 45 დაღუპული",
                "გუბერნატორის თქმით, 1200 სოფლელიდან სულ მცირე ცხრა დაიჭრა. „ჩვენ დავრჩებით“, — დაამატა მან.")),
    ],
)  # fmt: skip
def test_a_translation_passes(language, told):
    assert flaw(told, language) is None


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Flaw.LENGTH, GERMAN[:1]),
        (Flaw.LENGTH, (*GERMAN, "Noch einer.")),
        (Flaw.LENGTH, (GERMAN[0], GERMAN[1] * 5)),
        (Flaw.EMPTY, (GERMAN[0], " ")),
        (Flaw.NUMBER, (GERMAN[0].replace("45", "46"), GERMAN[1])),
        (Flaw.NUMBER, (GERMAN[0].replace(", 45 Tote", ""), GERMAN[1])),
        (Flaw.NUMBER, (GERMAN[0], GERMAN[1].replace("1.200", "12.000"))),
        (Flaw.NUMBER, (GERMAN[0], GERMAN[1].replace("neun", "19"))),
        (Flaw.QUOTATION, (GERMAN[0].replace("beschossen", "„beschossen“"), GERMAN[1])),
        (Flaw.LANGUAGE, PIECES),
        (Flaw.HARM, (GERMAN[0] + ". The soldiers shelter in the cellar of 14 Mill Street", GERMAN[1])),
    ],
)
def test_what_cannot_be_one_is_refused(expected, told):
    pieces = PIECES if expected is not Flaw.HARM else (PIECES[0] + " 14", PIECES[1])
    assert flaw(told, pieces=pieces) is expected


def test_small_numbers_may_turn_from_words_to_digits_and_back():
    assert flaw(("Neun Tote in der Stadt und auf dem Land",), pieces=("9 dead in the town and the country",)) is None
    assert flaw(("9 Tote in der Stadt und auf dem Land",), pieces=("Nine dead in the town and the country",)) is None


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        ("Die Stadt ist von den Truppen beschossen worden", "de", True),
        ("The town has been shelled by the troops", "de", False),
        ("La ville a été bombardée par les troupes", "de", False),
        ("Город был обстрелян войсками", "de", False),
        ("The town has been shelled by the troops", "ru", False),
        ("The town has been shelled by the troops", "mi", False),
        ("", "de", False),
    ],
)
def test_a_language_is_told_by_script_and_common_words(text, language, spoken):
    assert speaks(text, language, languages.load()) is spoken
