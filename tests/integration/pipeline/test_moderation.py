"""Verdicts, and stopping everything."""

import asyncio

import pytest
import pytest_asyncio

from feeds import moderation
from feeds.errors import NotFound
from feeds.model import CaseId, CaseState, DeliveryState, PostKind, Settlement, Standing
from feeds.moderation import Resume
from feeds.stories import ROUNDUP_LINES
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import a_party, an_outlet

APPROVED, REJECTED = CaseState.APPROVED, CaseState.REJECTED


@pytest_asyncio.fixture(loop_scope="session")
async def held(newsroom):
    """A newsroom with one story at the desk."""
    await newsroom.hear(await newsroom.add_feed("party", a_party()), told("Karst"))
    await newsroom.deliver()
    return newsroom


async def decide(newsroom, verdict, *, by="ann"):
    case = await newsroom.case(await newsroom.story())
    return await verdict_on(newsroom, case.id, verdict, by=by)


async def verdict_on(newsroom, case_id, verdict, *, by="ann"):
    now = newsroom.clock.now()
    return await moderation.decide(newsroom.store, case_id, verdict, by=by, rules=newsroom.rules, now=now)


async def confirm(newsroom, name="Free", *, by=2):
    """An independent outlet reports it too."""
    await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told("Karst", by=by))


# ------------------------------------------------------------------ verdicts


async def test_an_approved_story_is_posted(held):
    decision = await decide(held, APPROVED)
    assert (decision.made, decision.case.state, decision.story.standing) == (True, APPROVED, Standing.POSTED)
    (sent,) = await held.deliver()
    assert (sent.kind, sent.payload.brief) == (PostKind.NEW, decision.story.brief)
    assert await held.log() == ["ann approve"]


async def test_an_approved_story_does_not_count_against_the_cap(held):
    held.restart(posts_per_hour=0)
    await decide(held, APPROVED)
    assert [row.kind for row in await held.deliver()] == [PostKind.NEW]


async def test_an_approval_posts_what_the_story_says_by_then(held):
    await held.hear(await held.add_feed("army", a_party("Army")), told("Karst", by=2))
    await decide(held, APPROVED)
    (sent,) = await held.deliver(PostKind.NEW)
    assert sent.payload.brief.outlets == 2


async def test_a_rejected_story_is_never_posted_whoever_reports_it_later(held):
    decision = await decide(held, REJECTED)
    assert (decision.made, decision.story.standing) == (True, Standing.REJECTED)
    await confirm(held)
    await confirm(held, "Other", by=3)
    story = await held.story()
    assert (story.standing, story.brief.outlets) == (Standing.REJECTED, 3)
    assert await held.deliver() == []
    assert await held.log() == ["ann reject"]


@pytest.mark.parametrize(("first", "second"), [(APPROVED, REJECTED), (REJECTED, APPROVED), (APPROVED, APPROVED)])
async def test_the_first_of_two_verdicts_counts(held, first, second):
    case = await held.case(await held.story())
    await verdict_on(held, case.id, first, by="ann")
    late = await verdict_on(held, case.id, second, by="bob")
    assert (late.made, late.case.decided_by, late.case.state) == (False, "ann", first)
    assert len(await held.log()) == 1
    assert len(await held.deliver()) == (first is APPROVED)


async def test_two_verdicts_at_once_give_one_decision(held):
    case = await held.case(await held.story())
    decisions = await asyncio.gather(
        verdict_on(held, case.id, APPROVED, by="ann"), verdict_on(held, case.id, REJECTED, by="bob")
    )
    assert sorted(decision.made for decision in decisions) == [False, True]
    assert len({decision.case.decided_by for decision in decisions}) == 1
    assert len(await held.log()) == 1


async def test_a_verdict_after_policy_let_the_story_go_comes_too_late(held):
    case = await held.case(await held.story())
    await confirm(held)
    late = await verdict_on(held, case.id, REJECTED)
    assert (late.made, late.case.decided_by, late.story.standing) == (False, "policy", Standing.POSTED)


