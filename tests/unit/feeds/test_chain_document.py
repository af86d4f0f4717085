"""What ``docs/chain.md`` shows is so: its file can be checked, its commands and its Python give what stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.core import chain_file
from feeds.core.chain import verify
from feeds.core.chain_file import read_links
from feeds.core.chain_text import PUBLISHED
from tests.support.links import a_chain, as_file, erased

TEXT = (Path(__file__).parents[3] / "docs" / "chain.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
(SAMPLE,) = [block.encode() for kind, block in BLOCKS if kind == "jsonl"]
(PROGRAM,) = [block for kind, block in BLOCKS if kind == "python"]
COMMANDS = [(block, BLOCKS[place + 1][1]) for place, (kind, block) in enumerate(BLOCKS) if "sha256sum" in block]
LINKS = list(read_links(SAMPLE.splitlines(keepends=True)))


def test_the_sample_holds():
    assert verify(LINKS).links == 2


def test_the_text_that_is_shown_is_the_first_links():
    assert LINKS[0].text in [block for kind, block in BLOCKS if kind == "text"]


@pytest.mark.parametrize(("command", "said"), COMMANDS, ids=["digest", "hash"])
def test_the_commands_give_what_is_shown(command, said):
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == said
    assert said.split()[0] in {LINKS[0].digest, LINKS[0].hash}


@pytest.fixture
def run(tmp_path):
    """Runs the document's program on a file; its last line, or its complaint."""
    (tmp_path / "program.py").write_text(PROGRAM, "utf-8")

    def run(content):
        (tmp_path / "chain.jsonl").write_bytes(content)
        command = [sys.executable, "program.py", "chain.jsonl"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        return (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()[-1]

    return run


def test_the_program_finds_what_we_find(run):
    links = [*a_chain("one", "zwei 🕊", "three")[:1], *map(erased, a_chain("one", "zwei 🕊")[1:])]
    assert run(SAMPLE) == f"2 {LINKS[1].hash}"
    assert run(as_file(links)) == f"2 {links[1].hash}"
    assert run(SAMPLE.replace(b"Nine people", b"Nobody")).endswith("link 2: another text")
    assert run(SAMPLE.replace(b"08:40", b"08:41")).endswith("link 1: changed")
    assert run(SAMPLE.splitlines(keepends=True)[1]).endswith("link 1: missing, moved or replaced")


def test_every_field_and_every_kind_stand_in_the_table():
    rows = [line for line in TEXT.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} == (
        chain_file._ALWAYS | chain_file._SOMETIMES
    )
    (kinds,) = [row for row in rows if row.startswith("| `kind`")]
    assert set(re.findall(r"`(\w+)`", kinds.split("|")[2])) == set(PUBLISHED)
