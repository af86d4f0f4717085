"""Who may do what where: rights, blocks, kicks, upgrades, protected content, ids."""

import pytest

from tests.support.telegram import LocalTelegram


def told(response) -> str:
    return f"{response.status_code} {response.json().get('description', 'ok')}"


def send(place: LocalTelegram, chat, **params):
    return place.api("sendMessage", chat_id=chat, text="x", **params)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_outside_a_chat_nothing_goes(place: LocalTelegram, kind):
    chat = place.sim.add_chat(kind, "Closed", creator=place.owner)
    assert told(send(place, chat)) == f"403 Forbidden: bot is not a member of the {kind} chat"
    assert told(place.api("getChat", chat_id=chat)) == f"403 Forbidden: bot is not a member of the {kind} chat"
    place.sim.set_member(chat, "bot", "kicked")
    assert told(send(place, chat)) == f"403 Forbidden: bot was kicked from the {kind} chat"
    assert told(place.api("getChat", chat_id=chat)) == f"403 Forbidden: bot was kicked from the {kind} chat"


def test_public_chats_can_be_looked_at_from_outside(place: LocalTelegram):
    place.sim.add_channel("Open", creator=place.owner, username="open_channel")
    assert place.api("getChat", chat_id="@OPEN_channel").json()["result"]["title"] == "Open"
    assert told(send(place, "@open_channel")) == "403 Forbidden: bot is not a member of the channel chat"


def test_posting_needs_the_right_to_post(place: LocalTelegram):
    chat = place.sim.add_channel("C", creator=place.owner)
    place.sim.set_member(chat, "bot", rights=["can_edit_messages"])
    assert told(send(place, chat)) == "400 Bad Request: need administrator rights in the channel chat"
    place.sim.set_member(chat, "bot", "restricted")
    group = place.sim.add_supergroup("G", creator=place.owner)
    place.sim.set_member(group, "bot", "restricted")
    assert told(send(place, group)) == "400 Bad Request: not enough rights to send text messages to the chat"


def test_private_chats(place: LocalTelegram):
    stranger = place.sim.add_user("Stranger")
    assert told(send(place, stranger)) == "403 Forbidden: bot can't initiate conversation with a user"
    place.sim.write(stranger, "/start")
    assert send(place, stranger).json()["ok"]
    place.sim.block(stranger)
    assert told(send(place, stranger)) == "403 Forbidden: bot was blocked by the user"
    place.sim.write(stranger, "back again")
    assert send(place, stranger).json()["ok"]
    place.sim.add_user("Stranger", user_id=stranger, is_deactivated=True)
    assert told(send(place, stranger)) == "403 Forbidden: user is deactivated"
    other = place.sim.add_bot("991:x")["id"]
    assert told(send(place, other)) == "403 Forbidden: the bot can't send messages to the bot"


def test_an_upgraded_group_tells_its_new_id(place: LocalTelegram):
    group = place.sim.add_chat("group", "Old", creator=place.owner)
    place.sim.set_member(group, "bot", "member")
    supergroup = place.sim.migrate(group)
    answer = send(place, group)
    assert told(answer) == "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.json()["parameters"] == {"migrate_to_chat_id": supergroup}
    assert send(place, supergroup).json()["ok"]
    assert place.api("getChat", chat_id=group).json()["ok"]


def test_a_deleted_group_is_gone(place: LocalTelegram):
    group = place.sim.add_chat("group", "Gone", creator=place.owner)
    place.sim.set_member(group, "bot", "member")
    place.sim.change_chat(group, is_deleted=True)
    assert told(send(place, group)) == "403 Forbidden: the group chat was deleted"


def test_ids_count_per_channel_and_per_account(place: LocalTelegram, channel):
    other = place.sim.add_channel("Second", creator=place.owner)
    place.sim.set_member(other, "bot")
    ids = [send(place, chat).json()["result"]["message_id"] for chat in (channel, other, channel)]
    assert ids == [2, 2, 3]
    place.sim.delete(channel, 3)
    assert send(place, channel).json()["result"]["message_id"] == 4
    assert place.sim.write(channel, "by hand", user=place.owner).id == 5
    users = [place.sim.add_user(name) for name in ("A", "B")]
    group = place.sim.add_chat("group", "Basic", creator=place.owner)
    place.sim.set_member(group, "bot", "member")
    account = [place.sim.write(user, "hi").id for user in users]
    account.append(send(place, group).json()["result"]["message_id"])
    assert account == list(range(account[0], account[0] + 3))


