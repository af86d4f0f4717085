"""What a trial of a feed says of each step. Pure: values in, sentences out."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median

from feeds.core import cadence, skips
from feeds.core import text as texts
from feeds.core.cadence import CadenceRules, Wishes
from feeds.core.polled import ADOPTED_AFTER, usable_dates
from feeds.core.stub import stub
from feeds.errors import FetchError, ParseError
from feeds.model import FeedForPoll, FeedId, Outlet, OutletId, ParsedFeed
from feeds.pipeline import MAX_ENTRIES

#: Words of the usual entry from which on a feed gives whole articles, and below which it gives no more than headlines.
WHOLE, TEASER = 200, 8
#: Entries that are looked at for language and length.
SAMPLE = 50

_FORMATS = {
    "rss090": "RSS 0.90",
    "rss091n": "RSS 0.91",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss10": "RSS 1.0 (RDF)",
    "rss20": "RSS 2.0",
    "rss": "RSS",
    "atom01": "Atom 0.1",
    "atom02": "Atom 0.2",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
    "atom": "Atom",
    "cdf": "CDF",
}
_TOLD = ("Cache-Control", "Expires", "Retry-After")


def headers(given: Mapping[str, str], *, worked: bool) -> Iterator[str]:
    """What the headers mean for the next time."""
    known = [name for name in ("ETag", "Last-Modified") if given.get(name)]
    if worked and known:
        yield f"{' and '.join(known)}: while nothing changes, nothing is sent again"
    elif worked:
        yield "neither ETag nor Last-Modified: the whole document is sent each time"
    for name in _TOLD:
        if value := given.get(name):
            yield f"{name}: {_line(value)}"


def size(sizes: tuple[int, int], packing: str) -> str:
    """How much came, and what it unpacked to."""
    packed, unpacked = sizes
    if packing:
        return f"{packed:,} bytes, packed as {_line(packing)}; {unpacked:,} unpacked"
    return f"{unpacked:,} bytes, not packed"


def content_type(told: str | None) -> str:
    """What the server calls the document."""
    return f"the server calls it {_line(told)}" if told else "the server does not say what it is"


def reading(document: ParsedFeed) -> str:
    """Which parser read it, as what."""
    title = f", called “{_line(texts.clean(document.title))}”" if document.title else ", without a title"
    if document.format == "json":
        return f"read as JSON Feed{title}"
    return f"read by feedparser as {_FORMATS.get(document.format or '', 'a feed of no known format')}{title}"


def entries(document: ParsedFeed) -> str:
    """How many entries there are."""
    number = len(document.entries)
    if not number:
        return "none: there is nothing in it yet"
    bare = sum(not (entry.guid or entry.link) for entry in document.entries)
    said = f"{number:,}" + (f", of which the first {MAX_ENTRIES} are read" if number > MAX_ENTRIES else "")
    return said + (f"; {bare:,} without id and link, known by their words alone" if bare else "")


def dates(document: ParsedFeed, *, now: datetime) -> str:
    """From when to when."""
    dated = [entry.published for entry in document.entries if entry.published]
    if not dated:
        return "none: the time of the fetch stands in"
    said = f"from {_stamp(min(dated))} to {_stamp(max(dated))}"
    undated, ahead = len(document.entries) - len(dated), sum(moment > now for moment in dated)
    said += f"; {undated:,} without" if undated else ""
    return said + (f"; {ahead:,} in the future" if ahead else "")


def language(document: ParsedFeed) -> str:
    """What it declares, and what its letters say."""
    sample = document.entries[:SAMPLE]
    declared = document.language or next((entry.language for entry in sample if entry.language), None)
    seen = texts.language(declared, " ".join(texts.clean(entry.title) for entry in sample))
    if declared:
        return declared if seen == declared.split("-")[0] else f"declared as {declared}, but its letters are {seen}"
    return "not declared, and its letters do not tell" if seen == "und" else f"not declared; by its letters, {seen}"


def texts_of(document: ParsedFeed) -> str:
    """Whole articles, teasers, or headlines alone."""
    lengths = [len(texts.words(texts.clean(entry.summary))) for entry in document.entries[:SAMPLE]]
    usual = int(median(lengths))
    if usual < TEASER:
        return "headlines alone"
    return f"{'whole articles' if usual >= WHOLE else 'teasers'}: the usual entry has {usual:,} words"


def full_text(document: ParsedFeed, *, allowed: bool | None) -> str | None:
    """Which entries are stubs, and whether their articles would be read; None where none is."""
    sample = document.entries[:SAMPLE]
    reasons = [stub(texts.clean(entry.title), texts.clean(entry.summary)) for entry in sample]
    stubs = [reason for reason in reasons if reason]
    if not stubs:
        return None
    which = f"{len(stubs)} of {len(sample)} entries are stubs (the first: {stubs[0]})"
    if allowed:
        return f"{which}: articles of those in a story are read, since the outlet's entry says so"
    who = "the outlet's entry does not say so" if allowed is False else "no outlet of the list has this feed"
    return f'{which}: no article is read, since {who} (hg:fulltext="yes")'


def moved(target: str) -> str:
    """What becomes of an address that redirects for good."""
    return f"for good, to {_line(target)}: after {ADOPTED_AFTER} good looks in a row the feed is read there"


def skips_of(document: ParsedFeed) -> str:
    """When the feed asks not to be read."""
    hours = [str(hour) for hour in range(24) if document.skips >> hour & 1]
    days = [name for bit, name in enumerate(skips.DAY_NAMES, 24) if document.skips >> bit & 1]
    at = [f"at {', '.join(hours)} h UTC"] if hours else []
    on = [f"on {', '.join(days)}"] if days else []
    return f"it asks not to be read {' and '.join(at + on)}: kept to, but for no longer than the slowest pace"


def after_success(document: ParsedFeed, max_age: float | None, rules: CadenceRules, *, now: datetime) -> str:
    """When a new feed would be looked at again, about, and why."""
    ttl = document.ttl
    pace, unasked = _pace(document, ttl, max_age, rules, now), _pace(document, None, None, rules, now)
    wait = _span(timedelta(seconds=pace))
    if pace > unasked:
        who = "the feed asks (ttl)" if (ttl or 0) >= (max_age or 0) else "the server asks (Cache-Control or Expires)"
        why = f"{who} for {_span(timedelta(seconds=max(ttl or 0, max_age or 0)))}"
        capped = f", which is kept to up to {_span(timedelta(seconds=rules.heed))}"
        why += capped if max(ttl or 0, max_age or 0) > rules.heed else ""
    else:
        why = "every feed begins so" if unasked == rules.first else "so often it has news, by its entries' dates"
    shortest, longest = _span(timedelta(seconds=rules.fastest)), _span(timedelta(seconds=rules.slowest))
    return f"in {wait}: {why}. Then sooner while it brings news, down to {shortest}, else later, up to {longest}"


def after_failure(url: str, error: FetchError | ParseError, rules: CadenceRules, *, now: datetime) -> str:
    """When a new feed that fails so would be looked at next, and why."""
    plan = cadence.after_failure(_new(url), now=now, error=error, rules=rules, jitter=0.0)
    if plan.pause:
        return f"never: it would be paused, for {plan.pause}"
    asked = getattr(error, "retry_after", None)
    why = f"the server asks for {_span(timedelta(seconds=asked))}" if asked else "it failed once"
    return f"in {_span(plan.next_check_at - now)}: {why}. Each further failure doubles the wait, up to a day"


def _pace(document: ParsedFeed, ttl: float | None, max_age: float | None, rules: CadenceRules, now: datetime) -> float:
    wishes = Wishes(max_age, read=True, ttl=ttl)
    dates = usable_dates(document, now=now)
    plan = cadence.after_fetch(_new(""), now=now, new_items=0, wishes=wishes, rules=rules, jitter=0.0, dates=dates)
    return plan.interval


def _new(url: str) -> FeedForPoll:
    """A feed of which nothing is known."""
    return FeedForPoll(FeedId(0), url, OutletId(0), Outlet("?"))


def _span(wait: timedelta) -> str:
    """A time to wait: "45 s", "15 min", "6 h", "30 days"."""
    seconds = wait.total_seconds()
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= unit * (2 if name == "days" else 1):
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds:.3g} s"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _line(value: str) -> str:
    """What a server said, on one line and without what could steer a terminal."""
    kept = "".join(character if character.isprintable() else " " for character in value[:200])
    return " ".join(kept.split())
