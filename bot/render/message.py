"""What leaves the renderers: text, buttons, and whether links unfold."""

from dataclasses import dataclass

from bot import callbacks
from bot.render import html
from bot.render.html import Markup


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

    @property
    def html(self) -> str:
        """The text, within Telegram's limit."""
        return html.clip(self.text).html

    @property
    def plain(self) -> str:
        """The text without markup, within the limit, for where markup is refused."""
        if self.trace is None:
            return html.plain(html.clip(self.text))
        tail = html.text(f"\n{self.trace}")
        return html.plain(html.clip(self.text, html.TEXT_LIMIT - html.length(tail)) + tail)


def press(label: str, button: callbacks.Button) -> Button:
    """A button that presses."""
    return Button(label, data=callbacks.encode(button))
