"""Numbers of people harmed: kinds, qualifiers, ranges, parts, speakers, and the numbers that are none of it."""

import pytest

from feeds.core.claims import read
from feeds.model import Qualifier

#: Keeps short examples recognisable as English.
TAIL = " The road to the town of Dorin is closed and the bridge is in ruins."


def counted(text):
    """Kind, value and qualifier of a text's numbers."""
    return [(one.kind.value, one.value, one.qualifier.value) for one in read(text + TAIL).figures if one.counted]


def first(text):
    return read(text + TAIL).figures[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least seven people were killed and 23 wounded.", [("killed", 7, "at_least"), ("wounded", 23, "exact")]),
        ("The blast killed 12 people and injured 40 others.", [("killed", 12, "exact"), ("wounded", 40, "exact")]),
        ("Shells hit the market, killing more than 30 civilians.", [("killed", 30, "at_least")]),
        ("Some 85 people were hurt.", [("wounded", 85, "about")]),
        ("As many as 5,000 people have died.", [("killed", 5000, "up_to")]),
        ("Nearly 20,000 people have fled.", [("displaced", 20000, "about")]),
        ("About 1.5 million people have been displaced.", [("displaced", 1500000, "about")]),
        ("Twenty-five soldiers were captured.", [("captured", 25, "exact")]),
        ("Two hundred and six fighters were detained.", [("captured", 206, "exact")]),
        ("Rebels have taken 12 soldiers prisoner.", [("captured", 12, "exact")]),
        ("Fourteen men are missing.", [("missing", 14, "exact")]),
        ("One person was killed.", [("killed", 1, "exact")]),
        ("There were more than 100 deaths.", [("killed", 100, "at_least")]),
        ("The bodies of four of them were found.", [("killed", 4, "exact")]),
        ("The attack left 25 dead.", [("killed", 25, "exact")]),
        ("It announced the death of two marines.", [("killed", 2, "exact")]),
        ("Doctors treated 37 wounded civilians.", [("wounded", 37, "exact")]),
        ("The rebels lost eight men.", [("killed", 8, "exact")]),
        (
            "17 women and eight children were crushed under the rubble.",
            [("killed", 17, "exact"), ("killed", 8, "exact")],
        ),
        ("An air strike killed his son and three grandchildren.", [("killed", 3, "exact")]),
        ("Doctors put the toll at 90 or more.", [("killed", 90, "at_least")]),
        ("The number of wounded rose to 41.", [("wounded", 41, "exact")]),
        ("20 people, most of them foreign workers, have died.", [("killed", 20, "exact")]),
        ("A dozen people were killed.", [("killed", 12, "about")]),
        ("The charred bodies of at least 14 government soldiers lay in the sand.", [("killed", 14, "at_least")]),
        ("The attack resulted in nine deaths.", [("killed", 9, "exact")]),
        ("More than 8,000 men aligned with the rebels had been killed.", [("killed", 8000, "at_least")]),
        ("The death toll has topped 1,000.", [("killed", 1000, "at_least")]),
        ("The man had fatally shot two doctors.", [("killed", 2, "exact")]),
    ],
)
def test_numbers_are_read_in_words_and_digits(text, found):
    assert counted(text) == found


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Between 20 and 30 people were killed.", 20, 30),
        ("20 to 30 people were killed.", 20, 30),
        ("20-30 people were killed.", 20, 30),
        ("Some 30,000 to 35,000 people have been displaced.", 30000, 35000),
    ],
)
def test_a_range_keeps_both_ends(text, low, high):
    figure = first(text)
    assert (figure.value, figure.high, figure.qualifier) == (low, high, Qualifier.AT_LEAST)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The blast killed 89 people, including 31 women and five children.", [31, 5]),
        ("The gas killed 58 people, 11 of them children.", [11]),
        ("Nine people were killed. Four of the dead were women.", [4]),
        ("Nine people were killed. Among the dead were two children.", [2]),
    ],
)
def test_parts_have_the_kind_of_their_whole_and_are_told_from_it(text, parts):
    figures = read(text + TAIL).figures
    assert {one.kind.value for one in figures} == {"killed"}
    assert [one.value for one in figures if one.part or one.value in parts] == parts
    assert not figures[0].part


@pytest.mark.parametrize(
    ("text", "new", "old"),
    [
        ("The ministry raised its death toll from 31 to 34.", 34, 31),
        ("The union put the number of civilians killed at 174, up from 144 a day earlier.", 174, 144),
        ("Twenty soldiers died in the fighting, the army said, revising an earlier figure of three.", 20, 3),
    ],
)
def test_the_number_that_is_superseded_is_no_figure_of_its_own(text, new, old):
    assert [(one.value, one.replaces) for one in read(text + TAIL).figures] == [(new, old)]


