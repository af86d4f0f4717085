"""Whose turn it is to be polled: pure; who waits and who is being polled in, who begins out.

Theory of operation. A list has hosts with hundreds of feeds, and hosts that take half a minute to answer nothing. If
feeds began in the order in which they are due, such a host would soon have every place, of which it could use two: the
fetcher asks it for no more at a time. So a host gets a few places and no more, and whoever waits for it keeps nobody
else out.

The same holds for feeds that are slow, all together: those whose last poll took long have a share of the places, so
that any number of hosts that keep each request waiting leave the others the rest.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from urllib.parse import urlsplit

from feeds.model import FeedForPoll, FeedId


def choose(
    waiting: Sequence[FeedForPoll],
    polling: Iterable[str],
    *,
    room: int,
    per_host: int,
    slow: Container[FeedId] = (),
    for_slow: int = 0,
) -> tuple[list[FeedForPoll], list[FeedForPoll]]:
    """Who begins and who goes on waiting, both in their order; ``polling``: the hosts of those that are polled now.
    Of those that are ``slow`` at most ``for_slow`` begin.
    """
    hosts = Counter(polling)
    begin: list[FeedForPoll] = []
    rest: list[FeedForPoll] = []
    for place, feed in enumerate(waiting):
        if len(begin) >= room:
            rest += waiting[place:]
            break
        host = host_of(feed.url)
        is_slow = feed.id in slow
        if hosts[host] < per_host and (for_slow > 0 or not is_slow):
            hosts[host] += 1
            for_slow -= is_slow
            begin.append(feed)
        else:
            rest.append(feed)
    return begin, rest


def host_of(url: str) -> str:
    """The host of an address, lower case; of one that cannot be read, the address itself."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
