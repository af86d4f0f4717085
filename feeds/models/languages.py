"""The common words of languages, by which a text's language is told."""

from functools import cache

from stop_words import AVAILABLE_LANGUAGES, LANGUAGE_MAPPING, get_stop_words

from feeds.core import text as texts


@cache
def load() -> dict[str, frozenset[str]]:
    """Common words in small letters, by two letters of the language."""
    known = {code: name for code, name in LANGUAGE_MAPPING.items() if len(code) == 2 and name in AVAILABLE_LANGUAGES}
    return {
        code: frozenset(word for entry in get_stop_words(code) for word in texts.words(entry)) for code in sorted(known)
    }
