import pytest

from bot.render import html
from bot.render.html import Markup


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        ("&lt;", "&amp;lt;"),
        ("\"quoted\" and 'so'", "\"quoted\" and 'so'"),
        ("🕊️ Київ", "🕊️ Київ"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("", ""),
    ],
)
def test_text_is_escaped_once(plain, escaped):
    assert html.text(plain).html == escaped


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (html.bold(html.text("<a>")), "<b>&lt;a&gt;</b>"),
        (html.italic(html.text("x")), "<i>x</i>"),
        (html.quote(html.text("x")), "<blockquote>x</blockquote>"),
        (
            html.link(html.text("x"), "https://a.example/?a=1&b='2'"),
            '<a href="https://a.example/?a=1&amp;b=&#x27;2&#x27;">x</a>',
        ),
        (html.link(html.text("x"), 'https://a.example/"><b>'), '<a href="https://a.example/&quot;&gt;&lt;b&gt;">x</a>'),
        (html.link(html.text("x"), None), "x"),
        (html.link(html.text("x"), ""), "x"),
        (html.join([html.text("a"), html.EMPTY, html.text("b")], " & "), "a &amp; b"),
        (html.text("a") + html.NEWLINE + html.text("b"), "a\nb"),
    ],
)
def test_helpers_take_markup_and_give_markup(made, expected):
    assert made.html == expected


def test_plain_text_cannot_be_joined_to_markup_by_accident():
    with pytest.raises(AttributeError):
        html.text("a") + "b"


def test_markup_without_text_is_false():
    assert not html.EMPTY
    assert html.text("a")


@pytest.mark.parametrize("plain", ["Київ", "7 < 8"])
def test_text_that_runs_left_to_right_is_not_isolated(plain):
    assert html.isolate(plain) == html.text(plain)


@pytest.mark.parametrize("plain", ["قصف", "Attack on חיפה"])
def test_text_that_runs_right_to_left_does_not_turn_its_line_around(plain):
    assert html.isolate(plain).html == f"\u2068{plain}\u2069"


def test_an_isolate_that_is_cut_is_still_closed():
    cut = html.isolate("قصف " * 50, 20)
    assert html.length(cut) <= 20
    assert cut.html.endswith("…\u2069")


@pytest.mark.parametrize(
    ("markup", "units"),
    [
        ("abc", 3),
        ("<b>abc</b>", 3),
        ("a &amp; b", 5),
        ("🕊️ Київ", 8),
        ('<a href="https://x.example/">ab</a>', 2),
        ("", 0),
    ],
)
def test_length_is_what_telegram_counts(markup, units):
    assert html.length(Markup(markup)) == units


@pytest.mark.parametrize(
    ("markup", "limit", "cut"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("<b>abcdef</b>", 4, "<b>abc…</b>"),
        ("<b>a<i>bc</i>d</b>e", 4, "<b>a<i>bc</i>…</b>"),
        ("a&amp;&lt;b", 3, "a&amp;…"),
        ("a🕊b", 3, "a…"),
        ('<a href="https://x.example/?a=1&amp;b=2">abcdef</a>', 3, '<a href="https://x.example/?a=1&amp;b=2">ab…</a>'),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("abc", -4, ""),
    ],
)
def test_clipping_closes_tags_and_keeps_characters_whole(markup, limit, cut):
    assert html.clip(Markup(markup), limit).html == cut


def test_plain_is_what_a_reader_sees():
    markup = html.bold(html.text("a <b> & &amp;")) + html.link(html.text(" c"), "https://a.example/?x>1")
    assert html.plain(markup) == "a <b> & &amp; c"


@pytest.mark.parametrize("url", ["https://a.example/\0", "https://a.example/\n", "\x7f"])
def test_what_no_address_is_is_no_link(url):
    assert html.link(html.text("x"), url).html == "x"


def test_a_text_that_is_too_heavy_loses_its_long_links_and_nothing_else():
    short = html.link(html.bold(html.text("short")), "https://a.example/")
    long = html.link(html.bold(html.text("long")), "https://a.example/?" + "&" * 1000)
    few = html.join([short, long], " ")
    assert html.lightened(few) == few
    many = html.join([short, *[long] * 8], " ")
    assert len(many.html.encode()) > html.MOST_BYTES
    assert html.lightened(many) == html.join([short, *[html.bold(html.text("long"))] * 8], " ")
