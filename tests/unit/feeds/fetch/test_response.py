"""What the headers of a response say."""

from datetime import UTC, datetime

import pytest

from feeds.fetch.response import LONGEST_WAIT, ResponseFacts, max_age, retry_after, validator

NOW = datetime(2026, 3, 3, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 400, LONGEST_WAIT),
        ("Tue, 03 Mar 2026 12:05:00 GMT", 300.0),
        ("Tue, 03 Mar 2026 14:05:00 +0200", 300.0),
        ("Tue, 03 Mar 2026 12:05:00 -0000", 300.0),
        ("Tue, 03 Mar 2026 11:00:00 GMT", 0.0),
        ("Tue, 03 Mar 2099 11:00:00 GMT", LONGEST_WAIT),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("Tue, 99 Mar 2026 99:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after({"Retry-After": value}, now=NOW) == seconds


def test_nothing_is_asked_where_there_is_no_header():
    assert retry_after({}, now=NOW) is None
    assert max_age({}, now=NOW) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "max-age=600"}, 600.0),
        ({"Cache-Control": "public, MAX-AGE = 600"}, 600.0),
        ({"Cache-Control": 'max-age="600"'}, 600.0),
        ({"Cache-Control": "s-maxage=60, max-age=600"}, 600.0),
        ({"Cache-Control": "s-maxage=60"}, None),
        ({"Cache-Control": "max-age=999999999999"}, LONGEST_WAIT),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store", "Expires": "Tue, 03 Mar 2026 12:10:00 GMT"}, None),
        ({"Expires": "Tue, 03 Mar 2026 12:10:00 GMT"}, 600.0),
        ({"Expires": "Tue, 03 Mar 2026 12:10:00 GMT", "Date": "Tue, 03 Mar 2026 12:09:00 GMT"}, 60.0),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"Cache-Control": "max-age=5", "Expires": "Tue, 03 Mar 2026 12:10:00 GMT"}, 5.0),
    ],
)
def test_max_age(headers, seconds):
    assert max_age(headers, now=NOW) == seconds


@pytest.mark.parametrize("value", ['"abc"', 'W/"abc"', "Tue, 03 Mar 2026 12:10:00 GMT"])
def test_validators_are_kept_as_they_are(value):
    assert validator(value) == value


@pytest.mark.parametrize("value", [None, "", '"a\r\nX: y"', '"é"', "\udcff", "x" * 2000])
def test_odd_validators_are_not_sent_back(value):
    assert validator(value) is None


def facts(status=200, **headers):
    return ResponseFacts(status, {name.replace("_", "-"): value for name, value in headers.items()}, NOW)


@pytest.mark.parametrize(
    ("status", "is_so"),
    [
        (200, {"is_ok", "is_modified"}),
        (204, {"is_ok", "is_modified"}),
        (304, set()),
        (301, {"is_modified", "leads_on"}),
        (302, {"is_modified", "leads_on"}),
        (307, {"is_modified", "leads_on", "leads_forms_on"}),
        (308, {"is_modified", "leads_on", "leads_forms_on"}),
        (300, {"is_modified"}),
        (404, {"is_modified"}),
        (429, {"is_modified", "is_rate_limited"}),
        (503, {"is_modified", "is_rate_limited"}),
    ],
)
def test_what_a_status_says(status, is_so):
    asked = ("is_ok", "is_modified", "is_rate_limited", "leads_on", "leads_forms_on")
    assert {name for name in asked if getattr(facts(status), name)} == is_so


def test_what_the_headers_say():
    told = facts(ETag='"1"', Last_Modified="Mon", Content_Type="text/xml", Cache_Control="max-age=60", Retry_After="9")
    assert (told.etag, told.last_modified, told.content_type) == ('"1"', "Mon", "text/xml")
    assert (told.fresh_for, told.come_back_in) == (60.0, 9.0)
    nothing = facts()
    assert (nothing.etag, nothing.last_modified, nothing.content_type) == (None, None, None)
    assert (nothing.fresh_for, nothing.come_back_in) == (None, None)


def test_a_response_that_brings_nothing_is_an_error_that_says_when_to_come_back():
    error = facts(429, Retry_After="9").error(url="https://a.example/")
    assert (str(error), error.status, error.retry_after) == ("the server answered 429 Too Many Requests", 429, 9.0)
    assert str(facts(599).error(url="https://a.example/")) == "the server answered 599"
