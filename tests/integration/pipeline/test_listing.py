"""The list of feeds: what is added keeps its outlet's terms, and whoever did it stands in the log."""

import pytest

from feeds import listing
from feeds.errors import FeedListError, NotFound
from feeds.listing import About
from feeds.model import Affiliation, FeedSeed, FeedState, Found, Origin, Outlet, Terms
from tests.support.builders import NOW, minutes
from tests.support.databases import sqlite_store

BBC = Outlet("BBC News", home="https://bbc.example/", language="en", terms=Terms.LINK_ONLY, country="GB")
FOUND = Found(
    "https://courier.example/rss", Origin.ITSELF, "Courier: all", home="https://courier.example/", language="uk"
)


@pytest.fixture
async def store(tmp_path):
    opened = await sqlite_store(tmp_path)
    yield opened
    await opened.close()


async def log(store):
    async with store.reading() as uow:
        return [(line.actor, line.action, line.subject) for line in reversed(await uow.log.newest(limit=20))]


async def add(store, found=FOUND, about=None):
    return await listing.add(store, found, about or About(), by="Ada", now=NOW)


async def known(store, *seeds):
    async with store.writing() as uow:
        await uow.feeds.merge(seeds, check_at=[NOW] * len(seeds))
        await uow.commit()


async def test_a_new_feed_is_polled_at_once_and_logged(store):
    done = await add(store, about=About(beat=" Eastern \n Front "))
    assert done.new
    assert done.feed.outlet == Outlet("Courier: all", home="https://courier.example/", language="uk")
    assert (done.feed.title, done.feed.beat, done.feed.next_check_at) == ("Courier: all", "Eastern Front", NOW)
    assert await log(store) == [("Ada", "add feed", FOUND.url)]


@pytest.mark.parametrize(
    ("found", "about", "name"),
    [
        (FOUND, About(outlet="The Courier", site="Site"), "The Courier"),
        (FOUND, About(site="Site"), "Site"),
        (Found("https://www.courier.example/rss", Origin.GUESS), About(outlet="  "), "courier.example"),
    ],
)
async def test_an_outlet_is_named_by_who_adds_it_by_its_page_by_its_feed_or_by_its_host(store, found, about, name):
    assert (await add(store, found, about)).feed.outlet.name == name


async def test_a_known_outlet_keeps_its_terms_unless_others_are_said(store):
    await known(store, FeedSeed("https://bbc.example/rss", BBC))
    assert (await add(store, about=About(outlet="BBC News"))).feed.outlet == BBC
    told = About(outlet="BBC News", facts={"terms": Terms.EXCERPT, "owner": "BBC"})
    changed = (await add(store, about=told)).feed.outlet
    assert (changed.terms, changed.owner, changed.country) == (Terms.EXCERPT, "BBC", "GB")
    assert {feed.outlet.terms for feed in await listing.listed(store, now=NOW)} == {Terms.EXCERPT}


async def test_a_known_feed_stays_with_its_outlet_unless_another_is_named(store):
    await known(store, FeedSeed(FOUND.url, BBC, "Ours"))
    again = await add(store, about=About(site="Site"))
    assert (again.new, again.feed.outlet, again.feed.title) == (False, BBC, "Ours")
    moved = await add(store, about=About(outlet="The Courier"))
    assert (moved.new, moved.feed.outlet.name, moved.feed.outlet.terms) == (False, "The Courier", Terms.EXCERPT)


@pytest.mark.parametrize(
    ("url", "page", "name"),
    [
        ("https://feeds.bbc.example/africa", None, "BBC News"),
        ("https://evil.example/rss", None, "BBC News (evil.example)"),
        ("https://evil.example/rss", "https://www.evil.example/", "BBC News (evil.example)"),
        ("https://burner.example/bbc", "https://bbc.example/feeds", "BBC News"),
    ],
)
async def test_a_known_outlets_name_is_not_got_by_calling_oneself_so(store, url, page, name):
    await known(store, FeedSeed("https://bbc.example/rss", BBC))
    for about in (About(site="BBC News", page=page), About(page=page)):
        outlet = (await add(store, Found(url, Origin.LINKED, "BBC News"), about)).feed.outlet
        assert outlet.name == name
        assert (outlet == BBC) is (name == "BBC News")


