"""Values and small scenes for the store's tests: defaults that a test overrides where it matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from feeds.model import (
    Affiliation,
    Brief,
    DeliveryState,
    Excerpt,
    FeedSeed,
    Item,
    NewPost,
    NewStory,
    Outlet,
    Payload,
    PostKind,
    Settlement,
    SourceLine,
    Standing,
    StoryIntent,
    Target,
    TargetKind,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHANNEL = Target(TargetKind.CHANNEL, "-1001")
MIRROR = Target(TargetKind.CHANNEL, "@mirror")
DESK = Target(TargetKind.DESK, "-1002")


def at(seconds):
    """So many seconds after ``NOW``."""
    return NOW + timedelta(seconds=seconds)


def an_item(key="k1", *, title="Shelling reported by the river", text="Two villages were hit.", **changes):
    item = Item(
        key=key,
        title=title,
        text=text,
        url=f"https://a.example/{key}",
        language="en",
        published_at=NOW,
        dated=True,
        fingerprint=sha256(f"{title}{text}".encode("utf-8", "replace")).hexdigest(),
        signature=b"\x00\x01",
    )
    return replace(item, **changes)


def a_brief(item_id=1, *, headline="Shelling reported by the river", outlet="A", **changes):
    brief = Brief(
        headline=headline,
        headline_outlet=outlet,
        headline_item=item_id,
        language="en",
        excerpts=(Excerpt(outlet, "Two villages were hit.", item_id, "en"),),
        sources=(SourceLine(outlet, headline, "https://a.example/k1", item_id, NOW, Affiliation.INDEPENDENT),),
        outlets=1,
        independent=1,
        first_at=NOW,
        updated_at=NOW,
    )
    return replace(brief, **changes)


async def a_feed(uow, url="https://a.example/rss", outlet="A"):
    """The feed at ``url``, added if need be."""
    await uow.feeds.merge([FeedSeed(url, Outlet(outlet))], check_at=[NOW])
    return next(feed for feed in await uow.feeds.due(at(10**9), limit=1000) if feed.url == url)


async def a_stored_item(uow, key="k1", *, fetched_at=NOW, feed=None, **changes):
    feed = feed or await a_feed(uow)
    return await uow.items.add(feed.id, feed.outlet_id, an_item(key, **changes), fetched_at=fetched_at)


async def a_story(uow, key="k1", *, standing=Standing.POSTED, moment=NOW, importance=1.0, **changes):
    """A story of one item."""
    item_id = await a_stored_item(uow, key, fetched_at=moment, **changes)
    headline = changes.get("title", an_item().title)
    story = await uow.stories.open(
        NewStory(a_brief(item_id, headline=headline), standing, importance, relevance=0.9, at=moment)
    )
    await uow.stories.join(story.id, item_id, similarity=1.0, at=moment)
    return story


def an_intent(story, *, headline="It goes on", seen=None, moment=NOW, standing=None):
    return StoryIntent(
        story_id=story.id,
        seen=story.revision if seen is None else seen,
        brief=replace(story.brief, headline=headline),
        standing=standing or story.standing,
        importance=2.0,
        relevance=0.8,
        at=moment,
    )


def a_post(kind=PostKind.NEW, story=None, *, targets=(CHANNEL,), revision=1, moment=NOW, not_before=None, **changes):
    post = NewPost(
        kind=kind,
        payload=Payload(brief=story.brief, public_id=story.public_id) if story else Payload(text="A notice."),
        targets=targets,
        at=moment,
        not_before=not_before or moment,
        story_id=story.id if story else None,
        revision=revision if story else 0,
        key=None if story else "notice:1",
    )
    return replace(post, **changes)


async def a_reader(uow, chat_id=77, *, subscribed=True):
    reader = await uow.readers.enroll(chat_id, at=NOW)
    await uow.readers.set_subscribed(reader.id, subscribed=subscribed)
    return await uow.readers.get(reader.id)


async def send(uow, delivery_id, state=DeliveryState.SENT, *, message_id=None, moment=NOW, not_before=None):
    """Claim a delivery and settle it."""
    assert await uow.outbox.claim(delivery_id, at=moment)
    if state is DeliveryState.SENT and message_id is None:
        message_id = 100 + delivery_id
    await uow.outbox.settle(delivery_id, Settlement(state, moment, message_id, not_before))


async def due_targets(uow, moment=NOW, *, limit=100):
    return [(delivery.kind, delivery.target) for delivery in await uow.outbox.due(moment, limit=limit)]
