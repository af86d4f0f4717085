"""Reading documents: the committed feeds beside what is expected of them, and single rules."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.core.documents import is_wide
from feeds.core.parse import MOST_ENTRIES, parse
from feeds.errors import ParseError
from feeds.model import Entry, ParsedFeed

FEEDS = Path(__file__).parents[3] / "data" / "feeds"
URL = "https://feeds.example/arven/feed.xml"


def read(document: bytes | str, content_type: str | None = None) -> ParsedFeed:
    data = document.encode() if isinstance(document, str) else document
    return parse(data, url=URL, content_type=content_type)


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.toml")), ids=lambda path: path.stem)
def test_committed_feed_reads_as_expected(path):
    expected = tomllib.loads(path.read_text())
    document, content_type = path.with_suffix("").read_bytes(), expected.pop("content_type", None)
    if "error" in expected:
        with pytest.raises(ParseError) as caught:
            read(document, content_type)
        assert str(caught.value) == expected["error"]
        assert caught.value.url == URL
        return
    entries = tuple(Entry(**entry) for entry in expected.pop("entries"))
    problems = tuple(expected.pop("problems"))
    assert read(document, content_type) == ParsedFeed(entries, problems, **expected)


def test_every_committed_feed_has_an_expectation():
    documents = {path.name for path in FEEDS.iterdir() if path.suffix != ".toml"}
    assert {path.stem for path in FEEDS.glob("*.toml")} == documents


@pytest.mark.parametrize("document", [b"", b"\xef\xbb\xbf", b"\0\0\0", b" \n\t "])
def test_nothing_to_read_is_empty(document):
    with pytest.raises(ParseError, match="the document is empty"):
        read(document)


@pytest.mark.parametrize(
    "document",
    [
        b"[" * 100_000,
        b'{"items":' * 50_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b"{",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"just words",
        b"<a>" * 10_000,
    ],
    ids=["deep-array", "deep-object", "items-no-list", "brace", "binary", "words", "deep-xml"],
)
def test_what_is_no_feed_is_refused(document):
    with pytest.raises(ParseError, match="this is not a feed"):
        read(document)


def test_a_page_that_holds_item_elements_is_still_a_page():
    with pytest.raises(ParseError, match="web page"):
        read("<html><body><item><title>Menu</title></item></body></html>")


def test_deep_nesting_inside_an_entry_is_read():
    assert len(read(rss(f"<item><title>Deep</title><description>{'<b>' * 5000}</description></item>")).entries) == 1


def test_more_entries_than_of_use_are_left_out():
    found = read(rss("".join(f"<item><title>{n}</title></item>" for n in range(MOST_ENTRIES + 5))))
    assert len(found.entries) == MOST_ENTRIES
    assert found.entries[0].title == "0"
    assert found.problems == (f"there are more than {MOST_ENTRIES} entries: the others were left out",)


def test_entries_that_are_never_closed_are_limited_too():
    found = read("<rss version='2.0'><channel>" + "<item><title>x</title>" * (MOST_ENTRIES + 5) + "</channel></rss>")
    assert len(found.entries) <= MOST_ENTRIES


@pytest.mark.parametrize("cut", range(1, len("<item><title>Second</title></item>")))
def test_wherever_an_entry_is_cut_only_the_whole_one_is_read(cut):
    start = '<rss version="2.0"><channel><title>T</title><item><title>First</title></item>'
    found = read(start + "<item><title>Second</title></item>"[:cut])
    assert [entry.title for entry in found.entries] == ["First"]
    assert found.problems == ("the document is cut in the middle: only its whole entries were read",)


def test_a_document_cut_behind_its_last_entry_loses_nothing():
    whole = rss("<item><title>First</title></item><item><title>Second</title></item>")
    for end in range(whole.rindex("</item>") + len("</item>"), len(whole)):
        assert [entry.title for entry in read(whole[:end]).entries] == ["First", "Second"]


def test_a_document_cut_before_its_first_entry_is_a_feed_without_entries():
    found = read('<rss version="2.0"><channel><title>T</title><item><title>Fir')
    assert (found.title, found.entries) == ("T", ())
    assert "cut in the middle" in found.problems[0]


def test_a_document_cut_in_a_letter_is_read_to_the_last_whole_entry():
    document = rss("<item><title>Один</title></item><item><title>Два</title></item>").encode()
    found = read(document[: document.index("Два".encode()) + 1])
    assert [entry.title for entry in found.entries] == ["Один"]


def test_an_empty_root_is_not_cut():
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"/>').problems == ()


def test_the_longest_text_is_the_summary():
    item = "<item><title>T</title><description>{}</description><content:encoded>{}</content:encoded></item>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    for short, long in (("a", "a longer text"), ("a longer text", "a")):
        found = read(f'<rss version="2.0" {space}><channel>{item.format(short, long)}</channel></rss>')
        assert found.entries[0].summary == "a longer text"


def test_an_atom_content_that_is_a_picture_is_no_text():
    found = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><summary>S</summary>'
        '<content type="image/png">aGVsbG8gaGVsbG8=</content></entry></feed>'
    )
    assert found.entries[0].summary == "S"


def test_a_guid_that_is_an_address_serves_as_the_link():
    found = read(rss("<item><title>T</title><guid>https://a.example/1</guid></item>"))
    assert found.entries[0].link == "https://a.example/1"


def test_a_title_that_declares_itself_plain_but_is_markup_is_taken_for_markup():
    found = read('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&lt;b&gt;T&lt;/b&gt;</title></entry></feed>')
    assert found.entries[0].title == "<b>T</b>"


def test_lone_surrogates_and_nuls_never_come_out():
    found = read(
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "\\ud800a", "title": "x\\u0000\\udfffy"}]}'
    )
    assert found.entries == (Entry(title="xy", guid="a"),)


def test_times_are_in_utc():
    found = read(rss("<item><title>T</title><pubDate>Tue, 03 Mar 2026 23:30:00 -0500</pubDate></item>"))
    assert found.entries[0].published == datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
    assert found.entries[0].published.tzinfo is UTC


@pytest.mark.parametrize(("ttl", "seconds"), [("60", 3600.0), ("0", None), ("-5", None), ("1e9", None), ("nan", None)])
def test_only_a_sensible_ttl_counts(ttl, seconds):
    assert read(rss(f"<ttl>{ttl}</ttl>")).ttl == seconds


def test_the_declaration_goes_before_the_servers_charset():
    document = '<?xml version="1.0" encoding="windows-1251"?>' + rss("<item><title>Бой</title></item>")
    found = read(document.encode("cp1251"), "application/rss+xml; charset=windows-1252")
    assert found.entries[0].title == "Бой"


def test_japanese_in_seven_bits_is_read_as_declared():
    document = '<?xml version="1.0" encoding="iso-2022-jp"?>' + rss("<item><title>停戦</title></item>")
    assert read(document.encode("iso-2022-jp")).entries[0].title == "停戦"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
def test_wide_encodings_are_recognised_with_and_without_a_mark(encoding):
    assert read(rss("<item><title>Бій</title></item>").encode(encoding)).entries[0].title == "Бій"


def test_an_encoding_that_does_not_exist_does_no_harm():
    assert read(rss("<item><title>Бій</title></item>"), "text/xml; charset=utf-99").entries[0].title == "Бій"


def test_comments_without_a_root_take_no_time():
    with pytest.raises(ParseError):
        read("<!-- > -->" * 2000)


def test_what_the_parsers_raise_is_an_error_of_the_document():
    with pytest.raises(ParseError, match=r"the document cannot be read \(LookupError\)") as caught:
        read(b'{"title": "\xff"}', "application/json; charset=utf-99")
    assert isinstance(caught.value.__cause__, LookupError)


def test_a_cut_json_feed_skips_what_is_no_item():
    found = read('{"version": "https://jsonfeed.org/version/1", "items": ["x", 1, {"id": "1", "title": "T"}, {"id"')
    assert [entry.title for entry in found.entries] == ["T"]


def test_a_document_cut_in_its_head_is_a_feed_without_entries():
    found = read('<rss version="2.0"><channel><title>The Arven Cour')
    assert found.entries == ()
    assert "cut in the middle" in found.problems[0]


def test_a_long_comment_behind_the_feed_does_not_make_it_cut():
    found = read(rss("<item><title>T</title></item>") + f"<!-- {'served from the cache ' * 300} -->")
    assert (len(found.entries), found.problems) == (1, ())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_document_of_wide_letters_is_known_as_such(codec):
    assert is_wide("<rss>".encode(codec))
    assert is_wide(("\ufeff<rss>").encode(codec))
    assert not is_wide(b"<rss>")
