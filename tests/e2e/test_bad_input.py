"""What is set up wrong: a clear sentence with what to do, the right exit code, never a traceback, nothing stored lost.

All the processes run at the same time, for some must wait before they give up.
"""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.support.databases import sqlite_database
from tests.support.feed_server import FeedServer
from tests.support.process import DATA_KEY, Newsroom
from tests.support.running import locked
from tests.support.telegram import local_telegram

FAILED, BAD_CONFIGURATION = 1, 78


@dataclass
class Ended:
    """A process that has ended."""

    code: int
    said: str
    room: Newsroom

    @property
    def lines(self):
        """What it said, without its log."""
        return [line for line in self.said.splitlines() if line and not line.startswith("timestamp=")]


def a_database(room, change=None):
    """A database with a story's worth of rows, changed by a statement."""
    sqlite_database(room.database)
    connection = sqlite3.connect(room.database)
    connection.execute("INSERT INTO switches (name, value) VALUES ('kept', 'yes')")
    if change:
        connection.execute(change)
    connection.commit()
    connection.close()


def newer(room):
    a_database(room, "UPDATE alembic_version SET version_num = '9999_from_the_future'")


def read_only(room):
    """A file format of which this SQLite may read but not write: read-only for every user, root too."""
    a_database(room)
    connection = sqlite3.connect(room.database)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    content = bytearray(room.database.read_bytes())
    content[18] = 3  # the write version of the header: higher than any
    room.database.write_bytes(content)


def no_administrator(room):
    room.telegram.sim.set_member(room.telegram.channel, "bot", "member")


def revoked(room):
    room.telegram.sim.revoke()


@dataclass(frozen=True)
class Bad:
    """What is wrong, what comes of it, and what the sentence must say: what it is about, and what to do."""

    name: str
    code: int
    says: tuple[str, ...]
    settings: dict[str, str | None]
    before: object = a_database


CASES = [
    Bad("a token that Telegram does not know", 78, ("HELIOGRAPH_BOT_TOKEN", "@BotFather"), {}, revoked),
    Bad("a text that is no token", 78, ("HELIOGRAPH_BOT_TOKEN", "@BotFather"), {"HELIOGRAPH_BOT_TOKEN": "hunter2"}),
    Bad("no token", 78, ("HELIOGRAPH_BOT_TOKEN is not set", "@BotFather"), {"HELIOGRAPH_BOT_TOKEN": None}),
    Bad(
        "an unknown channel",
        78,
        ("HELIOGRAPH_CHANNEL is @nowhere_at_all", "Chat not found", "Check its spelling"),
        {"HELIOGRAPH_CHANNEL": "@nowhere_at_all"},
    ),
    Bad("no administrator", 78, ("is not an administrator of “Conflict wire”", "Add Admin"), {}, no_administrator),
    Bad(
        "review without a desk",
        78,
        ("HELIOGRAPH_REVIEW is 'policy', which needs moderators", "set HELIOGRAPH_DESK", "HELIOGRAPH_REVIEW=auto"),
        {"HELIOGRAPH_DESK": None},
    ),
    Bad(
        "a feed list that is not there",
        78,
        ("HELIOGRAPH_FEEDS", "nowhere.opml: the file cannot be read"),
        {"HELIOGRAPH_FEEDS": "nowhere.opml"},
    ),
    Bad("a setting that does not exist", 78, ("did you mean HELIOGRAPH_CHANNEL?",), {"HELIOGRAPH_CHANEL": "@x"}),
    Bad("a newer schema", 1, ("written by a newer Heliograph", "upgrade the program or restore a backup"), {}, newer),
    Bad("a read-only database", 1, ("cannot be written", "make the file and its folder writable"), {}, read_only),
    Bad("a locked database", 1, ("is locked: another program holds it",), {}),
]


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """All the processes, a few at a time, those that take longest first; by name, once they have ended."""
    sqlite_database(tmp_path_factory.mktemp("first") / "heliograph.db")  # the others are copies of it
    ordered = sorted(CASES, key=lambda bad: "locked" not in bad.name)
    with ThreadPoolExecutor(4) as threads:
        runs = [(bad.name, threads.submit(_run_one, bad, tmp_path_factory.mktemp("bad"))) for bad in ordered]
        return {name: run.result(100) for name, run in runs}


