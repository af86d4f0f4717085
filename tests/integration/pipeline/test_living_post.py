"""What becomes of a post that is out as its story grows: edits, and answers where the change is material."""

import pytest

from feeds.model import Affiliation, Channel, PostKind, Target, TargetKind
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import CHANNEL, told
from tests.support.builders import a_doubtful_outlet, a_party, an_outlet

MIRROR = Target(TargetKind.CHANNEL, "-1009")
NEW, EDIT, DEVELOPMENT = PostKind.NEW, PostKind.EDIT, PostKind.DEVELOPMENT
RELIEF = an_outlet("Relief", affiliation=Affiliation.UN_NGO)


async def posted(newsroom, *, deliver=True):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    if deliver:
        await newsroom.deliver()
    newsroom.sent.clear()


async def reports(newsroom, outlet, *, by=10):
    await newsroom.hear(await newsroom.add_feed(outlet.name, outlet), told("Karst", by=by))


async def minutes_later(newsroom, minutes):
    newsroom.clock.advance(minutes=minutes)
    return [(row.kind, row.payload.change) for row in await newsroom.deliver()]


# ------------------------------------------------------------------ edits


async def test_an_edit_goes_to_the_channels_that_have_the_post_whatever_the_settings_say_now(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL), Channel(MIRROR)))
    newsroom.restart()
    await newsroom.pipeline.start()
    await posted(newsroom)
    newsroom.rules = DeskRules((Channel(Target(TargetKind.CHANNEL, "-1234")),))
    newsroom.restart()
    await newsroom.pipeline.start()
    await reports(newsroom, an_outlet("Second"))
    newsroom.clock.advance(minutes=5)
    assert [(row.kind, row.target) for row in await newsroom.deliver()] == [(EDIT, CHANNEL), (EDIT, MIRROR)]


async def test_a_burst_of_revisions_makes_one_edit(newsroom):
    await posted(newsroom)
    for number in range(12):
        await reports(newsroom, an_outlet(f"Outlet{number}"), by=number + 2)
        newsroom.clock.advance(seconds=5)
        await newsroom.deliver(EDIT)
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver(EDIT)
    (edit,) = newsroom.sent
    assert edit.payload.brief.outlets == 13


async def test_a_long_stream_of_revisions_makes_an_edit_every_two_minutes(newsroom):
    await posted(newsroom)
    for number in range(20):
        await reports(newsroom, an_outlet(f"Outlet{number}"), by=number + 2)
        newsroom.clock.advance(seconds=30)
        await newsroom.deliver(EDIT)
    assert len(newsroom.sent) == 5  # of ten minutes
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver(EDIT)
    assert newsroom.sent[-1].payload.brief.outlets == 21


async def test_a_story_that_no_channel_has_gets_no_edit(newsroom):
    newsroom.rules = DeskRules(())
    newsroom.restart()
    await newsroom.pipeline.start()
    await newsroom.subscribe()
    await posted(newsroom)
    await reports(newsroom, an_outlet("Second"))
    await reports(newsroom, RELIEF, by=20)
    assert await minutes_later(newsroom, 60) == []
    assert [post.kind for post in await newsroom.posts(await newsroom.story())] == [NEW]


# ------------------------------------------------------------------ developments


async def test_a_material_turn_answers_the_post_where_it_is(newsroom):
    await newsroom.subscribe()
    await posted(newsroom)
    newsroom.clock.advance(minutes=40)
    await reports(newsroom, a_party())
    newsroom.clock.advance(minutes=5)
    edit, answer = sorted(await newsroom.deliver(), key=lambda row: row.kind, reverse=True)
    assert (edit.kind, answer.kind, answer.target) == (EDIT, DEVELOPMENT, CHANNEL)
    assert answer.payload.change == "first report from North's side: Ministry"
    assert [piece.outlet for piece in answer.payload.brief.excerpts] == ["Ministry"]
    assert answer.replies_to == edit.edits_message


async def test_a_turn_minutes_after_the_post_waits_and_gathers_what_comes(newsroom):
    await posted(newsroom)
    await reports(newsroom, a_party())
    await reports(newsroom, RELIEF, by=20)
    assert [kind for kind, _ in await minutes_later(newsroom, 5)] == [EDIT]
    words = "first report from North's side: Ministry; first report from the UN or an NGO: Relief"
    assert await minutes_later(newsroom, 5) == [(DEVELOPMENT, words)]


async def test_there_is_one_development_in_half_an_hour(newsroom):
    await posted(newsroom)
    newsroom.clock.advance(minutes=15)
    await reports(newsroom, a_party())
    assert (DEVELOPMENT, "first report from North's side: Ministry") in await minutes_later(newsroom, 0)
    newsroom.clock.advance(minutes=5)
    await reports(newsroom, RELIEF, by=20)
    assert DEVELOPMENT not in [kind for kind, _ in await minutes_later(newsroom, 20)]
    assert await minutes_later(newsroom, 10) == [(DEVELOPMENT, "first report from the UN or an NGO: Relief")]


async def test_what_was_told_is_not_told_again(newsroom):
    await posted(newsroom)
    newsroom.clock.advance(minutes=15)
    await reports(newsroom, a_party())
    await newsroom.deliver()
    newsroom.clock.advance(hours=1)
    await reports(newsroom, a_party("Army"), by=20)
    assert [kind for kind, _ in await minutes_later(newsroom, 60)] == [EDIT]


async def test_outlets_that_take_a_fresh_story_up_are_no_development(newsroom):
    await posted(newsroom)
    await reports(newsroom, an_outlet("Second"))
    await reports(newsroom, an_outlet("Third"), by=20)
    assert [kind for kind, _ in await minutes_later(newsroom, 60)] == [EDIT]


async def test_outlets_that_take_up_what_stood_alone_for_long_are_one(newsroom):
    await posted(newsroom)
    newsroom.clock.advance(minutes=45)
    await reports(newsroom, an_outlet("Second"))
    await reports(newsroom, an_outlet("Third"), by=20)
    assert (DEVELOPMENT, "now reported by 3 independent outlets") in await minutes_later(newsroom, 5)


@pytest.mark.parametrize("outlet", [a_doubtful_outlet("Whisper", affiliation=Affiliation.UN_NGO), an_outlet("Second")])
async def test_growth_that_settles_nothing_is_left_to_the_edit(newsroom, outlet):
    await posted(newsroom)
    newsroom.clock.advance(minutes=45)
    await reports(newsroom, outlet)
    assert [kind for kind, _ in await minutes_later(newsroom, 60)] == [EDIT]


async def test_a_post_that_nobody_has_seen_says_it_itself(newsroom):
    await posted(newsroom, deliver=False)
    newsroom.clock.advance(hours=1)
    await reports(newsroom, a_party())
    assert await minutes_later(newsroom, 60) == [(NEW, None)]


async def test_a_development_of_what_was_taken_back_is_none(newsroom):
    await posted(newsroom, deliver=False)
    async with newsroom.store.writing() as uow:
        await uow.outbox.drop_pending(at=newsroom.clock.now())
        await uow.commit()
    await reports(newsroom, a_party())
    newsroom.clock.advance(hours=1)
    assert await newsroom.deliver(DEVELOPMENT) == []
