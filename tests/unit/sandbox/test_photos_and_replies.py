"""Photos by every way and their edits, and replies: what Telegram takes, and how it says no."""

import json

import httpx
import pytest

from tests.support.telegram import LocalTelegram

GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
OTHER = GIF.replace(b"\xff\xff\xff", b"\x10\x20\x30")
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def told(response: httpx.Response) -> str:
    return f"{response.status_code} {response.json().get('description', 'ok')}"


def photo(place: LocalTelegram, chat: int, method: str = "sendPhoto", name: str = "p.gif", **data) -> httpx.Response:
    url = f"{place.api_url}{place.token}/{method}"
    return place.http.post(url, data={"chat_id": chat, **data}, files={"photo": (name, GIF), "new": ("n.gif", OTHER)})


WEB = {
    "https://example.org/map.png": GIF,
    "https://example.org/page.html": b"<html>",
    "https://example.org/heavy.gif": GIF + bytes(5 * 1024 * 1024),
    "http://127.0.0.1:8000/here.gif": GIF,
}


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://example.org/map.png", "200 ok"),
        ("http://127.0.0.1:8000/here.gif", "200 ok"),
        ("https://example.org/gone.png", "400 Bad Request: failed to get HTTP URL content"),
        ("https://example.org/heavy.gif", "400 Bad Request: failed to get HTTP URL content"),
        ("https://example.org/page.html", "400 Bad Request: wrong type of the web page content"),
        ("http://192.168.1.7/x.png", "400 Bad Request: wrong HTTP URL specified"),
        ("http://10.0.0.1:81/x.png", "400 Bad Request: wrong HTTP URL specified"),
        ("http://localhost/x.png", "400 Bad Request: invalid file HTTP URL specified: Wrong HTTP URL"),
        ("ftp://example.org/x.png", "400 Bad Request: invalid file HTTP URL specified: Unsupported URL protocol"),
    ],
)
def test_a_photo_by_url_is_what_the_tests_web_has(place: LocalTelegram, channel, url, answer):
    for address, content in WEB.items():
        place.sim.put_on_web(address, content)
    assert told(place.api("sendPhoto", chat_id=channel, photo=url)) == answer


@pytest.mark.parametrize(
    ("refusal", "answer"),
    [
        ("WC_CONVERT_URL_INVALID", "wrong HTTP URL specified"),
        ("WEBPAGE_CURL_FAILED", "failed to get HTTP URL content"),
        ("WEBPAGE_MEDIA_EMPTY", "wrong type of the web page content"),
        ("MEDIA_EMPTY", "wrong file identifier/HTTP URL specified"),
        ("PHOTO_INVALID_DIMENSIONS", "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_what_closed_servers_refuse_can_be_scripted(place: LocalTelegram, channel, refusal, answer):
    place.sim.put_on_web("https://example.org/odd.png", refusal=refusal)
    response = place.api("sendPhoto", chat_id=channel, photo="https://example.org/odd.png")
    assert told(response) == f"400 Bad Request: {answer}"


@pytest.mark.parametrize("name", ["p.gif", "p.webp", "application.octet-stream", "noname"])
def test_the_name_of_an_uploaded_photo_does_not_matter(place: LocalTelegram, channel, name):
    assert photo(place, channel, name=name).json()["ok"]


def media(**fields) -> str:
    return json.dumps({"type": "photo", "media": "attach://new", **fields})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("", 'parameter "media" is required'),
        ("{", "can't parse input media JSON object"),
        ("[]", "can't parse InputMedia: expected an Object"),
        (media(media=""), "can't parse InputMedia: media not found"),
        (media(media="attach://nothing"), "can't parse InputMedia: media not found"),
        (media(media=5), 'can\'t parse InputMedia: Field "media" must be of type String'),
        ('{"media": "attach://new"}', "can't parse InputMedia: Can't find field \"type\""),
        (media(type="hologram"), 'can\'t parse InputMedia: type "hologram" is unsupported'),
        (media(type="video"), "this server keeps no media but photos"),
        (
            media(caption="<p>", parse_mode="HTML"),
            "can't parse InputMedia: Can't parse entities: Unsupported start tag \"p\" at byte offset 0",
        ),
        (media(caption="x" * 1025), "MEDIA_CAPTION_TOO_LONG"),
        (media(media="https://example.org/gone.png"), "failed to get HTTP URL content"),
    ],
)
def test_edit_message_media_refuses(place: LocalTelegram, channel, given, answer):
    sent = photo(place, channel).json()["result"]["message_id"]
    response = photo(place, channel, "editMessageMedia", message_id=sent, media=given)
    assert told(response) == f"400 Bad Request: {answer}"


def test_the_picture_of_a_message_can_be_changed(place: LocalTelegram, channel):
    keys = json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]})
    sent = photo(place, channel, caption="old", reply_markup=keys).json()["result"]
    where = {"chat_id": channel, "message_id": sent["message_id"]}
    new = media(caption="<b>new</b>", parse_mode="HTML", has_spoiler=True, show_caption_above_media=True)
    edited = photo(place, channel, "editMessageMedia", message_id=where["message_id"], media=new).json()["result"]
    assert edited["photo"][0]["file_id"] != sent["photo"][0]["file_id"]
    assert (edited["caption"], edited["has_media_spoiler"], edited["show_caption_above_media"]) == ("new", True, True)
    assert "reply_markup" not in edited
    (seen,) = place.sim.messages(channel)
    assert (seen.html, seen.photo["spoiler"], seen.photo["caption_above"]) == ("<b>new</b>", True, True)
    assert place.http.get(place.url + seen.photo["url"]).content == OTHER
    same = {**json.loads(new), "media": edited["photo"][0]["file_id"]}
    assert told(place.api("editMessageMedia", **where, media=same)) == NOT_MODIFIED
    assert told(place.api("editMessageMedia", chat_id=channel, message_id=99, media=same)) == (
        "400 Bad Request: message to edit not found"
    )


