"""Which addresses are refused, in which spelling."""

from ipaddress import ip_address, ip_network

import pytest

from feeds.fetch.guard import PORTS, default_port, literal_address, why_refused, why_url_refused

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "::",
        "::1",
        "::7f00:1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
@pytest.mark.parametrize("port", [80, 443])
def test_addresses_that_are_not_public_are_refused(address, port):
    assert why_refused(ip_address(address), port) == f"{ip_address(address)} is not a public address"


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "151.101.0.81", "2606:4700::6810:84e5", "2a00:1450:4001::1"])
def test_public_addresses_may_be_fetched_from_on_the_ports_of_the_web(address):
    assert {why_refused(ip_address(address), port) for port in PORTS} == {None}


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8000, 65535])
def test_other_ports_are_refused(port):
    assert why_refused(ip_address("8.8.8.8"), port) == f"port {port} is not one that feeds are served on"


def test_an_allowed_network_is_open_on_all_ports_and_nothing_else_is():
    assert why_refused(ip_address("127.0.0.1"), 22, LOOPBACK) is None
    assert why_refused(ip_address("::1"), 22, LOOPBACK) is None
    assert why_refused(ip_address("10.0.0.1"), 80, LOOPBACK) is not None
    assert why_refused(ip_address("::ffff:127.0.0.1"), 80, LOOPBACK) is not None
    assert why_refused(ip_address("8.8.8.8"), 22, LOOPBACK) is not None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https addresses are fetched, not file"),
        ("ftp://feeds.example/a", "only http and https addresses are fetched, not ftp"),
        ("gopher://feeds.example/a", "only http and https addresses are fetched, not gopher"),
        ("javascript:alert(1)", "only http and https addresses are fetched, not javascript"),
        ("feeds.example/a", "only http and https addresses are fetched, not this"),
        ("", "only http and https addresses are fetched, not this"),
        ("http://", "the address names no host"),
        ("http:///a", "the address names no host"),
        ("http://me@feeds.example/", "addresses with a user name or a password are not fetched"),
        ("http://me:secret@feeds.example/", "addresses with a user name or a password are not fetched"),
        ("http://[::1/", "this is not a valid address"),
        ("http://feeds.example:99999/", "this is not a valid address"),
        ("http://feeds.example:port/", "this is not a valid address"),
        ("http://127.0.0.1/", "127.0.0.1 is not a public address"),
        ("https://[::1]/", "::1 is not a public address"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:7f00:1 is not a public address"),
        ("http://8.8.8.8:22/", "port 22 is not one that feeds are served on"),
    ],
)
def test_urls_are_refused_before_anything_is_looked_up(url, reason):
    assert why_url_refused(url) == reason


@pytest.mark.parametrize(
    "url", ["http://feeds.example/", "https://feeds.example:8443/a?b=c", "HTTP://FEEDS.example", "http://8.8.8.8/"]
)
def test_urls_that_may_be_looked_up(url):
    assert why_url_refused(url) is None


def test_an_allowed_network_opens_literal_addresses():
    assert why_url_refused("http://127.0.0.1:9999/", LOOPBACK) is None


def test_only_usual_spellings_are_literal_addresses():
    assert str(literal_address("[2606:4700::1]")) == "2606:4700::1"
    assert [literal_address(host) for host in ("127.1", "2130706433", "0x7f.1", "0177.0.0.1", "a.example")] == [
        None
    ] * 5


def test_default_ports():
    assert (default_port("http"), default_port("https")) == (80, 443)