async def test_a_foreign_list_does_not_give_a_known_outlets_name_away(store):
    await known(store, FeedSeed("https://bbc.example/rss", BBC))
    seeds = [FeedSeed("https://evil.example/rss", Outlet("BBC News"))]
    await listing.import_list(store, seeds, silent={"BBC News"}, source="theirs.opml", by="Ada", now=NOW)
    assert {feed.url: feed.outlet.name for feed in await listing.listed(store, now=NOW)} == {
        "https://bbc.example/rss": "BBC News",
        "https://evil.example/rss": "BBC News (evil.example)",
    }


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"affiliation": Affiliation.PARTY}, "needs the side"),
        ({"terms": Terms.FULL_WITH_CREDIT}, "need the credit line"),
        ({"terms": Terms.NO_DERIVATIVES}, "need the credit line"),
    ],
)
async def test_what_does_not_go_together_is_refused_and_nothing_is_stored(store, facts, said):
    with pytest.raises(FeedListError, match=said):
        await add(store, about=About(facts=facts))
    assert await listing.listed(store, now=NOW) == []
    assert await log(store) == []


async def test_a_list_is_taken_in_and_outlets_of_which_it_says_nothing_stay(store):
    await known(store, FeedSeed("https://bbc.example/rss", BBC))
    seeds = [
        FeedSeed("https://bbc.example/rss", Outlet("BBC News"), "BBC", "World"),
        FeedSeed("https://bbc.example/africa", Outlet("BBC News"), "BBC Africa", "Africa"),
        FeedSeed("https://new.example/", Outlet("New")),
    ]
    done = await listing.import_list(store, seeds, silent={"BBC News", "New"}, source="theirs.opml", by="Ada", now=NOW)
    assert (done.new, done.known) == (2, 1)
    feeds = {feed.url: feed for feed in await listing.listed(store, now=NOW)}
    assert feeds["https://bbc.example/africa"].outlet == feeds["https://bbc.example/rss"].outlet == BBC
    assert feeds["https://bbc.example/rss"].beat == "World"
    assert await log(store) == [("Ada", "import feeds", "theirs.opml")]
    said = [FeedSeed("https://bbc.example/rss", Outlet("BBC News"))]
    await listing.import_list(store, said, silent=(), source="ours.opml", by="Ada", now=NOW)
    assert {feed.outlet.terms for feed in await listing.listed(store, now=NOW)} == {Terms.EXCERPT}


async def test_new_feeds_of_a_list_are_checked_at_once_but_not_in_the_same_moment():
    assert listing.spread(NOW, 0) == []
    assert listing.spread(NOW, 1) == [NOW]
    thousand = listing.spread(NOW, 1000)
    assert len(set(thousand)) == 1000
    assert NOW == thousand[0] < thousand[-1] < minutes(1)


async def test_a_feed_is_paused_and_resumed_by_its_address_or_its_number_and_it_is_logged(store):
    feed = (await add(store)).feed
    paused, done = await listing.pause(store, f"#{feed.id}", by="Ada", now=NOW, why="too much sport")
    assert (done, paused.state, paused.problem) == (True, FeedState.PAUSED, "by Ada: too much sport")
    again, done = await listing.pause(store, feed.url, by="Ben", now=NOW)
    assert (done, again.problem) == (False, "by Ada: too much sport")
    active, done = await listing.resume(store, feed.url, by="Ben", now=minutes(5))
    assert (done, active.state, active.next_check_at) == (True, FeedState.ACTIVE, minutes(5))
    assert (await listing.resume(store, str(feed.id), by="Ben", now=NOW))[1] is False
    assert (await log(store))[1:] == [("Ada", "pause feed", feed.url), ("Ben", "resume feed", feed.url)]


@pytest.mark.parametrize("which", ["77", "9" * 19, "https://nobody.example/", "", "#"])
async def test_what_is_not_on_the_list_is_said(store, which):
    for deed in (listing.pause, listing.resume):
        with pytest.raises(NotFound, match="there is no feed"):
            await deed(store, which, by="Ada", now=NOW)
