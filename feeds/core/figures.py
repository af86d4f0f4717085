"""Figures of a story by speaker: what each says now, and what he said before.

Observations
    Tolls change by the hour; every speaker has his own, and the speakers differ. One report often gives a toll and its
    parts ("12 people, three of them children").

Theory of operation
    Figures are kept apart by speaker, by what happened, and by what is counted. Of one item's figures with the same
    speaker, kind and noun the greatest stands for the item; parts are told apart from wholes. Of one speaker's items
    the newest supersedes the others, and says so where the number differs. Nothing is added up, and no two speakers'
    figures are ever made one. A figure without a speaker is its outlet's.

Known special cases
    "people" and no noun at all are the same noun: "nine people were killed", "the toll rose to 12". Vague words
    ("dozens") stand only where the speaker has given no number of the kind.
"""

from collections.abc import Iterable, Sequence

from feeds.model import Figure, FigureKind, FigureReport, StandingFigure

#: Nouns that say no more than that people were counted.
ANYBODY = frozenset(
    {"", "people", "persons", "person", "others", "deaths", "dead", "victims", "fatalities", "casualties", "lives"}
)
_TOLL = {
    FigureKind.KILLED: "toll",
    FigureKind.WOUNDED: "number of wounded",
    FigureKind.CAPTURED: "number of captured",
    FigureKind.MISSING: "number of missing",
    FigureKind.DISPLACED: "number of displaced",
}

_Key = tuple[str, FigureKind, str, bool]


def standing(reports: Sequence[FigureReport]) -> tuple[StandingFigure, ...]:
    """What stands after all reports, whatever their order: wholes before parts, else in the order of first mention."""
    found: dict[_Key, StandingFigure] = {}
    for report in _one_an_item(sorted(reports, key=lambda one: one.at)):
        key = _key(report)
        before = found.get(key)
        found[key] = _superseding(before, report)
    numbered = {key[:2] for key, one in found.items() if one.figure.value is not None}
    kept = [one for key, one in found.items() if one.figure.value is not None or key[:2] not in numbered]
    return tuple(sorted(kept, key=lambda one: one.figure.part))


def change(one: StandingFigure) -> str | None:
    """The change in words, such as "toll rises from 3 to 5"; None where nothing has changed."""
    value = one.figure.value
    if one.was is None or value is None or one.was == value:
        return None
    return f"{_TOLL[one.figure.kind]} {'rises' if value > one.was else 'falls'} from {one.was:,} to {value:,}"


def _superseding(before: StandingFigure | None, report: FigureReport) -> StandingFigure:
    figure = report.figure
    speaker = before.speaker if before else _speaker(report)
    if before is None or before.figure.value is None:
        return StandingFigure(speaker, figure, report.at, figure.replaces)
    if figure.value is None:
        return before
    was = before.was if figure.value == before.figure.value else before.figure.value
    return StandingFigure(speaker, figure, report.at, was)


def _one_an_item(reports: Iterable[FigureReport]) -> list[FigureReport]:
    """Of figures said at one time by one speaker of the same kind and noun the greatest, at the place of the first."""
    best: dict[tuple[object, ...], FigureReport] = {}
    for report in reports:
        key = (report.at, report.outlet, *_key(report))
        if key not in best or _size(report.figure) > _size(best[key].figure):
            best[key] = report
    return list(best.values())


def _size(figure: Figure) -> int:
    return -1 if figure.value is None else figure.value


def _key(report: FigureReport) -> _Key:
    figure = report.figure
    return _speaker(report).casefold(), figure.kind, noun(figure), figure.part


def noun(figure: Figure) -> str:
    """What is counted, in small letters; "" where it is people of whatever kind."""
    said = figure.noun.casefold()
    return "" if said in ANYBODY else said


def _speaker(report: FigureReport) -> str:
    return report.figure.speaker or report.outlet
