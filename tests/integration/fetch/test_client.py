"""The client against a real server: what it asks, what it believes, where it does not go."""

import asyncio
import gzip
import socket
from datetime import UTC, datetime
from ipaddress import ip_network

import brotli
import pytest

from feeds.errors import AddressRefused, BadRedirect, FetchError, HttpStatus, TimedOut
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.failures import Refused
from feeds.fetch.guarded import GuardedResolver, guarded_socket
from feeds.model import Entry
from tests.support.feed_server import ATOM, FeedServer

LOOPBACK = (ip_network("127.0.0.0/8"),)
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
NEWS = [Entry(title="Shelling near Port Ilse", guid="1")]


@pytest.fixture
def server():
    with FeedServer() as server:
        server.feed("/feed", NEWS)
        yield server


@pytest.fixture
async def client():
    async with FeedClient(
        version="1.2", contact="desk@courier.example", allow_networks=LOOPBACK, now=lambda: NOW
    ) as it:
        yield it


async def get(client, url, **known):
    return await client(url, **{"etag": None, "last_modified": None, **known})


async def test_a_document_comes_with_what_to_ask_the_next_time(server, client):
    headers = {"Cache-Control": "max-age=600"}
    server.document(
        "/a", b"<feed/>", content_type=ATOM, etag=True, last_modified="Mon, 02 Mar 2026 12:00:00 GMT", headers=headers
    )
    found = await get(client, server.url("/a"))
    assert (found.status, found.body, found.content_type, found.max_age) == (200, b"<feed/>", ATOM, 600.0)
    assert (found.etag is None, found.last_modified) == (False, "Mon, 02 Mar 2026 12:00:00 GMT")


async def test_an_unchanged_document_is_not_sent_again_and_keeps_its_validators(server, client):
    server.document("/a", b"x", etag=True, last_modified="Mon, 02 Mar 2026 12:00:00 GMT")
    server.document("/b", b"x", last_modified="Mon, 02 Mar 2026 12:00:00 GMT")
    for path in ("/a", "/b"):
        first = await get(client, server.url(path))
        again = await get(client, server.url(path), etag=first.etag, last_modified=first.last_modified)
        assert (again.status, again.body) == (304, None)
        assert (again.etag, again.last_modified) == (first.etag, first.last_modified)


async def test_a_304_without_validators_keeps_those_that_were_sent(server, client):
    server.answer("/a", 304, {})
    found = await get(client, server.url("/a"), etag='"1"', last_modified="Mon, 02 Mar 2026 12:00:00 GMT")
    assert (found.etag, found.last_modified) == ('"1"', "Mon, 02 Mar 2026 12:00:00 GMT")


async def test_a_304_to_somebody_who_knows_nothing_is_no_answer(server, client):
    server.answer("/a", 304, {})
    with pytest.raises(HttpStatus, match="304 Not Modified"):
        await get(client, server.url("/a"))


async def test_a_document_that_drips_is_given_up_and_one_that_is_only_slow_is_not(server):
    server.slow_body("/drips", b"x" * 100, seconds=5)
    server.slow_body("/slow", b"x" * 100_000, seconds=0.6)
    limits = FetchLimits(patience=0.3, rate=20_000.0)
    async with FeedClient(version="1", limits=limits, allow_networks=LOOPBACK) as client:
        with pytest.raises(TimedOut, match="sends its document too slowly, less than 20000 bytes a second"):
            await get(client, server.url("/drips"))
        assert len((await get(client, server.url("/slow"))).body) == 100_000


async def test_the_hub_that_link_headers_name_comes_with_the_document(server, client):
    server.document("/a", b"x", headers={"Link": '</style.css>; rel=preload, </hub>; rel="hub", </feed>; rel="self"'})
    server.redirect("/b", "/a")
    for path in ("/a", "/b"):
        found = await get(client, server.url(path))
        assert (found.hub, found.topic) == (server.url("/hub"), server.url("/feed"))
    found = await get(client, server.url("/feed"))
    assert (found.hub, found.topic) == (None, None)


