"""/feeds, /addfeed, /pausefeed and /resumefeed, typed and pressed at the local Telegram."""

import pytest

from feeds.core.parse import parse as parse_here
from feeds.errors import AddressRefused, HttpStatus, Unreachable
from feeds.model import Entry, FeedSeed, FeedState, Outlet, Terms
from feeds.ports import Fetched
from tests.support.feed_text import render_rss
from tests.support.running import RunningBot, read, settings_for

SITE = "https://courier.example/"
NEWS = [Entry(title=f"Shelling near Port Ilse, day {day}", guid=str(day)) for day in range(5)]
PAGE = """<!doctype html><html><head><meta property="og:site_name" content="The &lt; Courier">
<link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="alternate" type="application/rss+xml" href="/war">
<link rel="alternate" type="application/rss+xml" href="/gone"></head></html>"""


class SmallWeb:
    """A web of a few documents."""

    def __init__(self):
        self.pages = {
            SITE: PAGE.encode(),
            f"{SITE}rss": render_rss(NEWS, title="Courier: <3 all", language="en"),
            f"{SITE}war": render_rss(NEWS[:1], title="Courier: war"),
            "https://bare.example/": b"<!doctype html><html>",
        }

    async def __call__(self, url, *, etag, last_modified):
        if url == "http://10.0.0.1/":
            raise AddressRefused("10.0.0.1 is not a public address", url=url)
        if "://feed.example" in url:
            raise Unreachable("no server answers in this test", url=url)
        if url not in self.pages:
            raise HttpStatus("the server answered 404 Not Found", url=url, status=404)
        return Fetched(url, 200, self.pages[url], "text/html")


async def parse(document, *, url, content_type):
    return parse_here(document, url=url, content_type=content_type)


@pytest.fixture
def web():
    return SmallWeb()


@pytest.fixture
def bot(telegram, tmp_path, web):
    bot = RunningBot(settings_for(telegram, tmp_path), tmp_path)
    bot.fetch, bot.parse = web, parse
    try:
        bot.start()
        yield bot
    finally:
        bot.stop()


def ask(telegram, command):
    return telegram.sim.reply_to(telegram.owner, command)


def answers(telegram, command):
    """The answer behind the one that says that it takes a moment."""
    first = ask(telegram, command)
    if not first.text.startswith("Looking"):
        return first
    return telegram.sim.until(telegram.owner, lambda seen: seen[-1].id > first.id)[-1]


def newest(telegram, beginning):
    return telegram.sim.until(telegram.owner, lambda seen: seen[-1].text.startswith(beginning))[-1]


def feeds(bot):
    async def ask():
        async with bot.store.reading() as uow:
            return {feed.url: feed for feed in await uow.feeds.health()}

    return bot.ask(ask())


def audit(bot):
    with read(bot.database) as connection:
        return [row[0] for row in connection.execute("SELECT action FROM audit_log ORDER BY id")]


def test_a_pages_feeds_are_shown_with_samples_and_the_chosen_one_is_added(bot, telegram):
    shown = answers(telegram, "/addfeed courier.example/")
    assert shown.text.split("\n") == [
        "2 feeds found at https://courier.example/",
        "Of the outlet The < Courier",
        "",
        "1. Courier: <3 all — 5 entries, without dates",
        *(f"• {entry.title}" for entry in NEWS[:3]),
        "",
        "2. Courier: war — 1 entry, without dates",
        f"• {NEWS[0].title}",
        "",
        "✗ https://courier.example/gone: the server answered 404 Not Found",
    ]
    assert shown.labels == ["➕ 1", "➕ 2"]
    telegram.sim.press(telegram.owner, shown.id, "➕ 2")
    assert newest(telegram, "Added").text == "Added: The < Courier · Courier: war (#2). Terms: excerpt."
    telegram.sim.press(telegram.owner, shown.id, "➕ 1")
    newest(telegram, "Added: The < Courier · Courier: <3 all (#3)")
    telegram.sim.press(telegram.owner, shown.id, "➕ 1")
    newest(telegram, "Known already: The < Courier · Courier: <3 all (#3)")
    known = feeds(bot)
    assert {known[f"{SITE}{path}"].outlet.name for path in ("rss", "war")} == {"The < Courier"}
    assert audit(bot) == ["add feed"] * 3


def test_a_feed_is_added_at_once_to_the_outlet_that_is_named(bot, telegram):
    bbc = Outlet("BBC News", terms=Terms.LINK_ONLY)

    async def known():
        async with bot.store.writing() as uow:
            await uow.feeds.merge([FeedSeed("http://feed.example/bbc", bbc)], check_at=[bot.now])
            await uow.commit()

    bot.ask(known())
    said = answers(telegram, f"/addfeed {SITE}rss BBC News")
    assert said.text == "Added: BBC News · Courier: <3 all (#3). Terms: link_only."
    assert feeds(bot)[f"{SITE}rss"].outlet == bbc
    shown = answers(telegram, "/addfeed courier.example/ BBC News")
    assert shown.text.split("\n")[1] == "For the outlet that you named, BBC News"
    telegram.sim.press(telegram.owner, shown.id, "➕ 2")
    assert newest(telegram, "Added: BBC News · Courier: war").text.endswith("Terms: link_only.")


