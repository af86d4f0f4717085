"""Parameters that several methods share: texts, keyboards, replies, previews."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.access import Call
from bot.sandbox.errors import bad
from bot.sandbox.keyboards import parse_markup
from bot.sandbox.model import Chat, Message
from bot.sandbox.text.entity import PREFORMATTED, QUOTES, SPLITTABLE, Entity
from bot.sandbox.text.formatted import BadTextError, Formatted, make_formatted
from bot.sandbox.text.html import MarkupError, parse_html
from bot.sandbox.text.links import BadLinkError, check_link

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_RAW_BYTES = 32_768
_FOUND_KINDS = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
_GIVEN_KINDS = _FOUND_KINDS | {*SPLITTABLE, *QUOTES, *PREFORMATTED, "text_link", "text_mention", "custom_emoji"}


def _given_entity(raw: Any) -> Entity | None:
    if not isinstance(raw, dict):
        raise bad("Can't parse MessageEntity: expected an Object")
    for name, kind, words in (("offset", int, "Number"), ("length", int, "Number"), ("type", str, "String")):
        if name not in raw:
            raise bad(f"Can't parse MessageEntity: Can't find field \"{name}\"")
        if not isinstance(raw[name], kind):
            raise bad(f'Can\'t parse MessageEntity: Field "{name}" must be of type {words}')
    kind = raw["type"]
    if kind not in _GIVEN_KINDS:
        raise bad("Can't parse MessageEntity: Unsupported type specified")
    if kind in _FOUND_KINDS:
        return None
    if kind == "text_link":
        try:
            return Entity(kind, raw["offset"], raw["length"], url=check_link(str(raw.get("url", ""))))
        except BadLinkError:
            return None
    user = raw.get("user")
    return Entity(
        kind,
        raw["offset"],
        raw["length"],
        language=str(raw.get("language", "")),
        user_id=int(user.get("id", 0)) if isinstance(user, dict) else 0,
        custom_emoji_id=str(raw.get("custom_emoji_id", "")),
    )


def _given_entities(call: Call, name: str) -> list[Entity]:
    raw = call.params.json(name, "Can't parse entities JSON object")
    if not isinstance(raw, list):
        return []
    entities = [entity for one in raw if (entity := _given_entity(one)) is not None]
    for entity in entities:
        if not 0 <= entity.offset <= 1_000_000:
            raise bad(f"Receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= 1_000_000:
            raise bad(f"Receive an entity with incorrect length {entity.length}")
    return entities


def read_formatted(call: Call, name: str, entities_name: str, *, allow_empty: bool) -> Formatted:
    """Read a text with its `parse_mode` or its entities, and make of it what readers get."""
    text = call.params.text(name)
    if len(text.encode("utf-8", "surrogatepass")) > _RAW_BYTES:
        raise bad("text is too long")
    mode = call.params.text("parse_mode").lower()
    try:
        text.encode()
        if mode == "html":
            text, entities = parse_html(text)
        elif mode in {"", "none"}:
            entities = _given_entities(call, entities_name)
        else:
            raise bad("unsupported parse_mode")
        return make_formatted(text, entities, allow_empty=allow_empty)
    except MarkupError as error:
        raise bad(f"Can't parse entities: {error}") from None
    except BadTextError as error:
        raise bad(str(error)) from None
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None


def read_text(call: Call) -> Formatted:
    """The text of a message."""
    if not call.params.text("text"):
        raise bad("message text is empty")
    return read_formatted(call, "text", "entities", allow_empty=False)


def read_caption(call: Call) -> Formatted:
    """The caption of a photo."""
    return read_formatted(call, "caption", "caption_entities", allow_empty=True)


def read_markup(call: Call) -> dict[str, Any] | None:
    """The keyboard."""
    return parse_markup(call.params.text("reply_markup"))


def read_preview(call: Call) -> Mapping[str, Any] | None:
    """The options of the link preview."""
    raw = call.params.json("link_preview_options", "Can't parse link preview options JSON object")
    if raw is not None and not isinstance(raw, dict):
        raise bad("Object expected as link preview options")
    if raw is None and call.params.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    names = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
    return {name: raw[name] for name in names if raw.get(name)} or None if raw else None


def read_reply(call: Call) -> dict[str, Any]:
    """The parameters of a reply, checked for their form; `find_reply` looks for the message."""
    raw = call.params.json("reply_parameters", "Can't parse reply parameters JSON object")
    if raw is None:
        return {
            "message_id": call.params.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.params.flag("allow_sending_without_reply"),
        }
    if not isinstance(raw, dict):
        raise bad("Object expected as reply parameters")
    if "message_id" not in raw:
        raise bad('Can\'t find field "message_id"')
    if not re.fullmatch(r"[+-]?\d+", str(raw["message_id"])):
        raise bad('Field "message_id" must be of type Number')
    return raw


def find_reply(chat: Chat, reply: Mapping[str, Any]) -> tuple[int, Mapping[str, Any] | None]:
    """The id of the message replied to (0 for none) and the quote."""
    wanted = int(reply["message_id"])
    if wanted <= 0:
        return 0, None
    target: Message | None = chat.messages.get(wanted)
    elsewhere = str(reply.get("chat_id") or chat.id) not in {str(chat.id), f"@{chat.username}"}
    if target is None or elsewhere:
        if reply.get("allow_sending_without_reply"):
            return 0, None
        raise bad("message to be replied not found")
    quote = str(reply.get("quote") or "")
    if not quote:
        return target.id, None
    at = target.text.find(quote)
    if at < 0:
        raise bad("QUOTE_TEXT_INVALID")
    position = len(target.text[:at].encode("utf-16-le")) // 2
    return target.id, {"text": quote, "position": position, "is_manual": True}