async def test_a_request_says_who_asks_and_what_is_understood(server, client):
    await get(client, server.url("/feed"))
    headers = server.requests[-1].headers
    assert headers["user-agent"] == "Heliograph/1.2 (+desk@courier.example)"
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "application/atom+xml" in headers["accept"]
    assert not {"cookie", "if-none-match", "if-modified-since", "referer", "authorization"} & headers.keys()


async def test_odd_validators_are_not_sent(server, client):
    await get(client, server.url("/feed"), etag='"a"\r\nX-Evil: 1', last_modified="\udcff")
    assert not {"if-none-match", "if-modified-since", "x-evil"} & server.requests[-1].headers.keys()


async def test_cookies_are_not_kept(server, client):
    server.answer("/a", 200, {"Set-Cookie": "track=1; Path=/"}, b"x")
    await get(client, server.url("/a"))
    await get(client, server.url("/feed"))
    assert "cookie" not in server.requests[-1].headers


async def test_one_connection_serves_many_requests(server, client):
    for _ in range(3):
        await get(client, server.url("/feed"))
    assert server.connections == 1


async def test_a_packed_document_is_unpacked(server, client):
    server.gzip("/a", b"<feed/>")
    assert (await get(client, server.url("/a"))).body == b"<feed/>"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_with_the_conditions(server, client, status):
    server.redirect("/old", "/feed", status=status)
    found = await get(client, server.url("/old"), etag='"1"')
    assert (found.url, found.status) == (server.url("/feed"), 200)
    assert server.requests[-1].headers["if-none-match"] == '"1"'


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ([301], "/1"),
        ([308, 301, 301], "/3"),
        ([301, 302, 301], "/1"),
        ([302, 301], None),
        ([307], None),
        ([303, 308], None),
        ([], None),
    ],
)
async def test_where_an_address_has_moved_for_good_is_told_up_to_the_first_detour(server, client, statuses, moved_to):
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status=status)
    server.feed(f"/{len(statuses)}", NEWS)
    found = await get(client, server.url("/0"))
    assert found.url == server.url(f"/{len(statuses)}")
    assert found.moved_to == (server.url(moved_to) if moved_to else None)


async def test_a_redirect_for_good_beside_an_unchanged_document_is_told_too(server, client):
    server.redirect("/old", "/feed")
    first = await get(client, server.url("/old"))
    again = await get(client, server.url("/old"), etag=first.etag)
    assert (again.status, again.moved_to) == (304, server.url("/feed"))


async def test_where_a_redirect_for_good_leads_to_a_refused_address_nothing_has_moved(server, client):
    server.redirect("/old", "http://10.0.0.1/feed")
    with pytest.raises(AddressRefused):
        await get(client, server.url("/old"))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Tue, 03 Mar 2026 12:05:00 GMT", 300.0), ("9" * 40, 30 * 86400.0), ("soon", None), ("-5", None)],
)
async def test_retry_after_is_read_beside_good_answers_too(server, client, value, seconds):
    server.document("/a", b"x", headers={"Retry-After": value})
    server.answer("/b", 304, {"Retry-After": value})
    assert (await get(client, server.url("/a"))).retry_after == seconds
    assert (await get(client, server.url("/b"), etag='"1"')).retry_after == seconds


async def test_five_redirects_are_followed_and_a_sixth_is_not(server, client):
    for number in range(6):
        server.redirect(f"/{number}", f"/{number + 1}" if number < 5 else "/feed")
    assert (await get(client, server.url("/1"))).url == server.url("/feed")
    with pytest.raises(BadRedirect, match="more than 5 times") as caught:
        await get(client, server.url("/0"))
    assert caught.value.url == server.url("/0")


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "ftp://feeds.example/",
        "http://me:secret@feeds.example/",
        "//10.0.0.1/feed",
    ],
)
async def test_every_redirect_is_checked(server, client, target):
    server.redirect("/a", target)
    with pytest.raises(AddressRefused) as caught:
        await get(client, server.url("/a"))
    assert caught.value.url == server.url("/a")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0x7f.1",
            "localhost",
            "0.0.0.0",
            "0",
        ),
        *("0177.0.0.1", "0X7F.0.0.1", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "LOCALHOST"),
        *("１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "ｌｏｃａｌｈｏｓｔ"),
        *("me@127.0.0.1", "feeds.example@127.0.0.1", "feeds.example:80@127.0.0.1", "127.0.0.1\\@feeds.example"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
        *("[0:0:0:0:0:0:0:1]", "[::1%25lo]", "[::1%lo]", "[fe80::1%25lo]", "[2002:7f00:1::]", "[::ffff:0:127.0.0.1]"),
    ],
)
async def test_nothing_on_this_machine_is_reached_in_any_spelling(server, host):
    async with FeedClient(version="1") as client:
        with pytest.raises(AddressRefused):
            await get(client, f"http://{host}:{server.port}/feed")
    assert server.requests == []
    assert server.connections == 0


