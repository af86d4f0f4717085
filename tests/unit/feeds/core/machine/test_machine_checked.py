"""What a model wrote is held against the reports: each rule with what it lets pass and what it refuses."""

import pytest

from feeds.core.machine.checked import SENTENCES, doubt
from feeds.model import Flaw, Terms
from tests.support.machine import GOOD, a_report, told

REPORTS = {1: a_report()}
OTHER = a_report(
    "Rain fell on Velm all day, and Boris Hale of the harbour office said that 14 boats stayed in.", number=2
)


def flaw(*sentences, sources=None, items=(1,), spent=None):
    found = doubt(told(*sentences, items=items), sources or REPORTS, spent or {})
    return found.flaw if found else None


BORNE_OUT = [
    "The regional governor said nine people were killed when shells hit the market of Karst.",
    "Oleg Maran, the regional governor, said nine people had been killed at the market of Karst.",
    "Rescue teams were searching the rubble for survivors.",
    "The shelling may have been a reprisal for a raid on Friday, officials said.",
    "The shelling might have been a reprisal for a raid on Friday, officials said.",
    "At least 20 others were wounded, the hospital said.",
    "North's army accused Arven of using cluster munitions.",
    '"We did not fire a single shell," ministry spokeswoman Lena Orlov said.',
    "Arven shelled North in May, and the bridge over the Sarn was not damaged.",
    "North was shelled by Arven in May.",
    "Some 1,200 villagers left the valley after the raid.",
    "The road is closed if it rains.",
    "Courier reports that the bridge over the Sarn was not damaged.",
]
REFUSED = [
    (Flaw.NAME, "Nine people were killed when shells hit the market of Velm, the regional governor said."),
    (Flaw.NAME, "Boris Maran, the regional governor, said nine people were killed at the market of Karst."),
    (Flaw.NAME, "The governor, Lena Maran, said nine people were killed at the market of Karst."),
    (Flaw.NAME, "Putin said nine people were killed when shells hit the market of Karst."),
    (Flaw.NUMBER, "Ten people were killed when shells hit the market of Karst, the regional governor said."),
    (Flaw.NUMBER, "Nine people were wounded when shells hit the market of Karst, the regional governor said."),
    (Flaw.NUMBER, "Nine soldiers were killed when shells hit the market of Karst, the regional governor said."),
    (Flaw.NUMBER, "The hospital said that 20 others were wounded."),
    (Flaw.NUMBER, "Some 1,200 fighters left the valley after the raid."),
    (Flaw.NUMBER, "Arven shelled North in May 2019."),
    (Flaw.NUMBER, "Dozens of people were in the market of Karst when artillery shells hit it on Tuesday morning."),
    (Flaw.QUOTATION, '"We fired a single shell," ministry spokeswoman Lena Orlov said.'),
    (Flaw.QUOTATION, "The “reprisal” for a raid on Friday may have been the shelling, officials said."),
    (Flaw.QUOTATION, "The ‘reprisal’ for a raid on Friday may have been the shelling, officials said."),
    (Flaw.QUOTATION, '"We did not fire a single shell, ministry spokeswoman Lena Orlov said.'),
    (Flaw.ATTRIBUTION, "Nine people were killed when shells hit the market of Karst on Tuesday."),
    (Flaw.ATTRIBUTION, "Nine people were killed when shells hit the market of Karst on Tuesday, officials said."),
    (Flaw.ATTRIBUTION, "Arven's Defence Ministry confirmed that its forces had shelled the market."),
    (Flaw.ATTRIBUTION, "Arven's Defence Ministry said that its forces had shelled the market."),
    (Flaw.ATTRIBUTION, "Arven's army accused North of using cluster munitions."),
    (Flaw.ATTRIBUTION, "It was the use of cluster munitions by Arven."),
    (Flaw.ATTRIBUTION, "Courier accused Arven of using cluster munitions."),
    (Flaw.ATTRIBUTION, "We did not fire a single shell in the market of Karst."),
    (Flaw.MODALITY, "The shelling was a reprisal for a raid on Friday, officials said."),
    (Flaw.MODALITY, "The shelling will have been a reprisal for a raid on Friday, officials said."),
    (Flaw.MODALITY, "The shelling was certainly a reprisal for a raid on Friday, officials said."),
    (Flaw.MODALITY, "Rescue teams must be searching the rubble for survivors."),
    (Flaw.MODALITY, "The bridge over the Sarn was damaged."),
    (Flaw.MODALITY, "The road is closed when it rains."),
    (Flaw.UNSUPPORTED, "The market was set on fire and the homes of the valley burned to the ground."),
    (Flaw.UNSUPPORTED, "North shelled Arven in May."),
    (Flaw.UNSUPPORTED, "It was all there, as it had been before, and more of it was to be there than there was."),
    (Flaw.LANGUAGE, "Neun Menschen starben, als Granaten den Markt von Karst trafen."),
    (Flaw.EMPTY, "  "),
    (Flaw.LENGTH, "The market of Karst " * 20),
]


@pytest.mark.parametrize("sentence", [*GOOD, *BORNE_OUT])
def test_what_the_reports_bear_out_passes(sentence):
    assert doubt(told(sentence), REPORTS, {}) is None


