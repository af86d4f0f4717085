"""The moderation queue."""

import asyncio

import pytest

from feeds.errors import NotFound
from feeds.model import CaseId, CaseState, Reason
from tests.integration.store.scenes import NOW, a_story, at

REASONS = (Reason.SINGLE_SIDE, Reason.LOW_TRUST)


async def test_a_case_comes_back_as_it_was_opened(writing):
    story = await a_story(writing)
    case_id = await writing.cases.open(story.id, REASONS, at=NOW)
    case = await writing.cases.get(case_id)
    assert case == await writing.cases.open_for(story.id)
    assert (case.story_id, case.reasons, case.state, case.opened_at) == (story.id, REASONS, CaseState.OPEN, NOW)
    assert case.decided_at is case.decided_by is None


async def test_a_story_has_one_open_case(writing):
    story = await a_story(writing)
    case_id = await writing.cases.open(story.id, REASONS, at=NOW)
    assert await writing.cases.open(story.id, REASONS, at=NOW) is None
    assert await writing.cases.count_open() == 1
    await writing.cases.decide(case_id, CaseState.REJECTED, by="m", at=at(1))
    assert await writing.cases.open_for(story.id) is None
    assert await writing.cases.open(story.id, REASONS, at=NOW) not in (None, case_id)


async def test_the_first_verdict_counts(writing):
    story = await a_story(writing)
    case_id = await writing.cases.open(story.id, REASONS, at=NOW)
    assert await writing.cases.decide(case_id, CaseState.APPROVED, by="first", at=at(1))
    assert not await writing.cases.decide(case_id, CaseState.REJECTED, by="second", at=at(2))
    case = await writing.cases.get(case_id)
    assert (case.state, case.decided_by, case.decided_at) == (CaseState.APPROVED, "first", at(1))
    assert await writing.cases.count_open() == 0


async def test_two_verdicts_at_once_give_one_decision(store):
    async with store.writing() as uow:
        story = await a_story(uow)
        case_id = await uow.cases.open(story.id, REASONS, at=NOW)
        await uow.commit()

    async def decide(state, by):
        async with store.writing() as uow:
            made = await uow.cases.decide(case_id, state, by=by, at=at(1))
            await uow.commit()
            return made

    made = await asyncio.gather(decide(CaseState.APPROVED, "a"), decide(CaseState.REJECTED, "b"))
    assert sorted(made) == [False, True]


async def test_a_missing_case_is_not_found(writing):
    with pytest.raises(NotFound):
        await writing.cases.get(CaseId(404))
    with pytest.raises(NotFound):
        await writing.cases.decide(CaseId(404), CaseState.APPROVED, by="m", at=NOW)


async def test_open_is_no_verdict(writing):
    with pytest.raises(ValueError, match="verdict"):
        await writing.cases.decide(CaseId(1), CaseState.OPEN, by="m", at=NOW)
