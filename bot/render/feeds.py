"""The list of feeds as the desk sees it: how each is, what was found at an address, what was done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.callbacks import FeedButton, FeedsButton
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Keyboard, Rendered, press
from bot.render.times import ago, count
from feeds.model import Discovery, FeedHealth, FeedState, Found

#: Without anything new for so long, a feed is called silent.
SILENT = timedelta(days=7)
#: Feeds in one message, and characters of what is said of each.
LISTED, NAME, PROBLEM = 30, 60, 140
#: Feeds of one address that can be chosen among.
CHOICE = 8

#: What stands before an outlet's name that a person gave.
NAMED = "For the outlet that you named, "
NEEDED = "Write the address of a feed, or of a page that has feeds: /addfeed https://example.org The outlet's name"


def health(feed: FeedHealth, *, now: datetime) -> str:
    """How a feed is, in words: "fine, last new 5 min ago"."""
    if feed.state is FeedState.PAUSED:
        return f"paused: {feed.problem}" if feed.problem else "paused"
    if feed.last_checked_at is None:
        return "not looked at yet"
    if feed.failures:
        times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
        good = f"last good fetch {ago(feed.last_ok_at, now=now)}" if feed.last_ok_at else "never fetched well"
        return f"failed {times}: {feed.problem or 'no reason is known'}; {good}"
    if feed.last_new_at is None:
        said = "nothing in it yet"
    elif is_silent(feed, now=now):
        said = f"silent: last new {ago(feed.last_new_at, now=now)}"
    else:
        said = f"fine, last new {ago(feed.last_new_at, now=now)}"
    return f"{said}; odd: {feed.problem}" if feed.problem else said


def is_silent(feed: FeedHealth, *, now: datetime) -> bool:
    """Whether an active feed has had nothing new for long."""
    return feed.last_new_at is not None and feed.last_new_at < now - SILENT


def summary(feeds: Sequence[FeedHealth], *, now: datetime) -> str:
    """How many there are, and how they are: "85 feeds: 80 fine, 3 failing, 2 paused"."""
    kinds = [_kind(feed, now=now) for feed in feeds]
    said = [f"{kinds.count(kind)} {kind}" for kind in _KINDS if kind in kinds]
    return f"{count(len(feeds), 'feed')}: {', '.join(said)}" if feeds else "No feed is on the list."


def listed(feeds: Sequence[FeedHealth], *, offset: int, now: datetime) -> Rendered:
    """The feeds, those in trouble first, as many as fit; a button to those behind."""
    if not feeds:
        return Rendered(html.text("No feed is on the list. /addfeed and an address adds one."))
    ordered = sorted(feeds, key=lambda feed: _KINDS[::-1].index(_kind(feed, now=now)))
    parts = [html.bold(html.text(summary(feeds, now=now)))]
    for feed in ordered[offset : offset + LISTED]:
        longer = [*parts, _row(feed, now=now)]
        if html.length(html.join(longer, "\n")) > html.TEXT_LIMIT:
            break
        parts = longer
    behind = offset + len(parts) - 1
    keyboard: Keyboard = ((press("More", FeedsButton(behind)),),) if offset < behind < len(ordered) else ()
    return Rendered(html.join(parts, "\n"), keyboard)


def found(what: Discovery, *, outlet: str, named: bool = False, now: datetime) -> Rendered:
    """What was found at an address, with a button for each feed. The outlet's name, whether a person ``named`` it, and
    the addresses stand in it so that a press finds them there.
    """
    if not what.feeds:
        return Rendered(html.join([html.text("No feed was found at ") + _shown(what.address), *_rest(what)], "\n\n"))
    shown = what.feeds[:CHOICE]
    head = html.bold(html.text(f"{count(len(what.feeds), 'feed')} found")) + html.text(" at ") + _shown(what.address)
    whose = html.text(NAMED if named else "Of the outlet ") + html.code(html.isolate(outlet, 120))
    rows = [_found(number, feed, now=now) for number, feed in enumerate(shown, 1)]
    buttons = tuple(press(f"➕ {number}", FeedButton(number)) for number in range(1, len(shown) + 1))
    keyboard = tuple(buttons[start : start + 4] for start in range(0, len(buttons), 4))
    return Rendered(html.join([html.join([head, whose], "\n"), *rows, *_rest(what)], "\n\n"), keyboard)


def unreachable(address: str, problem: str) -> Rendered:
    """An address at which nothing can be looked for."""
    return Rendered(_shown(address) + html.text(": ") + html.isolate(problem, PROBLEM) + html.text("."))


def unknown(which: str) -> str:
    """No such feed."""
    return f"There is no feed {which[:80]}. /feeds lists them with their numbers."


def added(feed: FeedHealth, *, new: bool) -> Rendered:
    """A feed that was added, or is known."""
    said = "Added" if new else "Known already"
    state = ", paused" if feed.state is FeedState.PAUSED else ""
    about = html.text(f"{said}: ") + _named(feed) + html.text(f" (#{feed.id}{state}). ")
    terms = html.text(f"Terms: {feed.outlet.terms}.")
    return Rendered(about + terms)


def changed(feed: FeedHealth, words: str) -> Rendered:
    """What became of one feed: "Paused: …"."""
    return Rendered(html.text(f"{words}: ") + _named(feed) + html.text(f" (#{feed.id}), ") + _shown(feed.url))


_KINDS = ("fine", "not tried yet", "silent", "failing", "paused")


def _kind(feed: FeedHealth, *, now: datetime) -> str:
    if feed.state is FeedState.PAUSED:
        return "paused"
    if feed.last_checked_at is None:
        return "not tried yet"
    if feed.failures:
        return "failing"
    return "silent" if is_silent(feed, now=now) else "fine"


def _row(feed: FeedHealth, *, now: datetime) -> Markup:
    said = html.isolate(health(feed, now=now), PROBLEM)
    return html.text(f"#{feed.id} ") + _named(feed) + html.text(" — ") + said


def _named(feed: FeedHealth) -> Markup:
    outlet = html.link(html.isolate(feed.outlet.name, NAME), feed.url)
    title = feed.title if feed.title and feed.title != feed.outlet.name else None
    return outlet + (html.text(" · ") + html.isolate(title, NAME) if title else html.EMPTY)


def _found(number: int, feed: Found, *, now: datetime) -> Markup:
    title = html.text(f"{number}. ") + html.link(html.isolate(feed.title or feed.url, 100), feed.url)
    samples = [html.text("• ") + html.isolate(sample, 80) for sample in feed.samples]
    said = html.text(f" — {described(feed, now=now)}")
    return html.join([title + said, *samples], "\n")


def described(feed: Found, *, now: datetime) -> str:
    """A found feed in a few words: "20 entries, newest 5 min ago"."""
    newest = f"newest {ago(feed.newest, now=now)}" if feed.newest else "without dates"
    said = f"{count(feed.entries, 'entry', 'entries')}, {newest}" if feed.entries else "no entries"
    return f"{said}; odd: {feed.problem}" if feed.problem else said


def _rest(what: Discovery) -> list[Markup]:
    """What failed, and what else there is to know."""
    failed = [
        html.text("✗ ") + _shown(feed.url) + html.text(": ") + html.isolate(feed.problem or "", PROBLEM)
        for feed in what.failed[:CHOICE]
    ]
    notes = [html.isolate(note, 400) for note in what.notes]
    return [html.join(failed, "\n"), *notes]


def _shown(url: str) -> Markup:
    return html.isolate(url, 200)
