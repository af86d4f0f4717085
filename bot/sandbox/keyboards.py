"""PURE: checking of `reply_markup`."""

import json
from typing import Any

from bot.sandbox.errors import bad
from bot.sandbox.text.links import BadLinkError, check_link, linked_user

_DATA_BYTES = 64
_BUTTONS = 100
_TOO_LONG = 10_240
_OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_LOOKS = ("icon_custom_emoji_id", "style")


def _button_error(text: str) -> Exception:
    return bad(f"Can't parse inline keyboard button: {text}")


def _checked_url(text: str, url: str) -> dict[str, Any]:
    if linked_user(url):
        return {"text": text, "url": url}
    try:
        return {"text": text, "url": check_link(url)}
    except BadLinkError as reason:
        raise bad(f"Inline keyboard button URL '{url}' is invalid: {reason}") from None


def _button_text(raw: dict[str, Any]) -> str:
    if "text" not in raw:
        raise _button_error('Can\'t find field "text"')
    text = raw["text"]
    if not isinstance(text, str):
        raise _button_error('Field "text" must be of type String')
    if not text.strip():
        raise bad("Inline keyboard button text must be non-empty")
    return text


def _button(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _button_error("expected an Object")
    text = _button_text(raw)
    looks = {name: raw[name] for name in _LOOKS if name in raw}
    if url := str(raw.get("url", "")):
        return _checked_url(text, url) | looks
    if data := raw.get("callback_data", ""):
        if not isinstance(data, str):
            raise _button_error('Field "callback_data" must be of type String')
        if len(data.encode()) > _DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
        return {"text": text, "callback_data": data, **looks}
    for action in _OTHER_ACTIONS:
        if action in raw:
            return {"text": text, action: raw[action], **looks}
    raise _button_error("Text buttons are unallowed in the inline keyboard")


def _inline(rows: Any) -> dict[str, Any] | None:
    if not isinstance(rows, list):
        raise bad('Field "inline_keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad("Can't parse inline keyboard: expected an Array of Arrays of InlineKeyboardButton")
    buttons = [[_button(raw) for raw in row] for row in rows]
    kept = [row for row in buttons if row]
    if sum(len(row) for row in kept) > _BUTTONS or len(json.dumps(kept)) > _TOO_LONG:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": kept} if kept else None


def parse_markup(value: str) -> dict[str, Any] | None:
    """Return the keyboard to keep, None for none; reply keyboards are taken and kept as they came."""
    if not value:
        return None
    try:
        raw = json.loads(value)
    except ValueError:
        raise bad("Can't parse reply keyboard markup JSON object") from None
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad("Object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"])
    if any(name in raw for name in ("keyboard", "remove_keyboard", "force_reply")):
        return raw
    return None


def without_callbacks(markup: Any) -> dict[str, Any] | None:
    """What a forward keeps of a keyboard: all of it if it is of links only, else nothing."""
    rows = (markup or {}).get("inline_keyboard", [])
    only_links = rows and all("url" in button for row in rows for button in row)
    return dict(markup) if only_links else None
