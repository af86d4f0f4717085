"""Whatever a model answers is sentences with their reports, or a flaw."""

import json

import pytest

from feeds.core.machine.answers import LONGEST, summary, translation
from feeds.model import Doubt, Flaw, Told
from tests.support.machine import as_json

ITEMS = (11, 12)


def test_a_summary_is_its_sentences_with_the_items_that_they_name():
    assert summary(as_json("One.", "Two.", reports=(2, 1)), ITEMS) == (Told("One.", (12, 11)), Told("Two.", (12, 11)))


def test_words_and_fences_around_the_object_do_no_harm():
    assert summary(f"Sure! Here it is:\n```json\n{as_json('One.')}\n```", ITEMS) == (Told("One.", (11,)),)


def test_a_number_of_no_report_leaves_the_sentence_without_any():
    assert summary(as_json("One.", reports=(1, 3)), ITEMS) == (Told("One.", ()),)
    assert summary(as_json("One.", reports=(0,)), ITEMS) == (Told("One.", ()),)


def test_what_may_not_be_seen_is_taken_out():
    assert summary(as_json("One\u202e  two.\u200b"), ITEMS) == (Told("One two.", (11,)),)


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        ("", Flaw.EMPTY),
        ("  \n", Flaw.EMPTY),
        ("I cannot help with that.", Flaw.GARBLED),
        ('{"sentences": [', Flaw.GARBLED),
        ('{"sentences": []}', Flaw.EMPTY),
        ('{"sentences": "One."}', Flaw.GARBLED),
        ('{"sentences": ["One."]}', Flaw.GARBLED),
        ('{"sentences": [{"text": 1, "reports": [1]}]}', Flaw.GARBLED),
        ('{"sentences": [{"text": "One.", "reports": 1}]}', Flaw.GARBLED),
        ('{"sentences": [{"text": "One.", "reports": ["1"]}]}', Flaw.GARBLED),
        ('{"sentences": [{"text": "One.", "reports": [true]}]}', Flaw.GARBLED),
        ('{"text": "One."}', Flaw.GARBLED),
        ("{" * 5000 + "}" * 5000, Flaw.GARBLED),
        ('{"a": ' + "[" * 9000 + "]" * 9000 + "}", Flaw.GARBLED),
        (as_json("x" * LONGEST), Flaw.GARBLED),
    ],
    ids=lambda value: str(value)[:40],
)
def test_anything_else_is_a_flaw(answer, flaw):
    assert summary(answer, ITEMS) == Doubt(flaw)


def test_a_translation_is_its_pieces():
    assert translation(json.dumps({"pieces": ["Eins.", "Zwei."]})) == ("Eins.", "Zwei.")


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        ("", Flaw.EMPTY),
        ("Eins.", Flaw.GARBLED),
        ('{"pieces": []}', Flaw.EMPTY),
        ('{"pieces": [1]}', Flaw.GARBLED),
        ('{"pieces": "Eins."}', Flaw.GARBLED),
    ],
)
def test_what_is_no_translation_is_a_flaw(answer, flaw):
    assert translation(answer) == Doubt(flaw)
