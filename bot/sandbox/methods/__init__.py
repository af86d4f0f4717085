"""The methods of the Bot API, each a function of a call.

`METHODS` is the whole table. A method returns what stands in `result`, or raises a refusal. `getUpdates` alone waits
and has its own door: `bot.sandbox.polling`.
"""

from collections.abc import Callable
from typing import Any

from bot.sandbox.access import Call
from bot.sandbox.methods import chats, commands, edits, media, photos, profile, queries, sends

Method = Callable[[Call], Any]

METHODS: dict[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": profile.get_me,
        "getWebhookInfo": profile.get_webhook_info,
        "deleteWebhook": profile.delete_webhook,
        "setMyName": profile.set_text("name", 64),
        "getMyName": profile.get_text("name"),
        "setMyDescription": profile.set_text("description", 512),
        "getMyDescription": profile.get_text("description"),
        "setMyShortDescription": profile.set_text("short_description", 120),
        "getMyShortDescription": profile.get_text("short_description"),
        "setMyCommands": commands.set_my_commands,
        "getMyCommands": commands.get_my_commands,
        "deleteMyCommands": commands.delete_my_commands,
        "sendMessage": sends.send_message,
        "sendPhoto": photos.send_photo,
        "forwardMessage": sends.forward_message,
        "copyMessage": sends.copy_message,
        "editMessageText": edits.edit_message_text,
        "editMessageCaption": edits.edit_message_caption,
        "editMessageMedia": media.edit_message_media,
        "editMessageReplyMarkup": edits.edit_message_reply_markup,
        "deleteMessage": edits.delete_message,
        "deleteMessages": edits.delete_messages,
        "answerCallbackQuery": queries.answer_callback_query,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_chat_member,
        "getChatMemberCount": chats.get_chat_member_count,
        "getChatAdministrators": chats.get_chat_administrators,
        "sendChatAction": chats.send_chat_action,
        "pinChatMessage": chats.pin_chat_message,
        "unpinChatMessage": chats.unpin_chat_message,
        "leaveChat": chats.leave_chat,
        "getFile": photos.get_file,
    }.items()
}
"""All methods but `getUpdates`, by their name in lower case."""
