"""How much a story matters, from 0 to 1, and why: who reports it, how fast, how near to a beat, how grave it is.

Observations
    What many independent outlets report within the hour is breaking; what they report over three days is a topic. A
    toll says how grave an event is better than grave words do, but a toll in the tens of thousands is a war's, told
    again. A newsroom that covers a war wants its own war first.

Theory of operation
    A weighted sum of four parts, each from 0 to 1: ``explain`` gives them with their reasons, ``importance`` the sum.
    Spread and pace never fall when an outlet joins, nor does severity when a toll rises; closeness may, where the one
    that joins names no beat, and severity by words, for another headline may be less grave. What is not known counts as
    what is nearest to it: without items the pace is taken to be as the spread is, and grave words stand for the toll;
    without beats every story is near.

Known special cases
    Figures are read in headlines and first sentences of English reports alone, once a text; other languages have their
    grave words' stems only where these are English. Outlets of low trust make nothing fast or grave. A toll that one
    outlet alone tells counts half: it may be an age ("dies at 36"), a year or another event's, which were seen.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
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
#: How near a report is with a beat's term in its headline; in its first sentence alone; how near a story of no beat is.
IN_HEADLINE, IN_TEXT, NOWHERE = 1.0, 0.5, 0.3
#: The share of the reports that must name a beat for the story to be wholly of it.
OF_IT = 0.5
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
#: Reports of one outlet whose figures are read.
READ = 10
#: What a toll counts that one outlet alone tells.
ALONE = 0.5
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
    heard = _heard(brief, items)
    pace = _pace(heard) if items else Part("pace", spread.value, PACE, "unknown; as the spread")
    first = sorted(items, key=lambda source: (source.fetched_at, source.id))[:CONSIDERED]
    closeness = _closeness(relevance, [source.item for source in first], beats)
    return spread, pace, closeness, _severity(brief, heard, read_figures=bool(items))


def _wide(outlets: int) -> float:
    return min(1.0, math.log2(1 + outlets) / math.log2(1 + MANY))


def _heard(brief: Brief, items: Iterable[StoryItem]) -> dict[str, list[StoryItem]]:
    """The reports of each owner, or outlet without one, that counts: who is trusted and did not copy."""
    copies, heard = {line.outlet for line in brief.sources if line.copy}, dict[str, list[StoryItem]]()
    for source in items:
        if source.outlet.trust is not Trust.LOW and source.outlet.name not in copies:
            heard.setdefault(source.outlet.owner or source.outlet.name, []).append(source)
    return heard


def _pace(heard: Mapping[str, Sequence[StoryItem]]) -> Part:
    """How many outlets came out within an hour of each other: the best hour, so that a report of last week that is
    found to belong there makes nothing slower.
    """
    times = sorted(min(source.told_at for source in sources) for sources in heard.values())
    most = max((bisect_right(times, at + FAST) - first for first, at in enumerate(times)), default=0)
    return Part("pace", min(1.0, math.log2(max(1, most)) / math.log2(MANY)), PACE, f"{most} within an hour")


def _closeness(relevance: float, items: Sequence[Item], beats: Beats | None) -> Part:
    """How surely it is about a conflict, less where no beat is named."""
    if beats is None or not items:
        return Part("closeness", relevance, CLOSENESS, f"relevance {relevance:.2f}")
    nearness, named = defaultdict[str, float](float), Counter[str]()
    for item in items:
        headline = beats.of((item.title,), item.language)
        for name in headline or beats.of((_opening(item),), item.language):
            nearness[name] += IN_HEADLINE if headline else IN_TEXT
            named[name] += 1
    nearest = max(nearness, key=lambda name: (nearness[name], name), default=None)
    if nearest is None:
        return Part("closeness", relevance * NOWHERE, CLOSENESS, f"relevance {relevance:.2f}; no beat")
    share = min(1.0, named[nearest] / (OF_IT * len(items))) * nearness[nearest] / named[nearest]
    why = f"relevance {relevance:.2f}; {nearest} in {named[nearest]} of {len(items)} reports"
    return Part("closeness", relevance * (NOWHERE + (1 - NOWHERE) * share), CLOSENESS, why)


def _severity(brief: Brief, heard: Mapping[str, Sequence[StoryItem]], *, read_figures: bool) -> Part:
    said = texts.stems(" ".join([brief.headline, *(piece.text for piece in brief.excerpts)]))
    grave = sorted(GRAVE.intersection(said))
    worded = min(3, len(grave)) / 3 * (WORDS_ALONE if read_figures else 1.0)
    counted, words = _counted(heard)
    if counted > worded:
        return Part("severity", counted, SEVERITY, words)
    return Part("severity", worded, SEVERITY, ", ".join(grave) or "nothing grave")


def _counted(heard: Mapping[str, Sequence[StoryItem]]) -> tuple[float, str]:
    """How grave it is by figures, and which one says so: the greatest that two outlets reach, or half of one's own."""
    told = [
        max([(0.0, ""), *((_harm(figure), figure.words) for one in sources[:READ] for figure in figures(one.item))])
        for sources in heard.values()
    ]
    (most, alone), (second, both), *_ = [*sorted(told, reverse=True), (0.0, ""), (0.0, "")]
    return max((ALONE * _graveness(most), f"{alone} (one outlet)"), (_graveness(second), both))


def _graveness(harmed: float) -> float:
    return min(1.0, math.log10(1 + harmed) / math.log10(1 + GRAVEST))


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
