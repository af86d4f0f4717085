"""Every way in which a request can fail, as an error of ours with a sentence that a person can read."""

import asyncio
import socket

import aiohttp

from feeds.errors import AddressRefused, FetchError, TimedOut, TooLarge, Unreachable
from feeds.fetch.unpack import BROKEN


class Refused(OSError):
    """What the guard raises inside the HTTP library, which passes ``OSError`` on. ``str`` of it is the reason."""


#: How the library says that a line of the head, or their number, is beyond the limit: it has no error of its own.
_HEAD_TOO_LARGE = ("Got more than", "Too many headers")

#: What a request may raise. Everything else is a programming error and stays loud.
FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, *BROKEN)


def explain(error: BaseException, *, url: str) -> FetchError:
    """The error to raise instead of one of ``FAILURES``."""
    cause = getattr(error, "os_error", error)
    match error:
        case _ if isinstance(cause, Refused):
            return AddressRefused(str(cause), url=url)
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return AddressRefused("this is not a valid address", url=url)
        case TimeoutError():
            connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
            return TimedOut(f"the server did not {'take the connection' if connecting else 'answer'} in time", url=url)
        case aiohttp.ClientResponseError(message=said) if said.startswith(_HEAD_TOO_LARGE):
            return TooLarge("the head of the server's answer is larger than any should be", url=url)
        case _ if isinstance(error, BROKEN):
            return FetchError("what the server sent cannot be unpacked", url=url)
    return Unreachable(_why_unreachable(error, cause), url=url)


def _why_unreachable(error: BaseException, cause: BaseException) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return "there is no host of that name, or its name cannot be looked up"
        case aiohttp.ClientConnectorCertificateError():
            return "the server's certificate cannot be trusted"
        case aiohttp.ClientConnectorSSLError() | aiohttp.ServerFingerprintMismatch():
            return "no secure connection can be agreed on with the server"
        case aiohttp.ClientConnectorError() if isinstance(cause, ConnectionRefusedError):
            return "the server refused the connection"
        case aiohttp.ClientConnectorError():
            return "there is no way to the server"
        case aiohttp.ClientResponseError():
            return "the server's answer is not proper HTTP"
    return "the server cut the connection"
