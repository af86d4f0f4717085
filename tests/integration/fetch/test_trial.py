"""Trying a feed: each step that it goes through is told, of a feed that works and of each way in which one does not."""

import gzip
import socket
from datetime import timedelta
from ipaddress import ip_network

import pytest

from feeds.core.cadence import CadenceRules
from feeds.core.parse import parse as parse_here
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.trial import Bench, Journal, try_feed
from feeds.model import Entry
from tests.support.builders import NOW
from tests.support.fakes import FrozenClock
from tests.support.feed_server import ATOM, RSS, FeedServer
from tests.support.feed_text import render_rss

THIS = (ip_network("127.0.0.1/32"),)
NEWS = [
    Entry(title="Обстріл", summary="слово " * 30, guid="1", published=NOW - timedelta(hours=1)),
    Entry(title="Дорога", summary="слово " * 30, link="https://news.example/2", published=NOW - timedelta(days=2)),
    Entry(title="Без дати", summary="слово " * 30),
    Entry(title="Майбутнє", summary="слово " * 30, guid="4", published=NOW + timedelta(days=2)),
]


@pytest.fixture
def server():
    with FeedServer() as server:
        yield server


async def parse(document, *, url, content_type):
    return parse_here(document, url=url, content_type=content_type)


@pytest.fixture
async def attempt():
    """Try an address; what was said, by the names of the steps."""

    async def attempt(url, *, allowed=THIS, full_text=None):
        journal = Journal()
        async with FeedClient(
            version="1", allow_networks=allowed, limits=FetchLimits(total=1.0), now=lambda: NOW, witness=journal
        ) as fetch:
            bench = Bench(fetch, parse, FrozenClock(), journal, CadenceRules(), allowed, full_text)
            return await try_feed(url, bench)

    return attempt


def said(trial, name):
    return [step.said for step in trial.steps if step.name == name]


def bad(trial):
    return [step.name for step in trial.steps if not step.ok]


async def test_a_feed_that_works_is_told_from_its_address_to_its_next_look(server, attempt):
    body = render_rss(NEWS, title="Новини <b>дня</b>", language="uk", ttl=30)
    headers = {"Content-Encoding": "gzip", "Cache-Control": "max-age=60"}
    server.document("/feed", gzip.compress(body), content_type=RSS, etag=True, headers=headers)
    server.redirect("/", "/moved", status=302)
    server.redirect("/moved", "/feed", status=301)
    trial = await attempt(server.url("/"))
    assert trial.ok
    assert bad(trial) == []
    names = [step.name for step in trial.steps]
    assert " · ".join(names) == (
        "address · lookup · redirect · redirect · answer · headers · headers · size · type · reading · entries · "
        "dates · language · text · full text · next look"
    )
    url = server.url("")
    assert said(trial, "redirect") == [
        f"302 Found: {url}/ leads to {url}/moved",
        f"301 Moved Permanently: {url}/moved leads to {url}/feed",
    ]
    assert said(trial, "answer")[0].startswith("200 OK, after 0.")
    assert said(trial, "headers") == [
        "ETag: while nothing changes, nothing is sent again",
        "Cache-Control: max-age=60",
    ]
    assert said(trial, "size") == [f"{len(gzip.compress(body)):,} bytes, packed as gzip; {len(body):,} unpacked"]
    assert said(trial, "type") == ["the server calls it application/rss+xml"]
    assert said(trial, "reading") == ["read by feedparser as RSS 2.0, called “Новини дня”"]
    assert said(trial, "entries") == ["4; 1 without id and link, known by their words alone"]
    assert said(trial, "dates") == ["from 2026-03-01 12:00 UTC to 2026-03-05 12:00 UTC; 1 without; 1 in the future"]
    assert said(trial, "language") == ["uk"]
    assert said(trial, "text") == ["teasers: the usual entry has 30 words"]
    assert said(trial, "next look")[0].startswith(
        "in 30 min: the feed asks (ttl) for 30 min. Then sooner while it brings"
    )


