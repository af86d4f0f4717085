"""A channel's discussion group: every post is forwarded into it, and the bots there hear of it."""

import time

import httpx
import pytest

from bot.sandbox.client import SimError
from tests.support.telegram import LocalTelegram

GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
LINK = {"text": "Map", "url": "http://example.org/"}
PRESS = {"text": "Yes", "callback_data": "y"}


@pytest.fixture
def group(place: LocalTelegram, channel) -> int:
    """The channel's discussion group, with the bot as an administrator, and no update that waits."""
    chat = place.discussion(channel)
    place.api("deleteWebhook", drop_pending_updates=True)
    return chat


def send(place: LocalTelegram, chat: int, text: str = "x", **params):
    return place.api("sendMessage", chat_id=chat, text=text, **params).json()["result"]


def heard(place: LocalTelegram, kind: str = "message") -> list[dict]:
    """The updates of a kind that wait for the bot; they are confirmed."""
    updates: list[dict] = []
    offset = 0
    while found := place.api("getUpdates", offset=offset).json()["result"]:
        updates += found
        offset = found[-1]["update_id"] + 1
    return [one[kind] for one in updates if kind in one]


def test_both_show_the_link_until_it_is_undone(place: LocalTelegram, channel, group):
    def linked(chat):
        return place.api("getChat", chat_id=chat).json()["result"].get("linked_chat_id")

    assert (linked(channel), linked(group)) == (group, channel)
    assert place.sim.chat(channel)["linked_chat_id"] == group
    other = place.sim.add_channel("Other", creator=place.owner)
    place.sim.set_member(other, "bot")
    place.sim.link(other, group)
    assert (linked(channel), linked(group), linked(other)) == (None, other, group)
    place.sim.link(other, None)
    assert (linked(group), linked(other)) == (None, None)
    send(place, other)
    assert place.sim.messages(group) == []


@pytest.mark.parametrize(
    ("channel", "group", "words"),
    [
        ("desk", "desk", "only channels"),
        ("channel", "channel", "must be a supergroup"),
        ("channel", "basic", "must be a supergroup"),
        ("channel", "nowhere", "must be a supergroup"),
    ],
)
def test_only_a_supergroup_can_be_a_channels_group(place: LocalTelegram, channel, group, words):
    basic = place.sim.add_chat("group", "Basic", creator=place.owner)
    chats = {"desk": place.desk, "channel": place.channel, "basic": basic, "nowhere": -5}
    with pytest.raises(SimError, match=words):
        place.sim.link(chats[channel], chats[group])


def test_the_bot_hears_of_its_own_posts_through_the_group(place: LocalTelegram, channel, group):
    post = send(place, channel, "<b>Hi</b>", parse_mode="HTML")
    (told,) = heard(place)
    wire = {"id": channel, "title": "Wire", "type": "channel"}
    assert told == {
        "message_id": 2,
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": wire,
        "chat": {"id": group, "title": "Talk", "type": "supergroup"},
        "date": post["date"],
        "forward_origin": {"type": "channel", "chat": wire, "message_id": post["message_id"], "date": post["date"]},
        "is_automatic_forward": True,
        "text": "Hi",
        "entities": [{"offset": 0, "length": 2, "type": "bold"}],
    }
    (seen,) = place.sim.messages(group)
    assert (seen.automatic_forward, seen.author["name"], seen.forwarded_from) == (True, "Wire", "Wire")
    place.sim.write(channel, "by hand", user=place.owner)
    assert [one["text"] for one in heard(place)] == ["by hand"]


@pytest.mark.parametrize(
    ("status", "text", "hears"),
    [
        ("administrator", "x", True),
        ("member", "x", False),
        ("member", "for @heliograph_bot", True),
        ("left", "for @heliograph_bot", False),
    ],
)
def test_privacy_holds_for_forwards_as_well(place: LocalTelegram, channel, group, status, text, hears):
    place.sim.set_member(group, "bot", status)
    heard(place)
    send(place, channel, text)
    assert len(heard(place)) == hears
    assert [one.text for one in place.sim.messages(group)] == [text]


