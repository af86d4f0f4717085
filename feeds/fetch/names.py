"""Looking names up, in threads of its own.

The library's resolver has the loop's few threads (six on two cores), which others use as well. A name whose servers do
not answer keeps its thread for as long as the system's resolver tries, which nothing can end: half a dozen such names,
and nobody else's would be looked up in time.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

#: Names looked up at a time: as many as there are requests, twice, since a look-up outlives the request that waited.
AT_ONCE = 128

#: ``socket.getaddrinfo``, or what stands for it: host, port, family, type, protocol and flags in.
LookUp = Callable[..., Sequence[tuple[Any, ...]]]


class Names(AbstractResolver):
    """Resolves names as the system does; raises ``OSError``, and ``UnicodeError`` for what is no name."""

    def __init__(self, look_up: LookUp | None = None, *, at_once: int = AT_ONCE) -> None:
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        look_up = self._look_up or socket.getaddrinfo
        asked = (host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up, *asked)
        return [
            ResolveResult(
                hostname=host,
                host=address[0],
                port=address[1],
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
            if kind in {socket.AF_INET, socket.AF_INET6}
        ]

    async def close(self) -> None:
        """Begin no more; who is still waiting for a name's servers is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
