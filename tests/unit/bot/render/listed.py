"""What the desk sees of the list of feeds: the messages for ``test_goldens``."""

from dataclasses import replace

from bot.render import feeds
from feeds.model import (
    Discovery,
    FeedHealth,
    FeedId,
    FeedState,
    Found,
    Oddity,
    Origin,
    Outlet,
    PushState,
    Redirection,
    Rhythm,
    Subscription,
    Terms,
)
from tests.support.briefs import NOON, minutes

FEED = FeedHealth(
    id=FeedId(12),
    url="https://herald.example/rss?a=1&b=2",
    title="Herald: world",
    outlet=Outlet("Arven Herald", terms=Terms.LINK_ONLY),
    state=FeedState.ACTIVE,
    items=3,
    next_check_at=NOON,
    last_checked_at=NOON,
    last_ok_at=NOON,
    last_new_at=minutes(-5),
    failures=0,
    problem=None,
)

HOURLY = Rhythm(rate=1 / 3600, rated_at=NOON)
PUSHED = Subscription(
    FeedId(26),
    "https://hub.example/",
    "https://feed.example/26",
    NOON,
    PushState.ACTIVE,
    lease_ends_at=minutes(60),
    delivered_at=NOON,
)


def feed(number, **changes):
    return replace(FEED, id=FeedId(number), url=f"https://feed.example/{number}", **changes)


FEEDS = [
    FEED,
    feed(13, title=None, outlet=Outlet("صوت الوادي")),
    feed(14, last_checked_at=None, last_ok_at=None, last_new_at=None, outlet=Outlet("New & <fresh>")),
    feed(15, last_new_at=None),
    feed(16, last_new_at=minutes(-60 * 24 * 9), rhythm=replace(HOURLY, expected_by=minutes(-9))),
    feed(17, failures=1, problem="the server answered 503 Service Unavailable", last_ok_at=None),
    feed(18, failures=4, problem="x" * 300, last_ok_at=minutes(-180)),
    feed(19, state=FeedState.PAUSED, problem="by Ada (7): too much sport"),
    feed(20, state=FeedState.PAUSED),
    feed(21, problem="3 places are not valid UTF-8"),
    feed(22, failures=3, oddity=Oddity.PAGE, problem="this is a web page, not a feed"),
    feed(23, moved=Redirection("https://new.example/<feed>", 4)),
    feed(24, oddity=Oddity.UNDATED, problem="cut"),
    feed(25, oddity=Oddity.UNDATED, last_new_at=None),
    feed(26, rhythm=HOURLY, lag=420.0, push=PUSHED),
    feed(27, rhythm=Rhythm(rate=1 / 864000, rated_at=NOON), lag=12.4),
]
MANY = [feed(number, outlet=Outlet(f"Outlet {number}"), title="T" * 80) for number in range(1, 80)]
FOUND = Found(
    "https://herald.example/rss?a=1&b=2",
    Origin.LINKED,
    "Herald & <sons>",
    entries=20,
    newest=minutes(-5),
    samples=("Army says bridge was hit", "قصف على قرية حدودية", "Long " * 40),
)
OTHER = Found("https://herald.example/atom", Origin.LINK, None, entries=1, problem="2 places are not valid UTF-8")
EMPTY = Found("https://herald.example/new", Origin.GUESS, "New", problem="there is nothing in it yet")
FAILED = Found("https://herald.example/old", Origin.LINKED, problem="the server answered 410 Gone", works=False)

LISTED = {
    "desk-feeds": feeds.listed(FEEDS, offset=0, now=NOON),
    "desk-feeds-more": feeds.listed(MANY, offset=0, now=NOON),
    "desk-feeds-last": feeds.listed(MANY, offset=75, now=NOON),
    "desk-feeds-beyond": feeds.listed(FEEDS, offset=500, now=NOON),
    "desk-feeds-none": feeds.listed([], offset=0, now=NOON),
    "desk-feeds-found": feeds.found(
        Discovery("https://herald.example/", (FOUND, OTHER, EMPTY), (FAILED,), ("A note.",)),
        outlet="Herald & <sons>",
        now=NOON,
    ),
    "desk-feeds-found-many": feeds.found(
        Discovery("https://herald.example/", (FOUND,) * 12), outlet="صوت الوادي", now=NOON
    ),
    "desk-feeds-found-named": feeds.found(
        Discovery("https://herald.example/", (EMPTY,)), outlet="Herald", named=True, now=NOON
    ),
    "desk-feeds-found-none": feeds.found(
        Discovery("https://herald.example/" + "x" * 400, (), (FAILED,), ("A note.",)), outlet="?", now=NOON
    ),
    "desk-feed-added": feeds.added(FEED, new=True),
    "desk-feed-known": feeds.added(feed(19, state=FeedState.PAUSED), new=False),
    "desk-feed-paused": feeds.changed(FEED, "Paused"),
    "desk-feed-unreachable": feeds.unreachable("herald.example", "there is no host of that name"),
}
