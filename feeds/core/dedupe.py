"""Which polled items are new, which revise a stored one, and which are old acquaintances."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feeds.model import FeedId, Item, KnownItem


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

    An item is known by its key in this feed; failing that by its URL or its exact text in the same outlet, so that
    churned guids and an outlet's overlapping feeds give nothing twice. A URL that several entries of the document
    share (a live page) identifies none of them. Only the feed that brought an item revises it: two feeds of one
    outlet that word an article differently must not overwrite each other for ever.
    """
    stored = list(known)
    by_key = {row.key: row for row in stored if row.feed_id == feed_id}
    by_url = {row.url: row for row in stored if row.url}
    by_text = {row.fingerprint: row for row in stored}
    shared = {url for url, number in Counter(item.url for item in items).items() if number > 1}
    decisions: list[Fresh | Revised] = []
    seen: set[str] = set()
    for item in items:
        if item.key in seen or item.fingerprint in seen:
            continue
        seen.update((item.key, item.fingerprint))
        row = by_key.get(item.key) or by_text.get(item.fingerprint)
        if row is None and item.url and item.url not in shared:
            row = by_url.get(item.url)
        if row is None:
            decisions.append(Fresh(item))
        elif row.fingerprint != item.fingerprint and row.feed_id == feed_id:
            decisions.append(Revised(row, item))
    return decisions