async def test_the_dates_of_its_entries_say_how_often_a_new_feed_would_be_looked_at(server, attempt):
    daily = [Entry(title="News", guid=str(n), published=NOW - timedelta(days=n)) for n in range(10)]
    server.feed("/feed", daily)
    (told,) = said(await attempt(server.url("/feed")), "next look")
    assert told.startswith("in 1.34 h: so often it has news, by its entries' dates. Then sooner while it brings news")


async def test_a_move_for_good_and_hours_to_skip_are_told(server, attempt):
    skipped = b"<skipHours><hour>0</hour><hour>13</hour></skipHours><skipDays><day>Sunday</day></skipDays><item>"
    server.document("/feed", render_rss(NEWS).replace(b"<item>", skipped, 1))
    server.redirect("/", "/feed", status=308)
    trial = await attempt(server.url("/"))
    where = server.url("/feed")
    assert said(trial, "moved") == [f"for good, to {where}: after 3 good looks in a row the feed is read there"]
    assert said(trial, "skips") == [
        "it asks not to be read at 0, 13 h UTC and on Sunday: kept to, but for no longer than the slowest pace"
    ]
    server.document("/feed", render_rss(NEWS).replace(b"<item>", b"<skipHours><hour>5</hour></skipHours><item>", 1))
    assert said(await attempt(where), "skips")[0].startswith("it asks not to be read at 5 h UTC: kept to")


async def test_the_addresses_of_a_name_are_shown_and_why_some_are_refused(server, attempt, monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (ip, server.port)) for ip in ("10.0.0.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    server.feed("/feed", NEWS)
    trial = await attempt(server.url("/feed", host="feeds.example"))
    assert trial.ok
    assert said(trial, "lookup") == [
        "feeds.example leads to 10.0.0.1 (refused: 10.0.0.1 is not a public address), 127.0.0.1"
    ]
    trial = await attempt(server.url("/feed", host="feeds.example"), allowed=())
    assert bad(trial) == ["lookup", "fetch", "next look"]
    assert said(trial, "fetch") == ["10.0.0.1 is not a public address"]


async def test_an_address_that_is_refused_is_not_asked(attempt):
    trial = await attempt("http://10.0.0.1/feed")
    assert [step.said for step in trial.steps] == ["http://10.0.0.1/feed: 10.0.0.1 is not a public address"]
    assert not trial.ok
    trial = await attempt("http://127.0.0.1:9/feed", allowed=())
    assert bad(trial) == ["address"]


async def test_a_server_that_asks_to_wait_is_heeded(server, attempt):
    server.status("/feed", 503, retry_after=7200)
    trial = await attempt(server.url("/feed"))
    assert bad(trial) == ["answer", "fetch", "next look"]
    assert said(trial, "answer")[0].startswith("503 Service Unavailable")
    assert said(trial, "headers") == ["Retry-After: 7200"]
    assert said(trial, "fetch") == ["the server answered 503 Service Unavailable"]
    assert said(trial, "next look")[0].startswith("in 2 h: the server asks for 2 h.")


async def test_a_feed_that_is_gone_would_be_paused(server, attempt):
    server.status("/feed", 410)
    trial = await attempt(server.url("/feed"))
    assert said(trial, "next look") == [
        "never: it would be paused, for the server says that this feed is gone for good"
    ]


async def test_a_redirect_to_inside_is_told_where_it_happens(server, attempt):
    server.redirect("/feed", "http://127.0.0.2/x\x1b[31m")
    trial = await attempt(server.url("/feed"))
    assert bad(trial) == ["answer", "fetch", "next look"]
    assert said(trial, "fetch")[0].startswith("the address redirects to one that is refused: 127.0.0.2")


async def test_a_page_is_fetched_well_and_read_badly(server, attempt):
    server.document("/", b"<!doctype html><html><p>News", content_type="text/html; charset=utf-8")
    trial = await attempt(server.url("/"))
    assert bad(trial) == ["reading", "next look"]
    assert said(trial, "reading") == ["this is a web page, not a feed"]
    assert said(trial, "next look")[0].startswith("in 30 min: it failed once.")
    assert trial.document is None


async def test_nobody_listens(attempt):
    trial = await attempt("http://127.0.0.1:9/feed")
    assert bad(trial) == ["fetch", "next look"]
    assert said(trial, "fetch") == ["the server refused the connection"]


async def test_an_odd_feed_is_told_what_is_odd_about_it(server, attempt):
    cut = render_rss([Entry(title=f"Title {n}", guid=str(n)) for n in range(5)])[:-40]
    headers = {"Last-Modified": "Mon, 02 Mar 2026 12:00:00 GMT", "Expires": "Tue, 03 Mar 2026 18:00:00 GMT"}
    server.document("/feed", cut, content_type=None, headers=headers)
    trial = await attempt(server.url("/feed"))
    assert trial.ok
    assert bad(trial) == ["problem"]
    assert said(trial, "problem") == ["the document is cut in the middle: only its whole entries were read"]
    assert said(trial, "type") == ["the server does not say what it is"]
    assert said(trial, "dates") == ["none: the time of the fetch stands in"]
    assert said(trial, "language") == ["not declared, and its letters do not tell"]
    assert said(trial, "text") == ["headlines alone"]
    assert said(trial, "next look")[0].startswith(
        "in 1 h: the server asks (Cache-Control or Expires) for 6 h, which is kept to up to 1 h."
    )


@pytest.mark.parametrize(
    ("document", "said_of_it", "language", "text"),
    [
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en", '
            '"items": [{"id": 1, "title": "Новини", "content_text": "%s"}]}' % ("word " * 300),
            "read as JSON Feed, called “J”",
            "declared as en, but its letters are ru",
            "whole articles: the usual entry has 300 words",
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Новости дня</title></entry></feed>',
            "read by feedparser as Atom 1.0, without a title",
            "not declared; by its letters, ru",
            "headlines alone",
        ),
    ],
)  # fmt: skip
async def test_formats_languages_and_lengths(server, attempt, document, said_of_it, language, text):
    server.document("/feed", document.encode(), content_type=ATOM)
    trial = await attempt(server.url("/feed"))
    assert said(trial, "reading") == [said_of_it]
    assert said(trial, "language") == [language]
    assert said(trial, "text") == [text]


