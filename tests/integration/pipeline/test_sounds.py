"""Which posts make phones ring: by importance, and whatever corrects or withdraws what is out."""

from feeds import corrections, moderation
from feeds.explaining import explain
from feeds.model import PostKind, TargetKind
from feeds.models.words import load
from tests.integration.pipeline.newsroom import told
from tests.support.builders import a_party, an_outlet

NEW, EDIT, CORRECTION, RETRACTION = PostKind.NEW, PostKind.EDIT, PostKind.CORRECTION, PostKind.RETRACTION


async def with_bar(newsroom, loud):
    newsroom.restart(loud=loud)
    await newsroom.pipeline.start()
    await newsroom.subscribe()


async def posted(newsroom, outlet=None):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    return await newsroom.story()


async def sounds(newsroom, *kinds):
    return {(row.target.kind, row.kind): not row.payload.silent for row in await newsroom.deliver(*kinds)}


async def test_a_post_below_the_bar_is_silent_in_the_channel_and_for_readers(newsroom):
    await with_bar(newsroom, 0.85)
    await posted(newsroom)
    assert await sounds(newsroom) == {(TargetKind.CHANNEL, NEW): False, (TargetKind.READER, NEW): False}


async def test_a_post_at_the_bar_makes_phones_ring(newsroom):
    await with_bar(newsroom, 0.1)
    await posted(newsroom)
    assert await sounds(newsroom) == {(TargetKind.CHANNEL, NEW): True, (TargetKind.READER, NEW): True}


async def test_a_story_that_comes_to_matter_before_its_post_leaves_makes_phones_ring(newsroom):
    await with_bar(newsroom, 0.5)
    first = await posted(newsroom)
    assert first.importance < 0.5
    for number in range(2, 6):
        await newsroom.hear(await newsroom.add_feed(f"b{number}", an_outlet(f"O{number}")), told("Karst", by=number))
    assert (await newsroom.story()).importance >= 0.5
    assert set((await sounds(newsroom)).values()) == {True}


async def test_corrections_and_retractions_make_phones_ring_wherever_the_post_was(newsroom):
    await with_bar(newsroom, 0.85)
    story = await posted(newsroom)
    await newsroom.deliver()
    now = newsroom.clock.now()
    await corrections.correct(newsroom.store, story.public_id, "Nine.", by="ann", rules=newsroom.rules, now=now)
    heard = await sounds(newsroom)
    assert (heard[TargetKind.CHANNEL, CORRECTION], heard[TargetKind.READER, CORRECTION]) == (True, True)
    await corrections.retract(newsroom.store, story.id, "Wrong.", by="ann", now=now)
    heard = await sounds(newsroom)
    assert (heard[TargetKind.CHANNEL, RETRACTION], heard[TargetKind.READER, RETRACTION]) == (True, True)


async def test_a_development_sounds_as_its_story_does(newsroom):
    for loud, expected in ((0.85, False), (0.1, True)):
        newsroom.restart(loud=loud)
        await newsroom.pipeline.start()
        name = f"Karst{expected}"
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told(name))
        await newsroom.deliver()
        newsroom.clock.advance(minutes=40)
        await newsroom.hear(await newsroom.add_feed(f"p{name}", a_party(f"P{name}")), told(name, by=2))
        newsroom.clock.advance(minutes=15)
        answers = [row for row in await newsroom.deliver() if row.kind is PostKind.DEVELOPMENT]
        assert [not row.payload.silent for row in answers] == [expected]


async def test_a_round_up_sounds_as_the_most_important_of_its_stories(newsroom):
    for loud, expected in ((0.85, False), (0.1, True)):
        newsroom.restart(loud=loud, posts_per_hour=0)
        await newsroom.pipeline.start()
        name = f"Karst{expected}"
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told(name))
        newsroom.clock.advance(minutes=60)
        assert await newsroom.round_up() == 1
        assert [not row.payload.silent for row in await newsroom.deliver()] == [expected]


async def test_what_the_desk_approves_sounds_by_its_importance(newsroom):
    await with_bar(newsroom, 0.85)
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    (card,) = await newsroom.deliver(PostKind.CASE)
    assert not card.payload.silent
    case_id, now = card.payload.case_id, newsroom.clock.now()
    await moderation.decide(newsroom.store, case_id, "approved", by="ann", rules=newsroom.rules, now=now)
    assert set((await sounds(newsroom, NEW)).values()) == {False}


async def test_the_explanation_says_how_the_post_came(newsroom):
    newsroom.restart(loud=0.85)
    await newsroom.pipeline.start()
    story = await posted(newsroom)
    found = await explain(newsroom.store, story.public_id, words=load(), now=newsroom.clock.now())
    assert found.silent is True
