"""How much a story matters, from 0 to 1, and why: who reports it, how fast, how near to a beat, how grave it is.

Observations
    What many independent outlets report within the hour is breaking; what they report over three days is a topic. A
    toll says how grave an event is better than grave words do, but a toll in the tens of thousands is a war's, told
    again. A newsroom that covers a war wants its own war first.

Theory of operation
    A weighted sum of four parts, each from 0 to 1: ``explain`` gives them with their reasons, ``importance`` the sum.
    Spread, pace and closeness never fall when an outlet joins, nor does severity when a toll rises; by words it may,
    for another headline may be less grave. What is not known counts as what is nearest to it: without items the pace is
    taken to be as the spread is, and grave words stand for the toll; without beats every story is near.

Known special cases
    Figures are read in headlines and first sentences of English reports alone, once a text; other languages have their
    grave words' stems only where these are English. Outlets of low trust make nothing fast or grave.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from feeds.core import text as texts
from feeds.core.beats import Beats
from feeds.core.brief import CONSIDERED
from feeds.core.claims import read
from feeds.model import Brief, Figure, FigureKind, Item, StoryItem, Trust

#: What each part weighs; the sum is 1.
SPREAD, PACE, CLOSENESS, SEVERITY = 0.4, 0.1, 0.25, 0.25
#: Independent outlets from which on more make a story no wider; as many within ``FAST`` make it no faster.
MANY, FAST = 4, timedelta(hours=1)
#: How near a story is with a beat's term in a headline; in a text alone; nowhere.
IN_HEADLINE, IN_TEXT, NOWHERE = 1.0, 0.75, 0.5
#: People killed from which on more make a story no graver; above ``OF_A_WAR`` the number is a war's, not an event's.
GRAVEST, OF_A_WAR = 100, 1_000
#: What one person counts to whom something happened, against one killed.
HARM = {
    FigureKind.KILLED: 1.0,
    FigureKind.MISSING: 0.5,
    FigureKind.CAPTURED: 0.2,
    FigureKind.WOUNDED: 0.2,
    FigureKind.DISPLACED: 0.001,
}
#: What a vague number ("dozens") counts, and what grave words weigh at most where figures could have been read.
VAGUE, WORDS_ALONE = 12, 0.6
#: Characters of a text in which its first sentence is looked for.
OPENING = 600
#: English stems of the gravest events; three in the headline and excerpts are as good as more.
GRAVE = frozenset(
    {
        "kill",
        "dead",
        "death",
        "toll",
        "massacr",
        "casualti",
        "invas",
        "ceasefir",
        "truce",
        "airstrik",
        "bombard",
        "hostag",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of importance: how much of its kind, from 0 to 1, what it weighs, and what says so."""

    name: str
    value: float
    weight: float
    why: str


def importance(brief: Brief, relevance: float, *, items: Sequence[StoryItem] = (), beats: Beats | None = None) -> float:
    """The sum of the parts, rounded to four places; ``relevance`` from 0 to 1, ``items``: the story's, in any order."""
    return round(sum(part.value * part.weight for part in explain(brief, relevance, items=items, beats=beats)), 4)


def explain(
    brief: Brief, relevance: float, *, items: Sequence[StoryItem] = (), beats: Beats | None = None
) -> tuple[Part, ...]:
    """What makes a story matter: spread, pace, closeness and severity."""
    spread = Part("spread", _wide(brief.independent), SPREAD, f"{brief.independent} independent")
    trusted = [source for source in items if source.outlet.trust is not Trust.LOW]
    pace = _pace(brief, trusted) if items else Part("pace", spread.value, PACE, "unknown; as the spread")
    first = sorted(items, key=lambda source: (source.fetched_at, source.id))[:CONSIDERED]
    closeness = _closeness(relevance, [source.item for source in first], beats)
    return spread, pace, closeness, _severity(brief, first)


def _wide(outlets: int) -> float:
    return min(1.0, math.log2(1 + outlets) / math.log2(1 + MANY))


def _pace(brief: Brief, trusted: Iterable[StoryItem]) -> Part:
    """How many outlets came out within an hour of each other: the best hour, so that a report of last week that is
    found to belong there makes nothing slower.
    """
    copies = {line.outlet for line in brief.sources if line.copy}
    came: dict[str, datetime] = {}
    for source in trusted:
        if source.outlet.name not in copies:
            name, at = source.outlet.owner or source.outlet.name, _said_at(source)
            came[name] = min(at, came.get(name, at))
    times = sorted(came.values())
    most = max((sum(at <= other <= at + FAST for other in times) for at in times), default=0)
    return Part("pace", min(1.0, math.log2(max(1, most)) / math.log2(MANY)), PACE, f"{most} within an hour")


def _said_at(source: StoryItem) -> datetime:
    return source.item.published_at if source.item.dated else source.fetched_at


def _closeness(relevance: float, items: Sequence[Item], beats: Beats | None) -> Part:
    """How surely it is about a conflict, less where no beat is named."""
    if beats is None or not items:
        return Part("closeness", relevance, CLOSENESS, f"relevance {relevance:.2f}")
    in_headlines = {name for item in items for name in beats.of((item.title,), item.language)}
    found = in_headlines or {name for item in items for name in beats.of((_opening(item),), item.language)}
    near = IN_HEADLINE if in_headlines else IN_TEXT if found else NOWHERE
    named = ", ".join(sorted(found)) or "no beat"
    return Part("closeness", relevance * near, CLOSENESS, f"relevance {relevance:.2f}; {named}")


def _severity(brief: Brief, items: Sequence[StoryItem]) -> Part:
    said = texts.stems(" ".join([brief.headline, *(piece.text for piece in brief.excerpts)]))
    grave = sorted(GRAVE.intersection(said))
    worded = min(3, len(grave)) / 3 * (WORDS_ALONE if items else 1.0)
    trusted = [source.item for source in items if source.outlet.trust is not Trust.LOW]
    harmed, words = max(
        ((_harm(figure), figure.words) for item in trusted for figure in figures(item)), default=(0, "")
    )
    counted = min(1.0, math.log10(1 + harmed) / math.log10(1 + GRAVEST))
    if counted > worded:
        return Part("severity", counted, SEVERITY, words)
    return Part("severity", worded, SEVERITY, ", ".join(grave) or "nothing grave")


def _harm(figure: Figure) -> float:
    """A figure as so many killed; nothing for what is only feared, for parts, and for the toll of a whole war."""
    value = VAGUE if figure.value is None else figure.value
    if figure.hedged or figure.part or (figure.kind is FigureKind.KILLED and value > OF_A_WAR):
        return 0.0
    return value * HARM[figure.kind]


def figures(item: Item) -> tuple[Figure, ...]:
    """The figures in an item's headline and first sentence."""
    return _read(item.title, _opening(item)) if item.language.partition("-")[0] in {"en", "und"} else ()


def _opening(item: Item) -> str:
    """The text's first sentence."""
    return next(iter(texts.sentences(item.text[:OPENING], item.language)), "")


@lru_cache(maxsize=4096)  # a story is looked at again with each report that joins
def _read(title: str, opening: str) -> tuple[Figure, ...]:
    return read(f"{title.rstrip('.')}. {opening}").figures