@pytest.mark.parametrize(
    ("allowed", "then"),
    [
        (True, "articles of those in a story are read, since the outlet's entry says so"),
        (False, 'no article is read, since the outlet\'s entry does not say so (hg:fulltext="yes")'),
        (None, 'no article is read, since no outlet of the list has this feed (hg:fulltext="yes")'),
    ],
)
async def test_it_is_told_whether_the_articles_behind_stubs_would_be_read(server, attempt, allowed, then):
    whole = Entry(title="B", summary="word " * 250)
    server.feed("/feed", [Entry(title="Shelling of Karst", summary="word " * 20), whole])
    trial = await attempt(server.url("/feed"), full_text=allowed)
    assert said(trial, "full text") == [f"1 of 2 entries are stubs (the first: 20 words): {then}"]
    server.feed("/whole", [whole])
    assert said(await attempt(server.url("/whole"), full_text=allowed), "full text") == []


async def test_an_empty_feed_works_and_says_that_it_is_empty(server, attempt):
    server.feed("/feed")
    trial = await attempt(server.url("/feed"))
    assert trial.ok
    assert said(trial, "entries") == ["none: there is nothing in it yet"]
    assert said(trial, "next look")[0].startswith("in 15 min: every feed begins so.")


async def test_a_long_feed_says_how_much_of_it_is_read(server, attempt):
    server.feed("/feed", [Entry(title=f"Title {n}", guid=str(n)) for n in range(400)])
    assert said(await attempt(server.url("/feed")), "entries") == ["400, of which the first 300 are read"]
