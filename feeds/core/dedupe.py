"""Which polled items are new, which revise a stored one, and which are old acquaintances."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from feeds.model import Asked, FeedId, Item, ItemId, KnownItem, OutletId


@dataclass(frozen=True, slots=True)
class Fresh:
    """An item that is not stored yet."""

    item: Item


@dataclass(frozen=True, slots=True)
class Revised:
    """A stored item whose text has changed, whatever its date says."""

    known: KnownItem
    item: Item


def dedupe(items: Sequence[Item], known: Iterable[KnownItem], *, feed_id: FeedId) -> list[Fresh | Revised]:
    """What to store of a document, in its order; unchanged items are left out.

    An item is known by its key in this feed; failing that by its exact text or its URL in the same outlet, so that
    churned guids and an outlet's overlapping feeds give nothing twice. Keys are looked at first, for all items: a
    stored item that one entry answers for by its key is not another entry's. A URL that several entries of the
    document share (a live page) identifies none of them. Only the feed that brought an item revises it: two feeds of
    one outlet that word an article differently must not overwrite each other for ever.
    """
    own_last = sorted(known, key=lambda row: (row.feed_id == feed_id, row.id))  # of equals, this feed's own counts
    document = _once(items, {row.key for row in own_last if row.feed_id == feed_id})
    matches = _match(document, own_last, feed_id)
    decisions: list[Fresh | Revised] = []
    for item in document:
        row = matches.get(item.key)
        if row is None:
            decisions.append(Fresh(item))
        elif row.fingerprint != item.fingerprint and row.feed_id == feed_id:
            decisions.append(Revised(row, item))
    return decisions


def _once(items: Sequence[Item], own: Collection[str]) -> list[Item]:
    """The items without those that repeat an earlier one's key, or the text of one that is stored under its own key or
    came earlier. One that is stored itself stays, whose words it may have come to share.
    """
    seen = {item.fingerprint for item in items if item.key in own}
    kept = []
    for item in items:
        if item.key not in seen and (item.key in own or item.fingerprint not in seen):
            kept.append(item)
        seen.update((item.key, item.fingerprint))
    return kept


def _match(document: Sequence[Item], stored: Sequence[KnownItem], feed_id: FeedId) -> dict[str, KnownItem]:
    """Which stored item each item of the document is, by the item's key; no stored item is two of them."""
    by_key = {row.key: row for row in stored if row.feed_id == feed_id}
    matches = {item.key: by_key[item.key] for item in document if item.key in by_key}
    shared = {url for url, number in Counter(item.url for item in document).items() if number > 1}
    for by_text in (True, False):
        taken = {row.id for row in matches.values()}
        free = [row for row in stored if row.id not in taken]
        index = (
            {row.fingerprint: row for row in free}
            if by_text
            else {row.url: row for row in free if row.url and row.url not in shared}
        )
        for item in document:
            row = index.get(item.fingerprint if by_text else item.url or "")
            if item.key not in matches and row is not None and row.id not in taken:
                matches[item.key] = row
                taken.add(row.id)
    return matches


class Acquaintances:
    """What is known to a batch of documents: the stored items, and those that its earlier documents have brought."""

    def __init__(self, stored: Iterable[KnownItem] = ()) -> None:
        self._rows: dict[ItemId, KnownItem] = {}
        self._by_key: dict[tuple[FeedId, str], ItemId] = {}
        self._by_word: defaultdict[tuple[OutletId, str], set[ItemId]] = defaultdict(set)
        for row in stored:
            self.add(row)

    def add(self, row: KnownItem) -> None:
        """Know an item from now on, or know it as revised."""
        self._rows[row.id] = row
        self._by_key[row.feed_id, row.key] = row.id
        self._by_word[row.outlet_id, row.fingerprint].add(row.id)
        if row.url:
            self._by_word[row.outlet_id, row.url].add(row.id)

    def has(self, feed_id: FeedId, key: str) -> bool:
        """Whether an item of this feed has the key."""
        return (feed_id, key) in self._by_key

    def of(self, asked: Asked) -> list[KnownItem]:
        """The items of the document's feed with one of its keys, or of its outlet with one of its URLs or texts."""
        keys = ((asked.feed_id, key) for key in asked.keys)
        found = {self._by_key[key] for key in keys if key in self._by_key}
        for word in (*asked.urls, *asked.fingerprints):
            found |= self._by_word.get((asked.outlet_id, word), set())
        return [self._rows[item_id] for item_id in sorted(found)]
