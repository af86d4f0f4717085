"""The tags of a page: what counts as one, in whatever encoding, however broken."""

import pytest

from feeds.core.tags import MOST_ATTRIBUTES, MOST_READ, Tag, decoded, tags

LINK = b'<link rel="alternate" href="/feed">'
FOUND = Tag("link", {"rel": "alternate", "href": "/feed"})


def read(document, content_type=None):
    return list(tags(document, content_type))


@pytest.mark.parametrize(
    ("inside", "attributes"),
    [
        (b'rel="alternate" href="/feed"', {"rel": "alternate", "href": "/feed"}),
        (b"rel='alternate' href='/feed'/", {"rel": "alternate", "href": "/feed"}),
        (b"REL=alternate\nHREF = /feed", {"rel": "alternate", "href": "/feed"}),
        (b'href="/first" href="/second"', {"href": "/first"}),
        (b'href="/a?b=1&amp;c=2" disabled', {"href": "/a?b=1&c=2", "disabled": ""}),
        (b'href="  /feed  "', {"href": "/feed"}),
        (b'title="a > b" href="/feed"', {"title": "a > b", "href": "/feed"}),
        (b'title="it\'s" href=\'a "b"\'', {"title": "it's", "href": 'a "b"'}),
        (b"title= href=/feed", {"title": "href=/feed"}),
        (b"title=", {"title": ""}),
        (b"", {}),
    ],
)
def test_attributes_are_read_as_browsers_read_them(inside, attributes):
    assert read(b"<link " + inside + b">") == [Tag("link", attributes)]


@pytest.mark.parametrize(
    "around",
    [
        b"<!-- %s -->",
        b"<script>var x = '%s'</script>",
        b"<SCRIPT type=a>%s</ScRiPt>",
        b"<style>%s</style>",
        b"<textarea>%s</textarea>",
        b"<title>%s</title>",
        b"<p data-x='%s'>",
        b"<!-- %s",
        b"<script>%s",
        b"<p data-x='%s' and no end",
        b"< %s".replace(b"%s", b"link>"),
    ],
)
def test_what_is_no_tag_is_not_taken_for_one(around):
    assert read(around.replace(b"%s", LINK)) == []


@pytest.mark.parametrize(
    "before",
    [
        b"<!doctype html><html><head>",
        b"<?xml version='1.0'?><html>",
        b"<!-->",
        b"<!--->",
        b"<!-- a > b -->",
        b"<p class='a'' b>",
        b"<p class='unclosed>",
        b"</p class=x>",
        b"a < b <3",
        b"<script src=x></script>",
        b"<div <div>",
    ],
)
def test_what_stands_before_does_not_hide_a_tag(before):
    assert read(before + LINK)[-1:] == [FOUND]


def test_only_tags_that_may_matter_are_given():
    document = b"<p><a href=/news>n</a><a href=/rss>r</a><base href=/b><meta charset=utf-8><img src=x>"
    assert [(tag.name, tag.attributes) for tag in read(document)] == [
        ("a", {"href": "/rss"}),
        ("base", {"href": "/b"}),
        ("meta", {"charset": "utf-8"}),
    ]


def test_a_tag_with_too_many_attributes_is_read_in_part():
    many = b" ".join(b"a%d=x" % number for number in range(500))
    (tag,) = read(b"<link " + many + b" href=/feed>")
    assert len(tag.attributes) == MOST_ATTRIBUTES


def test_a_page_is_read_up_to_a_limit():
    assert read(b" " * (MOST_READ - 100) + LINK) == [FOUND]
    assert read(b" " * MOST_READ + LINK) == []


@pytest.mark.parametrize(
    ("document", "content_type", "word"),
    [
        ("<p>Новини".encode(), None, "Новини"),
        ("<p>Новини".encode("utf-8-sig"), "text/html; charset=koi8-r", "Новини"),
        ("<p>Новости".encode("windows-1251"), "text/html; charset=windows-1251", "Новости"),
        ("<meta charset=windows-1251><p>Новости".encode("windows-1251"), None, "Новости"),
        (
            "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'><p>Новости".encode("koi8-r"),
            None,
            "Новости",
        ),
        ("<p>Новости".encode("utf-16"), None, "Новости"),
        ("<p>caf\xe9!".encode("latin-1"), None, "café"),
        ("<p>caf\xe9!".encode("latin-1"), "text/html; charset=nonsense", "café"),
        ("<p>caf\xe9!".encode("latin-1"), "text/html; charset=iso-8859-99", "café"),
        ("<p>caf\xe9!".encode("latin-1"), "text/html; charset=punycode", "café"),
        ("<p>caf\xe9!".encode("latin-1"), "text/html; charset=unicode_escape", "café"),
    ],
)
def test_a_page_is_read_in_its_encoding(document, content_type, word):
    assert word in decoded(document, content_type)


def test_a_number_that_no_character_has_is_no_error():
    huge = b"<link rel=alternate href='/&#" + b"9" * 5000 + b";'>"
    assert len(read(huge)) == 1
