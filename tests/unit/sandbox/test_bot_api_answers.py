"""Request → exact answer, over real HTTP: what Telegram refuses, in Telegram's words."""

import json

import httpx
import pytest

from tests.support.telegram import LocalTelegram

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def button(**fields):
    return {"inline_keyboard": [[fields]]}


def told(response: httpx.Response) -> str:
    body = response.json()
    assert body["ok"] is False
    assert body["error_code"] == response.status_code
    return f"{response.status_code} {body['description']}"


CHAT = "CHAT"  # stands for the channel's id
TEXT_TABLE = [
    ({"chat_id": CHAT}, "400 Bad Request: message text is empty"),
    ({"chat_id": CHAT, "text": ""}, "400 Bad Request: message text is empty"),
    ({"chat_id": CHAT, "text": " \n "}, "400 Bad Request: text must be non-empty"),
    ({"chat_id": CHAT, "text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
    ({"chat_id": CHAT, "text": "x" * 4097}, "400 Bad Request: message is too long"),
    ({"chat_id": CHAT, "text": "é" * 16_385}, "400 Bad Request: text is too long"),
    ({"chat_id": CHAT, "text": "x", "parse_mode": "Wiki"}, "400 Bad Request: unsupported parse_mode"),
    (
        {"chat_id": CHAT, "text": "é<p>", "parse_mode": "html"},
        '400 Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 2',
    ),
    (
        {"chat_id": CHAT, "text": "a < b", "parse_mode": "HTML"},
        '400 Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    (
        {"chat_id": CHAT, "text": "<b>x", "parse_mode": "HTML"},
        "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "x"}, "400 Bad Request: chat_id is empty"),
    ({"chat_id": "", "text": "x"}, "400 Bad Request: chat_id is empty"),
    ({"chat_id": 77, "text": "x"}, "400 Bad Request: chat not found"),
    ({"chat_id": "@nobody", "text": "x"}, "400 Bad Request: chat not found"),
    ({"chat_id": "@olive", "text": "x"}, "400 Bad Request: chat not found"),
    ({"chat_id": "abc", "text": "x"}, "400 Bad Request: chat not found"),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": "{"},
        "400 Bad Request: can't parse reply keyboard markup JSON object",
    ),
    ({"chat_id": CHAT, "text": "x", "reply_markup": "[]"}, "400 Bad Request: object expected as reply markup"),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": button(text="a")},
        "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": button(text="a", callback_data="")},
        "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": button(text=" ", callback_data="a")},
        "400 Bad Request: inline keyboard button text must be non-empty",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": button(text="a", url="nowhere")},
        "400 Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": button(text="a", callback_data="é" * 33)},
        "400 Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_markup": {"inline_keyboard": 1}},
        '400 Bad Request: field "inline_keyboard" must be of type Array',
    ),
    (
        {
            "chat_id": CHAT,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]},
        },
        "400 Bad Request: reply markup is too long",
    ),
    (
        {"chat_id": CHAT, "text": "x", "link_preview_options": "{"},
        "400 Bad Request: can't parse link preview options JSON object",
    ),
    (
        {"chat_id": CHAT, "text": "x", "link_preview_options": "[]"},
        "400 Bad Request: object expected as link preview options",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_parameters": "{"},
        "400 Bad Request: can't parse reply parameters JSON object",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_parameters": "[]"},
        "400 Bad Request: object expected as reply parameters",
    ),
    (
        {"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 999}},
        "400 Bad Request: message to be replied not found",
    ),
    ({"chat_id": CHAT, "text": "x", "entities": "["}, "400 Bad Request: can't parse entities JSON object"),
    (
        {"chat_id": CHAT, "text": "x", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "400 Bad Request: receive an entity with incorrect offset -1",
    ),
    (
        {"chat_id": CHAT, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
        "400 Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
    ),
    (
        {"chat_id": CHAT, "text": "x", "entities": [{"type": "shout", "offset": 0, "length": 1}]},
        "400 Bad Request: can't parse MessageEntity: Unsupported type specified",
    ),
    *(
        ({"chat_id": CHAT, "text": "x", "reply_markup": markup}, f"400 Bad Request: {answer}")
        for markup, answer in (
            (button(callback_data="a"), "can't parse inline keyboard button: Can't find field \"text\""),
            (button(text=5), 'can\'t parse inline keyboard button: Field "text" must be of type String'),
            (
                button(text="a", callback_data=5),
                'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
            ),
            ({"inline_keyboard": [["a"]]}, "can't parse inline keyboard button: expected an Object"),
            (
                {"inline_keyboard": ["a"]},
                "can't parse inline keyboard: expected an Array of Arrays of InlineKeyboardButton",
            ),
        )
    ),
    *(
        ({"chat_id": CHAT, "text": "x", "entities": [entity]}, f"400 Bad Request: {answer}")
        for entity, answer in (
            (5, "can't parse MessageEntity: expected an Object"),
            ({"offset": 0, "length": 1}, "can't parse MessageEntity: Can't find field \"type\""),
            (
                {"offset": "0", "length": 1, "type": "bold"},
                'can\'t parse MessageEntity: Field "offset" must be of type Number',
            ),
            ({"offset": 0, "length": -1, "type": "bold"}, "receive an entity with incorrect length -1"),
        )
    ),
]


@pytest.mark.parametrize(("params", "answer"), TEXT_TABLE)
def test_send_message_refuses(place: LocalTelegram, params, answer):
    given = {name: place.channel if value == CHAT else value for name, value in params.items()}
    before = place.sim.chat(place.channel)["last_message_id"]
    assert told(place.api("sendMessage", **given)) == answer
    assert place.sim.chat(place.channel)["last_message_id"] == before


OTHER_TABLE = [
    ("sendPhoto", {"chat_id": CHAT}, "400 Bad Request: there is no photo in the request"),
    ("sendPhoto", {"chat_id": CHAT, "photo": "attach://x"}, "400 Bad Request: there is no photo in the request"),
    (
        "sendPhoto",
        {"chat_id": CHAT, "photo": "nonsense"},
        "400 Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
    ),
    (
        "sendPhoto",
        {"chat_id": CHAT, "photo": "https://example.org/gone.png"},
        "400 Bad Request: failed to get HTTP URL content",
    ),
    (
        "sendPhoto",
        {"chat_id": CHAT, "photo": "ftp://example.org/x.png"},
        "400 Bad Request: invalid file HTTP URL specified: Unsupported URL protocol",
    ),
    (
        "sendPhoto",
        {"chat_id": CHAT, "photo": "x", "caption": "x" * 1025},
        "400 Bad Request: message caption is too long",
    ),
    (
        "editMessageText",
        {"chat_id": CHAT, "message_id": 999, "text": "x"},
        "400 Bad Request: message to edit not found",
    ),
    ("editMessageText", {"chat_id": CHAT, "message_id": 1, "text": "x"}, "400 Bad Request: message can't be edited"),
    ("editMessageText", {"text": "x"}, "400 Bad Request: message identifier is not specified"),
    ("editMessageText", {"chat_id": CHAT, "message_id": 1}, "400 Bad Request: message text is empty"),
    ("editMessageCaption", {}, "400 Bad Request: message identifier is not specified"),
    ("editMessageReplyMarkup", {"chat_id": CHAT, "message_id": 99}, "400 Bad Request: message to edit not found"),
    ("deleteMessage", {}, "400 Bad Request: chat identifier is not specified"),
    ("deleteMessage", {"chat_id": CHAT}, "400 Bad Request: message identifier is not specified"),
    ("deleteMessage", {"chat_id": CHAT, "message_id": 999}, "400 Bad Request: message to delete not found"),
    ("deleteMessage", {"chat_id": CHAT, "message_id": 1}, "400 Bad Request: message can't be deleted"),
    ("deleteMessages", {"chat_id": CHAT}, "400 Bad Request: message identifiers are not specified"),
    ("forwardMessage", {"chat_id": CHAT}, '400 Bad Request: parameter "from_chat_id" is required'),
    (
        "forwardMessage",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 99},
        "400 Bad Request: message to forward not found",
    ),
    (
        "forwardMessage",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 1},
        "400 Bad Request: the message can't be forwarded",
    ),
    (
        "copyMessage",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 99},
        "400 Bad Request: message to copy not found",
    ),
    (
        "copyMessage",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 1},
        "400 Bad Request: the message can't be copied",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1"}, f"400 {OLD_QUERY}"),
    ("answerCallbackQuery", {}, f"400 {OLD_QUERY}"),
    ("pinChatMessage", {"chat_id": CHAT, "message_id": 99}, "400 Bad Request: message to pin not found"),
    ("pinChatMessage", {"chat_id": CHAT, "message_id": 1}, "400 Bad Request: service messages can't be pinned"),
    ("unpinChatMessage", {"chat_id": CHAT, "message_id": 99}, "400 Bad Request: message to unpin not found"),
    ("getChat", {}, "400 Bad Request: chat_id is empty"),
    ("getChatMember", {"chat_id": CHAT}, "400 Bad Request: invalid user_id specified"),
    ("getChatMember", {"chat_id": CHAT, "user_id": 999}, "400 Bad Request: PARTICIPANT_ID_INVALID"),
    (
        "getChatAdministrators",
        {"chat_id": "OWNER"},
        "400 Bad Request: there are no administrators in the private chat",
    ),
    ("sendChatAction", {"chat_id": CHAT, "action": "sing"}, "400 Bad Request: wrong parameter action in request"),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "moon"}},
        "400 Bad Request: can't parse BotCommandScope: Unsupported type specified",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        "400 Bad Request: can't parse BotCommandScope: Empty chat_id specified",
    ),
    ("setMyCommands", {"commands": "{"}, "400 Bad Request: can't parse commands JSON object"),
    (
        "setMyCommands",
        {"commands": [{"command": "", "description": "d"}]},
        "400 Bad Request: command must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "c" * 33, "description": "d"}]},
        "400 Bad Request: command length must not exceed 32",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "c", "description": ""}]},
        "400 Bad Request: command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "c", "description": "d" * 257}]},
        "400 Bad Request: command description length must not exceed 256",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "Ünï", "description": "d"}]},
        "400 Bad Request: BOT_COMMAND_INVALID",
    ),
    ("deleteMessages", {"chat_id": CHAT, "message_ids": [1]}, "400 Bad Request: message can't be deleted"),
    (
        "deleteMessages",
        {"chat_id": CHAT, "message_ids": list(range(101))},
        "400 Bad Request: too many message identifiers specified",
    ),
    ("deleteMessages", {}, "400 Bad Request: chat identifier is not specified"),
    ("setMyCommands", {"commands": {}}, "400 Bad Request: expected an Array of BotCommand"),
    ("setMyCommands", {"commands": [5]}, "400 Bad Request: can't parse BotCommand: expected an Object"),
    (
        "setMyCommands",
        {"commands": [{"command": "c", "description": "d"}] * 101},
        "400 Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": "[]"},
        "400 Bad Request: can't parse BotCommandScope: BotCommandScope must be an Object",
    ),
    ("setMyCommands", {"commands": [], "language_code": "eng"}, "400 Bad Request: invalid language code specified"),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat_member", "chat_id": 1}},
        "400 Bad Request: can't parse BotCommandScope: Invalid user_id specified",
    ),
    ("getFile", {}, "400 Bad Request: file_id not specified"),
    ("getFile", {"file_id": "x"}, "400 Bad Request: invalid file_id"),
    (
        "leaveChat",
        {"chat_id": "OWNER"},
        "400 Bad Request: chat member status can't be changed in private chats",
    ),
    ("getChatMember", {"chat_id": "OWNER", "user_id": 1}, "400 Bad Request: PARTICIPANT_ID_INVALID"),
    ("launchRocket", {}, "404 Not Found: method not found"),
    ("", {}, "404 Not Found: method not found"),
]


