"""Telegram's HTML: escaped at the leaf, measured as Telegram measures it, cut without breaking a tag.

``Markup`` is text that is safe to send; plain ``str`` never is. Everything here takes plain text and gives Markup.
Lengths are in UTF-16 code units after entities are parsed, the stricter of the two counts that Telegram's servers use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape as _escape
from html import unescape

#: A message's and a caption's limit.
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
#: Bytes of a text with its markup that Telegram reads at most; addresses of links count.
MOST_BYTES = 32_768
#: Bytes of a link's tag beyond which it is given up where a text is too heavy with links.
LONG_LINK = 200

_TOKEN = re.compile(r"<[^>]*>|&[a-z]+;|&#\d+;|[^<&]|[<&]", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that Telegram accepts."""

    html: str

    def __add__(self, other: "Markup") -> "Markup":
        return Markup(self.html + other.html)

    def __bool__(self) -> bool:
        return bool(self.html)


EMPTY = Markup("")
NEWLINE = Markup("\n")


def text(plain: str) -> Markup:
    """Plain text, escaped; lone surrogates, which UTF-8 cannot carry, become replacement characters."""
    return Markup(_escape(_SURROGATE.sub("\ufffd", plain), quote=False))


def isolate(plain: str, limit: int = TEXT_LIMIT) -> Markup:
    """Plain text, cut to ``limit`` units; inside Unicode isolates where it runs right to left, so that it does not
    turn its line around.
    """
    shown = plain[: max(0, limit) + 1]  # a character is a unit or two: what is behind is never seen
    if not _RTL.search(shown):
        return clip(text(shown), limit)
    return Markup("\u2068") + clip(text(shown), limit - 2) + Markup("\u2069")


def bold(inner: Markup) -> Markup:
    """Bold."""
    return Markup(f"<b>{inner.html}</b>")


def italic(inner: Markup) -> Markup:
    """Italic."""
    return Markup(f"<i>{inner.html}</i>")


def strike(inner: Markup) -> Markup:
    """Struck through."""
    return Markup(f"<s>{inner.html}</s>")


def code(inner: Markup) -> Markup:
    """Fixed width, to be copied with one touch."""
    return Markup(f"<code>{inner.html}</code>")


def quote(inner: Markup) -> Markup:
    """A block quotation."""
    return Markup(f"<blockquote>{inner.html}</blockquote>")


def link(inner: Markup, url: str | None) -> Markup:
    """A link; the text alone where there is no address, or one with control characters: Telegram stops at a NUL."""
    if not url or _CONTROL.search(url):
        return inner
    return Markup(f'<a href="{_escape(_SURROGATE.sub("", url))}">{inner.html}</a>')


def join(parts: Iterable[Markup], separator: str = "") -> Markup:
    """The parts that are not empty, with plain text between them."""
    return Markup(text(separator).html.join(part.html for part in parts if part))


def units(plain: str) -> int:
    """A plain text's length in UTF-16 code units."""
    return len(plain) + sum(1 for character in plain if ord(character) > 0xFFFF)


def length(markup: Markup) -> int:
    """What Telegram counts of a text: UTF-16 units without tags, entities as the characters they stand for."""
    return sum(_token_units(token) for token in _TOKEN.findall(markup.html))


def clip(markup: Markup, limit: int = TEXT_LIMIT) -> Markup:
    """The text if it fits; else its beginning with an ellipsis, all tags closed, at most ``limit`` units."""
    if limit <= 0:
        return EMPTY
    if length(markup) <= limit:
        return markup
    kept: list[str] = []
    open_tags: list[str] = []
    left = limit - 1
    for token in _TOKEN.findall(markup.html):
        if token.startswith("</"):
            open_tags.pop()
        elif token.startswith("<") and len(token) > 1:
            open_tags.append(re.split(r"[\s>]", token[1:])[0])
        elif (size := _token_units(token)) <= left:
            left -= size
        else:
            break
        kept.append(token)
    return Markup("".join(kept).rstrip() + "…" + "".join(f"</{tag}>" for tag in reversed(open_tags)))


def lightened(markup: Markup) -> Markup:
    """The text; without its long links where addresses make it heavier than Telegram reads."""
    if len(markup.html.encode()) <= MOST_BYTES:
        return markup
    kept: list[str] = []
    links: list[bool] = []
    for token in _TOKEN.findall(markup.html):
        opens, closes = token.startswith("<a "), token.startswith("</a")
        if opens:
            links.append(len(token.encode()) <= LONG_LINK)
        if not (opens or closes) or links[-1]:
            kept.append(token)
        if closes:
            links.pop()
    return Markup("".join(kept))


def plain(markup: Markup) -> str:
    """The text without its tags: what goes out where markup was refused."""
    return unescape("".join(token for token in _TOKEN.findall(markup.html) if not _is_tag(token)))


def _is_tag(token: str) -> bool:
    return token.startswith("<") and len(token) > 1


def _token_units(token: str) -> int:
    return 0 if _is_tag(token) else units(unescape(token))
