"""Single fields: any value in, a clean one or none out."""

from datetime import UTC, datetime

import pytest

from feeds.core import fields

BASE = "https://feeds.example/arven/feed.xml"


@pytest.mark.parametrize(
    ("value", "found"),
    [(" a ", "a"), ("a\0b", "ab"), ("\ud800é", "é"), (None, ""), (7, ""), (b"a", ""), ({}, "")],
)
def test_text(value, found):
    assert fields.text(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a < b", "a &lt; b"),
        ("<script>", "&lt;script>"),
        ("AT&T &amp; Co", "AT&T &amp; Co"),
        ("<p>one</p>", "<p>one</p>"),
        ("one<br/>two", "one<br/>two"),
        ("<B>one</B>", "<B>one</B>"),
        (None, ""),
    ],
)
def test_plain_text_becomes_markup_unless_it_is(value, found):
    assert fields.plain(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" /x ", "https://feeds.example/x"),
        ("x?y=1", "https://feeds.example/arven/x?y=1"),
        ("//a.example/x", "https://a.example/x"),
        ("http://", None),
        ("http://[x", None),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("", None),
        (None, None),
    ],
)
def test_address(value, found):
    assert fields.address(value, BASE) == found


def test_an_address_without_a_base_is_whole_or_none():
    assert fields.address("https://a.example/", "") == "https://a.example/"
    assert fields.address("a", "") is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("EN", "en"),
        ("en_GB", "en-gb"),
        ("zh-Hant-TW", "zh-hant-tw"),
        ("English", None),
        ("e", None),
        ("", None),
        (None, None),
    ],
)
def test_language(value, found):
    assert fields.language(value) == found


@pytest.mark.parametrize(
    "parts", [(1970, 1, 1), (2026, 13, 1), (2026, 2, 30), (2026, 1, 1, 25), (10**20, 1, 1), (-1, 1, 1)]
)
def test_there_is_no_such_moment(parts):
    assert fields.moment(*parts) is None


def test_moment():
    assert fields.moment(2026, 3, 3, 1, 2, 3) == datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-03-03T01:02:03Z", datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC)),
        ("2026-03-03T01:02:03+02:00", datetime(2026, 3, 2, 23, 2, 3, tzinfo=UTC)),
        ("2026-03-03T01:02:03", datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC)),
        ("2026-03-03", datetime(2026, 3, 3, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_iso_moment(value, found):
    assert fields.iso_moment(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("5", 300.0), (" 0.5 ", 30.0), ("0", None), ("nan", None), ("inf", None), ("x", None), (None, None)],
)
def test_minutes(value, found):
    assert fields.minutes(value) == found
