"""Who says what: attribution in its many forms, kinds, second mentions, denials, and what gives nothing."""

import pytest

from feeds.core.claims import read
from feeds.model import ClaimKind, Reading
from feeds.models import sides

SAID = "The town has been shelled since the morning and the road is closed."


def said(text, **options):
    """Speakers and kinds of a text's claims, in its order."""
    return [(claim.speaker, claim.kind.value) for claim in read(text, **options).claims]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The army said that the town of Dorin had been shelled.", "army"),
        ("The town of Dorin had been shelled, the army said.", "army"),
        ('"The town has been shelled," said the mayor of Dorin.', "mayor of Dorin"),
        ('"The town is burning," Mayor Vitaly Bondar told reporters.', "Vitaly Bondar"),
        ("According to the Red Cross, the town of Dorin is without water.", "Red Cross"),
        ("The town is without water, according to Selma Harune, a nurse.", "Selma Harune"),
        ('"The town," the rebels\' commander said, "is ours."', "rebels' commander"),
        ("The news agency quoted officials as saying that the town was in flames.", "officials"),
        ("An aide was quoted as saying that the talks had failed.", "aide"),
        ("State television has reported that the bridge was blown up.", "State television"),
        ("The Northern Front is now reporting clashes in the town.", "Northern Front"),
        ("Rebels, who hold the town, say that the army has fled.", "Rebels"),
        ("A man who fled to Tunisia said that the town was empty.", "man"),
        ("France, Britain and the United States condemned the attack.", "France, Britain and the United States"),
        ("A report by Human Rights Watch said that the dead were farmers.", "Human Rights Watch"),
        ("KYIV (Newsline) - The town was hit at dawn, the governor said.", "governor"),
        ("The ministry has made clear that the border is to be closed.", "ministry"),
        ("An envoy trying to end the war in Sarn said after talks that the sides were far apart.", "envoy"),
        ("But fighters returning from the battle said that the town was lost.", "fighters"),
        ("Soldiers who were captured said that they had been misled.", "Soldiers"),
        ("Sources familiar with the negotiations said that the talks had failed.", "Sources"),
        (
            "Officials with the interim government, the National Council, say the town is safe.",
            "Officials with the interim government",
        ),
        ('"It is over," said an oil trader working for a bank in the town.', "oil trader"),
        ('"It is over," said 45-year-old Hamida Muftah of the town of Dorin.', "Hamida Muftah"),
        ('"But he will be captured soon," said Saif al-Nasr, who is a lawyer.', "Saif al-Nasr"),
        ("The toll has topped 1,000, according to an estimate from the United Nations.", "United Nations"),
        ("'The worst was the wait in the cellar,' said Maya, a nurse in the town.", "Maya"),
    ],
)
def test_the_speaker_is_found_wherever_he_stands(text, speaker):
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("phrase", "speaker"),
    [
        ("Armenian Defense Ministry spokesperson Shushan Stepanian", "Shushan Stepanian"),
        ("Syria's Foreign Minister Walid Haddad", "Walid Haddad"),
        ("Secretary of State Helen Clay", "Helen Clay"),
        ("U.N. High Commissioner for Human Rights Nadia Perera", "Nadia Perera"),
        ("Lt. Gen. Charles Berger", "Charles Berger"),
        ("the commander, Salem Bashir,", "Salem Bashir"),
        ("Umm Hassan, 61, from Dorin,", "Umm Hassan"),
        ("the UK-based Observatory for Human Rights", "Observatory for Human Rights"),
        ("Ambassador Susan E. Rowe", "Susan E. Rowe"),
        ("the armed wing of the Northern Front", "armed wing of the Northern Front"),
        ("a resident, who gave his name only as Mohammed,", "Mohammed"),
    ],
)
def test_titles_and_appositions_come_off(phrase, speaker):
    assert said(f"{phrase} said that the road to the town was closed.") == [(speaker, "reports")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rovenia accused the Sarn army of shelling the town.", "accuses"),
        ("Rovenia blamed the Sarn army for the attack.", "accuses"),
        ("Rovenia said the Sarn army was to blame for the attack.", "accuses"),
        ("The Sarn army was accused by Rovenia of shelling the town.", "accuses"),
        ("Rovenia denied shelling the town.", "denies"),
        ("Rovenia rejected the accusation.", "denies"),
        ("Rovenia dismissed the reports as propaganda.", "denies"),
        ("Rovenia called the claim baseless.", "denies"),
        ("Rovenia confirmed that the bridge had been hit.", "confirms"),
        ("Rovenia acknowledged losses in the north.", "confirms"),
        ("Rovenia warned that the dam could break.", "warns"),
        ("Rovenia vowed to answer every strike.", "warns"),
        ("Rovenia agreed to a truce of three days.", "agrees"),
        ("Rovenia announced a truce of three days.", "reports"),
        ("Rovenia claimed that the town was in its hands.", "reports"),
    ],
)
def test_the_verb_makes_the_kind(text, kind):
    assert said(text) == [("Rovenia", kind)]


