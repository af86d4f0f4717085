"""A connector for aiohttp that connects to checked addresses alone.

A name is resolved once, what it resolves to is checked, and that very address is connected to, so that a name which
answers differently the next time gains nothing. Literal addresses are not resolved by the library, and a later version
may resolve in a way of its own: hence the same check once more where the socket is made.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from aiohttp import AddrInfoType, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.fetch.failures import Refused
from feeds.fetch.guard import Network, why_refused
from feeds.fetch.names import Names

NAMES_KEPT = 60  #: seconds for which a name's checked addresses are used again


#: Is told of each name that was looked up: its addresses, each with the reason why it is refused, or None.
Seen = Callable[[str, Sequence[tuple[str, str | None]]], None]


def guarded_connector(allowed: Sequence[Network], seen: Seen = lambda _host, _addresses: None) -> TCPConnector:
    """A connector without limits of its own: the client has them."""
    return TCPConnector(
        resolver=GuardedResolver(allowed, seen=seen),
        socket_factory=lambda address: guarded_socket(address, allowed),
        limit=0,
        ttl_dns_cache=NAMES_KEPT,
    )


class GuardedResolver(AbstractResolver):
    """Resolves names to those of their addresses that feeds may be fetched from; ``Refused`` where there are none."""

    def __init__(
        self,
        allowed: Sequence[Network],
        resolver: AbstractResolver | None = None,
        seen: Seen = lambda _host, _addresses: None,
    ) -> None:
        self._allowed, self._seen = allowed, seen
        self._resolver = resolver or Names()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The checked addresses of a name."""
        try:
            found = await self._resolver.resolve(host, port, family)
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
        reasons = [why_refused(ip_address(result["host"]), port, self._allowed) for result in found]
        self._seen(host, [(result["host"], reason) for result, reason in zip(found, reasons, strict=True)])
        usable = [result for result, reason in zip(found, reasons, strict=True) if reason is None]
        if not usable:
            raise Refused(next(filter(None, reasons), "the name has no address"))
        return usable

    async def close(self) -> None:
        """Let the resolver behind go."""
        await self._resolver.close()


def guarded_socket(address: AddrInfoType, allowed: Sequence[Network]) -> socket.socket:
    """A socket for an address that may be connected to; raises ``Refused`` for others."""
    family, kind, protocol, _, (host, port, *_) = address
    reason = why_refused(ip_address(host), int(port), allowed)
    if reason:
        raise Refused(reason)
    return socket.socket(family, kind, protocol)
