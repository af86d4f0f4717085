"""Finding feeds on a real server: friendly pages, odd ones, and pages that mean harm."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from feeds.core.parse import parse as parse_here
from feeds.errors import AddressRefused, TimedOut, Unreachable
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.discover import FeedFinder, FindLimits, look_at_all
from feeds.model import Entry, Origin
from tests.support.builders import NOW
from tests.support.fakes import FrozenClock
from tests.support.feed_server import FeedServer

#: Everything else on this machine's network stays private: 127.0.0.2 too.
THIS = (ip_network("127.0.0.1/32"),)
NEWS = [
    Entry(title=f"<b>Shelling</b> near Port Ilse, day {day}", guid=str(day), published=NOW - timedelta(days=day))
    for day in range(5)
]


@pytest.fixture
def server():
    with FeedServer() as server:
        server.feed("/rss", NEWS, title="Courier: all", link="https://courier.example/", language="en")
        server.feed("/world", NEWS[1:3], kind="atom", title="Courier: world")
        yield server


async def parse(document, *, url, content_type):
    """In this process: what the processes do is tested elsewhere."""
    return parse_here(document, url=url, content_type=content_type)


@pytest.fixture
async def client():
    async with FeedClient(version="1", allow_networks=THIS, limits=FetchLimits(total=0.6, connect=0.6)) as client:
        yield client


@pytest.fixture
def find(server, client):
    """Look for the feeds of a path of the server."""

    async def find(path="/", host="127.0.0.1", **limits):
        finder = FeedFinder(client, parse, FrozenClock(), limits=FindLimits(**limits))
        return await finder(server.url(path, host))

    return find


def page(server, path, head="", body=""):
    text = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    server.document(path, text.encode(), content_type="text/html; charset=utf-8")


def alternate(href, title=""):
    return f'<link rel="alternate" type="application/rss+xml" href="{href}" title="{title}">'


def paths(server, feeds):
    return [feed.url.removeprefix(server.url("")) for feed in feeds]


def asked(server):
    return [request.path for request in server.requests]


# ------------------------------------------------------------------ what is found


async def test_a_feed_is_found_with_a_sample_and_nothing_else_is_asked(server, find):
    found = await find("/rss")
    (feed,) = found.feeds
    assert (feed.url, feed.origin, feed.works) == (server.url("/rss"), Origin.ITSELF, True)
    assert (feed.title, feed.home, feed.language) == ("Courier: all", "https://courier.example/", "en")
    assert (feed.entries, feed.newest) == (5, NOW)
    assert feed.samples == tuple(f"Shelling near Port Ilse, day {day}" for day in range(3))
    assert asked(server) == ["/rss"]
    assert found.requests == 1


async def test_the_feeds_that_a_page_names_are_tried_and_those_that_fail_are_told(server, find):
    head = '<meta property="og:site_name" content="The Courier">'
    page(server, "/", head + alternate("/rss") + alternate("/gone") + alternate("/world#top") + alternate("/page"))
    page(server, "/page")
    server.status("/gone", 410)
    found = await find()
    assert paths(server, found.feeds) == ["/rss", "/world"]
    assert [(feed.url, feed.problem) for feed in found.failed] == [
        (server.url("/gone"), "the server answered 410 Gone"),
        (server.url("/page"), "this is a web page, not a feed"),
    ]
    assert found.site == "The Courier"
    assert sorted(asked(server)) == ["/", "/gone", "/page", "/rss", "/world"]


async def test_a_page_is_read_where_it_stands_in_the_end(server, find):
    server.redirect("/old", "/new/index.html", status=302)
    page(server, "/new/index.html", alternate("feed"))
    server.feed("/new/feed", NEWS)
    assert paths(server, (await find("/old")).feeds) == ["/new/feed"]


async def test_what_leads_to_the_same_feed_is_found_once(server, find):
    page(server, "/", alternate("/rss") + alternate("/other") + alternate("/copy"))
    server.redirect("/other", "/rss")
    server.feed("/copy", NEWS, title="Courier: all", link="https://courier.example/", language="en")
    assert paths(server, (await find()).feeds) == ["/rss"]


async def test_the_best_comes_first(server, find):
    page(server, "/", "".join(map(alternate, ("/comments/rss", "/empty", "/stale", "/rss"))))
    server.feed("/comments/rss", NEWS[:1])
    server.feed("/empty")
    server.feed("/stale", [replace(NEWS[0], published=NOW - timedelta(days=90))])
    found = await find()
    assert paths(server, found.feeds) == ["/rss", "/stale", "/empty", "/comments/rss"]
    assert found.feeds[2].problem == "there is nothing in it yet"


async def test_links_are_tried_where_the_page_names_nothing(server, find):
    page(server, "/", body='<a href="/news">News</a> <a href="/rss">RSS</a>')
    found = await find()
    assert [(feed.origin, feed.url) for feed in found.feeds] == [(Origin.LINK, server.url("/rss"))]


async def test_usual_places_are_tried_last_one_after_the_other_until_one_has_a_feed(server, find):
    page(server, "/world/")
    server.feed("/rss.xml", NEWS)
    server.feed("/feed.xml", NEWS)
    found = await find("/world/")
    assert [(feed.origin, feed.url) for feed in found.feeds] == [(Origin.GUESS, server.url("/rss"))]
    assert asked(server) == ["/world/", "/world/feed", "/world/rss.xml", "/feed", "/rss"]
    assert found.failed == ()


async def test_a_page_that_is_refused_to_programs_may_still_have_a_feed(server, find):
    server.status("/", 403)
    found = await find()
    assert paths(server, found.feeds) == ["/rss"]
    assert found.notes == ("The page itself cannot be read: the server answered 403 Forbidden.",)


async def test_what_the_address_of_a_known_site_tells_is_tried(server, find):
    page(server, "/@desk")
    server.feed("/@desk.rss", NEWS)
    found = await find("/@desk")
    assert [(feed.origin, feed.url) for feed in found.feeds] == [(Origin.SITE, server.url("/@desk.rss"))]


# ------------------------------------------------------------------ what is not


@pytest.fixture
def bare():
    with FeedServer() as server:
        yield server


@pytest.fixture
def find_bare(bare, client):
    async def find(path="/", **limits):
        return await FeedFinder(client, parse, FrozenClock(), limits=FindLimits(**limits))(bare.url(path))

    return find


async def test_a_news_sitemap_is_no_feed_and_it_is_said_what_it_is(bare, find_bare):
    page(bare, "/")
    bare.document("/robots.txt", f"Sitemap: {bare.url('/news-map.xml')}\n".encode(), content_type="text/plain")
    found = await find_bare()
    assert found.feeds == ()
    what = "It lists addresses for search engines, without texts: it is no feed, and is not polled."
    assert found.notes == (f"There is a news sitemap, {bare.url('/news-map.xml')}. {what}",)
    assert bare.count("/news-map.xml") == 0


async def test_a_news_sitemap_at_a_usual_place_is_known_too(bare, find_bare):
    page(bare, "/")
    sitemap = b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"></urlset>'
    bare.document("/sitemap_news.xml", b"<html>not found, says this server with 200", content_type="text/html")
    bare.document("/news-sitemap.xml", sitemap, content_type="text/xml")
    assert "/news-sitemap.xml" in (await find_bare()).notes[0]


async def test_no_more_is_asked_than_is_allowed(bare, find_bare):
    page(bare, "/", "".join(alternate(f"/feed/{n}") for n in range(100)), '<a href="/rss/x">x</a>' * 1000)
    found = await find_bare(requests=12, named=8, links=3)
    assert found.feeds == ()
    assert found.requests == len(bare.requests) == 12
    assert len(found.failed) == 9


async def test_a_site_without_anything_costs_twenty_requests_at_the_most(bare, find_bare):
    page(bare, "/")
    found = await find_bare("/")
    assert (found.feeds, found.failed, found.notes) == ((), (), ())
    assert len(bare.requests) <= 20


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The page itself cannot be read: the document is empty."),
        (b"%PDF-1.7 \xff\xfe\x00", "What stands there is no web page: this is not a feed."),
        (b"Just words.", "What stands there is no web page: this is not a feed."),
    ],
)
async def test_what_is_neither_feed_nor_page_is_called_so(bare, find_bare, body, said):
    bare.document("/", body, content_type="application/pdf")
    assert (await find_bare(requests=1)).notes == (said,)


async def test_a_channel_of_telegram_is_not_even_asked(client):
    found = await FeedFinder(client, parse, FrozenClock())("t.me/somebody")
    assert (found.feeds, found.requests) == ((), 0)
    assert "no feeds" in found.notes[0]


# ------------------------------------------------------------------ what means harm


async def test_nothing_private_is_fetched_whatever_the_page_names(server, find):
    private = ["http://127.0.0.2/rss", "http://10.0.0.1/rss", "http://[::1]/rss", "http://169.254.169.254/rss"]
    odd = ["javascript:alert(1)", "file:///etc/passwd", "data:text/xml,<rss/>", "http://me:pw@127.0.0.1/rss", "//"]
    server.redirect("/inside", server.url("/rss", host="127.0.0.2"))
    page(server, "/", "".join(map(alternate, [*private, *odd, "/inside", "/rss"])))
    found = await find(named=20)
    assert paths(server, found.feeds) == ["/rss"]
    assert {feed.url for feed in found.failed} == {
        *private,
        "http://me:pw@127.0.0.1/rss",
        server.url("/inside"),
    }
    assert sorted(asked(server)) == ["/", "/inside", "/rss"]


async def test_a_page_that_leads_inside_is_refused(server, find, client):
    server.redirect("/", "http://127.0.0.2/admin")
    with pytest.raises(AddressRefused, match=r"redirects to one that is refused: 127\.0\.0\.2"):
        await find()
    with pytest.raises(AddressRefused, match="not a public address"):
        await FeedFinder(client, parse, FrozenClock())("127.0.0.2")
    with pytest.raises(AddressRefused, match="not a valid address"):
        await FeedFinder(client, parse, FrozenClock())("javascript:alert(1)")


async def test_a_base_elsewhere_is_only_another_address(server, find):
    page(server, "/", '<base href="http://127.0.0.2/">' + alternate("rss"))
    found = await find(requests=2)
    assert [(feed.url, feed.works) for feed in found.failed] == [("http://127.0.0.2/rss", False)]


async def test_thousands_of_links_are_not_followed(server, find):
    links = "".join(f'<a href="/rss/{number}">x</a>' for number in range(10_000))
    page(server, "/", alternate("/rss"), links)
    found = await find()
    assert paths(server, found.feeds) == ["/rss"]
    assert len(server.requests) == 2


async def test_a_page_that_is_cut_gives_what_stood_before(server, find):
    whole = f"<!doctype html><html><head>{alternate('/rss')}{alternate('/world')}"
    server.document("/", whole[:-20].encode(), content_type="text/html")
    assert paths(server, (await find()).feeds) == ["/rss"]


async def test_a_server_that_is_too_slow_ends_the_search_with_what_was_found(server, find):
    page(server, "/", alternate("/rss") + alternate("/slow"))
    server.stall("/slow")
    found = await find(seconds=0.4)
    assert paths(server, found.feeds) == ["/rss"]
    assert found.notes == ("The servers are slow to answer: not all places were tried.",)


async def test_a_server_that_does_not_answer_is_not_asked_again_and_again(bare, find_bare):
    page(bare, "/")
    bare.stall("/feed")
    found = await find_bare(requests=3)
    assert found.feeds == ()
    assert bare.count("/rss") == 0


async def test_what_cannot_be_reached_is_an_error(bare, find_bare, client):
    bare.stall("/")
    with pytest.raises(TimedOut):
        await find_bare()
    bare.reset("/")
    with pytest.raises(Unreachable):
        await find_bare()


# ------------------------------------------------------------------ looking at many


async def test_many_are_looked_at_host_by_host_in_the_order_that_was_asked(server, client):
    page(server, "/page")
    urls = [server.url("/rss"), server.url("/none"), server.url("/world", host="localhost"), server.url("/page")]
    told = []
    found = await look_at_all(urls, client, parse, FrozenClock(), pause=0.01, tell=lambda: told.append(1))
    assert [(one.works, one.problem) for one in found] == [
        (True, None),
        (False, "the server answered 404 Not Found"),
        (True, None),
        (False, "this is a web page, not a feed"),
    ]
    assert len(told) == 4


async def test_two_addresses_of_one_host_are_not_looked_at_at_once(server, client):
    for number in range(4):
        server.slow_body(
            f"/{number}", b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>", seconds=0.02
        )
    urls = [server.url(f"/{number}") for number in range(4)]
    began = asyncio.get_running_loop().time()
    await look_at_all(urls, client, parse, FrozenClock(), pause=0.05, tell=lambda: None)
    assert asyncio.get_running_loop().time() - began > 0.15
    assert server.peak == 1