@pytest.mark.parametrize(("method", "params", "answer"), OTHER_TABLE)
def test_other_methods_refuse(place: LocalTelegram, method, params, answer):
    stand_in = {CHAT: place.channel, "OWNER": place.owner}
    given = {name: stand_in.get(value, value) if isinstance(value, str) else value for name, value in params.items()}
    assert told(place.api(method, **given)) == answer


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/nothing", "404 Not Found"),
        ("/bot", "404 Not Found"),
        ("/botnocolon/getMe", "401 Unauthorized: invalid token specified"),
        ("/bot0:abc/getMe", "401 Unauthorized: invalid token specified"),
        (f"/bot1:{'a' * 80}/getMe", "401 Unauthorized: invalid token specified"),
    ],
)
def test_addresses_and_tokens_that_cannot_be(place: LocalTelegram, path, answer):
    assert told(place.http.get(place.url + path)) == answer


@pytest.mark.parametrize("path", ["getMe", "GETME", "test/getme"])
def test_methods_are_found_in_any_case_and_in_the_test_environment(place: LocalTelegram, path):
    me = place.http.get(f"{place.api_url}{place.token}/{path}").json()["result"]
    assert me["id"] == place.bot_id
    assert me["is_bot"] is True
    assert me["username"] == place.bot_username


