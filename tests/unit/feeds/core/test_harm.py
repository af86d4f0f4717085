"""What may hurt people: every rule both ways, on invented sentences, and how often the rules are right on them."""

import time
from pathlib import Path

import pytest

from feeds.core.harm import READ, find
from feeds.model import HARM, Reason

SENTENCES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[3] / "data" / "harm" / "sentences.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def said(text):
    return {found.reason: text[found.start : found.end] for found in find(text)}


@pytest.mark.parametrize(("label", "sentence"), SENTENCES)
def test_a_sentence_is_held_for_what_it_gives_away_and_for_nothing_else(label, sentence):
    assert set(said(sentence)) == (set() if label == "-" else {Reason(label)})


def test_half_of_the_sentences_give_nothing_away_and_every_rule_is_tried():
    labels = [label for label, _ in SENTENCES]
    assert len(labels) >= 60
    assert labels.count("-") >= len(labels) / 2
    assert set(labels) - {"-"} == set(HARM)


def test_the_words_that_decided_stand_in_the_text_as_they_are():
    text = "Talks go on. About forty soldiers are sheltering in the school on Lenin Street, a neighbour said."
    (found,) = find(text)
    assert text[found.start : found.end] == "soldiers are sheltering in the school on Lenin Street"


def test_what_is_found_is_told_in_the_order_of_the_text():
    text = "Charred bodies lay there. 9-year-old Amir Hassan was hurt. Then more charred bodies were found."
    assert [one.reason for one in find(text)] == [Reason.GRAPHIC, Reason.MINOR, Reason.GRAPHIC]


def test_a_sentence_is_judged_by_itself():
    """That somebody else was freed frees nobody."""
    assert said("Two women were freed. A video shows the captured pilot Marek Sollin.") == {
        Reason.PRISONER: "captured pilot Marek Sollin"
    }
    assert said("A video shows captured pilot Marek Sollin, freed on Monday.") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Seven-year-old Nika Said To Be Safe After Strike On Karst",
        "Two 16-year-old Palestinians were shot.",
        "A 15-year-old Palestinian was shot dead.",
        "A twenty-eight-year-old Bashir would not be a child.",
        "Pirates threaten all hostage South Korean seamen.",
        "The hospital was struck. A 14-year-old boy His father said",
        "",
    ],
)
def test_names_are_told_from_other_words_that_are_written_large(text):
    assert said(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "soldiers " * 20_000,
        "soldiers are hiding in the " * 5_000,
        "9-year-old " * 10_000,
        "A " * 50_000,
        "convoy is moving along the " * 5_000,
        "hostage, who was identified as " * 5_000,
        "Aa Bb Cc Dd was held " * 5_000,
        "12.345 " * 20_000,
        "x" * 200_000,
        "." * 200_000,
    ],
)
def test_no_text_takes_long(text):
    began = time.perf_counter()
    find(text)
    assert time.perf_counter() - began < 2.0


def test_a_text_is_read_to_its_limit():
    assert find("x" * READ + " Charred bodies lay there.") == ()