def test_service_messages_take_ids_and_are_told_to_the_bot_that_caused_them(place: LocalTelegram, channel):
    place.api("getUpdates", offset=-1, allowed_updates=[])
    post = send(place, channel).json()["result"]["message_id"]
    assert place.api("pinChatMessage", chat_id=channel, message_id=post).json()["ok"]
    assert send(place, channel).json()["result"]["message_id"] == post + 2
    updates = place.api("getUpdates").json()["result"]
    mine = [one["channel_post"] for one in updates if one.get("channel_post", {}).get("chat", {}).get("id") == channel]
    assert [one["pinned_message"]["message_id"] for one in mine if "pinned_message" in one] == [post]
    assert not any("text" in one for one in mine)
    assert place.api("getChat", chat_id=channel).json()["result"]["pinned_message"]["message_id"] == post
    assert place.api("unpinChatMessage", chat_id=channel).json()["ok"]
    assert "pinned_message" not in place.api("getChat", chat_id=channel).json()["result"]


def test_pinning_in_a_channel_needs_the_right_to_edit(place: LocalTelegram, channel):
    post = send(place, channel).json()["result"]["message_id"]
    place.sim.set_member(channel, "bot", rights=["can_post_messages"])
    assert told(place.api("pinChatMessage", chat_id=channel, message_id=post)) == (
        "400 Bad Request: not enough rights to manage pinned messages in the chat"
    )


def test_another_authors_post_is_overwritten_only_with_the_right_to_edit(place: LocalTelegram, channel):
    post = place.sim.write(channel, "the editor's own", user=place.owner).id
    edit = {"chat_id": channel, "message_id": post, "text": "overwritten"}
    place.sim.set_member(channel, "bot", rights=["can_post_messages"])
    assert told(place.api("editMessageText", **edit)) == "400 Bad Request: message can't be edited"
    assert told(place.api("deleteMessage", chat_id=channel, message_id=post)) == (
        "400 Bad Request: message can't be deleted"
    )
    place.sim.set_member(channel, "bot", rights=["can_post_messages", "can_edit_messages"])
    assert place.api("editMessageText", **edit).json()["ok"]
    assert place.sim.messages(channel)[-1].text == "overwritten"


def test_messages_can_be_deleted_for_two_days(place: LocalTelegram, reader):
    old, young = (send(place, reader).json()["result"]["message_id"] for _ in range(2))
    assert place.api("deleteMessages", chat_id=reader, message_ids=[young, 999]).json()["ok"]
    place.sim.advance(2 * 86_400 + 1)
    try:
        assert told(place.api("deleteMessage", chat_id=reader, message_id=old)) == (
            "400 Bad Request: message can't be deleted"
        )
    finally:
        place.sim.advance(-2 * 86_400 - 1)


def test_forwards_tell_their_origin_and_lose_callback_buttons(place: LocalTelegram, channel):
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    links = {"inline_keyboard": [[{"text": "Go", "url": "http://example.org/"}]]}
    posts = [send(place, channel, reply_markup=one).json()["result"]["message_id"] for one in (keys, links)]
    forwards = [
        place.api("forwardMessage", chat_id=place.desk, from_chat_id=channel, message_id=post).json()["result"]
        for post in posts
    ]
    origin = forwards[0]["forward_origin"]
    assert (origin["type"], origin["chat"]["id"], origin["message_id"]) == ("channel", channel, posts[0])
    assert "reply_markup" not in forwards[0]
    assert forwards[1]["reply_markup"] == links


def test_protected_content_can_be_copied_but_not_forwarded(place: LocalTelegram, channel):
    place.sim.change_chat(channel, has_protected_content=True)
    post = send(place, channel).json()["result"]
    assert post["has_protected_content"] is True
    where = {"chat_id": place.desk, "from_chat_id": channel, "message_id": post["message_id"]}
    assert told(place.api("forwardMessage", **where)) == (
        "400 Bad Request: message has protected content and can't be forwarded"
    )
    copied = place.api("copyMessage", **where).json()["result"]
    assert set(copied) == {"message_id"}
    assert place.sim.messages(place.desk)[-1].text == "x"