def test_each_token_is_a_bot_of_its_own(place: LocalTelegram):
    bots = [place.http.get(f"{place.api_url}{number}:x/getMe").json()["result"] for number in (71, 72)]
    assert [bot["id"] for bot in bots] == [71, 72]
    assert bots[0]["username"] != bots[1]["username"]


def test_a_revoked_token_is_unauthorized(place: LocalTelegram):
    bot = place.sim.add_bot("555:x")["id"]
    place.sim.revoke(bot=bot)
    url = f"{place.api_url}555:x/getMe"
    assert told(place.http.get(url)) == "401 Unauthorized"
    place.sim.revoke(bot=bot, revoked=False)
    assert place.http.get(url).json()["ok"]


@pytest.mark.parametrize(
    "request_of",
    [
        lambda chat: {"params": {"chat_id": chat, "text": "hé"}},
        lambda chat: {"data": {"chat_id": chat, "text": "hé"}},
        lambda chat: {"json": {"chat_id": chat, "text": "hé"}},
        lambda chat: {"data": {"chat_id": chat, "text": "hé"}, "files": {"other": b"x"}},
        lambda chat: {"params": {"chat_id": 1, "text": "no"}, "json": {"chat_id": chat, "text": "hé"}},
    ],
)
def test_parameters_come_in_any_form(place: LocalTelegram, request_of):
    url = f"{place.api_url}{place.token}/sendMessage"
    answer = place.http.post(url, **request_of(place.channel)).json()
    assert answer["result"]["text"] == "hé"


