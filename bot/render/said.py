"""What is said in a story: where and when, the outlets' words, who denies it, and figures by speaker."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.render import html
from bot.render.html import Markup
from bot.render.times import clock
from feeds.model import Brief, Excerpt, FigureKind, SpokenFigure

#: Characters of a credit line, and of a name in a line of facts.
CREDIT, NAME = 300, 60
#: Characters of an excerpt that say something; where there is room for fewer, there is none.
FEW_WORDS = 80
COUNTED = {
    FigureKind.KILLED: "Killed",
    FigureKind.WOUNDED: "Wounded",
    FigureKind.CAPTURED: "Captured",
    FigureKind.MISSING: "Missing",
    FigureKind.DISPLACED: "Displaced",
}


def scene(brief: Brief, *, now: datetime) -> Markup:
    """Where it happens, and when it was first reported; nothing where no place is known."""
    if not brief.places:
        return html.EMPTY
    places = html.join([html.isolate(place, NAME) for place in brief.places], ", ")
    return html.italic(places + html.text(f" · first reported {clock(brief.first_at, now=now)}"))


def facts(brief: Brief, room: int) -> Markup:
    """Who denies it, then figures by speaker: as many lines as there is room for, the most telling first."""
    kept: list[Markup] = []
    for line in _facts(brief):
        if sum(html.length(one) + 1 for one in kept) + html.length(line) <= room:
            kept.append(line)
    return html.join(kept, "\n")


def _facts(brief: Brief) -> list[Markup]:
    lines = [_denial(brief.denials)] if brief.denials else []
    figures = [list(group) for _, group in groupby(brief.figures, key=lambda figure: figure.kind)]
    lines += [_counted(group) for group in figures]
    if brief.figures and brief.more_figures:
        lines.append(html.italic(html.text(f"Other figures: {brief.more_figures}")))
    return lines


def _denial(who: Sequence[str]) -> Markup:
    names = [html.isolate(name, NAME) for name in who]
    listed = names[0] if len(names) == 1 else html.join(names[:-1], ", ") + html.text(" and ") + names[-1]
    return html.bold(listed + html.text(" denies it." if len(names) == 1 else " deny it."))


def _counted(figures: Sequence[SpokenFigure]) -> Markup:
    """The figures of one kind, each with who gives it."""
    label = html.bold(html.text(f"{COUNTED[figures[0].kind]}: "))
    return label + html.join([_figure(figure) for figure in figures], "; ")


def _figure(figure: SpokenFigure) -> Markup:
    hedge = " (feared)" if figure.hedged else ""
    before = f", before {figure.was:,}" if figure.was is not None else ""
    speaker = html.isolate(figure.speaker or figure.outlet, NAME)
    return html.isolate(figure.words, CREDIT) + html.text(f"{hedge}{before} — ") + speaker


def least(pieces: Sequence[Excerpt]) -> int:
    """Characters that the most important excerpt takes; 0 where there is none."""
    return min((html.length(_group([piece])) for piece in pieces if piece.rank == 0), default=0)


def excerpts(pieces: Sequence[Excerpt], room: int) -> Markup:
    """The excerpts that fit, the most important first, in the order in which they are read. Those that do not fit are
    left out whole, but the most important one, and one that no caption could hold: of these stands the beginning.
    """
    kept: list[int] = []
    for number in sorted(range(len(pieces)), key=lambda at: (pieces[at].rank, at)):
        tried = sorted([*kept, number])
        if html.length(_groups([pieces[at] for at in tried])) <= room:
            kept = tried
        elif not kept or html.length(_group([pieces[number]])) > html.CAPTION_LIMIT:
            shown = _groups([pieces[at] for at in kept])
            left = room - (html.length(shown) + 1 if kept else 0)
            return html.join([shown, _beginning(pieces[number], left)], "\n")
    return _groups([pieces[at] for at in kept])


def _groups(pieces: Sequence[Excerpt]) -> Markup:
    """Pieces of one item that follow each other as one quotation."""
    groups = [
        list(group) for _, group in groupby(pieces, key=lambda piece: (piece.item_id, piece.outlet, piece.credit))
    ]
    return html.join([_group(group) for group in groups], "\n")


def _group(pieces: Sequence[Excerpt]) -> Markup:
    words = html.join([html.isolate(piece.text) for piece in pieces], " … ")
    end = "" if pieces[-1].whole else " …"
    return html.quote(html.text("“") + words + html.text(end) + _by(pieces[0]))


def _beginning(piece: Excerpt, room: int) -> Markup:
    """An excerpt's beginning, where there is room for some of it; never without who wrote it."""
    by = _by(piece)
    left = room - html.length(by) - 1
    return html.quote(html.text("“") + html.isolate(piece.text, left) + by) if left >= FEW_WORDS else html.EMPTY


def _by(piece: Excerpt) -> Markup:
    named = piece.credit is not None and piece.outlet.casefold() in piece.credit.casefold()
    who = [] if named else [html.isolate(piece.outlet, CREDIT)]
    credit = [html.isolate(piece.credit, CREDIT)] if piece.credit else []
    return html.text("”\n— ") + html.join([*who, *credit], " · ")
