"""What the headers of a response say."""

from datetime import UTC, datetime

import pytest

from feeds.fetch.response import LONGEST_WAIT, max_age, retry_after, validator

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
