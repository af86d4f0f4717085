"""Tolls decide what the desk is asked: held until a second speaker, held where two cannot both be right, asked again
where a post is contradicted.
"""

from datetime import timedelta

import pytest

from feeds.core.policy import Review
from feeds.model import CaseState, PostKind, Reason, Standing
from tests.integration.pipeline.newsroom import told
from tests.support.builders import a_party, an_outlet

THIRTY = "The governor said that 30 people were killed in the strike on the market of the town."
AGAIN = "Doctors at the hospital of the town said that they had counted 31 people who were killed."
FEW = "The mayor said that five people were killed in the strike on the market of the town."
MANY = "The Red Crescent said that 300 people were killed in the strike on the market of the town."


async def reports(newsroom, text, *, by=1, outlet=None, **changes):
    """An outlet of its own reports the event with these words in it; its feed."""
    outlet = outlet or an_outlet(f"Outlet {by}")
    url = await newsroom.add_feed(f"feed-{by}", outlet)
    entry = told("Karst", by=by)
    await newsroom.hear(url, told("Karst", by=by, summary=f"{entry.summary} {text}", **changes))
    newsroom.clock.advance(minutes=1)
    return url


async def reasons(newsroom):
    case = await newsroom.case(await newsroom.story())
    return case.reasons if case else ()


async def test_a_great_toll_of_one_speaker_waits_for_a_second(newsroom):
    await reports(newsroom, THIRTY)
    assert (await newsroom.standings(), await reasons(newsroom)) == ([Standing.HELD], (Reason.UNCONFIRMED,))
    await reports(newsroom, THIRTY.replace("strike", "attack"), by=2)
    assert await newsroom.standings() == [Standing.HELD]
    await reports(newsroom, AGAIN, by=3)
    assert (await newsroom.standings(), await reasons(newsroom)) == ([Standing.POSTED], ())


async def test_a_small_toll_of_one_speaker_is_posted(newsroom):
    await reports(newsroom, FEW)
    assert await newsroom.standings() == [Standing.POSTED]


@pytest.mark.parametrize(
    "counted", ["300 people were displaced by", "25 men were detained after", "40 missiles were shot down in"]
)
async def test_those_who_are_not_dead_or_hurt_hold_nothing(newsroom, counted):
    await reports(newsroom, f"The governor said that {counted} the strike on the market of the town.")
    assert await newsroom.standings() == [Standing.POSTED]


async def test_tolls_that_cannot_both_be_right_are_held_with_both_numbers(newsroom):
    await reports(newsroom, MANY, outlet=an_outlet("Herald"))
    await newsroom.deliver(PostKind.CASE)
    await reports(newsroom, FEW, by=2)
    assert await reasons(newsroom) == (Reason.UNCONFIRMED, Reason.DISPUTED)
    (card,) = await newsroom.deliver(PostKind.CASE)
    (ground,) = [one for one in card.payload.grounds if one.reason is Reason.DISPUTED]
    assert ground.words == "five people (mayor), 300 people (Red Crescent)"


async def test_a_great_toll_that_joins_a_held_story_is_shown_to_the_desk_once(newsroom):
    await reports(newsroom, FEW, outlet=a_party("North Ministry", "North"))
    await newsroom.deliver(PostKind.CASE)
    assert await reasons(newsroom) == (Reason.SINGLE_SIDE,)
    for by in (2, 3):
        await reports(newsroom, THIRTY, by=by, outlet=a_party(f"North {by}", "North"))
    assert Reason.UNCONFIRMED in await reasons(newsroom)
    (card,) = await newsroom.deliver(PostKind.CASE)
    assert [one.words for one in card.payload.grounds if one.reason is Reason.UNCONFIRMED] == ["30 people (governor)"]


async def test_what_waits_for_the_round_up_is_held_too_however_late_the_toll_comes(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await reports(newsroom, FEW)
    assert await newsroom.standings() == [Standing.WAITING]
    await reports(newsroom, MANY, by=2, published=newsroom.clock.now() - timedelta(hours=7))
    assert (await newsroom.standings(), Reason.UNCONFIRMED in await reasons(newsroom)) == ([Standing.HELD], True)


async def test_what_waits_goes_on_waiting_whatever_comes_late(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await reports(newsroom, FEW)
    newsroom.restart(posts_per_hour=10)
    await newsroom.pipeline.start()
    await reports(newsroom, FEW, by=2, published=newsroom.clock.now() - timedelta(hours=7))
    assert await newsroom.standings() == [Standing.WAITING]


async def posted(newsroom):
    """A post that tells of thirty dead, whom two speakers count."""
    await reports(newsroom, THIRTY)
    await reports(newsroom, AGAIN, by=2)
    await newsroom.deliver(PostKind.NEW)
    return await newsroom.story()


async def test_a_post_that_a_later_report_contradicts_is_shown_to_the_desk_once(newsroom):
    story = await posted(newsroom)
    await reports(newsroom, FEW, by=3)
    case = await newsroom.case(story)
    assert case.reasons == (Reason.CONFLICT,)
    assert case.grounds[0].words == "five people (mayor); the post says 30 people"
    async with newsroom.store.writing() as uow:
        await uow.cases.decide(case.id, CaseState.APPROVED, by="ann", at=newsroom.clock.now())
        await uow.commit()
    await reports(newsroom, FEW.replace("strike", "attack"), by=4)
    assert await newsroom.case(story) is None


async def test_a_post_whose_toll_grows_is_not_asked_about(newsroom):
    story = await posted(newsroom)
    await reports(newsroom, MANY.replace("300", "35"), by=3)
    assert await newsroom.case(story) is None


async def test_where_nothing_is_reviewed_tolls_hold_and_ask_nothing(newsroom):
    newsroom.restart(review=Review.AUTO)
    await newsroom.pipeline.start()
    story = await posted(newsroom)
    await reports(newsroom, FEW, by=3, outlet=a_party("Ministry", "North"))
    assert (story.standing, await newsroom.case(story)) == (Standing.POSTED, None)