def test_a_text_can_be_given_a_picture(place: LocalTelegram, channel):
    sent = place.api("sendMessage", chat_id=channel, text="bare").json()["result"]["message_id"]
    assert photo(place, channel, "editMessageMedia", message_id=sent, media=media(caption="c")).json()["ok"]
    (seen,) = place.sim.messages(channel)
    assert (seen.text, seen.photo["width"]) == ("c", 1)


CAPTION = "there is no caption in the message to edit"
TEXT = "there is no text in the message to edit"


@pytest.mark.parametrize(
    ("kind", "method", "params", "answer"),
    [
        ("text", "editMessageCaption", {"caption": "x"}, CAPTION),
        ("photo", "editMessageText", {"text": "x"}, TEXT),
        ("photo", "editMessageCaption", {"caption": "x" * 1025}, "MEDIA_CAPTION_TOO_LONG"),
        ("photo", "editMessageCaption", {"caption": " old "}, NOT_MODIFIED.partition(": ")[2]),
        ("photo", "editMessageCaption", {"caption": "old", "show_caption_above_media": True}, "ok"),
        ("photo", "editMessageCaption", {}, "ok"),
    ],
)
def test_captions_and_texts_are_edited_each_by_its_method(place: LocalTelegram, channel, kind, method, params, answer):
    if kind == "photo":
        sent = photo(place, channel, caption="old").json()["result"]["message_id"]
    else:
        sent = place.api("sendMessage", chat_id=channel, text="old").json()["result"]["message_id"]
    response = place.api(method, chat_id=channel, message_id=sent, **params)
    assert told(response) == ("200 ok" if answer == "ok" else f"400 Bad Request: {answer}")


REPLIES = [
    ({"reply_parameters": {"message_id": 2}}, "ok", 2),
    ({"reply_parameters": {"message_id": "2"}}, "ok", 2),
    ({"reply_to_message_id": 2}, "ok", 2),
    ({"reply_parameters": {"message_id": 99}}, "message to be replied not found", 0),
    ({"reply_to_message_id": 99}, "message to be replied not found", 0),
    ({"reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}}, "ok", 0),
    ({"reply_to_message_id": 99, "allow_sending_without_reply": True}, "ok", 0),
    ({"reply_parameters": {"message_id": 2, "chat_id": 5}}, "message to be replied not found", 0),
    ({"reply_parameters": "{"}, "can't parse reply parameters JSON object", 0),
    ({"reply_parameters": "[]"}, "object expected as reply parameters", 0),
    ({"reply_parameters": {}}, 'can\'t find field "message_id"', 0),
    ({"reply_parameters": {"message_id": "two"}}, 'field "message_id" must be of type Number', 0),
    ({"reply_parameters": {"message_id": 2, "quote": "three"}}, "QUOTE_TEXT_INVALID", 0),
]


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto"])
@pytest.mark.parametrize(("params", "answer", "reply_to"), REPLIES)
def test_replies(place: LocalTelegram, channel, method, params, answer, reply_to):
    place.sim.put_on_web("https://example.org/map.png", GIF)
    place.sim.write(channel, "one two", user=place.owner)
    content = {"text": "x"} if method == "sendMessage" else {"photo": "https://example.org/map.png"}
    response = place.api(method, chat_id=channel, **content, **params)
    assert told(response) == ("200 ok" if answer == "ok" else f"400 Bad Request: {answer}")
    messages = place.sim.messages(channel)
    assert len(messages) == 1 + (answer == "ok")
    if answer == "ok":
        assert messages[-1].reply_to == reply_to
        assert messages[-1].replied == ({"author": "Wire", "text": "one two"} if reply_to else None)
        assert response.json()["result"].get("reply_to_message", {}).get("message_id", 0) == reply_to
