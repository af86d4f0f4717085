"""The quick tier: feeds that are as they should be, read by lxml some fifteen times as fast as by feedparser.

It gives the very values that feedparser would lead to, or None: a document that is doubtful in any way is left to
feedparser. Doubtful are a document that is not well-formed XML in UTF-8 (an undeclared entity, a tag that does not
match, a cut), a DOCTYPE, an address to be joined to an ``xml:base``, a root that is none of ``rss``, ``rdf:RDF`` and
Atom's ``feed``, a prefix that does not stand for what it usually does, and elements that feedparser acts on where
``quick_entry`` does not know what would come of it. So no document type is ever read, no entity expanded and nothing
loaded; libxml2's own limits (256 levels, 10 MB of one text) hold.

Why not a library. fastfeedparser is faster still, but mends silently what is broken, and its values are others than
ours: one text in place of all, no nesting of who is credited for which picture, no language, no hub
(``docs/fetching.md``).
"""

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from feeds.core import enclosures, fields, quick_entry, quick_media, quick_text
from feeds.core.elements import RDF, AsideError, check_prefixes, name_of, names
from feeds.core.quick_state import Document, Entering, Reader, Table, check_empty, read_children
from feeds.model import Entry, ParsedFeed

_ATOM = "http://www.w3.org/2005/Atom"
_RSS10, _RSS090 = "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"
_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
# Where letters may stand that feedparser mends: those of Windows-1252 (80 to 9F), and what may be the two letters of
# one in UTF-8 (C2 to F4, then 80 to BF), as bytes, as references, or with markup between them.
_LETTERS = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"\xc3[\x80-\xb4](?:\xc2|&#|<!|<\?|\]\]><)"))
_REFERENCES = re.compile(rb"&#0*(?:1[2-9]\d|[xX]0*[89abAB][0-9a-fA-F]);|&#\w{1,12};(?:\xc2|<!|<\?|\]\]>)")
_IN_PICTURE = names("title link description url href width height")
_IN_INPUT = names("title link description name")


def read(data: bytes, *, url: str, most: int) -> ParsedFeed | None:
    """What an XML document in UTF-8 holds, with no more than ``most`` entries; None where feedparser has to tell."""
    try:
        return _read(data, url, most)
    except (AsideError, etree.XMLSyntaxError):
        return None


def _read(data: bytes, url: str, most: int) -> ParsedFeed:
    if b"<!DOCTYPE" in data:
        raise AsideError("a document type")
    root = etree.fromstring(data, _parser())
    check_prefixes(data, root.nsmap)
    version = _version(root)
    words = quick_text.mended_words if _is_mendable(data) else quick_text.words
    address = quick_text.whole if b"xml:base" in data else quick_text.absolute
    document = Document(url, version == "atom10", words, address, Table(quick_entry.READERS))
    return _Feed(root, document, most).read(version)


@lru_cache(maxsize=1)
def _parser() -> Any:
    """A parser that loads nothing, expands nothing and keeps libxml2's limits."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _is_mendable(data: bytes) -> bool:
    """Whether some text may hold letters that feedparser mends (``quick_text.mended``)."""
    if b"&#" in data and _REFERENCES.search(data):
        return True
    return not data.isascii() and any(letters.search(data) for letters in _LETTERS)


def _version(root: Any) -> str:
    """The format by feedparser's name for it."""
    declared = set(root.nsmap.values())
    if root.tag == "rss" and declared.isdisjoint({_RSS10, _RSS090}):
        told = root.get("version", "")
        return _VERSIONS.get(told) or ("rss20" if told.startswith("2.") else "rss")
    if root.tag == f"{{{_ATOM}}}feed" and declared.isdisjoint({_RSS10, _RSS090}):
        return "atom10"
    if root.tag == f"{{{RDF}}}RDF" and _ATOM not in declared:
        spoken = root.nsmap.get(None)
        if spoken == _RSS10 or (spoken == _RSS090 and _RSS10 not in declared):
            return "rss10" if spoken == _RSS10 else "rss090"
    raise AsideError("an unknown root")


