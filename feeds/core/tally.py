"""The figures of a story as a brief shows them: each with who gives it, word for word, none merged with another's."""

from collections import Counter
from collections.abc import Sequence

from feeds.core import figures
from feeds.core.passages import count
from feeds.model import Figure, FigureKind, FigureReport, ItemId, Reading, SpokenFigure, StandingFigure, StoryItem

#: Figures that are shown; the rest is counted.
SHOWN = 6
#: Words of one figure at most: a longer one is a sentence, not a figure.
LONGEST = 10

_KINDS = list(FigureKind)
_Key = tuple[str, Figure]


def tally(read: Sequence[tuple[StoryItem, Reading]]) -> tuple[tuple[SpokenFigure, ...], int]:
    """What stands of the figures in the items' texts, the most telling first, and how many more there are."""
    holds: dict[_Key, ItemId] = {}
    reports = []
    for source, reading in sorted(read, key=lambda one: one[0].said_at):
        for figure in reading.figures:
            if figure.counted and figure.value is not None and count(figure.words) <= LONGEST:
                holds[source.outlet.name, figure] = source.id
                reports.append(FigureReport(figure, source.outlet.name, source.said_at))
    found = _named_first([one for one in figures.standing(reports) if not one.figure.part], reports)
    outlets = {report.figure: report.outlet for report in reports}
    shown = [_spoken(one, outlets[one.figure], holds[outlets[one.figure], one.figure]) for one in found[:SHOWN]]
    return tuple(shown), len(found) - len(shown)


def _named_first(found: Sequence[StandingFigure], reports: Sequence[FigureReport]) -> list[StandingFigure]:
    """Those dead before others; of each kind those of named speakers and of what most reports say first."""
    said = Counter((report.figure.kind, report.figure.value) for report in reports)
    return sorted(
        found,
        key=lambda one: (
            _KINDS.index(one.figure.kind),
            one.figure.speaker is None and said[one.figure.kind, one.figure.value] == 1 and len(found) > SHOWN,
            -said[one.figure.kind, one.figure.value],
        ),
    )


def _spoken(one: StandingFigure, outlet: str, item: ItemId) -> SpokenFigure:
    figure = one.figure
    return SpokenFigure(
        kind=figure.kind,
        words=figure.words,
        outlet=outlet,
        item_id=item,
        speaker=figure.speaker,
        value=figure.value,
        hedged=figure.hedged,
        noun=figure.noun,
        was=one.was if one.was != figure.value else None,
    )