@pytest.mark.parametrize("body", ["{", "[]"])
def test_bad_json_is_refused(place: LocalTelegram, body):
    response = place.http.post(
        f"{place.api_url}{place.token}/getMe",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert told(response) == "400 Bad Request: can't parse JSON object"


def test_a_good_answer_has_the_envelope_of_telegram(place: LocalTelegram):
    response = place.api("deleteWebhook")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"ok": True, "result": True, "description": "Webhook is already deleted"}
    assert place.api("getWebhookInfo").json()["result"]["url"] == ""


def test_a_sent_message_comes_back_as_telegram_shows_it(place: LocalTelegram, channel):
    sent = place.api("sendMessage", chat_id=channel, text=" <b>Hi</b> 😀 t.me/x ", parse_mode="HTML", reply_markup=KEYS)
    result = sent.json()["result"]
    assert result.pop("date") > 1_700_000_000
    assert result == {
        "message_id": 2,
        "sender_chat": {"id": channel, "title": "Wire", "type": "channel"},
        "chat": {"id": channel, "title": "Wire", "type": "channel"},
        "text": "Hi 😀 t.me/x",
        "entities": [{"offset": 0, "length": 2, "type": "bold"}, {"offset": 6, "length": 6, "type": "url"}],
        "reply_markup": KEYS,
    }


