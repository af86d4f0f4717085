"""Addresses as people write them, usual places, and sites whose addresses tell."""

import pytest

from feeds.core.addresses import (
    USUAL,
    is_news_sitemap,
    named_sitemaps,
    robots_of,
    site,
    spelt_out,
    usual_places,
    usual_sitemaps,
)
from feeds.model import Origin


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("example.org", "https://example.org"),
        (" <https://example.org/a> ", "https://example.org/a"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("example.org:8443/x", "https://example.org:8443/x"),
        ("feed://example.org/rss", "http://example.org/rss"),
        ("FEED:https://example.org/rss", "https://example.org/rss"),
        ("feed:example.org/rss", "http://example.org/rss"),
        ("gopher://example.org", "gopher://example.org"),
        ("javascript:alert(1)", "https://javascript:alert(1)"),
    ],
)
def test_an_address_is_spelt_out(written, url):
    assert spelt_out(written) == url


def places(url):
    return [candidate.url for candidate in usual_places(url)]


def test_usual_places_are_looked_for_below_the_page_first():
    assert places("https://a.example/world/africa/")[:2] == [
        "https://a.example/world/africa/feed",
        "https://a.example/world/africa/rss.xml",
    ]
    assert places("https://a.example/world/index.html")[0] == "https://a.example/world/feed"
    assert places("https://a.example:8443") == [f"https://a.example:8443{place}" for place in USUAL]
    assert {candidate.origin for candidate in usual_places("https://a.example/")} == {Origin.GUESS}


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://", "nonsense", "http://[::1"])
def test_what_is_no_address_has_no_places(url):
    assert usual_places(url) == ()
    assert usual_sitemaps(url) == ()
    assert robots_of(url) is None
    assert site(url).candidates == ()


def test_news_sitemaps_are_found_in_robots_txt():
    robots = (
        b"User-agent: *\r\nDisallow: /\r\nSitemap: https://a.example/sitemap.xml\n"
        b" SITEMAP : https://a.example/google-news.xml\nSitemap: https://a.example/google-news.xml\n"
        b"Sitemap: /news-relative.xml\nSitemap: https://a.example/news\x1b[31m.xml\n# Sitemap: https://no.example/news.xml\n"
    )
    assert named_sitemaps(robots) == ("https://a.example/google-news.xml",)
    assert robots_of("https://a.example/x/y?z") == "https://a.example/robots.txt"
    assert usual_sitemaps("https://a.example/x")[0] == "https://a.example/sitemap_news.xml"


def test_a_news_sitemap_is_known_by_its_namespace():
    assert is_news_sitemap(b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">')
    assert not is_news_sitemap(b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    assert not is_news_sitemap(b"<html>sitemap-news")


@pytest.mark.parametrize(
    ("url", "feeds"),
    [
        ("https://www.youtube.com/channel/UCabcdefghijk", ["https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijk"]),
        ("https://m.youtube.com/playlist?list=PLx&a=1", ["https://www.youtube.com/feeds/videos.xml?playlist_id=PLx"]),
        ("https://www.youtube.com/feeds/videos.xml?user=x", []),
        ("https://www.reddit.com/r/worldnews/top/", ["https://www.reddit.com/r/worldnews/.rss"]),
        ("https://old.reddit.com/user/someone", ["https://www.reddit.com/user/someone/.rss"]),
        ("https://www.reddit.com/", []),
        ("https://github.com/python/cpython/issues", [
            "https://github.com/python/cpython/releases.atom",
            "https://github.com/python/cpython/tags.atom",
        ]),
        ("https://github.com/python", ["https://github.com/python.atom"]),
        ("https://github.com/", []),
        ("https://medium.com/@someone/a-story", ["https://medium.com/feed/@someone"]),
        ("https://medium.com/feed/@someone", []),
        ("https://bsky.app/profile/a.example", ["https://bsky.app/profile/a.example/rss"]),
        ("https://bsky.app/about", []),
        ("https://mastodon.example/@desk", ["https://mastodon.example/@desk.rss"]),
        ("https://mastodon.example/@", []),
        ("https://mastodon.example/@desk/123", []),
        ("https://news.example/world", []),
    ],
)  # fmt: skip
def test_what_the_address_of_a_known_site_tells(url, feeds):
    found = site(url)
    assert [candidate.url for candidate in found.candidates] == feeds
    assert not found.closed


@pytest.mark.parametrize("url", ["https://t.me/s/somebody", "https://x.com/a", "https://www.facebook.com/a"])
def test_where_there_are_no_feeds_it_is_said_at_once(url):
    found = site(url)
    assert found.closed
    assert "no feeds" in found.note


def test_a_youtube_page_that_hides_its_channel_comes_with_advice():
    assert "/channel/UC" in site("https://www.youtube.com/@somebody").note
