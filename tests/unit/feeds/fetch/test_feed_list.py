"""Lists of feeds: what is read, and what is said of what cannot be."""

import re

import pytest

from feeds.errors import FeedListError
from feeds.fetch.feed_list import read_feed_list, starter_list
from feeds.fetch.guard import why_url_refused
from feeds.model import Affiliation, FeedSeed, Outlet, Terms, Trust

HEAD = '<?xml version="1.0"?>\n<opml version="2.0" xmlns:hg="https://heliograph.example/opml"><body>\n'
TAIL = "\n</body></opml>"


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes) -> tuple[FeedSeed, ...]:
        path = tmp_path / "feeds.list"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_feed_list(path)

    return read


@pytest.fixture
def complaints(read):
    def complaints(text: str | bytes) -> list[str]:
        with pytest.raises(FeedListError) as caught:
            read(text)
        name, _, said = str(caught.value).partition(": " if "\n" not in str(caught.value) else ":\n")
        assert name.endswith("feeds.list")
        return [line.strip() for line in said.splitlines()]

    return complaints


def test_opml_with_all_that_may_be_said_of_an_outlet(read):
    found = read(
        HEAD
        + """<outline text="Wars"><outline text="Folder">
        <outline text="Courier: world" title="World" type="rss" xmlUrl="https://courier.example/rss#top"
                 htmlUrl="https://courier.example/" language="en-GB" hg:outlet="Courier" hg:terms="full_with_credit"
                 hg:credit="The Courier" hg:affiliation="party" hg:side="Arven" hg:country="Arven" hg:owner="Ministry"
                 hg:trust="low"/></outline></outline>"""
        + TAIL
    )
    outlet = Outlet(
        name="Courier",
        home="https://courier.example/",
        language="en-gb",
        country="Arven",
        affiliation=Affiliation.PARTY,
        side="Arven",
        owner="Ministry",
        terms=Terms.FULL_WITH_CREDIT,
        credit="The Courier",
        trust=Trust.LOW,
    )
    assert found == (FeedSeed("https://courier.example/rss", outlet, "World", "Wars/Folder"),)


def test_opml_of_other_programs(read):
    found = read(
        """<opml version="1.0"><head><title>Mine</title></head><body>
        <outline text="A" type="rss" xmlUrl="http://a.example/feed" htmlUrl="nowhere" language="unknown" category="/x"/>
        <outline title="B" xmlurl="https://b.example/feed"/>
        <outline xmlURL="https://www.c.example/feed"/>
        <outline text="a note"/></body></opml>"""
    )
    assert found == (
        FeedSeed("http://a.example/feed", Outlet("A"), "A", "x"),
        FeedSeed("https://b.example/feed", Outlet("B"), "B"),
        FeedSeed("https://www.c.example/feed", Outlet("c.example"), None),
    )


def test_what_one_outline_says_of_an_outlet_holds_for_its_other_feeds(read):
    first, second = read(
        HEAD
        + '<outline text="1" xmlUrl="https://a.example/1" language="en" hg:outlet="A" hg:terms="link_only"/>'
        + '<outline text="2" xmlUrl="https://a.example/2" language="ru" hg:outlet="A" hg:owner="Somebody"/>'
        + TAIL
    )
    assert first.outlet == second.outlet == Outlet("A", terms=Terms.LINK_ONLY, owner="Somebody")


@pytest.mark.parametrize(("said", "may"), [('hg:pictures="yes"', True), ('hg:pictures="no"', False), ("", False)])
def test_pictures_may_be_shown_only_where_the_list_says_so(read, said, may):
    (seed,) = read(HEAD + f'<outline text="A" xmlUrl="https://a.example/1" {said}/>' + TAIL)
    assert seed.outlet.pictures is may


@pytest.mark.parametrize(("said", "may"), [('hg:fulltext="yes"', True), ('hg:fulltext="no"', False), ("", False)])
def test_articles_are_read_only_where_the_list_says_so(read, said, may):
    (seed,) = read(HEAD + f'<outline text="A" xmlUrl="https://a.example/1" {said}/>' + TAIL)
    assert seed.outlet.full_text is may


def test_what_is_said_of_an_outlets_pictures_is_yes_or_no_and_one_of_them(complaints):
    outline = '<outline text="{0}" xmlUrl="https://a.example/{0}" hg:outlet="A" hg:pictures="{1}"/>\n'
    assert complaints(HEAD + outline.format(1, "true") + TAIL) == [
        "line 3, outline '1': pictures is 'true', which is none of yes, no"
    ]
    assert complaints(HEAD + outline.format(1, "yes") + outline.format(2, "no") + TAIL) == [
        "line 4, outline '2': pictures is 'no' here, but 'yes' before"
    ]


def test_the_starter_list_shows_nobodys_pictures():
    assert not any(seed.outlet.pictures for seed in starter_list())


def test_the_starter_list_has_nobodys_articles_read():
    assert not any(seed.outlet.full_text for seed in starter_list())


