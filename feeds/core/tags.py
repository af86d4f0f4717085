"""The few tags of a web page that name its feeds, read in one pass that goes forward only.

A page is hostile. No tree is built, so nesting costs nothing; what is never closed (a tag, a comment, a quotation, a
script) is looked for once and ends the reading, so that the time grows with the length of the page and with nothing
else, and of a page only the first ``MOST_READ`` bytes are read. What stands in comments, in scripts, and in other tags'
attributes is not taken for tags.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from feeds.core.documents import prepare
from feeds.core.text import unescape

#: Bytes of a page that are read. Its feeds stand in its head, or in its foot within this.
MOST_READ = 2 * 2**20
#: Attributes of one tag that are read.
MOST_ATTRIBUTES = 60
#: Characters of one attribute that are read.
LONGEST_VALUE = 4_000

_HINT = re.compile(r"rss|atom|rdf|feed|xml", re.IGNORECASE)  #: an anchor without one of these leads to no feed
_WANTED = frozenset({"a", "base", "link", "meta"})
_RAW = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
_OPENING = re.compile(r"<(?:!--|[!?]|(/?[A-Za-z][^\s/>]*))")
_QUOTED_OR_END = re.compile(r"=\s*([\"'])|>")
_ATTRIBUTE = re.compile(r"([^\s/=>\"'<]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_CLOSING = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in _RAW}
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
#: Encodings that pages are in. Python knows others, some of which take quadratic time or are no encodings of text.
_CHARSETS = re.compile(
    r"utf-?8|(?:us-?)?ascii|latin-?1|iso-?8859-?\d{1,2}|(?:windows|cp)-?(?:12\d\d|874|866)|ibm866|koi8-[ru]|"
    r"gb(?:k|2312|18030)|big5(?:-hkscs)?|shift[_-]?jis|sjis|euc-(?:jp|kr)|macintosh|x-mac-cyrillic|tis-620"
)
_DEFAULT = "windows-1252"  #: what browsers take a page for that says nothing


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that was wanted."""

    name: str
    attributes: Mapping[str, str]


def tags(document: bytes, content_type: str | None) -> Iterator[Tag]:
    """The links, bases and metas of a page, and those anchors that may lead to a feed, in its order."""
    text = decoded(document, content_type)
    place = 0
    while opening := _OPENING.search(text, place):
        name = (opening[1] or "").lower()
        end = _tag_end(text, opening.end()) if name else _aside_end(text, opening)
        if end is None:
            return
        place = end
        if name in _WANTED and (name != "a" or _HINT.search(text, opening.end(), end)):
            yield Tag(name, attributes(text[opening.end() : end - 1]))
        elif name in _RAW:
            closing = _CLOSING[name].search(text, end)
            if closing is None:
                return
            place = closing.start()


def decoded(document: bytes, content_type: str | None) -> str:
    """The beginning of a page as text, whatever it says of itself."""
    prepared = prepare(document[:MOST_READ], content_type)
    told = prepared.charset
    if told is None and (found := _META_CHARSET.search(prepared.data, 0, 4096)):
        told = found[1].decode("ascii", "replace").lower()
    return prepared.data.decode(_known(told), "replace")


def attributes(inside: str) -> dict[str, str]:
    """The attributes of a tag by their names in lower case; of two with one name, the first counts, as in browsers."""
    found: dict[str, str] = {}
    for written in islice(_ATTRIBUTE.finditer(inside), MOST_ATTRIBUTES):
        name, *values = written.groups()
        value = next((value for value in values if value is not None), "")
        found.setdefault(name.lower(), unescape(value[:LONGEST_VALUE]).strip())
    return found


def _tag_end(text: str, place: int) -> int | None:
    """Behind the ``>`` that ends a tag and stands in no quotation; None where there is none."""
    while found := _QUOTED_OR_END.search(text, place):
        if found[1] is None:
            return found.end()
        closing = text.find(found[1], found.end())
        place = found.end() if closing < 0 else closing + 1
    return None


def _aside_end(text: str, opening: re.Match[str]) -> int | None:
    """Behind a comment, a declaration or an instruction."""
    comment = opening[0] == "<!--"
    mark = "-->" if comment else ">"
    found = text.find(mark, opening.start() + 2)
    return None if found < 0 else found + len(mark)


def _known(charset: str | None) -> str:
    if charset is None or not _CHARSETS.fullmatch(charset.lower()):
        return _DEFAULT
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return _DEFAULT
