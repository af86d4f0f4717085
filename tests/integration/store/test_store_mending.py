"""What corrections, retractions and developments need of the store."""

import pytest

from feeds.model import DeliveryState as S
from feeds.model import Note, NoteKind, Payload, Reason, Settlement, Target, TargetKind
from feeds.model import PostKind as K
from tests.integration.store.scenes import CHANNEL, DESK, MIRROR, NOW, a_post, a_reader, a_story, at, due_targets, send


async def posted(writing, *, readers=0):
    """A story with a NEW post to two channels (deliveries 1 and 2) and to readers (from 3 on)."""
    for number in range(readers):
        await a_reader(writing, 77 + number)
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR), to_subscribers=readers > 0))
    return story


async def test_who_holds_a_story_is_counted(writing):
    story = await posted(writing, readers=4)
    assert await writing.arrivals.holders(story.id) == 4  # what waits may still go out
    for delivery_id, state in zip((3, 4, 5, 6), (S.SENT, S.REJECTED, S.GONE, S.MISSED), strict=True):
        await send(writing, delivery_id, state)
    assert await writing.arrivals.holders(story.id) == 2
    assert await writing.arrivals.holders(404) == 0


async def test_a_storys_waiting_deliveries_are_taken_back_and_no_others(writing):
    other = await a_story(writing, "k2")
    await writing.outbox.add(a_post(story=other))
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR)))
    await writing.outbox.add(a_post(K.CASE, story, targets=(DESK,)))
    await send(writing, 2)
    assert await writing.outbox.take_back(story.id, at=at(5)) == 1
    assert await writing.outbox.take_back(story.id, at=at(5)) == 0
    assert await due_targets(writing, at(9)) == [(K.CASE, DESK), (K.NEW, CHANNEL)]
    assert await writing.arrivals.addressed(story.id) == [CHANNEL]


async def test_an_edit_that_waits_can_be_hurried(writing):
    story = await posted(writing)
    await send(writing, 1)
    post_id = await writing.outbox.add(a_post(K.EDIT, story, revision=2, not_before=at(120)))
    assert (K.EDIT, CHANNEL) not in await due_targets(writing, at(1))
    assert await writing.outbox.rewrite(post_id, Payload(text="x"), revision=3)
    assert (K.EDIT, CHANNEL) not in await due_targets(writing, at(1))
    assert await writing.outbox.rewrite(post_id, Payload(text="x"), revision=4, not_before=NOW)
    assert (K.EDIT, CHANNEL) in await due_targets(writing, at(1))


async def test_a_post_knows_when_the_first_channel_got_it(writing):
    story = await posted(writing, readers=1)

    async def sent_at():
        return (await writing.outbox.of_story(story.id))[0].sent_at

    await send(writing, 3, moment=at(1))
    assert await sent_at() is None
    await send(writing, 2, moment=at(9))
    assert await sent_at() == at(9)
    await send(writing, 1, moment=at(60))
    assert await sent_at() == at(9)


async def test_developments_are_among_a_storys_posts(writing):
    story = await posted(writing)
    await writing.outbox.add(a_post(K.DEVELOPMENT, story, revision=2))
    await writing.outbox.add(a_post(K.CORRECTION, story, revision=3))
    assert [post.kind for post in await writing.outbox.of_story(story.id)] == [K.NEW, K.DEVELOPMENT]


@pytest.mark.parametrize("kind", [K.CORRECTION, K.RETRACTION])
async def test_what_mends_a_post_is_not_dropped_with_what_waits(writing, kind):
    story, other = await posted(writing), await a_story(writing, "k2")
    await writing.outbox.add(a_post(story=other, targets=(MIRROR,)))
    for delivery_id in (1, 2, 3):
        await send(writing, delivery_id)
    await writing.outbox.add(a_post(K.EDIT, story, revision=2))
    await writing.outbox.add(a_post(kind, story, targets=(MIRROR,), revision=2))
    await writing.outbox.add(a_post(K.EDIT, other, targets=(DESK,), revision=2))
    await writing.outbox.add(a_post(K.DEVELOPMENT, story, targets=(CHANNEL,), revision=2))
    assert await writing.outbox.drop_pending(at=NOW) == []
    assert (await due_targets(writing, at(9)))[-2:] == [(K.EDIT, CHANNEL), (kind, MIRROR)]
    await writing.outbox.claim(4, at=NOW)
    await writing.outbox.settle(4, Settlement(S.SENT, NOW, 1))
    assert (K.DEVELOPMENT, CHANNEL) not in await due_targets(writing, at(9))


@pytest.mark.parametrize("late", [True, False])
async def test_a_reader_of_whom_nobody_knows_whether_he_got_it_is_told_of_its_correction(writing, late):
    story = await posted(writing, readers=1)
    reader = Target(TargetKind.READER, (await writing.outbox.get(3)).target.address)
    correction = a_post(K.CORRECTION, story, targets=(), revision=2, to_holders=True)
    if late:
        await writing.outbox.add(correction)
    await send(writing, 3, S.MISSED)
    if not late:
        await writing.outbox.add(correction)
    assert (K.CORRECTION, reader) in await due_targets(writing, at(9))
    (due,) = [row for row in await writing.outbox.due(at(9), limit=9) if row.kind is K.CORRECTION]
    assert due.replies_to is None


async def test_a_dead_letter_names_one_of_its_deliveries(writing):
    await posted(writing, readers=2)
    for delivery_id in (3, 4):
        await send(writing, delivery_id, S.REJECTED)
    (letter,) = await writing.failures.newest(limit=9)
    assert (letter.number, letter.delivery_id) == (2, 3)


async def test_the_newest_case_of_a_story_is_found_whether_or_not_it_is_open(writing):
    story = await a_story(writing)
    assert await writing.cases.newest_for(story.id) is None
    first = await writing.cases.open(story.id, [Reason.SINGLE_SIDE], at=NOW)
    await writing.cases.decide(first, "approved", by="m", at=NOW)
    assert (await writing.cases.newest_for(story.id)).id == first
    second = await writing.cases.open(story.id, [Reason.DEGRADED], at=NOW)
    assert (await writing.cases.newest_for(story.id)).id == second


async def test_notes_survive_a_revision(writing):
    story = await a_story(writing)
    note = Note(NoteKind.CORRECTION, "Nine, not ten.", NOW)
    await writing.stories.add_note(story.id, note)
    assert (await writing.stories.get(story.id)).notes == (note,)