def test_an_identical_edit_is_refused_and_a_missing_keyboard_is_removed(place: LocalTelegram, channel):
    message = place.api("sendMessage", chat_id=channel, text="<b>a</b>", parse_mode="HTML", reply_markup=KEYS).json()
    where = {"chat_id": channel, "message_id": message["result"]["message_id"]}
    same = {**where, "text": " <strong>a</strong>\n", "parse_mode": "HTML"}
    assert told(place.api("editMessageText", **same, reply_markup=KEYS)) == f"400 {NOT_MODIFIED}"
    assert "edit_date" not in place.api("editMessageText", **same).json()["result"]
    assert place.sim.messages(channel)[-1].buttons == []
    assert told(place.api("editMessageReplyMarkup", **where)) == f"400 {NOT_MODIFIED}"
    edited = place.api("editMessageText", **where, text="b").json()["result"]
    assert edited["edit_date"]
    assert place.sim.messages(channel)[-1].text == "b"


def test_an_edit_that_is_too_long_is_refused_in_other_words(place: LocalTelegram, channel):
    sent = place.api("sendMessage", chat_id=channel, text="a").json()["result"]["message_id"]
    longer = place.api("editMessageText", chat_id=channel, message_id=sent, text="x" * 4097)
    assert told(longer) == "400 Bad Request: MESSAGE_TOO_LONG"
    assert told(place.api("editMessageCaption", chat_id=channel, message_id=sent, caption="x")) == (
        "400 Bad Request: there is no caption in the message to edit"
    )


def test_the_limit_counts_characters_not_utf16_units(place: LocalTelegram, channel):
    assert place.api("sendMessage", chat_id=channel, text="😀" * 4096).json()["ok"]
    assert told(place.api("sendMessage", chat_id=channel, text="😀" * 4097)) == "400 Bad Request: message is too long"


def test_replies_and_quotes(place: LocalTelegram, channel):
    first = place.api("sendMessage", chat_id=channel, text="one two").json()["result"]["message_id"]
    quoted = {"message_id": first, "quote": "two"}
    reply = place.api("sendMessage", chat_id=channel, text="b", reply_parameters=quoted).json()["result"]
    assert reply["reply_to_message"]["text"] == "one two"
    assert reply["quote"] == {"text": "two", "position": 4, "is_manual": True}
    wrong = {"message_id": first, "quote": "three"}
    assert told(place.api("sendMessage", chat_id=channel, text="b", reply_parameters=wrong)) == (
        "400 Bad Request: QUOTE_TEXT_INVALID"
    )
    missing = {"message_id": 999, "allow_sending_without_reply": True}
    assert (
        "reply_to_message"
        not in place.api("sendMessage", chat_id=channel, text="b", reply_parameters=missing).json()["result"]
    )
    old_way = place.api("sendMessage", chat_id=channel, text="c", reply_to_message_id=first).json()["result"]
    assert old_way["reply_to_message"]["message_id"] == first


def photo(place: LocalTelegram, chat: int, content: bytes, **data) -> httpx.Response:
    url = f"{place.api_url}{place.token}/sendPhoto"
    return place.http.post(url, data={"chat_id": chat, **data}, files={"photo": ("p.png", content)})


