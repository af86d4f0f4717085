"""What the server refuses, in the words of Telegram's own server."""

from typing import Any

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)

_REWRITTEN: dict[str, tuple[int, str]] = {
    "MESSAGE_NOT_MODIFIED": (400, _NOT_MODIFIED),
    "WC_CONVERT_URL_INVALID": (400, "wrong HTTP URL specified"),
    "EXTERNAL_URL_INVALID": (400, "wrong HTTP URL specified"),
    "WEBPAGE_CURL_FAILED": (400, "failed to get HTTP URL content"),
    "WEBPAGE_MEDIA_EMPTY": (400, "wrong type of the web page content"),
    "MEDIA_EMPTY": (400, "wrong file identifier/HTTP URL specified"),
    "PHOTO_EXT_INVALID": (
        400,
        "photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp",
    ),
    "MEDIA_GROUPED_INVALID": (400, "can't use the media of the specified type in the album"),
    "REPLY_MARKUP_TOO_LONG": (400, "reply markup is too long"),
    "INPUT_USER_DEACTIVATED": (403, "user is deactivated"),
    "USER_IS_BLOCKED": (403, "bot was blocked by the user"),
    "USER_ADMIN_INVALID": (400, "user is an administrator of the chat"),
    "File generation failed": (400, "can't upload file by URL"),
    "QUERY_ID_INVALID": (400, "query is too old and response timeout expired or query ID is invalid"),
    "MESSAGE_DELETE_FORBIDDEN": (400, "message can't be deleted"),
}


class RefusalError(Exception):
    """A call that fails: the code and the description that the client gets."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        """The envelope of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def describe(code: int, text: str) -> tuple[int, str]:
    """Map an inner error to the code and description that a bot sees."""
    if (
        code < 400
        or code == 404
        or (code == 403 and text.isascii() and text.replace("_", "").isalnum() and text.isupper())
    ):
        code = 400
    code, text = _REWRITTEN.get(text, (code, text))
    prefix = _PREFIXES.get(code, "Bad Request")
    if text.startswith(prefix):
        return code, text
    if not (len(text) > 1 and (text[1] == "_" or "A" <= text[1] <= "Z")):
        text = text[:1].lower() + text[1:]
    return code, f"{prefix}: {text}"


def bad(text: str) -> RefusalError:
    """A refusal with code 400, worded by `describe`."""
    return RefusalError(*describe(400, text))


def forbidden(text: str) -> RefusalError:
    """A refusal with code 403, worded by `describe`."""
    return RefusalError(*describe(403, text))


def too_many(seconds: int) -> RefusalError:
    """A flood wait."""
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