@pytest.mark.parametrize(("expected", "sentence"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_they_do_not_bear_out_is_refused_and_named(expected, sentence):
    assert flaw(sentence) is expected


def test_one_false_sentence_costs_the_whole_summary():
    assert flaw(*GOOD) is None
    assert flaw(*GOOD, "The bridge over the Sarn was damaged.") is Flaw.MODALITY


def test_a_summary_without_sentences_or_with_too_many_is_none():
    assert flaw() is Flaw.EMPTY
    assert flaw(*["The bridge over the Sarn was not damaged."] * (SENTENCES + 1)) is Flaw.LENGTH


@pytest.mark.parametrize("items", [(), (7,), (1, 7)])
def test_a_sentence_must_name_reports_that_were_sent(items):
    assert flaw(GOOD[0], items=items) is Flaw.UNTRACED


def test_a_sentence_is_held_against_the_reports_that_it_names_and_no_others():
    both = {1: REPORTS[1], 2: OTHER}
    assert flaw("Boris Hale of the harbour office said that 14 boats stayed in.", sources=both, items=(2,)) is None
    assert flaw("Boris Hale of the harbour office said that 14 boats stayed in.", sources=both) is Flaw.NAME


NEARBY = (
    "Rain fell on Velm. The market of Karst was shelled. Mayor Ana Hale came. A tank burned. She said it was a bad "
    "day. The talks were not held, and they were not planned in Dorn. Ten people were detained at the bridge by Monday."
)


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        (None, "It was a bad day, and a tank burned, Mayor Ana Hale said."),
        (Flaw.NAME, "The talks were not held, and they were not planned in Velm."),
        (Flaw.MODALITY, "The talks were not held, and they were planned in Dorn."),
        (Flaw.NUMBER, "Ten people were killed at the bridge by Monday."),
        (Flaw.UNSUPPORTED, "The people were killed at the bridge by Monday."),
    ],
)
def test_names_are_looked_for_nearby_and_what_people_suffer_and_what_is_denied_in_each_case(expected, sentence):
    assert flaw(sentence, sources={1: a_report(NEARBY)}) is expected


OTHERS = (
    "Oleg Maran met Lena Orlov in Karst. Dozens were killed in the valley and hundreds were wounded. "
    "“We were asleep,” Ida Holt of the river guard said. “The guns of the valley stood silent all night.” "
    "A clinic in Dorn was hit and five people were wounded."
)


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        (None, "Oleg Maran met Lena Orlov in Karst and a clinic in Dorn was hit."),
        (Flaw.NAME, "Oleg Orlov met Lena in Karst and a clinic in Dorn was hit."),
        (None, "Dozens were killed in the valley and hundreds were wounded."),
        (Flaw.NUMBER, "Hundreds were killed in the valley and dozens were wounded."),
        (None, "The guns of the valley stood silent all night, Ida Holt of the river guard said."),
        (Flaw.ATTRIBUTION, "The guns of the valley stood silent all night."),
        (None, "Five people were wounded and a clinic in Dorn was hit."),
        (Flaw.ATTRIBUTION, "Five people were wounded and a clinic in Dorn was hit, Ida Holt said."),
    ],
)
def test_names_vague_numbers_and_quotations_that_go_on_are_told_apart(expected, sentence):
    assert flaw(sentence, sources={1: a_report(OTHERS)}) is expected


def test_a_claim_that_the_reader_of_claims_does_not_see_is_no_fact_either():
    report = a_report("Claiming the valley was mined, the patrol that had come from the east in the night turned back.")
    assert flaw("The patrol that had come from the east in the night turned back.", sources={1: report}) is (
        Flaw.ATTRIBUTION
    )
    assert flaw(report.item.text, sources={1: report}) is None


def test_a_headline_bears_names_but_no_claim():
    """It leaves out who says it."""
    report = a_report("Nine people died in the market, the governor said.")
    assert flaw("The governor said nine people died in the market of Karst.", sources={1: report}) is None
    assert flaw("The market of Karst was shelled.", sources={1: report}) is Flaw.UNSUPPORTED


def test_what_would_need_a_moderator_is_refused():
    report = a_report("The soldiers shelter in the cellar of 14 Mill Street in Karst, the mayor said.")
    assert flaw(report.item.text, sources={1: report}) is Flaw.HARM


def test_more_words_than_an_outlet_lends_are_not_taken():
    lending = {1: a_report(terms=Terms.EXCERPT)}
    whole = "Rescue teams were still searching the rubble for survivors."
    assert flaw(whole, sources=lending) is None
    assert flaw(whole, sources=lending, spent={"Courier": 33}) is Flaw.COPIED
    assert (
        flaw("The rubble was still being searched for survivors by teams.", sources=lending, spent={"Courier": 40})
        is None
    )
    assert flaw(whole, spent={"Courier": 40}) is None  # its terms let any sentence stand with its credit


def test_the_month_of_may_is_no_possibility():
    assert flaw("In May Arven shelled North.") is None


def test_the_words_of_a_doubt_say_what_was_not_found():
    found = doubt(told("Ten people were killed when shells hit the market, the regional governor said."), REPORTS, {})
    assert found.words.startswith("Ten people")
