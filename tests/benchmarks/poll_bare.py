"""What the ratios of ``bench poll`` are of: bare aiohttp against the same server, and feedparser on the same bytes."""

import asyncio
import time

import aiohttp
import feedparser

from tests.benchmarks.children import obey
from tests.benchmarks.poll_documents import document

_AT_ONCE = 64


async def fetch(urls: list[str]) -> float:
    """Get every address once, without conditions, checks or limits; seconds."""
    waiting = iter(urls)

    async def some() -> None:
        for url in waiting:
            async with session.get(url, headers={"If-None-Match": f'"{url.rpartition("/")[2]}-0"'}) as answer:
                await answer.read()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False) as session:
        began = time.perf_counter()
        await asyncio.gather(*(some() for _ in range(_AT_ONCE)))
        return time.perf_counter() - began


async def parse(feeds: int, version: int, since: float) -> float:
    """Parse so many documents with feedparser, one after the other; seconds."""
    documents = [document(feed, version, since=since) for feed in range(feeds)]
    began = time.perf_counter()
    for one in documents:
        feedparser.parse(one)
    return time.perf_counter() - began


if __name__ == "__main__":
    asyncio.run(obey({"fetch": fetch, "parse": parse}))