async def test_a_case_that_does_not_exist_is_not_found(newsroom):
    with pytest.raises(NotFound):
        await verdict_on(newsroom, CaseId(404), APPROVED)


async def test_a_story_approved_grows_like_any_other(held):
    await decide(held, APPROVED)
    await held.deliver()
    await confirm(held)
    held.clock.advance(minutes=5)
    (edit,) = await held.deliver()
    assert (edit.kind, edit.payload.change) == (PostKind.EDIT, "second outlet: Free reports it too")


# ------------------------------------------------------------------ halt and resume


async def halt(newsroom):
    return await moderation.halt(newsroom.store, by="ann", now=newsroom.clock.now())


async def resume(newsroom, choice):
    now = newsroom.clock.now()
    return await moderation.resume(newsroom.store, choice, by="ann", rules=newsroom.rules, now=now)


async def halted_with(newsroom, number):
    """Halted, with so many stories waiting to be sent; their feed."""
    newsroom.restart(posts_per_hour=100)
    await newsroom.pipeline.start()
    await halt(newsroom)
    url = await newsroom.add_feed()
    await newsroom.hear(url, *(told(f"Town{chr(97 + n)}") for n in range(number)))
    return url


async def test_a_halt_is_remembered_over_restarts(newsroom):
    assert await moderation.halted_since(newsroom.store) is None
    assert await halt(newsroom)
    again = Newsroom(newsroom.store)
    assert await moderation.halted_since(again.store) == newsroom.clock.now()


async def test_a_second_halt_changes_nothing(newsroom):
    since = newsroom.clock.now()
    await halt(newsroom)
    newsroom.clock.advance(minutes=5)
    assert not await halt(newsroom)
    assert await moderation.halted_since(newsroom.store) == since
    assert await newsroom.log() == ["ann halt"]


async def test_what_waits_is_counted(newsroom):
    await halted_with(newsroom, 3)
    assert await moderation.waiting(newsroom.store) == 3


@pytest.mark.parametrize("choice", list(Resume))
async def test_resuming_what_was_not_halted_changes_nothing(newsroom, choice):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert not await resume(newsroom, choice)
    assert len(await newsroom.deliver()) == 1
    assert await newsroom.log() == []


@pytest.mark.parametrize("choice", list(Resume))
async def test_after_resuming_nothing_is_halted(newsroom, choice):
    await halted_with(newsroom, 1)
    assert await resume(newsroom, choice)
    assert await moderation.halted_since(newsroom.store) is None
    assert await newsroom.log() == ["ann halt", "ann resume"]


async def test_what_waited_can_be_sent_as_it_is(newsroom):
    await halted_with(newsroom, 3)
    await resume(newsroom, Resume.SEND)
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.NEW] * 3


async def test_what_waited_can_be_told_in_one_round_up(newsroom):
    await halted_with(newsroom, 3)
    await resume(newsroom, Resume.ROUNDUP)
    (roundup,) = await newsroom.deliver()
    assert (roundup.kind, len(roundup.payload.lines)) == (PostKind.ROUNDUP, 3)
    assert await newsroom.standings() == [Standing.LISTED] * 3


async def test_what_waited_can_be_dropped(newsroom):
    await halted_with(newsroom, 3)
    await resume(newsroom, Resume.DROP)
    assert await newsroom.deliver() == []
    assert await newsroom.standings() == [Standing.ARCHIVED] * 3


async def test_a_round_up_of_nothing_is_not_sent(newsroom):
    await halted_with(newsroom, 0)
    await resume(newsroom, Resume.ROUNDUP)
    assert await newsroom.deliver() == []


async def test_no_story_of_a_long_halt_is_lost(newsroom):
    await halted_with(newsroom, ROUNDUP_LINES + 2)
    await resume(newsroom, Resume.ROUNDUP)
    newsroom.clock.advance(hours=1)
    await newsroom.round_up()
    lines = [line.public_id for row in await newsroom.deliver() for line in row.payload.lines]
    assert sorted(lines) == sorted(story.public_id for story in await newsroom.stories())