def test_a_page_that_calls_itself_like_a_known_outlet_is_not_taken_for_it(bot, telegram, web):
    tricky = "Courier: war\nFor the outlet that you named, The &lt; Courier"
    web.pages[f"{SITE}war"] = render_rss(NEWS[:1], title=tricky)

    async def known():
        async with bot.store.writing() as uow:
            await uow.feeds.merge([FeedSeed("http://feed.example/c", Outlet("The < Courier"))], check_at=[bot.now])
            await uow.commit()

    bot.ask(known())
    shown = answers(telegram, "/addfeed courier.example/")
    telegram.sim.press(telegram.owner, shown.id, "➕ 2")
    newest(telegram, "Added: The < Courier (courier.example) · Courier: war For the outlet that you named")


def test_what_has_gone_since_it_was_shown_is_not_added(bot, telegram, web):
    shown = answers(telegram, "/addfeed courier.example/")
    del web.pages[f"{SITE}rss"], web.pages[f"{SITE}war"]
    telegram.sim.press(telegram.owner, shown.id, "➕ 1")
    assert "The page itself cannot be read" in newest(telegram, "No feed was found at").text
    assert audit(bot) == []


AMISS = {
    "/addfeed": "Write the address of a feed, or of a page that has feeds",
    "/addfeed http://10.0.0.1/": "http://10.0.0.1/: 10.0.0.1 is not a public address.",
    "/addfeed bare.example/": "No feed was found at https://bare.example/",
    "/addfeed t.me/somebody": "Telegram's channels have no feeds",
    "/pausefeed": "Write which: /pausefeed 12.",
    "/resumefeed": "Write which: /resumefeed 12.",
    "/pausefeed 77": "There is no feed 77. /feeds lists them with their numbers.",
    "/resumefeed https://nobody.example/": "There is no feed https://nobody.example/.",
}


def test_what_is_amiss_is_told(bot, telegram):
    assert {command: words for command, words in AMISS.items() if words not in answers(telegram, command).text} == {}
    assert audit(bot) == []


def test_feeds_are_paused_and_resumed_and_the_list_says_so(bot, telegram):
    answers(telegram, f"/addfeed {SITE}rss")
    listed = ask(telegram, "/feeds").text.split("\n")
    assert listed[0].startswith("2 feeds: ")
    paused = ask(telegram, "/pausefeed 2 too much sport")
    assert paused.text == f"Paused: Courier: <3 all (#2), {SITE}rss"
    assert ask(telegram, f"/pausefeed {SITE}rss").text.startswith("Paused before: ")
    listed = ask(telegram, "/feeds").text.split("\n")
    assert listed[1] == f"#2 Courier: <3 all — paused: by Olive Owner ({telegram.owner}): too much sport"
    assert feeds(bot)[f"{SITE}rss"].state is FeedState.PAUSED
    assert ask(telegram, "/resumefeed #2").text.startswith("Polled again: ")
    assert ask(telegram, "/resumefeed 2").text.startswith("Not paused: ")
    assert audit(bot) == ["add feed", "pause feed", "resume feed"]


def test_a_long_list_goes_on_behind_a_button(bot, telegram):
    async def known():
        seeds = [FeedSeed(f"http://feed.example/{n}", Outlet(f"Outlet {n:02}")) for n in range(40)]
        async with bot.store.writing() as uow:
            await uow.feeds.merge(seeds, check_at=[bot.now.replace(year=2999)] * 40)
            await uow.commit()

    bot.ask(known())
    first = ask(telegram, "/feeds")
    assert first.labels == ["More"]
    telegram.sim.press(telegram.owner, first.id, "More")
    second = telegram.sim.until(telegram.owner, lambda seen: seen[-1].id > first.id)[-1]
    assert second.labels == []
    names = [
        line.split(" — ")[0].split(" ", 1)[1] for text in (first.text, second.text) for line in text.split("\n")[1:]
    ]
    assert len(names) == len(set(names)) == 41


def test_a_stranger_may_do_none_of_it(bot, telegram, reader):
    for command in ("/feeds", "/addfeed courier.example/", "/pausefeed 1", "/resumefeed 1"):
        assert telegram.sim.reply_to(reader, command).text == "Only the owners of this newsroom may do that."
    telegram.sim.set_member(telegram.desk, reader, "member")
    telegram.sim.write(telegram.desk, "/addfeed courier.example/", user=telegram.owner)
    shown = telegram.sim.until(telegram.desk, lambda seen: seen[-1].labels)[-1]
    pressed = telegram.sim.press(telegram.desk, shown.id, "➕ 1", user=reader)
    assert pressed.show_alert
    assert pressed.text == "Only the owners of this newsroom may do that."
    assert audit(bot) == []
