"""Media RSS (https://www.rssboard.org/media-rss) with what feedparser drops: which credit, description and rating
stands beside which picture.

feedparser gives all of an entry's credits in one list and its last rating alone, and takes a picture's title and
description for those of the entry, the description where it is the longer. ``MediaRss`` stands before feedparser's own
methods for these elements and keeps them as they are nested; ``install`` puts it there, for the classes that
``feedparser.parse`` uses cannot be given to it.
"""

from dataclasses import dataclass, field
from typing import Any

from feeds.core import fields

#: Pictures of one entry that are looked at, and how deep they may stand in one another.
MOST, DEEPEST = 50, 20
_NAMED, _SCOPES = "media named", "media scopes"  # with spaces: no element is called so
_CAPTIONS, _TITLES = "media captions", "media titles"


@dataclass(slots=True)
class Said:
    """What is said at one place of an entry: inside a content, a group, or the entry itself."""

    around: "Said | None" = None
    credits: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)

    def nearest(self, what: str) -> list[str]:
        """What this place says, else what the place around it does."""
        own: list[str] = getattr(self, what)
        return own or (self.around.nearest(what) if self.around else [])

    def all_ratings(self) -> list[str]:
        """The ratings of this place and of all around it."""
        return [*self.ratings, *(self.around.all_ratings() if self.around else [])]


@dataclass(frozen=True, slots=True)
class Named:
    """A content or thumbnail: its attributes, as they stand there, and what is said beside it."""

    attributes: dict[str, Any]
    said: Said
    is_thumbnail: bool


def named(entry: Any) -> list[Named]:
    """The contents and thumbnails of an entry that ``MediaRss`` has read, in its order."""
    return list(entry.get(_NAMED) or ())


def ratings(feed: Any) -> list[str]:
    """What a feed says of all its entries."""
    scopes = feed.get(_SCOPES)
    return scopes[0].ratings if scopes else []


def caption(entry: Any) -> str:
    """The longest description among the entry's media, for an entry that has no other text."""
    captions: list[str] = entry.get(_CAPTIONS) or [""]
    return max(captions, key=len)


def title(entry: Any) -> str:
    """The first title among the entry's media, for an entry that has none of its own."""
    titles: list[str] = entry.get(_TITLES) or [""]
    return titles[0]


def install(api: Any) -> None:
    """Let ``feedparser.parse`` read Media RSS with the methods below; ``api`` is ``feedparser.api``."""
    for name in ("StrictFeedParser", "LooseFeedParser"):
        parser = getattr(api, name)
        if not issubclass(parser, MediaRss):
            setattr(api, name, type(name, (MediaRss, parser), {}))


class MediaRss:
    """feedparser's methods for the elements of Media RSS. An end without a start is borne: documents are broken."""

    def _start_media_group(self: Any, attributes: dict[str, str]) -> None:  # noqa: ARG002 - as feedparser calls it
        _enter(self._get_context())

    def _end_media_group(self: Any) -> None:
        _leave(self._get_context())

    def _start_media_content(self: Any, attributes: dict[str, str]) -> None:
        context = self._get_context()
        _name(context, attributes, _enter(context), is_thumbnail=False)

    def _end_media_content(self: Any) -> None:
        _leave(self._get_context())

    def _start_media_thumbnail(self: Any, attributes: dict[str, str]) -> None:
        context = self._get_context()
        _name(context, attributes, _scopes(context)[-1], is_thumbnail=True)
        self.push("media_address", 1)

    def _end_media_thumbnail(self: Any) -> None:
        address, known = fields.text(self.pop("media_address")), named(self._get_context())
        if address and known:
            known[-1].attributes.setdefault("url", address)

    def _start_media_credit(self: Any, attributes: dict[str, str]) -> None:  # noqa: ARG002 - as feedparser calls it
        self.push("media_credit", 1)

    def _end_media_credit(self: Any) -> None:
        _say(self, "credits", fields.plain(self.pop("media_credit")))

    def _start_media_description(self: Any, attributes: dict[str, str]) -> None:
        _scopes(self._get_context())
        self._media_is_html = attributes.get("type") == "html"
        self.push("media_description", 1)

    def _end_media_description(self: Any) -> None:
        text = self._media_text("media_description")
        _say(self, "descriptions", text)
        if text:
            self._get_context().setdefault(_CAPTIONS, []).append(text)

    def _start_media_title(self: Any, attributes: dict[str, str]) -> None:
        self._media_is_html = attributes.get("type") == "html"
        self.push("media_title", 1)

    def _end_media_title(self: Any) -> None:
        """What a picture is called is not what the entry is called: feedparser takes the one for the other."""
        if text := self._media_text("media_title"):
            self._get_context().setdefault(_TITLES, []).append(text)

    def _media_text(self: Any, element: str) -> str:
        said = self.pop(element)
        return fields.text(said) if getattr(self, "_media_is_html", False) else fields.plain(said)

    def _start_media_rating(self: Any, attributes: dict[str, str]) -> None:  # noqa: ARG002 - as feedparser calls it
        self.push("media_rating", 1)

    def _end_media_rating(self: Any) -> None:
        _say(self, "ratings", fields.text(self.pop("media_rating")).lower())

    def _start_media_adult(self: Any, attributes: dict[str, str]) -> None:  # noqa: ARG002 - as feedparser calls it
        self.push("media_adult", 1)

    def _end_media_adult(self: Any) -> None:
        """The older way to say it: ``<media:adult>true</media:adult>``."""
        _say(self, "ratings", "adult" if fields.text(self.pop("media_adult")).lower() == "true" else "")


def _scopes(context: Any) -> list[Said]:
    """The places that are open in an entry, the innermost last; feedparser gives each entry a context of its own."""
    scopes: list[Said] = context.setdefault(_SCOPES, [])
    if not scopes:
        scopes.append(Said())
    return scopes


def _enter(context: Any) -> Said:
    scopes = _scopes(context)
    if len(scopes) < DEEPEST:
        scopes.append(Said(around=scopes[-1]))
    return scopes[-1]


def _leave(context: Any) -> None:
    scopes = _scopes(context)
    if len(scopes) > 1:
        scopes.pop()


def _name(context: Any, attributes: dict[str, Any], said: Said, *, is_thumbnail: bool) -> None:
    known: list[Named] = context.setdefault(_NAMED, [])
    if len(known) < MOST:
        known.append(Named(attributes, said, is_thumbnail))


def _say(parser: Any, what: str, value: str) -> None:
    if value:
        getattr(_scopes(parser._get_context())[-1], what).append(value)  # noqa: SLF001 - it is our parser, too
