"""The parameters of a call, whatever way they came."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.errors import RefusalError, bad

_INTEGER = re.compile(r"[ \t]*[+-]?\d+")
_NAME = re.compile(rb'name="([^"]*)"')
_FILE_NAME = re.compile(rb'filename="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Names and values, all of them text, and files."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A value, or the empty text: Telegram does not tell the two apart."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """A number; what is none counts as 0."""
        value = self.text(name)
        if not value:
            return default
        found = _INTEGER.match(value)
        return int(found.group()) if found else 0

    def clamped(self, name: str, default: int, low: int, high: int) -> int:
        """A number pulled into a range."""
        return min(max(self.integer(name, default), low), high)

    def flag(self, name: str) -> bool:
        """A switch."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, complaint: str) -> Any:
        """A value in JSON; None where there is none."""
        value = self.text(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(complaint) from None


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise RefusalError(400, "Bad Request: strings must be encoded in UTF-8") from None


def _from_json(body: bytes) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        data = json.loads(body)
    except ValueError:
        raise RefusalError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(data, dict):
        raise RefusalError(400, "Bad Request: can't parse JSON object")
    return {name: _as_text(value) for name, value in data.items() if value is not None}


def _from_form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(_utf8(body), keep_blank_values=True))


def _from_multipart(body: bytes, boundary: bytes) -> Params:
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is None:
            continue
        file_name = _FILE_NAME.search(head)
        if file_name is None:
            values[_utf8(name.group(1))] = _utf8(content)
        else:
            files[_utf8(name.group(1))] = Upload(file_name.group(1).decode("utf-8", "replace"), content)
    return Params(values, files)


def read_params(query: str, content_type: str, body: bytes) -> Params:
    """Read the parameters of a request from its query and its body; the body wins."""
    values = dict(parse_qsl(query, keep_blank_values=True))
    kind, _, rest = content_type.partition(";")
    files: Mapping[str, Upload] = {}
    match kind.strip().lower():
        case "application/json":
            values |= _from_json(body)
        case "application/x-www-form-urlencoded":
            values |= _from_form(body)
        case "multipart/form-data":
            found = re.search(r'boundary="?([^";]+)"?', rest)
            form = _from_multipart(body, found.group(1).encode() if found else b"")
            values |= form.values
            files = form.files
    return Params(values, files)
