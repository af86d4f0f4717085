"""Full text on the whole line: feed and articles over HTTP, real processes, a real store, a story that says more."""

import asyncio
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.tools import SystemClock
from feeds import stories
from feeds.articles import Articles, Desk
from feeds.assessing.here import assess_here
from feeds.fetch.articles import ArticleReader
from feeds.fetch.client import FeedClient
from feeds.fetch.workers import ParseWorkers
from feeds.model import ArticleCounts, Entry, FeedSeed, Outlet
from feeds.models import words
from feeds.pipeline import Pipeline, Ports, Rules
from feeds.store.engine import open_store
from tests.support.databases import a_seal, sqlite_store, sqlite_url
from tests.support.feed_server import FeedServer

ROOT, MODULE = Path(__file__).parents[3], "tests.integration.line.test_full_text_line"
TITLE = "Missile strike kills nine soldiers in Karst"
PARAGRAPHS = [f"Paragraph {n} tells of the missile strike on the barracks of Karst, at some length." for n in range(12)]
PAGE = (
    f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><nav><a href='/'>Home</a></nav><article>"
    f"<h1>{TITLE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
)


@asynccontextmanager
async def line_of(store):
    """A round of everything that is due, of the feeds that are named besides."""
    clock, parse = SystemClock(), ParseWorkers()
    async with FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")]) as client:
        read = ArticleReader(client, gap=0.0)
        ports = Ports(store, client, parse, clock, lambda: 0.0, assess_here)
        pipeline = Pipeline(ports, rules=Rules(), words=words.load())
        articles = Articles(Desk(store, read, clock, pipeline))
        await pipeline.start()
        async with store.writing() as uow:
            await uow.switches.set(stories.FIRST_START, stories.CLOSED)
            await uow.commit()

        async def round_(*seeds):
            async with store.writing() as uow:
                await uow.feeds.merge(seeds, check_at=[clock.now()] * len(seeds))
                for seed in seeds:
                    await uow.feeds.look_by((await uow.feeds.get(seed.url)).id, clock.now())
                await uow.commit()
            await pipeline.poll_due()
            await pipeline.settle()
            await articles.look_up_due()
            await articles.settle()
            await pipeline.settle()

        yield round_
        await read.close()
    await parse.close()


@pytest.fixture
async def store(tmp_path):
    store = await sqlite_store(tmp_path)
    yield store
    await store.close()


@pytest.fixture
async def line(store):
    async with line_of(store) as line:
        yield line


async def run_until_killed(path, feed):
    """What the process does that is killed: one round on a database, with an article that never comes."""
    store = open_store(sqlite_url(Path(path)), seal=a_seal())
    async with line_of(store) as line:
        await line(FeedSeed(feed, Outlet("Courier", language="en", full_text=True)))


async def test_a_process_that_is_killed_while_an_article_comes_leaves_it_to_the_next(store, tmp_path):
    now = datetime.now(UTC) - timedelta(minutes=5)
    with FeedServer() as server:
        entry = Entry(title=TITLE, summary="Nine soldiers…", guid="1", link=server.url("/story"), published=now)
        server.feed("/feed", [entry])
        server.stall("/story")
        path = str(tmp_path / "heliograph.db")
        given = (path, server.url("/feed"))
        code = f"import asyncio; from {MODULE} import run_until_killed as run; asyncio.run(run(*{given!r}))"
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
        while not server.count("/story"):
            assert process.returncode is None
            await asyncio.sleep(0.02)
        process.kill()
        await process.wait()
        server.document("/story", PAGE.encode(), content_type="text/html")
        async with line_of(store) as line:
            await line()
        assert server.count("/story") == 2
    async with store.reading() as uow:
        assert (await uow.items.get(1)).item.text == " ".join(PARAGRAPHS)
        assert (await uow.items.get(1)).revision == 2


async def test_the_article_behind_a_stub_reaches_the_story_and_the_next_poll_leaves_it_there(store, line):
    now = datetime.now(UTC) - timedelta(minutes=5)
    with FeedServer() as server:
        entry = Entry(title=TITLE, summary="Nine soldiers…", guid="1", link=server.url("/story"), published=now)
        server.document("/story", PAGE.encode(), content_type="text/html")
        seed = FeedSeed(server.url("/feed"), Outlet("Courier", language="en", full_text=True))
        for number in range(3):
            server.feed("/feed", [entry], title=f"Courier {number}")
            await line(seed)
        assert (server.count("/feed"), server.count("/robots.txt"), server.count("/story")) == (3, 1, 1)
    async with store.reading() as uow:
        source = await uow.items.get(1)
        story = await uow.stories.get(source.story_id)
        assert await uow.articles.count() == ArticleCounts(taken=1)
        assert [found.id for found in await uow.stories.search("barracks", limit=5)] == [story.id]
    assert source.item.text == " ".join(PARAGRAPHS)
    assert (source.revision, story.revision) == (2, 2)
    assert story.brief.excerpts[0].text.startswith(PARAGRAPHS[0])


async def test_what_robots_txt_forbids_costs_the_story_nothing(store, line):
    now = datetime.now(UTC) - timedelta(minutes=5)
    with FeedServer() as server:
        entry = Entry(title=TITLE, summary="Nine soldiers…", guid="1", link=server.url("/story"), published=now)
        server.feed("/feed", [entry])
        server.document("/robots.txt", b"User-agent: *\nDisallow: /", content_type="text/plain")
        await line(FeedSeed(server.url("/feed"), Outlet("Courier", language="en", full_text=True)))
        assert server.count("/story") == 0
    async with store.reading() as uow:
        assert (await uow.articles.get(1)).problem == "its robots.txt does not let it be fetched"
        assert (await uow.stories.get(1)).brief.excerpts[0].text == "Nine soldiers…"
