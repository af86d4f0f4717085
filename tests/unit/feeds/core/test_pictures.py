"""Single pictures: which address may be shown, which of several is best, and what is said beside one."""

import pytest

from feeds.core import pictures
from feeds.core.normalise import MAX_CREDIT, normalise
from feeds.model import Picture
from tests.support.builders import NOW, an_entry

BASE = "https://feeds.example/arven/feed.xml"
URL = "https://cdn.example/a.jpg"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (URL, URL),
        ("HTTPS://CDN.example/a.jpg", URL),
        ("/p/a.png", "https://feeds.example/p/a.png"),
        ("a.png", "https://feeds.example/arven/a.png"),
        ("//cdn.example/a.jpg", URL),
        (" https://cdn.example/a.jpg ", URL),
        (f"{URL}?w=1200&s=a%2Fb#top", f"{URL}?w=1200&s=a%2Fb"),
        ("https://cdn.example/a b/ü.jpg?q=«", "https://cdn.example/a%20b/%C3%BC.jpg?q=%C2%AB"),
        ("https://фото.example/a.jpg", "https://xn--n1aalg.example/a.jpg"),
        ("http://127.0.0.1:8080/a.jpg", "http://127.0.0.1:8080/a.jpg"),
        ("https://cdn.example./a.jpg", URL),
        ("https://cdn.example", "https://cdn.example/"),
        ("https://me:pw@cdn.example/a.jpg", None),
        ("https://@cdn.example/a.jpg", None),
        ("https://cdn.example\\@evil.example/a.jpg", None),
        ("ftp://cdn.example/a.jpg", None),
        ("javascript:alert(1)//a.jpg", None),
        ("data:image/png;base64,aGVsbG8=", None),
        ("file:///etc/passwd", None),
        ("https://localhost/a.jpg", None),
        ("https://[::1]/a.jpg", None),
        ("https://cdn.example:0/a.jpg", None),
        ("https://cdn.example:99999/a.jpg", None),
        ("https://cdn.example:port/a.jpg", None),
        ("https://-<b>.example/a.jpg", None),
        ("https://" + "a" * 70 + ".example/a.jpg", None),
        ("https://" + "ü" * 300 + ".example/a.jpg", None),
        ("https://cdn.example/" + "a" * 2000, None),
        ("https://cdn.example/" + "ü" * 600, None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_an_address_is_one_that_telegram_fetches_or_none(value, found):
    assert pictures.address(value, BASE) == found
    assert found is None or pictures.address(found, "") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("640", 640), (640, 640), ("640px", 640), (" 640.5 ", 640), ("0", 0)]
    + [(bad, None) for bad in ("", "100%", "-5", "1e5", "123456", "wide", None, True, [], 1.5)],
)
def test_a_size_is_a_number_of_pixels_or_none(value, found):
    assert pictures.pixels(value) == found


@pytest.mark.parametrize(
    ("url", "said", "shown"),
    [
        ("https://a.example/x.jpg", {}, True),
        ("https://a.example/x.JPEG?w=1", {}, True),
        ("https://a.example/x", {}, False),
        ("https://a.example/x", {"likely": True}, True),
        ("https://a.example/x", {"medium": "image"}, True),
        ("https://a.example/x", {"media_type": "image/webp"}, True),
        ("https://a.example/x", {"media_type": "IMAGE/JPEG; q=1"}, True),
        ("https://a.example/x.jpg", {"media_type": "video/mp4"}, False),
        ("https://a.example/x.jpg", {"medium": "video"}, False),
        ("https://a.example/x", {"media_type": "image/svg+xml", "medium": "image"}, False),
        ("https://a.example/x.svg", {"medium": "image"}, False),
        ("https://a.example/favicon.ico", {"likely": True}, False),
        ("https://0.gravatar.com/avatar/5?s=96", {"medium": "image"}, False),
        ("https://a.example/pixel.gif?id=5", {"likely": True}, False),
        ("https://pixel.a.example/x.gif", {"likely": True}, False),
        ("https://s.w.org/images/core/emoji/1f600.png", {"likely": True}, False),
        ("https://a.example/counter-attack.jpg", {"likely": True}, True),
    ],
)
def test_what_is_no_picture_of_anything_is_none(url, said, shown):
    assert pictures.is_picture(url, **said) is shown


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (None, None, True),
        (33, 33, True),
        (32, None, False),
        (None, 32, False),
        (1, 1, False),
        (600, 20, False),
        (8000, 2000, True),
        (8000, 2001, False),
        (2000, 100, True),
        (2000, 99, False),
        (99, 2000, False),
    ],
)
def test_marks_and_what_telegram_refuses_for_its_size_are_no_pictures(width, height, shown):
    assert pictures.sized(Picture(URL, width, height)) is shown


