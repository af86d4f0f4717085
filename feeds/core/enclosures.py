"""The pictures that an entry names: in Media RSS, as an enclosure, in JSON Feed's fields, or in its text.

What is named for it comes first; a picture in the text is taken only where nothing else is there, and only the first
that is not a tracking pixel.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from feeds.core import fields, mediarss, pictures
from feeds.core.mediarss import Named
from feeds.model import Picture

#: Enclosures, attachments and images in a text that are looked at.
LOOKED_AT = 20
#: Characters of what is said beside a picture that are read.
SAID = 2_000

#: Ratings, of the schemes that Media RSS names, of what is not for everybody.
_ADULT = frozenset({"adult", "r", "nc-17", "x", "tv-ma"})
_IMAGE = re.compile(r"<img\b([^<>]{1,2000})", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_STYLE = re.compile(r"(?<![\w-])(width|height)\s*:\s*(\d{1,5})px", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original")


def of_entry(entry: Any, feed: Any, *, url: str, link: str | None, texts: Iterable[str]) -> tuple[Picture, ...]:
    """The pictures of an entry that feedparser has read, the best first; ``texts`` are its texts as markup."""
    adult = not _ADULT.isdisjoint(mediarss.ratings(feed))
    media = (_of_media(one, url, adult=adult) for one in mediarss.named(entry))
    links = [one for one in entry.get("links") or () if one.get("rel") == "enclosure"]
    enclosed = (_read(_Told(one.get("href"), kind=one.get("type"), sensitive=adult), url) for one in links[:LOOKED_AT])
    return pictures.best_first(_found([*media, *enclosed])) or _in_texts(texts, link or url, sensitive=adult)


def of_json(item: dict[str, Any], *, url: str, link: str | None, markup: str) -> tuple[Picture, ...]:
    """The pictures of an item of a JSON Feed, the best first."""
    own = [_read(_Told(item.get(name), likely=True), url) for name in ("image", "banner_image")]
    attachments = item.get("attachments")
    listed = attachments[:LOOKED_AT] if isinstance(attachments, list) else []
    attached = [
        _read(_Told(one.get("url"), kind=one.get("mime_type"), description=fields.plain(one.get("title"))), url)
        for one in listed
        if isinstance(one, dict)
    ]
    return pictures.best_first(_found([*own, *attached])) or _in_texts([markup], link or url)


def _of_media(named: Named, url: str, *, adult: bool) -> tuple[Picture, int] | None:
    given, said = named.attributes, named.said
    told = _Told(
        given.get("url"),
        kind=given.get("type"),
        medium=given.get("medium"),
        size=(pictures.pixels(given.get("width")) or None, pictures.pixels(given.get("height")) or None),
        description=" ".join(said.nearest("descriptions")[:1]),
        credit=", ".join(dict.fromkeys(said.nearest("credits"))),
        sensitive=adult or not _ADULT.isdisjoint(said.all_ratings()),
        likely=named.is_thumbnail,
        assumed=pictures.THUMBNAIL_WIDTH if named.is_thumbnail else pictures.SOME_WIDTH,
    )
    return _read(told, url)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a feed says of a picture, unread."""

    address: Any
    kind: Any = None
    medium: Any = None
    size: tuple[int | None, int | None] = (None, None)
    description: Any = None
    credit: Any = None
    sensitive: bool = False
    likely: bool = False
    assumed: int = pictures.SOME_WIDTH  #: pixels of width, where the feed does not say


def _read(told: _Told, base: str) -> tuple[Picture, int] | None:
    """A picture that a feed names, with the width to assume; None where it is none that can be shown."""
    url, kind, medium = pictures.address(told.address, base), fields.text(told.kind), fields.text(told.medium).lower()
    if url is None or not pictures.is_picture(url, media_type=kind, medium=medium, likely=told.likely):
        return None
    said, by = (fields.text(words)[:SAID].strip() or None for words in (told.description, told.credit))
    picture = Picture(url, *told.size, said, by, sensitive=told.sensitive)
    return (picture, told.assumed) if pictures.sized(picture) else None


def _found(named: Iterable[tuple[Picture, int] | None]) -> Iterator[tuple[Picture, int]]:
    return (one for one in named if one is not None)


def _in_texts(markups: Iterable[str], base: str, *, sensitive: bool = False) -> tuple[Picture, ...]:
    """The first picture in the texts, as the last resort."""
    images = (image for markup in markups for image in islice(_IMAGE.finditer(markup), LOOKED_AT))
    found = (_image(image[1], base, sensitive=sensitive) for image in images)
    return next(((picture,) for picture in found if picture), ())


def _image(inner: str, base: str, *, sensitive: bool) -> Picture | None:
    given: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(inner):
        given.setdefault(name.lower(), unescape("".join(values)))
    style = given.get("style", "")
    if _HIDDEN.search(style):
        return None
    measured = dict(_STYLE.findall(style.lower()))
    width, height = (pictures.pixels(given.get(side, measured.get(side))) for side in ("width", "height"))
    source = next((given[name] for name in _SOURCES if given.get(name, "data:")[:5].lower() != "data:"), None)
    alt = fields.plain(given.get("alt"))
    found = _read(_Told(source, size=(width, height), description=alt, sensitive=sensitive, likely=True), base)
    return found[0] if found else None
