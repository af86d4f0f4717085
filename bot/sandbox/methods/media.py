"""`editMessageMedia`, for photos: changing the picture of a message, or giving one to a text."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.access import Call
from bot.sandbox.errors import RefusalError, bad
from bot.sandbox.methods import inputs, photos
from bot.sandbox.methods.edits import edited, need_message, to_edit
from bot.sandbox.params import Params
from bot.sandbox.text.formatted import Formatted

_OTHER_KINDS = frozenset({"animation", "audio", "document", "video"})
_TEXTS = ("caption", "parse_mode", "media", "type")


def _fault(text: str) -> RefusalError:
    return bad(f"Can't parse InputMedia: {text}")


def _inner(error: RefusalError) -> str:
    words = error.description.removeprefix("Bad Request: ")
    return words[:1].upper() + words[1:]


def _caption(call: Call, media: Mapping[str, Any]) -> Formatted:
    """The caption of an `InputMedia`; what is wrong with it is said as that of the whole."""
    entities = json.dumps(media.get("caption_entities"))
    values = {"caption": media.get("caption", ""), "parse_mode": media.get("parse_mode", "")}
    inner = Call(call.world, call.bot, Params({**values, "caption_entities": entities}))
    try:
        return inputs.read_caption(inner)
    except RefusalError as error:
        raise _fault(_inner(error)) from None


def _read_media(call: Call) -> tuple[Mapping[str, Any], Formatted]:
    if not call.params.text("media"):
        raise bad('parameter "media" is required')
    media = call.params.json("media", "Can't parse input media JSON object")
    if not isinstance(media, dict):
        raise _fault("expected an Object")
    for name in _TEXTS:
        if not isinstance(media.get(name, ""), str):
            raise _fault(f'Field "{name}" must be of type String')
    caption = _caption(call, media)
    if not photos.is_given(call, media.get("media", "")):
        raise _fault("media not found")
    if "type" not in media:
        raise _fault('Can\'t find field "type"')
    if media["type"] in _OTHER_KINDS:
        raise bad("this server keeps no media but photos")
    if media["type"] != "photo":
        raise _fault(f'type "{media["type"]}" is unsupported')
    return media, caption


def edit_message_media(call: Call) -> dict[str, Any]:
    """`editMessageMedia`; a keyboard that is not given again is removed."""
    media, caption = _read_media(call)
    need_message(call)
    markup = inputs.read_markup(call)
    chat, message = to_edit(call)
    if len(caption.text) > inputs.CAPTION_LIMIT:
        raise bad("MEDIA_CAPTION_TOO_LONG")
    new = replace(
        message,
        text=caption.text,
        entities=caption.entities,
        photo=photos.read_photo(call, media["media"]),
        has_spoiler=bool(media.get("has_spoiler")),
        caption_above=bool(media.get("show_caption_above_media")),
        preview=None,
        markup=markup,
    )
    return edited(call, chat, message, new)
