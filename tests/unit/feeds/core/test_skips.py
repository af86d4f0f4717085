"""skipHours and skipDays: what is read, what is nonsense, when a feed may be read again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.core import parse, skips
from feeds.core.skips import after, mask, of_document, skipped

NOON = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)  # a Tuesday
CHANNEL = "<rss version='2.0'><channel><title>T</title>{}<item><title>a</title></item>{}</channel></rss>"


def document(before="", behind=""):
    return CHANNEL.format(before, behind).encode()


def hours(*named):
    return "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in named) + "</skipHours>"


def days(*named):
    return "<skipDays>" + "".join(f"<day>{day}</day>" for day in named) + "</skipDays>"


def test_hours_and_days_of_the_channel_are_read_before_and_behind_its_items():
    found = of_document(document(hours(0, 1, 23), days("Saturday")))
    assert found == mask(["0", "1", "23"], ["Saturday"]) == (1 | 2 | 1 << 23 | 1 << 24 + 5)
    assert of_document(document(behind=hours(5) + days("sunday"))) == mask(["5"], ["Sunday"])


def test_the_parser_hands_them_on():
    found = parse.parse(document(hours(3), days("Monday")), url="https://a.example/", content_type=None)
    assert found.skips == mask(["3"], ["Monday"])
    assert parse.parse(document(), url="https://a.example/", content_type=None).skips == 0


@pytest.mark.parametrize(
    "odd", ["<skiphours >\n<Hour> 7 </Hour></skiphours\n>", "<skipHours x='1'><hour>07</hour></skipHours>"]
)
def test_odd_spellings_are_read(odd):
    assert of_document(document(odd)) == mask(["7"], [])


def test_24_is_midnight_as_old_feeds_have_it():
    assert mask(["24"], []) == mask(["0"], [])


@pytest.mark.parametrize("nonsense", ["-1", "25", "99", "1.5", "", "noon", "٣", "1" * 50])
def test_what_is_no_hour_is_passed_over(nonsense):
    assert mask([nonsense, "4"], []) == mask(["4"], [])
    assert of_document(document(hours(nonsense, 4))) == mask(["4"], [])


def test_a_number_longer_than_any_is_passed_over():
    assert mask(["1" * 5000, "4"], ["Monday" * 5000]) == mask(["4"], [])


def test_what_skips_everything_says_nothing():
    everyday = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert of_document(document(hours(*range(24)), days(*everyday))) == 0
    assert of_document(document(hours(*range(24)), days("Monday"))) == mask([], ["Monday"])


@pytest.mark.parametrize(
    "quoted",
    [
        f"<item><title>a</title><description><![CDATA[{hours(4)}]]></description></item>",
        f"<!-- {hours(4)} -->",
        f"<description><![CDATA[{hours(4)}]]></description>",
        "<skipHours><hour>4",
        "&lt;skipHours>&lt;hour>4&lt;/hour>&lt;/skipHours>",
    ],
)
def test_what_is_only_quoted_or_cut_is_not_read(quoted):
    assert of_document(document(quoted)) == 0


def test_a_long_document_without_end_is_gone_through_quickly():
    assert of_document(b"<skipHours>" * 900_000) == 0
    assert of_document(b"<!--" * 2_000_000) == 0


def test_a_skipped_hour_is_left_at_its_end():
    most = NOON + timedelta(hours=6)
    assert after(mask(["12", "13"], []), NOON, most=most) == datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert after(mask(["14"], []), NOON, most=most) == NOON
    assert after(mask([], ["Tuesday"]), NOON, most=most) == most


def test_hours_are_of_universal_time_and_bits_that_are_none_do_not_count():
    yerevan = NOON.astimezone(timezone(timedelta(hours=4)))
    assert skipped(mask(["12"], []), yerevan)
    assert not skipped(skips.HOURS | skips.DAYS | 1 << 40, NOON)
