"""What becomes of the look-up of an article."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core import articles
from feeds.core.articles import RETRIES, after_error, after_page, body, is_news, wanted, wants, with_text
from feeds.errors import AddressRefused, Disallowed, HttpStatus, ParseError, TimedOut, TooLarge, Unreachable
from feeds.model import Article, ArticleState, ItemId, Page, Picture, Wall
from tests.support.builders import NOW, TEXT, TITLE, an_item, minutes, words

URL = "https://news.example/guid-1"
ARTICLE = f"{TITLE}\nBy Ana Sol\n{TEXT}\nA second paragraph\n{words(80)}"
WAITING = Article(ItemId(1), URL, ArticleState.WAITING, next_at=NOW, wanted_at=NOW)
STUB = an_item(text="Nine people were killed…")
URLS = {"url": URL}


def state(article):
    return article.state, article.next_at - NOW, article.problem


def test_an_article_is_wanted_where_there_is_one_and_the_text_is_a_stub():
    assert wants(STUB)
    assert not wants(replace(STUB, url=None))
    assert not wants(an_item(text=words(300)))


def test_old_items_are_no_news():
    assert is_news(STUB, now=NOW + timedelta(hours=72))
    assert not is_news(STUB, now=NOW + timedelta(hours=73))


def test_what_is_wanted_for_the_first_time_is_looked_up_at_once():
    assert wanted(None, ItemId(1), URL, now=NOW) == WAITING


@pytest.mark.parametrize(
    ("known", "wait"),
    [
        (replace(WAITING, failures=2), 0),
        (replace(WAITING, state=ArticleState.TAKEN, checked_at=minutes(-60), taken_at=minutes(-60)), 0),
        (replace(WAITING, state=ArticleState.TAKEN, checked_at=minutes(-1), taken_at=minutes(-1)), 9),
        (replace(WAITING, state=ArticleState.LEFT, checked_at=minutes(-60)), 300),
    ],
)
def test_a_reworded_stub_has_its_article_looked_up_again_but_not_too_often(known, wait):
    again = wanted(known, ItemId(1), URL, now=NOW)
    assert (again.state, again.next_at, again.failures) == (ArticleState.WAITING, minutes(wait), 0)
    assert again.taken_at == known.taken_at


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (HttpStatus("the server answered 402", **URLS, status=402), "behind a paywall: the server answered 402"),
        (HttpStatus("the server answered 403", **URLS, status=403), "not for everybody: the server answered 403"),
        (HttpStatus("the server answered 451", **URLS, status=451), "not for everybody: the server answered 451"),
        (HttpStatus("the server answered 410", **URLS, status=410), "the server answered 410"),
        (HttpStatus("the server answered 418", **URLS, status=418), "the server answered 418"),
        (AddressRefused("10.0.0.1 is not a public address", **URLS), "10.0.0.1 is not a public address"),
        (TooLarge("the document is larger than 4 MiB", **URLS), "the document is larger than 4 MiB"),
        (Disallowed("its robots.txt does not let it", **URLS), "its robots.txt does not let it"),
    ],
)
def test_what_will_not_pass_is_left(error, problem):
    assert state(after_error(WAITING, error, now=NOW)) == (ArticleState.LEFT, timedelta(), problem)


@pytest.mark.parametrize(
    "error",
    [
        TimedOut("slow", **URLS),
        Unreachable("cut", **URLS),
        HttpStatus("busy", **URLS, status=503),
        HttpStatus("busy", **URLS, status=429),
        Disallowed("its robots.txt cannot be asked", **URLS, retry_after=60.0),
    ],
)
def test_what_may_pass_is_tried_again_three_times(error):
    article = WAITING
    for wait in RETRIES:
        article = after_error(article, error, now=NOW)
        assert state(article) == (ArticleState.WAITING, wait, str(error))
    assert after_error(article, error, now=NOW).state is ArticleState.LEFT


@pytest.mark.parametrize(
    "error", [HttpStatus("not there yet", **URLS, status=404), ParseError("the page takes too long", **URLS)]
)
def test_what_is_not_there_yet_is_tried_once_more(error):
    article = after_error(WAITING, error, now=NOW)
    assert article.state is ArticleState.WAITING
    assert after_error(article, error, now=NOW).state is ArticleState.LEFT


def test_a_server_that_names_a_time_is_not_asked_before():
    busy = HttpStatus("busy", **URLS, status=429, retry_after=7200.0)
    assert after_error(WAITING, busy, now=NOW).next_at == minutes(120)
    far = HttpStatus("busy", **URLS, status=429, retry_after=30 * 86400.0)
    assert after_error(WAITING, far, now=NOW).state is ArticleState.LEFT


def test_a_page_with_the_article_gives_its_text():
    article, text = after_page(WAITING, STUB, Page(ARTICLE, TITLE), now=NOW)
    assert text == f"{TEXT} A second paragraph {words(80)}"
    assert (article.state, article.taken_at, article.problem) == (ArticleState.TAKEN, NOW, None)


def test_a_wall_is_recorded_as_such():
    article, text = after_page(WAITING, STUB, Page(wall=Wall.PAYWALL, sign="the page says so"), now=NOW)
    assert (text, article.state, article.problem) == (None, ArticleState.LEFT, "behind a paywall: the page says so")
    article, _ = after_page(WAITING, STUB, Page(wall=Wall.CONSENT, sign="…"), now=NOW)
    assert article.problem == "behind a consent wall: …"


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (Page(), "there is no article on the page"),
        (Page(sign="the address leads to a front page"), "the address leads to a front page"),
        (Page(f"Just a moment.\n{words(60)}", "Checking"), "the page is about something else"),
        (Page(f"{TITLE}\nNine people were killed.", TITLE), "the page says no more than the feed"),
    ],
)
def test_a_page_without_the_article_is_looked_at_once_more(page, problem):
    article, text = after_page(WAITING, STUB, page, now=NOW)
    assert (text, state(article)) == (None, (ArticleState.WAITING, RETRIES[0], problem))
    assert after_page(article, STUB, page, now=NOW)[0].state is ArticleState.LEFT


def test_an_article_that_was_taken_before_is_taken_again_though_it_says_the_same():
    before = replace(WAITING, taken_at=minutes(-60))
    _, text = after_page(before, an_item(text=body(ARTICLE, TITLE)), Page(ARTICLE, TITLE), now=NOW)
    assert text == body(ARTICLE, TITLE)


def test_a_headline_of_few_words_is_not_compared():
    article, _ = after_page(WAITING, replace(STUB, title="In Karst"), Page(words(60), ""), now=NOW)
    assert article.state is ArticleState.TAKEN


def test_a_body_is_cut_where_nobody_reads_on():
    assert len(body("A sentence. " * 10_000, TITLE)) == articles.MAX_ARTICLE
    assert body("", TITLE) == ""
    assert body("No sentence at all", TITLE) == "No sentence at all"


def test_a_text_changes_what_is_said_and_not_what_the_feed_gave():
    item = replace(STUB, pictures=(Picture("https://a.example/1.jpg"),))
    longer = with_text(item, f"{TEXT} Warning: graphic content. {words(40)} Originally published by Valley Post.")
    assert (longer.key, longer.url, longer.fingerprint) == (item.key, item.url, item.fingerprint)
    assert longer.signature != item.signature
    assert longer.credit == "Valley Post"
    assert longer.pictures[0].sensitive
