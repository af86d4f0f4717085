"""The adapter to Telegram against real HTTP: markup, its fallback, keyboards, edits."""

import pytest
from telegram.error import BadRequest

from bot import delivery
from bot.callbacks import LatestButton
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Button, Rendered, press
from feeds.core.outbox import Outcome
from feeds.model import DeliveryId, DueDelivery, Payload, PostId, PostKind, Target, TargetKind
from tests.support.briefs import a_brief, an_excerpt
from tests.support.running import MovableClock

BROKEN = Markup("<b>half a <i>tag</b> &amp; an &lt;entity&gt;")


def a_delivery(telegram, kind=PostKind.NEW, *, reader=None, edits=None, **payload):
    kind_of_target = TargetKind.READER if reader else TargetKind.CHANNEL
    return DueDelivery(
        id=DeliveryId(1),
        post_id=PostId(1),
        kind=kind,
        target=Target(kind_of_target, str(reader or telegram.channel)),
        payload=Payload(**{"brief": a_brief(), "public_id": "7K3F", **payload}),
        attempts=0,
        story_id=None,
        edits_message=edits,
    )


async def test_a_message_keeps_its_markup_buttons_and_no_preview(client, sim, telegram):
    keyboard = ((press("Older", LatestButton(5)), Button("Open", url="https://a.example/")),)
    text = html.bold(html.text("<b> & so")) + html.link(html.text(" link"), "https://a.example/?a=1&b=2")
    sent = await delivery.send(client, telegram.channel, Rendered(text, keyboard))
    (message,) = sim.messages(telegram.channel)
    assert message.id == sent
    assert message.text == "<b> & so link"
    assert [entity["type"] for entity in message.entities] == ["bold", "text_link"]
    assert message.links == ["https://a.example/?a=1&b=2"]
    assert [(button.data, button.url) for button in message.buttons[0]] == [
        ("v1:latest:5", ""),
        ("", "https://a.example/"),
    ]
    assert message.preview["is_disabled"]


async def test_refused_markup_goes_out_as_plain_text_with_its_buttons(client, sim, telegram):
    await delivery.send(client, telegram.channel, Rendered(BROKEN, ((press("Older", LatestButton(5)),),)))
    (message,) = sim.messages(telegram.channel)
    assert (message.text, message.entities) == ("half a tag & an <entity>", [])
    assert message.labels == ["Older"]


async def test_an_edit_with_refused_markup_becomes_plain_text_too(client, sim, telegram):
    sent = await delivery.send(client, telegram.channel, Rendered(html.text("before")))
    await delivery.edit(client, telegram.channel, sent, Rendered(BROKEN))
    assert [message.text for message in sim.messages(telegram.channel)] == ["half a tag & an <entity>"]


async def test_another_refusal_is_not_tried_as_plain_text(client, sim, telegram):
    with pytest.raises(BadRequest, match="empty"):
        await delivery.send(client, telegram.channel, Rendered(html.text(" ")))
    assert len(sim.calls("sendMessage")) == 1


@pytest.mark.parametrize("text", ["🕊" * 5000, "<&>" * 3000, "قصف " * 3000, "a\ud83d" * 3000, "\u0301" * 9000])
async def test_a_text_of_any_length_is_taken(client, sim, telegram, text):
    await delivery.send(client, telegram.channel, Rendered(html.bold(html.text(text))))
    assert sim.messages(telegram.channel)[0].text.endswith("…")


async def test_a_long_post_keeps_its_sources_and_its_link(client, sim, telegram):
    adapter = delivery.Delivery(client, MovableClock())
    brief = a_brief("Headline " * 100, excerpts=tuple(an_excerpt("word & " * 600) for _ in range(3)))
    attempt = await adapter(a_delivery(telegram, brief=brief), telegram.channel)
    assert attempt.outcome is Outcome.SENT
    message = sim.messages(telegram.channel)[0]
    assert message.id == attempt.message_id
    assert message.text.endswith("Story 7K3F")
    assert "https://t.me/heliograph_bot?start=s-7K3F" in message.links


async def test_an_edit_writes_over_the_message_and_the_same_again_counts_as_made(client, sim, telegram):
    adapter = delivery.Delivery(client, MovableClock())
    sent = await adapter(a_delivery(telegram), telegram.channel)
    edit = a_delivery(telegram, PostKind.EDIT, edits=sent.message_id, change="Salo Radio reports it too")
    for _ in range(2):
        attempt = await adapter(edit, telegram.channel)
        assert (attempt.outcome, attempt.message_id) == (Outcome.SENT, sent.message_id)
    assert ["Updated" in message.text for message in sim.messages(telegram.channel)] == [True]


async def test_an_edit_of_a_message_that_is_gone_is_given_up(client, sim, telegram):
    adapter = delivery.Delivery(client, MovableClock())
    attempt = await adapter(a_delivery(telegram, PostKind.EDIT, edits=999, change="x"), telegram.channel)
    assert attempt.outcome is Outcome.REJECTED


async def test_an_edit_of_a_message_that_its_reader_deleted_is_made(client, sim, telegram, reader):
    adapter = delivery.Delivery(client, MovableClock())
    sim.open_chat(reader)
    sent = await adapter(a_delivery(telegram, reader=reader), reader)
    sim.delete(reader, sent.message_id)
    edit = a_delivery(telegram, PostKind.EDIT, reader=reader, edits=sent.message_id, change="x")
    assert (await adapter(edit, reader)).outcome is Outcome.SENT


async def test_a_reader_who_refuses_us_is_gone_and_a_channel_that_does_is_kept(client, sim, telegram, reader):
    adapter = delivery.Delivery(client, MovableClock())
    sim.open_chat(reader)
    sim.block(reader)
    sim.set_member(telegram.channel, "bot", "left")
    assert (await adapter(a_delivery(telegram, reader=reader), reader)).outcome is Outcome.GONE
    assert (await adapter(a_delivery(telegram), telegram.channel)).outcome is Outcome.REFUSED


async def test_a_reader_who_never_began_a_chat_is_gone(client, telegram, reader):
    adapter = delivery.Delivery(client, MovableClock())
    assert (await adapter(a_delivery(telegram, reader=reader), reader)).outcome is Outcome.GONE


async def test_a_silent_post_comes_without_a_sound_and_any_other_with_one(client, sim, telegram, reader):
    adapter = delivery.Delivery(client, MovableClock())
    sim.open_chat(reader)
    for silent in (True, False):
        await adapter(a_delivery(telegram, silent=silent), telegram.channel)
        await adapter(a_delivery(telegram, reader=reader, silent=silent), reader)
    for chat in (telegram.channel, reader):
        assert [message.silent for message in sim.messages(chat)] == [True, False]
