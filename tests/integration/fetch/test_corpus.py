"""Real and odd feeds, served over HTTP, fetched by the client and parsed by the workers.

The committed feeds always; besides, every file of ``$HELIOGRAPH_CORPUS/feeds`` where that is set. All are fetched and
parsed once, at the first test. The rule: nothing but a ``ParseError`` ever comes out of a document, and where
feedparser alone finds entries with a title or a text, at least as many are found here. Exceptions, by rule: a document
that is cut may give one less, and none gives more than ``MOST_ENTRIES``.
"""

import asyncio
from functools import cache
from ipaddress import ip_network
from pathlib import Path

import feedparser
import pytest

from feeds.core.parse import MOST_ENTRIES
from feeds.errors import ParseError
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.workers import ParseWorkers
from feeds.model import ParsedFeed
from tests.support.corpus import FILES, name
from tests.support.feed_server import FeedServer


@cache
def results() -> dict[Path, ParsedFeed | ParseError]:
    with FeedServer() as server:
        for number, path in enumerate(FILES):
            server.document(f"/{number}", path.read_bytes(), content_type="application/xml")
        found = asyncio.run(poll_all([server.url(f"/{number}") for number in range(len(FILES))]))
    return dict(zip(FILES, found, strict=True))


async def poll_all(urls: list[str]) -> list[ParsedFeed | ParseError]:
    workers = ParseWorkers()
    limits = FetchLimits(per_host=16)
    async with FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")], limits=limits) as client:
        found = await asyncio.gather(*(poll(client, workers, url) for url in urls))
    await workers.close()
    return found


async def poll(client: FeedClient, workers: ParseWorkers, url: str) -> ParsedFeed | ParseError:
    fetched = await client(url, etag=None, last_modified=None)
    assert fetched.body is not None
    try:
        return await workers(fetched.body, url=fetched.url, content_type=fetched.content_type)
    except ParseError as error:
        return error


def found_by_feedparser(document: bytes) -> int:
    entries = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False).entries
    return sum(1 for entry in entries if entry.get("title") or entry.get("summary") or entry.get("content"))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_feedparser_finds_is_found(path):
    found = results()[path]
    entries = len(found.entries) if isinstance(found, ParsedFeed) else 0
    cut = isinstance(found, ParsedFeed) and any("cut in the middle" in problem for problem in found.problems)
    assert entries >= min(found_by_feedparser(path.read_bytes()) - cut, MOST_ENTRIES)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_error_is_a_sentence(path):
    found = results()[path]
    if isinstance(found, ParseError):
        assert str(found) in {"this is not a feed", "this is a web page, not a feed", "the document is empty"}


def test_nearly_all_of_them_are_feeds():
    unreadable = [path for path, found in results().items() if isinstance(found, ParseError)]
    assert len(unreadable) <= 5 + len(FILES) // 15
