"""The feeds that a page names, from its bytes alone; and pages that are made to keep a reader busy."""

import time

import pytest

from feeds.core.discovery import LONGEST, MOST, is_about_comments, looks_like_a_feed, read_page
from feeds.model import Origin

URL = "https://news.example/world/index.html"
RSS = "application/rss+xml"


def page(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def alternate(href: str, kind: str = RSS, title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


def candidates(document: bytes, url: str = URL):
    return read_page(document, url=url, content_type="text/html").candidates


def urls(document: bytes, url: str = URL) -> list[str]:
    return [candidate.url for candidate in candidates(document, url)]


def test_what_the_page_declares_comes_in_its_order_with_its_titles():
    found = candidates(
        page(
            alternate("/rss", title="All news")
            + alternate("//cdn.example/atom", "application/atom+xml; charset=utf-8")
            + alternate("feed.json", "application/feed+json")
            + alternate("https://feeds.example/rdf", "APPLICATION/RDF+XML")
        )
    )
    assert [(feed.url, feed.title) for feed in found] == [
        ("https://news.example/rss", "All news"),
        ("https://cdn.example/atom", None),
        ("https://news.example/world/feed.json", None),
        ("https://feeds.example/rdf", None),
    ]
    assert {feed.origin for feed in found} == {Origin.LINKED}


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet alternate" type="application/rss+xml" href="/rss">',
        '<link rel="alternate" type="text/html" href="/feed" hreflang="fr">',
        '<link rel="alternate" href="/feed" hreflang="fr">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="icon" href="/rss.png">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="data:text/xml,<rss/>">',
        '<link rel="alternate" type="application/rss+xml" href="http://[::1/rss">',
        '<link rel="alternate" type="application/rss+xml" href="ftp://news.example/rss">',
        '<link rel="alternate" type="application/rss+xml" href="/a\x07b">',
        '<link rel="alternate" type="application/rss+xml" href="/a&#27;[31m">',
        f'<link rel="alternate" type="application/rss+xml" href="/{"x" * LONGEST}">',
        '<a href="/news">News</a>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/rss.png">RSS</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="mailto:rss@news.example">RSS</a>',
        '<a name="rss">RSS</a>',
        "<a href='/feed.opml'>our list</a>",
    ],
)
def test_what_is_no_feed_is_none(tag):
    assert [url for url in urls(page(tag)) if "\x07" in url or "\x1b" in url or "news.example/a" not in url] == []


@pytest.mark.parametrize(
    ("tag", "origin"),
    [
        ('<link rel="alternate" type="application/json" href="/feed.json">', Origin.LINKED),
        ('<link rel="alternate" type="text/xml" href="/rss">', Origin.LINKED),
        ('<link rel="feed" href="/news">', Origin.LINKED),
        ('<a rel="alternate" type="application/rss+xml" href="/news">', Origin.LINKED),
        ('<a href="/rss">RSS</a>', Origin.LINK),
        ('<a href="/en/rss/#top">RSS</a>', Origin.LINK),
        ('<a href="/news.rss">RSS</a>', Origin.LINK),
        ('<a href="/rss2.0/world">RSS</a>', Origin.LINK),
        ('<a href="/?feed=rss2">RSS</a>', Origin.LINK),
        ('<a href="/news.php?id=4&amp;format=xml">RSS</a>', Origin.LINK),
        ('<a href="https://feeds.news.example/world">Feed</a>', Origin.LINK),
    ],
)
def test_links_that_lead_to_feeds(tag, origin):
    assert [feed.origin for feed in candidates(page(body=tag))] == [origin]


def test_named_feeds_come_before_links_own_sites_before_others_and_comments_last():
    document = page(
        alternate("/comments/feed") + alternate("/feed"),
        '<a href="https://other.example/rss">o</a><a href="/feed">f</a><a href="/rss/comments">c</a>'
        '<a href="https://www.news.example/world/rss">w</a><a href="https://blog.news.example/rss">b</a>',
    )
    assert urls(document) == [
        "https://news.example/feed",
        "https://news.example/comments/feed",
        "https://www.news.example/world/rss",
        "https://blog.news.example/rss",
        "https://news.example/rss/comments",
        "https://other.example/rss",
    ]


