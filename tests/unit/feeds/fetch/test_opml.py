"""Lists handed out and taken in again, and lists of other programs."""

import subprocess
import sys
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from feeds.fetch.feed_list import load_feed_list, read_feed_list, starter_list
from feeds.fetch.opml import opml
from feeds.model import Affiliation, FeedSeed, Outlet, Terms, Trust

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
FULL = Outlet(
    'The "Courier" & <Co>',
    home="https://courier.example/?a=1&b=2",
    language="en-gb",
    country="Arven",
    affiliation=Affiliation.PARTY,
    side="Arven",
    owner="Ministry\nof News",
    terms=Terms.FULL_WITH_CREDIT,
    credit="© The Courier",
    trust=Trust.LOW,
    pictures=True,
    full_text=True,
)
SEEDS = (
    FeedSeed("https://courier.example/rss?x=1&y=2", FULL, "World", "Wars/Africa"),
    FeedSeed("https://courier.example/other", FULL, None, "Wars/Africa"),
    FeedSeed("https://b.example/feed", Outlet("B"), "B", "A beat"),
    FeedSeed("https://c.example/feed", Outlet("صدای دره‌ها", terms=Terms.LINK_ONLY), "خبر"),
)


def again(path, seeds):
    path.write_text(opml(seeds, title="Ours & <yours>", now=NOW), "utf-8")
    return read_feed_list(path)


def test_what_is_handed_out_is_taken_in_as_it_was(tmp_path):
    assert set(again(tmp_path / "a.opml", SEEDS)) == set(SEEDS)


def test_taking_in_handing_out_and_taking_in_again_changes_nothing(tmp_path):
    once = again(tmp_path / "a.opml", SEEDS)
    twice = again(tmp_path / "b.opml", once)
    assert twice == once
    assert (tmp_path / "a.opml").read_text() == (tmp_path / "b.opml").read_text()


def test_the_starter_list_comes_back_as_it_was(tmp_path):
    seeds = starter_list()
    assert {seed.beat for seed in seeds} >= {"World", "Russia and Ukraine"}
    assert sorted(again(tmp_path / "a.opml", seeds), key=repr) == sorted(seeds, key=repr)


def test_a_text_list_comes_back_as_it_was(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("https://a.example/feed\tThe A\nhttps://b.example/feed\n")
    seeds = read_feed_list(path)
    assert again(tmp_path / "a.opml", seeds) == seeds


def test_it_is_opml_2_that_other_programs_read(tmp_path):
    root = ET.fromstring(opml(SEEDS, title="Ours & <yours>", now=NOW))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Ours & <yours>"
    assert root.findtext("head/dateCreated") == "Tue, 03 Mar 2026 12:00:00 +0000"
    folders = root.findall("body/outline")
    assert [folder.get("text") for folder in folders] == ["A beat", "Wars/Africa", "خبر"]
    feeds = [feed for feed in root.iter("outline") if feed.get("xmlUrl")]
    assert all(feed.get("text") and feed.get("type") == "rss" for feed in feeds)
    assert len(feeds) == len(SEEDS)


def test_what_xml_cannot_carry_is_left_out(tmp_path):
    odd = FeedSeed("https://a.example/", Outlet("A\x00B\x1b\ufffe\ud800"), "T\x08")
    (seed,) = again(tmp_path / "a.opml", [odd])
    assert (seed.outlet.name, seed.title) == ("AB", "T")


# ------------------------------------------------------------------ other programs' lists


def read(tmp_path, text):
    path = tmp_path / "theirs.opml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_feed_list(path)


def test_folders_in_folders_become_one_beat(tmp_path):
    found = read(
        tmp_path,
        """<opml version="1.1"><head/><body>
        <outline text="News" title="News"><outline title="Africa">
          <outline text="A" xmlUrl="https://a.example/"/><outline><outline text="B" xmlUrl="https://b.example/"/></outline>
        </outline><outline text="C" xmlUrl="https://c.example/"/></outline>
        <outline text="D" xmlUrl="https://d.example/" category="/World/Asia,other"/>
        <outline text="E" xmlUrl="https://e.example/" category=" plain "/>
        <outline text="F" xmlUrl="https://f.example/"><outline text="G" xmlUrl="https://g.example/"/></outline>
        <outline text="News"><outline text="A again" xmlUrl="https://a.example/"/></outline>
        </body></opml>""",
    )
    assert [(seed.title, seed.beat) for seed in found.seeds] == [
        ("A", "News/Africa"),
        ("B", "News/Africa"),
        ("C", "News"),
        ("D", "World/Asia"),
        ("E", "plain"),
        ("F", None),
        ("G", None),
    ]


def test_feeds_of_several_hosts_that_are_called_the_same_are_of_several_outlets(tmp_path):
    found = read(
        tmp_path,
        """<opml><body><outline text="News" xmlUrl="https://a.example/rss"/>
        <outline text="News" xmlUrl="https://a.example/rss2"/><outline text="News" xmlUrl="https://www.b.example/"/>
        <outline text="Own" xmlUrl="https://c.example/1"/><outline text="Own" xmlUrl="https://c.example/2"/></body></opml>""",
    )
    assert [seed.outlet.name for seed in found.seeds] == [
        "News (a.example)",
        "News (a.example)",
        "News (b.example)",
        "Own",
        "Own",
    ]


def test_a_list_says_of_which_outlets_it_says_nothing(tmp_path):
    found = read(
        tmp_path,
        """<opml xmlns:hg="https://heliograph.example/opml"><body><outline text="A" xmlUrl="https://a.example/"/>
        <outline text="B" xmlUrl="https://b.example/" hg:outlet="B" htmlUrl="https://b.example/" language="en"/>
        <outline text="C" xmlUrl="https://c.example/" hg:terms="excerpt"/></body></opml>""",
    )
    assert found.silent == {"A", "B"}


def test_addresses_with_the_scheme_of_feeds_are_understood(tmp_path):
    found = read(
        tmp_path,
        '<opml><body><outline text="A" xmlUrl="feed://a.example/rss"/>'
        '<outline text="B" xmlUrl="feed:https://b.example/rss"/></body></opml>',
    )
    assert [seed.url for seed in found.seeds] == ["http://a.example/rss", "https://b.example/rss"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings(tmp_path, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="Café" xmlUrl="https://a.example/"/></body></opml>'
    assert read(tmp_path, text.encode(encoding)).seeds[0].title == "Café"


def test_folders_a_hundred_thousand_deep_are_no_trouble(tmp_path):
    deep = 100_000
    body = '<outline text="f">' * deep + '<outline text="A" xmlUrl="https://a.example/"/>' + "</outline>" * deep
    (seed,) = read(tmp_path, f"<opml><body>{body}</body></opml>").seeds
    assert seed.beat == "/".join("f" * 100)


def test_reading_a_list_opens_nothing_else():
    """Neither documents that it names, nor the network."""
    code = (
        "import sys; sys.addaudithook(lambda e, a: e.startswith('socket.') and sys.exit(3));"
        "from feeds.fetch.opml import outlines;"
        "outlines(b'<!DOCTYPE opml SYSTEM \"http://a.example/opml.dtd\"><opml><body/></opml>', name='x')"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
