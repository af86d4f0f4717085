"""Posts that show a map of ours, against the local Telegram: upload, id, what fails, and what an edit writes over."""

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from bot import delivery
from bot.drawing.workers import Drawing
from bot.render import html
from bot.uploads import Maps
from feeds.core.outbox import Outcome
from feeds.errors import ParseError
from feeds.fetch.workers import MIB, WorkerLimits
from feeds.model import NewPost, Payload, PostKind, Standing
from feeds.model.places import MapSpot
from tests.integration.bot.test_photo_delivery import LONG, PICTURE, a_delivery
from tests.support.briefs import a_brief
from tests.support.running import MovableClock, running_bot

SPOT = MapSpot("Kharkiv", 49.98, 36.25)
MAPPED = a_brief(map=SPOT)
CREDIT = "Map: Natural Earth; GeoNames CC BY 4.0. Boundaries do not imply endorsement."


@pytest.fixture(scope="module")
def drawn():
    """A map's PNG, from the process that draws."""

    async def draw():
        drawing = Drawing()
        try:
            return await drawing.map(SPOT)
        finally:
            await drawing.close()

    return asyncio.run(draw())


@pytest.fixture
def deliver(client, telegram, drawn):
    """Attempt a delivery to the channel, or to another chat."""

    async def draw(_):
        return drawn

    maps = Maps(draw)
    adapter = delivery.Delivery(client, MovableClock(), maps=maps)

    async def deliver(*, chat=None, brief=MAPPED, **changes):
        return await adapter(a_delivery(telegram, brief=brief, **changes), chat or telegram.channel)

    deliver.maps = maps
    return deliver


def file_of(telegram, message):
    """A message's picture as Telegram serves it."""
    file_id = message.photo["file_id"]
    path = telegram.api("getFile", file_id=file_id).json()["result"]["file_path"]
    answer = telegram.http.get(f"{telegram.api_url.removesuffix('/bot')}/file/bot{telegram.token}/{path}")
    assert answer.status_code == 200
    return answer.content


def shown_photos(sim):
    """What was given as the photo in each call: an id, or nothing where a file came."""
    return [call.params.get("photo", "") for call in sim.calls("sendPhoto")]


async def test_a_map_is_a_photo_with_the_story_and_its_credit_below(deliver, sim, telegram, drawn):
    attempt = await deliver()
    (message,) = sim.messages(telegram.channel)
    assert (attempt.outcome, attempt.message_id, attempt.photo) == (Outcome.SENT, message.id, True)
    assert message.text.endswith(f"Story 7K3F\n{CREDIT}")
    assert file_of(telegram, message) == drawn
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.size == (960, 540)


async def test_a_second_channel_and_a_reader_get_the_map_by_its_id(deliver, sim, telegram, reader, drawn):
    mirror = sim.add_channel("Mirror", creator=telegram.owner)
    sim.set_member(mirror, "bot")
    sim.open_chat(reader)
    for chat in (telegram.channel, mirror, reader):
        assert (await deliver(chat=chat)).photo
    photos = [sim.messages(chat)[0] for chat in (telegram.channel, mirror, reader)]
    assert {photo.photo["file_id"] for photo in photos} == {photos[0].photo["file_id"]}
    assert file_of(telegram, photos[2]) == drawn
    assert [photo.photo["file_id"] == given for photo, given in zip(photos, shown_photos(sim), strict=True)] == [
        False,
        True,
        True,
    ]


async def test_an_id_that_telegram_does_not_know_any_more_is_uploaded_again_in_the_same_attempt(deliver, sim, telegram):
    async with deliver.maps.shown(SPOT) as shown:
        shown.file_id = "AgACAgIAAxkDAAIB"
    assert [(await deliver()).photo for _ in range(2)] == [True, True]
    first, second = sim.messages(telegram.channel)
    assert first.photo["file_id"] == second.photo["file_id"]
    assert len(sim.calls("sendPhoto")) == 3


@pytest.mark.parametrize("failure", [ParseError("the pen broke", url=""), None])
async def test_what_cannot_be_drawn_goes_out_as_a_text_at_once(client, sim, telegram, failure):
    async def draw(_):
        if failure is not None:
            raise failure
        await asyncio.sleep(30)

    counted = []
    adapter = delivery.Delivery(client, MovableClock(), maps=Maps(draw, count=counted.append, drawing=0.05))
    attempt = await adapter(a_delivery(telegram, brief=MAPPED), telegram.channel)
    assert (attempt.outcome, attempt.photo) == (Outcome.SENT, False)
    assert attempt.problem.startswith("there is no map: ")
    (message,) = sim.messages(telegram.channel)
    assert message.photo is None
    assert "Map:" not in message.text
    assert (counted, sim.calls("sendPhoto")) == (["not_drawn"], [])


