"""What was refused, and what had to be sent plain: the desk is told, and decides."""

import pytest

from feeds import corrections, failures
from feeds.errors import NotFound
from feeds.failures import Fate
from feeds.model import (
    Channel,
    DeliveryId,
    DeliveryState,
    NewPost,
    Payload,
    PostKind,
    Reason,
    Settlement,
    Target,
    TargetKind,
)
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import CHANNEL, DESK, told
from tests.support.builders import an_outlet

NEW, EDIT, NOTICE, CASE = PostKind.NEW, PostKind.EDIT, PostKind.NOTICE, PostKind.CASE
MIRROR = Target(TargetKind.CHANNEL, "-1009")
WHY = "BadRequest: message is too long"


async def posted(newsroom, *, readers=0):
    for number in range(readers):
        await newsroom.subscribe(77 + number)
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))


async def joins(newsroom, name="Second", *, by=10):
    await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told("Karst", by=by))


async def reject(newsroom, *kinds, number=99, target=None):
    """Telegram refuses what is due; the deliveries that it refused."""
    found = []
    while len(found) < number and (due := await next_due(newsroom, kinds, target)):
        now = newsroom.clock.now()
        async with newsroom.store.writing() as uow:
            await uow.outbox.claim(due.id, at=now)
            await uow.outbox.settle(due.id, Settlement(DeliveryState.REJECTED, now, problem=WHY))
            await failures.rejected(uow, due, WHY, desk=newsroom.rules.desk, now=now)
            await uow.commit()
        found.append(due)
    return found


async def next_due(newsroom, kinds, target):
    async with newsroom.store.reading() as uow:
        due = await uow.outbox.due(newsroom.clock.now(), limit=99)
    fitting = (row for row in due if row.target.kind is not TargetKind.DESK and target in {None, row.target})
    return next((row for row in fitting if not kinds or row.kind in kinds), None)


async def settle(newsroom, delivery_id, *, again):
    return await failures.settle(newsroom.store, delivery_id, again=again, by="ann", now=newsroom.clock.now())


async def letters(newsroom):
    return [(row.kind, row.target_kind, row.number) for row in await failures.newest(newsroom.store)]


# ------------------------------------------------------------------ dead letters


async def test_what_was_refused_is_listed_by_post_and_kind_of_chat(newsroom):
    await posted(newsroom, readers=3)
    assert await letters(newsroom) == []
    await reject(newsroom)
    assert await letters(newsroom) == [(NEW, "channel", 1), (NEW, "reader", 3)]


async def test_the_desk_is_told_once_with_what_it_can_do(newsroom):
    await posted(newsroom, readers=3)
    first, *_ = await reject(newsroom)
    public_id = (await newsroom.story()).public_id
    notices = await newsroom.deliver(NOTICE)
    assert [row.payload.text for row in notices] == [
        f"The post of story {public_id} in the channel was refused, and is not tried again: message is too long",
        f"The post of story {public_id} in readers' chats was refused, and is not tried again: message is too long",
    ]
    assert notices[0].payload.delivery_id == first.id


async def test_what_is_refused_again_is_told_again(newsroom):
    await posted(newsroom)
    (due,) = await reject(newsroom)
    await settle(newsroom, due.id, again=True)
    await reject(newsroom)
    assert len(await newsroom.deliver(NOTICE)) == 2


async def test_where_there_is_no_desk_nobody_is_told(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL),))
    newsroom.restart()
    await newsroom.pipeline.start()
    await posted(newsroom)
    (due,) = await reject(newsroom)
    await degrade(newsroom, due)
    assert await newsroom.deliver() == []


async def test_what_was_refused_is_sent_again_to_all_of_its_kind(newsroom):
    await posted(newsroom, readers=3)
    *_, last = await reject(newsroom)
    settled = await settle(newsroom, last.id, again=True)
    assert (settled.fate, settled.number) == (Fate.AGAIN, 3)
    sent = [row.target.kind for row in await newsroom.deliver(NEW)]
    assert sent == ["reader"] * 3
    assert await newsroom.log() == ["ann failed: again"]


async def test_what_was_refused_is_dropped_for_good(newsroom):
    await posted(newsroom)
    (due,) = await reject(newsroom)
    assert (await settle(newsroom, due.id, again=False)).fate is Fate.DROPPED
    assert await letters(newsroom) == []
    assert await newsroom.deliver(NEW) == []


@pytest.mark.parametrize("again", [True, False])
async def test_pressing_twice_is_harmless(newsroom, again):
    await posted(newsroom)
    (due,) = await reject(newsroom)
    await settle(newsroom, due.id, again=again)
    assert (await settle(newsroom, due.id, again=True)).fate is Fate.BEFORE
    assert (await settle(newsroom, due.id, again=False)).fate is Fate.BEFORE
    assert len(await newsroom.deliver(NEW)) == again
    assert len(await newsroom.log()) == 1


async def test_what_is_no_longer_kept_is_not_found(newsroom):
    with pytest.raises(NotFound):
        await settle(newsroom, DeliveryId(404), again=True)


