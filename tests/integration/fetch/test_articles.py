"""Articles read from a real server by the real client and the real process, whatever the server does."""

import asyncio
import gzip
import json
import os
import signal
from ipaddress import ip_network

import psutil
import pytest

from feeds.errors import AddressRefused, Disallowed, HttpStatus, ParseError, TimedOut, TooLarge
from feeds.fetch import articles
from feeds.fetch.articles import ArticleReader, ArticleWorkers
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.workers import MIB, WorkerLimits
from feeds.model import Wall
from tests.support.feed_server import FeedServer

LOOPBACK = [ip_network("127.0.0.0/8")]
HTML = "text/html; charset=utf-8"
TITLE = "Shelling of Karst kills nine"
SENTENCE = "Paragraph {} says what happened in Karst on Tuesday, in a sentence that is long enough to be kept."
PARAGRAPHS = [SENTENCE.format(number) for number in range(12)]


def article(paragraphs=PARAGRAPHS, head="", foot="<footer>Subscribe to our newsletter</footer>"):
    told = "".join(f"<p>{text}</p>" for text in paragraphs)
    menu = '<nav><a href="/">Home</a><a href="/world">World</a></nav>'
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title>{head}</head>"
        f"<body>{menu}<article><h1>{TITLE}</h1>{told}</article>{foot}</body></html>"
    )


class Ticks:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def server():
    with FeedServer() as server:
        server.document("/story", article().encode(), content_type=HTML)
        yield server


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
async def read(ticks):
    limits = FetchLimits(connect=0.5, total=0.5)
    async with FeedClient(version="1", allow_networks=LOOPBACK, limits=limits) as client:
        reader = ArticleReader(client, gap=0.0, ticks=ticks)
        yield reader
        await reader.close()


def robots(server, text, path="/robots.txt"):
    server.document(path, text.encode(), content_type="text/plain")


async def test_an_article_is_read_without_what_stands_around_it(server, read):
    page = await read(server.url("/story"))
    assert page.title == TITLE
    assert all(text in page.text for text in PARAGRAPHS)
    assert "newsletter" not in page.text
    assert "Home" not in page.text
    assert [request.path for request in server.requests] == ["/robots.txt", "/story"]
    assert server.requests[-1].headers["accept"].startswith("text/html")
    assert server.requests[-1].headers["user-agent"].startswith("Heliograph/1")


async def test_robots_txt_is_asked_once_and_again_when_it_is_too_old(server, read, ticks):
    robots(server, "User-agent: *\nDisallow: /private\n")
    await read(server.url("/story"))
    await read(server.url("/story"))
    assert server.count("/robots.txt") == 1
    ticks.now += articles.LONGEST + 1
    await read(server.url("/story"))
    assert server.count("/robots.txt") == 2


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: heliograph\nDisallow: /story",
        "User-agent: *\nAllow: /\n\nUser-agent: Heliograph\nDisallow: /*ory$",
        "\ufeffUser-agent: *\r\nDisallow: /st\r\n",
    ],
)
async def test_what_robots_txt_forbids_is_not_fetched(server, read, rules):
    robots(server, rules)
    with pytest.raises(Disallowed, match="does not let it be fetched") as caught:
        await read(server.url("/story"))
    assert (caught.value.permanent, caught.value.url) == (True, server.url("/story"))
    assert server.count("/story") == 0


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "User-agent: *\nDisallow:\n",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow: /\nAllow: /story\n",
        "User-agent: *\nDisallow: /\n\nUser-agent: heliograph\nAllow: /",
        "\x00\xff nonsense \n" * 100,
    ],
)
async def test_what_robots_txt_does_not_forbid_is_fetched(server, read, rules):
    robots(server, rules)
    assert (await read(server.url("/story"))).text


async def test_of_a_large_robots_txt_the_first_500_kib_count(server, read):
    filler = "# nothing\n" * 30_000
    robots(server, f"User-agent: *\nAllow: /story\n{filler * 2}Disallow: /story\n")
    assert (await read(server.url("/story"))).text


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_a_robots_txt_all_is_allowed(server, read, status):
    server.status("/robots.txt", status)
    assert (await read(server.url("/story"))).text
    await read(server.url("/story"))
    assert server.count("/robots.txt") == 1


