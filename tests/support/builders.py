"""Values for tests: defaults that tell of one shelling in an invented town, overridden where a test cares."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.core import brief as briefs
from feeds.core.fingerprint import fingerprint, signature
from feeds.model import (
    Affiliation,
    Brief,
    Entry,
    FeedForPoll,
    FeedId,
    Item,
    ItemId,
    KnownItem,
    Outlet,
    OutletId,
    Payload,
    PostBrief,
    PostId,
    PostKind,
    Standing,
    Story,
    StoryId,
    StoryItem,
    Terms,
    Trust,
)

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
TITLE = "Shelling of Karst kills nine in the market district"
TEXT = (
    "Nine people were killed when artillery shells hit the market of Karst on Tuesday morning, the regional governor "
    "said. Rescue teams were still searching the rubble for survivors."
)


def minutes(number: float) -> datetime:
    """So many minutes after ``NOW``."""
    return NOW + timedelta(minutes=number)


def words(number: int, *, of: str = "word") -> str:
    """So many different words, as one sentence."""
    return " ".join(f"{of}{index}" for index in range(number)) + "."


def an_outlet(name: str = "Courier", **changes) -> Outlet:
    return replace(Outlet(name, language="en"), **changes)


def a_party(name: str = "Ministry", side: str = "North", **changes) -> Outlet:
    """The official voice of a side."""
    return an_outlet(name, affiliation=Affiliation.PARTY, side=side, **changes)


def a_doubtful_outlet(name: str = "Rumour", **changes) -> Outlet:
    return an_outlet(name, trust=Trust.LOW, **changes)


def an_entry(title: str = TITLE, summary: str = TEXT, *, guid: str | None = "guid-1", **changes) -> Entry:
    entry = Entry(
        title=title,
        summary=summary,
        guid=guid,
        link=f"https://news.example/{guid}" if guid else None,
        published=NOW - timedelta(minutes=5),
    )
    return replace(entry, **changes)


def an_item(title: str = TITLE, text: str = TEXT, *, key: str = "guid-1", **changes) -> Item:
    """An item with the keys that its texts have."""
    item = Item(
        key=key,
        title=title,
        text=text,
        url=f"https://news.example/{key}",
        language="en",
        published_at=NOW,
        dated=True,
        fingerprint=fingerprint(title, text),
        signature=signature(text) or signature(title),
    )
    return replace(item, **changes)


def a_known(item: Item, *, number: int = 1, feed: int = 1, outlet: int = 1, **changes) -> KnownItem:
    """The item, as the store knows it."""
    row = KnownItem(
        ItemId(number), FeedId(feed), OutletId(outlet), item.key, item.url, item.fingerprint, StoryId(1), revision=1
    )
    return replace(row, **changes)


def a_source(item: Item | None = None, outlet: Outlet | None = None, *, number: int = 1, **changes) -> StoryItem:
    """A stored item with its outlet; each outlet name is an outlet of its own."""
    outlet = outlet or an_outlet()
    source = StoryItem(
        ItemId(number),
        OutletId(sum(outlet.name.encode()) * 1000 + len(outlet.name)),
        outlet,
        item or an_item(key=f"guid-{number}"),
        fetched_at=NOW + timedelta(seconds=number),
    )
    return replace(source, **changes)


def reports(*outlets: Outlet) -> list[StoryItem]:
    """One report of each outlet, each in its own words."""
    return [
        a_source(
            an_item(f"Report by {outlet.name}", words(30, of=outlet.name.lower()), key=f"guid-{n}"), outlet, number=n
        )
        for n, outlet in enumerate(outlets, 1)
    ]


def quoting(terms: Terms, text: str = TEXT, **changes) -> StoryItem:
    """An item of an outlet with such terms of reuse."""
    return a_source(an_item(text=text), an_outlet(terms=terms, credit="© Courier, CC BY 4.0"), **changes)


def a_brief(*sources: StoryItem, **changes) -> Brief:
    return replace(briefs.compose(sources or (a_source(),)), **changes)


def a_story(*sources: StoryItem, **changes) -> Story:
    brief = a_brief(*sources)
    story = Story(
        StoryId(1), "7K3F", brief.headline, Standing.POSTED, 1, 0.5, 0.9, opened_at=NOW, updated_at=NOW, brief=brief
    )
    return replace(story, **changes)


def a_post_brief(number: int = 1, *, kind: PostKind = PostKind.NEW, **changes) -> PostBrief:
    """A post that waits: nothing of it has been attempted."""
    post = PostBrief(PostId(number), kind, 1, Payload(brief=a_brief()), untouched=True, done=False)
    return replace(post, **changes)


def a_feed(number: int = 1, outlet: Outlet | None = None, **changes) -> FeedForPoll:
    feed = FeedForPoll(
        FeedId(number), f"https://feeds.example/{number}", OutletId(number), outlet or an_outlet(), last_ok_at=NOW
    )
    return replace(feed, **changes)
