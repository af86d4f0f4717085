"""Cleaning, trimming, mending and finding of entities, partly against Telegram's own library."""

import json

import pytest
import tdjson
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.sandbox.text.entity import PREFORMATTED, QUOTES, SPLITTABLE, Entity, in_order, utf16_length
from bot.sandbox.text.find import find_entities
from bot.sandbox.text.formatted import BadTextError, Formatted, make_formatted
from bot.sandbox.text.html import parse_html
from bot.sandbox.text.links import BadLinkError, check_link
from bot.sandbox.text.overlap import fix_overlaps
from bot.sandbox.text.render import to_html

KINDS = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
    "url": "Url",
    "email": "EmailAddress",
    "bot_command": "BotCommand",
    "mention": "Mention",
    "hashtag": "Hashtag",
    "cashtag": "Cashtag",
}


def execute(**request):
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


def listed(answer):
    names = {value: name for name, value in KINDS.items()}
    return [
        (one["offset"], one["length"], names[one["type"]["@type"].removeprefix("textEntityType")])
        for one in answer["entities"]
    ]


def short(entities):
    return [(entity.offset, entity.length, entity.type) for entity in entities]


@st.composite
def marked_texts(draw):
    text = draw(st.text("ab 😀\n", min_size=1, max_size=12))
    borders = [0]
    for char in text:
        borders.append(borders[-1] + utf16_length(char))
    entities = []
    for _ in range(draw(st.integers(0, 5))):
        begin, end = sorted((draw(st.sampled_from(borders)), draw(st.sampled_from(borders))))
        kind = draw(st.sampled_from([*SPLITTABLE, "code", "pre", "blockquote"]))
        entities.append(Entity(kind, begin, end - begin))
    return text, entities


@settings(max_examples=400, deadline=None)
@given(marked_texts())
def test_mends_overlaps_as_the_library_does(case):
    text, entities = case
    assume(text.strip())
    given_entities = [
        {
            "@type": "textEntity",
            "offset": one.offset,
            "length": one.length,
            "type": {"@type": f"textEntityType{KINDS[one.type]}"},
        }
        for one in entities
    ]
    formatted = {"@type": "formattedText", "text": text, "entities": given_entities}
    answer = execute(**{"@type": "parseMarkdown", "text": formatted})
    assert short(fix_overlaps(one for one in entities if one.length)) == listed(answer)


@settings(max_examples=250, deadline=None)
@given(marked_texts())
def test_what_is_kept_nests_and_stays_as_it_is(case):
    text, entities = case
    assume(text.strip())
    kept = make_formatted(text, entities)
    assert make_formatted(kept.text, kept.entities) == kept
    for entity in kept.entities:
        assert 0 <= entity.offset < entity.end <= utf16_length(kept.text)
    assert list(kept.entities) == in_order(kept.entities)


@settings(max_examples=250, deadline=None)
@given(marked_texts())
def test_html_written_back_is_read_the_same(case):
    text, entities = case
    assume(text.strip())
    kept = make_formatted(text, entities)
    again, read = parse_html(to_html(kept.text, kept.entities))
    assert make_formatted(again, read) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  a b \n", "a b"),
        ("a\r\nb", "a\nb"),
        ("a\tb\x07c", "a b c"),
        ("a\u202eb\u2028c", "abc"),
        ("a\u0333\u033f\u030ab", "ab"),
        ("\u200e\u200ea", "\u200c\u200ea"),
    ],
)
def test_cleans_and_trims(text, kept):
    assert make_formatted(text).text == kept


def test_entities_move_with_what_is_trimmed():
    kept = make_formatted("  \r x bold ", [Entity("bold", 3, 8)])
    assert kept == Formatted("x bold", (Entity("bold", 0, 6),))


def test_an_entity_over_blanks_only_is_dropped():
    assert make_formatted("a  b", [Entity("bold", 1, 2)]).entities == ()


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n", "\u200b\u2060"])
def test_nothing_to_see_is_refused(text):
    with pytest.raises(BadTextError, match="Text must be non-empty"):
        make_formatted(text)
    assert make_formatted(text, allow_empty=True) == Formatted()


@pytest.mark.parametrize(
    ("offset", "length", "complaint"),
    [
        (9, 1, "Entity begins after the end of the text at UTF-16 offset 9"),
        (0, 9, "Entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9"),
        (1, 1, "begins in a middle of a UTF-16 symbol"),
        (0, 1, "ends in a middle of a UTF-16 symbol"),
    ],
)
def test_entities_outside_the_text_or_inside_a_character_are_refused(offset, length, complaint):
    with pytest.raises(BadTextError, match=complaint):
        make_formatted("😀ab", [Entity("bold", offset, length)])


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "x /cmd@some_bot y/no /a-b /ч /abc1_",
        "@us @user5 a@user @User_name",
        "#tag #1 #1a ##x #тег a#b",
        "see ex.com and www.ex.com/path?x=1. http://localhost https://t.me/x?start=a_b-c, (https://ex.com/a_(b))",
        "foo.notatld a@b.com mail me@ex.com",
        "$USD $usd tg://resolve?domain=x https://приклад.укр/шлях ex.com. «http://ex.com/b»",
        "http://1.2.3.4/x 1.2.3.4 http://a.b",
        "3.5 a.m. U.S. e.g. etc. end.Start https://ex.com/😀?a=1&b=[2] http://ex.com",
        "t.me/x?start=1 bbc.co.uk/news @bbc_news /help, (/x) HTTPS://EX.COM/A",
    ],
)
def test_finds_what_the_library_finds(text):
    assert short(find_entities(text)) == listed(execute(**{"@type": "getTextEntities", "text": text}))


def test_found_entities_give_way_to_given_ones():
    kept = make_formatted("see ex.com now", [Entity("text_link", 4, 6, url="http://ex.org/"), Entity("bold", 0, 14)])
    assert short(kept.entities) == [
        (0, 4, "bold"),
        (4, 6, "text_link"),
        (4, 6, "bold"),
        (11, 3, "bold"),
    ]


def test_kinds_are_told_apart():
    assert not QUOTES & PREFORMATTED
    assert not set(SPLITTABLE) & QUOTES


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "URL host is empty"),
        ("http://.", "Host is invalid"),
        ("ftp://ex.com", "Unsupported URL protocol"),
        ("http://ex.com:x/", "Wrong port number specified in the URL"),
        ("http://[::zz]/", "Wrong IPv6 address specified in the URL"),
        ("http://ex%4.com", "Wrong percent-encoded symbol in URL host"),
        ("http://a b.com", "Wrong URL host"),
        ("nodots", "Wrong HTTP URL"),
    ],
)
def test_says_why_an_address_is_no_link(link, reason):
    with pytest.raises(BadLinkError, match=reason):
        check_link(link)
