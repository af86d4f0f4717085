"""Full text on the whole line: feed and articles over HTTP, real processes, a real store, a story that says more."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from bot.tools import SystemClock
from feeds import stories
from feeds.articles import Articles, Desk
from feeds.fetch.articles import ArticleReader
from feeds.fetch.client import FeedClient
from feeds.fetch.workers import ParseWorkers
from feeds.model import ArticleCounts, Entry, FeedSeed, Outlet
from feeds.models import words
from feeds.pipeline import Pipeline, Ports, Rules
from tests.support.databases import sqlite_store
from tests.support.feed_server import FeedServer

TITLE = "Missile strike kills nine soldiers in Karst"
PARAGRAPHS = [f"Paragraph {n} tells of the missile strike on the barracks of Karst, at some length." for n in range(12)]
PAGE = (
    f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><nav><a href='/'>Home</a></nav><article>"
    f"<h1>{TITLE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
)


@pytest.fixture
async def line(tmp_path):
    """Polls and looks up everything that is due, as often as it is called."""
    store, clock, parse = await sqlite_store(tmp_path), SystemClock(), ParseWorkers()
    async with FeedClient(version="1", allow_networks=[ip_network("127.0.0.0/8")]) as client:
        read = ArticleReader(client, gap=0.0)
        ports = Ports(store, client, parse, clock, lambda: 0.0)
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
            return store

        yield round_
        await read.close()
    await parse.close()
    await store.close()


async def test_the_article_behind_a_stub_reaches_the_story_and_the_next_poll_leaves_it_there(line):
    now = datetime.now(UTC) - timedelta(minutes=5)
    with FeedServer() as server:
        entry = Entry(title=TITLE, summary="Nine soldiers…", guid="1", link=server.url("/story"), published=now)
        server.document("/story", PAGE.encode(), content_type="text/html")
        seed = FeedSeed(server.url("/feed"), Outlet("Courier", language="en", full_text=True))
        for number in range(3):
            server.feed("/feed", [entry], title=f"Courier {number}")
            store = await line(seed)
        assert (server.count("/feed"), server.count("/robots.txt"), server.count("/story")) == (3, 1, 1)
    async with store.reading() as uow:
        source = await uow.items.get(1)
        story = await uow.stories.get(source.story_id)
        assert await uow.articles.count() == ArticleCounts(taken=1)
        assert [found.id for found in await uow.stories.search("barracks", limit=5)] == [story.id]
    assert source.item.text == " ".join(PARAGRAPHS)
    assert (source.revision, story.revision) == (2, 2)
    assert story.brief.excerpts[0].text.startswith(PARAGRAPHS[0])


async def test_what_robots_txt_forbids_costs_the_story_nothing(line):
    now = datetime.now(UTC) - timedelta(minutes=5)
    with FeedServer() as server:
        entry = Entry(title=TITLE, summary="Nine soldiers…", guid="1", link=server.url("/story"), published=now)
        server.feed("/feed", [entry])
        server.document("/robots.txt", b"User-agent: *\nDisallow: /", content_type="text/plain")
        store = await line(FeedSeed(server.url("/feed"), Outlet("Courier", language="en", full_text=True)))
        assert server.count("/story") == 0
    async with store.reading() as uow:
        assert (await uow.articles.get(1)).problem == "its robots.txt does not let it be fetched"
        assert (await uow.stories.get(1)).brief.excerpts[0].text == "Nine soldiers…"
