"""Full text, from a stub to the story: looked up after the post, once, over restarts, and never in a circle."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.clockwatch import ClockWatch
from feeds.articles import Articles, Desk
from feeds.core.articles import RETRIES
from feeds.errors import HttpStatus, Unreachable
from feeds.model import ArticleCounts, ArticleState, Page, PostKind, Terms, Wall
from tests.integration.pipeline.newsroom import told
from tests.support.builders import an_outlet, words
from tests.support.fakes import FrozenClock

LINK = "https://news.example/Karst-1"
STUB = "Nine soldiers were killed…"
ARTICLE = f"Missile strike kills soldiers in Karst\nNine soldiers were killed in the barracks of Karst. {words(120)}"


@dataclass
class FakeRead:
    """A ``feeds.ports_of_bringing.ReadArticle``: every address has a page, or fails, or hangs."""

    calls: list[str] = field(default_factory=list)
    pages: dict[str, Page | BaseException] = field(default_factory=dict)
    hangs: bool = False

    async def __call__(self, url):
        self.calls.append(url)
        if self.hangs:
            await asyncio.sleep(3600)
        page = self.pages.get(url, Page(ARTICLE))
        if isinstance(page, BaseException):
            raise page
        return page


@pytest.fixture
def read():
    return FakeRead()


@pytest.fixture
def look_up(newsroom, read):
    """One round of looking up, by a process that may have just been started."""

    async def look_up(*, deadline=None):
        articles = Articles(Desk(newsroom.store, read, newsroom.clock, newsroom.pipeline))
        started = await articles.look_up_due()
        await articles.settle(deadline=deadline)
        await newsroom.pipeline.settle()
        return started

    return look_up


@pytest.fixture
def feed(newsroom):
    async def feed(name="a", outlet="Courier", **changes):
        return await newsroom.add_feed(name, an_outlet(outlet, **{"full_text": True, **changes}))

    return feed


def a_stub(name="Karst", **changes):
    return told(name, summary=STUB, link=f"https://news.example/{name}-1", **changes)


async def item(newsroom, number=1):
    async with newsroom.store.reading() as uow:
        return await uow.items.get(number)


async def article(newsroom, number=1):
    async with newsroom.store.reading() as uow:
        return await uow.articles.get(number)


async def counts(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.articles.count()


async def excerpt(newsroom):
    return (await newsroom.story()).brief.excerpts[0].text


async def test_a_stub_becomes_an_article_after_its_post_is_out(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    (post,) = await newsroom.deliver(PostKind.NEW)
    assert post.payload.brief.excerpts[0].text == STUB
    assert read.calls == []
    announced = newsroom.announced
    assert await look_up() == 1
    assert read.calls == [LINK]
    source = await item(newsroom)
    assert (source.revision, source.item.text.startswith("Nine soldiers were killed in the barracks")) == (2, True)
    assert (await newsroom.story()).revision == 2
    assert (await excerpt(newsroom)).startswith("Nine soldiers were killed in the barracks of Karst.")
    assert newsroom.announced == announced + 1
    newsroom.clock.advance(minutes=3)
    (edit,) = await newsroom.deliver(PostKind.EDIT)
    assert (edit.payload.brief.excerpts[0].text != STUB, edit.payload.change) == (True, "more from Courier")
    assert (await counts(newsroom)) == ArticleCounts(taken=1)


async def test_the_terms_still_decide_how_much_is_quoted(newsroom, look_up, feed):
    await newsroom.hear(await feed(), a_stub())
    await look_up()
    assert len((await excerpt(newsroom)).split()) <= 40
    await newsroom.hear(await feed("b", "Linker", terms=Terms.LINK_ONLY), told("Port", summary=STUB))
    await look_up()
    assert [story.brief.excerpts for story in await newsroom.stories()][1] == ()


async def test_the_same_stub_at_the_next_poll_changes_nothing(newsroom, read, look_up, feed):
    url = await feed()
    for _ in range(4):
        result = await newsroom.hear(url, a_stub())
        await look_up()
        newsroom.clock.advance(hours=1)
    assert (result.new, result.revised, read.calls) == (0, 0, [LINK])
    assert (await item(newsroom)).revision == 2


async def test_an_outlet_that_is_not_allowed_is_left_alone(newsroom, read, look_up, feed):
    await newsroom.hear(await feed(full_text=False), a_stub())
    assert (await look_up(), read.calls, await article(newsroom)) == (0, [], None)


async def test_an_outlet_that_is_not_allowed_any_more_is_left_alone(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    await newsroom.add_feed("b", an_outlet("Courier", full_text=False))
    assert (await look_up(), read.calls) == (0, [])


@pytest.mark.parametrize(
    "entry",
    [
        told("Karst", summary=words(300)),
        told("Karst", summary=STUB, link=None),
        told("Karst", title="Ten recipes for a quick dinner", summary="Soup and bread…"),
        told("Karst", summary=STUB, published=None),
    ],
    ids=["whole", "no link", "other news", "undated"],
)
async def test_what_needs_no_article_or_has_none_is_not_looked_up(newsroom, read, look_up, feed, entry):
    await newsroom.hear(await feed(), entry)
    assert await look_up() == (1 if entry.published is None else 0)


async def test_old_news_are_not_looked_up(newsroom, look_up, feed):
    await newsroom.hear(await feed(), a_stub(published=newsroom.clock.now() - timedelta(days=4)))
    assert await look_up() == 0


async def test_a_reworded_stub_keeps_the_article_until_the_new_one_is_read(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    await look_up()
    newsroom.clock.advance(hours=1)
    title = "Missile strike kills twelve soldiers in Karst"
    result = await newsroom.hear(url, a_stub(title=title))
    assert result.revised == 1
    source = await item(newsroom)
    assert (source.item.title, source.item.text.startswith("Nine soldiers were killed in the barracks")) == (
        title,
        True,
    )
    read.pages[LINK] = Page(ARTICLE.replace("Nine", "Twelve"))
    assert await look_up() == 1
    assert (await item(newsroom)).item.text.startswith("Twelve soldiers were killed in the barracks")
    assert (await newsroom.hear(url, a_stub(title=title))).revised == 0
    assert read.calls == [LINK, LINK]


async def test_an_article_that_changed_is_not_fetched_again_while_the_stub_is_the_same(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    await look_up()
    read.pages[LINK] = Page(ARTICLE.replace("Nine", "Twelve"))
    newsroom.clock.advance(hours=5)
    await newsroom.hear(url, a_stub())
    assert await look_up() == 0
    assert (await item(newsroom)).item.text.startswith("Nine")


async def test_an_article_behind_a_wall_by_now_leaves_what_was_read_before(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    await look_up()
    newsroom.clock.advance(hours=1)
    await newsroom.hear(url, a_stub(title="Missile strike kills twelve soldiers in Karst"))
    read.pages[LINK] = Page(wall=Wall.PAYWALL, sign="the page says so")
    await look_up()
    assert (await article(newsroom)).state is ArticleState.LEFT
    assert (await item(newsroom)).item.text.startswith("Nine soldiers were killed in the barracks")


async def test_a_feed_that_comes_to_give_articles_is_believed(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    await look_up()
    await newsroom.hear(url, told("Karst", summary=words(250, of="own"), link=LINK))
    assert (await item(newsroom)).item.text == words(250, of="own")
    assert await article(newsroom) is None


@pytest.mark.parametrize("kind", ["wall", "closed"])
async def test_what_is_behind_a_wall_is_recorded_and_not_looked_up_again(newsroom, read, look_up, feed, kind):
    wall = Page(wall=Wall.PAYWALL, sign="the page says so")
    read.pages[LINK] = wall if kind == "wall" else HttpStatus("the server answered 403", url=LINK, status=403)
    url = await feed()
    await newsroom.hear(url, a_stub())
    await look_up()
    newsroom.clock.advance(days=1)
    await newsroom.hear(url, a_stub())
    assert await look_up() == 0
    found = await article(newsroom)
    said = "behind a paywall: the page says so" if kind == "wall" else "not for everybody: the server answered 403"
    assert (found.state, found.problem, len(read.calls)) == (ArticleState.LEFT, said, 1)
    assert (await item(newsroom)).item.text == STUB


async def test_a_failure_is_tried_again_later_and_not_for_ever(newsroom, read, look_up, feed):
    read.pages[LINK] = Unreachable("the server cut the connection", url=LINK)
    await newsroom.hear(await feed(), a_stub())
    for wait in RETRIES:
        assert await look_up() == 1
        assert await look_up() == 0
        newsroom.clock.advance(seconds=wait.total_seconds())
    assert await look_up() == 1
    newsroom.clock.advance(days=1)
    assert (await look_up(), len(read.calls)) == (0, 4)
    assert (await article(newsroom)).problem == "the server cut the connection"


async def test_what_is_killed_in_the_middle_is_looked_up_after_the_restart(newsroom, read, look_up, feed):
    await newsroom.hear(await feed(), a_stub())
    read.hangs = True
    assert await look_up(deadline=0.05) == 1
    assert (await article(newsroom)).state is ArticleState.WAITING
    read.hangs = False
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await look_up() == 1
    assert (await counts(newsroom)) == ArticleCounts(taken=1)


async def test_a_database_that_refuses_leaves_it_wanted(newsroom, read, look_up, feed, locked):
    await newsroom.hear(await feed(), a_stub())
    other = locked()
    await look_up()
    other.execute("ROLLBACK")
    assert (await article(newsroom)).state is ArticleState.WAITING
    await look_up()
    assert (await item(newsroom)).revision == 2


async def test_what_nobody_expected_is_the_articles_own_problem(newsroom, read, look_up, feed):
    read.pages[LINK] = ZeroDivisionError()
    await newsroom.hear(await feed(), a_stub())
    await look_up()
    found = await article(newsroom)
    assert (found.state, found.problem) == (ArticleState.LEFT, "internal error; the log has it")


async def test_the_same_article_in_two_feeds_of_an_outlet_is_one_item(newsroom, read, look_up, feed):
    await newsroom.hear(await feed("a"), a_stub())
    await newsroom.hear(await feed("b"), a_stub(guid="another"))
    await look_up()
    assert read.calls == [LINK]


async def test_the_same_article_of_two_outlets_is_fetched_once(newsroom, read, look_up, feed):
    await newsroom.hear(await feed("a"), a_stub())
    await newsroom.hear(await feed("b", "Portal"), a_stub())
    assert await look_up() == 1  # one at a time of one host
    assert await look_up() == 1
    assert read.calls == [LINK]
    assert (await item(newsroom, 1)).item.text == (await item(newsroom, 2)).item.text != STUB
    assert await look_up() == 0


async def test_a_wall_that_one_outlet_found_is_there_for_the_other(newsroom, read, look_up, feed):
    read.pages[LINK] = Page(wall=Wall.CONSENT, sign="words")
    await newsroom.hear(await feed("a"), a_stub())
    await newsroom.hear(await feed("b", "Portal"), a_stub())
    await look_up()
    await look_up()
    assert (read.calls, await counts(newsroom)) == ([LINK], ArticleCounts(left=2))


async def test_a_stub_that_is_reworded_during_the_look_up_is_looked_up_anew(newsroom, read, look_up, feed):
    url = await feed()
    await newsroom.hear(url, a_stub())
    title = "Missile strike kills twelve soldiers in Karst"

    class Meanwhile:
        async def __call__(self, link):
            newsroom.clock.advance(seconds=1)
            await newsroom.hear(url, a_stub(title=title))
            return Page(ARTICLE)

    articles = Articles(Desk(newsroom.store, Meanwhile(), newsroom.clock, newsroom.pipeline))
    await articles.look_up_due()
    await articles.settle()
    await newsroom.pipeline.settle()
    assert (await item(newsroom)).item.text == STUB
    assert await look_up() == 1
    assert (await item(newsroom)).item.title == title
    assert (await article(newsroom)).state is ArticleState.TAKEN


async def test_four_are_looked_up_at_a_time_and_one_of_a_host(newsroom, read, feed):
    url = await feed()
    names = ("Karst", "Arven", "Ilse", "Doln", "Veld", "Marn")
    stubs = [told(name, summary=STUB, link=f"https://{name.lower()}.example/1") for name in names]
    await newsroom.hear(url, *stubs, told("Norr", summary=STUB, link="https://karst.example/2"))
    read.hangs = True
    articles = Articles(Desk(newsroom.store, read, newsroom.clock, newsroom.pipeline))
    assert (await articles.look_up_due(), await articles.look_up_due()) == (4, 0)
    await asyncio.sleep(0.05)
    assert len({call.split("/")[2] for call in read.calls}) == 4
    await articles.settle(deadline=0)


async def test_what_one_outlets_headline_made_of_a_page_does_not_hold_for_another(newsroom, read, look_up, feed):
    await newsroom.hear(await feed("a"), a_stub(title="Missile strike kills soldiers near Lower Marn barracks"))
    read.pages[LINK] = Page("Something else entirely. " * 30)
    await look_up()
    newsroom.clock.advance(minutes=6)
    await look_up()
    assert (await article(newsroom)).problem == "the page is about something else"
    del read.pages[LINK]
    await newsroom.hear(await feed("b", "Portal"), a_stub())
    await look_up()
    assert (await article(newsroom, 2)).state is ArticleState.TAKEN


class Put(FrozenClock):
    """A clock that somebody sets: its ticks go on as if nothing was."""

    def ticks(self):
        return 0.0


async def test_after_the_clock_was_put_back_nothing_waits_for_the_old_time(newsroom, read, look_up, feed):
    read.pages[LINK] = Unreachable("cut", url=LINK)
    await newsroom.hear(await feed(), a_stub())
    await look_up()
    watch = ClockWatch(newsroom.store, Put(newsroom.clock.now()), lambda: None)
    newsroom.clock.advance(days=-2)
    watch._clock.advance(days=-2)
    await watch.look()
    assert await look_up() == 0
    newsroom.clock.advance(minutes=6)
    assert await look_up() == 1
