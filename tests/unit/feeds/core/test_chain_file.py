"""The chain as a file: what is written is read, and what is no link is called by its name."""

import json
import re
from dataclasses import replace

import pytest

from feeds.core.chain import verify
from feeds.core.chain_file import dump_link, read_links
from feeds.model import ChainFault, Link, PostKind, Unreadable
from tests.support.links import a_chain, as_file, erased

LINKS = a_chain("one", "zwei\n\tЁ 🕊 \u2028 \x85 \x7f", "three")
LINE = json.loads(dump_link(LINKS[0]))


def read(data):
    return list(read_links(data.splitlines(keepends=True)))


def read_one(values):
    return read(values if isinstance(values, bytes) else json.dumps(values).encode())


def test_what_is_written_is_read():
    links = [LINKS[0], erased(LINKS[1]), replace(LINKS[2], public_id="", kind=PostKind.ROUNDUP)]
    assert read(as_file(links)) == links


def test_a_line_is_ascii_and_only_its_end_is_a_line_end():
    line = dump_link(LINKS[1])
    assert line.isascii()
    assert line.splitlines() == [line.removesuffix("\n")]


def test_an_erased_link_says_nothing_but_that():
    assert json.loads(dump_link(erased(LINKS[0]))).keys() - LINE.keys() == {"erased_at", "erased_why"}
    assert LINE.keys() - json.loads(dump_link(erased(LINKS[0]))).keys() == {"salt", "text"}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data + b"\n\r\n  \n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.removesuffix(b"\n"),
        lambda data: data.replace(b", ", b","),
    ],
    ids=["CRLF", "empty lines at the end", "byte order mark", "no line end at the end", "other spaces"],
)
def test_what_a_transfer_does_to_line_ends_is_no_harm(change):
    assert verify(read_links(change(as_file(LINKS)).splitlines(keepends=True))).links == 3


@pytest.mark.parametrize("cut", [2, 20, 200, 300])
def test_a_file_that_was_cut_in_the_middle_of_a_line_says_so(cut):
    report = verify(read(as_file(LINKS)[:-cut]))
    assert (report.broken.fault, report.broken.place, report.links) == (ChainFault.CUT, 3, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"hello\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xfe{\x00}\x00\n\x00",
        b"{]\n",
        b"[" * 100_000 + b"\n",
        b'{"v": ' + b"9" * 5000 + b"}\n",
        b"\0" * 100,
        b"{'v': 1}\n",
    ],
    ids=["words", "picture", "UTF-16", "odd", "deep", "large", "zeros", "quotes"],
)
def test_what_is_not_json_is_said_to_be_not_json(data):
    assert read(data)[0] == Unreadable("the line is not JSON")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([1], "holds no link"),
        (None, "holds no link"),
        ({}, "another version"),
        (LINE | {"v": 2}, "another version"),
        (LINE | {"v": True}, "another version"),
        (LINE | {"v": "1"}, "another version"),
        ({"v": 1}, "lacks: at, digest, hash, kind, number, previous, revision, story"),
        (LINE | {"note": "x"}, "no meaning: 'note'"),
        (LINE | {"\x1b[2J": "x"}, r"no meaning: '\\x1b\[2J'"),
        (LINE | {"number": 0}, "'number'"),
        (LINE | {"number": "1"}, "'number'"),
        (LINE | {"number": 1.0}, "'number'"),
        (LINE | {"number": True}, "'number'"),
        (LINE | {"number": 2**63}, "'number'"),
        (LINE | {"revision": -1}, "'revision'"),
        (LINE | {"story": "7k3f"}, "'story'"),
        (LINE | {"story": "7K3F\nkind: new"}, "'story'"),
        (LINE | {"story": None}, "'story'"),
        (LINE | {"kind": "notice"}, "'kind'"),
        (LINE | {"kind": "chain_head"}, "'kind'"),
        (LINE | {"at": "2026-01-01T12:00:00+00:00"}, "'at'"),
        (LINE | {"at": "2026-01-01 12:00:00Z"}, "'at'"),
        (LINE | {"at": "2026-02-30T12:00:00Z"}, "'at' is no time"),
        (LINE | {"hash": LINE["hash"].upper()}, "'hash'"),
        (LINE | {"hash": LINE["hash"] + "\n"}, "'hash'"),
        (LINE | {"digest": "٣" * 64}, "'digest'"),
        (LINE | {"previous": ""}, "'previous'"),
        (LINE | {"salt": "5a"}, "'salt'"),
        (LINE | {"salt": None}, "'salt'"),
        (LINE | {"text": 5}, "'text'"),
        (LINE | {"erased_at": "yesterday"}, "'erased_at'"),
        (LINE | {"erased_why": []}, "'erased_why'"),
        (json.dumps(LINE).replace('"text"', '"text": "x", "text"').encode(), "twice"),
    ],
)
def test_what_is_no_link_is_called_by_its_name(values, why):
    (found,) = read_one(values)
    assert isinstance(found, Unreadable)
    assert not found.cut
    assert re.search(why, found.why)


def test_an_empty_line_between_links_is_no_link():
    first, second, third = as_file(LINKS).splitlines(keepends=True)
    assert [type(one) for one in read_links([first, b"\n", b"\n", second, third])] == [Link, Unreadable, Link, Link]
    report = verify(read_links([first, b"\n", second]))
    assert (report.broken.fault, report.broken.place, report.broken.why) == (
        ChainFault.UNREADABLE,
        2,
        "the line is empty",
    )


def test_an_empty_file_shows_nothing():
    assert verify(read_links([])).broken.fault is ChainFault.EMPTY
    assert verify(read_links([b"\n", b"\r\n"])).broken.fault is ChainFault.EMPTY


def test_lone_surrogates_of_anothers_file_are_no_crash():
    (link,) = read_one(LINE | {"text": "\ud800"})
    assert verify([link]).broken.fault is ChainFault.TEXT
