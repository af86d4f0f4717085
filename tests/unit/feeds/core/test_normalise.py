"""From an entry to an item."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from feeds.core.normalise import MAX_TITLE, MAX_URL, canonical_url, credit, normalise, sane_time, tell_apart
from tests.support.builders import NOW, TEXT, TITLE, an_entry, an_item, words


def item_of(**changes):
    return normalise(an_entry(**changes), language="en", now=NOW)


def test_an_entry_becomes_an_item():
    item = item_of(guid="g", link="https://News.example/a?utm_source=rss#top", author="<b>Ann</b>")
    assert (item.key, item.url, item.title, item.text, item.author) == (
        "g",
        "https://news.example/a",
        TITLE,
        TEXT,
        "Ann",
    )
    assert (item.published_at, item.dated, item.language) == (NOW - timedelta(minutes=5), True, "en")


def test_an_entry_with_nothing_to_read_is_no_item():
    assert item_of(title="<img src=x>", summary=" \0 ") is None


def test_an_entry_without_a_title_is_titled_by_its_text():
    assert item_of(title="", summary="Shells hit Karst.").title == "Shells hit Karst."


def test_a_title_made_of_a_long_text_ends_with_a_word():
    title = item_of(title="", summary=words(100)).title
    assert len(title) <= 120
    assert words(100).startswith(f"{title} ")


def test_a_title_without_a_space_in_it_is_cut():
    assert item_of(title="", summary="x" * 500).title == "x" * 120


def test_a_title_is_no_longer_than_fits():
    assert len(item_of(title="long " * 1000).title) <= MAX_TITLE


@pytest.mark.parametrize(
    ("guid", "link", "key"),
    [("g", "https://a.example/", "g"), (None, "https://a.example/?fbclid=1", "https://a.example/"), ("", None, None)],
)
def test_the_key_is_guid_else_address_else_text(guid, link, key):
    item = item_of(guid=guid, link=link)
    assert item.key == (key or item.fingerprint)


def test_a_link_that_is_no_address_is_none():
    assert item_of(link="javascript:alert(1)").url is None


def test_the_entrys_own_language_goes_before_the_feeds():
    assert item_of(language="fr").language == "fr"


def test_right_to_left_text_is_known_by_its_script():
    assert item_of(title="قصف السوق في كارست", summary="قتل تسعة أشخاص").language == "ar"


def test_a_bare_title_has_a_signature_of_its_own():
    assert item_of(title=words(20), summary="").signature


@pytest.mark.parametrize(
    "hostile",
    [
        "\ud800" * 50,
        "\0" * 50,
        "\u202e" * 50 + "war",
        "war",
        "&#0;",
        "<" * 1000,
        "\u0300" * 1000,
        "<b>" * 100_000,
        "'" * 99,
    ],
)
def test_hostile_texts_make_an_item_or_none(hostile):
    item = normalise(an_entry(hostile, hostile, guid=hostile, author=hostile), language=hostile, now=NOW)
    assert item is None or (item.title and item.title.isprintable())


def test_five_megabytes_are_normalised_at_once():
    large = "<div>War came to Karst. </div>" * 170_000
    began = time.perf_counter()
    item = item_of(title=large, summary=large, link=f"https://a.example/{large}", author=large)
    assert time.perf_counter() - began < 2
    assert len(item.text) <= 60_000


# ------------------------------------------------------------------ time


def test_a_time_a_little_ahead_is_a_clock_that_runs_fast():
    assert sane_time(NOW + timedelta(minutes=9), now=NOW) == (NOW, True)


@pytest.mark.parametrize(
    "published",
    [None, datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)],
)
def test_a_missing_or_impossible_time_is_the_time_of_the_fetch(published):
    assert sane_time(published, now=NOW) == (NOW, False)


def test_an_old_time_is_kept():
    old = datetime(1999, 1, 1, tzinfo=UTC)
    assert sane_time(old, now=NOW) == (old, True)


# ------------------------------------------------------------------ credit


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("KARST (Reuters) - Nine people were killed.", "Reuters"),
        ("Nine were killed. (Anadolu News Agency)", "Anadolu News Agency"),
        ("This article was originally published by The Courier.", "The Courier"),
        ("First published in Morning Post | 2026", "Morning Post"),
        (f"{words(200)} With reporting from Osk Radio.", "Osk Radio"),
        ("Source: Karst TV.", "Karst TV"),
        ("Nine were killed (five of them soldiers) there.", None),
        ("", None),
    ],
)
def test_credit_is_read_at_the_beginning_or_the_end(text, named):
    assert credit(text) == named


def test_a_credit_in_the_middle_of_a_text_is_not_its_own():
    assert credit(f"{words(100)} originally published by Somebody. {words(100)}") is None


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://News.Example:80/A", "http://news.example/A"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a#part", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/?UTM_Medium=x", "https://news.example/"),
        ("https://news.example/?reference=x&utmost=1", "https://news.example/?reference=x&utmost=1"),
        ("https://news.example/?b=2&a=1", "https://news.example/?b=2&a=1"),
        ("https://news.example/?q=", "https://news.example/?q="),
        (" https://news.example/a b ", "https://news.example/a%20b"),
        ("https://news.example/%D0%9A", "https://news.example/%D0%9A"),
        ("https://news.example/К", "https://news.example/%D0%9A"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
    ],
)
def test_one_spelling_for_an_address(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "//news.example/a",
        "/a",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "https://",
        "https:///a",
        "https://user:pass@news.example/",
        "https://@news.example/",
        "https://news.example:port/",
        "https://news.example:99999/",
        "https://[::1",
        "https://a<b>.example/",
        "https://a\u202eb.example/",
        "https://\ud800.example/",
        "https://./",
        f"https://news.example/{'a' * MAX_URL}",
        f"https://news.example/{'К' * (MAX_URL // 3)}",
    ],
)
def test_what_is_no_address_of_an_article_is_none(url):
    assert canonical_url(url) is None


def test_different_texts_under_one_guid_are_told_apart_and_equal_ones_are_not():
    one, two, alone = an_item(key="g"), an_item(text="Another text altogether.", key="g"), an_item("Third", key="h")
    apart = tell_apart([one, two, alone, one])
    assert len({item.key for item in apart}) == 3
    assert apart[0] == apart[3]
    assert apart[2] == alone
    assert tell_apart([one, one]) == [one, one]
