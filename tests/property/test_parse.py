"""Any bytes give whole entries or a ``ParseError``; a cut feed gives the first of its entries, never half of one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core import pictures
from feeds.core.parse import parse
from feeds.errors import ParseError
from feeds.model import Entry, ParsedFeed
from tests.support.feed_text import render_atom, render_rss

at_its_own_pace = settings(deadline=None)  # the first document loads the parser; machines differ
URL = "https://feeds.example/feed.xml"

letters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn"), exclude_characters="<>&;"
)


def is_mojibake(text):
    """What feedparser rightly takes for UTF-8 that was read as Latin-1 once, and mends."""
    try:
        return text.encode("latin-1").decode() != text
    except UnicodeError:
        return False


words = (
    st.lists(st.text(letters, min_size=1, max_size=8), min_size=1, max_size=6)
    .map(" ".join)
    .filter(lambda text: not is_mojibake(text))
)
entries = st.builds(
    Entry,
    title=words,
    summary=words | st.just(""),
    guid=st.uuids().map(str),
    link=st.integers(1, 10**6).map("https://feeds.example/{}".format),
    published=st.none()
    | st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - made aware here
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
)
feeds = st.lists(entries, max_size=5)
markup = st.lists(
    st.sampled_from(
        [
            *(
                "<rss>",
                "</rss>",
                "<channel>",
                "</channel>",
                "<item>",
                "</item>",
                "<feed>",
                "</feed>",
                "<entry>",
                "</entry>",
            ),
            *("<title>", "</title>", "<link/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<?", "?>"),
            *(
                "<!DOCTYPE rss [<!ENTITY a 'b'>]>",
                "&a;",
                "&#0;",
                "&#xD800;",
                "&",
                "<",
                ">",
                "\0",
                "\ufffe",
                "text",
                '"',
            ),
            *(
                "<rdf:RDF>",
                "<dc:date>",
                "2026-01-01",
                "<pubDate>",
                "</pubDate>",
                " xmlns='x'",
                "<html>",
                "{",
                "[",
                "\x1b$B",
            ),
            *("xmlns:media='http://search.yahoo.com/mrss/'", "<media:group>", "</media:group>", "</media:content>"),
            *("<media:content url='/a.jpg' width='9'>", "<media:thumbnail url='http://u:p@a.b/'/>", "<media:credit>"),
            *("</media:credit>", "<media:rating>", "adult", "<img src='//a.b/c.png'>", "<enclosure url='http://[x'/>"),
            *("<description>", "<content type='xhtml'>", "<a href='http://[x'>", "xml:base='http://['", "<guid>", "é"),
        ]
    ),
    max_size=40,
).map("".join)


def read(document: bytes, content_type: str | None = None) -> ParsedFeed | None:
    try:
        return parse(document, url=URL, content_type=content_type)
    except ParseError:
        return None


def check(found: ParsedFeed | None) -> None:
    """Whatever was found may be stored: proper text, http addresses, times in UTC."""
    for entry in found.entries if found else ():
        texts = (entry.title, entry.summary, entry.guid, entry.link, entry.author, entry.language)
        assert entry.title or entry.summary
        assert "\0" not in "".join(text or "" for text in texts).encode().decode()
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        assert entry.published is None or entry.published.tzinfo is UTC
        assert len(entry.pictures) <= pictures.KEPT
        assert [pictures.address(picture.url, "") for picture in entry.pictures] == [one.url for one in entry.pictures]
        assert all(pictures.sized(picture) for picture in entry.pictures)


@at_its_own_pace
@given(document=st.binary(max_size=400), content_type=st.none() | st.text(max_size=30))
def test_any_bytes(document, content_type):
    check(read(document, content_type))


@at_its_own_pace
@given(document=markup, encoding=st.sampled_from(["utf-8", "utf-16", "latin-1", "koi8-r"]))
def test_any_markup(document, encoding):
    check(read(document.encode(encoding, "replace")))


@at_its_own_pace
@given(feed=feeds, noise=st.binary(min_size=1, max_size=12), place=st.floats(0, 1), gap=st.integers(0, 20))
def test_a_feed_with_noise_in_it(feed, noise, place, gap):
    document = render_rss(feed)
    at = int(place * len(document))
    check(read(document[:at] + noise + document[at + gap :]))


@pytest.mark.parametrize("render", [render_rss, render_atom])
@at_its_own_pace
@given(feed=feeds)
def test_what_was_rendered_is_read(render, feed):
    found = read(render(feed))
    assert found is not None
    assert found.problems == ()
    assert [(e.title, e.summary, e.guid, e.link, e.published) for e in found.entries] == [
        (e.title, e.summary, e.guid, e.link, e.published) for e in feed
    ]


@pytest.mark.parametrize("render", [render_rss, render_atom])
@at_its_own_pace
@given(feed=feeds, place=st.floats(0, 1, exclude_max=True))
def test_a_cut_feed_gives_its_first_entries_whole(render, feed, place):
    document = render(feed).rstrip()
    whole = read(document)
    cut = read(document[: int(place * len(document))])
    assert whole is not None
    if cut is not None:
        assert cut.entries == whole.entries[: len(cut.entries)]
        assert cut.problems


@at_its_own_pace
@given(document=st.binary(max_size=200))
def test_reading_twice_gives_the_same(document):
    assert read(document) == read(document)
