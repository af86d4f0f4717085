"""What waits is recorded together, each for itself where that fails; stories are looked at after, whatever happens."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from feeds.errors import StoreError, TimedOut
from feeds.model import Standing
from feeds.recorder import MOST_ITEMS
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import an_entry, an_outlet


class Counted:
    """A ``feeds.ports.Store`` that counts commits, and refuses the writing transactions that it is told to."""

    def __init__(self, store) -> None:
        self._store = store
        self.commits, self.begun = 0, 0
        self.refused: range | tuple[int, ...] = ()  #: by their number since the last ``count``
        self.odd = False  #: reading fails in a way that nobody expects

    def count(self, *, refused=()) -> None:
        self.commits, self.begun, self.refused = 0, 0, refused

    def reading(self):
        if self.odd:
            raise RuntimeError("nobody expects this")
        return self._store.reading()

    @asynccontextmanager
    async def writing(self):
        self.begun += 1
        if self.begun in self.refused:
            raise StoreError("The database cannot be written.")
        async with self._store.writing() as uow:
            yield _Commits(uow, self)


class _Commits:
    def __init__(self, uow, counted) -> None:
        self._uow, self._counted = uow, counted

    def __getattr__(self, name):
        return getattr(self._uow, name)

    async def commit(self) -> None:
        await self._uow.commit()
        self._counted.commits += 1


@pytest.fixture
def counted(store):
    return Counted(store)


async def newsroom_on(store) -> Newsroom:
    return await Newsroom(store).running()


async def health(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.feeds.health()


async def grown(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.growths.after(0, limit=1000)


async def with_feeds(newsroom, number):
    """So many feeds of outlets of their own, due now, each with a report of its own event."""
    urls = [await newsroom.add_feed(f"f{n}", an_outlet(f"Outlet {n}")) for n in range(number)]
    newsroom.clock.advance(days=1)
    for n, url in enumerate(urls):
        newsroom.carry(url, told(f"Karst{'abcdefghij'[n]}", published=newsroom.clock.now()))
    return urls


# ------------------------------------------------------------------ together


async def test_feeds_that_come_at_one_moment_are_recorded_together_and_looked_at_together(counted):
    newsroom = await newsroom_on(counted)
    await with_feeds(newsroom, 8)
    counted.count()
    assert await newsroom.poll_due() == 8
    assert counted.commits <= 4  # 16, were each by itself; 2 where none has to wait for a breath of the loop
    assert len(await newsroom.stories()) == 8


async def test_unchanged_and_failing_feeds_are_recorded_in_the_same_transaction(counted):
    newsroom = await newsroom_on(counted)
    urls = await with_feeds(newsroom, 6)
    for url in urls[:3]:
        newsroom.fetch.not_modified(url)
    newsroom.fetch.fail(urls[3], TimedOut("too slow", url=urls[3]))
    counted.count()
    await newsroom.poll_due()
    rows = await health(newsroom)
    assert all(row.last_checked_at == newsroom.clock.now() for row in rows)
    assert [row.problem for row in rows if row.url == urls[3]] == ["too slow"]
    assert counted.commits <= 4
    assert len(await newsroom.stories()) == 2


async def test_a_single_poll_waits_for_nobody(counted):
    newsroom = await newsroom_on(counted)
    (url,) = await with_feeds(newsroom, 1)
    counted.count()
    async with asyncio.timeout(5):
        await newsroom.poll(url)
    assert counted.commits == 2


async def test_a_document_with_many_items_is_recorded_alone(counted):
    newsroom = await newsroom_on(counted)
    urls = await with_feeds(newsroom, 2)
    many = [an_entry(f"Ψωμί {n}", "", guid=f"g{n}", language="el") for n in range(MOST_ITEMS + 1)]
    newsroom.carry(urls[0], *many)
    await newsroom.poll_due()
    assert sorted(row.items for row in await health(newsroom)) == [1, MOST_ITEMS + 1]


async def test_two_feeds_of_one_outlet_that_bring_one_article_in_one_batch_store_it_once(newsroom):
    urls = [await newsroom.add_feed(name) for name in ("world", "war")]
    newsroom.clock.advance(days=1)
    for url in urls:
        newsroom.carry(url, told("Karst", guid=url, link="https://news.example/k", published=newsroom.clock.now()))
    assert await newsroom.poll_due() == 2
    assert sorted(row.items for row in await health(newsroom)) == [0, 1]
    assert (await newsroom.story()).brief.outlets == 1


async def test_a_story_that_several_feeds_report_at_once_is_composed_once(newsroom):
    urls = [await newsroom.add_feed(name, an_outlet(name)) for name in "abc"]
    newsroom.clock.advance(days=1)
    for number, url in enumerate(urls, 1):
        newsroom.carry(url, told("Karst", by=number, published=newsroom.clock.now()))
    await newsroom.poll_due()
    story = await newsroom.story()
    assert (story.revision, story.brief.outlets) == (1, 3)
    (sent,) = await newsroom.deliver()
    assert sent.payload.brief.outlets == 3


# ------------------------------------------------------------------ one harms no other


async def test_a_document_that_cannot_be_recorded_sinks_no_other_in_its_batch(newsroom):
    urls = await with_feeds(newsroom, 5)
    left = [0.0, raises, 0.0, 0.0, 0.0, raises]

    def jitter():
        found = left.pop(0) if left else 0.0
        return found() if callable(found) else found

    newsroom.jitter = jitter
    newsroom.restart()
    assert await newsroom.poll_due() == 5
    rows = {row.url: row for row in await health(newsroom)}
    assert len(await newsroom.stories()) == 4
    assert sum("internal error" in (rows[url].problem or "") for url in urls) == 1
    assert await grown(newsroom) == []


def raises():
    raise RuntimeError("a bug")


async def test_where_the_database_refuses_every_feed_of_the_batch_is_told(counted):
    newsroom = await newsroom_on(counted)
    await with_feeds(newsroom, 3)
    counted.count(refused=(1,))
    await newsroom.poll_due()
    assert counted.begun == 1
    assert newsroom.pipeline.trouble == "The database cannot be written."
    assert [row.items for row in await health(newsroom)] == [0, 0, 0]
    assert await newsroom.poll_due() == 0  # left alone for a minute


# ------------------------------------------------------------------ between the two steps


async def test_what_was_stored_before_a_kill_is_looked_at_at_the_next_start(counted):
    newsroom = await newsroom_on(counted)
    (url,) = await with_feeds(newsroom, 1)
    counted.count(refused=range(2, 100))  # the look never comes
    assert (await newsroom.poll(url)).new == 1
    assert await newsroom.stories() == []
    (growth,) = await grown(newsroom)
    assert growth.fresh
    counted.count()
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await newsroom.standings() == [Standing.POSTED]
    assert await grown(newsroom) == []
    assert len(await newsroom.deliver()) == 1


async def test_a_look_that_the_database_refuses_is_made_up_for_in_the_next_round(counted):
    newsroom = await newsroom_on(counted)
    (url,) = await with_feeds(newsroom, 1)
    counted.count(refused=(2,))
    await newsroom.poll(url)
    assert newsroom.pipeline.behind
    assert newsroom.pipeline.trouble == "The database cannot be written."
    await newsroom.poll_due()
    assert not newsroom.pipeline.behind
    assert newsroom.pipeline.trouble is None
    assert await newsroom.standings() == [Standing.POSTED]


async def test_an_error_in_the_looks_that_nobody_expected_is_told_and_made_up_for(counted):
    newsroom = await newsroom_on(counted)
    (url,) = await with_feeds(newsroom, 1)
    feed = await newsroom.feed(url)
    counted.odd = True
    await newsroom.pipeline.poll(feed)
    await newsroom.pipeline.settle()
    assert newsroom.pipeline.behind
    assert newsroom.pipeline.trouble == "internal error while looking at stories; the log has the details"
    counted.odd = False
    await newsroom.poll_due()
    assert not newsroom.pipeline.behind
    assert newsroom.pipeline.trouble is None
    assert await newsroom.standings() == [Standing.POSTED]


async def test_nobody_sees_a_story_before_it_was_looked_at(counted):
    newsroom = await newsroom_on(counted)
    (url,) = await with_feeds(newsroom, 1)
    counted.count(refused=range(2, 100))
    await newsroom.poll(url)
    async with newsroom.store.reading() as uow:
        assert await uow.stories.latest(limit=10) == []
        assert await uow.stories.search("Karsta", limit=10) == []
        assert await uow.stories.waiting() == []


async def test_more_that_comes_before_the_look_is_kept_beside_what_was_there(counted):
    """The first report is news, what comes after it is not: what makes the story fresh must not be forgotten."""
    newsroom = await newsroom_on(counted)
    urls = [await newsroom.add_feed(name, an_outlet(name)) for name in "ab"]
    newsroom.carry(urls[0], told("Karst"))
    newsroom.carry(urls[1], told("Karst", by=2, published=newsroom.clock.now() - timedelta(hours=7)))
    counted.count(refused=(2,))
    await newsroom.poll(urls[0])
    counted.count(refused=(2,))
    await newsroom.poll(urls[1])
    (growth,) = await grown(newsroom)
    assert growth.fresh
    await newsroom.poll_due()
    assert (await newsroom.story()).brief.outlets == 2
    assert await newsroom.standings() == [Standing.POSTED]


async def test_a_poll_that_is_cancelled_while_it_is_recorded_leaves_the_others_in_peace(newsroom):
    urls = await with_feeds(newsroom, 3)
    polls = [asyncio.create_task(newsroom.poll(url)) for url in urls]
    while newsroom.pipeline._recorder._working is None:
        await asyncio.sleep(0)
    polls[0].cancel()
    results = await asyncio.gather(*polls, return_exceptions=True)
    await newsroom.pipeline.settle()
    assert isinstance(results[0], asyncio.CancelledError)
    assert [result.new for result in results[1:]] == [1, 1]
    assert await grown(newsroom) == []
