"""The control interface through its client: people act, readers read, everything is counted."""

import base64
import json
import threading
import time
from contextlib import suppress

import httpx
import pytest

from bot.sandbox import LimitRules, Options, Sandbox
from bot.sandbox.client import SimClient, SimError
from bot.sandbox.seen import Button
from tests.support.telegram import LocalTelegram, local_telegram

KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "Map", "url": "http://example.org/"}]]}
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def test_a_reader_sees_what_the_bot_made(place: LocalTelegram, channel):
    first = place.api(
        "sendMessage", chat_id=channel, text="<b>A</b> &amp; b", parse_mode="HTML", reply_markup=KEYS
    ).json()
    where = {"chat_id": channel, "message_id": first["result"]["message_id"]}
    place.api("sendMessage", chat_id=channel, text="reply", reply_parameters={"message_id": where["message_id"]})
    one, two = place.sim.messages(channel)
    assert (one.text, one.html) == ("A & b", "<b>A</b> &amp; b")
    assert one.buttons == [[Button("Yes", data="y"), Button("Map", url="http://example.org/")]]
    assert one.labels == ["Yes", "Map"]
    assert (one.author["name"], one.edit_date, one.service) == ("Wire", 0, "")
    assert (two.reply_to, two.replied) == (one.id, {"author": "Wire", "text": "A & b"})
    place.api("deleteMessage", **where)
    (left,) = place.sim.messages(channel)
    assert (left.reply_to, left.replied) == (one.id, {"author": "", "text": ""})


def test_links_forwards_photos_and_marks_are_seen(place: LocalTelegram, channel, reader):
    place.sim.change_chat(channel, signs_posts=True)
    text = '<a href="http://example.org/x">x</a> <blockquote expandable>q</blockquote><tg-spoiler>s</tg-spoiler>'
    post = place.sim.write(channel, text, user=place.owner, parse_mode="HTML")
    assert post.links == ["http://example.org/x"]
    assert post.author["signature"] == "Olive"
    forwarded = place.sim.forward(reader, channel, post.id)
    assert (forwarded.forwarded_from, forwarded.html) == ("Wire", post.html)
    picture = place.sim.write(reader, "look", photo=PIXEL)
    assert place.http.get(place.url + picture.photo["url"]).content == PIXEL
    again = place.sim.forward(place.desk, reader, picture.id, user=place.owner)
    assert again.forwarded_from == "Rea"


def test_pressing_gives_back_the_bots_answer(place: LocalTelegram, reader):
    sent = place.api("sendMessage", chat_id=reader, text="?", reply_markup=KEYS).json()["result"]["message_id"]

    place.api("deleteWebhook", drop_pending_updates=True)

    def answer():
        updates = place.api("getUpdates", timeout=10).json()["result"]
        query = [one["callback_query"] for one in updates if "callback_query" in one][-1]
        place.api("answerCallbackQuery", callback_query_id=query["id"], text="Done", show_alert=True)

    bot = threading.Thread(target=answer)
    bot.start()
    pressed = place.sim.press(reader, sent, data="y")
    bot.join()
    assert (pressed.answered, pressed.text, pressed.show_alert) == (True, "Done", True)
    assert place.sim.press(reader, sent, "Map").answered is False
    with pytest.raises(SimError, match=r"there are: \['Yes', 'Map'\]"):
        place.sim.press(reader, sent, "No")


def test_an_answer_can_be_given_only_once(place: LocalTelegram, reader):
    sent = place.api("sendMessage", chat_id=reader, text="?", reply_markup=KEYS).json()["result"]["message_id"]
    assert place.sim.press(reader, sent, "Yes", timeout=0).answered is False
    updates = place.api("getUpdates", offset=-1).json()["result"]
    query = updates[-1]["callback_query"]["id"]
    assert place.api("answerCallbackQuery", callback_query_id=query).json()["ok"]
    assert not place.api("answerCallbackQuery", callback_query_id=query).json()["ok"]