async def test_a_process_that_is_too_slow_costs_the_map_and_not_the_post(client, sim, telegram):
    drawing = Drawing(WorkerLimits(memory=400 * MIB, seconds=0.001))
    try:
        adapter = delivery.Delivery(client, MovableClock(), maps=Maps(drawing.map))
        attempt = await adapter(a_delivery(telegram, brief=MAPPED), telegram.channel)
    finally:
        await drawing.close()
    assert (attempt.outcome, attempt.photo) == (Outcome.SENT, False)
    assert "took too long" in attempt.problem
    assert len(sim.messages(telegram.channel)) == 1


async def test_what_does_not_fit_under_a_map_is_left_for_a_text_that_answers(deliver, sim, telegram):
    attempt = await deliver(brief=replace(MAPPED, excerpts=LONG))
    (message,) = sim.messages(telegram.channel)
    assert attempt.rest
    assert html.units(message.text) <= html.CAPTION_LIMIT
    assert message.text.endswith(CREDIT)


@pytest.mark.parametrize("kind", [PostKind.DEVELOPMENT, PostKind.CORRECTION])
async def test_answers_to_a_post_carry_no_map(client, sim, telegram, deliver, kind):
    first = await deliver()
    due = a_delivery(telegram, kind, brief=MAPPED, change="Salo Radio reports it too", replies_to=first.message_id)
    assert not (await delivery.Delivery(client, MovableClock())(due, telegram.channel)).photo
    assert sim.messages(telegram.channel)[-1].photo is None


# ------------------------------------------------------------------ in the running bot


@pytest.fixture
def mapping_bot(telegram, tmp_path):
    with running_bot(telegram, tmp_path, drawing=Drawing(), maps="on") as running:
        yield running


def posted(bot, kind, story, brief, revision, **payload):
    told = Payload(brief=brief, public_id=story.public_id, **payload)
    bot.post(NewPost(kind, told, bot.rules.targets, bot.now, bot.now, story.id, revision))


def test_an_edit_writes_over_the_caption_and_the_map_stays(telegram, mapping_bot):
    bot = mapping_bot
    story = bot.story("Shelling by the river", standing=Standing.ARCHIVED)
    brief = replace(story.brief, map=SPOT)
    posted(bot, PostKind.NEW, story, brief, 2)
    (before,) = telegram.sim.until(telegram.channel, lambda seen: len(seen) == 1)
    bot.until_states("sent")
    posted(bot, PostKind.EDIT, story, brief, 3, change="Ilse reports it too")
    bot.until_states("sent", "sent")
    (after,) = telegram.sim.messages(telegram.channel)
    assert after.photo["file_id"] == before.photo["file_id"]
    assert after.text.endswith(f"Ilse reports it too\n{CREDIT}")


def test_a_map_that_was_sent_as_a_text_is_edited_as_a_text(telegram, bot):
    story = bot.story("Shelling by the river", standing=Standing.ARCHIVED)  # this bot draws nothing
    brief = replace(story.brief, map=SPOT, excerpts=LONG)
    posted(bot, PostKind.NEW, story, brief, 2)
    bot.until_states("sent")
    posted(bot, PostKind.EDIT, story, brief, 3, change="Ilse reports it too")
    bot.until_states("sent", "sent")
    (message,) = telegram.sim.messages(telegram.channel)
    assert message.photo is None
    assert "Ilse reports it too" in message.text
    assert "Map:" not in message.text


def test_a_map_whose_sending_broke_off_after_it_arrived_is_found_and_not_sent_again(telegram, mapping_bot):
    bot = mapping_bot
    bot.story("Something before it")
    telegram.sim.until(telegram.channel, lambda seen: len(seen) == 1)
    bot.until_states("sent")
    telegram.sim.fault("reset_after", "sendPhoto")
    story = bot.story("Shelling by the river", standing=Standing.ARCHIVED)
    posted(bot, PostKind.NEW, story, replace(story.brief, map=SPOT), 2)
    bot.until_states("sent", "uncertain")
    bot.pass_time(90)
    bot.until_states("sent", "sent")
    assert [bool(seen.photo) for seen in telegram.sim.messages(telegram.channel)] == [False, True]


def test_a_picture_goes_before_a_map(telegram, mapping_bot):
    telegram.sim.put_on_web(PICTURE.url, b"GIF89a" + bytes([1, 0, 1, 0]) + bytes(20))
    story = mapping_bot.story("Shelling by the river", standing=Standing.ARCHIVED)
    posted(mapping_bot, PostKind.NEW, story, replace(story.brief, picture=PICTURE), 2)
    mapping_bot.until_states("sent")
    (message,) = telegram.sim.messages(telegram.channel)
    assert message.text.endswith("Photo: Ann Lee")
