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
#: Marks of authors, counters and spacers: pictures of nothing that happened.
_NO_PICTURE = re.compile(
    r"gravatar\.com/|feedburner\.com/|doubleclick\.net/|scorecardresearch\.com/|google-analytics\.com/|"
    r"//s\.w\.org/|//(?:pixel|stats|counter|track(?:ing|er)?)\.|/(?:emoji|smilies)/|"
    r"/(?:pixel|spacer|blank|transparent|counter|clear|1x1|beacon)(?:\.\w{2,4})?(?:\?.*)?$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(\w{2,5})$")
_SHOWN = frozenset({"jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "webp", "gif"})
_NOT_SHOWN = frozenset({"svg", "svgz", "ico", "avif", "heic", "tif", "tiff", "bmp", "mp4", "webm", "mov", "mp3", "pdf"})


def address(value: Any, base: str) -> str | None:
    """The value as an address from which Telegram may be asked to fetch a picture, in one spelling; else None.

    Absolute, http or https, of a named host or an IPv4 address, without user name, password and fragment, in ASCII.
    """
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


def pixels(value: Any) -> int | None:
    """The value as a number of pixels; None where it is none, as "100%" or an empty text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    written = _PIXELS.fullmatch(fields.text(value))
    return int(written[1]) if written else None


def is_picture(url: str, *, media_type: str = "", medium: str = "", likely: bool = False) -> bool:
    """Whether what stands at an address is a picture that can be shown, by what is said of it, else by its name."""
    kind = media_type.partition(";")[0].strip().lower()
    ending = _FILE.search(urlsplit(url).path)
    name = ending[1].lower() if ending else ""
    if _NO_PICTURE.search(url) or name in _NOT_SHOWN or medium not in {"", "image"}:
        return False
    if kind:
        return kind.removeprefix("image/") in _SHOWN
    return likely or medium == "image" or name in _SHOWN


def sized(picture: Picture) -> bool:
    """Whether a picture's size, as far as it is known, is one to show."""
    sides = [side for side in (picture.width, picture.height) if side is not None]
    if any(side <= MARK for side in sides):
        return False
    return len(sides) < 2 or (sum(sides) <= MOST_AROUND and max(sides) <= MOST_OBLONG * min(sides))


def best_first(found: Iterable[tuple[Picture, int]]) -> tuple[Picture, ...]:
    """The pictures to keep, each with the width to assume where its own is not known: the widest up to ``WIDE`` first,
    of equals the one that was named first; each address once.
    """
    ranked: dict[str, Picture] = {}
    for picture, _ in sorted(found, key=lambda pair: -_worth(pair[0].width or pair[1])):
        ranked.setdefault(picture.url, picture)
    return tuple(ranked.values())[:KEPT]


def _worth(width: int) -> int:
    return width if width <= WIDE else max(0, 2 * WIDE - width)
