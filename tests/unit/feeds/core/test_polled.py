"""What is recorded of an attempt to poll."""

from dataclasses import replace

import pytest

from feeds.core.cadence import CadenceRules
from feeds.core.polled import At, failed, may_be_the_network, redirection, taken, unchanged
from feeds.errors import AddressRefused, HttpStatus, ParseError, TimedOut
from feeds.model import Oddity, ParsedFeed, Redirection
from feeds.ports import Fetched
from tests.support.builders import NOW, a_feed, an_entry, minutes

AT = At(NOW, CadenceRules(), 0.0)
PAGE = b"<!DOCTYPE html><html><head><title>Sign in to the network</title></head></html>"
URL = "https://feeds.example/1"
NEW_URL = "https://news.example/feed"
FEED = a_feed(etag='"0"', last_modified="Mon", payload_digest="d0", failures=3, oddity=Oddity.UNDATED)
ANSWER = Fetched(URL, 200, b"x", etag='"1"', last_modified="Tue", max_age=1800.0)


def take(document, *, feed=FEED, answer=ANSWER, new=0):
    return taken(feed, answer, document, "d1", new=new, at=AT)


def test_a_document_that_was_taken_in_brings_its_validators_and_ends_failures():
    intent = take(ParsedFeed((an_entry(),), ("cut", "odd"), title="T", ttl=3000.0, skips=5), new=1)
    assert (intent.ok, intent.failures, intent.problem, intent.new_items) == (True, 0, "cut", 1)
    assert (intent.etag, intent.last_modified, intent.payload_digest, intent.title) == ('"1"', "Tue", "d1", "T")
    assert (intent.rhythm.ttl, intent.rhythm.skips, intent.oddity) == (3000.0, 5, None)
    assert (intent.checked_at, intent.interval, intent.pause) == (NOW, 3000.0, None)


def test_the_usable_dates_of_a_first_document_tell_how_often_it_is_looked_at():
    fresh = a_feed(last_ok_at=None)
    dates = [*(minutes(-5 * number) for number in range(10)), None, minutes(60 * 24 * 400)]
    intent = take(
        ParsedFeed(tuple(an_entry(published=date) for date in dates)), feed=fresh, answer=Fetched(URL, 200, b"x")
    )
    assert 1 / intent.rhythm.rate == (3600 + 4 * 300) / 6
    assert take(ParsedFeed((an_entry(published=None),) * 9), feed=fresh).rhythm.rate is None


def test_an_unchanged_document_is_as_odd_as_it_was_and_asks_what_it_asked():
    feed = replace(FEED, rhythm=take(ParsedFeed(ttl=3000.0)).rhythm)
    intent = unchanged(feed, Fetched(URL, 304, None, retry_after=7200.0), at=AT)
    assert (intent.ok, intent.failures, intent.oddity, intent.payload_digest) == (True, 0, Oddity.UNDATED, "d0")
    assert (intent.interval, intent.next_check_at) == (3000.0, minutes(120))


def test_a_failure_keeps_what_was_good():
    intent = failed(FEED, TimedOut("slow", url=URL), body=None, outage=False, at=AT)
    assert (intent.ok, intent.failures, intent.problem, intent.moved) == (False, 4, "slow", None)
    assert (intent.etag, intent.last_modified, intent.payload_digest) == ('"0"', "Mon", "d0")
    assert (intent.rhythm, intent.oddity) == (FEED.rhythm, Oddity.UNDATED)


def test_a_feed_that_is_gone_is_paused():
    gone = HttpStatus("the server answered 410 Gone", url=URL, status=410)
    assert failed(FEED, gone, body=None, outage=True, at=AT).pause is not None


# ------------------------------------------------------------------ oddities


def test_a_web_page_instead_of_a_feed_is_told_from_other_nonsense():
    error = ParseError("no", url=URL)
    assert failed(FEED, error, body=PAGE, outage=False, at=AT).oddity is Oddity.PAGE
    assert failed(FEED, error, body=b"\x00\x01", outage=False, at=AT).oddity is None


@pytest.mark.parametrize(
    ("dates", "undated"),
    [
        ([None, None], True),
        ([None, minutes(-5)], False),
        ([minutes(-60 * 24 * 365 * 56)], True),  # 1970
        ([minutes(60 * 24 * 365)], True),  # a year ahead
        ([], False),
    ],
)
def test_a_document_is_undated_where_none_of_its_entries_has_a_usable_time(dates, undated):
    entries = tuple(an_entry(guid=str(number), published=date) for number, date in enumerate(dates))
    assert (take(ParsedFeed(entries)).oddity is Oddity.UNDATED) is undated


# ------------------------------------------------------------------ redirects for good


def test_the_same_target_is_counted_and_another_begins_anew():
    feed, seen = FEED, []
    for target in (NEW_URL, NEW_URL, NEW_URL, "https://other.example/", NEW_URL, None, NEW_URL):
        feed = replace(feed, moved=redirection(feed, target))
        seen.append(feed.moved.times if feed.moved else 0)
    assert seen == [1, 2, 3, 1, 1, 0, 1]
    assert feed.moved == Redirection(NEW_URL)


def test_targets_that_alternate_never_count_up():
    feed = FEED
    for number in range(20):
        feed = replace(feed, moved=redirection(feed, f"https://{number % 2}.example/"))
        assert feed.moved.times == 1


@pytest.mark.parametrize("target", [FEED.url, "http://news.example/feed", f"https://a.example/{'x' * 2000}"])
def test_no_feed_moves_to_itself_to_less_security_or_to_an_endless_address(target):
    assert redirection(FEED, target) is None


def test_a_feed_without_security_may_move_to_more_or_to_as_little():
    plain = replace(FEED, url="http://feeds.example/1")
    assert redirection(plain, "http://news.example/") == Redirection("http://news.example/")
    assert redirection(plain, NEW_URL) == Redirection(NEW_URL)


def test_a_good_fetch_notes_the_redirect_and_a_failure_ends_the_row():
    answer = replace(ANSWER, moved_to=NEW_URL)
    feed = replace(FEED, moved=Redirection(NEW_URL, 2))
    assert take(ParsedFeed(), feed=feed, answer=answer).moved == Redirection(NEW_URL, 3)
    assert unchanged(feed, answer, at=AT).moved == Redirection(NEW_URL, 3)
    assert failed(feed, TimedOut("slow", url=URL), body=None, outage=False, at=AT).moved is None


# ------------------------------------------------------------------ outages


@pytest.mark.parametrize(
    ("error", "body", "suspect"),
    [
        (TimedOut("slow", url=URL), None, True),
        (AddressRefused("10.0.0.1 is not public", url=URL), None, True),
        (HttpStatus("no", url=URL, status=404), None, False),
        (ParseError("a page", url=URL), PAGE, True),
        (ParseError("nonsense", url=URL), b"x", False),
        (ParseError("crashed", url=URL), None, False),
    ],
)
def test_what_a_server_says_itself_is_not_the_networks_fault(error, body, suspect):
    assert may_be_the_network(error, body) is suspect
