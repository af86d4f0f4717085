"""``heliograph feeds``: found, chosen, listed, paused, taken in and handed out, tried. The servers are real."""

import json
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from feeds.fetch.feed_list import read_feed_list
from feeds.model import Entry
from tests.support.feed_server import FeedServer
from tests.support.process import DATA_KEY

NEWS = [Entry(title=f"Shelling near Port Ilse, day {day}", guid=str(day)) for day in range(5)]
PAGE = b"""<!doctype html><html><head><meta property="og:site_name" content="The Courier">
<link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="alternate" type="application/rss+xml" href="/war">
<link rel="alternate" type="application/rss+xml" href="/gone"></head></html>"""
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def server():
    with FeedServer() as server:
        server.document("/", PAGE, content_type="text/html")
        server.feed("/rss", NEWS, title="Courier: all", language="en")
        server.feed("/war", NEWS[:1], title="Courier: war")
        yield server


@pytest.fixture
def settings(tmp_path, server):
    """A folder of its own, and what the environment says."""
    (tmp_path / "list.txt").write_text(f"{server.url('/rss')}\tCourier\n{server.url('/gone', 'localhost')}\tGone\n")
    return {
        "HELIOGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'heliograph.db'}",
        "HELIOGRAPH_DATA_KEY": DATA_KEY,
        "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.1/32",
        "HELIOGRAPH_FEEDS": str(tmp_path / "list.txt"),
    }


