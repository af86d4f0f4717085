"""The moderation queue."""

import asyncio

import pytest

from feeds.errors import NotFound
from feeds.model import CaseId, CaseState, Ground, Reason, Vote
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


# ------------------------------------------------------------------ votes

GROUNDS = (Ground(Reason.MINOR, "9-year-old Amir Ж\ud800", "Courier"), Ground(Reason.CONFLICT, "5 people"))


async def a_case(uow):
    return await uow.cases.open((await a_story(uow)).id, REASONS, at=NOW, grounds=GROUNDS)


async def test_the_words_that_gave_reasons_come_back(writing):
    case_id = await a_case(writing)
    assert (await writing.cases.get(case_id)).grounds == GROUNDS


async def test_twice_the_same_voter_counts_once(writing):
    case_id = await a_case(writing)
    assert await writing.cases.vote(case_id, Vote("7", "Ann", NOW))
    assert not await writing.cases.vote(case_id, Vote("7", "Ann by another name", at(1)))
    assert await writing.cases.vote(case_id, Vote("8", "Bob", at(2)))
    assert await writing.cases.votes(case_id) == [Vote("7", "Ann", NOW), Vote("8", "Bob", at(2))]


async def test_an_amended_case_has_other_reasons_and_no_votes(writing):
    case_id = await a_case(writing)
    await writing.cases.vote(case_id, Vote("7", "Ann", NOW))
    await writing.cases.amend(case_id, [Reason.GRAPHIC], [])
    case = await writing.cases.get(case_id)
    assert (case.reasons, case.grounds, await writing.cases.votes(case_id)) == ((Reason.GRAPHIC,), (), [])


async def test_a_decided_case_is_not_amended(writing):
    case_id = await a_case(writing)
    await writing.cases.decide(case_id, CaseState.APPROVED, by="m", at=NOW)
    await writing.cases.amend(case_id, [Reason.GRAPHIC], [])
    assert (await writing.cases.get(case_id)).reasons == REASONS


async def test_all_cases_of_a_story_are_told_the_oldest_first(writing):
    first = await a_case(writing)
    await writing.cases.decide(first, CaseState.REJECTED, by="m", at=NOW)
    story_id = (await writing.cases.get(first)).story_id
    second = await writing.cases.open(story_id, REASONS, at=at(1))
    assert [case.id for case in await writing.cases.of_story(story_id)] == [first, second]
