"""The outbox: what is added once, what is due in which order, how deliveries end."""

import pytest

from feeds.model import DeliveryState, Payload, PostKind, Settlement, Standing, Target, TargetKind
from tests.integration.store.scenes import (
    CHANNEL,
    DESK,
    MIRROR,
    NOW,
    a_brief,
    a_post,
    a_reader,
    a_story,
    at,
    due_targets,
    send,
)

S, K = DeliveryState, PostKind


async def first_due(uow, moment=NOW):
    return (await uow.outbox.due(moment, limit=1))[0]


async def test_a_delivery_carries_its_post(writing):
    story = await a_story(writing)
    post = a_post(story=story)
    post_id = await writing.outbox.add(post)
    (delivery,) = await writing.outbox.due(NOW, limit=9)
    assert (delivery.post_id, delivery.kind, delivery.target) == (post_id, K.NEW, CHANNEL)
    assert (delivery.payload, delivery.story_id) == (post.payload, story.id)
    assert (delivery.attempts, delivery.edits_message) == (0, None)


async def test_a_post_is_added_once(writing):
    story = await a_story(writing)
    assert await writing.outbox.add(a_post(story=story)) is not None
    assert await writing.outbox.add(a_post(story=story, targets=(MIRROR,))) is None
    assert await writing.outbox.add(a_post(story=story, revision=2)) is not None
    assert await writing.outbox.add(a_post(K.EDIT, story)) is not None
    assert await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,))) is not None
    assert await writing.outbox.add(a_post(K.NOTICE, targets=(MIRROR,))) is None
    assert await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,), key="notice:2")) is not None
    assert len(await writing.outbox.due(at(1), limit=99)) == 2


async def test_a_key_counts_for_posts_with_a_story_too(writing):
    story = await a_story(writing)
    assert await writing.outbox.add(a_post(K.CASE, story, key="case:1")) is not None
    assert await writing.outbox.add(a_post(K.CASE, story, revision=2, key="case:1")) is None


async def test_a_post_that_could_be_added_twice_is_a_programming_error(writing):
    with pytest.raises(ValueError, match="needs a key"):
        await writing.outbox.add(a_post(K.NOTICE, key=None))


async def test_every_subscriber_gets_one_delivery(writing):
    readers = [await a_reader(writing, chat) for chat in (1, 2, 3)]
    await a_reader(writing, 4, subscribed=False)
    mine = Target(TargetKind.READER, str(readers[0].id))
    await writing.outbox.add(a_post(K.ROUNDUP, targets=(CHANNEL, CHANNEL, mine), to_subscribers=True))
    targets = [target for _, target in await due_targets(writing)]
    assert targets[0] == CHANNEL
    assert sorted(targets[1:]) == sorted(Target(TargetKind.READER, str(reader.id)) for reader in readers)


async def test_a_delivery_waits_for_its_time(writing):
    await writing.outbox.add(a_post(not_before=at(20)))
    assert await due_targets(writing, at(19)) == []
    assert await due_targets(writing, at(20)) == [(K.NEW, CHANNEL)]


async def test_the_desk_goes_first_and_readers_last(writing):
    reader = await a_reader(writing)
    await writing.outbox.add(a_post(K.ROUNDUP, targets=(MIRROR,), key="r", to_subscribers=True))
    await writing.outbox.add(a_post(K.NEW, await a_story(writing)))
    await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,)))
    assert await due_targets(writing) == [
        (K.NOTICE, DESK),
        (K.ROUNDUP, MIRROR),
        (K.NEW, CHANNEL),
        (K.ROUNDUP, Target(TargetKind.READER, str(reader.id))),
    ]
    assert await due_targets(writing, limit=1) == [(K.NOTICE, DESK)]


async def test_each_target_gets_its_oldest_and_one_at_a_time(writing):
    for number in range(3):
        await writing.outbox.add(a_post(K.NOTICE, targets=(DESK, CHANNEL), key=f"n{number}"))
    assert len(await writing.outbox.due(NOW, limit=9)) == 2
    delivery = await first_due(writing)
    assert delivery.target == DESK
    assert await writing.outbox.claim(delivery.id, at=NOW)
    assert await due_targets(writing) == [(K.NOTICE, CHANNEL)]
    await writing.outbox.settle(delivery.id, Settlement(S.UNCERTAIN, NOW))
    assert await due_targets(writing) == [(K.NOTICE, CHANNEL)]
    await writing.outbox.settle(delivery.id, Settlement(S.SENT, NOW, 5))
    assert [(one.id, one.target) for one in await writing.outbox.due(NOW, limit=9)] == [(2, CHANNEL), (3, DESK)]


async def test_a_scheduled_delivery_does_not_hold_up_a_later_one(writing):
    await writing.outbox.add(a_post(K.NOTICE, key="tomorrow", not_before=at(86_400)))
    await writing.outbox.add(a_post(K.NOTICE, key="now"))
    assert len(await due_targets(writing)) == 1


