"""Times and counts as people read them."""

from datetime import datetime, timedelta

from feeds.model import Brief


def clock(moment: datetime, *, now: datetime) -> str:
    """An hour, with its date where that is not today's: "14:02 UTC", "3 Mar 14:02 UTC"."""
    stamp = f"{moment:%H:%M} UTC"
    if moment.date() == now.date():
        return stamp
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {moment:%b}{year} {stamp}"


def ago(moment: datetime, *, now: datetime) -> str:
    """How long since, roughly: "just now", "5 min ago", "3 h ago", "2 days ago"."""
    seconds = (now - moment) / timedelta(seconds=1)
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def span(seconds: float) -> str:
    """How long, roughly: "40 s", "7 min", "3 h", "2 days"."""
    for unit, name, least in ((86400, "days", 2), (3600, "h", 2), (60, "min", 1.5)):
        if seconds >= unit * least:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(seconds, 0):.0f} s"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 outlet", "3 outlets"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def reported_by(brief: Brief) -> str:
    """How many outlets report a story, and how many of them for themselves: "3 outlets, one wire"."""
    outlets = count(brief.outlets, "outlet")
    if brief.outlets == 1:
        return outlets
    if sum(line.copy for line in brief.sources) == brief.outlets - 1:
        return f"{outlets}, one wire"
    return f"{outlets}, {brief.independent} independent"
