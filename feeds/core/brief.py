"""What we say about a story: a headline chosen among the items', marked excerpts, and who reports it.

Nothing is written here; everything is chosen. Every headline and excerpt stands word for word in the item it names.
"""

from collections.abc import Collection, Sequence

from feeds.core.fingerprint import COPY, resemblance
from feeds.core.terms import excerpt, picture
from feeds.model import Affiliation, Brief, Excerpt, Picture, SourceLine, StoryItem, Terms, Trust

#: Excerpts in one brief, and how many items of a long story are considered for them.
EXCERPTS, CONSIDERED = 3, 60
#: Length of a headline, in characters, that reads well on a phone.
GOOD_HEADLINE = range(35, 111)
#: From this estimated resemblance on, an excerpt says what another one says.
SAME = 0.4


def compose(items: Sequence[StoryItem], *, shown: Picture | None = None) -> Brief:
    """The brief of a story's items (at least one), whatever their order.

    ``shown`` is the picture that the story's post has already. It stays: an edit changes a photo's caption and not the
    photo, and the credit must be that of the picture that stands there.
    """
    ordered = sorted(items, key=lambda source: (source.fetched_at, source.id))
    copies = _copies(ordered)
    originals = [source for source in ordered if source.id not in copies]
    chosen = max(originals, key=_headline_rank)
    newest = _one_an_outlet(ordered)
    return Brief(
        headline=chosen.item.title,
        headline_outlet=chosen.outlet.name,
        headline_item=chosen.id,
        language=chosen.item.language,
        excerpts=_excerpts(originals, chosen),
        sources=tuple(_line(source, copy=source.id in copies) for source in newest),
        outlets=len(newest),
        # beyond CONSIDERED nobody looked for copies: what is not known to be independent is not counted as such
        independent=len({one.outlet.owner or one.outlet.name for one in ordered[:CONSIDERED] if one.id not in copies}),
        first_at=min(source.item.published_at for source in ordered),
        updated_at=max(source.said_at for source in ordered),
        picture=shown or _picture(ordered, chosen, copies),
    )


def _picture(ordered: Sequence[StoryItem], headline: StoryItem, copies: Collection[int]) -> Picture | None:
    """The picture of the headline's item where its outlet lets it be shown, else of the earliest item whose outlet
    does; of what only repeats others last.
    """
    others = sorted(ordered, key=lambda source: source.id in copies)
    return next((found for source in (headline, *others) if (found := picture(source))), None)


def _copies(ordered: Sequence[StoryItem]) -> frozenset[int]:
    """Items whose text stands, nearly word for word, in an earlier item of another outlet."""
    copies = set()
    for number, source in enumerate(ordered[:CONSIDERED]):
        for earlier in ordered[:number]:
            if earlier.outlet_id != source.outlet_id and _same_text(earlier, source):
                copies.add(source.id)
                break
    return frozenset(copies)


def _same_text(one: StoryItem, other: StoryItem) -> bool:
    return one.item.fingerprint == other.item.fingerprint or (
        resemblance(one.item.signature, other.item.signature) >= COPY
    )


def _headline_rank(source: StoryItem) -> tuple[bool, bool, bool, bool, bool, float]:
    """What makes one item's headline better than another's; the newest of the best wins."""
    return (
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


def _excerpts(originals: Sequence[StoryItem], headline: StoryItem) -> tuple[Excerpt, ...]:
    """The headline's own words first, then a party's and other outlets' newest that say something else."""
    newest = _one_an_outlet(originals)
    others = sorted(
        (source for source in newest if source.outlet_id != headline.outlet_id),
        key=lambda source: (source.outlet.affiliation is not Affiliation.PARTY, -source.said_at.timestamp()),
    )
    taken: list[tuple[StoryItem, Excerpt]] = []
    for source in [headline, *others][:CONSIDERED]:
        words = excerpt(source)
        repeats = any(resemblance(source.item.signature, other.item.signature) >= SAME for other, _ in taken)
        if words and not repeats:
            taken.append((source, words))
        if len(taken) == EXCERPTS:
            break
    return tuple(words for _, words in taken)


def _line(source: StoryItem, *, copy: bool) -> SourceLine:
    return SourceLine(
        outlet=source.outlet.name,
        title=source.item.title,
        url=source.item.url,
        item_id=source.id,
        published_at=source.item.published_at,
        affiliation=source.outlet.affiliation,
        side=source.outlet.side,
        copy=copy,
    )


def change(old: Brief, new: Brief) -> str | None:
    """What a revision changed, in words for the post's last line; None where a reader would see no difference."""
    known = {line.outlet: line for line in old.sources}
    joined = [line for line in new.sources if line.outlet not in known]
    told = [line.outlet for line in new.sources if line.outlet in known and line.title != known[line.outlet].title]
    said = {(piece.outlet, piece.text) for piece in old.excerpts}
    in_view = [piece for piece in new.excerpts if (piece.outlet, piece.text) not in said and piece.outlet in known]
    if new.updated_at > old.updated_at:  # else nobody said anything since: an article stands where its stub stood
        told += [piece.outlet for piece in in_view if _is_newer(piece, known[piece.outlet], old)]
    parts = _joined(joined, first=len(old.sources) == 1)
    if told:
        parts.append(f"new report from {listed(list(dict.fromkeys(told)))}")
    if not parts and in_view:
        parts.append(f"more from {listed([piece.outlet for piece in in_view])}")
    if not parts and old.headline != new.headline:
        parts.append("new headline")
    return "; ".join(parts) or None


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
