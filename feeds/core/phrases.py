"""Lists of words and phrases, found in a text: whole words, case folded, in time linear in the text.

Theory of operation
    A text is spelt as its words with a space around each. A phrase is spelt the same way; one that ends in ``*`` lacks
    the space at its end and so stands for all that begin like it. All phrases are looked for at once with an
    Aho–Corasick automaton (Aho and Corasick, *Efficient string matching*, 1975), so that neither their number nor their
    form can make a text slow: nobody can write a pattern that backtracks.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from feeds.core import text as texts

Tag = TypeVar("Tag")


class Phrases(Generic[Tag]):
    """Phrases, each with what it says of a text that holds it; one phrase may say several things."""

    def __init__(self, tagged: Iterable[tuple[str, Tag]]) -> None:
        said: dict[str, dict[Tag, None]] = {}
        for phrase, tag in tagged:
            if pattern := _pattern(phrase):
                said.setdefault(pattern, {})[tag] = None
        self._said = tuple((pattern.strip(), tuple(tags)) for pattern, tags in said.items())
        self._automaton = AhoCorasick(said)

    def find(self, spelt: str) -> dict[Tag, dict[str, None]]:
        """What a spelt text holds: by tag the phrases found, each once, in the order of the text."""
        found: dict[Tag, dict[str, None]] = {}
        for number, _, _ in self._automaton.find_matches_as_indexes(spelt, overlapping=True):
            phrase, tags = self._said[number]
            for tag in tags:
                found.setdefault(tag, {})[phrase] = None
        return found


def spell(words: Iterable[str]) -> str:
    """Words as ``Phrases.find`` reads them: one space around each, no possessive s."""
    return f" {' '.join(words)} ".replace("'s ", " ").replace("\u2019s ", " ")


def _pattern(phrase: str) -> str:
    """A phrase as it stands in a spelt text; empty where it has no word."""
    words = texts.words(phrase)
    return spell(words)[: -1 if phrase.rstrip().endswith("*") else None] if words else ""