def test_waiting_for_a_message_ends_when_it_comes(place: LocalTelegram, channel):
    timer = threading.Timer(0.2, lambda: place.api("sendMessage", chat_id=channel, text="news"))
    timer.start()
    assert [one.text for one in place.sim.messages(channel, since=1, wait=10)] == ["news"]
    with pytest.raises(TimeoutError, match="news"):
        place.sim.until(channel, lambda seen: len(seen) > 1, timeout=0.1)
    timer.join()


def test_the_log_shows_calls_without_tokens(place: LocalTelegram, channel):
    last = max((one.seq for one in place.sim.calls()), default=0)
    place.api("sendMessage", chat_id=channel, text="x")
    place.api("sendMessage", chat_id=1, text="x")
    good, bad = place.sim.calls("sendMessage", since=last)
    assert (good.method, good.params, good.status, good.bot_id) == (
        "sendMessage",
        {"chat_id": str(channel), "text": "x"},
        200,
        place.bot_id,
    )
    assert (bad.status, bad.answer["description"]) == (400, "Bad Request: chat not found")
    assert place.token not in json.dumps([one.answer for one in place.sim.calls()])
    assert [one.seq for one in place.sim.calls(limit=1)] == [bad.seq]


def test_counts_are_of_everything_since_they_were_cleared(place: LocalTelegram, channel, reader):
    place.sim.clear_calls()
    place.api("sendMessage", chat_id=channel, text="x")
    place.api("copyMessage", chat_id=reader, from_chat_id=channel, message_id=2)
    place.api("sendMessage", chat_id=1, text="x")
    place.sim.fault("429", "sendMessage")
    place.api("sendMessage", chat_id=channel, text="x")
    place.sim.fault("reset_after", "sendMessage")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        place.api("sendMessage", chat_id=channel, text="x")
    place.sim.limits(enforce=True, chat_burst=1)
    place.api("sendMessage", chat_id=reader, text="x")
    place.api("sendMessage", chat_id=reader, text="x")
    place.sim.limits(enforce=False)
    counted = place.sim.counters()
    assert counted.calls == {"sendMessage": 6, "copyMessage": 1}
    assert counted.outcomes["sendMessage"] == {"200": 2, "400": 1, "429": 2, "cut": 1}
    assert (counted.refusals, counted.faults) == ({"400": 1, "429": 2}, {"429": 1, "reset_after": 1})
    assert (counted.flood_refusals, counted.delivered) == (1, 4)
    place.sim.clear_calls()
    counted = place.sim.counters()
    assert (counted.calls, counted.outcomes, counted.flood_refusals, counted.delivered) == ({}, {}, 0, 0)


def test_the_log_keeps_the_newest_calls_and_the_counts_all():
    with local_telegram(request_log=3) as place:
        for number in range(5):
            place.api("sendMessage", chat_id=place.owner, text=str(number))
        assert [one.params["text"] for one in place.sim.calls()] == ["2", "3", "4"]
        assert place.sim.counters().calls["sendMessage"] == 5


def test_people_act_only_where_they_may(place: LocalTelegram, channel, reader):
    for chat in (channel, place.desk):
        with pytest.raises(SimError) as caught:
            place.sim.write(chat, "let me in", user=reader)
        assert caught.value.status == 403
    with pytest.raises(SimError):
        place.sim.write(reader, "not mine", user=place.owner)
    with pytest.raises(SimError, match="no chat"):
        place.sim.chat(-5)
    with pytest.raises(SimError, match="no user"):
        place.sim.write(channel, "x", user=987_654)
    with pytest.raises(SimError, match="no such rights"):
        place.sim.set_member(channel, "bot", rights=["can_fly"])
    with pytest.raises(SimError, match="no such status"):
        place.sim.set_member(channel, "bot", "emperor")
    with pytest.raises(SimError, match="no such type"):
        place.sim.add_chat("club", "x")
    with pytest.raises(SimError, match="private chats begin"):
        place.sim.add_chat("private", "x")
    with pytest.raises(SimError, match="taken"):
        place.sim.add_channel("x", chat_id=channel)
    with pytest.raises(SimError, match="only groups"):
        place.sim.migrate(channel)
    with pytest.raises(SimError, match="only users"):
        place.sim.block(channel)


