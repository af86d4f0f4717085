"""Which beats a text is of, and what in it says so.

Theory of operation
    The terms of a language are looked for in texts of that language, for "Mali" is a country in English and a word in
    Turkish. Terms of no language, such as an operator's plain list, are looked for in every text. A text in a language
    that no beat has terms of is read with the terms of all of them: a name in Latin letters stands for itself in most.
    One term is enough, but for sides, of which a war has two: "Russia" alone is no war, "Russia" and "Ukraine" are.
    What finds them is linear in the text, whatever the terms (``feeds.core.phrases``).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from feeds.core import text as texts
from feeds.core.phrases import Phrases, spell
from feeds.model import Beat, BeatTerms, Item

#: A beat, and which of its sides; None for terms that are enough alone.
_Tag = tuple[str, int | None]

#: What stands between texts, so that no phrase spans two of them; no word, so that no phrase holds it.
BETWEEN = " | "
#: Languages that a beat's terms are looked for in by turns; those beyond share an automaton.
EVERY = "*"


class Beats:
    """Beats, ready to be looked for."""

    def __init__(self, beats: Sequence[Beat]) -> None:
        languages = {language for beat in beats for language in beat.languages}
        self._by_language = {
            language: Phrases(tagged(beats, language)) for language in sorted(languages) if language != EVERY
        }
        self._every = Phrases(tagged(beats, EVERY))

    def of(self, said: Iterable[str], language: str) -> dict[str, tuple[str, ...]]:
        """The beats of texts that belong together, each with the terms found; ``language``: two letters or ``und``."""
        spelt = BETWEEN.join(spell(texts.words(one)) for one in dict.fromkeys(said))
        phrases = self._by_language.get(language.partition("-")[0], self._every)
        enough: dict[str, dict[str, None]] = {}
        sides: dict[str, dict[int, str]] = {}
        for (name, side), found in phrases.find(spelt).items():
            if side is None:
                enough.setdefault(name, {}).update(found)
            else:
                sides.setdefault(name, {})[side] = next(iter(found))
        for name, met in sides.items():
            if len(met) > 1:
                enough.setdefault(name, {}).update(dict.fromkeys(met.values()))
        return {name: tuple(found) for name, found in enough.items()}

    def of_item(self, item: Item) -> dict[str, tuple[str, ...]]:
        """The beats of one item, by its headline and text."""
        return self.of((item.title, item.text), item.language)


@lru_cache(maxsize=16)
def ready(beats: tuple[Beat, ...]) -> Beats:
    """The beats, ready to be looked for; made once for each selection."""
    return Beats(beats)


def terms(beat: Beat, language: str) -> Iterator[BeatTerms]:
    """The terms of a beat for a language, those of no language among them; of all languages for ``EVERY``."""
    if beat.words:
        yield BeatTerms(words=beat.words)
    for part in beat.terms:
        if part.language is None or language in {part.language, EVERY}:
            yield part


def tagged(beats: Iterable[Beat], language: str) -> Iterator[tuple[str, _Tag]]:
    """Every term of a language with its beat, as ``Phrases`` takes them."""
    for beat in beats:
        for part in terms(beat, language):
            for term in (*part.words, *part.names, *part.places):
                yield term, (beat.name, None)
            for number, side in enumerate(part.sides):
                for term in side:
                    yield term, (beat.name, number)