def test_members_and_administrators(place: LocalTelegram, channel):
    me = place.api("getChatMember", chat_id=channel, user_id=place.bot_id).json()["result"]
    assert me["status"] == "administrator"
    assert me["can_post_messages"] is True
    assert "can_pin_messages" not in me
    admins = place.api("getChatAdministrators", chat_id=channel).json()["result"]
    assert {admin["user"]["id"]: admin["status"] for admin in admins} == {
        place.owner: "creator",
        place.bot_id: "administrator",
    }
    outsider = place.sim.add_user("Out")
    assert place.api("getChatMember", chat_id=channel, user_id=outsider).json()["result"]["status"] == "left"
    assert place.api("getChatMemberCount", chat_id=channel).json()["result"] == 2
    assert place.api("leaveChat", chat_id=channel).json()["ok"]
    assert told(place.api("getChatAdministrators", chat_id=channel)).startswith("403 Forbidden: bot is not a member")


def test_private_chat_as_get_chat_shows_it(place: LocalTelegram):
    chat = place.api("getChat", chat_id=place.owner).json()["result"]
    assert (chat["type"], chat["first_name"], chat["active_usernames"]) == ("private", "Olive", ["olive"])
    member = place.api("getChatMember", chat_id=place.owner, user_id=place.owner).json()["result"]
    assert member["status"] == "member"


def test_commands_are_kept_by_scope_and_language(place: LocalTelegram):
    def commands(*names):
        return [{"command": name, "description": name.upper()} for name in names]

    desk_scope = {"type": "chat", "chat_id": place.desk}
    assert place.api("setMyCommands", commands=commands("latest", "help")).json()["ok"]
    assert place.api("setMyCommands", commands=commands("aide"), language_code="fr").json()["ok"]
    assert place.api("setMyCommands", commands=commands("status"), scope=desk_scope).json()["ok"]
    assert place.api("getMyCommands", scope=desk_scope).json()["result"] == commands("status")
    assert place.api("getMyCommands", language_code="de").json()["result"] == []
    offered = [one["command"] for one in place.sim.menu(place.owner, user=place.owner, language="de")]
    assert offered == ["latest", "help"]
    assert place.sim.menu(place.owner, user=place.owner, language="fr") == commands("aide")
    assert place.sim.menu(place.desk, user=place.owner) == commands("status")
    assert place.api("deleteMyCommands", scope=desk_scope).json()["ok"]
    assert place.sim.menu(place.desk, user=place.owner) == commands("latest", "help")
    lost = place.api("setMyCommands", commands=[], scope={"type": "chat", "chat_id": 5})
    assert told(lost) == "400 Bad Request: chat not found"


def test_the_bot_may_describe_itself(place: LocalTelegram):
    for kind, method in (("name", "Name"), ("description", "Description"), ("short_description", "ShortDescription")):
        assert place.api(f"setMy{method}", **{kind: "Wire"}).json()["ok"]
        assert place.api(f"getMy{method}").json()["result"] == {kind: "Wire"}
        assert "is too long" in told(place.api(f"setMy{method}", **{kind: "x" * 600}))


def test_pinning_and_acting_in_a_private_chat(place: LocalTelegram, reader):
    sent = send(place, reader).json()["result"]["message_id"]
    assert place.api("pinChatMessage", chat_id=reader, message_id=sent).json()["ok"]
    assert place.api("getChatMemberCount", chat_id=reader).json()["result"] == 2
    assert place.api("sendChatAction", chat_id=reader, action="typing").json()["result"] is True
    assert told(place.api("getChatMember", chat_id=reader, user_id=place.owner)) == "400 Bad Request: user not found"


def test_what_get_chat_tells_of_a_group(place: LocalTelegram):
    chat = place.sim.add_supergroup("G", creator=place.owner, description="About", has_protected_content=True)
    place.sim.set_member(chat, "bot")
    shown = place.api("getChat", chat_id=chat).json()["result"]
    assert (shown["description"], shown["has_protected_content"]) == ("About", True)
    assert shown["permissions"]["can_send_messages"] is True
    kicked = place.sim.add_user("K")
    place.sim.set_member(chat, kicked, "kicked")
    place.sim.set_member(chat, place.sim.add_user("R"), "restricted")
    assert place.api("getChatMember", chat_id=chat, user_id=kicked).json()["result"]["status"] == "kicked"


def test_administrators_hear_of_members_if_they_ask(place: LocalTelegram, channel):
    place.api("getUpdates", offset=-1, allowed_updates=["chat_member"])
    place.sim.set_member(channel, place.sim.add_user("New"), "member")
    heard = [one["chat_member"] for one in place.api("getUpdates").json()["result"] if "chat_member" in one]
    assert heard[-1]["new_chat_member"]["status"] == "member"
    place.api("getUpdates", allowed_updates=[], offset=-1)