@pytest.mark.parametrize(
    "text",
    [
        "No one was killed.",
        "Nobody was hurt in the blast.",
        "It was no act of war, since no one was killed.",
        "None of the 12 men was killed.",
        "The army did not kill 12 people.",
        "The attack would have killed 300 people.",
        "The rebels threatened to kill 23 hostages.",
        "The war, in which thousands died, began in 2011.",
        "It has 8,000 troops in the region where people are killed.",
        "The man, aged 34, was killed.",
        "A 34-year-old man was killed.",
        "People were killed 40 km from the town.",
        "People were wounded by 122mm shells.",
        "The shells killed people at 14:30 on 12 May.",
        "Killed on May 12, they were buried on June 3.",
        "The army destroyed 25 tanks and killed nobody.",
        "The dead cost the state $40 million and 70 per cent of the clinics were hit.",
        "500 soldiers were killed or wounded.",
        "Some 1,600 civilians remain in the town.",
        "Three gunmen killed a farmer.",
    ],
)
def test_other_numbers_are_no_figures(text):
    assert [one for one in counted(text) if one[1] is not None] == []


def test_the_noun_is_copied_and_never_generalised():
    assert [
        one.noun for one in read("The ministry said 40,000 Palestinians had been killed and 12 soldiers hurt.").figures
    ] == [
        "Palestinians",
        "soldiers",
    ]


def test_a_noun_that_is_left_out_is_the_one_before():
    assert [one.noun for one in read("At least 16 civilians were killed and 71 were wounded." + TAIL).figures] == [
        "civilians",
        "civilians",
    ]


def test_vague_words_are_kept_as_such():
    figure = first("Dozens of people were killed.")
    assert (figure.value, figure.words) == (None, "Dozens of people") or (figure.value, figure.words) == (
        None,
        "Dozens",
    )


def test_a_victim_without_a_number_is_one_that_is_not_counted():
    figure = first("A woman was killed in the attack.")
    assert (figure.value, figure.counted, figure.noun) == (1, False, "woman")


def test_a_remark_on_who_they_mainly_were_does_not_part_a_number_from_its_verb():
    text = "Officials said 27 people, mainly fighters, had been killed since Thursday."
    assert counted(text) == [("killed", 27, "exact")]


@pytest.mark.parametrize("text", ["As many as 60 people may have been killed.", "Some 20 people are feared dead."])
def test_doubt_is_kept(text):
    assert first(text).hedged


def test_figures_have_their_own_speakers():
    text = (
        "The junta said 35 rebels were dead; the rebels said they had lost eight men. At least 43 people were killed."
    )
    assert [(one.value, one.speaker) for one in read(text).figures] == [(35, "junta"), (8, "rebels"), (43, None)]


def test_a_number_that_a_speaker_denies_is_not_his():
    assert counted("The government denied that 3,000 civilians had been killed.") == []


def test_a_quotation_that_goes_on_has_its_speaker():
    text = (
        '"They came at dawn. Around 10 people were wounded, with the market in flames," a local cleric told the agency.'
    )
    assert first(text).speaker == "local cleric"


def test_what_is_only_said_to_have_happened_has_no_speaker():
    text = "The mayor said he had seen the village, where 78 people are said to have been killed."
    assert first(text).speaker is None


def test_what_somebody_says_to_have_been_reported_is_his():
    assert first("At least 15 people were reported killed in the town, activists said.").speaker == "activists"


def test_place_and_time_are_those_beside_the_figure():
    figure = first("At least 12 people were killed in Sloviansk on Sunday.")
    assert (figure.place, figure.time) == ("Sloviansk", "Sunday")


def test_words_stand_where_the_offsets_say():
    text = "Residents said that at least 12 government troops had been killed in the town."
    figure = read(text).figures[0]
    assert text[figure.start : figure.end] == figure.words == "at least 12 government troops"


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers heard the 2023 deaths described.",
        "The 2023 death of a mayor is being investigated.",
        "A court heard of the mayor's 1996 murder.",
        "Police are looking into 2023 deaths in custody.",
        "The 2023 dead were buried on the hill.",
        "The court heard a case of 2019 dead migrants.",
        "Since 1988 wounded soldiers have come home to it.",
        "More people were killed, surpassing the toll from the 2018-20 siege.",
        "General Osko is dead at 36.",
        "General Osko dies at 78.",
        "The singer died at 101, the family said.",
        "A man was shot dead at 23 by the police.",
        "The guard was killed at 24.",
        "911 dispatch reveals Anna Osko was found dead.",
        "In the 911 calls wounded people are heard.",
        "Troops killed near Hill 881 were buried.",
        "Battalion 40 killed the men.",
    ],
)
def test_ages_years_calls_and_names_are_no_toll(text):
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The strike killed 2,023 people.", [("killed", 2023, "exact")]),
        ("The strike killed 2023 people.", [("killed", 2023, "exact")]),
        ("At least 2000 deaths were reported.", [("killed", 2000, "at_least")]),
        ("In 2023, 45 people were killed.", [("killed", 45, "exact")]),
        ("Officials put the dead at 36.", [("killed", 36, "exact")]),
        ("The death toll stands at 36.", [("killed", 36, "exact")]),
        ("The ministry put the number of those killed at 24.", [("killed", 24, "exact")]),
        ("The attack killed 911 people.", [("killed", 911, "exact")]),
        ("The 36 dead were named.", [("killed", 36, "exact")]),
        ("A shell on Hill 881 killed 12 men.", [("killed", 12, "exact")]),
        ("The Boeing 737 crash killed 179 people.", [("killed", 179, "exact")]),
    ],
)
def test_what_looks_like_a_year_an_age_or_a_call_may_be_a_toll(text, found):
    assert counted(text) == found