def test_the_widest_up_to_two_thousand_pixels_comes_first():
    widths = [300, 4000, 1200, 2000, 2600, None, 150]
    found = [(Picture(f"https://a.example/{width}", width), 600) for width in widths]
    ranked = [picture.width for picture in pictures.best_first(found)]
    assert ranked == [2000, 2600, 1200]
    assert [picture.width for picture in pictures.best_first(found[4:])] == [2600, None, 150]


def test_of_equals_the_first_counts_and_each_address_once():
    found = [(Picture(URL, credit="A"), 600), (Picture("https://a.example/2"), 600), (Picture(URL), 600)]
    assert pictures.best_first(found) == (Picture(URL, credit="A"), Picture("https://a.example/2"))


def item_with(*named: Picture, title="Shelling in Karst", summary="Two were hurt.", **changes):
    return normalise(an_entry(title, summary, pictures=named, **changes), language="en", now=NOW)


def test_an_items_pictures_have_clean_words():
    (found,) = item_with(Picture(URL, description="<b>A street</b>\n in\u202e Karst", credit="  A.&amp;B. ")).pictures
    assert (found.description, found.credit) == ("A street in Karst", "A.&B.")


@pytest.mark.parametrize(
    ("credit", "kept"),
    [
        ("Photograph: Ann Lee/Agency", "Ann Lee/Agency"),
        ("Photo by: Ann Lee", "Ann Lee"),
        ("Foto: Ann Lee", "Ann Lee"),
        ("Credit：Ann Lee", "Ann Lee"),
        ("Photographers United", "Photographers United"),
        ("Photo:", None),
        (" ", None),
        ("x" * 500, "x" * MAX_CREDIT),
    ],
)
def test_a_credit_is_a_name(credit, kept):
    assert item_with(Picture(URL, credit=credit)).pictures[0].credit == kept


def test_a_picture_of_no_address_is_none_and_few_are_kept():
    assert item_with(Picture("javascript:x"), Picture(URL, 1, 1)).pictures == ()
    many = [Picture(f"https://a.example/{n}.jpg") for n in range(9)]
    assert item_with(*many).pictures == tuple(many[: pictures.KEPT])


@pytest.mark.parametrize(
    ("where", "words", "covered"),
    [
        ("title", "GRAPHIC: the morgue of Karst", True),
        ("title", "Warning: distressing images from Karst", True),
        ("summary", "<p>Caution! This report has disturbing images.</p>", True),
        ("description", "A graphic picture of the market", True),
        ("description", "Bodies in a street (18+)", True),
        ("title", "ВНИМАНИЕ: шокирующие кадры", True),
        ("summary", "تحذير: مشاهد قاسية", True),
        ("title", "Army issues a warning to towns by the river", False),
        ("title", "Karst's graphic novelists at work", False),
        ("summary", "A graphic designer was hurt.", False),
        ("summary", "Graphics and demographics", False),
        ("description", "A market, closed", False),
    ],
)
def test_words_that_warn_cover_the_picture(where, words, covered):
    picture = Picture(URL, description=words if where == "description" else None)
    item = item_with(picture, **({} if where == "description" else {where: words}))
    assert item.pictures[0].sensitive is covered


def test_what_the_feed_covers_stays_covered():
    assert item_with(Picture(URL, sensitive=True)).pictures[0].sensitive
