"""Keys for exact duplicates, sketches for near ones."""

import hashlib
import unicodedata

import pytest

from feeds.core import text as texts
from feeds.core.fingerprint import COPY, SHORT, SKETCH, both, fingerprint, resemblance, signature
from tests.support.builders import TEXT, words


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("shelling of KARST", "nine killed"),
        ("Shelling, of Karst!", "Nine — killed."),
        ("Shelling  of\nKarst", "Nine killed"),
    ],
)
def test_case_punctuation_and_spacing_change_no_fingerprint(title, text):
    assert fingerprint(title, text) == fingerprint("Shelling of Karst", "Nine killed")


@pytest.mark.parametrize("text", ["Ten killed", "", "Nine killed there"])
def test_another_word_is_another_fingerprint(text):
    assert fingerprint("Shelling of Karst", text) != fingerprint("Shelling of Karst", "Nine killed")


def test_a_fingerprint_is_a_sha_256_in_hex():
    assert len(bytes.fromhex(fingerprint("", ""))) == 32


def test_lone_surrogates_have_a_fingerprint_and_a_signature():
    assert fingerprint("\ud800", "\udfff")
    assert signature("a\ud800 " * 20)


def test_a_text_too_short_to_tell_has_no_signature():
    assert signature(words(SHORT - 1)) == b""
    assert signature(words(SHORT)) != b""


def test_a_signature_stays_small_however_long_the_text():
    assert len(signature(words(5000))) == 4 * SKETCH


def test_a_text_resembles_itself_wholly():
    assert resemblance(signature(TEXT), signature(TEXT)) == 1


def test_nothing_resembles_a_text_without_a_signature():
    assert resemblance(b"", signature(TEXT)) == 0
    assert resemblance(signature(TEXT), b"") == 0


def test_a_wire_copy_with_a_new_first_sentence_counts_as_a_copy():
    body = " ".join(words(25, of=f"s{n}x") for n in range(6))
    assert resemblance(signature(body), signature(f"Our correspondent reports this today. {body}")) >= COPY


def test_two_reports_in_their_own_words_do_not():
    other = "Artillery struck a market in Karst early on Tuesday; officials put the number of dead at nine so far."
    assert resemblance(signature(TEXT), signature(other)) < 0.2


def test_resemblance_goes_both_ways():
    one, other = signature(words(80)), signature(words(120))
    assert resemblance(one, other) == resemblance(other, one)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Shelling in Karst", "One two three. " * 9),
        ("Карст — обстріл’", "ﬁve ½ Ⅷ " * 12),
        ("word " * 20, "short"),
        ("", ""),
    ],
)
def test_both_keys_at_once_are_the_keys_one_by_one(title, text):
    assert both(title, text) == (fingerprint(title, text), signature(text) or signature(title))
    folded = " ".join(texts.words(unicodedata.normalize("NFKC", f"{title} \n {text}")))
    assert fingerprint(title, text) == hashlib.sha256(folded.encode()).hexdigest()


def test_of_a_text_that_folding_makes_many_times_as_long_the_beginning_counts():
    long = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM} " * 30_000
    assert fingerprint("", long) == fingerprint("", f"{long} more")
    assert signature(long) == signature(f"{long} more")
