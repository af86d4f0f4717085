"""What goes wrong between a feed's server and the program: each fault has its error, and nobody else notices."""

import asyncio
import gzip
import time
from ipaddress import ip_network

import psutil
import pytest

from feeds.errors import BadRedirect, FetchError, HttpStatus, TimedOut, TooLarge, Unreachable
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.model import Entry
from tests.support.feed_server import FeedServer
from tests.support.feed_text import render_rss

LIMITS = FetchLimits(size=2**20, connect=0.5, total=0.5)
NEWS = [Entry(title=f"News {number}", guid=str(number)) for number in range(20)]


@pytest.fixture
def server():
    with FeedServer() as server:
        server.feed("/good", NEWS)
        yield server


@pytest.fixture
async def client():
    async with FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")], limits=LIMITS) as client:
        yield client


async def failure(client, url) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client(url, etag=None, last_modified=None)
    assert caught.value.url == url
    return caught.value


@pytest.mark.parametrize(
    ("status", "permanent", "says"),
    [
        (400, False, "the server answered 400 Bad Request"),
        (403, False, "the server answered 403 Forbidden"),
        (404, False, "the server answered 404 Not Found"),
        (410, True, "the server answered 410 Gone"),
        (429, False, "the server answered 429 Too Many Requests"),
        (500, False, "the server answered 500 Internal Server Error"),
        (502, False, "the server answered 502 Bad Gateway"),
        (503, False, "the server answered 503 Service Unavailable"),
        (300, False, "the server answered 300 Multiple Choices"),
    ],
)
async def test_the_server_says_no(server, client, status, permanent, says):
    server.status("/a", status, body=b"<html>no</html>")
    error = await failure(client, server.url("/a"))
    assert isinstance(error, HttpStatus)
    assert (error.status, error.permanent, error.retry_after, str(error)) == (status, permanent, None, says)


@pytest.mark.parametrize("status", [429, 503])
async def test_the_server_says_when_to_come_back(server, client, status):
    server.status("/a", status, retry_after=90)
    assert (await failure(client, server.url("/a"))).retry_after == 90
    server.status("/a", status, retry_after="Fri, 31 Dec 1999 23:59:59 GMT")
    assert (await failure(client, server.url("/a"))).retry_after == 0


async def test_a_status_that_nobody_knows(server, client):
    server.raw("/a", b"HTTP/1.1 599 Whatever\r\nContent-Length: 0\r\n\r\n")
    assert str(await failure(client, server.url("/a"))) == "the server answered 599"


@pytest.mark.parametrize("fault", ["slow_headers", "stall", "slow_body"])
async def test_a_slow_server_is_left_in_time(server, client, fault):
    {
        "slow_headers": lambda: server.slow_headers("/a", 5),
        "stall": lambda: server.stall("/a"),
        "slow_body": lambda: server.slow_body("/a", b"x" * 100, seconds=5),
    }[fault]()
    started = time.monotonic()
    assert isinstance(await failure(client, server.url("/a")), TimedOut)
    assert time.monotonic() - started < 2


async def test_redirects_share_the_time(server, client):
    for number in range(3):
        server.slow_redirect(f"/{number}", f"/{number + 1}", seconds=0.3)
    started = time.monotonic()
    assert isinstance(await failure(client, server.url("/0")), TimedOut)
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("told", [True, False])
async def test_an_oversize_document_is_not_read_to_its_end(server, client, told):
    server.oversize("/a", 2**28, told=told)
    error = await failure(client, server.url("/a"))
    assert isinstance(error, TooLarge)
    assert str(error) == "the document is larger than 1 MiB"


async def test_a_bomb_costs_no_more_than_the_limit(server, client):
    server.bomb("/a")
    await client(server.url("/good"), etag=None, last_modified=None)
    before = psutil.Process().memory_info().rss
    assert isinstance(await failure(client, server.url("/a")), TooLarge)
    assert psutil.Process().memory_info().rss - before < 30 * 2**20


@pytest.mark.parametrize(
    ("packed", "encoding", "says"),
    [
        (b"not packed at all", "gzip", "what the server sent cannot be unpacked"),
        (b"not packed at all", "zstd", "what the server sent cannot be unpacked"),
        (gzip.compress(b"x", mtime=0), "compress", "which it was not asked for"),
    ],
)
async def test_a_document_that_cannot_be_unpacked(server, client, packed, encoding, says):
    server.packed("/a", packed, encoding)
    assert says in str(await failure(client, server.url("/a")))


async def test_a_packed_document_that_is_cut_gives_what_came(server, client):
    document = render_rss(NEWS)
    server.packed("/a", gzip.compress(document)[:-40], "gzip")
    found = await client(server.url("/a"), etag=None, last_modified=None)
    assert found.body
    assert document.startswith(found.body)


@pytest.mark.parametrize("fault", ["reset", "truncated", "noise", "closed"])
async def test_a_broken_connection(server, client, fault):
    {
        "reset": lambda: server.reset("/a"),
        "truncated": lambda: server.truncated("/a", render_rss(NEWS)),
        "noise": lambda: server.noise("/a"),
        "closed": lambda: server.raw("/a", b""),
    }[fault]()
    error = await failure(client, server.url("/a"))
    assert isinstance(error, Unreachable)
    expected = "the server's answer is not proper HTTP" if fault == "noise" else "the server cut the connection"
    assert str(error) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2**20,
        b"HTTP/1.1 200 " + b"x" * 2**20,
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(100_000)),
    ],
    ids=["a line without end", "a first line without end", "lines without end"],
)
async def test_headers_without_end(server, client, head):
    server.raw("/a", head + b"\r\n\r\n")
    error = await failure(client, server.url("/a"))
    assert isinstance(error, TooLarge)
    assert str(error) == "the head of the server's answer is larger than any should be"


async def test_answers_that_are_none_without_end(server, client):
    server.raw("/a", b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000)
    started = time.monotonic()
    await failure(client, server.url("/a"))
    assert time.monotonic() - started < 2


async def test_nobody_listens(server, client):
    port = server.port
    server.__exit__()
    error = await failure(client, f"http://127.0.0.1:{port}/a")
    server.__enter__()
    assert (type(error), str(error)) == (Unreachable, "the server refused the connection")


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".invalid", "a..invalid"])
async def test_there_is_no_such_host(client, host):
    assert type(await failure(client, f"http://{host}/")) is Unreachable


@pytest.mark.parametrize("target", [None, "http://[", "http://a.example:port/"])
async def test_a_redirect_to_nowhere(server, client, target):
    server.redirect("/a", target)
    error = await failure(client, server.url("/a"))
    assert (type(error), str(error)) == (BadRedirect, "the address redirects to nowhere")


async def test_a_redirect_in_a_circle(server, client):
    server.loop("/a")
    assert isinstance(await failure(client, server.url("/a")), BadRedirect)
    assert server.count("/a") == 6


async def test_other_feeds_do_not_notice(server):
    faults = [server.stall, server.reset, server.noise, server.bomb, server.loop]
    for number, fault in enumerate(faults):
        fault(f"/{number}")
    limits = FetchLimits(total=1.0, per_host=20)
    async with FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")], limits=limits) as client:
        bad = [asyncio.create_task(failure(client, server.url(f"/{number}"))) for number in range(len(faults))]
        started = time.monotonic()
        good = await asyncio.gather(*(client(server.url("/good"), etag=None, last_modified=None) for _ in range(20)))
        assert time.monotonic() - started < 0.9
        await asyncio.gather(*bad)
    assert {found.body for found in good} == {render_rss(NEWS)}