@pytest.fixture
def run(settings):
    """Run a command in this process: its exit code, and what it said."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level

    def run(*arguments, code=0):
        result = CliRunner().invoke(app, ["feeds", *arguments], env=settings)
        assert result.exit_code == code, result.output
        return result.stdout

    yield run
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


# ------------------------------------------------------------------ finding and adding


def test_a_pages_feeds_are_shown_and_nothing_is_added_where_nobody_can_be_asked(run, server):
    said = run("add", server.url("/"), code=1).splitlines()
    assert said == [
        "1. Courier: all – 5 entries, without dates (the page names it)",
        f"   {server.url('/rss')}",
        *(f"   • {entry.title}" for entry in NEWS[:3]),
        "2. Courier: war – 1 entry, without dates (the page names it)",
        f"   {server.url('/war')}",
        f"   • {NEWS[0].title}",
        f"✗ {server.url('/gone')}: the server answered 404 Not Found",
        "Say which: --yes adds the first, --all adds all, or give the address of the one you mean.",
    ]
    assert json.loads(run("list", "--json")) == []


def test_the_first_or_all_are_added_with_what_is_said_of_them(run, server):
    told = ("--terms", "full_with_credit", "--credit", "The Courier, CC BY", "--language", "EN", "--beat", "Wars")
    assert "Added “Courier: all” (no. 1), of the outlet The Courier" in run("add", server.url("/"), "--yes", *told)
    done = json.loads(run("add", server.url("/"), "--all", "--json"))
    assert [(one["number"], one["outlet"], one["new"]) for one in done["added"]] == [
        (1, "The Courier", False),
        (2, "The Courier", True),
    ]
    assert [(feed["url"], feed["problem"]) for feed in done["failed"]] == [
        (server.url("/gone"), "the server answered 404 Not Found")
    ]
    listed = json.loads(run("list", "--json"))
    assert [(feed["beat"], feed["terms"], feed["health"]) for feed in listed] == [
        ("Wars", "full_with_credit", "not looked at yet"),
        (None, "full_with_credit", "not looked at yet"),
    ]


def test_a_feed_is_added_at_once(run, server):
    assert "of the outlet Ours, terms excerpt; it is polled at the next look." in run(
        "add", server.url("/war"), "--outlet", "Ours"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--affiliation", "party"), 1, "needs the side that it speaks for"),
        (("--terms", "no_derivatives"), 1, "need the credit line"),
        (("--language", "?"), 2, "write a language as a tag"),
        (("--terms", "steal"), 2, "steal"),
    ],
)
def test_what_cannot_be_is_refused(settings, server, run, arguments, code, words):
    result = CliRunner().invoke(app, ["feeds", "add", server.url("/war"), *arguments], env=settings)
    assert result.exit_code == (code if code == 2 else 1)
    assert words in result.output + str(result.exception)
    assert json.loads(run("list", "--json")) == []


def test_where_there_is_no_feed_that_is_said_and_is_a_failure(run):
    said = run("add", "t.me/somebody", "--yes", code=1)
    assert said.splitlines() == [
        "No feed was found at https://t.me/somebody.",
        "Telegram's channels have no feeds: look for the outlet's own site.",
    ]


def test_on_a_terminal_it_asks_until_it_understands(settings, server, tmp_path):
    terminal, end = pty.openpty()
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "feeds", "add", server.url("/")],
        stdin=end,
        stdout=end,
        stderr=end,
        env=environment,
        cwd=tmp_path,
    ) as process:
        os.close(end)
        os.write(terminal, b"3\nsecond\n2, 1\n")
        said = ""
        while True:
            try:
                said += os.read(terminal, 10_000).decode()
            except OSError:  # the other end is closed
                break
        os.close(terminal)
        assert process.wait() == 0
    assert said.count("Write numbers from 1 to 2, set apart by commas.") == 2
    assert said.index("Added “Courier: war” (no. 1)") < said.index("Added “Courier: all” (no. 2)")


# ------------------------------------------------------------------ the list


def test_feeds_are_paused_and_resumed_by_number_or_address(run, settings, server):
    run("import", settings["HELIOGRAPH_FEEDS"])
    gone = server.url("/gone", "localhost")
    (number,) = (feed["number"] for feed in json.loads(run("list", "--json")) if feed["url"] == gone)
    assert run("pause", str(number), "--why", "it is gone") == f"Paused: Gone, {gone}\n"
    assert run("pause", gone) == f"Paused before: Gone, {gone}\n"
    assert "paused: by the command line: it is gone" in run("list")
    assert run("resume", gone) == f"Polled again: Gone, {gone}\n"
    assert run("resume", gone) == f"Not paused: Gone, {gone}\n"
    run("pause", "77", code=1)


def test_what_is_taken_in_is_handed_out_as_it_was(run, tmp_path):
    starter = ROOT / "feeds" / "models" / "starter.opml"
    assert "85 feeds are new, 0 were known." in run("import", str(starter))
    assert "0 feeds are new, 85 were known." in run("import", str(starter))
    assert run("export", "--to", str(tmp_path / "out.opml")) == f"Wrote {tmp_path / 'out.opml'}: 85 feeds.\n"
    assert set(read_feed_list(tmp_path / "out.opml")) == set(read_feed_list(starter))
    run("import", str(tmp_path / "out.opml"))
    assert run("export").splitlines()[3:] == (tmp_path / "out.opml").read_text("utf-8").splitlines()[3:]


def test_a_list_that_cannot_be_read_changes_nothing(run, tmp_path):
    (tmp_path / "bad.opml").write_text("<html/>")
    run("import", str(tmp_path / "bad.opml"), code=1)
    assert json.loads(run("list", "--json")) == []


# ------------------------------------------------------------------ trying


def test_one_feed_is_tried_step_by_step_and_nothing_is_stored(run, server, tmp_path):
    said = run("test", server.url("/rss")).splitlines()
    assert f"✓ address    {server.url('/rss')} may be asked for" in said
    assert any(line.startswith("✓ next look  in 15 min") for line in said)
    assert any("Shelling near Port Ilse, day 4" in line for line in said)
    told = json.loads(run("test", server.url("/gone"), "--json", code=1))
    assert (told["ok"], told["problems"]) == (False, ["the server answered 404 Not Found"])
    assert [step["name"] for step in told["steps"] if not step["ok"]] == ["answer", "fetch", "next look"]
    assert not (tmp_path / "heliograph.db").exists()


def test_all_are_tried_those_of_the_list_and_those_of_the_database(run, server, tmp_path):
    said = run("test", "--all", code=1)
    assert said.splitlines()[0].startswith("2 feeds: 1 work, 1 do not")
    assert not (tmp_path / "heliograph.db").exists()
    war = server.url("/war")
    run("add", war)
    before = run("list", "--json")
    told = json.loads(run("test", "--all", "--json", code=1))
    assert (told["ok"], told["tried"], told["failed"]) == (False, 3, 1)
    assert {feed["url"] for feed in told["feeds"] if feed["ok"]} == {server.url("/rss"), war}
    assert run("list", "--json") == before


@pytest.mark.parametrize("arguments", [(), ("http://a.example/", "--all")])
def test_either_one_or_all_are_tried(run, arguments):
    run("test", *arguments, code=2)