async def test_a_target_that_put_us_off_is_left_alone_and_others_are_not(writing):
    for number in range(2):
        await writing.outbox.add(a_post(K.NOTICE, targets=(DESK, CHANNEL), key=f"n{number}"))
    await send(writing, (await first_due(writing)).id, S.READY, not_before=at(30))
    assert await due_targets(writing, at(29)) == [(K.NOTICE, CHANNEL)]
    first = await first_due(writing, at(30))
    assert (first.target, first.attempts) == (DESK, 1)


async def test_a_delivery_is_claimed_once(writing):
    await writing.outbox.add(a_post(K.NOTICE))
    delivery = await first_due(writing)
    assert await writing.outbox.claim(delivery.id, at=NOW)
    assert not await writing.outbox.claim(delivery.id, at=NOW)
    assert [(one.id, one.attempts) for one in await writing.outbox.in_flight()] == [(delivery.id, 1)]
    assert await writing.outbox.uncertain() == []


async def test_a_second_delivery_to_a_busy_target_cannot_be_claimed(writing):
    await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,), key="a"))
    await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,), key="b"))
    assert await writing.outbox.claim(1, at=NOW)
    assert not await writing.outbox.claim(2, at=NOW)
    await writing.outbox.settle(1, Settlement(S.REJECTED, NOW, problem="bad"))
    assert await writing.outbox.claim(2, at=NOW)


async def test_what_does_not_exist_cannot_be_claimed_and_settling_it_is_no_error(writing):
    assert not await writing.outbox.claim(404, at=NOW)
    await writing.outbox.settle(404, Settlement(S.SENT, NOW, 1))


@pytest.mark.parametrize("final", [S.SENT, S.REJECTED, S.GONE, S.DROPPED])
async def test_what_is_settled_for_good_stays(writing, final):
    await writing.outbox.add(a_post(K.NOTICE))
    await send(writing, 1, final)
    await writing.outbox.settle(1, Settlement(S.READY, NOW, not_before=NOW))
    assert await due_targets(writing, at(99)) == []
    assert not await writing.outbox.claim(1, at=NOW)


async def test_an_uncertain_delivery_is_listed_until_it_is_settled(writing):
    await writing.outbox.add(a_post(K.NOTICE))
    await send(writing, 1, S.UNCERTAIN)
    assert [one.id for one in await writing.outbox.uncertain()] == [1]
    assert await writing.outbox.in_flight() == []
    await writing.outbox.settle(1, Settlement(S.READY, NOW, not_before=NOW))
    assert await writing.outbox.uncertain() == []
    assert await due_targets(writing) == [(K.NOTICE, CHANNEL)]


async def test_receipts_tell_where_the_new_post_stands(writing):
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR, DESK)))
    await send(writing, 1, message_id=41)
    await send(writing, 2, S.REJECTED)
    assert await writing.outbox.receipts(story.id) == [(CHANNEL, 41)]


async def test_an_edit_waits_for_the_receipt_of_each_target(writing):
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR)))
    await writing.outbox.add(a_post(K.EDIT, story, targets=(CHANNEL, MIRROR), revision=2))
    assert await due_targets(writing) == [(K.NEW, CHANNEL), (K.NEW, MIRROR)]
    await send(writing, 1, message_id=41)
    edit, new = await writing.outbox.due(NOW, limit=9)
    assert {(edit.kind, edit.target, edit.edits_message), (new.kind, new.target, new.edits_message)} == {
        (K.EDIT, CHANNEL, 41),
        (K.NEW, MIRROR, None),
    }


async def test_an_edit_added_after_the_receipt_is_due_at_once(writing):
    story, other = await a_story(writing, "k1"), await a_story(writing, "k2")
    await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR)))
    await writing.outbox.add(a_post(story=other, targets=(DESK,)))
    for delivery_id in (1, 2, 3):
        await send(writing, delivery_id)
    await writing.outbox.add(a_post(K.EDIT, story, targets=(CHANNEL, MIRROR, DESK), revision=2))
    due = await writing.outbox.due(NOW, limit=9)
    assert [(one.target, one.edits_message) for one in due] == [(CHANNEL, 101), (MIRROR, 102)]


@pytest.mark.parametrize("end", [S.REJECTED, S.GONE, S.DROPPED])
async def test_an_edit_of_a_post_that_did_not_arrive_is_never_due_and_blocks_nobody(writing, end):
    story, other = await a_story(writing, "k1"), await a_story(writing, "k2")
    await writing.outbox.add(a_post(story=story))
    await send(writing, 1, end)
    await writing.outbox.add(a_post(K.EDIT, story, revision=2))
    assert await due_targets(writing, at(9)) == []
    await writing.outbox.add(a_post(story=other))
    assert [one.story_id for one in await writing.outbox.due(at(9), limit=9)] == [other.id]


