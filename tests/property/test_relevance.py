"""Any text has a score, and always the same."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.beats import Beats
from feeds.core.normalise import normalise
from feeds.core.relevance import relevance
from feeds.model import Beat, Entry
from feeds.models import beats as shipped
from feeds.models.words import load
from tests.support.builders import NOW, an_item

TEXTS = st.text(st.characters(codec=None), max_size=400) | st.lists(
    st.sampled_from(["war", "strike", "Ukraine", "match", "обстрел", "قصف", "\ud800", "🚀", "a" * 50, "it's"]),
    max_size=40,
).map(" ".join)
LANGUAGES = st.sampled_from(["en", "und", "ru", "uk", "ar", "fa", "tr", "fr", "he", "hy", "xx", ""])


@given(TEXTS, TEXTS, LANGUAGES)
def test_any_text_scores_from_0_to_1_and_always_the_same(title, text, language):
    item = an_item(title, text, language=language)
    found = relevance(item, load())
    assert 0 <= found.score <= 1
    assert found == relevance(item, load())


@given(TEXTS, TEXTS)
def test_a_normalised_entry_of_any_text_can_be_judged(title, text):
    item = normalise(Entry(title=title, summary=text), language=None, now=NOW)
    assert item is None or 0 <= relevance(item, load()).score <= 1


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=5), LANGUAGES)
def test_any_terms_can_be_looked_for_in_any_text(said, terms, language):
    matched = Beats([Beat("any", tuple(terms))]).of(said, language)
    assert set(matched) <= {"any"}
    assert all(matched.values())


@pytest.mark.parametrize("word", ["war ", "a", "обстрел ", "' ", "\ud800", "strike on Kharkiv "])
def test_five_megabytes_of_anything_take_no_longer_than_a_moment(word):
    text = word * (5_000_000 // len(word.encode("utf-8", "surrogatepass")))
    item = an_item("Shelling", text)
    began = time.perf_counter()
    relevance(item, load())
    assert time.perf_counter() - began < 2
    Beats(shipped.load()).of([text[:60_000]], "en")
    assert time.perf_counter() - began < 4
