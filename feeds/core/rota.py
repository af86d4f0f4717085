"""Whose turn it is to be polled: pure; who waits and who is being polled in, who begins out.

Theory of operation. A list has hosts with hundreds of feeds, and hosts that take half a minute to answer nothing. If
feeds began in the order in which they are due, such a host would soon have every place, of which it could use two: the
fetcher asks it for no more at a time. So a host gets a few places and no more, and whoever waits for it keeps nobody
else out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from feeds.model import FeedForPoll


def choose(
    waiting: Sequence[FeedForPoll], polling: Iterable[str], *, room: int, per_host: int
) -> tuple[list[FeedForPoll], list[FeedForPoll]]:
    """Who begins and who goes on waiting, both in their order; ``polling``: the hosts of those that are polled now."""
    hosts = Counter(polling)
    begin: list[FeedForPoll] = []
    rest: list[FeedForPoll] = []
    for place, feed in enumerate(waiting):
        if len(begin) >= room:
            rest += waiting[place:]
            break
        host = host_of(feed.url)
        if hosts[host] < per_host:
            hosts[host] += 1
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