async def test_a_post_that_goes_out_late_is_followed_by_what_its_story_says_by_then(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL), Channel(MIRROR)), desk=DESK)
    newsroom.restart()
    await newsroom.pipeline.start()
    await posted(newsroom)
    (due,) = await reject(newsroom, target=MIRROR)
    await newsroom.deliver(NEW)
    await joins(newsroom)
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver(EDIT)
    newsroom.sent.clear()
    await settle(newsroom, due.id, again=True)
    there = [(row.kind, row.payload.brief.outlets) for row in await newsroom.deliver() if row.target == MIRROR]
    assert there == [(NEW, 1), (EDIT, 2)]


@pytest.mark.parametrize("act", ["correct", "retract"])
async def test_a_post_of_a_story_that_was_put_right_since_is_not_sent_as_it_was(newsroom, act):
    newsroom.rules = DeskRules((Channel(CHANNEL), Channel(MIRROR)), desk=DESK)
    newsroom.restart()
    await newsroom.pipeline.start()
    await posted(newsroom)
    (due,) = await reject(newsroom, target=MIRROR)
    await newsroom.deliver(NEW)
    story, now = await newsroom.story(), newsroom.clock.now()
    if act == "correct":
        await corrections.correct(newsroom.store, story.public_id, "No.", by="ann", rules=newsroom.rules, now=now)
    else:
        await corrections.retract(newsroom.store, story.id, "No.", by="ann", now=now)
    assert (await settle(newsroom, due.id, again=True)).fate is Fate.OUTDATED
    assert MIRROR not in {row.target for row in await newsroom.deliver()}
    assert await letters(newsroom) == []


async def test_an_edit_that_was_written_over_since_is_not_sent_again(newsroom):
    await posted(newsroom)
    await newsroom.deliver()
    await joins(newsroom)
    newsroom.clock.advance(minutes=5)
    (due,) = await reject(newsroom, EDIT)
    await joins(newsroom, "Third", by=20)
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver(EDIT)
    assert (await settle(newsroom, due.id, again=True)).fate is Fate.OUTDATED


async def test_the_newest_edit_is_sent_again(newsroom):
    await posted(newsroom)
    await newsroom.deliver()
    await joins(newsroom)
    newsroom.clock.advance(minutes=5)
    (due,) = await reject(newsroom, EDIT)
    assert (await settle(newsroom, due.id, again=True)).fate is Fate.AGAIN
    assert [row.id for row in await newsroom.deliver(EDIT)] == [due.id]


async def test_a_round_up_is_sent_again(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await posted(newsroom)
    await newsroom.round_up()
    (due,) = await reject(newsroom)
    settled = await settle(newsroom, due.id, again=True)
    assert (settled.fate, settled.what) == (Fate.AGAIN, "the round-up in the channel")


# ------------------------------------------------------------------ sent as plain text


async def degrade(newsroom, due, *, times=1):
    now = newsroom.clock.now()
    async with newsroom.store.writing() as uow:
        for _ in range(times):
            await failures.degraded(uow, due, "can't parse entities", desk=newsroom.rules.desk, now=now)
        await uow.commit()


async def test_a_post_that_stands_as_plain_text_is_a_case(newsroom):
    await posted(newsroom)
    (due,) = await newsroom.deliver()
    await degrade(newsroom, due, times=2)
    (card,) = await newsroom.deliver()
    assert (card.kind, card.payload.reasons, card.payload.text) == (CASE, (Reason.DEGRADED,), "can't parse entities")
    assert (await newsroom.case(await newsroom.story())).id == card.payload.case_id


async def test_what_the_desk_let_stand_it_is_not_asked_again(newsroom):
    await posted(newsroom)
    (due,) = await newsroom.deliver()
    await degrade(newsroom, due)
    case = await newsroom.case(await newsroom.story())
    async with newsroom.store.writing() as uow:
        await uow.cases.decide(case.id, "approved", by="ann", at=newsroom.clock.now())
        await uow.commit()
    await degrade(newsroom, due)
    assert await newsroom.case(await newsroom.story()) is None
    assert len(await newsroom.deliver()) == 1


async def test_of_a_round_up_and_of_what_is_withdrawn_the_desk_is_only_told(newsroom):
    await posted(newsroom)
    (due,) = await newsroom.deliver()
    story, now = await newsroom.story(), newsroom.clock.now()
    await corrections.retract(newsroom.store, story.id, "No.", by="ann", now=now)
    await newsroom.deliver()
    await degrade(newsroom, due, times=2)
    async with newsroom.store.writing() as uow:
        await uow.outbox.add(NewPost(PostKind.ROUNDUP, Payload(), (CHANNEL,), now, now, key="r"))
        await uow.commit()
    (roundup,) = await newsroom.deliver(PostKind.ROUNDUP)
    await degrade(newsroom, roundup, times=2)
    how = "stands without its markup or its picture: can't parse entities"
    assert [row.payload.text for row in await newsroom.deliver()] == [
        f"The post of story {story.public_id} in the channel {how}",
        f"The round-up in the channel {how}",
    ]
    assert await newsroom.case(story) is None


async def test_what_went_to_the_desk_itself_makes_no_card(newsroom):
    async with newsroom.store.writing() as uow:
        now = newsroom.clock.now()
        await uow.outbox.add(NewPost(NOTICE, Payload(text="x"), (DESK,), now, now, key="n"))
        await uow.commit()
    (due,) = await newsroom.deliver()
    await degrade(newsroom, due)
    async with newsroom.store.writing() as uow:
        await failures.rejected(uow, due, WHY, desk=DESK, now=newsroom.clock.now())
        await uow.commit()
    assert await newsroom.deliver() == []
