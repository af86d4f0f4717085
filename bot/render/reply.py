"""Answers to readers' commands."""

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import LatestButton
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Keyboard, Rendered, press
from bot.render.post import NAME, story_url
from bot.render.times import ago, clock, count, reported_by
from feeds.model import FeedHealth, FeedState, Missed, Standing, Story

#: Words that may be worth a search; more are a sentence, and all would have to occur.
FEW = 3
#: Outlets that /sources names; the rest is counted.
OUTLETS = 40

_NONE = "No story yet. Feeds are read from now on; ask again in a few minutes."


def welcome(*, channel: str | None, subscribed: bool) -> Rendered:
    """What this is, in a few lines."""
    where = html.text("The channel: ") + html.link(html.text(channel), _channel_url(channel)) if channel else html.EMPTY
    follow = "You get each new story here as well." if subscribed else "/subscribe sends you each new story here."
    return Rendered(
        html.join(
            [
                html.bold(html.text("Heliograph")),
                html.text("What is reported about armed conflict, by whom, and how many report it independently."),
                where,
                html.text(f"/latest shows the newest stories. {follow}\n/help lists everything."),
            ],
            "\n\n",
        )
    )


def talk(said: str) -> Rendered:
    """An answer to what is no command: what can be asked, and how to look for what was said."""
    words = said.split()
    known = html.text("I answer commands: /latest shows the newest stories, /search finds older ones, /help lists all.")
    search = html.text("To look for that: ") + html.isolate(f"/search {' '.join(words)}", 100)
    return Rendered(html.join([known, search if 0 < len(words) <= FEW else html.EMPTY], "\n"))


def help_text(commands: Sequence[tuple[str, str]]) -> Rendered:
    """Every command with what it does."""
    rows = [html.text(f"/{name} — {what}") for name, what in commands]
    return Rendered(html.join([html.bold(html.text("Commands")), html.join(rows, "\n")], "\n\n"))


def latest(
    stories: Sequence[Story],
    *,
    seen: datetime | None,
    offset: int,
    more: bool,
    bot_name: str,
    now: datetime,
    missed: Sequence[Missed] = (),
) -> Rendered:
    """The newest stories, with a line where the reader last looked; as many as fit, and a button to those behind. What
    may not have reached him stands above them.
    """
    parts = _missed(missed, bot_name=bot_name)
    if not stories:
        none = html.text("No older stories." if offset else _NONE)
        return Rendered(html.join([*parts, none], "\n\n"))
    fresh = [story for story in stories if seen and story.updated_at > seen]
    if offset == 0 and seen:
        parts.append(_since(len(fresh), len(stories), seen, more=more, now=now))
    shown = 0
    for story in stories:
        mark = [html.italic(html.text("— seen before —"))] if seen and fresh and shown == len(fresh) else []
        longer = [*parts, *mark, _entry(story, bot_name=bot_name, now=now)]
        if shown and html.length(html.join(longer, "\n\n")) > html.TEXT_LIMIT:
            break
        parts, shown = longer, shown + 1
    more = more or shown < len(stories)
    keyboard: Keyboard = ((press("Older", LatestButton(offset + shown)),),) if more else ()
    return Rendered(html.join(parts, "\n\n"), keyboard)


def _missed(missed: Sequence[Missed], *, bot_name: str) -> list[Markup]:
    if not missed:
        return []
    rows = [
        html.text("• ") + html.link(html.isolate(one.headline, 120), story_url(one.public_id, bot_name))
        for one in missed
    ]
    return [html.join([html.bold(html.text("May not have reached you:")), *rows], "\n")]


def _since(fresh: int, shown: int, seen: datetime, *, more: bool, now: datetime) -> Markup:
    at = clock(seen, now=now)
    if not fresh:
        return html.italic(html.text(f"Nothing new since {at}; the newest are:"))
    number = f"{fresh} or more" if fresh == shown and more else str(fresh)
    return html.italic(html.text(f"{number} new since {at}"))


def found(stories: Sequence[Story], words: str, *, bot_name: str, now: datetime) -> Rendered:
    """What a search found."""
    asked = html.isolate(words[:80])
    if not stories:
        return Rendered(html.text("No story with ") + asked + html.text(". All words must occur; try fewer."))
    head = html.text(f"{count(len(stories), 'story', 'stories')} with ") + asked
    return Rendered(html.join([head, *(_entry(story, bot_name=bot_name, now=now) for story in stories)], "\n\n"))


def _entry(story: Story, *, bot_name: str, now: datetime) -> Markup:
    headline = html.link(html.isolate(story.headline, 200), story_url(story.public_id, bot_name))
    queued = " · in the next round-up" if story.standing is Standing.WAITING else ""
    queued += " · corrected" if story.notes else ""
    when = ago(story.updated_at, now=now)
    outlet = html.isolate(story.brief.headline_outlet, NAME)
    return html.bold(headline) + html.NEWLINE + outlet + html.text(f" · {reported_by(story.brief)} · {when}{queued}")


def sources(feeds: Sequence[FeedHealth], *, now: datetime) -> Rendered:
    """The outlets that are read, each with when something new last came."""
    if not feeds:
        return Rendered(html.text("No feed is read yet."))
    rows: dict[str, list[FeedHealth]] = {}
    for feed in feeds:
        rows.setdefault(feed.outlet.name, []).append(feed)
    lines = [_outlet(name, of_outlet, now=now) for name, of_outlet in sorted(rows.items())]
    if len(lines) > OUTLETS:
        lines = [*lines[:OUTLETS], html.text(f"… and {len(lines) - OUTLETS} more")]
    head = html.bold(html.text(f"{count(len(rows), 'outlet')}, {count(len(feeds), 'feed')}"))
    return Rendered(html.join([head, html.join(lines, "\n")], "\n\n"))


def _outlet(name: str, feeds: Sequence[FeedHealth], *, now: datetime) -> Markup:
    newest = max((feed.last_new_at for feed in feeds if feed.last_new_at), default=None)
    active = [feed for feed in feeds if feed.state is FeedState.ACTIVE]
    state = "paused" if not active else ("not answering" if all(feed.failures for feed in active) else None)
    said = state or (f"last new {ago(newest, now=now)}" if newest else "nothing yet")
    return html.text("• ") + html.link(html.isolate(name, 60), feeds[0].outlet.home) + html.text(f" — {said}")


def plain(words: str) -> Rendered:
    """A plain sentence."""
    return Rendered(html.text(words))


def _channel_url(channel: str) -> str | None:
    return f"https://t.me/{channel[1:]}" if channel.startswith("@") else None
