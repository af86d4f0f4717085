"""Which pictures an entry names, in each of the ways that feeds have."""

import json

import pytest

from feeds.core import enclosures, mediarss
from feeds.core.parse import parse
from feeds.model import Picture

URL = "https://feeds.example/arven/feed.xml"
A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")


def entry(inner, *, channel="", root="rss"):
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    if root == "atom":
        document = (
            f'<feed xmlns="http://www.w3.org/2005/Atom" {spaces}><title>T</title>{channel}<entry><title>t</title>'
        )
        document += f"<id>1</id>{inner}</entry></feed>"
    else:
        document = f'<rss version="2.0" {spaces}><channel><title>T</title>{channel}<item><title>t</title>'
        document += f"<link>https://a.example/news/1</link>{inner}</item></channel></rss>"
    return parse(document.encode(), url=URL, content_type=None).entries[0]


def found(inner, **options):
    return entry(inner, **options).pictures


def media(url=A, inner="", **attributes):
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<media:content url="{url}"{given}>{inner}</media:content>'


# ------------------------------------------------------------------ Media RSS


@pytest.mark.parametrize(
    ("named", "picture"),
    [
        (media(), Picture(A)),
        (media(width="800", height="600"), Picture(A, 800, 600)),
        (media("https://cdn.example/5", medium="image"), Picture("https://cdn.example/5")),
        (media("https://cdn.example/5", type="image/png"), Picture("https://cdn.example/5")),
        (media("/p.jpg"), Picture("https://feeds.example/p.jpg")),
        (media(width="", height="auto"), Picture(A)),
        (media(width="0", height="0"), Picture(A)),
        (media(width="99999999999", height="-3"), Picture(A)),
        (f'<media:thumbnail url="{A}" width="240" height="135"/>', Picture(A, 240, 135)),
        (f"<media:thumbnail>{A}</media:thumbnail>", Picture(A)),
        (f"<media:group>{media()}</media:group>", Picture(A)),
    ],
)
def test_media_rss_names_pictures(named, picture):
    assert found(named) == (picture,)


@pytest.mark.parametrize(
    "named",
    [
        media("https://cdn.example/5"),
        media("https://cdn.example/v.mp4", medium="video"),
        media("https://cdn.example/v.mp4", type="video/mp4"),
        media(width="1", height="1"),
        media("javascript:alert(1)//.jpg"),
        media("https://me:pw@cdn.example/a.jpg"),
        media(""),
        "<media:content/>",
        "<media:thumbnail/>",
        media("https://cdn.example/" + "a" * 3000 + ".jpg"),
        f'<itunes:image href="{A}"/>',
    ],
)
def test_what_is_no_picture_is_not_named(named):
    assert found(named) == ()


def test_the_best_comes_first():
    named = media(A, width="140") + media(B, width="460") + f'<media:thumbnail url="{C}"/>'
    assert [picture.url for picture in found(named)] == [B, C, A]
    assert [picture.url for picture in found(f'<media:thumbnail url="{C}"/>{media(A)}')] == [A, C]


def test_credit_and_description_are_those_that_stand_beside_the_picture():
    inner = "<media:credit>{0}</media:credit><media:description>Of {0}</media:description>"
    named = media(A, inner.format("Ann"), width="800") + media(B, inner.format("Bob"), width="700")
    assert [(one.credit, one.description) for one in found(named)] == [("Ann", "Of Ann"), ("Bob", "Of Bob")]


@pytest.mark.parametrize(
    "named",
    [
        media(A) + "<media:credit>Ann</media:credit>",
        "<media:credit>Ann</media:credit>" + media(A),
        f"<media:group>{media(A)}<media:credit>Ann</media:credit></media:group><media:credit>Bob</media:credit>",
        "<media:credit>Bob</media:credit>" + media(A, "<media:credit>Ann</media:credit>"),
        media("https://cdn.example/v.mp4", f'<media:thumbnail url="{A}"/><media:credit>Ann</media:credit>'),
    ],
)
def test_what_is_said_nearest_holds(named):
    assert found(named)[0].credit == "Ann"