async def test_of_robots_txt_files_so_many_bytes_are_kept_in_all(server):
    robots(server, "User-agent: *\nDisallow: /private\n")
    async with FeedClient(version="1", allow_networks=LOOPBACK) as client:
        reader = ArticleReader(client, gap=0.0, kept=10)
        for _ in range(2):
            assert (await reader(server.url("/story"))).text
        await reader.close()
    assert server.count("/robots.txt") == 2


async def test_a_robots_txt_that_redirects_without_end_is_none(server, read):
    server.loop("/robots.txt")
    assert (await read(server.url("/story"))).text


async def test_a_robots_txt_elsewhere_is_followed(server, read):
    server.redirect("/robots.txt", "/rules")
    robots(server, "User-agent: *\nDisallow: /story", path="/rules")
    with pytest.raises(Disallowed):
        await read(server.url("/story"))


@pytest.mark.parametrize("fault", ["500", "503", "429", "stall", "reset", "private"])
async def test_where_robots_txt_cannot_be_asked_nothing_is_fetched_for_a_while(server, read, ticks, fault):
    {
        "500": lambda: server.status("/robots.txt", 500),
        "503": lambda: server.status("/robots.txt", 503, retry_after=1200),
        "429": lambda: server.status("/robots.txt", 429),
        "stall": lambda: server.stall("/robots.txt"),
        "reset": lambda: server.reset("/robots.txt"),
        "private": lambda: server.redirect("/robots.txt", "http://10.0.0.1/robots.txt"),
    }[fault]()
    with pytest.raises(Disallowed, match="cannot be asked: ") as caught:
        await read(server.url("/story"))
    assert (caught.value.permanent, caught.value.retry_after) == (False, 1200 if fault == "503" else articles.UNKNOWN)
    asked = server.count("/robots.txt")
    robots(server, "")
    with pytest.raises(Disallowed):
        await read(server.url("/story"))
    assert (server.count("/robots.txt"), server.count("/story")) == (asked, 0)
    ticks.now += articles.UNKNOWN + 1
    assert (await read(server.url("/story"))).text


async def test_each_place_to_which_an_address_leads_is_asked_of_its_own_robots_txt(server, read):
    with FeedServer() as other:
        robots(other, "User-agent: *\nDisallow: /story")
        server.redirect("/a", other.url("/story"))
        with pytest.raises(Disallowed) as caught:
            await read(server.url("/a"))
        assert caught.value.url == server.url("/a")
        assert [request.path for request in other.requests] == ["/robots.txt"]


@pytest.mark.parametrize("target", ["http://10.0.0.1/story", "http://[::1]/story", "file:///etc/passwd"])
async def test_a_redirect_to_a_private_address_is_refused(server, read, target):
    server.redirect("/a", target)
    with pytest.raises(AddressRefused):
        await read(server.url("/a"))


async def test_a_host_is_left_the_time_that_it_asks_for(server):
    robots(server, "User-agent: *\nCrawl-delay: 0.4")
    async with FeedClient(version="1", allow_networks=LOOPBACK) as client:
        reader = ArticleReader(client, gap=0.0)
        began = reader._ticks()
        for _ in range(3):
            await reader(server.url("/story"))
        assert reader._ticks() - began >= 0.8
        await reader.close()


async def test_a_huge_page_is_refused(server, read):
    server.oversize("/huge", 8 * MIB)
    with pytest.raises(TooLarge):
        await read(server.url("/huge"))


async def test_a_bomb_is_refused(server, read):
    server.bomb("/bomb")
    with pytest.raises(TooLarge):
        await read(server.url("/bomb"))


@pytest.mark.parametrize("fault", ["stall", "slow_body"])
async def test_a_page_that_hangs_is_left_in_time(server, read, fault):
    server.stall("/a") if fault == "stall" else server.slow_body("/a", article().encode(), seconds=5)
    with pytest.raises(TimedOut):
        await read(server.url("/a"))


