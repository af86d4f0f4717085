"""Whatever a text says: reading it never fails, finds only what stands there, and takes time linear in its length."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.claims import read
from feeds.models import sides

tried = settings(max_examples=100, deadline=None)  # machines differ

PIECES = [
    *(  # noqa: SIM905 - words read better as text
        "the army The Army Rovenia said says told accused denied both accusations claims claimed by according "
        "to of in and or but who which that was were been has had not no one a an 12 1,900 20-30 2011 120mm "
        "at least as many from between up killed wounded dead died missing captured taken prisoner hostage "
        "fled people soldiers women children bodies toll death number including them whom may have would Mr "
        "Smith Gen. U.N. (FSA) Monday October 31 he she it they both some others there quoted saying 五十 مدينة"
    ).split(),
    *"-–—,.;:!?\"“”‘’'%$",
    "'s",
    "’s",
    "\n",
    "\n\n",
    "\u200b",
]

words = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
english = words.map(lambda text: f"{text} The road to the town of Dorin is closed and the bridge is in ruins.")
anything = st.one_of(st.text(max_size=300), words, english)


@tried
@given(anything)
def test_reading_never_fails_and_finds_only_what_stands_there(text):
    reading = read(text, sides.load())
    assert all(0 <= start < end <= len(text) for start, end in reading.sentences)
    for claim in reading.claims:
        assert claim.speaker
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.verb in text
        assert all(0 <= at < len(reading.claims) for at in claim.denies)
    for figure in reading.figures:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.value is None or figure.value > 0
        assert figure.high is None or (figure.value or 0) < figure.high


@tried
@given(anything)
def test_the_same_text_reads_the_same(text):
    assert read(text) == read(text)


@tried
@given(english)
def test_sentences_are_in_order_and_apart(text):
    spans = read(text).sentences
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


UNIT = (
    'At least seven people were killed and 23 wounded, including three children, the ministry said. "It burns," '
    "said the mayor. The rebels denied both accusations and blamed the army, which said between 20 and 30 of its men "
    "had died. "
)
UNITS = {
    "prose": UNIT,
    "verbs": "said ",
    "numbers": "12 killed ",
    "lists": "and 12 people ",
    "quotes": '"',
    "commas": ", ",
    "initials": "The Army (TA) said that the army of the ",
    "clauses": "who said ",
    "lines": "\n",
    "one word": "a",
    "titles": "Gen. ",
    "times": "a.m. ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_time_is_linear_in_the_text(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        started = time.process_time()
        read(text)
        return time.process_time() - started

    seconds(20_000)
    assert seconds(240_000) < 6 * seconds(60_000) + 0.3


PROSE = "The road to the harbour of Dorin has been closed since the first week, and ships wait for a pilot. "


def test_five_megabytes_are_read():
    page = UNIT + PROSE * 20
    times = 5_000_000 // len(page)
    reading = read(page * times)
    assert len(reading.claims) == 5 * times
    assert len(reading.figures) == 4 * times


def test_ten_thousand_sentences_are_read():
    reading = read("The army said that 12 people had been killed in the town. " * 10_000)
    assert len(reading.sentences) == len(reading.claims) == len(reading.figures) == 10_000
