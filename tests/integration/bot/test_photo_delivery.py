"""Posts with a picture against the local Telegram: photos and captions, what is refused, edits, and what follows."""

from dataclasses import replace

import pytest
from telegram.error import BadRequest

from bot import delivery
from bot.render import html
from bot.render.html import Markup
from feeds.core.outbox import Outcome
from feeds.model import DeliveryId, DueDelivery, Payload, Picture, PostId, PostKind, Target, TargetKind
from tests.support.briefs import a_brief, an_excerpt
from tests.support.running import MovableClock

GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
#: The same, as if it were 3000 times as wide as high.
OBLONG = GIF[:6] + (3000).to_bytes(2, "little") + GIF[8:]
URL, NONCE = "https://cdn.example/river.jpg", "c0ffee1234"
PICTURE = Picture(URL, 1200, 800, credit="Ann Lee")
LONG = tuple(an_excerpt(f"{outlet} says so. " * 25, outlet) for outlet in ("Arven", "Sarn", "Dorn"))


@pytest.fixture
def deliver(client, telegram):
    """Attempt a delivery to the channel, or to a reader."""
    adapter = delivery.Delivery(client, MovableClock())

    async def deliver(kind=PostKind.NEW, *, reader=None, brief=None, change=None, **changes):
        return await adapter(a_delivery(telegram, kind, reader=reader, brief=brief, change=change, **changes), chat)

    chat = telegram.channel
    deliver.adapter = adapter
    return deliver


def a_delivery(telegram, kind=PostKind.NEW, *, reader=None, brief=None, change=None, **changes):
    target = Target(TargetKind.READER if reader else TargetKind.CHANNEL, str(reader or telegram.channel))
    due = DueDelivery(
        id=DeliveryId(1),
        post_id=PostId(1),
        kind=kind,
        target=target,
        payload=Payload(brief=brief or a_brief(picture=PICTURE), public_id="7K3F", change=change),
        attempts=1,
        story_id=None,
        edits_message=None,
        nonce=NONCE,
    )
    return replace(due, **changes)


@pytest.fixture
def web(sim):
    sim.put_on_web(URL, GIF)


def links(message):
    return [link for link in message.links if NONCE in link]


# ------------------------------------------------------------------ photos


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("covered", [False, True])
async def test_a_post_with_a_picture_is_a_photo_with_a_caption(deliver, sim, telegram, covered):
    brief = a_brief(picture=replace(PICTURE, sensitive=covered))
    attempt = await deliver(brief=brief)
    (message,) = sim.messages(telegram.channel)
    assert (attempt.outcome, attempt.message_id, attempt.photo) == (Outcome.SENT, message.id, True)
    assert (attempt.rest, attempt.degraded) == (False, None)
    assert message.photo["spoiler"] is covered
    assert message.text.startswith("Shelling reported by the river\n\n“Two villages were hit on Monday.”")
    assert message.text.endswith("Story 7K3F\nPhoto: Ann Lee")
    assert links(message)


@pytest.mark.usefixtures("web")
async def test_what_does_not_fit_is_left_for_a_text_that_answers(deliver, sim, telegram):
    brief = a_brief(excerpts=LONG, picture=PICTURE)
    photo = await deliver(brief=brief)
    assert (photo.photo, photo.rest) == (True, True)
    rest = await deliver(brief=brief, part=1, replies_to=photo.message_id, nonce="ba5eba11ff")
    assert (rest.outcome, rest.photo, rest.rest) == (Outcome.SENT, False, False)
    first, second = sim.messages(telegram.channel)
    assert html.units(first.text) <= html.CAPTION_LIMIT
    assert second.reply_to == first.id
    assert all(piece.text.strip() in second.text for piece in LONG)
    assert second.photo is None
    assert second.links == ["https://t.me/heliograph_bot?start=s-7K3F-ba5eba11ff"]


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("kind", [PostKind.DEVELOPMENT, PostKind.CORRECTION, PostKind.RETRACTION])
async def test_answers_to_a_post_carry_no_picture(deliver, sim, telegram, kind):
    first = await deliver()
    answer = await deliver(kind, change="Salo Radio reports it too", replies_to=first.message_id)
    assert (answer.photo, answer.rest) == (False, False)
    message = sim.messages(telegram.channel)[-1]
    assert (message.photo, message.reply_to) == (None, first.message_id)


async def test_what_is_answered_may_have_been_deleted(deliver, sim, telegram):
    attempt = await deliver(brief=a_brief(), replies_to=999)
    assert attempt.outcome is Outcome.SENT
    assert sim.messages(telegram.channel)[0].reply_to == 0


