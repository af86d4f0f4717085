"""What leaves the renderers: text, buttons, a picture over the text, and whether links unfold."""

from collections.abc import Callable
from dataclasses import dataclass

from bot import callbacks
from bot.render import html
from bot.render.html import Markup
from feeds.core import pictures
from feeds.model import Picture
from feeds.model.places import MapSpot


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it presses (``data``) or opens (``url``)."""

    label: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is sent."""

    text: Markup
    keyboard: Keyboard = ()
    preview: bool = False
    trace: str | None = None  #: address that a message without markup must show too, to be known again
    photo: str | None = None  #: address of the picture whose caption the text is
    map: MapSpot | None = None  #: instead of that, the place whose map is to be drawn
    spoiler: bool = False  #: the picture is covered until the reader lifts the cover
    limit: int = html.TEXT_LIMIT  #: a caption's is lower
    rest: bool = False  #: not all fits into the caption: a text with the rest must follow

    @property
    def html(self) -> str:
        """The text, within Telegram's limits."""
        return html.lightened(html.clip(self.text, self.limit)).html

    @property
    def plain(self) -> str:
        """The text without markup, within the limit, for where markup is refused."""
        if self.trace is None:
            return html.plain(html.clip(self.text, self.limit))
        tail = html.text(f"\n{self.trace}")
        return html.plain(html.clip(self.text, self.limit - html.length(tail)) + tail)


def captioned(
    told: Callable[..., Markup], picture: Picture | None, *, trace: str | None, spot: MapSpot | None = None
) -> Rendered:
    """What ``told(limit=…)`` says as a caption. There is room for the trace under it, so that what fits with markup
    fits without.
    """
    limit = html.CAPTION_LIMIT - (html.units(trace) + 1 if trace else 0)
    whole = told(limit=html.TEXT_LIMIT)
    rest = html.length(whole) > limit
    return Rendered(
        told(limit=limit) if rest else whole,
        trace=trace,
        photo=pictures.address(picture.url, "") if picture else None,
        map=spot,
        spoiler=picture is not None and picture.sensitive,
        limit=html.CAPTION_LIMIT,
        rest=rest,
    )


def press(label: str, button: callbacks.Button) -> Button:
    """A button that presses."""
    return Button(label, data=callbacks.encode(button))