def _run_one(bad, folder):
    with local_telegram() as telegram, FeedServer() as feeds:
        room = Newsroom(telegram, feeds, folder)
        room.outlet("/herald", "Arven Herald")
        bad.before(room)
        before = _content(room)
        with room.process("run", "--config", "heliograph.toml", **bad.settings) as bot:
            if "locked" in bad.name:
                with locked(room.database):
                    code = bot.wait()
            else:
                code = bot.wait()
        assert telegram.sim.calls("getUpdates") == []
        assert [name for name, _ in before] == [name for name, _ in _content(room)][: len(before)]
        assert all(row in _content(room) for row in before)
        return Ended(code, bot.said, room)


def _content(room):
    """What the database holds, table by table."""
    if not room.database.is_file():
        return []
    connection = sqlite3.connect(f"file:{room.database}?mode=ro", uri=True)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(name, tuple(connection.execute(f"SELECT * FROM {name}"))) for name in tables if name != "feeds"]
    finally:
        connection.close()


@pytest.mark.parametrize("bad", CASES, ids=lambda bad: bad.name)
def test_what_is_wrong_is_said_in_a_sentence_with_what_to_do(ended, bad):
    found = ended[bad.name]
    assert "Traceback" not in found.said
    assert found.code == bad.code
    assert "hunter2" not in found.said
    sentence = " ".join(found.lines)
    assert all(words in sentence for words in bad.says), found.said
    assert len(found.lines) <= 2  # a heading and the one problem, or the sentence alone


# ------------------------------------------------------------------ heliograph check


@pytest.fixture
def check(tmp_path):
    """Run ``heliograph check --json``; its exit code and its findings by name."""
    with local_telegram() as telegram, FeedServer() as feeds:
        room = Newsroom(telegram, feeds, tmp_path)
        room.outlet("/herald", "Arven Herald")

        def run(**settings):
            process = room.process("check", "--json", log="check.log", **settings)
            process.log.unlink(missing_ok=True)
            with process:
                code = process.wait()
            assert "Traceback" not in process.said
            return code, {found["name"]: found for found in json.loads(process.said)["findings"]}

        run.room = room
        yield run


def test_check_says_that_all_is_well_and_changes_nothing(check):
    code, findings = check()
    assert code == 0
    assert [found["text"] for found in findings.values() if not found["ok"]] == []
    assert list(findings) == [
        "settings",
        "moderators",
        "database",
        "data key",
        "feeds",
        "token",
        f"channel {check.room.telegram.channel}",
        "desk",
        "staging chat",
        "clock",
    ]
    assert [name for name, found in findings.items() if found["warning"]] == ["moderators"]  # there is one owner
    assert findings["token"]["text"] == "Telegram knows the bot as @heliograph_bot."
    assert not check.room.database.exists()
    assert check.room.telegram.posts() == []


def test_check_warns_of_nothing_where_a_second_owner_may_approve(check):
    code, findings = check(HELIOGRAPH_OWNERS=f"{check.room.telegram.owner},77")
    assert (code, findings["moderators"]) == (
        0,
        {"name": "moderators", "ok": True, "warning": False, "text": "2 owners may moderate."},
    )


def test_check_finds_everything_that_is_wrong_at_once(check):
    room = check.room
    newer(room)
    key = room.folder / "data.key"
    key.write_text(DATA_KEY)
    key.chmod(0o600)
    room.telegram.sim.set_member(room.telegram.desk, "bot", "kicked")
    code, findings = check(
        HELIOGRAPH_CHANNEL=f"{room.telegram.channel},@nowhere_at_all",
        HELIOGRAPH_OWNERS=None,
        HELIOGRAPH_FEEDS="nowhere.opml",
        HELIOGRAPH_DATA_KEY=str(key),
    )
    assert code == BAD_CONFIGURATION
    assert {name for name, found in findings.items() if not found["ok"]} == {
        "settings",
        "database",
        "data key",
        "feeds",
        "channel @nowhere_at_all",
        "desk",
    }
    assert str(key) in findings["data key"]["text"]
    assert "HELIOGRAPH_OWNERS is not set" in findings["settings"]["text"]
