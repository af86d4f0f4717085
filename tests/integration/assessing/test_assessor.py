"""The process that assesses stories: it says what this one would, and its death or delay is an error of one story."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest

from feeds.assessing import messages
from feeds.assessing.assessor import Assessor
from feeds.assessing.here import assess_here
from feeds.core.assess import Grown, Standards
from feeds.core.policy import Hold, PolicyRules, Publish, Review
from feeds.errors import AssessError, NoAssessor
from feeds.fetch.workers import MIB, WorkerLimits
from feeds.model import Affiliation, Beat
from tests.support.builders import a_party, a_source, an_item, an_outlet, reports

_BY = Standards(PolicyRules(), ())
_TEXT = (
    "At least 12 people were killed when shells hit a market in Dorin on Monday, the interior ministry said. "
    "The army denied that it had fired on the town."
)


@pytest.fixture
async def make():
    made = []

    def make(**limits) -> Assessor:
        usual = {"seconds": 20.0, "memory": 900 * MIB}
        made.append(Assessor(WorkerLimits(**(usual | limits))))
        return made[-1]

    yield make
    for assessor in made:
        await assessor.close()


def a_story(*, items: int = 1, **changes) -> Grown:
    sources = [
        a_source(an_item(f"Shelling of Dorin kills {number}", _TEXT, key=f"{number}"), an_outlet(f"Outlet {number}"))
        for number in range(items)
    ]
    numbered = [
        a_source(source.item, source.outlet, number=number + 1, outlet_id=number + 1, fetched_at=source.fetched_at)
        for number, source in enumerate(sources)
    ]
    return Grown(numbered, changes.get("relevance", 0.9), changes.get("fresh", True))


async def test_it_says_what_this_process_would(make):
    held = Grown([a_source(an_item(), a_party())], 0.9, fresh=True)
    old = Grown(reports(an_outlet("A"), an_outlet("B")), 0.8, fresh=False)
    stories = [a_story(), a_story(items=3), held, old]
    beat = Beat("north", words=("dorin", "karst"))
    for by in (_BY, Standards(PolicyRules(review=Review.ALL, fresh=timedelta(hours=2)), (beat,))):
        assert await make()(stories, by) == await assess_here(stories, by)


async def test_it_finds_the_place_of_a_map_where_maps_are_wanted(make):
    by = Standards(PolicyRules(), (), maps=True)
    item = an_item(
        "Shells kill three in Aleppo", "Shells hit a market in Aleppo in northern Syria on Monday, doctors said."
    )
    (found,) = await make()([Grown([a_source(item)], 0.9, fresh=True)], by)
    assert found.brief.map is not None
    assert found.brief.map.name == "Aleppo"


async def test_what_stories_are_assessed_by_may_change_from_one_question_to_the_next(make):
    ask, story = make(), a_story()
    (first,) = await ask([story], _BY)
    (second,) = await ask([story], Standards(PolicyRules(review=Review.ALL), ()))
    assert isinstance(first.judgement, Publish)
    assert isinstance(second.judgement, Hold)


async def test_the_end_of_the_process_is_an_error_of_what_it_was_busy_with_alone(make):
    ask = make()
    await ask([a_story()], _BY)
    (pid,) = ask.pids
    os.kill(pid, signal.SIGSTOP)
    asking = asyncio.create_task(ask([a_story()], _BY))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(AssessError, match="too long or ended"):
        await asking
    assert len(await ask([a_story()], _BY)) == 1


async def test_a_story_that_takes_too_long_is_an_error_and_the_next_one_has_a_process_again(make):
    ask = make(seconds=1.0)
    await ask([a_story()], _BY)
    os.kill(ask.pids[0], signal.SIGSTOP)
    with pytest.raises(AssessError, match="too long or ended"):
        await ask([a_story()], _BY)
    assert len(await ask([a_story()], _BY)) == 1


async def test_where_the_process_cannot_be_started_it_is_nothing_about_the_story(make):
    ask = make(memory=20 * MIB)
    with pytest.raises(NoAssessor, match="no process can be started"):
        await ask([a_story()], _BY)


async def test_a_lone_surrogate_is_an_error_and_the_process_goes_on(make):
    ask = make()
    broken = Grown([a_source(an_item("Shelling of \ud800", _TEXT))], 0.9, fresh=True)
    with pytest.raises(AssessError, match="no text"):
        await ask([broken], _BY)
    assert len(await ask([a_story()], _BY)) == 1


class Behind(Assessor):
    """Asks a process whose answers are to the question before."""

    MODULE = "tests.integration.assessing.odd_worker"


def numbered(number: int, title: str = "Shelling of Dorin") -> Grown:
    return Grown([a_source(an_item(title, _TEXT), number=number)], 0.9, fresh=True)


async def test_no_story_gets_the_words_of_another_and_who_gave_them_is_asked_nothing_more():
    ask = Behind()
    try:
        await ask([numbered(1)], _BY)
        (pid,) = ask.pids
        with pytest.raises(AssessError, match="something else"):
            await ask([numbered(2)], _BY)
        (found,) = await ask([numbered(3)], _BY)
        assert found.brief.headline_item == 3
        assert pid not in ask.pids
    finally:
        await ask.close()


async def test_who_talks_nonsense_is_asked_nothing_more():
    ask = Behind()
    try:
        with pytest.raises(AssessError, match="something else"):
            await ask([numbered(1, "Nonsense")], _BY)
        assert ask.pids == ()
    finally:
        await ask.close()


async def test_a_story_of_ten_thousand_items_is_assessed(make):
    (found,) = await make(seconds=60.0)([a_story(items=10_000)], _BY)
    assert found.brief.outlets == 10_000
    assert found.brief.excerpts


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(messages.msgspec.MsgspecError):
        messages.read_assessments(b'[["brief", 0.5, "publish"]]')


def test_a_party_alone_is_held_on_both_sides_of_the_pipe():
    story = Grown([a_source(an_item(), an_outlet(affiliation=Affiliation.PARTY, side="North"))], 0.9, fresh=True)
    (there,) = messages.read_stories(messages.write_stories([story]))
    assert there == story
