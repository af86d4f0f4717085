"""Which hub, and which canonical address, documents name."""

import json

import pytest

from feeds.core.parse import parse

URL = "https://feeds.example/arven/feed.xml"
HUB, SELF = "https://hub.example/", "https://news.example/feed"
ENTRY = "<title>A</title><guid>1</guid>"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def named(document):
    data = document.encode() if isinstance(document, str) else json.dumps(document).encode()
    found = parse(data, url=URL, content_type=None)
    return found.hub, found.topic


def rss(head, items=""):
    names = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:a="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {names}><channel><title>T</title>{head}<item>{ENTRY}{items}</item></channel></rss>'


def atom(head, items="", base=""):
    entry = f"<entry><id>1</id><title>A</title>{items}</entry>"
    return f"<feed {ATOM} {base}><title>T</title>{head}{entry}</feed>"


def rdf(head):
    names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    item = '<item rdf:about="https://n.example/1"><title>A</title></item>'
    channel = f'<channel rdf:about="u"><title>T</title>{head}</channel>'
    return f'<rdf:RDF {names} xmlns:atom="http://www.w3.org/2005/Atom">{channel}{item}</rdf:RDF>'


def links(prefix="", hub=HUB, topic=SELF):
    return f'<{prefix}link rel="hub" href="{hub}"/><{prefix}link rel="self" href="{topic}"/>'


@pytest.mark.parametrize(
    "document",
    [
        rss(links("atom:")),
        rss(links("a:") + "<link>https://news.example/</link>"),
        rss("<link>https://news.example/</link>" + links()),
        rss(links("atom:").replace("hub", "HUB", 1)),
        atom(links()),
        atom(links(topic="feed"), base='xml:base="https://news.example/"'),
        rdf(links("atom:")),
        {
            "version": "https://jsonfeed.org/version/1.1",
            "feed_url": SELF,
            "hubs": [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": HUB}],
            "items": [{"id": "1", "title": "A"}],
        },
    ],
)
def test_each_kind_of_feed_has_a_way_to_name_them(document):
    assert named(document) == (HUB, SELF)


@pytest.mark.parametrize(
    "document",
    [
        rss("", links("atom:")),
        rss("", f"<description>&lt;link rel='hub' href='{HUB}'&gt;</description>"),
        atom("", links()),
        atom("", f"<source>{links()}</source>"),
        atom("", f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{links()}</div></content>'),
        atom(f'<subtitle type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{links()}</div></subtitle>'),
    ],
)
def test_what_an_entry_or_a_text_says_is_not_what_the_feed_says(document):
    """Entries carry what readers and other sites write (§8.1)."""
    assert named(document) == (None, None)


def test_addresses_are_absolute_and_of_the_web():
    assert named(atom(links(hub="/hub", topic="?feed=atom"))) == (
        "https://feeds.example/hub",
        "https://feeds.example/arven/feed.xml?feed=atom",
    )
    assert named(atom(links(hub="mailto:hub@example.org", topic="javascript:1"))) == (None, None)
    assert named(atom('<link rel="hub"/><link rel="self" href=""/>')) == (None, None)


def test_of_several_hubs_one_that_is_asked_by_https_is_taken():
    hubs = [f'<link rel="hub" href="{address}"/>' for address in ("http://a.example/", HUB, "https://c.example/")]
    assert named(atom("".join(hubs)))[0] == HUB
    assert named(atom(hubs[0]))[0] == "http://a.example/"


@pytest.mark.parametrize("hubs", [None, 5, "x", {}, [], [None, 5, {}, {"type": 5, "url": 5}, {"type": "websub"}]])
def test_hubs_that_are_not_as_the_standard_says_are_none(hubs):
    document = {"version": "https://jsonfeed.org/version/1.1", "feed_url": 5, "hubs": hubs, "items": []}
    assert named(document) == (None, None)