def test_a_protected_post_is_not_forwarded_by_people_either(place: LocalTelegram, channel, reader):
    post = place.sim.write(channel, "secret", user=place.owner)
    place.sim.change_chat(channel, has_protected_content=True)
    with pytest.raises(SimError, match="protected"):
        place.sim.forward(reader, channel, post.id)


def test_pins_and_titles_leave_service_messages(place: LocalTelegram, channel):
    post = place.sim.write(channel, "keep this", user=place.owner)
    assert place.sim.pin(channel, post.id, user=place.owner).service == "Pinned “keep this”"
    place.sim.change_chat(channel, title="New name", by=place.owner)
    place.sim.service(channel, {"video_chat_started": {}}, user=place.owner)
    services = [one.service for one in place.sim.messages(channel, services=True) if one.service]
    assert services == ["Channel created", "Pinned “keep this”", "The title is now “New name”", "video chat started"]
    assert place.sim.messages(channel)[0].pinned


@pytest.mark.parametrize(
    ("verb", "path", "body"), [("POST", "users", "{"), ("POST", "users", "[]"), ("PUT", "clock", "{")]
)
def test_bodies_must_be_objects(place: LocalTelegram, verb, path, body):
    response = place.http.request(verb, f"{place.url}/sim/{path}", content=body)
    assert response.status_code == 400
    assert "must be" in response.json()["error"]


def test_a_crowd_can_be_written_to_at_once(place: LocalTelegram):
    crowd = place.sim.add_crowd(500)
    assert len(crowd) == 500
    assert place.api("sendMessage", chat_id=crowd[-1], text="x").json()["ok"]
    assert place.sim.add_user("Next") not in crowd


def test_other_websites_are_kept_out(place: LocalTelegram):
    for headers, status in (({"Origin": "http://evil.example"}, 403), ({"Origin": place.url}, 200), ({}, 200)):
        assert place.http.get(f"{place.url}/sim/page", headers=headers).status_code == status


def test_events_tell_what_changes(place: LocalTelegram, channel):
    with place.http.stream("GET", f"{place.url}/sim/events") as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event:")) == "event: hello"
        sent = place.sim.write(channel, "x", user=place.owner)
        place.sim.rewrite(channel, sent.id, "y")
        place.sim.delete(channel, sent.id)
        seen = []
        for line in lines:
            if line.startswith("data: ") and '"seq": ' in line and '"event"' in line:
                event = json.loads(line.removeprefix("data: "))
                seen.append(event["event"])
                if event["event"] == "delete":
                    break
    assert [one for one in seen if one != "update"] == ["message", "edit", "delete"]


def test_reset_forgets_everything():
    with local_telegram() as place:
        place.sim.fault("500")
        place.sim.reset()
        assert place.sim.users() == place.sim.chats() == place.sim.faults() == place.sim.calls() == []
        with pytest.raises(SimError, match="no bot yet"):
            place.sim.menu(5)
        assert place.api("getMe").json()["ok"]


def test_two_servers_stand_side_by_side_and_go_when_told():
    with Sandbox() as one, Sandbox(options=Options(limits=LimitRules(enforce=True))) as two:
        assert one.url != two.url
        with SimClient(one.url) as sim:
            assert sim.limits()["enforce"] is False
        with SimClient(two.url) as sim:
            assert sim.limits()["enforce"] is True
        gone = one.url
    with pytest.raises(httpx.ConnectError), SimClient(gone) as sim:
        sim.users()


def test_a_server_stops_at_once_although_polls_wait():
    def poll(url):
        with suppress(httpx.TransportError):
            httpx.get(url, params={"timeout": 50}, timeout=60, trust_env=False)

    with Sandbox() as server, SimClient(server.url) as sim:
        waiting = threading.Thread(target=poll, args=[f"{server.api_url}1:x/getUpdates"])
        waiting.start()
        while not sim.calls("getUpdates"):
            time.sleep(0.01)
    waiting.join(timeout=5)
    assert not waiting.is_alive()