@pytest.mark.parametrize("status", [402, 403, 404, 451, 503])
async def test_a_server_that_says_no_is_believed(server, read, status):
    server.raw("/a", f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
    with pytest.raises(HttpStatus) as caught:
        await read(server.url("/a"))
    assert caught.value.status == status


async def test_a_paywall_is_recognised_however_much_stands_before_it(server, read):
    said = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False})
    head = f'<script type="application/ld+json">{said}</script>'
    server.document("/a", article(head=head).encode(), content_type=HTML)
    page = await read(server.url("/a"))
    assert (page.wall, page.text) == (Wall.PAYWALL, "")
    assert page.sign == "the page says that it is not accessible for free"


async def test_a_consent_wall_is_recognised_by_its_words_and_by_its_host(server, read):
    wall = article(["We value your privacy. We and our partners store information on your device."], foot="")
    server.document("/a", wall.encode(), content_type=HTML)
    assert (await read(server.url("/a"))).wall is Wall.CONSENT
    server.redirect("/b", f"http://consent.localhost:{server.port}/collect")
    page = await read(server.url("/b"))
    assert (page.wall, page.sign) == (Wall.CONSENT, "the address leads to where readers consent")
    assert server.count("/collect") == 0


async def test_a_page_without_text_has_none(server, read):
    server.document("/a", b"<!DOCTYPE html><html><body><script>render()</script></body></html>", content_type=HTML)
    assert (await read(server.url("/a"))).text == ""


async def test_what_is_no_page_is_not_read(server, read):
    server.document("/a", b"%PDF-1.7 " + b"x" * 1000, content_type="application/pdf")
    page = await read(server.url("/a"))
    assert (page.text, page.sign) == ("", "there is no web page at the address")


async def test_an_article_that_leads_to_the_front_page_is_not_there(server, read):
    server.redirect("/gone", "/")
    server.document("/", article().encode(), content_type=HTML)
    assert (await read(server.url("/gone"))).sign == "the address leads to a front page"


RUSSIAN = [
    f"Абзац {number} рассказывает о том, что произошло в Карсте во вторник утром на рынке." for number in range(9)
]


@pytest.mark.parametrize("told", ["by the server", "by the page"])
async def test_a_page_in_an_old_encoding_is_read(server, read, told):
    head = '<meta charset="windows-1251">' if told == "by the page" else ""
    kind = "text/html" if told == "by the page" else "text/html; charset=windows-1251"
    server.document("/a", article(RUSSIAN, head).encode("windows-1251"), content_type=kind)
    page = await read(server.url("/a"))
    assert all(text in page.text for text in RUSSIAN)


async def test_a_packed_page_is_unpacked(server, read):
    server.answer("/a", 200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, gzip.compress(article().encode()))
    assert PARAGRAPHS[3] in (await read(server.url("/a"))).text


async def test_deep_nesting_and_broken_markup_end_nothing(server, read):
    for body in ("<div>" * 60_000 + "text", "<p" * 100_000, "<![CDATA[" * 1000, "&#" * 50_000, "\x00<html>\xff"):
        server.document("/a", f"<!DOCTYPE html><html>{body}".encode(), content_type=HTML)
        await read(server.url("/a"))
    assert (await read(server.url("/story"))).text


async def test_the_process_starts_with_the_first_article_and_may_be_killed(server, read):
    assert read._workers.pids == ()
    await read(server.url("/story"))
    (pid,) = read._workers.pids
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid):
        await asyncio.sleep(0.01)
    assert (await read(server.url("/story"))).text
    assert read._workers.pids != (pid,)


async def test_the_process_ends_when_it_rests(server, read):
    await read(server.url("/story"))
    await read._workers.rest()
    assert read._workers.pids == ()
    assert (await read(server.url("/story"))).text


async def test_a_page_that_takes_too_long_or_too_much_ends_the_process_and_no_more():
    workers = ArticleWorkers(WorkerLimits(seconds=0.0))
    with pytest.raises(ParseError, match="takes longer"):
        await workers.page(article().encode(), url="https://a.example/", content_type=HTML)
    await workers.close()
    small = ArticleWorkers(WorkerLimits(memory=60 * MIB))
    large = article([SENTENCE.format(number) for number in range(18_000)]).encode()
    with pytest.raises(ParseError, match="ended the process"):
        await small.page(large, url="https://a.example/", content_type=HTML)
    await small.close()


async def test_a_reader_that_never_read_closes():
    async with FeedClient(version="1") as client:
        await ArticleReader(client).close()