def test_several_makers_are_all_named():
    assert found(media(A, "<media:credit>Ann</media:credit><media:credit>Bob</media:credit>"))[0].credit == "Ann, Bob"


ADULT = "<media:rating>adult</media:rating>"


@pytest.mark.parametrize(
    ("named", "channel", "covered"),
    [
        (media(A, ADULT), "", True),
        (media(A, '<media:rating scheme="urn:mpaa">R</media:rating>'), "", True),
        (media(A, "<media:adult>true</media:adult>"), "", True),
        (media(A) + ADULT, "", True),
        (f"<media:group>{ADULT}{media(A)}</media:group>", "", True),
        (media(A), ADULT, True),
        (media(A) + media(B, ADULT, width="50"), "", False),
        (ADULT + media(A, "<media:rating>nonadult</media:rating>"), "", True),
        (media(A, "<media:rating>nonadult</media:rating>"), "", False),
        (media(A, "<media:adult>false</media:adult>"), "", False),
    ],
)
def test_a_rating_covers_what_it_is_about(named, channel, covered):
    assert found(named, channel=channel)[0].sensitive is covered


def test_a_pictures_description_is_not_the_entrys_text():
    caption = f"<media:description>{'A long caption of a picture. ' * 9}</media:description>"
    assert entry(f"<description>Two were hurt.</description>{media(A, caption)}").summary == "Two were hurt."


def test_an_entry_without_text_is_told_by_its_medias_description():
    inner = f"<media:group>{media('https://cdn.example/v', type='video/mp4')}<media:description>What is seen"
    assert entry(f"{inner}</media:description></media:group>", root="atom").summary == "What is seen"


@pytest.mark.parametrize(
    "inner",
    [
        f"{media(A)}<media:description/><media:credit/><media:rating/>",
        "</media:content></media:group></media:credit></media:thumbnail>",
        "<media:group>" * 3000,
        "<media:content>" * 3000,
        f"<media:credit><media:content url='{A}'><media:credit>Ann",
        "<media_named>x</media_named><media:named a='b'/><media:scopes>x</media:scopes><media:captions/>",
        "<media:content url='https://[::1' width='1e9'/><media:rating scheme='urn:simple'/>",
        f"{media(A)}&undeclared;</media:oops>",
    ],
)
def test_broken_media_harms_nothing_else(inner):
    assert entry(f"<description>Two were hurt.</description>{inner}").title == "t"


def test_thousands_of_pictures_are_not_looked_at():
    named = "".join(media(f"https://cdn.example/{n}.jpg", width=str(n)) for n in range(100, 2100))
    assert found(named)[0].width == 100 + mediarss.MOST - 1


# ------------------------------------------------------------------ enclosures


@pytest.mark.parametrize(
    ("named", "root", "url"),
    [
        (f'<enclosure url="{A}" type="image/jpeg" length="1"/>', "rss", A),
        (f'<enclosure url="{A}" length="1"/>', "rss", A),
        ('<enclosure url="/e.png" type="image/png"/>', "rss", "https://feeds.example/e.png"),
        (f'<link rel="enclosure" href="{A}" type="image/jpeg"/>', "atom", A),
        ('<link rel="enclosure" href="e.png" type="image/png"/>', "atom", "https://feeds.example/arven/e.png"),
    ],
)
def test_an_enclosed_picture_counts(named, root, url):
    assert found(named, root=root) == (Picture(url),)


@pytest.mark.parametrize(
    ("named", "root"),
    [
        ('<enclosure url="https://cdn.example/a.mp3" type="audio/mpeg" length="1"/>', "rss"),
        ('<enclosure url="https://cdn.example/a" length="1"/>', "rss"),
        (f'<link rel="alternate" href="{A}" type="image/jpeg"/>', "atom"),
    ],
)
def test_another_enclosure_is_no_picture(named, root):
    assert found(named, root=root) == ()


# ------------------------------------------------------------------ JSON Feed