@pytest.mark.parametrize(("rows", "kept"), [([[LINK]], [["Map"]]), ([[LINK, PRESS]], []), ([[PRESS]], [])])
def test_a_forward_keeps_only_keyboards_of_links(place: LocalTelegram, channel, group, rows, kept):
    send(place, channel, reply_markup={"inline_keyboard": rows})
    (seen,) = place.sim.messages(group)
    assert [[button.text for button in row] for row in seen.buttons] == kept


def test_photos_are_forwarded_whole_and_service_messages_not_at_all(place: LocalTelegram, channel, group):
    place.http.post(
        f"{place.api_url}{place.token}/sendPhoto",
        data={"chat_id": channel, "caption": "c", "has_spoiler": "true", "show_caption_above_media": "true"},
        files={"photo": ("p.gif", GIF)},
    )
    (told,) = heard(place)
    assert (told["caption"], told["has_media_spoiler"], told["show_caption_above_media"]) == ("c", True, True)
    assert told["photo"][0]["width"] == 1
    place.sim.change_chat(channel, title="Renamed")
    place.sim.pin(channel, 2)
    assert len(place.sim.messages(group)) == 1


def test_an_edited_post_edits_its_forward(place: LocalTelegram, channel, group):
    where = {"chat_id": channel, "message_id": send(place, channel)["message_id"]}
    heard(place)
    place.api("editMessageText", **where, text="new")
    (told,) = heard(place, "edited_message")
    assert (told["text"], told["is_automatic_forward"], "edit_date" in told) == ("new", True, True)
    place.api("editMessageReplyMarkup", **where, reply_markup={"inline_keyboard": [[LINK]]})
    assert place.sim.messages(group)[0].labels == ["Map"]
    place.api("editMessageReplyMarkup", **where, reply_markup={"inline_keyboard": [[PRESS]]})
    assert place.sim.messages(group)[0].labels == []
    assert heard(place, "edited_message") == [], "a new keyboard alone does not count as an edit"
    place.api("deleteMessage", **where)
    assert [one.text for one in place.sim.messages(group)] == ["new"]


def test_a_forward_that_was_deleted_stays_away(place: LocalTelegram, channel, group):
    post = send(place, channel)["message_id"]
    place.sim.delete(group, 2)
    assert place.api("editMessageText", chat_id=channel, message_id=post, text="new").json()["ok"]
    assert place.sim.messages(group) == []


def test_a_post_that_is_a_forward_itself_keeps_its_origin(place: LocalTelegram, channel, group):
    source = place.sim.add_channel("Source", creator=place.owner)
    post = place.sim.write(source, "from afar", user=place.owner)
    place.sim.forward(channel, source, post.id, user=place.owner)
    (told,) = heard(place)
    assert (told["sender_chat"]["title"], told["forward_origin"]["chat"]["title"]) == ("Wire", "Source")
    assert told["is_automatic_forward"] is True


def test_protected_posts_stay_protected_in_the_group(place: LocalTelegram, channel, group):
    place.sim.change_chat(channel, has_protected_content=True)
    send(place, channel)
    assert heard(place)[0]["has_protected_content"] is True


def test_a_forward_cannot_be_edited_but_can_be_answered(place: LocalTelegram, channel, group):
    send(place, channel)
    refused = place.api("editMessageText", chat_id=group, message_id=2, text="mine").json()
    assert refused["description"] == "Bad Request: message can't be edited"
    comment = send(place, group, "why?", reply_parameters={"message_id": 2})
    assert comment["reply_to_message"]["is_automatic_forward"] is True


def test_a_late_effect_is_forwarded_when_it_takes_place(place: LocalTelegram, channel, group):
    place.sim.time_factor(0.01)
    place.sim.fault("late_effect", "sendMessage", chat_id=channel, seconds=15)
    begun = time.monotonic()
    try:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            send(place, channel, "late")
        assert place.sim.messages(group) == []
        place.sim.until(group, lambda seen: [one.text for one in seen] == ["late"], timeout=5)
    finally:
        place.sim.clear_faults()
        place.sim.time_factor(1)
    assert time.monotonic() - begun > 0.1
    assert [one["text"] for one in heard(place)] == ["late"]