@pytest.mark.parametrize("host", ["localhost.", "127.0.0.1%00", "%31%32%37.0.0.1", "127.0.0.1\tfeeds.example"])
async def test_what_some_resolvers_take_for_this_machine_does_not_reach_it_either(server, host):
    async with FeedClient(version="1") as client:
        with pytest.raises(FetchError):
            await get(client, f"http://{host}:{server.port}/feed")
    assert server.connections == 0


async def test_a_name_is_connected_to_by_those_of_its_addresses_that_are_allowed(server, client):
    assert (await get(client, server.url("/feed", host="localhost"))).status == 200


async def test_a_name_that_resolves_to_what_is_refused_gives_the_reason(server):
    async with FeedClient(version="1") as client:
        with pytest.raises(AddressRefused, match="is not a public address"):
            await get(client, server.url("/feed", host="localhost"))


async def test_a_resolver_keeps_public_addresses_alone():
    class Names:
        async def resolve(self, host, port, family):
            return [{"hostname": host, "host": address, "port": port} for address in ("10.0.0.1", "8.8.8.8", "::1")]

        async def close(self):
            pass

    found = await GuardedResolver((), Names()).resolve("mixed.example", 443, socket.AF_UNSPEC)
    assert [address["host"] for address in found] == ["8.8.8.8"]


def test_a_socket_is_made_for_addresses_that_may_be_fetched_from_alone():
    with pytest.raises(Refused):
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)), ())
    with pytest.raises(Refused):
        guarded_socket((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 80, 0, 0)), ())
    guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80)), ()).close()


@pytest.mark.parametrize("url", ["http://[", "http://a.example:port/", "nowhere", "", "http:///a"])
async def test_what_is_no_address_is_refused(client, url):
    with pytest.raises(AddressRefused) as caught:
        await get(client, url)
    assert caught.value.url == url


async def test_no_proxy_is_asked(server, client, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    assert (await get(client, server.url("/feed"))).status == 200


async def test_two_at_a_time_ask_one_host_and_waiting_is_no_delay_of_the_server(server):
    for number in range(6):
        server.slow_body(f"/{number}", gzip.compress(b"x"), seconds=0.2)
    async with FeedClient(version="1", allow_networks=LOOPBACK, limits=FetchLimits(total=0.5)) as client:
        await asyncio.gather(*(get(client, server.url(f"/{number}")) for number in range(6)))
    assert server.peak == 2


async def test_several_encodings_are_undone_in_turn(server, client):
    packed = brotli.compress(gzip.compress(b"<feed/>"))
    server.packed("/a", packed, "gzip, br")
    server.raw(
        "/b", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\nConnection: close\r\n\r\n" + packed
    )
    for path in ("/a", "/b"):
        assert (await get(client, server.url(path))).body == b"<feed/>"


async def test_the_long_headers_of_real_publishers_are_no_fault(server, client):
    server.document("/a", b"x", headers={"Content-Security-Policy": "img-src " + "https://cdn.example " * 600})
    assert (await get(client, server.url("/a"))).body == b"x"


async def test_without_a_contact_the_program_is_named_alone(server):
    async with FeedClient(version="1.2", allow_networks=LOOPBACK) as client:
        await get(client, server.url("/feed"))
    assert server.requests[-1].headers["user-agent"] == "Heliograph/1.2"


async def test_a_client_that_was_never_used_closes():
    await FeedClient(version="1").close()
