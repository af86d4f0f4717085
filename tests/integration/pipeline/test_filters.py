"""Readers who have chosen beats get the stories of these alone, each once."""

import pytest_asyncio

from bot import subscribers
from feeds import corrections
from feeds.model import Beat, Channel, PostKind, TargetKind
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import CHANNEL, Newsroom, told
from tests.support.builders import an_outlet

BEATS = (Beat("river", ("Karst", "Quill")), Beat("sea", ("Sorrel",)), Beat("кавказ", ("Osk",)))
RIVER, SEA, BOTH, ALL = 71, 72, 73, 74


@pytest_asyncio.fixture(loop_scope="session")
async def newsroom(store):
    running = await Newsroom(store, rules=DeskRules((Channel(CHANNEL),), BEATS)).running()
    for chat, beats in ((RIVER, ["river"]), (SEA, ["sea"]), (BOTH, ["river", "sea"]), (ALL, [])):
        await subscribers.follow(store, chat, beats, now=running.clock.now())
    return running


async def reached(newsroom, *kinds):
    """The chats of the readers whom what is due reaches, and what they get."""
    sent = [row for row in await newsroom.deliver() if row.target.kind is TargetKind.READER]
    async with newsroom.store.reading() as uow:
        chats = await uow.readers.chats([int(row.target.address) for row in sent])
    return [(chats[int(row.target.address)], row.payload) for row in sent if not kinds or row.kind in kinds]


async def who(newsroom, *kinds):
    return sorted(chat for chat, _ in await reached(newsroom, *kinds))


async def hears(newsroom, name, title=None):
    await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told(name, title=title))


async def test_a_story_reaches_who_chose_its_beat_and_who_chose_none(newsroom):
    await hears(newsroom, "Karst")
    assert await who(newsroom) == [RIVER, BOTH, ALL]


async def test_a_story_of_two_beats_comes_once(newsroom):
    await hears(newsroom, "Karst", title="Missile strike kills soldiers in Karst and in Sorrel")
    assert await who(newsroom) == [RIVER, SEA, BOTH, ALL]


async def test_a_story_of_no_beat_reaches_who_chose_none(newsroom):
    await hears(newsroom, "Yarrow")
    assert await who(newsroom) == [ALL]


async def test_a_beat_may_be_called_by_any_script(newsroom):
    await subscribers.follow(newsroom.store, SEA, ["кавказ"], now=newsroom.clock.now())
    await hears(newsroom, "Osk")
    assert await who(newsroom) == [SEA, ALL]


async def test_a_correction_reaches_who_got_the_story_whatever_he_chooses_now(newsroom):
    await hears(newsroom, "Karst")
    await newsroom.deliver()
    now, story = newsroom.clock.now(), await newsroom.story()
    await subscribers.follow(newsroom.store, RIVER, ["sea"], now=now)
    await corrections.correct(newsroom.store, story.public_id, "Nine.", by="ann", rules=newsroom.rules, now=now)
    assert await who(newsroom, PostKind.CORRECTION) == [RIVER, BOTH, ALL]


async def test_a_round_up_has_for_each_reader_the_lines_of_his_beats_once(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    for name, title in (
        ("Karst", None),
        ("Sorrel", None),
        ("Yarrow", None),
        ("Velmora", "Strike kills ten in Karst, Sorrel"),
    ):
        await hears(newsroom, name, title=title)
    newsroom.clock.advance(minutes=60)
    assert await newsroom.round_up() == 4
    got = {chat: sorted(line.headline for line in payload.lines) for chat, payload in await reached(newsroom)}
    titles = {name: f"Missile strike kills soldiers in {name}" for name in ("Karst", "Sorrel", "Yarrow")}
    two = "Strike kills ten in Karst, Sorrel"
    assert got == {
        RIVER: sorted([titles["Karst"], two]),
        SEA: sorted([titles["Sorrel"], two]),
        BOTH: sorted([titles["Karst"], titles["Sorrel"], two]),
        ALL: sorted([*titles.values(), two]),
    }
    assert await newsroom.round_up() == 0
    assert await reached(newsroom) == []


async def test_who_chose_none_of_a_round_ups_beats_gets_none(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await hears(newsroom, "Yarrow")
    newsroom.clock.advance(minutes=60)
    assert await newsroom.round_up() == 1
    assert await who(newsroom) == [ALL]


# ------------------------------------------------------------------ a beat that goes


async def lost(newsroom, *covered):
    return await subscribers.tell_of_lost_beats(newsroom.store, covered, now=newsroom.clock.now())


async def test_who_chose_a_beat_that_goes_is_told_once_for_each_time_that_it_goes(newsroom):
    assert await lost(newsroom, "river", "sea") == frozenset()
    assert await lost(newsroom, "sea") == {"river"}
    told_of = await reached(newsroom)
    assert sorted(chat for chat, _ in told_of) == [RIVER, BOTH]
    assert {payload.text.split(",")[0] for _, payload in told_of} == {"The newsroom no longer covers “river”"}
    assert await lost(newsroom, "sea") == frozenset()
    newsroom.clock.advance(minutes=1)
    assert await lost(newsroom, "sea", "river") == frozenset()
    newsroom.clock.advance(minutes=1)
    assert await lost(newsroom, "sea") == {"river"}
    assert await who(newsroom) == [RIVER, BOTH]


async def test_a_choice_outlives_its_beat_and_holds_again_once_that_comes_back(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL),), BEATS[1:])
    newsroom.restart()
    await newsroom.pipeline.start()
    await hears(newsroom, "Karst")
    assert await who(newsroom) == [ALL]
    newsroom.rules = DeskRules((Channel(CHANNEL),), BEATS)
    newsroom.restart()
    await newsroom.pipeline.start()
    await hears(newsroom, "Quill")
    assert await who(newsroom) == [RIVER, BOTH, ALL]
