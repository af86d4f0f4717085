"""Whatever a language model answers, it is held against the reports, and what they do not have is refused."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feeds.core import text as texts
from feeds.core.machine import answers, spending
from feeds.core.machine.checked import SENTENCES, doubt
from feeds.core.machine.circuit import LONGEST, Circuit
from feeds.core.machine.translated import doubt as translated
from feeds.model import Doubt, Flaw, Told
from feeds.models import languages
from tests.support.machine import REPORT, a_report, as_json, told

REPORTS = {1: a_report()}
SENTENCES_OF_IT = texts.sentences(REPORT)
anything = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.text('{}[]":,\\ sentencesreports1', max_size=80),
    st.sampled_from([as_json("One."), '{"sentences": [{"text": "x", "reports": [1]}]}', '{"pieces": ["x"]}']),
)
names = st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True)


@given(anything)
def test_any_answer_is_sentences_or_a_flaw(answer):
    found = answers.summary(answer, (1, 2))
    assert isinstance(found, Doubt) or all(isinstance(one, Told) for one in found)
    pieces = answers.translation(answer)
    assert isinstance(pieces, Doubt) or all(isinstance(one, str) for one in pieces)


@settings(deadline=None)
@given(st.lists(anything, max_size=5), st.lists(st.sampled_from([1, 2, 99]), max_size=3))
def test_any_sentences_are_borne_out_or_named(sentences, items):
    found = doubt([Told(sentence, tuple(items)) for sentence in sentences], REPORTS, {})
    assert found is None or isinstance(found.flaw, Flaw)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SENTENCES_OF_IT), min_size=1, max_size=SENTENCES, unique=True))
def test_what_stands_in_a_report_is_borne_out_in_any_order(sentences):
    assume(any(len(sentence.split()) > 8 for sentence in sentences))  # a few short words are of no language
    assert doubt(told(*sentences), REPORTS, {}) is None


@settings(deadline=None)
@given(st.sampled_from(SENTENCES_OF_IT), names)
def test_no_name_is_put_in_anothers_place(sentence, name):
    assume(name.casefold() not in texts.words(REPORT) and name.casefold() != "courier")
    own = re.findall(r"(?<=\s)(?:Karst|Tuesday|Maran|Orlov|Arven|Friday|Sarn|North|May)\b", sentence)
    for word in own:
        found = doubt(told(SENTENCES_OF_IT[0], sentence.replace(word, name)), REPORTS, {})
        assert found is not None


@settings(deadline=None)
@given(st.sampled_from(SENTENCES_OF_IT), st.integers(2, 10**9))
def test_no_number_is_put_in_anothers_place(sentence, number):
    assume(number not in {9, 20, 1200})
    for word in re.findall(r"\b(?:Nine|20|1,200)\b", sentence):
        found = doubt(told(SENTENCES_OF_IT[0], sentence.replace(word, f"{number:,}")), REPORTS, {})
        assert found is not None
        assert found.flaw is Flaw.NUMBER


@settings(deadline=None)
@given(st.lists(anything, max_size=3), st.lists(anything, max_size=3), st.sampled_from(["de", "ru", "xx", ""]))
def test_any_pieces_are_a_translation_or_not(pieces, pieces_told, language):
    found = translated(pieces, pieces_told, language, languages.load())
    assert found is None or isinstance(found.flaw, Flaw)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e7), st.just("answer")), max_size=30))
def test_an_endpoint_is_never_left_alone_for_longer_than_an_hour(ends):
    circuit = Circuit()
    for moment, end in enumerate(ends):
        circuit = circuit.answered() if end == "answer" else circuit.failed(float(moment), retry_after=end)
        assert circuit.may_ask(moment + LONGEST)


@given(st.dates(), st.lists(st.integers(-1000, 1000), max_size=20))
def test_what_was_spent_is_never_less_than_nothing_and_survives_being_written(day, amounts):
    spent = spending.Spent(day)
    for amount in amounts:
        spent = spent.more(amount)
        assert spent.tokens >= 0
        assert spending.read(spending.written(spent), day) == spent
