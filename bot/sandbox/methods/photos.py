"""Photos and files."""

from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from bot.sandbox.access import Call, Need, check_can_send, find_chat
from bot.sandbox.errors import bad
from bot.sandbox.methods import inputs
from bot.sandbox.methods.sends import draft, posted
from bot.sandbox.model import Photo
from bot.sandbox.pictures import look_at
from bot.sandbox.text.links import BadLinkError, parse_address

_LARGEST = 10 * 1024 * 1024
_LARGEST_BY_URL = 5 * 1024 * 1024


def _photo_of(call: Call, name: str, content: bytes) -> Photo:
    if len(content) > _LARGEST:
        size = len(content)
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {_LARGEST} bytes")
    if not content:
        raise bad("file must be non-empty")
    picture = look_at(content)
    if picture is None:
        raise bad("IMAGE_PROCESS_FAILED")
    sides = sorted((picture.width, picture.height))
    if sum(sides) > 10_000 or sides[0] == 0 or sides[1] > 20 * sides[0]:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    stored = call.world.store_file(name, content, picture.media_type)
    return Photo(stored.file_id, picture.width, picture.height, len(content))


def _is_fetched(host: str) -> bool:
    """Whether Telegram's servers would go there: not to addresses of private networks."""
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return True


def _by_url(call: Call, url: str) -> Photo:
    try:
        address = parse_address(url)
    except BadLinkError as reason:
        raise bad(f"invalid file HTTP URL specified: {reason}") from None
    if "." not in address.host:
        raise bad("invalid file HTTP URL specified: Wrong HTTP URL")
    found = call.world.web.get(url)
    if isinstance(found, str):
        raise bad(found)
    if found is None:
        raise bad("WEBPAGE_CURL_FAILED" if _is_fetched(address.host) else "WC_CONVERT_URL_INVALID")
    if len(found.content) > _LARGEST_BY_URL:
        raise bad("WEBPAGE_CURL_FAILED")
    if look_at(found.content) is None:
        raise bad("WEBPAGE_MEDIA_EMPTY")
    return _photo_of(call, found.name, found.content)


def _by_file_id(call: Call, file_id: str) -> Photo:
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
    picture = look_at(stored.content)
    if picture is None:
        raise bad("can't use file of type Document as Photo")
    return Photo(file_id, picture.width, picture.height, len(stored.content))


def is_given(call: Call, value: str, field: str = "") -> bool:
    """Whether a value names a photo, or a file came under the field's own name."""
    if (value.removeprefix("attach://") if value else field) in call.params.files:
        return True
    return bool(value) and not value.startswith("attach://")


def read_photo(call: Call, value: str, field: str = "") -> Photo:
    """The photo that a value names: an upload, an address, or an id; one must be given."""
    upload = call.params.files.get(value.removeprefix("attach://") if value else field)
    if upload is not None:
        return _photo_of(call, upload.name, upload.content)
    return _by_url(call, value) if "." in value else _by_file_id(call, value)


def send_photo(call: Call) -> dict[str, Any]:
    """`sendPhoto`."""
    caption = inputs.read_caption(call)
    if not is_given(call, call.params.text("photo"), "photo"):
        raise bad("there is no photo in the request")
    reply = inputs.read_reply(call)
    markup = inputs.read_markup(call)
    chat = find_chat(call, Need.WRITE)
    reply_to, quote = inputs.find_reply(chat, reply)
    check_can_send(call, chat, "photos")
    if len(caption.text) > inputs.CAPTION_LIMIT:
        raise bad("message caption is too long")
    message = replace(
        draft(call, chat),
        text=caption.text,
        entities=caption.entities,
        photo=read_photo(call, call.params.text("photo"), "photo"),
        has_spoiler=call.params.flag("has_spoiler"),
        caption_above=call.params.flag("show_caption_above_media"),
        markup=markup,
        reply_to=reply_to,
        quote=quote,
    )
    return posted(call, chat, message)


def get_file(call: Call) -> dict[str, Any]:
    """`getFile`."""
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad("file_id not specified")
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad("invalid file_id")
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-16:],
        "file_size": len(stored.content),
        "file_path": f"photos/{file_id}",
    }
