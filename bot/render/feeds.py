"""The list of feeds as the desk sees it: how each is, what was found at an address, what was done."""

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import FeedButton, FeedsButton
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Keyboard, Rendered, press
from bot.render.times import ago, count, span
from feeds.core.health import a_day, condition
from feeds.core.pushing import delivers
from feeds.model import Condition, Discovery, FeedHealth, FeedState, Found

#: Feeds in one message, and characters of what is said of each.
LISTED, NAME, PROBLEM = 30, 60, 140
#: Feeds of one address that can be chosen among.
CHOICE = 8

#: What stands before an outlet's name that a person gave.
NAMED = "For the outlet that you named, "
NEEDED = "Write the address of a feed, or of a page that has feeds: /addfeed https://example.org The outlet's name"


def health(feed: FeedHealth, *, now: datetime) -> str:
    """How a feed is, in words: "fine, last new 5 min ago"."""
    match condition(feed):
        case Condition.PAUSED:
            return f"paused: {feed.problem}" if feed.problem else "paused"
        case Condition.UNTRIED:
            return "not looked at yet"
        case Condition.FAILING | Condition.BROKEN:
            return _failing(feed, now=now)
        case Condition.DOUBLE:
            target = feed.moved.target if feed.moved else "?"
            return f"moved for good to {target}, which another feed is read at: pause one of the two"
        case found:
            said = _well(feed, found, now=now)
            return f"{said}; odd: {feed.problem}" if feed.problem else said


def figures(feed: FeedHealth, *, now: datetime) -> list[str]:
    """How much a feed has, how late it is and how it comes, as far as that is known: "24 items a day"."""
    said = []
    if (often := a_day(feed, now=now)) is not None:
        said.append(f"{often:.0f} items a day" if often >= 1.5 else f"an item in {count(round(1 / often) or 1, 'day')}")
    if feed.lag is not None:
        said.append(f"{span(feed.lag)} behind others")
    if is_pushed(feed, now=now):
        said.append("pushed")
    return said


def is_pushed(feed: FeedHealth, *, now: datetime) -> bool:
    """Whether a hub delivers what is new."""
    return delivers(feed.push, now)


def _failing(feed: FeedHealth, *, now: datetime) -> str:
    times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
    good = f"last good fetch {ago(feed.last_ok_at, now=now)}" if feed.last_ok_at else "never fetched well"
    return f"failed {times}: {feed.problem or 'no reason is known'}; {good}"


def _well(feed: FeedHealth, found: Condition, *, now: datetime) -> str:
    """A feed that is fetched well."""
    name = "no entry has a date" if found is Condition.UNDATED else found.value
    if feed.last_new_at is None:
        return "nothing in it yet" if found is Condition.FINE else f"{name}, nothing in it yet"
    parting = ": " if found is Condition.SILENT else ", "
    return f"{name}{parting}last new {ago(feed.last_new_at, now=now)}"


def summary(feeds: Sequence[FeedHealth]) -> str:
    """How many there are, and how they are: "85 feeds: 80 fine, 3 failing, 2 paused"."""
    kinds = [condition(feed) for feed in feeds]
    said = [f"{kinds.count(kind)} {name}" for kind, name in _KINDS.items() if kind in kinds]
    return f"{count(len(feeds), 'feed')}: {', '.join(said)}" if feeds else "No feed is on the list."


def listed(feeds: Sequence[FeedHealth], *, offset: int, now: datetime) -> Rendered:
    """The feeds, those in trouble first, as many as fit; a button to those behind."""
    if not feeds:
        return Rendered(html.text("No feed is on the list. /addfeed and an address adds one."))
    ordered = sorted(feeds, key=lambda feed: list(_KINDS)[::-1].index(condition(feed)))
    parts = [html.bold(html.text(summary(feeds)))]
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


#: Conditions as they are counted, the gravest last.
_KINDS = {
    Condition.FINE: "fine",
    Condition.UNTRIED: "not tried yet",
    Condition.UNDATED: "without dates",
    Condition.SILENT: "silent",
    Condition.DOUBLE: "moved to another's address",
    Condition.FAILING: "failing",
    Condition.BROKEN: "broken",
    Condition.PAUSED: "paused",
}


def _row(feed: FeedHealth, *, now: datetime) -> Markup:
    said = html.isolate(health(feed, now=now), PROBLEM)
    more = "".join(f" · {figure}" for figure in figures(feed, now=now))
    return html.text(f"#{feed.id} ") + _named(feed) + html.text(" — ") + said + html.text(more)


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
