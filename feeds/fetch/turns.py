"""How many requests run at a time: in all, and to one host.

A host is a name: nobody looks at the address behind it, so two names of one machine have their turns apart.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets so many in at a time, and so many of them to one host. Who waits for a host keeps nobody else out."""

    def __init__(self, per_host: int, in_all: int) -> None:
        self._per_host = per_host
        self._all = asyncio.Semaphore(in_all)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn with ``host``, and have it."""
        host = host.rstrip(".").lower()
        turns = self._hosts.setdefault(host, _Host(self._per_host))
        turns.wanted += 1
        try:
            async with turns.free, self._all:
                yield
        finally:
            turns.wanted -= 1
            if not turns.wanted:
                del self._hosts[host]


class _Host:
    def __init__(self, at_a_time: int) -> None:
        self.free = asyncio.Semaphore(at_a_time)
        self.wanted = 0
