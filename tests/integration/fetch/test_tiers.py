"""Real and odd feeds through both tiers, and beside what feedparser alone makes of them.

The tiers must give the same values. From feedparser's own values ours differ by the rules in ``as_we_read`` and by the
table ``KNOWN``; whatever else differs is a mistake. Files are named by their last folder and name.
"""

import io
from datetime import UTC, datetime

import feedparser
import pytest

from feeds.core import fields, quick
from feeds.core.documents import as_it_is, in_utf8, prepare
from feeds.core.parse import MOST_ENTRIES, parse, parse_thoroughly
from feeds.errors import ParseError
from feeds.model import ParsedFeed
from tests.support.corpus import CORPUS, FILES, name

URL = "https://feeds.example/feed.xml"
#: Files whose values differ from feedparser's by no rule of ``as_we_read``, and why ours are right.
KNOWN = {
    "Ranchero-Software__NetNewsWire/pappacoda.atom": "the id is no address: the link to another form is the entry's",
    "iovxw__rssbot/atom_0.3.xml": "an id that is a relative address is not joined to the feed's, a link is",
    "NicolasLM__atoma/encoding.xml": "a plain title with a < in it is escaped: texts are markup here",
    "kurtmckee__feedparser/item_media_title_type_plain.xml": "its media's title is its own for want of another",
}
#: Formats that feedparser does not read at all.
UNREAD = (b"{", b"[", b"<\0", b"\0<")


def read(tier, document: bytes) -> ParsedFeed | str:
    try:
        return tier(document, url=URL, content_type=None)
    except ParseError as error:
        return str(error)


def is_read_quickly(document: bytes) -> bool:
    tried = (as_it_is(document, None), in_utf8(prepare(document, None)))
    return any(data and quick.read(data, url=URL, most=MOST_ENTRIES) for data in tried)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_both_tiers_give_the_same(path):
    document = path.read_bytes()
    found, slow = read(parse, document), read(parse_thoroughly, document)
    assert found == slow
    assert getattr(found, "format", None) == getattr(slow, "format", None)


def as_we_read(entry) -> dict:
    """What feedparser says of an entry, by our rules: http and https addresses alone, absolute; no date before 1971."""
    dates = (entry.get(key) for key in ("published_parsed", "updated_parsed", "created_parsed") if key in entry)
    when = next((datetime(*parts[:6], tzinfo=UTC) for parts in dates if parts), None)
    link, guid = entry.get("link"), entry.get("id")
    return {
        "title": fields.text(entry.get("title")),
        "guid": fields.text(guid) or None,
        "author": fields.text(entry.get("author")) or None,
        "link": fields.address(link, "" if link == guid else URL),
        "published": when if when and when.year >= fields.EARLIEST_YEAR else None,
    }


def differences(document: bytes) -> list[str]:
    found = read(parse, document)
    raw = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False).entries
    theirs = [entry for entry in raw if entry.get("title") or entry.get("summary") or entry.get("content")]
    if isinstance(found, str):
        return ["entries"] if theirs else []
    if len(theirs) != len(found.entries):
        return [] if document.lstrip().startswith(UNREAD) and not theirs else ["entries"]
    pairs = [(as_we_read(their), our) for their, our in zip(theirs, found.entries, strict=True)]
    return sorted({key for their, our in pairs for key, value in their.items() if value != getattr(our, key)})


@pytest.mark.skipif(not CORPUS, reason="needs the feeds at HELIOGRAPH_CORPUS")
def test_from_feedparser_alone_only_what_is_known_differs():
    real = [path for path in FILES if CORPUS in str(path)]
    found = {name(path): differences(path.read_bytes()) for path in real}
    assert {file: keys for file, keys in found.items() if keys and file not in KNOWN} == {}
    assert {file for file in KNOWN if not found[file]} == set()


@pytest.mark.skipif(not CORPUS, reason="needs the feeds at HELIOGRAPH_CORPUS")
def test_the_quick_tier_takes_most_feeds():
    documents = [path.read_bytes() for path in FILES if CORPUS in str(path)]
    feeds = [document for document in documents if not isinstance(read(parse, document), str)]
    assert sum(map(is_read_quickly, feeds)) > 0.65 * len(feeds)
