"""A story as readers ask for it: as its post shows it, with every source, and how it came about."""

from collections.abc import Sequence
from datetime import datetime

from bot.render import html
from bot.render.html import Markup
from bot.render.message import Rendered
from bot.render.post import story
from bot.render.times import clock
from feeds.core.timeline import Moment
from feeds.model import Payload

#: Sources that are named at the most; a message holds no more.
SOURCES = 200
#: Characters of one change, and of the whole timeline: the story itself needs the rest.
CHANGE, ROOM = 200, 1600


def needed() -> str:
    """How to use the command."""
    return "Write the story's id behind it, which stands at the end of its post: /story 7K3F"


def unknown() -> str:
    """Nobody has such a story, or this reader may not see it."""
    return "There is no such story, or it is no longer kept."


def told(payload: Payload, moments: Sequence[Moment], *, gone: str | None, bot_name: str, now: datetime) -> Rendered:
    """The story and its timeline, where anything happened since its first report; ``gone`` is the id of the story that
    was asked for and that goes on as this one.
    """
    lead = html.bold(html.text(f"Story {gone} goes on as {payload.public_id}:")) if gone else html.EMPTY
    came = _timeline(moments, now=now) if len(moments) > 1 else html.EMPTY
    room = html.TEXT_LIMIT - html.length(lead) - html.length(came) - 4
    body = story(payload, bot_name=bot_name, now=now, limit=room, sources=SOURCES)
    return Rendered(html.join([lead, body, came], "\n\n"))


def _timeline(moments: Sequence[Moment], *, now: datetime) -> Markup:
    """A line a change; where there are too many, those behind the first give way."""
    first, *rest = [_line(moment, now=now) for moment in moments]
    kept: list[Markup] = []
    for line in reversed(rest):
        if html.length(first) + sum(html.length(one) + 1 for one in (*kept, line)) > ROOM:
            break
        kept.insert(0, line)
    left_out = html.text("…") if len(kept) < len(rest) else html.EMPTY
    return html.join([html.bold(html.text("How it came about")), first, left_out, *kept], "\n")


def _line(moment: Moment, *, now: datetime) -> Markup:
    return html.text(f"{clock(moment.at, now=now)} — ") + html.isolate(moment.what, CHANGE)
