"""Cleaning, languages, words and sentences; and that no text, however hostile, is slow."""

import time

import pytest

from feeds.core.text import MAX_TEXT, capitalised, clean, language, sentences, squeeze, stem, stems, words

MEGABYTES = 5_000_000


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("plain", "plain"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("Line<br>break", "Line break"),
        ("in<b>side</b> a word", "inside a word"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("Guns &amp; roses &lt;3", "Guns & roses <3"),
        ("<script>alert(1)</script>safe", "safe"),
        ("<style>p{}</style>safe", "safe"),
        ("<!-- hidden -->seen", "seen"),
        ("<img src=x onerror=alert(1)>seen", "seen"),
        ("a < b and c > d", "a < b and c > d"),
        ("unclosed <b", "unclosed"),
        ("  many \n\t spaces  ", "many spaces"),
        ("no\u00a0break", "no break"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_markup_becomes_plain_text(markup, plain):
    assert clean(markup) == plain


@pytest.mark.parametrize("number", ["9" * 5000, "x" + "F" * 5000])
def test_a_number_that_no_character_has_is_no_error(number):
    assert clean(f"a &#{number}; b") == "a \ufffd b"


@pytest.mark.parametrize("unseen", ["\0", "\x07", "\x1b", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "&#x202e;"])
def test_what_cannot_be_seen_or_turns_the_text_around_is_taken_out(unseen):
    assert clean(f"army{unseen}base") == "army base"


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_that_scripts_need_stay(joiner):
    assert clean(f"می{joiner}رود") == f"می{joiner}رود"


def test_lone_surrogates_are_replaced():
    assert clean("a\ud800b") == "a\ufffdb"


def test_text_is_composed_so_that_one_spelling_is_one_text():
    assert clean("Cafe\u0301") == "Café"


def test_text_is_cut_at_the_limit():
    assert len(clean("word " * MAX_TEXT)) <= MAX_TEXT


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a'",
        "<",
        "< ",
        "</ ",
        "<b>",
        "<div>",
        "<a><div>",
        "<ul><li>",
        "<table><tr><td>",
        "<i></x>",
        "<!--",
        "<svg><b>",
        "&",
        "&amp;",
        "\u0300\u0327",
        "\ud800",
        "\0",
        "\u202e",
        ". ",
        "War. ",
        "قصف ",
    ],
)
def test_five_megabytes_of_anything_are_cleaned_at_once(unit):
    text = unit * (MEGABYTES // len(unit))
    began = time.perf_counter()
    clean(text)
    assert time.perf_counter() - began < 1


def test_marks_piled_up_in_any_order_are_cut_before_they_cost_anything():
    assert len(clean("a" + "\u0300\u0327" * 100_000)) < 40


def test_squeezing_leaves_single_spaces():
    assert squeeze(" a \n\n b ") == "a b"


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        ("en", "Shelling of Karst", "en"),
        ("en-GB", "Shelling", "en"),
        ("pt_BR", "Ataque", "pt"),
        ("EN", "Shelling", "en"),
        (None, "Shelling", "und"),
        ("", "Shelling", "und"),
        ("english", "Shelling", "und"),
        ("x1", "Shelling", "und"),
        ("ckb", "", "ckb"),
        (None, "قصف السوق", "ar"),
        ("en", "قصف السوق", "ar"),
        ("fa", "حمله به بازار", "fa"),
        ("ur", "بازار پر حملہ", "ur"),
        (None, "פגיעה בשוק", "he"),
        ("en", "פגיעה בשוק", "he"),
        ("en", "Обстрел рынка", "ru"),
        ("uk", "Обстріл ринку", "uk"),
        ("ru", "Shelling of Karst", "ru"),
        ("hy", "Հարձակում", "hy"),
        ("en", "თავდასხმა", "ka"),
        ("en", "Governor of Обл. says", "en"),
    ],
)
def test_a_language_is_what_the_feed_declares_unless_the_script_says_otherwise(declared, text, code):
    assert language(declared, text) == code


def test_a_language_is_told_from_the_beginning_of_a_text():
    assert language(None, "قصف " * 200 + "a" * 100_000) == "ar"


def test_words_are_folded_and_keep_digits_and_apostrophes():
    assert words("The ARMY's 3 tanks – ҐАНОК_b") == ["the", "army's", "3", "tanks", "ґанок", "b"]


def test_there_are_no_words_in_punctuation():
    assert words("… – !?") == []


def test_capitalised_words_behind_the_first_may_be_names():
    assert list(capitalised("Shells hit Karst and Osk")) == ["Karst", "Osk"]


@pytest.mark.parametrize(
    ("word", "lang", "root"), [("killed", "en", "kill"), ("ракеты", "ru", "ракет"), ("χ", "el", "χ")]
)
def test_stems_are_those_of_the_language(word, lang, root):
    assert stem(word, lang) == root


def test_latin_letters_of_which_nothing_is_known_are_stemmed_as_english():
    assert stems("Killed soldiers", "und") == stems("Killed soldiers", "en")


@pytest.mark.parametrize("lang", ["en", "ru", "ar", "hy", "und", "xx", ""])
def test_sentences_give_the_text_again(lang):
    text = "One killed in Karst. Two were hurt, Mr. Olm said. Why? Nobody knows!"
    assert " ".join(sentences(text, lang)) == text


def test_a_text_of_one_word_is_one_sentence():
    assert sentences("War") == ["War"]


def test_no_text_has_no_sentences():
    assert sentences("") == []
