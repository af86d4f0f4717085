"""The sentences of reports as grounds for what a model wrote: which of them a sentence of its rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.core import claims as reader
from feeds.core import text as texts
from feeds.core.reading.sentences import Sentence, sentences
from feeds.model import Claim, Figure

#: Sentences of reports that one sentence of a model may rest on, and words by which each further one must help.
AT_MOST, HELPS = 3, 2

#: Words that tell nothing of what a sentence is about.
_COMMON = frozenset(
    (
        "a an the of to in on at by for with from and or but as is are was were be been being am has have had "
        "having it its that this these those there he she his her hers they their them him who whom whose which "
        "what when where while will would could should may might must can do does did not no nor than then so such "
        "also more most into over after before about said says say saying told tells tell according s t some any "
        "all both other others another"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence of a text, with what was read in it."""

    row: Sentence
    stems: tuple[str, ...]  #: of each word; empty for signs and words that tell nothing
    claims: tuple[Claim, ...] = ()
    beside: tuple[Claim, ...] = ()  #: of the sentences next to it: who speaks on in a quotation
    figures: tuple[Figure, ...] = ()

    @property
    def content(self) -> frozenset[str]:
        """What it is about."""
        return frozenset(stem for stem in self.stems if stem)


@lru_cache(maxsize=500)
def read(text: str) -> tuple[Ground, ...]:
    """The sentences of a text."""
    found, rows = reader.read(text), sentences(text)
    return tuple(
        Ground(
            row,
            tuple(_stem(low) for low in row.lower),
            tuple(claim for claim in found.claims if claim.sentence == row.index),
            tuple(claim for claim in found.claims if abs(claim.sentence - row.index) == 1),
            tuple(figure for figure in found.figures if figure.sentence == row.index),
        )
        for row in rows
    )


def bearing(content: frozenset[str], grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """The sentences on which one with this content rests, the one that bears most first; none where none has a word of
    it.
    """
    chosen: list[Ground] = []
    left = set(content)
    while left and len(chosen) < AT_MOST:
        best = max(grounds, key=lambda ground: len(left & ground.content), default=None)
        helps = len(left & best.content) if best else 0
        if best is None or helps < (HELPS if chosen else 1):
            break
        chosen.append(best)
        left -= best.content
    return tuple(chosen)


def contents(grounds: Iterable[Ground]) -> frozenset[str]:
    """What sentences are about together."""
    return frozenset(stem for ground in grounds for stem in ground.stems if stem)


def _stem(low: str) -> str:
    word = low.removesuffix("'s").removesuffix("'")
    return texts.stem(word) if word[:1].isalpha() and word not in _COMMON else ""
