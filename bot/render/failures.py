"""What was refused, as the desk reads it: what, where, to how many, why, when."""

from collections.abc import Sequence
from datetime import datetime

from bot.render import html
from bot.render.case import PROBLEM, letter_buttons
from bot.render.html import Markup
from bot.render.message import Rendered
from bot.render.times import clock, count
from feeds import failures
from feeds.failures import LISTED, Fate, Settled
from feeds.model import Failure, TargetKind

_FATES = {
    Fate.AGAIN: "is sent again",
    Fate.DROPPED: "was dropped",
    Fate.OUTDATED: "was dropped: what it says is no longer what its story says, which was changed since",
    Fate.BEFORE: "was settled before",
}


def listed(letters: Sequence[Failure], *, now: datetime, said: str | None = None) -> Rendered:
    """The dead letters, each with two buttons; ``said`` tells what became of the one that was pressed."""
    first = html.text(said or "")
    if not letters:
        return Rendered(html.join([first, html.text("Nothing that was refused waits for a decision.")], "\n\n"))
    shown = letters[:LISTED]
    more = f" The newest {LISTED}; settle these to see more." if len(letters) > LISTED else ""
    head = html.bold(html.text("Refused, and not tried again.")) + html.text(more)
    rows = [_letter(number, letter, now=now) for number, letter in enumerate(shown, 1)]
    buttons = tuple(letter_buttons(letter.delivery_id, number) for number, letter in enumerate(shown, 1))
    return Rendered(html.join([first, head, *rows], "\n\n"), buttons)


def fate(settled: Settled, *, by: str) -> str:
    """What became of a dead letter: "The post of story 7K3F in the channel is sent again (Ada)."."""
    what = f"{settled.what[0].upper()}{settled.what[1:]}"
    who = "" if settled.fate is Fate.BEFORE else f" ({by})"
    return f"{what} {_FATES[settled.fate]}{who}."


def _letter(number: int, letter: Failure, *, now: datetime) -> Markup:
    what = failures.what(letter.kind, letter.payload, letter.target_kind)
    many = letter.number > 1 or letter.target_kind is TargetKind.READER
    where = f" ({count(letter.number, 'chat')})" if many else ""
    title = html.bold(html.text(f"{number}. {what[0].upper()}{what[1:]}{where}, {clock(letter.at, now=now)}"))
    headline = html.isolate(letter.payload.brief.headline, 120) if letter.payload.brief else html.EMPTY
    why = html.isolate(failures.in_words(letter.problem), PROBLEM)
    return html.join([title, headline, why], "\n")