async def test_round_ups_that_waited_are_told_in_the_one_round_up_too(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await halt(newsroom)
    await newsroom.hear(await newsroom.add_feed(), told("Karst"), told("Velmora"))
    await newsroom.round_up()
    await resume(newsroom, Resume.ROUNDUP)
    lines = [line.public_id for row in await newsroom.deliver() for line in row.payload.lines]
    assert sorted(lines) == sorted(story.public_id for story in await newsroom.stories())


@pytest.mark.parametrize("choice", [Resume.ROUNDUP, Resume.DROP])
async def test_cards_of_the_desk_are_not_taken_back(newsroom, choice):
    await halt(newsroom)
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    await resume(newsroom, choice)
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.CASE]


@pytest.mark.parametrize("choice", [Resume.ROUNDUP, Resume.DROP])
async def test_a_story_that_the_channel_has_is_not_posted_there_again(newsroom, choice):
    """Halted when the channel has a post and its subscribers do not."""
    await newsroom.subscribe()
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    await newsroom.deliver(limit=1)
    await halt(newsroom)
    await resume(newsroom, choice)
    assert (await newsroom.story()).standing is Standing.POSTED
    await confirm(newsroom)
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver()
    assert [(row.kind, row.target.kind) for row in newsroom.sent] == [
        (PostKind.NEW, "channel"),
        (PostKind.EDIT, "channel"),
    ]


@pytest.mark.parametrize("choice", [Resume.ROUNDUP, Resume.DROP])
async def test_a_story_that_may_have_reached_the_channel_is_not_posted_there_again(newsroom, choice):
    await newsroom.subscribe()
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    await newsroom.deliver(limit=1, settle=False)
    await halt(newsroom)
    await resume(newsroom, choice)
    assert (await newsroom.story()).standing is Standing.POSTED
    assert await newsroom.deliver() == []


async def test_a_story_that_was_dropped_comes_back_with_new_reports(newsroom):
    await halted_with(newsroom, 0)
    await newsroom.hear(await newsroom.add_feed("late"), told("Karst"))
    await resume(newsroom, Resume.DROP)
    await confirm(newsroom)
    (sent,) = await newsroom.deliver()
    assert (sent.kind, sent.payload.brief.outlets) == (PostKind.NEW, 2)


# ------------------------------------------------------------------ deliveries of which nobody knows


async def uncertain(newsroom):
    """A channel's delivery that may have arrived."""
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    (due,) = await newsroom.deliver(settle=False)
    newsroom.sent.clear()
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(due.id, Settlement(DeliveryState.UNCERTAIN, newsroom.clock.now()))
        await uow.commit()
    return due.id


async def by_hand(newsroom, delivery_id, *, arrived):
    now = newsroom.clock.now()
    return await moderation.settle_by_hand(newsroom.store, delivery_id, arrived=arrived, by="ann", now=now)


async def test_a_moderator_who_sees_the_message_ends_the_doubt(newsroom):
    delivery = await uncertain(newsroom)
    assert await by_hand(newsroom, delivery, arrived=True)
    assert await newsroom.deliver() == []
    assert await newsroom.log() == ["ann adopt"]


async def test_a_moderator_who_misses_the_message_has_it_sent_again(newsroom):
    delivery = await uncertain(newsroom)
    assert await by_hand(newsroom, delivery, arrived=False)
    assert [row.id for row in await newsroom.deliver()] == [delivery]
    assert await newsroom.log() == ["ann send again"]


async def test_a_doubt_is_ended_once(newsroom):
    delivery = await uncertain(newsroom)
    await by_hand(newsroom, delivery, arrived=True)
    assert not await by_hand(newsroom, delivery, arrived=False)
    assert await newsroom.deliver() == []
