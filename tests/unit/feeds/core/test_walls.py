"""Which pages have a wall before their article."""

import json

import pytest

from feeds.core.walls import consent_host, wall
from feeds.model import Wall
from tests.support.builders import words

ARTICLE, LITTLE = words(300), words(30)


def page(body="", head=""):
    return f"<html><head>{head}</head><body>{body}</body></html>"


def data(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        data({"@type": "NewsArticle", "isAccessibleForFree": False}),
        data({"@type": "NewsArticle", "isAccessibleForFree": "False"}),
        data({"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}),
        data([{"@graph": [{"@type": "WebPage"}, {"isAccessibleForFree": "false"}]}]),
        data({"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False, "cssSelector": ".paid"}}),
        data("not this one")
        + '<script type="application/ld+json">{broken</script>'
        + data({"isAccessibleForFree": False}),
        '<meta itemprop="isAccessibleForFree" content="False">',
        '<meta property="article:content_tier" content="locked"/>',
        '<meta content="metered" property="article:content_tier" />',
    ],
)
def test_what_a_publisher_declares_not_to_be_free_is_behind_a_paywall_however_much_text_there_is(head):
    found = wall(page(head=head), ARTICLE)
    assert found is not None
    assert found[0] is Wall.PAYWALL
    assert found[1].startswith("the page says")


@pytest.mark.parametrize(
    "head",
    [
        "",
        data({"@type": "NewsArticle", "isAccessibleForFree": True}),
        data({"@type": "NewsArticle", "isAccessibleForFree": "true"}),
        '<meta property="article:content_tier" content="free">',
        '<script type="application/ld+json">' + "[" * 100_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    ],
)
def test_what_is_free_has_no_wall(head):
    assert wall(page("<p>Subscribe to read our newsletter! We use cookies.</p>", head), ARTICLE) is None


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("Subscribe to continue reading", Wall.PAYWALL),
        ("Already a subscriber? Log in", Wall.PAYWALL),
        ("Jetzt abonnieren und weiterlesen", Wall.PAYWALL),
        ("Cet article est réservé aux abonnés", Wall.PAYWALL),
        ("Материал доступен: только для подписчиков", Wall.PAYWALL),
        ("We value your privacy", Wall.CONSENT),
        ("Before you continue to Courier", Wall.CONSENT),
        ("Nous respectons votre vie privée", Wall.CONSENT),
    ],
)
def test_beside_hardly_any_text_words_tell_of_a_wall(said, which):
    found = wall(page(f"<p>{said}</p>"), LITTLE)
    assert found is not None
    assert found[0] is which
    assert "hardly any text" in found[1]
    assert wall(page(f"<p>{said}</p>"), ARTICLE) is None


def test_words_in_scripts_are_not_shown():
    assert wall(page("<script>const t = 'subscribe to read'</script><style>we use cookies</style>"), LITTLE) is None
    assert wall(page("<SCRIPT>'we use cookies'</script><p>short</p>"), LITTLE) is None
    assert wall(page("<SCRIPT>1</script><p>Subscribe to read</p>"), LITTLE) is not None
    assert wall(page("<p>short</p><script>'we value your privacy'"), LITTLE) is None


def test_hosts_where_readers_consent():
    asked = "https://news.example/a"
    assert consent_host("https://consent.news.example/collect?to=a", asked=asked)
    assert consent_host("https://guce.portal.example/", asked=asked)
    assert not consent_host("https://www.news.example/a", asked=asked)
    assert not consent_host("https://consent.example/a", asked="https://consent.example/b")
    assert not consent_host("http://[", asked=asked)
