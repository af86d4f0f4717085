"""PURE: the HTML of `parse_mode=HTML`, read byte by byte, as Telegram's own library reads it.

Positions in errors are byte offsets, entities are measured in UTF-16 code units. The text is not cleaned here: see
`bot.sandbox.text.formatted`.
"""

import re
from dataclasses import dataclass, field, replace

from bot.sandbox.text.entity import Entity, in_order, utf16_length
from bot.sandbox.text.links import BadLinkError, check_link, linked_user

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = frozenset(_KINDS) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_ARGUMENTS = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "unix"): "",
}
_SPACES = b" \t\r\n\x00\v"
_NAME_END = _SPACES + b"=>/\"'"
_NAMED = {b"lt": ord("<"), b"gt": ord(">"), b"amp": ord("&"), b"quot": ord('"')}
_PLAIN = re.compile(rb"[^<&]+")
_REFERENCE = re.compile(rb"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<dec>[0-9]*)|(?P<name>[A-Za-z]*))")
_FORMAT = re.compile(r"r|[wdDtT]*")
_INT64 = re.compile(r"-?[0-9]{1,19}")


class MarkupError(ValueError):
    """The text is not HTML that Telegram takes; the message is Telegram's."""


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    begin: int
    argument: str = ""
    format: str = ""
    expandable: bool = False


@dataclass(slots=True)
class _Reader:
    source: bytes
    at: int = 0
    out: bytearray = field(default_factory=bytearray)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    surrogates: bool = False

    def byte(self) -> int:
        return self.source[self.at] if self.at < len(self.source) else 0

    def skip_spaces(self) -> None:
        while self.byte() and self.byte() in _SPACES:
            self.at += 1

    def skip_until(self, ends: bytes) -> bytes:
        begin = self.at
        while self.byte() not in ends:
            self.at += 1
        return self.source[begin : self.at]


def _reference(source: bytes, at: int) -> tuple[int, int]:
    """Decode the character reference at `at`: its code (0 if it is none) and where it ends."""
    found = _REFERENCE.match(source, at)
    if found is None:
        return 0, at
    if found["name"] is not None:
        code = _NAMED.get(found["name"], 0)
    else:
        digits = found["hex"] if found["hex"] is not None else found["dec"]
        code = int(digits or b"0", 16 if found["hex"] is not None else 10) if len(digits) < 10 else 0
        if code >= 0x10FFFF or found.end() - at >= 10:
            code = 0
    if not code:
        return 0, at
    end = found.end()
    return code, end + (source[end : end + 1] == b";")