@pytest.mark.parametrize(
    "text",
    [
        "The report could not be independently verified by the agency.",
        "The ministry did not say where the shells had come from.",
        "The ministry declined to comment and refused to confirm the report.",
        "Reports say that the bridge has been blown up in the night.",
        "The village is said to have been taken by the army in the night.",
        "A bomb reported to have been a gift of the enemy was found in the school.",
        "The United States and the estimates of its experts are not the same.",
        "The minister dismissed the general after the loss of the town.",
        "The claim about the capture of the town added to the confusion in the capital.",
        "On Saturday the border was closed, and nobody in the town has said why it was.",
        "The town was blamed for the flood and the dam was to be closed.",
    ],
)
def test_what_nobody_says_is_no_claim(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "The Defence Ministry said the town was hit. It said that nobody was there.",
            ["Defence Ministry", "Defence Ministry"],
        ),
        (
            "Rebels said they had taken the town. They added that the army had fled.",
            ["Rebels", "Rebels"],
        ),
        (
            'Mayor Vitaly Bondar said the town was hit. The army said nothing was hit. "It burns," he said.',
            ["Vitaly Bondar", "army", "Vitaly Bondar"],
        ),
        (
            "Prime Minister Nadim Haddad said the town was hit. Haddad also said that the road was closed.",
            ["Nadim Haddad", "Nadim Haddad"],
        ),
        (
            "The Free Rovenian Army (FRA) said it had left. The FRA said the town was empty.",
            ["Free Rovenian Army (FRA)", "Free Rovenian Army (FRA)"],
        ),
        (
            "The Dorin Observatory said the town was hit. The observatory said that it was the worst day.",
            ["Dorin Observatory", "Dorin Observatory"],
        ),
        (
            "President Ida Holt came to the town in the morning. She said that the war would be long.",
            ["Ida Holt"],
        ),
        (
            "The interior ministry gave a toll of its own: it said the town had been hit.",
            ["interior ministry"],
        ),
    ],
)
def test_second_mentions_are_traced_back(text, speakers):
    assert [name for name, _ in said(text)] == speakers


def test_one_sentence_gives_one_plain_statement_a_speaker_and_none_beside_an_accusation():
    text = "The government said it was trying to help the people and blamed the rebels for the attack on the convoy."
    assert said(text) == [("government", "accuses")]


def test_live_pages_attribute_by_a_colon():
    assert said("14:41 The Northern Front: the army has left the town and the road is open.") == [
        ("Northern Front", "reports")
    ]


def test_a_denial_is_tied_to_both_accusations():
    text = (
        "Authorities in Sarn said that the market had come under fire. Sarn's army accused Rovenia of using drones. "
        "Rovenia's Defence Ministry denied both accusations."
    )
    claims = read(text).claims
    assert claims[-1].kind is ClaimKind.DENIES
    assert claims[-1].denies == (0, 1)


def test_a_denial_is_tied_to_the_claim_whose_words_it_takes_up():
    text = (
        "Sarn accused Rovenia of mining the coast road. Sarn accused Rovenia of bombing a hospital in Dorin. "
        "The weather is bad in the north. Rovenia denied that it had mined the coast road."
    )
    assert read(text).claims[-1].denies == (0,)


def test_nobody_denies_himself():
    text = "Rovenia said that the town was hit. Rovenia denied that the town had been lost to the rebels of the north."
    assert read(text).claims[-1].denies == ()


def test_what_is_said_can_be_cut_out_of_the_text():
    text = "In the morning the army said that the town of Dorin had been shelled."
    claim = read(text).claims[0]
    assert text[claim.start : claim.end] == "that the town of Dorin had been shelled."


def test_sides_come_from_the_table_that_is_given():
    text = "Armenian Defense Ministry spokesperson Shushan Stepanian said that the town was hit. The king said so."
    assert [claim.side for claim in read(text, sides.load()).claims] == ["Armenia", None]
    assert [claim.side for claim in read(text).claims] == [None, None]


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        ("Armenian Defense Ministry spokesperson Shushan Stepanian", "Armenian Defense Ministry"),
        ("Hafiz Gamal, a spokesman for the Northern Front,", "Northern Front"),
        ("The head of the Dorin Observatory, Rami Said,", "Dorin Observatory"),
        ("Secretary of State Helen Clay", None),
        ("The Northern Front", None),
    ],
)
def test_for_whom_a_person_speaks_is_kept(speaker, body):
    assert read(f"{speaker} said that the road to the town was closed.").claims[0].body == body


def test_joint_speakers_of_two_sides_have_none():
    text = "Armenia and Azerbaijan accused each other of shelling the towns. South Korea said that it would not help."
    assert [claim.side for claim in read(text, sides.load()).claims] == [None, "South Korea"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n  ",
        "123 456 :: !! ??",
        "THE ARMY SAID THAT 12 PEOPLE WERE KILLED IN THE TOWN OF DORIN ON MONDAY. THE REBELS DENIED IT.",
        "Die Armee sagte am Montag, in der Stadt seien 12 Menschen getötet worden. Die Rebellen bestritten das.",
        "Армия сообщила, что в городе убиты 12 человек.",
        "قال الجيش إن 12 شخصا قتلوا في المدينة.",
        "the army said 12 people were killed " * 60,
    ],
)
def test_other_languages_capitals_and_texts_without_sentences_give_nothing(text):
    reading = read(text)
    assert (reading.claims, reading.figures) == ((), ())


def test_nothing_at_all_is_an_empty_reading():
    assert read("") == Reading()
