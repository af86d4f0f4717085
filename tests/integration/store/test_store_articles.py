"""Articles of items: what is wanted, what became of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Article, ArticleCounts, ArticleState, FeedSeed, Outlet
from tests.integration.store.scenes import NOW, an_item, at


@pytest.fixture
async def keep(writing):
    """Stores an item of an outlet that allows full text, and its article."""

    async def keep(key, *, outlet="A", allowed=True, url=None, **changes):
        seed = FeedSeed(f"https://{outlet.lower()}.example/rss", Outlet(outlet, full_text=allowed))
        await writing.feeds.merge([seed], check_at=[NOW])
        feed = next(feed for feed in await writing.feeds.due(NOW, limit=50) if feed.url == seed.url)
        item_id = await writing.items.add(feed.id, feed.outlet_id, an_item(key), fetched_at=NOW)
        article = Article(item_id, url or f"https://a.example/{key}", ArticleState.WAITING, NOW, NOW)
        article = replace(article, **changes)
        await writing.articles.save(article)
        return article

    return keep


async def test_an_article_comes_back_as_it_was_written(writing, keep):
    full = await keep("k1", checked_at=at(-5), taken_at=at(-6), failures=2, problem="no\x00 way")
    assert await writing.articles.get(full.item_id) == replace(full, problem="no\N{REPLACEMENT CHARACTER} way")
    bare = Article(full.item_id, full.url, ArticleState.LEFT, at(1), at(2))
    await writing.articles.save(bare)
    assert await writing.articles.get(full.item_id) == bare
    await writing.articles.forget(full.item_id)
    assert await writing.articles.get(full.item_id) is None


async def test_what_is_due_comes_the_longest_due_first_where_the_outlet_allows_it(writing, keep):
    second = await keep("k2", next_at=at(-1))
    first = await keep("k1", next_at=at(-2))
    await keep("later", next_at=at(1))
    await keep("left", state=ArticleState.LEFT)
    await keep("taken", state=ArticleState.TAKEN)
    await keep("other", outlet="B", allowed=False)
    assert await writing.articles.due(NOW, limit=5) == [first, second]
    assert await writing.articles.due(NOW, limit=1) == [first]
    assert await writing.articles.count() == ArticleCounts(waiting=4, taken=1, left=1)


async def test_the_newest_look_at_the_same_address_for_another_item_is_found(writing, keep):
    mine = await keep("k1", url="https://a.example/story", state=ArticleState.TAKEN, checked_at=at(9))
    assert await writing.articles.elsewhere(mine) is None
    await keep("k2", outlet="B", url=mine.url)
    await keep("k3", outlet="C", url=mine.url, state=ArticleState.LEFT, checked_at=at(1))
    newest = await keep("k4", outlet="D", url=mine.url, state=ArticleState.TAKEN, checked_at=at(2))
    await keep("k5", outlet="E", url="https://a.example/another", state=ArticleState.TAKEN, checked_at=at(3))
    assert await writing.articles.elsewhere(mine) == newest


async def test_what_waits_is_put_forward_with_the_clock(writing, keep):
    waits = await keep("k1", next_at=at(3600), wanted_at=at(3000), checked_at=at(3100))
    left = await keep("k2", state=ArticleState.LEFT, next_at=at(3600))
    await writing.articles.put_forward(timedelta(hours=1))
    moved = replace(waits, next_at=NOW, wanted_at=at(-600), checked_at=at(-500))
    assert await writing.articles.get(waits.item_id) == moved
    assert await writing.articles.get(left.item_id) == left


async def test_a_text_from_an_article_is_a_revision_that_was_said_no_later(writing, keep):
    article = await keep("k1")
    await writing.items.lengthen(article.item_id, an_item("k1", text="The whole article."))
    source = await writing.items.get(article.item_id)
    assert (source.revision, source.item.text, source.revised_at) == (2, "The whole article.", None)
    assert source.said_at == NOW