@pytest.mark.usefixtures("web")
async def test_a_readers_copy_has_the_picture_too(client, sim, telegram, reader):
    sim.open_chat(reader)
    due = a_delivery(telegram, reader=reader, nonce=None)
    assert (await delivery.Delivery(client, MovableClock())(due, reader)).photo
    (message,) = sim.messages(reader)
    assert message.photo
    assert "https://t.me/heliograph_bot?start=s-7K3F" in message.links


# ------------------------------------------------------------------ refused pictures


REFUSED = {
    "WC_CONVERT_URL_INVALID": "Wrong http url specified",
    "EXTERNAL_URL_INVALID": "Wrong http url specified",
    "WEBPAGE_CURL_FAILED": "Failed to get http url content",
    "WEBPAGE_MEDIA_EMPTY": "Wrong type of the web page content",
    "MEDIA_EMPTY": "Wrong file identifier/http url specified",
    "PHOTO_INVALID_DIMENSIONS": "Photo_invalid_dimensions",
    "IMAGE_PROCESS_FAILED": "Image_process_failed",
    "PHOTO_EXT_INVALID": "Photo has unsupported extension",
    "File generation failed": "Can't upload file by url",
    "wrong remote file identifier specified: can't unserialize it. Wrong last symbol": "Wrong remote file identifier",
    "invalid file HTTP URL specified: Wrong HTTP URL": "Invalid file http url specified",
    "CHAT_SEND_PHOTOS_FORBIDDEN": "Chat_send_photos_forbidden",
    "not enough rights to send photos to the chat": "Not enough rights to send photos",
    "MEDIA_INVALID": "Media_invalid",
    "can't use file of type Document as Photo": "Can't use file of type",
    "SOMETHING_NEW_ABOUT_FILES": "Something_new_about_files",
}


def is_a_text_with_all_it_should_have(message):
    return message.photo is None and "Photo:" not in message.text and bool(links(message))


@pytest.mark.parametrize("refusal", REFUSED)
async def test_a_refused_picture_never_loses_the_story(deliver, sim, telegram, refusal):
    sim.put_on_web(URL, refusal=refusal)
    attempt = await deliver()
    (message,) = sim.messages(telegram.channel)
    assert (attempt.outcome, attempt.message_id, attempt.photo, attempt.rest) == (
        Outcome.SENT,
        message.id,
        False,
        False,
    )
    assert attempt.problem.startswith(f"Telegram refused the picture: {REFUSED[refusal]}")
    assert is_a_text_with_all_it_should_have(message)
    assert [len(sim.calls(method)) for method in ("sendPhoto", "sendMessage")] == [1, 1]


@pytest.mark.parametrize("content", [b"<html>a page", b"", OBLONG, GIF + bytes(6 * 1024 * 1024)])
async def test_whatever_stands_at_the_address_the_story_goes_out(deliver, sim, telegram, content):
    sim.put_on_web(URL, content)
    attempt = await deliver(brief=a_brief(excerpts=LONG, picture=PICTURE))
    assert "refused the picture" in attempt.problem
    (message,) = sim.messages(telegram.channel)
    assert is_a_text_with_all_it_should_have(message)
    assert all(piece.text.strip() in message.text for piece in LONG)


async def test_a_picture_that_is_gone_is_no_loss(deliver, sim, telegram):
    assert (await deliver()).problem == "Telegram refused the picture: Failed to get http url content"
    assert len(sim.messages(telegram.channel)) == 1


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "http://localhost/a.jpg", "AgACAgIAAxkBAAI", "/etc/passwd"])
async def test_what_is_no_address_is_not_even_asked_for(deliver, sim, telegram, url):
    attempt = await deliver(brief=a_brief(picture=Picture(url)))
    assert attempt.problem == "the picture's address is none that Telegram fetches"
    assert is_a_text_with_all_it_should_have(sim.messages(telegram.channel)[0])
    assert sim.calls("sendPhoto") == []


async def test_a_channel_that_refuses_the_bot_does_so_for_photos_as_well(deliver, sim, telegram):
    sim.set_member(telegram.channel, "bot", "left")
    assert (await deliver()).outcome is Outcome.REFUSED
    assert sim.calls("sendMessage") == []


