"""Labelled data: plain or gzipped, and every line that cannot be used named."""

import gzip

import pytest

from feeds.errors import BadRows
from feeds.evaluate.jsonl import rows

NEEDED = {"text": str, "label": int}
GOOD = b'{"text": "a", "label": 1}\n\n{"text": "b", "label": 0}\n'


def read(path, content):
    path.write_bytes(content)
    return [row["text"] for row in rows(path, NEEDED)]


def test_plain_and_gzipped_files_read_the_same(tmp_path):
    assert read(tmp_path / "a", GOOD) == read(tmp_path / "b", gzip.compress(GOOD)) == ["a", "b"]


def test_an_empty_file_has_no_rows(tmp_path):
    assert read(tmp_path / "a", b"") == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "no JSON"),
        (b"[1]", "an object"),
        (b'{"text": "a"}', "'label'"),
        (b'{"text": 1, "label": 1}', "'text'"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, line, why):
    with pytest.raises(BadRows, match=rf"line 4: .*{why}"):
        read(tmp_path / "a", GOOD + line)


def test_damaged_gzip_says_after_which_line(tmp_path):
    packed = gzip.compress(GOOD * 1000)
    with pytest.raises(BadRows, match="damaged"):
        read(tmp_path / "a", packed[: len(packed) // 2])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_whole_file_is_told_of(tmp_path, pack):
    path, told = tmp_path / "a", []
    path.write_bytes(pack(GOOD * 100))
    list(rows(path, NEEDED, tell=told.append))
    assert sum(told) == path.stat().st_size
