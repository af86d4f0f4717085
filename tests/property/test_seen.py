"""Leaving out what needs no look changes nothing of what is decided."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.core.dedupe import Acquaintances, Fresh, dedupe
from feeds.core.normalise import read
from feeds.core.seen import Seen
from feeds.model import Asked, Entry, FeedId, KnownItem
from tests.support.builders import NOW

FEED = FeedId(1)

names = st.sampled_from("abcd")
entries = st.builds(
    Entry,
    title=st.builds("Title {}".format, names),
    summary=st.just(""),
    guid=st.one_of(st.none(), names),
    link=st.one_of(
        st.none(),
        st.builds("https://a.example/{}".format, names),
        st.builds("https://a.example/{}?utm_source=x".format, names),
    ),
    published=st.just(NOW),
)
documents = st.lists(st.lists(entries, max_size=5), min_size=1, max_size=5)


class Stored:
    """A feed's items, as the intake stores them."""

    def __init__(self) -> None:
        self.known, self.count = Acquaintances(), 0
        self.rows: dict[int, str] = {}

    def take(self, document) -> list[Entry]:
        """Store what is new; the entries that are stored under their own keys."""
        reading = read(document, language="en", now=NOW)
        found = reading.items
        urls = [one.url for one in found if one.url]
        asked = Asked(FEED, 1, [one.key for one in found], urls, [one.fingerprint for one in found])
        for decision in reversed(dedupe(found, self.known.of(asked), feed_id=FEED)):
            item = decision.item
            if isinstance(decision, Fresh):
                self.count += 1
                row = KnownItem(self.count, FEED, 1, item.key, item.url, item.fingerprint, None, 1)
            else:
                old = decision.known
                row = KnownItem(old.id, FEED, 1, old.key, old.url, item.fingerprint, None, old.revision + 1)
            self.known.add(row)
            self.rows[row.id] = f"{row.key} {row.url} {row.fingerprint}"
        own = {item.key for item in found if self.known.has(FEED, item.key)}
        return [entry for entry, key in zip(reading.entries, reading.keys, strict=True) if key in own]


@given(documents)
def test_what_is_stored_is_the_same_with_and_without_the_memory(said):
    whole, brief, seen = Stored(), Stored(), Seen()
    for document in said:
        whole.take(document)
        new = seen.unheard(FEED, document)
        seen.heard(FEED, [entry for entry in document if entry not in new] + brief.take(new))
        assert brief.rows == whole.rows