# ------------------------------------------------------------------ weather


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("method", ["sendPhoto", "sendMessage"])
@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
async def test_a_flood_limit_in_the_middle_is_waited_for_as_for_a_text(deliver, sim, telegram, method):
    if method == "sendMessage":
        sim.put_on_web(URL, refusal="WEBPAGE_MEDIA_EMPTY")
    sim.fault("429", method, retry_after=7)
    attempt = await deliver()
    assert (attempt.outcome, attempt.retry_after) == (Outcome.RETRY, 7)
    assert sim.messages(telegram.channel) == []


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(("fault", "arrived"), [("500", 0), ("reset_after", 1)])
async def test_an_unknown_end_of_a_photo_is_unknown_and_no_text_is_sent_besides(deliver, sim, telegram, fault, arrived):
    sim.fault(fault, "sendPhoto")
    attempt = await deliver()
    assert attempt.outcome is Outcome.UNCERTAIN
    assert len(sim.messages(telegram.channel)) == arrived
    assert sim.calls("sendMessage") == []


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("attempts", "problem", "photo"), [(1, None, True), (2, None, True), (3, None, False), (9, "RetryAfter: 3", True)]
)
async def test_a_picture_on_which_sending_breaks_off_again_and_again_is_left_out(
    deliver, sim, telegram, attempts, problem, photo
):
    attempt = await deliver(attempts=attempts, problem=problem)
    assert bool(sim.calls("sendPhoto")) is photo
    assert attempt.outcome is Outcome.SENT
    if not photo:
        assert attempt.problem == "it was tried 2 times with its picture, and the sending broke off"


# ------------------------------------------------------------------ markup


@pytest.fixture
def broken_markup(monkeypatch):
    """A story's text as no renderer of ours makes it, since theirs Telegram takes."""
    rendered = delivery.post.story
    spoilt = Markup("<b>half</i>")
    monkeypatch.setattr(delivery.post, "story", lambda *given, **named: spoilt + rendered(*given, **named))


@pytest.mark.usefixtures("web", "broken_markup")
async def test_a_caption_whose_markup_is_refused_is_sent_plain_under_its_picture(deliver, sim, telegram):
    attempt = await deliver()
    (message,) = sim.messages(telegram.channel)
    assert (attempt.outcome, attempt.photo) == (Outcome.SENT, True)
    assert attempt.degraded.startswith("Telegram refused the markup: Can't parse entities")
    assert message.photo
    assert message.text.startswith("half")
    assert message.text.endswith(f"?start=s-7K3F-{NONCE}")
    assert "Photo: Ann Lee" in message.text


@pytest.mark.usefixtures("broken_markup")
async def test_picture_and_markup_may_both_be_refused(deliver, sim, telegram):
    attempt = await deliver()
    (message,) = sim.messages(telegram.channel)
    assert "refused the picture" in attempt.problem
    assert attempt.degraded.startswith("Telegram refused the markup: ")
    assert (message.photo, NONCE in message.text) == (None, True)


# ------------------------------------------------------------------ edits


def an_edit(message_id, *, photo, **changes):
    return {"edits_message": message_id, "edits_photo": photo, "change": "Salo Radio reports it too", **changes}


@pytest.mark.usefixtures("web")
async def test_an_edit_of_a_photo_writes_over_its_caption_and_twice_is_once(deliver, sim, telegram):
    first = await deliver()
    for _ in range(2):
        attempt = await deliver(PostKind.EDIT, **an_edit(first.message_id, photo=True))
        assert (attempt.outcome, attempt.message_id, attempt.photo) == (Outcome.SENT, first.message_id, True)
    (message,) = sim.messages(telegram.channel)
    assert message.photo
    assert "Updated" in message.text
    assert message.text.endswith("Photo: Ann Lee")
    assert sim.calls("editMessageText") == []


@pytest.mark.usefixtures("web")
async def test_an_edit_may_make_a_caption_too_long(deliver, sim, telegram):
    first = await deliver()
    brief = a_brief(excerpts=LONG, picture=PICTURE)
    attempt = await deliver(PostKind.EDIT, brief=brief, **an_edit(first.message_id, photo=True))
    assert (attempt.outcome, attempt.rest) == (Outcome.SENT, True)
    assert deliver.adapter.leaves_rest(a_delivery(telegram, brief=brief))
    assert not deliver.adapter.leaves_rest(a_delivery(telegram))


@pytest.mark.parametrize("part", [0, 1])
async def test_only_a_storys_post_leaves_a_rest(deliver, telegram, part):
    brief = a_brief(excerpts=LONG, picture=PICTURE)
    kind = PostKind.EDIT if part else PostKind.DEVELOPMENT
    assert not deliver.adapter.leaves_rest(a_delivery(telegram, kind, brief=brief, change="x", part=part))


@pytest.mark.usefixtures("web")
async def test_a_photo_that_is_recorded_as_a_text_is_edited_as_the_photo_it_is(deliver, sim, telegram):
    first = await deliver()
    attempt = await deliver(PostKind.EDIT, **an_edit(first.message_id, photo=False))
    assert (attempt.outcome, attempt.photo) == (Outcome.SENT, True)
    (message,) = sim.messages(telegram.channel)
    assert "Updated" in message.text
    assert message.text.endswith("Photo: Ann Lee")


