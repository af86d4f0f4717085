"""A feed's bytes before they are parsed: which encoding they are in, what may not stand in them, where they are cut.

Theory of operation. What a server or a document *says* about its encoding is often wrong; what its bytes are is not.
Text of another encoding is practically never valid UTF-8 by accident, so valid UTF-8 is UTF-8 whatever is declared; and
a document that is UTF-8 but for a few bytes loses those bytes rather than all its letters. For the rest the document's
own declaration goes before the server's, which is often a default for the whole site.
"""

import codecs
import re
from dataclasses import dataclass

_WIDE = (  # in this order: the mark of UTF-32 begins as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_UTF8 = frozenset({None, "utf-8", "utf8"})
#: Encodings of a byte a letter, by the names that feeds give them, and as feedparser reads them.
_PLAIN = {
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
    "koi8-r": "koi8-r",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_ESCAPE = b"\x1b"  # ISO 2022 encodings are made of ASCII bytes and this one
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_ASIDE = rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
_ROOT = re.compile(_ASIDE + rb"|<![^>]*>?|<(?P<name>[A-Za-z_][\w.:-]*)[^<>]*?(?P<empty>/?)>", re.DOTALL)
_ENTRIES = frozenset({b"item", b"entry"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be handed to a parser."""

    data: bytes
    charset: str | None  #: what it is in, None where the parser has to find out
    problems: tuple[str, ...] = ()


def prepare(document: bytes, content_type: str | None) -> Prepared:
    """The document without what no parser bears, and the encoding to read it in."""
    for mark, encoding in _WIDE:
        if document.startswith(mark):
            text = document.decode(encoding, "replace").removeprefix("\ufeff")
            return _stripped(text.encode("utf-8", "replace"), "utf-8")
    data = document.removeprefix(codecs.BOM_UTF8)
    told = _told(data, content_type)
    return _stripped(data, told) if _ESCAPE in data and (told or "").startswith("iso-2022") else _as_utf8(data, told)


def as_it_is(document: bytes, content_type: str | None) -> bytes | None:
    """The document, if ``prepare`` would find nothing to say about it provided that it is well-formed XML in UTF-8,
    which is cheaper to find out by parsing it; else None.
    """
    data = document.removeprefix(codecs.BOM_UTF8).lstrip()
    if not data.startswith(b"<") or (not data.startswith(b"<?xml") and b"<?xml" in data[:2048]):
        return None
    return data if data.isascii() or _told(data, content_type) in _UTF8 else None


def is_wide(document: bytes) -> bool:
    """Whether a letter takes two or four bytes. What a damaged one decodes to is read otherwise by each parser."""
    return any(document.startswith(mark) for mark, _ in _WIDE)


def in_utf8(prepared: Prepared) -> bytes | None:
    """A prepared document in UTF-8, if it is in an encoding of which there is only one reading; else None."""
    if prepared.charset == "utf-8":
        return prepared.data
    codec = _PLAIN.get(prepared.charset or "")
    try:
        return prepared.data.decode(codec).encode() if codec else None
    except UnicodeDecodeError:
        return None


def _as_utf8(data: bytes, told: str | None) -> Prepared:
    """The document as UTF-8 where that is what most of it is; a letter cut at its end is no letter."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(data)
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    if not broken:
        return _stripped(text.encode(), "utf-8", *_contradiction(data, told))
    if len(text) - len(text.encode("ascii", "ignore")) < broken * 5:
        return _stripped(data, told)
    return _stripped(text.encode(), "utf-8", f"{broken} places are not valid UTF-8")


def _stripped(data: bytes, charset: str | None, *problems: str) -> Prepared:
    """Without control characters, and without what stands before the document: space, comments, a server's warnings."""
    controls = _CONTROLS if charset == "utf-8" else b"\0"
    clean = data.translate(None, controls)
    if len(clean) < len(data):
        problems = (*problems, "control characters were left out")
    start = clean.find(b"<?xml", 0, 2048)
    before = clean[: max(start, 0)].strip()
    if start < 0 or _HTML.search(before):
        return Prepared(clean.lstrip(), charset, problems)
    if before and not before.startswith(b"<!--"):
        problems = (*problems, "something stands before the document")
    return Prepared(clean[start:], charset, problems)


def _told(data: bytes, content_type: str | None) -> str | None:
    """The encoding that the document declares, else the one that the server does."""
    if found := _DECLARED.search(data, 0, 1024):
        return found.group(1).decode().lower()
    header = _CHARSET.search(content_type or "")
    return header.group(1).lower() if header else None


def _contradiction(data: bytes, told: str | None) -> tuple[str, ...]:
    if data.isascii() or told in _UTF8:
        return ()
    return (f"declared as {told}, but it is UTF-8",)


def is_web_page(data: bytes) -> bool:
    """Whether the document begins as HTML does."""
    return _HTML.search(data, 0, 2048) is not None


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A document that ends with a whole entry, and is closed again."""

    data: bytes
    cut: bool = False  #: its outermost element was never closed: the entry behind the last whole one was left out
    more: bool = False  #: it held more entries than wanted


def trim(data: bytes, *, most: int) -> Trimmed:
    """An XML document without the entry in which it is cut, and without entries beyond the first ``most``.

    Tags inside comments and CDATA do not count. Works on the bytes of any encoding in which ASCII is ASCII. Nothing is
    scanned where the end of the document and the number of end tags say that there is nothing to do.
    """
    opening = next((tag for tag in _ROOT.finditer(data) if tag["name"]), None)
    root = opening["name"] if opening else b""
    closed = opening is None or bool(opening["empty"]) or b"</" + root in data[-4096:]
    if closed and sum(data.count(tag) for tag in (b"</item", b"</entry", b":item>", b":entry>")) <= most:
        return Trimmed(data)
    return _ended(data, root, _tags(data, root), most)


def _ended(data: bytes, root: bytes, tags: list["_Tag"], most: int) -> Trimmed:
    ends = [place for place, tag in enumerate(tags) if tag.closes and tag.local in _ENTRIES]
    closed = any(tag.closes and tag.name == root for tag in tags)
    if closed and len(ends) <= most:
        return Trimmed(data)
    first = next((place for place, tag in enumerate(tags) if tag.local in _ENTRIES), len(tags))
    kept = tags[: ends[:most][-1] + 1] if ends else tags[:first]
    stop = kept[-1].end if ends or first == len(tags) else tags[first].start
    more = len(ends) > most
    return Trimmed(data[:stop] + _closers(root, kept), cut=not more, more=more)


def _closers(root: bytes, tags: list["_Tag"]) -> bytes:
    """End tags for what encloses entries and is still open: a channel, and the root."""
    channels = [tag for tag in tags if tag.local == b"channel"]
    still_open = [channels[-1].name] if channels and not channels[-1].closes else []
    return b"".join(b"</%s>" % name for name in (*still_open, root))


@dataclass(frozen=True, slots=True)
class _Tag:
    name: bytes
    closes: bool
    start: int
    end: int

    @property
    def local(self) -> bytes:
        return self.name.rpartition(b":")[2].lower()


def _tags(data: bytes, root: bytes) -> list[_Tag]:
    """The document's tags that matter for where it is cut: its root's, channels' and entries'."""
    names = rb"(?:[\w.-]+:)?(?:item|entry|channel)|" + re.escape(root)
    pattern = re.compile(
        _ASIDE + rb"|<(?P<close>/?)(?P<name>" + names + rb")(?=[\s/>]|\Z)[^<>]*(?P<end>>?)", re.DOTALL | re.IGNORECASE
    )
    return [
        _Tag(match["name"], bool(match["close"]), match.start(), match.end())
        for match in pattern.finditer(data)
        if match["name"] and (match["end"] or match["name"] == root)
    ]
