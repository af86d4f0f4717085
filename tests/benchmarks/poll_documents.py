"""The feeds of ``bench poll``: any number of them, in any version, the same bytes for the same numbers.

A version begins with an entry that the version before did not have, and has lost its last. What a feed held at first
is news of peace, of which no story is made; what comes later are reports of events, three feeds each.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from feeds.model import Entry
from tests.benchmarks.invented import report, words_of
from tests.support.feed_text import render_rss

ENTRIES = 30
#: Feeds that report one event.
TELLINGS = 3
#: Feeds of one host.
_OF_A_HOST = 2
_QUIET = (
    "The library of {town} lends tools",
    "A choir from {town} wins the spring contest",
    "Bakers of {town} sell bread by weight again",
    "{town} plants trees along its market street",
    "The museum in {town} shows maps of {village}",
)
_MORE = (
    "Visitors from {village} came by the morning train, and the mayor of {town} cut a ribbon of blue paper. "
    "The opening hours will be told at the door; children and pensioners pay half."
)


def document(feed: int, version: int, *, since: float, entries: int = ENTRIES) -> bytes:
    """A feed as RSS 2.0; ``since`` is the moment of its first news, in seconds since 1970."""
    newest = version + entries - 1
    numbers = range(newest, newest - entries, -1)
    return render_rss((_entry(feed, number, entries, since) for number in numbers), title=f"Feed {feed}", language="en")


def host(number: int) -> str:
    """The loopback address of a feed: two feeds of a list are on one."""
    place, last = divmod(number // _OF_A_HOST, 250)
    return f"127.{1 + place // 250}.{place % 250}.{last + 1}"


def addresses(port: int, feeds: int) -> list[str]:
    """Where the feeds are. Feeds of one host are far apart in the list, as they are in a list by beats."""
    hosts = -(-feeds // _OF_A_HOST)
    return [f"http://{host(number % hosts * _OF_A_HOST)}:{port}/f/{number}" for number in range(feeds)]


def outlets(feeds: int) -> Iterator[str]:
    """The feeds' outlets, one for each host."""
    hosts = -(-feeds // _OF_A_HOST)
    return (f"Outlet {number % hosts}" for number in range(feeds))


def _entry(feed: int, number: int, entries: int, since: float) -> Entry:
    moment = datetime.fromtimestamp(since, UTC) + timedelta(minutes=number - entries)
    key, link = f"{feed}-{number}", f"https://outlet-{feed}.example/{number}"
    if number < entries:
        town, village = words_of(feed * 1000 + number)
        title = _QUIET[number % len(_QUIET)].format(town=town, village=village)
        return Entry(title, _MORE.format(town=town, village=village), guid=key, link=link, published=moment)
    event, telling = divmod(feed, TELLINGS)
    told = report(1_000_000 + event * 1000 + number, telling)
    return Entry(told.title, told.text, guid=key, link=link, published=moment)
