"""Words: cleaning, sentences, tokens, stems. The same words everywhere, so that stages agree on what a text says."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import nh3
import sentencex
import snowballstemmer

#: Text beyond this is not kept: ten times a long article.
MAX_TEXT = 60_000
#: Markup behind so many tags is not read: an HTML parser takes quadratic time for tags that are nested or never closed.
MAX_TAGS = 4_000

_BLOCKS = re.compile(
    r"<\s*(?:/\s*)?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|section)\b", re.IGNORECASE
)
#: Letters of a word that are looked at: nobody means more, and the memory of stems stays small.
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Control characters, zero-width characters and direction overrides: a feed may not steer how its text is shown.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
#: Marks and signs in a row beyond these are cut: normalising thousands of piled-up marks takes quadratic time.
_PILED = re.compile(r"([^\w\s]{30})[^\w\s]+")

_STEMMERS = {
    "und": "english",  # a feed that does not say, in Latin letters
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hy": "armenian",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}

_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
)
#: Numbers of characters that no character has, in which Python's own limit for long numbers would be an error.
_NO_CHARACTER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def clean(markup: str) -> str:
    """Plain text of a feed's field: no tags, no entities, no unseen characters, single spaces."""
    text = _SURROGATES.sub("\ufffd", markup[: MAX_TEXT * 4])
    if "<" in text:
        text = "<".join(text.split("<", MAX_TAGS)[:MAX_TAGS])
        text = nh3.clean(_BLOCKS.sub(lambda block: " " + block.group(), text), tags=set())
    return plain(unescape(text))


def plain(text: str) -> str:
    """A text without markup, as it may be shown: no unseen characters, single spaces."""
    if (
        len(text) <= MAX_TEXT and text.isascii() and text.isprintable()
    ):  # as most are: nothing unseen, nothing to normalise
        return squeeze(_PILED.sub(r"\1", text))
    known = _SURROGATES.sub("\ufffd", text[: MAX_TEXT * 4])
    return squeeze(unicodedata.normalize("NFC", _PILED.sub(r"\1", _UNSEEN.sub(" ", known))))[:MAX_TEXT]


def unescape(text: str) -> str:
    """The text with its entities as the characters that they stand for."""
    return html.unescape(_NO_CHARACTER.sub("\ufffd", text)) if "&" in text else text


def squeeze(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def language(declared: str | None, text: str) -> str:
    """The text's language as two letters: what the feed declares, unless the script says otherwise; ``und`` if unknown.

    A script settles a language only roughly (Cyrillic is taken for Russian); a declared language of that script wins.
    """
    sample = text[:400]
    code = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    code = code if 2 <= len(code) <= 3 and code.isalpha() else ""
    if sample.isascii():
        return code or "und"
    latin = len(_LATIN.findall(sample))
    for by_script, letters in _SCRIPTS:
        if len(letters.findall(sample)) > latin:
            same_script = {"ar": {"ar", "fa", "ur", "ps", "ckb"}, "ru": {"ru", "uk", "be", "bg", "sr", "mk", "kk"}}
            return code if code in same_script.get(by_script, {by_script}) else by_script
    return code or "und"


def words(text: str) -> list[str]:
    """The words of a text, case folded, digits among them."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [word.casefold() for word in _WORD.findall(text)]


def tokens(text: str) -> list[str]:
    """The words of a text as they stand."""
    return _WORD.findall(text)


def capitalised(text: str) -> Iterator[str]:
    """Capitalised words that do not open the text: candidates for names, as they stand."""
    for number, word in enumerate(_WORD.finditer(text)):
        if number and word.group()[0].isupper():
            yield word.group()


def sentences(text: str, lang: str = "en") -> list[str]:
    """The text's sentences, trimmed; joined by spaces they give the text."""
    return [part for raw in sentencex.segment(lang, text) if (part := raw.strip())]


@lru_cache(maxsize=64)
def _stemmer(lang: str) -> "snowballstemmer.stemmer | None":
    name = _STEMMERS.get(lang)
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=20_000)
def stem(word: str, lang: str = "en") -> str:
    """The word's stem by the Snowball algorithm of its language; the word itself where there is none."""
    stemmer = _stemmer(lang)
    return str(stemmer.stemWord(word)) if stemmer else word


def stems(text: str, lang: str = "en") -> list[str]:
    """The stems of a text's words."""
    return [stem(word[:LONGEST_WORD], lang) for word in words(text)]
