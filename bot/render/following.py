"""What a reader is told of what he is sent: every story, or those of the beats that he has chosen."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.callbacks import BeatButton, tag
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Button, Keyboard, Rendered, press
from feeds.core.brief import listed as in_words
from feeds.model import Beat

#: Characters of a beat's title; beats that have a button (Telegram takes a hundred), and in a row.
TITLE, BUTTONS, ROW = 60, 90, 2
#: Beats that are gone and have a button.
LOST = 8


class Following(Protocol):
    """What a reader is sent."""

    @property
    def subscribed(self) -> bool:
        """Whether anything."""

    @property
    def beats(self) -> frozenset[str]:
        """The beats that he has chosen; none: every story."""


def unknown(words: Sequence[str]) -> Rendered:
    """What is told of words that name no beat."""
    return Rendered(
        html.text("No beat is called ")
        + html.isolate(" ".join(words), TITLE)
        + html.text(". Nothing was changed; /beats lists them, and /subscribe alone sends every story.")
    )


def subscribed(chosen: Collection[str], beats: Sequence[Beat], *, changed: bool) -> Rendered:
    """What a reader gets from now on, or got before."""
    what = html.text("each new story") + (html.text(" of ") + _titles(chosen, beats) if chosen else html.EMPTY)
    if changed:
        told = html.text("You get ") + what + html.text(" here from now on.")
    else:
        told = html.text("You are subscribed already: ") + what + html.text(" comes here.")
    return Rendered(told + html.text(" /beats changes which; /stop ends it."))


def listed(found: Following, beats: Sequence[Beat], *, may_choose: bool) -> Rendered:
    """The beats, with buttons that choose; what is chosen and not covered any more among them."""
    known = {beat.name for beat in beats}
    gone = sorted(found.beats - known)
    more = (
        f"{len(beats) - BUTTONS} more have no button: write /subscribe and their names." if len(beats) > BUTTONS else ""
    )
    names = html.join([html.text("• ") + html.isolate(_title(beat), TITLE) for beat in beats[:BUTTONS]], "\n")
    parts = [
        html.bold(html.text("Beats")),
        _now(found, beats),
        _gone(gone),
        html.EMPTY if may_choose else names,
        html.text(more),
    ]
    return Rendered(html.join(parts, "\n\n"), _keyboard(found, beats, gone) if may_choose else ())


def answered(found: Following, before: Following) -> str:
    """What is shown when a button was pressed."""
    if (found.subscribed, found.beats) == (before.subscribed, before.beats):
        return "Nothing changed."
    if not found.beats and before.beats:
        return "You have chosen none: every story comes." if found.subscribed else "You have chosen none."
    return "Chosen." if found.beats - before.beats else "No longer."


def _now(found: Following, beats: Sequence[Beat]) -> Markup:
    if not found.subscribed:
        return html.text("Nothing is sent here. Choose a beat to get its stories; /subscribe sends every story.")
    if not found.beats:
        return html.text("Every story is sent here. Choose beats, and only stories of these come.")
    told = html.text("Sent here: stories of ") + _titles(found.beats, beats)
    return told + html.text(". A story of several comes once. /stop ends it.")


def _gone(gone: Sequence[str]) -> Markup:
    if not gone:
        return html.EMPTY
    names = html.join([html.isolate(name, TITLE) for name in gone], ", ")
    return html.text("No longer covered, though you have chosen it: ") + names


def _titles(chosen: Collection[str], beats: Sequence[Beat]) -> Markup:
    titles = {beat.name: _title(beat) for beat in beats}
    return html.isolate(in_words([titles.get(name, name)[:TITLE] for name in sorted(chosen)]))


def _keyboard(found: Following, beats: Sequence[Beat], gone: Sequence[str]) -> Keyboard:
    keys = [_key(beat.name, _title(beat), chosen=beat.name in found.beats) for beat in beats[:BUTTONS]]
    keys += [_key(name, f"{name} (gone)", chosen=True) for name in gone[:LOST]]
    rows = [tuple(keys[start : start + ROW]) for start in range(0, len(keys), ROW)]
    every = press("Every story", BeatButton(None, on=False))
    return (*rows, (every,)) if found.beats or not found.subscribed else tuple(rows)


def _key(name: str, title: str, *, chosen: bool) -> Button:
    return press(f"{'✅ ' if chosen else ''}{title[:TITLE]}", BeatButton(tag(name), on=not chosen))


def _title(beat: Beat) -> str:
    return beat.title or beat.name