def _encode(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _lower(raw: bytes) -> str:
    return raw.lower().decode("utf-8", "replace")


def _start_tag(reader: _Reader, begin: int) -> None:
    name = _lower(reader.skip_until(_SPACES + b">"))
    if not reader.byte():
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    if name not in _TAGS:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {begin}')
    tag = _Open(name, reader.offset, len(reader.out))
    while reader.byte() != ord(">"):
        reader.skip_spaces()
        if reader.byte() == ord(">"):
            break
        _attribute(reader, tag, begin)
    reader.at += 1
    if name == "span" and tag.argument != "spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    reader.open.append(tag)


def _attribute(reader: _Reader, tag: _Open, begin: int) -> None:
    name = reader.skip_until(_NAME_END).decode("utf-8", "replace")
    if not name:
        raise MarkupError(f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}')
    reader.skip_spaces()
    value = ""
    if reader.byte() == ord("="):
        reader.at += 1
        reader.skip_spaces()
        if not reader.byte():
            raise MarkupError(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        value = _quoted(reader) if reader.byte() in b"'\"" else _token(reader)
        if not reader.byte():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    elif not reader.byte():
        raise MarkupError(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
    _take(tag, name, value)


def _token(reader: _Reader) -> str:
    begin = reader.at
    while chr(reader.byte()).isascii() and (chr(reader.byte()).isalnum() or reader.byte() in b".-"):
        reader.at += 1
    if reader.byte() not in _SPACES + b">":
        raise MarkupError(f"Unexpected end of name token at byte offset {begin}")
    return _lower(reader.source[begin : reader.at])


def _quoted(reader: _Reader) -> str:
    quote = reader.byte()
    reader.at += 1
    value = bytearray()
    while reader.byte() and reader.byte() != quote:
        code, end = _reference(reader.source, reader.at) if reader.byte() == ord("&") else (0, 0)
        if code:
            value += _encode(code)
            reader.at = end
        else:
            value.append(reader.byte())
            reader.at += 1
    reader.at += reader.byte() == quote
    return value.decode("utf-8", "surrogatepass")


def _take(tag: _Open, name: str, value: str) -> None:
    prefix = _ARGUMENTS.get((tag.name, name))
    if prefix is not None and value.startswith(prefix):
        tag.argument = value.removeprefix(prefix)
    elif (tag.name, name) == ("tg-time", "format"):
        tag.format = value
    elif (tag.name, name) == ("blockquote", "expandable"):
        tag.expandable = True


def _end_tag(reader: _Reader, begin: int) -> None:
    if not reader.open:
        raise MarkupError(f"Unexpected end tag at byte offset {begin}")
    reader.at += 1
    found = _lower(reader.skip_until(_SPACES + b">"))
    reader.skip_spaces()
    if reader.byte() != ord(">"):
        raise MarkupError(f"Unclosed end tag at byte offset {begin}")
    reader.at += 1
    tag = reader.open[-1]
    if found and found != tag.name:
        raise MarkupError(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{found}>"')
    if reader.offset > tag.offset:
        _close(reader, tag)
    reader.open.pop()


def _close(reader: _Reader, tag: _Open) -> None:
    entity = Entity(_KINDS.get(tag.name, tag.name), tag.offset, reader.offset - tag.offset)
    if tag.name == "a":
        _close_link(reader, tag, entity)
    elif tag.name in {"pre", "code"}:
        _close_code(reader, tag, entity)
    elif tag.name == "blockquote":
        kind = "expandable_blockquote" if tag.expandable else "blockquote"
        reader.entities.append(replace(entity, type=kind))
    elif tag.name == "tg-emoji":
        if not _INT64.fullmatch(tag.argument) or not -(1 << 63) <= int(tag.argument) < 1 << 63 or not int(tag.argument):
            raise MarkupError("Invalid custom emoji identifier specified")
        number = str(int(tag.argument))
        reader.entities.append(replace(entity, type="custom_emoji", custom_emoji_id=number))
    elif tag.name == "tg-time":
        _close_time(reader, tag, entity)
    else:
        reader.entities.append(entity)


def _close_link(reader: _Reader, tag: _Open, entity: Entity) -> None:
    url = tag.argument or reader.out[tag.begin :].decode("utf-8", "surrogatepass")
    if user := linked_user(url):
        reader.entities.append(replace(entity, type="text_mention", user_id=user))
        return
    try:
        reader.entities.append(replace(entity, type="text_link", url=check_link(url)))
    except BadLinkError:
        return  # Telegram drops the link and keeps the text


def _close_code(reader: _Reader, tag: _Open, entity: Entity) -> None:
    """A `code` with a language that fills a `pre`, either inside the other, is one block with a language."""
    last = reader.entities[-1] if reader.entities else None
    inner = "code" if tag.name == "pre" else "pre"
    fits = last is not None and (last.type, last.offset, last.length) == (inner, entity.offset, entity.length)
    if last is not None and fits and tag.name == "pre" and last.language:
        reader.entities[-1] = replace(last, type="pre")
    elif last is not None and fits and tag.name == "code" and tag.argument and not last.language:
        reader.entities[-1] = replace(last, language=tag.argument)
    else:
        reader.entities.append(replace(entity, language=tag.argument if tag.name == "code" else ""))


def _close_time(reader: _Reader, tag: _Open, entity: Entity) -> None:
    digits = re.match(r"-?[0-9]*", tag.argument)
    moment = int(digits.group() or "0") if digits and digits.group() != "-" else 0
    if not _FORMAT.fullmatch(tag.format):
        raise MarkupError("Invalid date format used")
    if 0 < moment < 1 << 31:
        moved = replace(entity, type="date_time", unix_time=moment, date_time_format=tag.format)
        reader.entities.append(moved)


def _plain(reader: _Reader, words: bytes) -> None:
    reader.offset += utf16_length(words.decode())
    reader.out += words
    reader.at += len(words)


def _ampersand(reader: _Reader) -> None:
    code, end = _reference(reader.source, reader.at)
    if not code:
        _plain(reader, b"&")
        return
    reader.surrogates = reader.surrogates or 0xD800 <= code <= 0xDFFF
    reader.offset += 1 + (code > 0xFFFF)
    reader.out += _encode(code)
    reader.at = end


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return the text without its tags, and its entities in Telegram's order; raise MarkupError as Telegram would."""
    reader = _Reader(text.encode())
    while reader.at < len(reader.source):
        begin = reader.at
        if words := _PLAIN.match(reader.source, begin):
            _plain(reader, words.group())
            continue
        if reader.byte() == ord("&"):
            _ampersand(reader)
            continue
        reader.at += 1
        if reader.byte() == ord("/"):
            _end_tag(reader, begin)
        else:
            _start_tag(reader, begin)
    if reader.open:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].name}"')
    if reader.surrogates:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
            "surrogate code units"
        )
    plain = [replace(entity, language="") if entity.type == "code" else entity for entity in reader.entities]
    return reader.out.decode(), in_order(plain)
