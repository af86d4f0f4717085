"""The quick tier: what it reads, what it leaves to feedparser, and that what it knows of feedparser is so."""

import feedparser.api
import pytest
from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.sanitizer import _HTMLSanitizer
from feedparser.util import FeedParserDict

from feeds.core import elements, mediarss, quick, quick_text
from feeds.core.elements import HANDLED, IDLE, PREFIXES, SENSITIVE
from feeds.core.parse import parse, parse_thoroughly
from feeds.model import ParsedFeed

URL = "https://feeds.example/arven/feed.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>T</title></channel><item rdf:about="y"><title>E</title></item></rdf:RDF>"""
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def read(document: str, most: int = 100) -> ParsedFeed | None:
    found = quick.read(document.encode(), url=URL, most=most)
    if found is not None:
        assert found == parse_thoroughly(document.encode(), url=URL, content_type=None)
    return found


def rss(inner: str, spaces: str = "") -> str:
    return f'<rss version="2.0" {spaces}><channel><title>T</title>{inner}</channel></rss>'


def item(inner: str, spaces: str = "") -> str:
    return rss(f"<item>{inner}</item>", spaces)


def feedparsers_names() -> set[str]:
    names = {name for name in dir(feedparser.api.StrictFeedParser) if name.startswith(("_start_", "_end_"))}
    return {name.removeprefix("_start_").removeprefix("_end_") for name in names}


def test_it_knows_all_elements_on_which_feedparser_acts():
    mediarss.install(feedparser.api)
    assert {name.lower() for name in feedparsers_names()} == HANDLED
    assert IDLE < HANDLED


def test_it_knows_the_namespaces_of_those_elements():
    prefixes = {name.partition("_")[0] for name in HANDLED if "_" in name} | {"", "rdf"}
    theirs = {uri.lower(): prefix.lower() for uri, prefix in _FeedParserMixin.namespaces.items() if uri}
    assert {uri: prefix for uri, prefix in theirs.items() if prefix in prefixes} == PREFIXES


def test_it_knows_the_names_that_feedparser_looks_up_for_others():
    stands_for = {old: [new] if isinstance(new, str) else new for old, new in FeedParserDict.keymap.items()}
    looked_up = {old for old, new in stands_for.items() if not SENSITIVE.isdisjoint(new)}
    assert looked_up - SENSITIVE - HANDLED <= {"channel", "items"}  # names of its whole result


def test_its_tags_of_html_are_some_of_feedparsers():
    assert quick_text._TAGS.issubset(_HTMLSanitizer.acceptable_elements)


def test_it_mends_the_letters_that_feedparser_mends():
    assert _cp1252 == quick_text._CP1252


