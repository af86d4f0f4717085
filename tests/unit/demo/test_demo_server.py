"""The sample wire over real HTTP, with a clock that the test turns."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from bot.demo.feeds import Document
from bot.demo.server import WireServer, not_modified, validators

STARTED = datetime(2031, 5, 6, 9, 30, 15, 250_000, tzinfo=UTC)
SECONDS_PER_MINUTE = 0.0625  # a day of 90 seconds


class TurnedClock:
    """A clock that stands at a minute of the simulated day until it is turned."""

    def __init__(self):
        self.now = STARTED

    def __call__(self):
        return self.now

    def turn(self, minute):
        self.now = STARTED + timedelta(seconds=minute * SECONDS_PER_MINUTE)


@pytest.fixture(scope="module")
def server():
    clock = TurnedClock()
    with WireServer(clock=clock) as running:
        running.clock = clock
        yield running


@pytest.fixture
def clock(server):
    server.clock.turn(0)
    return server.clock


@pytest.fixture
def client(server, clock):
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client


def test_is_bound_to_this_machine_alone(server):
    assert server.url.startswith("http://127.0.0.1:")


def test_every_feed_url_answers(server, client):
    assert set(server.feed_urls) == {feed.id for feed in server.wire.feeds}
    for url in server.feed_urls.values():
        assert client.get(url).status_code == 200


def test_an_entry_comes_out_at_its_minute(client, server, clock):
    url = server.feed_urls["halcyon-world"]
    clock.turn(59.9)
    assert "halcyon:jorvenna-market" not in client.get(url).text
    clock.turn(60)
    assert "halcyon:jorvenna-market" in client.get(url).text


def test_an_unchanged_feed_is_not_sent_twice(client, server, clock):
    clock.turn(200)
    first = client.get(server.feed_urls["halcyon-world"])
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = client.get(server.feed_urls["halcyon-world"], headers={name: first.headers[header]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


def test_a_changed_feed_is_sent_anew(client, server, clock):
    clock.turn(200)
    first = client.get(server.feed_urls["halcyon-world"])
    clock.turn(430)
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = client.get(server.feed_urls["halcyon-world"], headers={name: first.headers[header]})
        assert again.status_code == 200
        assert again.headers["ETag"] != first.headers["ETag"]


def test_no_time_of_change_is_given_while_its_second_lasts(client, server, clock):
    clock.turn(60)
    assert "Last-Modified" not in client.get(server.feed_urls["halcyon-world"]).headers
    clock.turn(60 + 1 / SECONDS_PER_MINUTE)
    headers = client.get(server.feed_urls["halcyon-world"]).headers
    assert parsedate_to_datetime(headers["Last-Modified"]) <= clock()


def test_the_dying_feed_fails_and_is_gone(client, server, clock):
    url = server.feed_urls["rimmock"]
    answers = []
    for minute in (599, 601, 1001):
        clock.turn(minute)
        answers.append(client.get(url).status_code)
    assert answers == [200, 500, 410]


def test_links_open_the_page_of_the_version_that_stands(client, clock):
    assert client.get("/halcyon/jorvenna-market").status_code == 404
    clock.turn(100)
    early = client.get("/halcyon/jorvenna-market?utm_source=rss")
    clock.turn(500)
    late = client.get("/halcyon/jorvenna-market")
    assert "killed and 27 wounded" in early.text
    assert "risen to 12" in late.text
    assert "invented" in late.text
    assert late.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_every_link_of_the_day_opens(client, server, clock):
    clock.turn(1440)
    for entry in server.wire.entries:
        assert client.get(entry.path).status_code == 200


def test_outlets_and_their_list_have_pages(client, server, clock):
    clock.turn(1440)
    index = client.get("/").text
    for outlet in server.wire.outlets:
        assert f"{server.url}/{outlet.id}" in index
        assert client.get(f"/{outlet.id}").status_code == 200
    assert client.get("/opml").text == server.opml()


@pytest.mark.parametrize("path", ["/feeds/none.xml", "/nobody", "/nobody/nothing", "/halcyon/nothing"])
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_progress_runs_from_nothing_to_all_and_the_end_is_known(server, clock):
    clock.turn(-10)
    assert (server.progress, server.finished) == (0.0, False)
    clock.turn(720)
    assert server.progress == pytest.approx(0.5)
    assert server.minute == pytest.approx(720)
    clock.turn(server.wire.last_minute + 0.1)
    assert server.finished
    clock.turn(3000)
    assert server.progress == 1.0


def test_the_day_can_begin_anew():
    clock = TurnedClock()
    with WireServer(day_seconds=90, clock=clock) as server:
        clock.turn(700)
        address = server.url
        server.begin()
        assert (server.minute, server.url) == (0.0, address)


def test_a_server_starts_once_and_stops_as_often_as_one_likes():
    server = WireServer()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = server.url
    server.stop()
    server.start()
    with pytest.raises(RuntimeError, match="already"):
        server.start()
    url = server.url
    server.stop()
    server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_a_stopped_server_frees_its_port_and_keeps_its_address():
    server = WireServer()
    server.start()
    url = server.url
    server.stop()
    with server:
        assert server.url == url
        assert httpx.get(url, trust_env=False).status_code == 200


def test_a_port_that_is_taken_is_an_error_at_once(server):
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        WireServer(port=port).start()


DOCUMENT = Document("text/xml", b"<rss/>", STARTED)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"if-none-match": DOCUMENT.etag}, True),
        ({"if-none-match": f'"other", W/{DOCUMENT.etag}'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"other"', "if-modified-since": "Tue, 06 May 2031 10:00:00 GMT"}, False),
        ({"if-modified-since": "Tue, 06 May 2031 09:30:15 GMT"}, True),
        ({"if-modified-since": "Tue, 06 May 2031 09:30:14 GMT"}, False),
        ({"if-modified-since": "Tue, 06 May 2031 09:30:15 -0000"}, True),
        ({"if-modified-since": "yesterday"}, False),
    ],
)
def test_a_condition_is_met_by_the_tag_or_else_by_the_time(headers, expected):
    assert not_modified(DOCUMENT, headers) is expected


def test_validators_give_the_time_in_whole_seconds():
    assert validators(DOCUMENT, STARTED + timedelta(seconds=1))["Last-Modified"] == "Tue, 06 May 2031 09:30:15 GMT"