async def test_an_edit_in_flight_knows_the_message_it_writes_over(writing):
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story))
    await send(writing, 1, message_id=41)
    await writing.outbox.add(a_post(K.EDIT, story, revision=2))
    await writing.outbox.claim(2, at=NOW)
    assert [one.edits_message for one in await writing.outbox.in_flight()] == [41]
    await writing.outbox.settle(2, Settlement(S.SENT, NOW))
    assert await writing.outbox.receipts(story.id) == [(CHANNEL, 41)]


async def test_subscribers_get_the_edit_of_what_they_got(writing):
    reader = await a_reader(writing, 1)
    story = await a_story(writing)
    await writing.outbox.add(a_post(story=story, targets=(), to_subscribers=True))
    await send(writing, 1)
    await a_reader(writing, 2)
    await writing.outbox.add(a_post(K.EDIT, story, targets=(), revision=2, to_subscribers=True))
    assert await due_targets(writing) == [(K.EDIT, Target(TargetKind.READER, str(reader.id)))]


async def test_a_storys_posts_tell_what_became_of_them(writing):
    story = await a_story(writing)
    await writing.outbox.add(a_post(K.CASE, story, targets=(DESK,)))
    new = a_post(story=story, targets=(CHANNEL, MIRROR))
    await writing.outbox.add(new)

    async def state():
        return [(one.kind, one.revision, one.untouched, one.done) for one in await writing.outbox.of_story(story.id)]

    assert await state() == [(K.NEW, 1, True, False)]
    assert (await writing.outbox.of_story(story.id))[0].payload == new.payload
    await send(writing, 2)
    assert await state() == [(K.NEW, 1, False, False)]
    await send(writing, 3, S.UNCERTAIN)
    assert await state() == [(K.NEW, 1, False, False)]
    await writing.outbox.settle(3, Settlement(S.DROPPED, NOW))
    await writing.outbox.add(a_post(K.EDIT, story, targets=(), revision=2))
    assert await state() == [(K.NEW, 1, False, True), (K.EDIT, 2, True, True)]


async def test_an_untouched_post_is_rewritten_and_no_other(writing):
    story = await a_story(writing)
    post_id = await writing.outbox.add(a_post(story=story, targets=(CHANNEL, MIRROR)))
    newer = Payload(brief=a_brief(headline="Newer"), public_id=story.public_id)
    assert await writing.outbox.rewrite(post_id, newer, revision=3)
    assert {one.payload.brief.headline for one in await writing.outbox.due(NOW, limit=9)} == {"Newer"}
    assert [one.revision for one in await writing.outbox.of_story(story.id)] == [3]
    await send(writing, 1, S.READY, not_before=at(5))
    assert not await writing.outbox.rewrite(post_id, Payload(text="too late"), revision=4)
    assert not await writing.outbox.rewrite(404, newer, revision=1)
    assert [one.payload for one in await writing.outbox.of_story(story.id)] == [newer]


async def test_new_posts_are_counted_for_the_hourly_cap(writing):
    for number in range(3):
        story = await a_story(writing, f"k{number}")
        await writing.outbox.add(a_post(story=story, moment=at(number)))
    await writing.outbox.add(a_post(K.NOTICE, moment=at(9)))
    assert await writing.outbox.count_new_since(NOW) == 2
    assert await writing.outbox.count_new_since(at(2)) == 0


async def test_pending_counts_posts_that_wait_for_a_channel(writing):
    await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,), key="desk"))
    assert await writing.outbox.pending() == 0
    await writing.outbox.add(a_post(K.ROUNDUP, targets=(CHANNEL, MIRROR), key="both"))
    await writing.outbox.add(a_post(K.ROUNDUP, targets=(CHANNEL,), key="one"))
    assert await writing.outbox.pending() == 2
    await send(writing, 2)
    assert await writing.outbox.pending() == 2
    await send(writing, 3)
    assert await writing.outbox.pending() == 1


async def test_what_is_pending_is_dropped_but_the_desk_keeps_its_cards(writing):
    await a_reader(writing)
    stories = [await a_story(writing, f"k{number}", standing=Standing.POSTED) for number in range(3)]
    for story in stories:
        await writing.outbox.add(a_post(story=story, to_subscribers=True))
    await writing.outbox.add(a_post(K.ROUNDUP, key="r"))
    await writing.outbox.add(a_post(K.NOTICE, targets=(DESK,), key="n"))
    await send(writing, 1)
    await writing.outbox.claim(2, at=NOW)
    await writing.outbox.settle(2, Settlement(S.SENT, NOW, 7))
    assert await writing.outbox.drop_pending(at=NOW) == [stories[1].id, stories[2].id]
    assert await due_targets(writing, at(99)) == [(K.NOTICE, DESK)]
    assert await writing.outbox.pending() == 0
    assert await writing.outbox.drop_pending(at=NOW) == []
