"""Odd and broken feeds of every format through both tiers: entries or a ``ParseError``, soon, and the same of both."""

import time
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from feedparser.datetimes import _parse_date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.core import dates, fields, quick
from feeds.core.documents import as_it_is, in_utf8, prepare
from feeds.core.parse import MOST_ENTRIES, parse, parse_thoroughly
from feeds.errors import ParseError
from feeds.model import ParsedFeed
from tests.support import odd_feeds

URL = "https://feeds.example/feed.xml"
SECONDS = 2.0  #: of processor time for one document of some kilobytes, on any machine

briefly = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
at_length = settings(briefly, max_examples=10_000)


def read(tier, document: bytes) -> ParsedFeed | str:
    started = time.process_time()
    try:
        return tier(document, url=URL, content_type=None)
    except ParseError as error:
        return str(error)
    finally:
        assert time.process_time() - started < SECONDS


def check(document: bytes) -> None:
    """Where the quick tier answers, both say the same; where it does not, feedparser's answer is ours."""
    found = read(parse, document)
    tried = (as_it_is(document, None), in_utf8(prepare(document, None)))
    if any(data and quick.read(data, url=URL, most=MOST_ENTRIES) for data in tried):
        slow = read(parse_thoroughly, document)
        assert found == slow
        assert getattr(found, "format", None) == getattr(slow, "format", None)


@briefly
@given(document=odd_feeds.documents)
def test_both_tiers_read_odd_feeds_alike(document):
    check(document)


@briefly
@given(document=odd_feeds.mutated())
def test_both_tiers_read_broken_feeds_alike(document):
    check(document)


@pytest.mark.long
@pytest.mark.timeout(1800)
@at_length
@given(document=odd_feeds.documents)
def test_both_tiers_read_ten_thousand_odd_feeds_alike(document):
    check(document)


@pytest.mark.long
@pytest.mark.timeout(1800)
@at_length
@given(document=odd_feeds.mutated())
def test_both_tiers_read_ten_thousand_broken_feeds_alike(document):
    check(document)


@settings(deadline=None)
@given(document=odd_feeds.documents, share=st.floats(0, 1))
def test_a_cut_gives_the_first_entries_whole_and_says_so(document, share):
    whole = read(parse, document)
    end = document.rfind(b"</")
    cut = read(parse, document[: int(share * end)])
    if isinstance(whole, ParsedFeed) and isinstance(cut, ParsedFeed) and not whole.problems:
        assert {(entry.guid, entry.published) for entry in cut.entries} <= {
            (entry.guid, entry.published) for entry in whole.entries
        }
        assert cut.problems


moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - written as a text below
zones = st.sampled_from(["GMT", "UTC", "Z", "EST", "+0000", "-0530", "+14:00", "+2", "PDT", "", "+9999"])
forms = st.sampled_from(
    [
        *("%a, %d %b %Y %H:%M:%S {}", "%d %b %Y %H:%M:%S {}", "%Y-%m-%dT%H:%M:%S{}", "%Y-%m-%dT%H:%M:%S.%f{}"),
        *("%a, %d %b %y %H:%M {}", "%Y-%m-%d %H:%M:%S{}", "%Y-%m-%d", "%A, %d %B %Y %H:%M:%S {}", "%d/%m/%Y"),
    ]
)


@given(moment=moments, form=forms, zone=zones, noise=st.sampled_from(["", "", " ", "\n", "x"]))
def test_times_are_read_as_feedparser_reads_them(moment, form, zone, noise):
    written = moment.strftime(form).format(zone) + noise
    parts = _parse_date(written)
    found = dates.moment(written)
    assert found == (fields.moment(*parts[:6]) if parts else None)
    assert found is None or found.tzinfo is UTC


letters = st.sampled_from(
    [*"abcXYZ019.:/?#&=;%-_~@[]()+,'! <>\\^|é中\t", "//", "https://", "http://a.example/", "..", "HTTP:"]
)


@given(written=st.lists(letters, max_size=12).map("".join), base=st.sampled_from([URL, "", "http://b.example/x/y?z"]))
def test_an_address_that_is_whole_stays_as_it_is(written, base):
    if fields.is_whole(written):
        assert urljoin(base, written) == written
