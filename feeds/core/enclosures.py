"""The pictures that an entry names: in Media RSS, as an enclosure, in JSON Feed's fields, or in its text.

What is named for it comes first; a picture in the text is taken only where nothing else is there, and only the first
that is not a tracking pixel.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import Any

from feeds.core import fields, mediarss, pictures
from feeds.core.mediarss import Named, Said
from feeds.model import Picture

#: Enclosures, attachments and images in a text that are looked at.
LOOKED_AT = 20
#: Characters of what is said beside a picture that are read.
SAID = 2_000

#: Ratings, of the schemes that Media RSS names, of what is not for everybody.
_ADULT = frozenset({"adult", "r", "nc-17", "x", "tv-ma"})
_NOTHING = Said()
_IMAGE = re.compile(r"<[Ii][Mm][Gg]\b([^<>]{1,2000})")  # without a flag: so its beginning is searched for quickly
_ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_STYLE = re.compile(r"(?<![\w-])(width|height)\s*:\s*(\d{1,5})px", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original")


def of_entry(entry: Any, feed: Any, *, url: str, link: str | None, texts: Iterable[str]) -> tuple[Picture, ...]:
    """The pictures of an entry that feedparser has read, the best first; ``texts`` are its texts as markup."""
    links = [one for one in entry.get("links") or () if one.get("rel") == "enclosure"]
    enclosed = [(one.get("href"), one.get("type")) for one in links]
    adult = is_adult(mediarss.ratings(feed))
    return best(mediarss.named(entry), enclosed, url=url, link=link, texts=texts, adult=adult)


def is_adult(ratings: Iterable[str]) -> bool:
    """Whether one of these ratings says that something is not for everybody."""
    return not _ADULT.isdisjoint(ratings)


def best(
    named: Sequence[Named],
    enclosed: Sequence[tuple[Any, Any]],
    *,
    url: str,
    link: str | None,
    texts: Iterable[str],
    adult: bool,
) -> tuple[Picture, ...]:
    """The pictures of an entry, the best first: of Media RSS, of enclosures (address and type), else of its texts."""
    files = [Named({"url": address, "type": kind}, _NOTHING, False) for address, kind in enclosed[:LOOKED_AT]]  # noqa: FBT003
    kept: dict[str, Picture] = {}
    for one in sorted((*named, *files), key=_worth):
        if picture := _of_media(one, url, adult=adult):
            kept.setdefault(picture.url, picture)
        if len(kept) == pictures.KEPT:
            break
    return tuple(kept.values()) or in_texts(texts, link or url, sensitive=adult)


def _worth(named: Named) -> int:
    """How far down in the list a picture stands, by its width, or the one to assume."""
    assumed = pictures.THUMBNAIL_WIDTH if named.is_thumbnail else pictures.SOME_WIDTH
    return -pictures.worth(pictures.pixels(named.attributes.get("width")) or assumed)


def of_json(item: dict[str, Any], *, url: str, link: str | None, markup: str) -> tuple[Picture, ...]:
    """The pictures of an item of a JSON Feed, the best first."""
    own = [_own(item.get(name), url) for name in ("image", "banner_image")]
    attachments = item.get("attachments")
    listed = attachments[:LOOKED_AT] if isinstance(attachments, list) else []
    attached = [_attached(one, url) for one in listed if isinstance(one, dict)]
    return pictures.best_first(_found([*own, *attached])) or in_texts([markup], link or url)


def _of_media(named: Named, url: str, *, adult: bool) -> Picture | None:
    """A picture that a feed names; None where it is none that can be shown."""
    given, said = named.attributes, named.said
    shown = pictures.shown(
        given.get("url"), url, kind=given.get("type"), medium=given.get("medium"), likely=named.is_thumbnail
    )
    if shown is None:
        return None
    picture = Picture(
        shown,
        pictures.pixels(given.get("width")) or None,
        pictures.pixels(given.get("height")) or None,
        _said(" ".join(said.nearest("descriptions")[:1])),
        _said(", ".join(dict.fromkeys(said.nearest("credits")))),
        adult or is_adult(said.all_ratings()),
    )
    return picture if pictures.sized(picture) else None


def _own(address: Any, url: str) -> tuple[Picture, int] | None:
    """A picture that an item of a JSON Feed has for itself, with the width to assume."""
    shown = pictures.shown(address, url, likely=True)
    return (Picture(shown), pictures.SOME_WIDTH) if shown else None


def _attached(one: dict[str, Any], url: str) -> tuple[Picture, int] | None:
    """An attachment in a JSON Feed; its title says what it shows."""
    shown = pictures.shown(one.get("url"), url, kind=one.get("mime_type"))
    title = _said(fields.plain(one.get("title")))
    return (Picture(shown, description=title), pictures.SOME_WIDTH) if shown else None


def _said(words: str) -> str | None:
    return (fields.text(words)[:SAID].strip() or None) if words else None


def _found(named: Iterable[tuple[Picture, int] | None]) -> Iterator[tuple[Picture, int]]:
    return (one for one in named if one is not None)


def in_texts(markups: Iterable[str], base: str, *, sensitive: bool = False) -> tuple[Picture, ...]:
    """The first picture in the texts, as the last resort."""
    for markup in markups:
        if "<" in markup:
            for image in islice(_IMAGE.finditer(markup), LOOKED_AT):
                if picture := _image(image[1], base, sensitive=sensitive):
                    return (picture,)
    return ()


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
    shown = pictures.shown(source, base, likely=True)
    if shown is None:
        return None
    picture = Picture(shown, width, height, _said(fields.plain(given.get("alt"))), sensitive=sensitive)
    return picture if pictures.sized(picture) else None
