"""The HTML parser against Telegram's own library, which the `tdjson` package carries."""

import json

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.text.entity import Entity
from bot.sandbox.text.html import MarkupError, parse_html

NAMES = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeCustomEmoji": "custom_emoji",
    "textEntityTypeDateTime": "date_time",
}


def execute(**request: object) -> dict:
    answer = tdjson.td_execute(json.dumps(request).encode())
    return json.loads(answer) if answer else {}


execute(**{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def of_library(text: str) -> tuple[str, list[Entity]] | str:
    answer = execute(**{"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] == "error":
        return answer["message"].removeprefix("Can't parse entities: ")
    return answer["text"], [entity_of(one) for one in answer["entities"]]


def entity_of(one: dict) -> Entity:
    kind = one["type"]
    names = ("url", "language", "user_id", "custom_emoji_id", "unix_time")
    details = {name: kind[name] for name in names if name in kind}
    return Entity(NAMES[kind["@type"]], one["offset"], one["length"], **details)


def of_ours(text: str) -> tuple[str, list[Entity]] | str:
    try:
        parsed, entities = parse_html(text)
    except MarkupError as error:
        return str(error)
    plain = [
        Entity(e.type, e.offset, e.length, e.url, e.language, e.user_id, e.custom_emoji_id, e.unix_time)
        for e in entities
    ]
    return parsed, plain


TAGS = ["b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "pre", "code", "blockquote"]
CASES = [
    *(f"x <{tag}>y <u>z</u></{tag}> w" for tag in TAGS if tag != "u"),
    *(f"<{tag.upper()}>y</{tag}>" for tag in TAGS),
    "<b></b>",
    "<b> </b>",
    "a < b",
    "a & b &amp; c &lt; &gt; &quot; &copy; &nbsp; &#39; &#x27 &#0; &#1114111; &#99999999;",
    "&#xd83d;&#xde00;",
    "<b",
    "<b ",
    "<b a",
    "<b a=",
    "<b a='",
    "<b a=1_>",
    "<b =1>",
    "<b a b>q</b>",
    "</b>",
    "<b></",
    "<b></b",
    "<b></i>",
    "<b>x",
    "<b><i>x</b></i>",
    "<b>x</>y",
    "<p>x</p>",
    "<br>",
    "<>",
    "<span>x</span>",
    "<span class='tg-spoiler'>x</span>",
    '<span class="tg-spoiler" id=1>x</span>',
    "<pre><code class='language-py'>x</code></pre>",
    "<code class='language-py'><pre>x</pre></code>",
    "<pre>y<code class='language-py'>x</code></pre>",
    "<blockquote expandable>a</blockquote>b",
    "<blockquote><blockquote>a</blockquote>b</blockquote>",
    "<a href='http://example.org'>q</a>",
    "<a href='example.org/a b?c'>q</a>",
    "<a href='not a url'>q</a>",
    "<a href=''>example.org</a>",
    "<a>example.org/x</a>",
    "<a href='ftp://example.org'>q</a>",
    "<a href='javascript:alert(1)'>q</a>",
    "<a href='http://localhost/'>q</a>",
    "<a href='http://127.0.0.1:80/'>q</a>",
    "<a href='http://[::1]:8080/x'>q</a>",
    "<a href='http://example.org:0/'>q</a>",
    "<a href='http://example.org:99999/'>q</a>",
    "<a href='https://u:p@example.org/'>q</a>",
    "<a href='https://приклад.укр/шлях'>q</a>",
    "<a href='https://EXAMPLE.org/PATH'>q</a>",
    "<a href='tg://user?id=42'>q</a>",
    "<a href='tg:resolve?domain=x'>q</a>",
    "<a href='https://example.org/?a=1&amp;b=2#c'>q</a>",
    "<tg-emoji emoji-id='5368324170671202286'>👍</tg-emoji>",
    "<tg-emoji emoji-id='x'>👍</tg-emoji>",
    "<tg-emoji>👍</tg-emoji>",
    "<tg-time unix='1700000000' format='wDT'>soon</tg-time>",
    "<tg-time unix='1' format='zz'>soon</tg-time>",
    "😀<b>🕊️ Київ</b> العربية",
    "line\n<b>two</b>\r\n",
]


@pytest.mark.parametrize("text", CASES)
def test_reads_what_the_library_reads(text):
    assert of_ours(text) == of_library(text)


PIECES = [
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
    *("<a href='http://x.org/a b'>", '<a href="t.me/x">', "</a>", "<a>", "<code class='language-py'>"),
    *("<blockquote expandable>", "</>", "< ", "<", "&", "&lt;", "&#", "&#x1f600;", "&#65", "&amp", "x", "é", "😀"),
    *(" ", "\n", "=", "'", '"', ">", "/", "<tg-time unix=", "<tg-emoji emoji-id=", "<span class='tg-spoiler'>"),
    *("</span>", "</tg-time>", "</tg-emoji>", "1", "-", "\x00", "\t", "class", "href"),
]
ADDRESS = ["http://", "HTTPS://", "ftp://", "tg:", "ton:", "//", "a", "Z", ".", "..", ".com", "@", ":", ":80", "[::1]"]
ADDRESS += ["%41", "%4", "#", "?", "/", " ", "é", "user?id=7", "-", "_", "&amp;"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_agrees_with_the_library_on_any_soup_of_tags(text):
    assert of_ours(text) == of_library(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(ADDRESS), max_size=7).map("".join))
def test_agrees_with_the_library_on_any_link(address):
    text = f"<a href='{address}'>x</a>"
    assert of_ours(text) == of_library(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_agrees_with_the_library_on_any_text(text):
    assert of_ours(text) == of_library(text)
