"""What we say about a story: a headline chosen among the items', marked excerpts, and who reports it.

Nothing is written here; everything is chosen. Every headline and excerpt stands word for word in the item it names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.core import scene, tally
from feeds.core.choice import WORDS, Choice, Report, choose
from feeds.core.contest import Contest, contest
from feeds.core.independence import Origins, origins
from feeds.core.knowledge import NOTHING, Knowledge, reading
from feeds.core.passages import count
from feeds.core.terms import EXCERPT_WORDS, permission, picture
from feeds.model import (
    Affiliation,
    Brief,
    Excerpt,
    ItemId,
    Picture,
    Reading,
    SourceLine,
    SpokenFigure,
    StoryItem,
    Terms,
    Trust,
)

#: Items of a long story that are read: the first, which say what happened, and the newest, which say how it stands.
CONSIDERED, EARLIEST = 60, 20
#: Length of a headline, in characters, that reads well on a phone.
GOOD_HEADLINE = range(35, 111)
#: Denials that are named.
DENIALS = 3


def compose(items: Sequence[StoryItem], *, knowing: Knowledge = NOTHING, words: int = WORDS) -> Brief:
    """The brief of a story's items (at least one), whatever their order.

    ``knowing``: without its tables no side is known by its speakers, and no place is named. ``words``: about how many
    are quoted.
    """
    ordered = sorted(items, key=_came)
    read = considered(ordered)
    known = origins(read)
    originals = [source for source in read if source.id not in known.copies]
    headline = max(originals, key=_headline_rank)
    excerpts, contested, readings = _quoted(originals, headline, knowing, words)
    figures, more = tally.tally([(source, readings[source.id]) for source in originals if source.id in readings])
    within = _affordable(figures, excerpts, {source.id: source for source in originals})
    newest = _one_an_outlet(ordered)
    return Brief(
        headline=headline.item.title,
        headline_outlet=headline.outlet.name,
        headline_item=headline.id,
        language=headline.item.language,
        excerpts=excerpts,
        sources=tuple(_line(source, known) for source in newest),
        outlets=len(newest),
        # beyond CONSIDERED nobody looked for copies: what is not known to be independent is not counted as such
        independent=known.independent,
        first_at=min(source.item.published_at for source in ordered),
        updated_at=max(source.said_at for source in ordered),
        picture=_picture(ordered, headline, known),
        places=scene.places([headline, *(source for source in originals if source is not headline)], knowing),
        figures=within,
        more_figures=more + len(figures) - len(within),
        denials=tuple(voice.side for voice in contested.denials[:DENIALS]),
    )


def considered(items: Sequence[StoryItem]) -> list[StoryItem]:
    """The items of a story that are read, in the order in which they came."""
    ordered = sorted(items, key=_came)
    return ordered if len(ordered) <= CONSIDERED else [*ordered[:EARLIEST], *ordered[EARLIEST - CONSIDERED :]]


def _came(source: StoryItem) -> tuple[datetime, ItemId]:
    return source.fetched_at, source.id


def _quoted(
    originals: Sequence[StoryItem], headline: StoryItem, knowing: Knowledge, words: int
) -> tuple[tuple[Excerpt, ...], Contest, Mapping[ItemId, Reading]]:
    """What is quoted of the items, what is contested in them, and what was read in those that lend their words."""
    first = sorted(originals, key=lambda source: source is not headline)
    lending = [source for source in first if source.item.text and permission(source).lends]
    readings = {source.id: reading(source.item.text, knowing) for source in lending}
    contested = contest([(source.item.text, readings[source.id]) for source in lending], knowing)
    reports = [Report(source, permission(source), _figure_words(readings[source.id])) for source in lending]
    chosen = choose(reports, contested, language=headline.item.language, words=words)
    return _excerpts(reports, chosen), contested, readings


def _figure_words(read: Reading) -> int:
    """Words of an item's figures that are worth setting aside: those of the first two."""
    counted = [figure for figure in read.figures if figure.counted and figure.value is not None and not figure.part]
    return min(sum(count(figure.words) for figure in counted[:2]), EXCERPT_WORDS // 3)


def _excerpts(reports: Sequence[Report], chosen: Sequence[Choice]) -> tuple[Excerpt, ...]:
    """The passages as excerpts; of those that follow each other in one item one is made."""
    found: list[Excerpt] = []
    before: Choice | None = None
    for one in chosen:
        report, passage = reports[one.report], one.passage
        text, start = report.text, passage.start
        follows = before is not None and before.report == one.report and not text[before.passage.end : start].strip()
        last = found.pop() if follows else None
        if before is not None and last is not None:
            start = before.passage.end - len(last.text)
        source = report.source
        found.append(
            Excerpt(
                outlet=source.outlet.name,
                text=text[start : passage.end],
                item_id=source.id,
                language=source.item.language,
                credit=report.allowed.credit,
                whole=passage.end == len(text),
                rank=min(last.rank, one.rank) if last else one.rank,
            )
        )
        before = one
    return tuple(found)


def _affordable(
    figures: Sequence[SpokenFigure], excerpts: Sequence[Excerpt], by_id: Mapping[ItemId, StoryItem]
) -> tuple[SpokenFigure, ...]:
    """The figures whose words their outlets lend besides what is quoted; those that stand in it cost nothing more."""
    spent: dict[str, int] = {}
    for piece in excerpts:
        spent[piece.outlet] = spent.get(piece.outlet, 0) + count(piece.text)
    kept = []
    for figure in figures:
        quoted = any(piece.item_id == figure.item_id and figure.words in piece.text for piece in excerpts)
        cost = 0 if quoted else count(figure.words)
        most = permission(by_id[figure.item_id]).words
        if most is None or spent.get(figure.outlet, 0) + cost <= most:
            spent[figure.outlet] = spent.get(figure.outlet, 0) + cost
            kept.append(figure)
    return tuple(kept)


def _picture(ordered: Sequence[StoryItem], headline: StoryItem, known: Origins) -> Picture | None:
    """The picture of the headline's item where its outlet lets it be shown, else of the earliest item whose outlet
    does; of what only repeats others last.
    """
    others = sorted(ordered, key=lambda source: source.id in known.copies)
    return next((found for source in (headline, *others) if (found := picture(source))), None)


def _headline_rank(source: StoryItem) -> tuple[bool, bool, bool, bool, bool, bool, float]:
    """What makes one item's headline better than another's; the newest of the best wins."""
    return (
        not source.outlet.blocked,
        source.item.language == "en",
        source.outlet.terms is not Terms.NO_DERIVATIVES,
        source.outlet.affiliation is not Affiliation.PARTY,
        source.outlet.trust is not Trust.LOW,
        len(source.item.title) in GOOD_HEADLINE,
        source.said_at.timestamp(),
    )


def _one_an_outlet(ordered: Sequence[StoryItem]) -> list[StoryItem]:
    """Each outlet's newest item, outlets in the order in which they came."""
    newest: dict[int, StoryItem] = {}
    for source in ordered:
        newest[source.outlet_id] = source
    return list(newest.values())


def _line(source: StoryItem, known: Origins) -> SourceLine:
    handed_on = permission(source).headline
    return SourceLine(
        outlet=source.outlet.name,
        title=source.item.title if handed_on else "",
        url=source.item.url if handed_on else None,
        item_id=source.id,
        published_at=source.item.published_at,
        affiliation=source.outlet.affiliation,
        side=source.outlet.side,
        copy=source.id in known.copies,
        via=known.via.get(source.id),
    )


def with_picture_of(shown: Brief, brief: Brief) -> Brief:
    """The brief with what its post shows already: an edit changes a photo's caption and not the photo, and the credit
    must be that of the picture that is there. A post without a map gets none.
    """
    if shown.map is not None:
        return replace(brief, picture=None, map=shown.map)
    return replace(brief, picture=shown.picture or brief.picture, map=None)


def change(old: Brief, new: Brief) -> str | None:
    """What a revision changed, in words for the post's last line; None where a reader would see no difference."""
    known = {line.outlet: line for line in old.sources}
    joined = [line for line in new.sources if line.outlet not in known]
    told = [line.outlet for line in new.sources if line.outlet in known and line.title != known[line.outlet].title]
    said = {(piece.outlet, piece.text) for piece in old.excerpts}
    in_view = [piece for piece in new.excerpts if (piece.outlet, piece.text) not in said and piece.outlet in known]
    if new.updated_at > old.updated_at:  # else nobody said anything since: an article stands where its stub stood
        told += [piece.outlet for piece in in_view if _is_newer(piece, known[piece.outlet], old)]
    parts = [*_joined(joined, first=len(old.sources) == 1), *_figures_changed(old, new)]
    if told:
        parts.append(f"new report from {listed(list(dict.fromkeys(told)))}")
    if not parts and in_view:
        parts.append(f"more from {listed([piece.outlet for piece in in_view])}")
    if not parts and old.headline != new.headline:
        parts.append("new headline")
    return "; ".join(parts) or None


def _figures_changed(old: Brief, new: Brief) -> list[str]:
    """Which figures speakers have changed, and who denies it now."""
    before = {(figure.kind, figure.speaker): figure.value for figure in old.figures if figure.speaker}
    parts = []
    for figure in new.figures:
        was, value = before.get((figure.kind, figure.speaker or "")), figure.value
        if was is not None and value is not None and was != value:
            parts.append(f"{figure.speaker}: {figure.kind.value} from {was:,} to {value:,}")
    denying = [who for who in new.denials if who not in old.denials]
    if denying:
        parts.append(f"{listed(denying)} {'denies' if len(denying) == 1 else 'deny'} it")
    return parts


def _joined(lines: Sequence[SourceLine], *, first: bool) -> list[str]:
    """Who reports it too, and who carries what others wrote; ``first``: one outlet alone had it before."""
    own = [line.outlet for line in lines if not line.copy]
    copies = [line.outlet for line in lines if line.copy]
    parts = []
    if own:
        second = "second outlet: " if first and len(lines) == 1 else ""
        parts.append(f"{second}{listed(own)} {'reports' if len(own) == 1 else 'report'} it too")
    if copies:
        parts.append(f"{listed(copies)} {'carries' if len(copies) == 1 else 'carry'} the same text")
    return parts


def _is_newer(piece: Excerpt, before: SourceLine, old: Brief) -> bool:
    """Whether an excerpt is of a report that is new or was revised; not where an older one came into view, which says
    nothing new. Items are numbered in the order in which they came.
    """
    revised = any(one.item_id == piece.item_id and one.text != piece.text for one in old.excerpts)
    return revised or piece.item_id > before.item_id


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; of more than three, two and how many more."""
    few = [*names[:2], f"{len(names) - 2} more"] if len(names) > 3 else list(names)
    return few[0] if len(few) == 1 else f"{', '.join(few[:-1])} and {few[-1]}"