def test_photos_are_kept_served_and_sent_again_by_id(place: LocalTelegram, channel):
    sent = photo(place, channel, PIXEL, caption="<i>c</i>", parse_mode="HTML", has_spoiler="true").json()["result"]
    assert sent["caption"] == "c"
    assert sent["has_media_spoiler"] is True
    file_id = sent["photo"][0]["file_id"]
    again = place.api("sendPhoto", chat_id=channel, photo=file_id).json()["result"]
    assert again["photo"] == sent["photo"]
    path = place.api("getFile", file_id=file_id).json()["result"]["file_path"]
    assert place.http.get(f"{place.sandbox.file_url}{place.token}/{path}").content == PIXEL
    where = {"chat_id": channel, "message_id": sent["message_id"]}
    assert told(place.api("editMessageText", **where, text="x")) == (
        "400 Bad Request: there is no text in the message to edit"
    )
    assert place.api("editMessageCaption", **where, caption="new").json()["result"]["caption"] == "new"
    assert told(place.api("editMessageCaption", **where, caption="x" * 1025)) == (
        "400 Bad Request: MEDIA_CAPTION_TOO_LONG"
    )
    assert told(place.api("editMessageCaption", **where, caption="new")) == f"400 {NOT_MODIFIED}"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"no picture", "400 Bad Request: IMAGE_PROCESS_FAILED"),
        (b"", "400 Bad Request: file must be non-empty"),
        (gif(9000, 2000), "400 Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (gif(210, 10), "400 Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_photos_that_telegram_cannot_take(place: LocalTelegram, channel, content, answer):
    assert told(photo(place, channel, content)) == answer


def test_photos_by_url_come_from_what_the_test_put_there(place: LocalTelegram, channel):
    place.sim.put_on_web("https://example.org/map.png", PIXEL)
    place.sim.put_on_web("https://example.org/page.html", b"<html>")
    assert place.api("sendPhoto", chat_id=channel, photo="https://example.org/map.png").json()["ok"]
    assert told(place.api("sendPhoto", chat_id=channel, photo="https://example.org/page.html")) == (
        "400 Bad Request: wrong type of the web page content"
    )


def test_multipart_attachments_are_found_by_name(place: LocalTelegram, channel):
    response = place.http.post(
        f"{place.api_url}{place.token}/sendPhoto",
        data={"chat_id": channel, "photo": "attach://here", "reply_markup": json.dumps(KEYS)},
        files={"here": ("p.png", PIXEL)},
    )
    assert response.json()["result"]["reply_markup"] == KEYS


def test_given_entities_are_kept_and_found_kinds_are_found_anew(place: LocalTelegram, channel):
    given = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 3, "length": 2, "url": "example.org"},
        {"type": "text_link", "offset": 3, "length": 2, "url": "nowhere"},
        {"type": "text_mention", "offset": 6, "length": 2, "user": {"id": place.owner}},
        {"type": "pre", "offset": 9, "length": 2, "language": "py"},
        {"type": "url", "offset": 0, "length": 2},
    ]
    sent = place.api("sendMessage", chat_id=channel, text="ab cd ef gh", entities=given).json()["result"]
    owner = sent["entities"][2].pop("user")
    assert owner["id"] == place.owner
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 3, "length": 2, "url": "http://example.org/"},
        {"type": "text_mention", "offset": 6, "length": 2},
        {"type": "pre", "offset": 9, "length": 2, "language": "py"},
    ]
    assert place.sim.messages(channel)[-1].html == (
        f'<b>ab</b> <a href="http://example.org/">cd</a> <a href="tg://user?id={place.owner}">ef</a> '
        '<pre><code class="language-py">gh</code></pre>'
    )


def test_keyboards_of_other_kinds_are_taken_but_do_not_come_back(place: LocalTelegram, reader):
    for markup in ({"keyboard": [["a"]]}, {"remove_keyboard": True}, {"force_reply": True}, {"else": 1}, None):
        sent = place.api("sendMessage", chat_id=reader, text="x", reply_markup=json.dumps(markup)).json()
        assert "reply_markup" not in sent["result"]
    game = {"inline_keyboard": [[{"text": "a", "switch_inline_query": "q"}], []]}
    kept = place.api("sendMessage", chat_id=reader, text="x", reply_markup=game).json()["result"]["reply_markup"]
    assert kept == {"inline_keyboard": [[{"text": "a", "switch_inline_query": "q"}]]}


def test_previews_and_captions_are_kept(place: LocalTelegram, channel):
    old = place.api("sendMessage", chat_id=channel, text="x", disable_web_page_preview=True).json()["result"]
    assert old["link_preview_options"] == {"is_disabled": True}
    sent = photo(place, channel, PIXEL, caption="one", show_caption_above_media="true").json()["result"]
    where = {"chat_id": channel, "from_chat_id": channel, "message_id": sent["message_id"]}
    assert place.api("copyMessage", **where, caption="<b>two</b>", parse_mode="HTML").json()["ok"]
    seen = place.sim.messages(channel)
    assert [one.html for one in seen[-2:]] == ["one", "<b>two</b>"]
    assert seen[-2].photo["caption_above"] is True
