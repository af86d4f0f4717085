"""Pictures as values: which address may be shown, what is none, which of several is best."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from feeds.core import fields
from feeds.model import Picture

#: Pictures of one entry that are kept.
KEPT = 3
#: Pixels: a side of no more is a mark, not a picture; a picture wider than this is not better, only heavier.
MARK, WIDE = 32, 2_000
#: Widths that are taken for a picture and a thumbnail whose feed does not give any.
SOME_WIDTH, THUMBNAIL_WIDTH = 600, 150
#: Telegram refuses pictures longer than this in all, or longer than broad by more than this.
MOST_AROUND, MOST_OBLONG = 10_000, 20
#: Longer than this is no address of a picture.
MAX_URL = 2_000

_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d*)?\s*(?:px)?\s*", re.IGNORECASE)
_PATH_SAFE, _QUERY_SAFE = "/:@!$&'()*+,;=~-._%", "/?:@!$&'()*+,;=~-._%"
#: Addresses that are spelt already as ``address`` would spell them.
_SPELT = re.compile(
    r"https?://[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+/[A-Za-z0-9/:@!$&'()*+,=~._%-]*(?:\?[A-Za-z0-9/?:@!$&'()*+,=~._%-]+)?"
)
#: Marks of authors, counters and spacers: pictures of nothing that happened. Looked for one by one, and patterns that
#: begin with a letter of their own: one pattern of all would be tried at every letter of every address.
_NO_PICTURES = (
    "gravatar.com/",
    "feedburner.com/",
    "doubleclick.net/",
    "scorecardresearch.com/",
    "google-analytics.com/",
    "//s.w.org/",
    "/emoji/",
    "/smilies/",
)
_COUNTER = re.compile(r"//(?:pixel|stats|counter|track(?:ing|er)?)\.")
_SPACER = re.compile(r"/(?:pixel|spacer|blank|transparent|counter|clear|1x1|beacon)(?:\.\w{2,4})?(?:\?.*)?$")
_FILE = re.compile(r"\.(\w{2,5})$")
_SHOWN = frozenset({"jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "webp", "gif"})
_NOT_SHOWN = frozenset({"svg", "svgz", "ico", "avif", "heic", "tif", "tiff", "bmp", "mp4", "webm", "mov", "mp3", "pdf"})


def address(value: Any, base: str) -> str | None:
    """The value as an address from which Telegram may be asked to fetch a picture, in one spelling; else None.

    Absolute, http or https, of a named host or an IPv4 address, without user name, password and fragment, in ASCII.
    """
    if isinstance(value, str) and len(value) <= MAX_URL and _SPELT.fullmatch(value):
        return value
    found = fields.address(value, base)
    if found is None or len(found) > MAX_URL:
        return None
    try:
        parts = urlsplit(found)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host[:253].encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.username is not None or not _HOST.fullmatch(host) or port == 0:
        return None
    netloc = host if port is None else f"{host}:{port}"
    path, query = quote(parts.path or "/", safe=_PATH_SAFE), quote(parts.query, safe=_QUERY_SAFE)
    spelt = urlunsplit((parts.scheme, netloc, path, query, ""))
    return spelt if len(spelt) <= MAX_URL else None


def shown(value: Any, base: str, *, kind: Any = "", medium: Any = "", likely: bool = False) -> str | None:
    """The value as the address of a picture that can be shown, by what is said of it; else None."""
    url = address(value, base)
    if url is None:
        return None
    media_type, medium = fields.text(kind), fields.text(medium).lower()
    return url if is_picture(url, media_type=media_type, medium=medium, likely=likely) else None


def pixels(value: Any) -> int | None:
    """The value as a number of pixels; None where it is none, as "100%" or an empty text."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    written = _PIXELS.fullmatch(fields.text(value))
    return int(written[1]) if written else None


def is_picture(url: str, *, media_type: str = "", medium: str = "", likely: bool = False) -> bool:
    """Whether what stands at an address (as ``address`` spells it) is a picture that can be shown, by what is said of
    it, else by its name.
    """
    kind = media_type.partition(";")[0].strip().lower()
    ending = _FILE.search(url.partition("#")[0].partition("?")[0])
    name = ending[1].lower() if ending else ""
    if name in _NOT_SHOWN or medium not in {"", "image"} or _is_no_picture(url.lower()):
        return False
    if kind:
        return kind.removeprefix("image/") in _SHOWN
    return likely or medium == "image" or name in _SHOWN


def _is_no_picture(lowered: str) -> bool:
    for part in _NO_PICTURES:
        if part in lowered:
            return True
    return _COUNTER.search(lowered) is not None or _SPACER.search(lowered) is not None


def sized(picture: Picture) -> bool:
    """Whether a picture's size, as far as it is known, is one to show."""
    width, height = picture.width, picture.height
    if width is None or height is None:
        return (width is None or width > MARK) and (height is None or height > MARK)
    short, long = (width, height) if width < height else (height, width)
    return short > MARK and short + long <= MOST_AROUND and long <= MOST_OBLONG * short


def best_first(found: Iterable[tuple[Picture, int]]) -> tuple[Picture, ...]:
    """The pictures to keep, each with the width to assume where its own is not known: the widest up to ``WIDE`` first,
    of equals the one that was named first; each address once.
    """
    known = list(found)
    if len(known) < 2:
        return tuple(picture for picture, _ in known)
    ranked: dict[str, Picture] = {}
    for picture, _ in sorted(known, key=lambda pair: -worth(pair[0].width or pair[1])):
        ranked.setdefault(picture.url, picture)
    return tuple(ranked.values())[:KEPT]


def worth(width: int) -> int:
    """How good a picture of that width is: the wider the better, up to ``WIDE``."""
    return width if width <= WIDE else max(0, 2 * WIDE - width)
