"""``heliograph verify chain``: from a file alone, in words, with an exit code."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app, verify
from feeds.model import ChainFault
from tests.support.links import WHY, a_chain, as_file, erased

ROOT = Path(__file__).parents[3]
LINKS = a_chain("one", "two", "three", "four")
HEAD = LINKS[-1].hash


@pytest.fixture
def run(tmp_path):
    """Checks a file of these bytes."""

    def check(content, *options, code=0):
        path = tmp_path / "chain.jsonl"
        path.write_bytes(content)
        result = CliRunner().invoke(app, ["verify", "chain", str(path), *options])
        assert result.exit_code == code, result.output
        return result.output

    return check


def test_a_chain_that_holds_is_said_to_hold(run):
    said = run(as_file(LINKS))
    assert "✓ 4 links hold, published from 2026-" in said
    assert HEAD in said
    assert "Compare it with a head that the channel posted" in said


def test_a_head_that_was_kept_is_found(run):
    said = run(as_file(LINKS), "--head", f" {LINKS[1].hash.upper()} ")
    assert "The head that you hold is link 2: up to there nothing was changed" in said


def test_erased_texts_are_listed(run):
    said = run(as_file([LINKS[0], erased(LINKS[1]), erased(LINKS[2], "a name that\x1b[2J must go"), LINKS[3]]))
    assert "2 texts were erased" in said
    assert re.search(rf"\n2 +2026-\S+ \S+ UTC +{WHY}", said)
    assert "a name that\ufffd[2J must go" in said
    assert "\x1b" not in said


def test_of_many_gaps_the_rest_is_counted(run):
    said = run(as_file([erased(link) for link in a_chain(*["x"] * 103)]))
    assert "103 texts were erased" in said
    assert "… and 3 more" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no link"),
        (b"hello\n", "Line 1 is no link: the line is not JSON."),
        (as_file(LINKS)[:-9], "it ends in the middle of line 4. Get it again."),
        (as_file([LINKS[0], *LINKS[2:]]), "Link 2 is missing: link 3 stands in its place."),
        (as_file([LINKS[0], LINKS[0], *LINKS[1:]]), "Where link 2 should stand, link 1 does"),
        (as_file([*LINKS[:2], *a_chain("a", "b", "c")[2:]]), "Link 3 does not follow what stands before it"),
        (as_file(LINKS).replace(b'"revision": 1', b'"revision": 2', 1), "Link 1 was changed: its number, story"),
        (as_file(LINKS).replace(b'"two"', b'"Two"'), "The text of link 2 was changed"),
        (as_file([LINKS[0], replace(LINKS[1], text=None)]), "Link 2 is not whole"),
    ],
)
def test_what_is_broken_is_said_in_words_with_its_place(run, content, said):
    assert said in run(content, code=1)


def test_a_head_that_is_not_there_is_said_to_be_missing(run):
    said = run(as_file(LINKS[:3]), "--head", HEAD, code=1)
    assert "The head that you hold is not among the links" in said
    assert "3 links hold" in said


def test_what_holds_before_a_break_is_told(run):
    said = run(as_file([*LINKS[:2], LINKS[3]]), code=1)
    assert "Up to there 2 links hold, published" in said
    assert LINKS[1].hash in said


def test_every_fault_has_a_sentence():
    assert set(verify._SAID) == set(ChainFault)


def test_json_says_the_same(run):
    told = json.loads(run(as_file([LINKS[0], erased(LINKS[1])]), "--json", "--head", LINKS[0].hash))
    assert (told["ok"], told["links"], told["erased"], told["found_at"]) == (True, 2, 1, 1)
    assert told["head"]["hash"] == LINKS[1].hash
    assert told["gaps"][0]["why"] == WHY
    told = json.loads(run(as_file(LINKS[1:]), "--json", code=1))
    assert told["broken"] | {"said": ""} == {"fault": "missing", "place": 1, "number": 2, "said": ""}
    assert (told["ok"], told["head"]) == (False, None)


@pytest.mark.parametrize("head", ["", "abc", "g" * 64, "0" * 63, "٣" * 64])
def test_what_is_no_head_is_a_mistake_of_use(run, head):
    assert "64 hexadecimal digits" in run(as_file(LINKS), "--head", head, code=2)


def test_a_line_without_an_end_does_not_fill_the_memory(run, monkeypatch):
    monkeypatch.setattr(verify, "LONGEST_LINE", 1000)
    assert "Line 1 is no link: the line is not JSON." in run(b"{" * 5000, code=1)


def test_a_progress_bar_of_a_long_file_says_nothing_where_nobody_looks(run, monkeypatch):
    monkeypatch.setattr(verify, "_LONG", 0)
    assert run(as_file(LINKS)).startswith("✓ 4 links")


def heliograph(*arguments, given=b"", folder):
    """The command as a stranger runs it: in an empty folder, with nothing set but where Python is."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given,
        capture_output=True,
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "PATH": os.environ["PATH"]},
        timeout=60,
        check=False,
    )


def test_it_needs_no_settings_and_leaves_nothing(tmp_path):
    (tmp_path / "heliograph.toml").write_text("this is = no settings")
    done = heliograph("verify", "chain", "-", given=as_file(LINKS).replace(b"\n", b"\r\n"), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("✓ 4 links hold")
    assert [path.name for path in tmp_path.iterdir()] == ["heliograph.toml"]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    done = heliograph("verify", "chain", "no.jsonl", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "[Errno 2] No such file or directory: 'no.jsonl'"
