"""What the sandbox may import, and that its address table is documented."""

import ast
import re
from pathlib import Path

import pytest

from bot import sandbox
from bot.sandbox.control import _TABLE
from bot.sandbox.errors import describe
from bot.sandbox.faults import FaultKind
from bot.sandbox.keyboards import without_callbacks
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params, read_params
from bot.sandbox.pictures import Picture, look_at

ROOT = Path(sandbox.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
GUIDE = (ROOT.parents[1] / "docs" / "sandbox.md").read_text()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_client_library_and_nothing_else_of_ours_is_imported(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    assert not [name for name in names if name.split(".")[0] in {"telegram", "feeds", "migrations"}]
    assert not [name for name in names if name.startswith("bot") and not name.startswith("bot.sandbox")]


def test_every_address_is_in_the_guide():
    for method, address, _ in _TABLE:
        shown = address.replace("CHAT", "/sim/chats/{chat_id}")
        assert re.search(rf"`{method}(\|\w+)* {re.escape(shown)}", GUIDE), f"{method} {shown}"


def test_every_method_and_every_fault_is_in_the_guide():
    words = {word.lower() for word in re.findall(r"\w+", GUIDE)}
    assert set(METHODS) <= words
    assert all(f"`{kind}`" in GUIDE for kind in FaultKind)


@pytest.mark.parametrize(
    ("code", "text", "answer"),
    [
        (400, "Chat not found", (400, "Bad Request: chat not found")),
        (400, "BUTTON_DATA_INVALID", (400, "Bad Request: BUTTON_DATA_INVALID")),
        (404, "Not there", (400, "Bad Request: not there")),
        (3, "Odd", (400, "Bad Request: odd")),
        (403, "CHAT_WRITE_FORBIDDEN", (400, "Bad Request: CHAT_WRITE_FORBIDDEN")),
        (403, "Bot was kicked", (403, "Forbidden: bot was kicked")),
        (403, "Forbidden: bot was kicked", (403, "Forbidden: bot was kicked")),
        (400, "USER_IS_BLOCKED", (403, "Forbidden: bot was blocked by the user")),
        (400, "File generation failed", (400, "Bad Request: can't upload file by URL")),
        (400, "USER_ADMIN_INVALID", (400, "Bad Request: user is an administrator of the chat")),
    ],
)
def test_inner_errors_are_told_as_telegram_tells_them(code, text, answer):
    assert describe(code, text) == answer


def test_numbers_switches_and_lists_are_read_as_telegram_reads_them():
    params = read_params("a=5&b=x&c=TRUE&d=0&e=-3z", "", b"")
    assert [params.integer(name) for name in "abcdez"] == [5, 0, 0, 0, -3, 0]
    assert [params.flag(name) for name in "abcd"] == [False, False, True, False]
    assert params.clamped("a", 1, 0, 3) == 3
    given = read_params("", "application/json; charset=utf-8", b'{"a": null, "b": [1], "c": true}')
    assert given == Params({"b": "[1]", "c": "true"})
    assert read_params("", "application/json", b" ") == Params()
    assert read_params("", "text/plain", b"x") == Params()


def test_only_keyboards_of_links_are_forwarded():
    link, press = {"text": "a", "url": "u"}, {"text": "a", "callback_data": "d"}
    assert without_callbacks({"inline_keyboard": [[link]]}) == {"inline_keyboard": [[link]]}
    assert without_callbacks({"inline_keyboard": [[link, press]]}) is None
    assert without_callbacks(None) is None


def test_pictures_are_known_by_their_first_bytes():
    jpeg = bytes.fromhex("ffd8ffe00010") + b"JFIF" + bytes(10) + bytes.fromhex("ffc0001108007800a003") + bytes(12)
    assert look_at(jpeg) == Picture("image/jpeg", 160, 120)
    assert look_at(b"\xff\xd8\xff") is None
    assert look_at(b"GIF89a\x02\x00\x03\x00") == Picture("image/gif", 2, 3)
    assert look_at(b"RIFF") is None