@pytest.mark.parametrize(
    "document",
    [
        rss("<item><title>T</title></item>"),
        f"<feed {ATOM}><title>T</title><entry><title>E</title><id>urn:x:1</id></entry></feed>",
        RDF,
        item("<title>T</title><x:y>unknown</x:y><x:z><x:w/></x:z>", 'xmlns:x="https://x.example/"'),
        item("<title>T</title><post-id xmlns='com-x:additions'>1</post-id>"),
        item("<title><![CDATA[a <b>bold</b> word]]></title><description>&lt;p&gt;text</description>"),
        item(
            "<title>&#233;&#146; Ã©</title><guid isPermaLink='false'>1</guid><link>https://a.example/?a=1&amp;b=2</link>"
        ),
        item(
            "<title>T</title><media:group><media:credit>A</media:credit>"
            "<media:content url='https://a.example/1.jpg' width='900'><media:title>P</media:title></media:content>"
            "</media:group>",
            MEDIA,
        ),
        item("<title>T</title><author>A</author><author><name>B</name><x/></author>"),
        item("<title>T</title><source url='https://b.example/'>B</source><title>U</title>"),
        item("<description>a</description><description>a longer one</description>"),
        item("<media:title>of a picture alone</media:title>", MEDIA),
        '<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<item><title>plain letters</title></item>"),
        rss("<language>uk</language><ttl>60</ttl><item xml:lang='fr'><title>T</title></item><title>later</title>"),
    ],
)
def test_it_reads_what_is_as_it_should_be_to_the_same_values(document):
    found = read(document)
    assert found is not None
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    "document",
    [
        "<!DOCTYPE rss SYSTEM 'http://a.example/rss.dtd'>" + rss(""),
        "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + item("<title>&a;</title>"),
        item("<title>&nbsp;</title>"),
        item("<title>never closed"),
        item("<title>a</titel>"),
        item("<title>a <b>b</b></title>"),
        item("<x:title>T</x:title>"),
        item("<title xmlns='urn:x'>T</title>"),
        item("<x:y><title>inside</title></x:y>", 'xmlns:x="https://x.example/"'),
        item("<title_detail>T</title_detail>"),
        item("<content mode='base64'>eA==</content>"),
        item("<content type='image/png'>eA==</content>"),
        item("<link url='https://a.example/'/>"),
        item("<guid xml:base='https://a.example/'>/relative</guid>"),
        item("<link>http:///a.example/</link>"),
        item("<title>&lt;blink&gt;&lt;/blink&gt;</title>"),
        item("<media:content url='/a.jpg'><title>T</title></media:content>", MEDIA),
        item(
            "<title>T</title>", 'xmlns:media="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/"'
        ),
        item("<media:title>T</media:title>", 'xmlns:media="urn:x" xmlns:m="urn:x"'),
        item("<title>T</title><author>A</author><author><uri>https://a.example/</uri></author>"),
        item("<title>T</title><author>a@b.example (A)</author><author><name>B</name></author>"),
        "<rss version='2.0'><item><title>T</title></item></rss>",
        "<rss version='2.0'/>",
        "<feed><entry><title>T</title></entry></feed>",
        "<html><body/></html>",
        rss("<item/>" * 101),
        rss("<item>" + "<a>" * 300 + "</a>" * 300 + "</item>"),
        rss("<item><title>T</title></item><media:rating>adult</media:rating>", MEDIA),
    ],
)
def test_it_steps_aside_where_anything_is_doubtful(document):
    assert read(document) is None


def test_what_it_leaves_aside_is_read_all_the_same():
    document = item("<title>a <b>b</b>&nbsp;c</title>").encode()
    assert parse(document, url=URL, content_type=None).entries


def test_a_title_inside_something_else_is_not_the_entrys():
    document = item("<title>Own</title><x:who><title>Minister</title></x:who>", 'xmlns:x="https://x.example/"')
    assert parse(document.encode(), url=URL, content_type=None).entries[0].title == "Own"


def test_a_pictures_title_is_not_the_entrys():
    inner = (
        "<title>Own</title><source>S</source><media:content url='/1.jpg'><media:title>P</media:title></media:content>"
    )
    for tier in (parse, parse_thoroughly):
        assert tier(item(inner, MEDIA).encode(), url=URL, content_type=None).entries[0].title == "Own"


@pytest.mark.parametrize(
    ("charset", "text"), [("windows-1251", "Обстрел"), ("koi8-r", "Обстрел"), ("iso-8859-1", "Trêve")]
)
def test_an_encoding_with_a_byte_a_letter_is_read_quickly_too(charset, text):
    document = f'<?xml version="1.0" encoding="{charset}"?>{item(f"<title>{text}</title>")}'.encode(charset)
    found = parse(document, url=URL, content_type=None)
    assert found == parse_thoroughly(document, url=URL, content_type=None)
    assert found.entries[0].title == text


def test_names_of_elements_do_not_depend_on_prefixes_of_known_namespaces():
    assert elements.name_of("{http://purl.org/dc/elements/1.1/}Creator", "x") == "dc_creator"
    assert elements.name_of("{http://www.w3.org/2005/Atom}link", "a") == "link"
    assert elements.name_of("{https://x.example/}title", "x") == "x_title"
    assert elements.name_of("{https://x.example/}unheard-of", None) == "unheard-of"
