"""Which error of ours a failure of the libraries becomes. What they raise for real is in ``tests/faults``."""

import ssl
import zlib

import aiohttp
import brotli
import pytest
from aiohttp.client_reqrep import ConnectionKey

from feeds.errors import AddressRefused, FetchError, TimedOut, Unreachable
from feeds.fetch.failures import FAILURES, Refused, explain

URL = "https://feeds.example/a"
KEY = ConnectionKey("feeds.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (Refused("10.0.0.1 is not a public address"), AddressRefused, "10.0.0.1 is not a public address"),
        (aiohttp.ClientConnectorError(KEY, Refused("no")), AddressRefused, "no"),
        (aiohttp.InvalidURL("x"), AddressRefused, "not a valid address"),
        (TimeoutError(), TimedOut, "did not answer in time"),
        (aiohttp.ServerTimeoutError(), TimedOut, "did not answer in time"),
        (aiohttp.ConnectionTimeoutError(), TimedOut, "did not take the connection in time"),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "x")), Unreachable, "no host of that name"),
        (aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError()), Unreachable, "certificate"),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "x")), Unreachable, "no secure connection"),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "x")), Unreachable, "refused the connection"),
        (aiohttp.ClientConnectorError(KEY, OSError(113, "x")), Unreachable, "there is no way to the server"),
        (aiohttp.ServerDisconnectedError(), Unreachable, "cut the connection"),
        (aiohttp.ClientPayloadError(), Unreachable, "cut the connection"),
        (ConnectionResetError(), Unreachable, "cut the connection"),
        (zlib.error(), FetchError, "cannot be unpacked"),
        (brotli.error(), FetchError, "cannot be unpacked"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_failure_has_a_name_and_a_sentence(error, kind, says):
    assert isinstance(error, FAILURES)
    found = explain(error, url=URL)
    assert type(found) is kind
    assert says in str(found)
    assert found.url == URL


def test_a_programming_error_is_no_failure():
    assert not isinstance(TypeError(), FAILURES)
    assert not isinstance(ValueError(), FAILURES)