def test_a_base_holds_for_the_whole_page_once_it_is_said_and_only_the_first_counts():
    head = '<base href="/intl/"><base href="https://evil.example/">'
    assert urls(page(head + alternate("rss"))) == ["https://news.example/intl/rss"]
    assert urls(page('<base href="javascript:x">' + alternate("rss"))) == ["https://news.example/world/rss"]
    assert urls(page("<base target=_blank>" + alternate("rss"))) == ["https://news.example/world/rss"]


def test_an_address_counts_once_whatever_its_fragment():
    document = page(alternate("/rss") + alternate("/rss#x"), '<a href="/rss#y">RSS</a>')
    assert urls(document) == ["https://news.example/rss"]


def test_what_the_site_is_called_is_known_where_the_page_says_it():
    named = page(
        '<meta property="og:site_name" content="The &lt;Courier&gt;"><meta property="og:site_name" content="B">'
    )
    assert read_page(named, url=URL, content_type=None).site == "The"
    assert read_page(page("<title>News</title>"), url=URL, content_type=None).site is None
    other = page('<meta name="x" content="y"><meta property="OG:Site_Name" content="Courier">')
    assert read_page(other, url=URL, content_type=None).site == "Courier"


def test_a_page_with_a_hundred_thousand_links_gives_a_few():
    body = "".join(f'<a href="/rss/{number}">x</a>' for number in range(100_000))
    assert len(candidates(page(body=body))) == MOST
    head = "".join(alternate(f"/feed/{number}") for number in range(1000))
    assert len(candidates(page(head, body))) == 2 * MOST


@pytest.mark.parametrize("cut", range(0, 160, 7))
def test_a_page_that_is_cut_gives_what_stands_before(cut):
    document = page(alternate("/rss") + alternate("/atom"))
    assert (
        urls(document[:cut]) == ["https://news.example/rss", "https://news.example/atom"][: len(urls(document[:cut]))]
    )


@pytest.mark.parametrize(
    "document", [b"", b"\0" * 50, b"\xff\xfe", b"%PDF-1.7 <a href=", b'{"items": []}', b"\x89PNG\r\n"]
)
def test_what_is_no_page_names_no_feed(document):
    assert candidates(document) == ()


def test_comments_are_known_by_address_or_title():
    assert is_about_comments("https://a.example/comments/feed", None)
    assert is_about_comments("https://a.example/feed", "Коментарі")
    assert not is_about_comments("https://a.example/feed", "News")


def test_a_pictures_address_is_no_feeds():
    assert not looks_like_a_feed("https://a.example/rss/icon.svg")
    assert not looks_like_a_feed("https://a.example/")


# ------------------------------------------------------------------ ten megabytes that are meant to hurt

SIZE = 10 * 2**20


def filled(piece: bytes) -> bytes:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


NASTY = {
    "tags that never end": filled(b"<a "),
    "nothing but openings": filled(b"<"),
    "quotations that never end": filled(b'<a href="'),
    "quotations of both kinds": filled(b"<a href='\""),
    "comments that never end": filled(b"<!--"),
    "scripts that never end": filled(b"<script>"),
    "scripts": filled(b"<script></script>"),
    "almost the end of a script": b"<script>" + filled(b"</scrip"),
    "nested elements": filled(b"<div>"),
    "the same link": filled(b"<a href=/rss.xml>"),
    "links in broken brackets": filled(b'<a href="http://[feed">'),
    "long links": filled(b'<a href="/rss/' + b"../" * 600 + b'">'),
    "bases": filled(b"<base href=/x>"),
    "names of the site": filled(b'<meta property=og:site_name content="&#1;">'),
    "attributes": b"<link " + filled(b"a=b ") + b">",
    "spaces": b"<link a" + filled(b" ") + b">",
    "spaces behind an equals sign": b"<a x=" + filled(b" ") + b">",
    "equals signs": b"<link " + filled(b"= ") + b">",
    "one name": b"<" + filled(b"a"),
    "half a charset": filled(b"<meta charset="),
    "UTF-16": b"\xff\xfe" + filled("<a href=/rss>".encode("utf-16-le")),
    "broken UTF-8": filled(b"\xc3("),
    "comments before a declaration": filled(b"<!--x-->") + b"<?xml",
    "quoted ends": filled(b"<a b=\"'\" c='\"' href=feed>"),
}


@pytest.mark.parametrize("name", NASTY)
def test_no_page_takes_long(name):
    """A third of a second on the machine that this was written on; a quadratic reader takes minutes."""
    began = time.process_time()
    found = candidates(NASTY[name])
    assert time.process_time() - began < 2
    assert len(found) <= 2 * MOST
