"""Media RSS from lxml's tree: the same values that ``mediarss`` keeps where feedparser reads."""

from collections.abc import Callable
from typing import Any

from feeds.core import fields, quick_text
from feeds.core.elements import AsideError, is_harmless
from feeds.core.mediarss import MOST, Named, Said
from feeds.core.quick_state import Entering, Reader, check_harmless

_DEEPEST = 8  #: media in media: what is nested deeper is left to feedparser


def _media(read: Entering, element: Any, around: Said, depth: int = 0) -> None:
    """A content or a group with all that stands in it."""
    said, named = Said(around), read.its_media().named
    if element.tag.endswith("content") and len(named) < MOST:
        named.append(Named(quick_text.attributes(element), said, is_thumbnail=False))
    if depth > _DEEPEST:
        raise AsideError("media in media")
    for child in element:
        name = read.document.name_of(child)
        if name in {"media_content", "media_group"}:
            _media(read, child, said, depth + 1)
        elif name in _SAYING:
            _SAYING[name](read, child, said)
        elif len(child) or not is_harmless(name):
            check_harmless(child)


def _thumbnail(read: Entering, element: Any, said: Said) -> None:
    address, given, named = read.words(element), quick_text.attributes(element), read.its_media().named
    if len(named) < MOST:
        named.append(Named(given, said, is_thumbnail=True))
    elif address:
        raise AsideError("many thumbnails with texts")
    if address:
        given.setdefault("url", address)


def _credit(read: Entering, element: Any, said: Said) -> None:
    _say(said.credits, fields.plain(read.words(element)))


def _description(read: Entering, element: Any, said: Said) -> None:
    text = _text(read, element)
    _say(said.descriptions, text)
    _say(read.its_media().captions, text)


def _text(read: Entering, element: Any) -> str:
    value, kind = read.words(element), quick_text.attributes(element).get("type", "")
    return value if kind.lower() == "html" else fields.plain(value)


def _title(read: Entering, element: Any, said: Said) -> None:
    del said
    _say(read.its_media().titles, _text(read, element))


def _rating(read: Entering, element: Any, said: Said) -> None:
    _say(said.ratings, read.words(element).lower())


def _adult(read: Entering, element: Any, said: Said) -> None:
    _say(said.ratings, "adult" if read.words(element).lower() == "true" else "")


def _say(where: list[str], value: str) -> None:
    if value:
        where.append(value)


_Saying = Callable[[Entering, Any, Said], None]
_SAYING: dict[str, _Saying] = {
    "media_thumbnail": _thumbnail,
    "media_credit": _credit,
    "media_description": _description,
    "media_title": _title,
    "media_rating": _rating,
    "media_adult": _adult,
}


def _beside(saying: _Saying) -> Reader:
    """What is said of the whole entry, or of the feed."""
    return lambda read, element: saying(read, element, read.its_media().said)


#: What is said of all of an entry's or a feed's pictures.
SAYING: dict[str, Reader] = {name: _beside(saying) for name, saying in _SAYING.items()}
#: The same, and the pictures.
READERS: dict[str, Reader] = {**SAYING, **dict.fromkeys(("media_content", "media_group"), _beside(_media))}