def test_a_text_file(read):
    found = read(
        "\ufeff# ours\n\nhttps://a.example/feed\tThe A\n  http://b.example:8080/feed?x=1  \r\n#https://c.example/\n"
    )
    assert found == (
        FeedSeed("https://a.example/feed", Outlet("The A")),
        FeedSeed("http://b.example:8080/feed?x=1", Outlet("b.example")),
    )


def test_an_address_is_listed_once(read):
    found = read("https://a.example/feed\tFirst\nHTTPS://A.example/feed\tSecond\nhttps://a.example:443/feed#x\tThird\n")
    assert [(seed.url, seed.outlet.name) for seed in found] == [("https://a.example/feed", "First")]


def test_an_address_on_a_private_network_is_for_the_fetcher_to_judge(read):
    assert read("http://192.168.1.7:9000/feed")[0].url == "http://192.168.1.7:9000/feed"


def test_all_that_is_wrong_with_opml_is_told_together(complaints):
    said = complaints(
        HEAD
        + '<outline text="A" xmlUrl="ftp://a/1" hg:outlet="A" hg:terms="steal"/>\n'
        + '<outline text="Words" xmlUrl="https://a.example/2" hg:outlet="B" hg:affiliation="alien" hg:trust="no"/>\n'
        + '<outline text="Typo" xmlUrl="https://a.example/3" hg:outlet="C" hg:term="excerpt"/>\n'
        + '<outline text="Twice" xmlUrl="https://a.example/4" hg:outlet="D" hg:country="Arven"/>\n'
        + '<outline text="Twice too" xmlUrl="https://a.example/5" hg:outlet="D" hg:country="Sarn"/>\n'
        + '<outline text="Whose" xmlUrl="https://a.example/6" hg:outlet="E" hg:affiliation="party"/>'
        + TAIL
    )
    assert sorted(said) == [
        "line 3, outline 'A': 'ftp://a/1' is no address of a feed: only http and https addresses are fetched, not ftp",
        "line 3, outline 'A': terms is 'steal', which is none of link_only, excerpt, no_derivatives, full_with_credit",
        "line 4, outline 'Words': affiliation is 'alien', which is none of party, state, independent, un_ngo",
        "line 4, outline 'Words': trust is 'no', which is none of high, normal, low",
        "line 5, outline 'Typo': there is no attribute 'term'",
        "line 7, outline 'Twice too': country is 'Sarn' here, but 'Arven' before",
        "line 8, outline 'Whose': affiliation is 'party', but no side is given",
    ]


def test_all_that_is_wrong_with_a_text_file_is_told_together(complaints):
    assert complaints(
        "https://a.example/\na feed\nhttps://b.example/ and more\nhttp://me:pw@c.example/\nhttp://[::1\n"
    ) == [
        "line 2: 'a feed' is no address of a feed: only http and https addresses are fetched, not this",
        "line 3: 'https://b.example/ and more' is no address of a feed: there is a space in it",
        "line 4: 'c.example/' is no address of a feed: addresses with a user name or a password are not fetched",
        "line 5: 'http://[::1' is no address of a feed: this is not a valid address",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no feed in it"),
        ("# nothing yet\n", "there is no feed in it"),
        (HEAD + '<outline text="a folder"/>' + TAIL, "there is no feed in it"),
        (HEAD, "line 3: this is not proper XML (no element found)"),
        (
            "<opml><body>\n<outline text=1/></body></opml>",
            "line 2: this is not proper XML (not well-formed (invalid token))",
        ),
        ("<rss version='2.0'/>", "line 1: this is <rss>, not OPML"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "line 1: this is <html>, not OPML"),
        ('<!DOCTYPE opml [\n<!ENTITY a "b">]><opml/>', "line 2: entity declarations are not read"),
        (
            '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>',
            "line 1: entity declarations are not read",
        ),
        (b"\xff\xfe\xfd", "this is neither OPML nor a text in UTF-8"),
    ],
)
def test_what_is_no_list_is_refused(complaints, text, said):
    assert complaints(text) == [said]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(FeedListError, match=re.escape(f"{tmp_path}: the file cannot be read (Is a directory)")):
        read_feed_list(tmp_path)
    with pytest.raises(FeedListError, match="none: the file cannot be read"):
        read_feed_list(tmp_path / "none")


def test_the_starter_list_has_feeds_that_may_be_fetched():
    seeds = starter_list()
    assert len(seeds) > 80
    assert len({seed.url for seed in seeds}) == len(seeds)
    assert [seed.url for seed in seeds if why_url_refused(seed.url)] == []


def test_the_starter_list_names_the_credit_wherever_the_terms_ask_for_one():
    need = {Terms.FULL_WITH_CREDIT, Terms.NO_DERIVATIVES}
    outlets = {seed.outlet for seed in starter_list()}
    assert [outlet.name for outlet in outlets if outlet.terms in need and not outlet.credit] == []


def test_the_starter_list_hears_both_sides_of_the_war_in_ukraine_and_says_who_they_are():
    sides = {seed.outlet.side for seed in starter_list() if seed.outlet.affiliation is Affiliation.PARTY}
    assert {"Russia", "Ukraine"} <= sides


def test_the_starter_list_gives_every_outlet_one_spelling():
    names = {seed.outlet.name for seed in starter_list()}
    assert len({name.casefold() for name in names}) == len(names)
