"""PURE: entities that overlap made into entities that nest, as Telegram does it.

Continuous kinds (links, mentions, code) may not overlap each other; the splittable ones (bold, italic, …) are cut where
another entity begins or ends, and joined where two of a kind touch.
"""

from collections.abc import Iterable, Sequence

from bot.sandbox.text.entity import PREFORMATTED, QUOTES, SPLITTABLE, Entity, in_order


def _kind(entity: Entity) -> str:
    if entity.type in SPLITTABLE:
        return "splittable"
    if entity.type in QUOTES:
        return "quote"
    return "preformatted" if entity.type in PREFORMATTED else "continuous"


def _may_nest(entity: Entity, parents: Sequence[Entity]) -> bool:
    kinds = {_kind(parent) for parent in parents}
    kind = _kind(entity)
    return not (
        entity.end > parents[-1].end
        or any(parent.type == entity.type for parent in parents)
        or _kind(parents[-1]) == "preformatted"
        or "splittable" in kinds
        or (kind == "preformatted" and kinds - {"quote"})
        or (kind in {"continuous", "quote"} and "continuous" in kinds)
    )


def _are_valid(entities: Sequence[Entity]) -> bool:
    """Whether nothing needs cutting, joining or dropping."""
    ends: dict[str, int] = {}
    parents: list[Entity] = []
    for entity in entities:
        while parents and entity.offset >= parents[-1].end:
            parents.pop()
        if parents and not _may_nest(entity, parents):
            return False
        if entity.type in SPLITTABLE:
            if ends.get(entity.type) == entity.offset:
                return False
            ends[entity.type] = entity.end
        parents.append(entity)
    return True


def _without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _beside_quotes(entities: Iterable[Entity], quotes: Sequence[Entity]) -> list[Entity]:
    """Drop what crosses the border of a quote or holds a quote."""

    def crosses(entity: Entity) -> bool:
        quote = next((quote for quote in quotes if quote.end > entity.offset), None)
        if quote is None:
            return False
        return entity.end > quote.end or entity.offset < quote.offset < entity.end

    return [entity for entity in entities if not crosses(entity)]


class _Cutter:
    """Writes splittable entities, cut at the borders of the others."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._left = list(entities)
        self._open: dict[str, tuple[int, int]] = {}
        self.written: list[Entity] = []

    def _flush(self, offset: int) -> None:
        for kind in SPLITTABLE:
            begin, end = self._open.get(kind, (0, 0))
            if not end or begin >= offset:
                continue
            cut = min(end, offset)
            self.written.append(Entity(kind, begin, cut - begin))
            if end <= offset:
                del self._open[kind]
            else:
                self._open[kind] = (offset, end)

    def advance(self, offset: int) -> None:
        """Write everything before `offset`."""
        while self._left and self._left[0].offset < offset:
            entity = self._left.pop(0)
            begin, end = self._open.get(entity.type, (0, 0))
            if end and entity.offset <= end:
                self._open[entity.type] = (begin, max(end, entity.end))
            else:
                self._flush(entity.offset)
                self._open[entity.type] = (entity.offset, entity.end)
        self._flush(offset)


def _split(splittable: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    cutter = _Cutter(splittable)
    parents: list[Entity] = []

    def advance(offset: int) -> None:
        while parents and offset >= parents[-1].end:
            written = len(cutter.written)
            parent = parents.pop()
            cutter.advance(parent.end)
            if parent.type in PREFORMATTED:
                del cutter.written[written:]
        cutter.advance(offset)

    for other in others:
        advance(other.offset)
        parents.append(other)
    advance(1 << 31)
    return in_order(cutter.written)


def _joined(splittable: Sequence[Entity], others: list[Entity]) -> list[Entity]:
    return in_order([*others, *_split(splittable, others)]) if splittable else others


def _of_kind(entities: Iterable[Entity], *kinds: str) -> list[Entity]:
    return [entity for entity in entities if _kind(entity) in kinds]


def fix_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    """Sort entities and make them nest."""
    ordered = in_order(entities)
    if _are_valid(ordered):
        return ordered
    quotes = _without_overlaps(_of_kind(ordered, "quote"))
    solid = _beside_quotes(_without_overlaps(_of_kind(ordered, "continuous", "preformatted")), quotes)
    return _joined(_of_kind(ordered, "splittable"), in_order([*solid, *quotes]))


def add_found(entities: Sequence[Entity], found: Sequence[Entity]) -> list[Entity]:
    """Add the entities found in the text where they meet none that the sender gave."""
    if not found:
        return list(entities)
    quotes = _of_kind(entities, "quote")
    solid = _of_kind(entities, "continuous", "preformatted")
    fresh = [
        entity
        for entity in _beside_quotes(found, quotes)
        if not any(entity.offset < old.end and old.offset < entity.end for old in solid)
    ]
    return _joined(_of_kind(entities, "splittable"), in_order([*solid, *fresh, *quotes]))
