"""What may do harm: two moderators approve it, one rejects it, and a post that is out waits for them."""

import asyncio

import pytest
import pytest_asyncio

from feeds import moderation, stories
from feeds.core.doubts import Said, contradictions
from feeds.model import CaseState, PostKind, Reason, Standing
from tests.integration.pipeline.newsroom import told
from tests.support.builders import a_party, an_outlet

APPROVED, REJECTED = CaseState.APPROVED, CaseState.REJECTED
HARMFUL = "9-year-old Amir Hassan was wounded, his uncle said."


@pytest_asyncio.fixture(loop_scope="session")
async def held(newsroom):
    """A newsroom whose desk has a story that names a child."""
    await newsroom.hear(await newsroom.add_feed(), told("Karst", summary=HARMFUL))
    return newsroom


async def case_of(newsroom):
    return await newsroom.case(await newsroom.story())


async def press(newsroom, case, verdict, by="ann", voter=None):
    now = newsroom.clock.now()
    return await moderation.decide(
        newsroom.store, case.id, verdict, by=by, rules=newsroom.rules, now=now, voter=voter or by
    )


async def join(newsroom, name="b", by=2, **entry):
    """Another outlet reports it too, a little later."""
    newsroom.clock.advance(minutes=1)
    await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told("Karst", by=by, **entry))


async def test_the_card_has_the_words(held):
    (card,) = await held.deliver()
    assert (card.kind, card.payload.reasons) == (PostKind.CASE, (Reason.MINOR,))
    assert [ground.words for ground in card.payload.grounds] == ["9-year-old Amir Hassan"]
    assert (await case_of(held)).grounds == card.payload.grounds


async def test_one_approval_is_not_enough_and_two_are(held):
    case = await case_of(held)
    first = await press(held, case, APPROVED, "ann")
    assert (first.made, first.waits, first.counted, len(first.votes)) == (False, True, True, 1)
    assert (await held.story()).standing is Standing.HELD
    second = await press(held, case, APPROVED, "bob")
    assert (second.made, second.case.decided_by, second.story.standing) == (True, "ann and bob", Standing.POSTED)
    assert await held.log() == ["ann approve", "bob approve"]
    assert [row.kind for row in await held.deliver(PostKind.NEW)] == [PostKind.NEW]


async def test_the_same_moderator_counts_once_whatever_he_calls_himself(held):
    case = await case_of(held)
    await press(held, case, APPROVED, "ann", "7")
    again = await press(held, case, APPROVED, "Ann the Second", "7")
    assert (again.made, again.counted, len(again.votes)) == (False, False, 1)
    assert await held.log() == ["ann approve"]


@pytest.mark.parametrize("approved_before", [False, True])
async def test_one_rejection_decides(held, approved_before):
    case = await case_of(held)
    if approved_before:
        await press(held, case, APPROVED, "ann")
    decision = await press(held, case, REJECTED, "bob")
    assert (decision.made, decision.case.decided_by, decision.story.standing) == (True, "bob", Standing.REJECTED)


async def test_many_who_approve_at_once_give_one_decision_of_two(held):
    case = await case_of(held)
    names = ["ann", "bob", "ann", "bob", "cem"]
    decisions = await asyncio.gather(*(press(held, case, APPROVED, name) for name in names))
    assert sum(decision.made for decision in decisions) == 1
    assert (await held.log()) == ["ann approve", "bob approve"]
    assert len(await held.deliver(PostKind.NEW)) == 1


async def test_approving_and_rejecting_at_once_give_one_decision(held):
    case = await case_of(held)
    decisions = await asyncio.gather(
        press(held, case, APPROVED, "ann"), press(held, case, REJECTED, "bob"), press(held, case, APPROVED, "cem")
    )
    assert [decision.made for decision in decisions] == [False, True, False]
    assert (await held.story()).standing is Standing.REJECTED


async def test_a_case_without_harm_needs_one(newsroom):
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    assert (await press(newsroom, await case_of(newsroom), APPROVED)).made


async def test_harm_that_joins_a_held_story_is_shown_and_asks_for_two_again(newsroom):
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    before = await case_of(newsroom)
    newsroom.clock.advance(minutes=1)
    await newsroom.hear(
        await newsroom.add_feed("army", a_party("Army")), told("Karst", by=2, title=f"Strike on Karst: {HARMFUL}")
    )
    after = await case_of(newsroom)
    assert (before.needed, after.id, after.needed) == (1, before.id, 2)
    assert [Reason.MINOR in card.payload.reasons for card in await newsroom.deliver()] == [False, True]
    assert not (await press(newsroom, after, APPROVED)).made


@pytest_asyncio.fixture(loop_scope="session")
async def out(newsroom):
    """A story that is out, and that a later report would let name a child."""
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    await newsroom.deliver()
    newsroom.posted = await newsroom.story()
    await join(newsroom, title=f"Missile strike on Karst: {HARMFUL}")
    newsroom.clock.advance(minutes=30)
    return newsroom


async def test_a_post_that_is_out_is_not_edited_before_the_desk_has_approved(out):
    assert await out.story() == out.posted
    (card,) = await out.deliver()
    assert (card.kind, card.payload.reasons) == (PostKind.CASE, (Reason.MINOR,))


async def test_two_approvals_let_the_post_say_it(out):
    case = await case_of(out)
    await press(out, case, APPROVED, "ann")
    await press(out, case, APPROVED, "bob")
    out.pipeline.look_soon()
    await out.pipeline.settle()
    out.clock.advance(minutes=5)
    (edit,) = await out.deliver(PostKind.EDIT)
    assert edit.payload.brief.outlets == 2
    await join(out, "c", 3)
    assert await case_of(out) is None


async def test_a_rejection_leaves_the_post_as_it_is_and_nobody_is_asked_again(out):
    decision = await press(out, await case_of(out), REJECTED)
    assert (decision.made, decision.story.standing) == (True, Standing.POSTED)
    await join(out, "c", 3, title=f"Missile strike on Karst, again: {HARMFUL}")
    assert await case_of(out) is None
    assert await out.story() == out.posted
    assert await out.deliver(PostKind.EDIT) == []


# ------------------------------------------------------------------ what contradicts a post


async def contradicted(newsroom):
    """A story that is out, of which a later report says otherwise; its case."""
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    await newsroom.deliver()
    story, now = await newsroom.story(), newsroom.clock.now()
    said = Said("killed", 12, "the governor", "Courier", "12 people")
    less = Said("killed", 9, "the governor", "Herald", "9 people")
    async with newsroom.store.writing() as uow:
        grounds, desk = contradictions([said], [less]), newsroom.rules.desk
        await stories.open_case(uow, story, (Reason.CONFLICT,), desk=desk, now=now, grounds=grounds)
        await uow.commit()
    return await newsroom.case(story)


@pytest.mark.parametrize(("verdict", "standing"), [(APPROVED, Standing.POSTED), (REJECTED, Standing.RETRACTED)])
async def test_one_moderator_says_whether_a_contradicted_post_stands(newsroom, verdict, standing):
    case = await contradicted(newsroom)
    (card,) = await newsroom.deliver()
    assert [ground.words for ground in card.payload.grounds] == ["9 people (the governor); the post says 12 people"]
    decision = await press(newsroom, case, verdict)
    assert decision.made
    assert (await newsroom.story()).standing is standing