async def test_a_text_that_is_recorded_as_a_photo_is_edited_as_the_text_it_is(deliver, sim, telegram):
    first = await deliver()  # there is nothing at the picture's address
    brief = a_brief(excerpts=LONG, picture=PICTURE)
    attempt = await deliver(PostKind.EDIT, brief=brief, **an_edit(first.message_id, photo=True))
    assert (attempt.outcome, attempt.photo, attempt.rest) == (Outcome.SENT, False, False)
    (message,) = sim.messages(telegram.channel)
    assert "Updated" in message.text
    assert all(piece.text.strip() in message.text for piece in LONG)
    assert "Photo:" not in message.text


@pytest.mark.usefixtures("web")
async def test_an_edit_adds_no_picture_to_a_post_that_had_none(deliver, sim, telegram):
    first = await deliver(brief=a_brief())
    attempt = await deliver(PostKind.EDIT, **an_edit(first.message_id, photo=False))
    assert (attempt.outcome, attempt.photo) == (Outcome.SENT, False)
    assert "Photo:" not in sim.messages(telegram.channel)[0].text


@pytest.mark.usefixtures("web")
async def test_a_rest_is_written_over_where_there_is_one_and_else_sent_as_a_new_answer(deliver, sim, telegram):
    brief = a_brief(excerpts=LONG[:2], picture=PICTURE)
    first = await deliver(brief=brief)
    rest = await deliver(PostKind.EDIT, brief=brief, part=1, replies_to=first.message_id)
    assert sim.messages(telegram.channel)[-1].reply_to == first.message_id
    longer = a_brief(excerpts=LONG, picture=PICTURE)
    again = await deliver(PostKind.EDIT, brief=longer, part=1, edits_message=rest.message_id, replies_to=1)
    assert (again.outcome, again.message_id) == (Outcome.SENT, rest.message_id)
    _, message = sim.messages(telegram.channel)
    assert "Dorn says so." in message.text


@pytest.mark.usefixtures("web")
async def test_a_photo_is_not_written_over_by_a_rest(deliver, sim, telegram):
    first = await deliver()
    before = sim.messages(telegram.channel)
    attempt = await deliver(PostKind.EDIT, part=1, edits_message=first.message_id)
    assert attempt.outcome is Outcome.REJECTED
    assert sim.messages(telegram.channel) == before


@pytest.mark.parametrize("photo", [False, True])
async def test_an_edit_of_what_is_gone_is_given_up(deliver, photo):
    assert (await deliver(PostKind.EDIT, **an_edit(999, photo=photo))).outcome is Outcome.REJECTED


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("fault", ["500", "reset_after"])
async def test_an_edit_of_a_caption_whose_end_is_unknown_is_made_again(deliver, sim, telegram, fault):
    first = await deliver()
    sim.fault(fault, "editMessageCaption")
    edit = an_edit(first.message_id, photo=True)
    assert (await deliver(PostKind.EDIT, **edit)).outcome is Outcome.RETRY
    assert (await deliver(PostKind.EDIT, **edit)).outcome is Outcome.SENT
    assert "Updated" in sim.messages(telegram.channel)[0].text


# ------------------------------------------------------------------ whose fault


@pytest.mark.parametrize(
    ("words", "pictures"),
    [
        ("Chat not found", False),
        ("Need administrator rights in the channel chat", False),
        ("Not enough rights to send text messages to the chat", False),
        ("Have no write access to the chat", False),
        ("Can't parse entities: unclosed start tag", False),
        ("Not enough rights to send photos to the chat", True),
        ("Message caption is too long", True),
        ("Button_data_invalid", True),
    ],
)
def test_only_what_a_text_would_be_refused_for_as_well_is_not_the_pictures_fault(words, pictures):
    assert delivery.is_pictures_fault(BadRequest(words)) is pictures


async def test_a_silent_photo_makes_no_sound_and_what_goes_on_under_one_never_does(deliver, sim, telegram, web):
    await deliver.adapter(
        replace(a_delivery(telegram), payload=Payload(brief=a_brief(picture=PICTURE), public_id="7K3F", silent=True)),
        telegram.channel,
    )
    photo = await deliver()
    await deliver(part=1, replies_to=photo.message_id)
    assert [message.silent for message in sim.messages(telegram.channel)] == [True, False, True]


async def test_a_silent_post_whose_picture_is_refused_stays_silent(deliver, sim, telegram):
    payload = Payload(brief=a_brief(picture=PICTURE), public_id="7K3F", silent=True)
    attempt = await deliver.adapter(replace(a_delivery(telegram), payload=payload), telegram.channel)
    assert attempt.problem.startswith("Telegram refused the picture")
    assert [(message.photo, message.silent) for message in sim.messages(telegram.channel)] == [(None, True)]