class _Feed(Entering):
    """A feed while it is read; its entries are read as they come, for they change how its later elements count."""

    def __init__(self, root: Any, document: Document, most: int) -> None:
        super().__init__(document, document.words, None)
        self._root, self._most = root, most
        self._table = Table(_READERS)
        self.entries: list[Entry] = []
        self.ttl: float | None = None
        self._adult = False

    def read(self, version: str) -> ParsedFeed:
        """All of it."""
        given = self._enter(self._root)
        if not self._root.tag.endswith("}RDF"):
            self.language = given.get("xml:lang", given.get("lang"))
        if version == "atom10":
            read_children(self._root, self, self._table)
        else:
            self._read_channel(is_rdf=self._root.tag != "rss")
        return self._found(version)

    def _read_channel(self, *, is_rdf: bool) -> None:
        called = [name_of(child.tag, child.prefix) for child in self._root]
        if called[:1] != ["channel"] or (called[1:] and not is_rdf):
            raise AsideError("no channel, or something behind it")
        if not {"item", "image", "textinput"}.issuperset(called[1:]):
            raise AsideError("something beside channel and items")
        channel, *others = self._root
        around = self.language_around
        self._enter(channel)
        read_children(channel, self, self._table)
        self.language_around = around
        for name, child in zip(called[1:], others, strict=True):
            _READERS[name](self, child)

    def _enter(self, element: Any) -> dict[str, str]:
        """Take in the attributes of the root or the channel."""
        given = quick_text.attributes(element)
        if not given.keys().isdisjoint({"href", "lastmod"}):
            raise AsideError("a feed with an address of its own")
        self.language_around = quick_text.language(given, self.language_around)
        return given

    def add(self, element: Any) -> None:
        """Read one entry."""
        if len(self.entries) >= self._most:
            raise AsideError("too many entries")
        if not self.entries:
            self._adult = self._is_adult()
        found = quick_entry.read_entry(
            element, self.document, self.language_around, has_content=self.has_content, adult=self._adult
        )
        self.entries.append(found)
        self.titled, self.has_content = False, False

    def _is_adult(self) -> bool:
        return self.media is not None and enclosures.is_adult(self.media.said.ratings)

    def _found(self, version: str) -> ParsedFeed:
        url = self.document.url
        if self.entries and self._adult != self._is_adult():
            raise AsideError("a rating behind entries")
        return ParsedFeed(
            entries=tuple(self.entries),
            title=self.title or None,
            home=fields.address(self.link, url),
            language=fields.language(self.language),
            ttl=self.ttl,
            hub=self._linked("hub"),
            topic=self._linked("self"),
            format=version,
        )

    def _linked(self, relation: str) -> str | None:
        links = [address for kind, _, address in self.links or () if kind.strip() == relation]
        return fields.best_address(links, self.document.url)


def _add(feed: Entering, element: Any) -> None:
    assert isinstance(feed, _Feed)  # noqa: S101 - the table of feeds is used for feeds alone
    feed.add(element)


def _title(feed: Entering, element: Any) -> None:
    value = feed.words(element)
    quick_text.kind(quick_text.attributes(element), quick_text.PLAIN)
    if not feed.titled:
        feed.title, feed.titled = value, bool(value)


def _link(feed: Entering, element: Any) -> None:
    if "&amp;" in (element.text or ""):
        raise AsideError("a link with references in references")
    quick_entry.link(feed, element)


def _description(feed: Entering, element: Any) -> None:
    """The feed's own; feedparser takes one behind a summary for a content, and the first entry for one that has it."""
    quick_text.kind(quick_text.attributes(element), quick_text.PLAIN)
    feed.words(element)
    if feed.summary is not None:
        feed.has_content = True


def _summary(feed: Entering, element: Any) -> None:
    _description(feed, element)
    feed.summary = ""


def _ttl(feed: Entering, element: Any) -> None:
    if element.items():
        raise AsideError("an unusual ttl")
    assert isinstance(feed, _Feed)  # noqa: S101 - the table of feeds is used for feeds alone
    feed.ttl = fields.minutes(feed.words(element))


def _inside(allowed: frozenset[str]) -> Reader:
    """An element of the feed that is read over, with those that may stand in it."""

    def read_over(feed: Entering, element: Any) -> None:
        for child in element:
            if len(child) or name_of(child.tag, child.prefix) not in allowed:
                raise AsideError("an unusual picture or input")
        feed.titled = False

    return read_over


def _read_over(feed: Entering, element: Any) -> None:
    del feed
    check_empty(element)


#: What the elements of a feed do.
_READERS: dict[str, Reader] = {
    **quick_media.SAYING,
    **dict.fromkeys(("item", "entry"), _add),
    **dict.fromkeys(("title", "dc_title"), _title),
    **dict.fromkeys(("description", "dc_description"), _description),
    **dict.fromkeys(("summary", "itunes_summary"), _summary),
    **dict.fromkeys(("language", "dc_language"), quick_entry.language),
    **dict.fromkeys(("id", "guid"), quick_entry.guid),
    **dict.fromkeys(("author", "contributor", "itunes_owner"), quick_entry.people),
    **dict.fromkeys(("dc_author", "dc_creator", "itunes_author", "managingeditor"), _read_over),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _read_over),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _read_over),
    **dict.fromkeys(("created", "dcterms_created", "media_content", "media_group"), _read_over),
    "image": _inside(_IN_PICTURE),
    "textinput": _inside(_IN_INPUT),
    "link": _link,
    "ttl": _ttl,
}
