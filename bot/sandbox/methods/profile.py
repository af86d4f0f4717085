"""What a bot is."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.access import Call, Described
from bot.sandbox.errors import bad


def get_me(call: Call) -> dict[str, Any]:
    """`getMe`."""
    return {
        **call.bot.user.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_webhook_info(call: Call) -> dict[str, Any]:
    """`getWebhookInfo`: there is none."""
    call.bot.queue.drop_expired(call.world.now())
    pending = len(call.bot.queue.entries)
    return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}


def delete_webhook(call: Call) -> Described:
    """`deleteWebhook`; it can drop what waits."""
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.entries = []
    return Described(result=True, description="Webhook is already deleted")


def set_text(kind: str, limit: int) -> Callable[[Call], bool]:
    """`setMyName`, `setMyDescription`, `setMyShortDescription`."""

    def method(call: Call) -> bool:
        text = call.params.text(kind)
        if len(text) > limit:
            raise bad(f"bot {kind.replace('_', ' ')} is too long")
        call.bot.texts[kind, call.params.text("language_code")] = text
        return True

    return method


def get_text(kind: str) -> Callable[[Call], dict[str, str]]:
    """`getMyName`, `getMyDescription`, `getMyShortDescription`."""

    def method(call: Call) -> dict[str, str]:
        texts = call.bot.texts
        default = texts.get((kind, ""), call.bot.user.first_name if kind == "name" else "")
        return {kind: texts.get((kind, call.params.text("language_code"))) or default}

    return method
