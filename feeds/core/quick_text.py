"""Texts and attributes of single elements for the quick tier, as feedparser would hand them on."""

import re
from contextlib import suppress
from html.entities import entitydefs
from typing import Any

from feeds.core import fields
from feeds.core.elements import RDF, AsideError, names

PLAIN, HTML = "text/plain", "text/html"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANG = f"{_XML}lang"
_HARMLESS = (_XML, f"{{{RDF}}}")
#: Attributes that are read: feedparser takes one of another namespace for them.
_READ = names("base height href ispermalink lang lastmod medium mode rel src type uri url width")
_ABOUT = f"{{{RDF}}}about"
_TYPES = {"text": PLAIN, "plain": PLAIN, PLAIN: PLAIN, "html": HTML, HTML: HTML}

_LIKE_HTML = re.compile(r"</\w+>|&#?\w+;")
_TAG, _ENTITY = re.compile(r"</?(\w+)"), re.compile(r"&(\w+);")
#: Some of the tags that feedparser takes for HTML; of others the quick tier is not sure.
_TAGS = names(
    "a abbr b big blockquote br cite code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q s "
    "small span strike strong sub sup table tbody td th tr tt u ul"
)
_OPAQUE = re.compile(r"(?:tag|urn|uuid):[^/]")
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_C1 = re.compile("[\x80-\x9f]")
_CP1252 = {n: bytes([n]).decode("cp1252") for n in range(0x80, 0xA0) if n not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}}


def words(element: Any) -> str:
    """An element's text without surrounding space; elements inside make the quick tier step aside."""
    if len(element):
        raise AsideError("elements where a text is expected")
    text: str | None = element.text
    return text.strip() if text else ""


def mended_words(element: Any) -> str:
    """The same of a document that may hold letters that feedparser mends."""
    return mended(words(element))


def mended(text: str) -> str:
    """A text with what feedparser mends: UTF-8 that was read as Latin-1, and letters of Windows-1252."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode()
    return text.translate(_CP1252).strip() if _C1.search(text) else text.strip()


def attributes(element: Any) -> dict[str, str]:
    """An element's attributes by their names in lower case, ``xml:lang`` and ``rdf:about`` with their prefixes."""
    given: list[tuple[str, str]] = element.items()
    if not given:
        return {}
    found = {}
    for name, value in given:
        if name[0] != "{":
            found[name.lower()] = value
        elif name == _LANG:
            found["xml:lang"] = value
        elif name == _ABOUT:
            found["rdf:about"] = value
        elif name.rpartition("}")[2].lower() in _READ and not name.startswith(_HARMLESS):
            raise AsideError("an attribute with a namespace")
    if "base" in found:
        raise AsideError("a base address")
    return found


def language(given: dict[str, str], around: str | None) -> str | None:
    """The language of an element with these attributes; an empty one says that none is known."""
    own = given.get("xml:lang", given.get("lang"))
    return around if own is None else own or None


def kind(given: dict[str, str], default: str) -> str:
    """Whether a text construct is ``PLAIN`` or ``HTML``."""
    if "mode" in given:
        raise AsideError("a text construct of another kind")
    told = given.get("type")
    if told is None:
        return default
    try:
        return _TYPES[told.lower()]
    except KeyError:
        raise AsideError("a text construct of another type") from None


def plain(value: str, *, is_atom: bool) -> str:
    """A text that is called plain, as markup: RSS is not believed where it looks like HTML."""
    return value if not is_atom and _looks_like_html(value) else fields.plain(value)


def _looks_like_html(value: str) -> bool:
    """By feedparser's rule: it has an end tag or a reference, and every tag and entity is one of HTML."""
    if not _LIKE_HTML.search(value):
        return False
    if not _TAGS.issuperset(map(str.lower, _TAG.findall(value))):
        raise AsideError("tags in a plain text")
    return all(entity in entitydefs for entity in _ENTITY.findall(value))


def absolute(address: str) -> str:
    """An address, unless feedparser would mend it."""
    if ":///" in address:
        raise AsideError("an address with too many slashes")
    return address


def whole(address: str) -> str:
    """An address in a document with base addresses, unless one would be joined to it."""
    if not fields.is_whole(address) and not _OPAQUE.match(address):
        raise AsideError("an address to be joined to a base")
    return address


def query(address: str) -> str:
    """A link's text with references in it undone, as in ``?a=1&amp;b;=2``."""
    if "&" not in address:
        return address
    return _REFERENCE.sub(r"&\1", address.replace("&amp;", "&"))