def of_json(**item):
    document = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "t", **item}]}
    return parse(json.dumps(document).encode(), url=URL, content_type=None).entries[0].pictures


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"image": A, "banner_image": B}, [Picture(A), Picture(B)]),
        ({"banner_image": "/b.png"}, [Picture("https://feeds.example/b.png")]),
        ({"image": "https://cdn.example/5"}, [Picture("https://cdn.example/5")]),
        (
            {"attachments": [{"url": A, "mime_type": "image/jpeg", "title": "A < B"}]},
            [Picture(A, None, None, "A &lt; B")],
        ),
        ({"attachments": [{"url": A, "mime_type": "audio/mpeg"}, 5, None, {"url": 7}]}, []),
        ({"attachments": "none", "image": 5, "banner_image": {"url": A}}, []),
        ({"image": "data:image/png;base64,xx"}, []),
        ({"content_html": f"<p><img src='{A}'></p>"}, [Picture(A)]),
        ({"content_html": f"<img src='{A}'>", "image": B}, [Picture(B)]),
        ({"content_text": f"<img src='{A}'>"}, []),
    ],
)
def test_json_feed_names_pictures(item, expected):
    assert list(of_json(**item)) == expected


# ------------------------------------------------------------------ in the text


def in_text(markup, **options):
    return found(f"<description><![CDATA[{markup}]]></description>", **options)


@pytest.mark.parametrize(
    ("markup", "picture"),
    [
        (f'<p><img src="{A}" width="640" height="480" alt="A &amp; B"></p>', Picture(A, 640, 480, "A & B")),
        (f"<IMG SRC={A} />", Picture(A)),
        (f"<img class=x src='{A}?a=1&amp;b=2' width=100%>", Picture(f"{A}?a=1&b=2")),
        ("<img src='/p.jpg'>", Picture("https://a.example/p.jpg")),
        ("<img src='p.jpg'>", Picture("https://a.example/news/p.jpg")),
        (f"<img src='data:image/gif;base64,R0lGODlh' data-src='{A}'>", Picture(A)),
        (f"<img style='width: 640px; max-width:10px' src='{A}'>", Picture(A, 640)),
        (f"<img src='{A}' onerror='alert(1)'><img src='{B}'>", Picture(A)),
    ],
)
def test_a_picture_in_the_text_is_the_last_resort(markup, picture):
    assert in_text(markup) == (picture,)
    assert [one.url for one in found(f"<description><![CDATA[{markup}]]></description>{media(C)}")] == [C]


@pytest.mark.parametrize(
    "pixel",
    [
        "<img src='https://cdn.example/t.gif' width='1' height='1'>",
        "<img src='https://cdn.example/t.gif' width=0>",
        "<img src='https://cdn.example/t.gif' height=32>",
        "<img src='https://cdn.example/t.gif' style='height:1px'>",
        "<img src='https://cdn.example/t.gif' style='display:none'>",
        "<img src='https://feeds.feedburner.com/~r/x/~4/abc'>",
        "<img src='https://cdn.example/smilies/smile.gif'>",
        "<img src='https://cdn.example/1x1.gif'>",
        "<img src='https://cdn.example/logo.svg'>",
        "<img src='javascript:alert(1)'>",
        "<img src='data:image/png;base64,xxxx'>",
        "<img src='https://me@cdn.example/a.jpg'>",
        "<img src=''>",
        "<img>",
        "<img src",
    ],
)
def test_tracking_pixels_and_the_like_are_passed_over(pixel):
    assert in_text(pixel) == ()
    assert in_text(f"{pixel}<img src='{A}'>") == (Picture(A),)


def test_only_so_many_images_are_looked_at():
    assert in_text("<img src=''>" * enclosures.LOOKED_AT + f"<img src='{A}'>") == ()


@pytest.mark.parametrize(
    "junk", ["<img " * 50_000, '<img a="' * 30_000, "<img " + "a=" * 200_000, "<img" + " " * 500_000]
)
def test_hostile_markup_takes_no_time(junk):
    assert enclosures.in_texts([junk], URL) == ()


def test_plain_text_that_speaks_of_an_image_names_none():
    inner = f'<summary type="text">Write &lt;img src="{A}"> there</summary>'
    assert found(inner, root="atom") == ()
