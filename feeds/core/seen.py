"""Which entries of a document need no look, because they stood in the last one of their feed, word for word.

A feed that changes brings a new entry or two; the other thirty were decided on before, and cleaning them again costs
more than all the rest of a poll. What is remembered of a feed's last document is a number an entry, in memory alone:
after a restart every entry is looked at once more.

Observations
    What is stored under an entry's own key changes by its own feed alone (``dedupe``), and keys are looked at first: as
    long as the entry says what is stored there, it is known and unchanged. So only such entries are remembered, and
    not those that were known by another's text or address. What a hub pushes changes what is stored too: then nothing
    is remembered.
    One guid or one address that several entries of a document share tells none of them apart. So entries that share
    either with another are always looked at, and so are those that have neither; and all are where some name a guid and
    some do not, since the address stands in for it.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from feeds.core.normalise import canonical_url
from feeds.model import Entry, FeedId

#: An address that is spelt canonically but for its query.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/[\w/:@!$&'()*+,;=~.-]*", re.ASCII)


class Seen:
    """What each feed's last document held, as 64-bit hashes that are worth something in this process alone."""

    def __init__(self) -> None:
        self._last: dict[FeedId, array[int]] = {}

    def unheard(self, feed_id: FeedId, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The entries that need a look, in their order."""
        last = self._last.get(feed_id)
        named = sum(1 for entry in entries if entry.guid)
        if not last or named not in {0, len(entries)}:
            return entries
        known = set(last)
        marks = [_marks(entry) for entry in entries]
        shared = Counter(mark for some in marks for mark in some)
        return [
            entry
            for entry, some in zip(entries, marks, strict=True)
            if not some or hash(entry) not in known or any(shared[mark] > 1 for mark in some)
        ]

    def heard(self, feed_id: FeedId, entries: Iterable[Entry]) -> None:
        """Of a feed's document, these are stored under their own keys as they stand."""
        self._last[feed_id] = array("q", map(hash, entries))

    def forget(self, feed_id: FeedId) -> None:
        """Look at everything in the feed's next document."""
        self._last.pop(feed_id, None)


def _marks(entry: Entry) -> set[tuple[str, str]]:
    """What may identify an entry: its guid, and its address without the query."""
    marks = {("guid", entry.guid[:1000])} if entry.guid else set()
    address = _address(entry.link) if entry.link else None
    return marks | {("address", address)} if address else marks


def _address(link: str) -> str | None:
    bare = link.partition("?")[0].partition("#")[0]
    if _PLAIN.fullmatch(bare):
        return bare
    canonical = canonical_url(link)
    return canonical.partition("?")[0] if canonical else None
