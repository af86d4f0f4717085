"""Each feed, at several minutes, reads back as the entries that are due."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest

from bot.demo.feeds import feed_url, published, render_feed, status
from bot.demo.pages import OPML_NAMESPACE, article_page, opml
from bot.demo.wire import Day, Format, load_wire

WIRE = load_wire()
STARTED = datetime(2031, 5, 6, 9, 30, 15, 250_000, tzinfo=UTC)
DAY = Day(STARTED, 0.0625, "http://127.0.0.1:4711")
MINUTES = (0, 4.9, 60, 150, 299.5, 480, 610, 700, 905, 1179, 1440)
XML_FEEDS = [feed for feed in WIRE.feeds if feed.format is not Format.JSON]
JSON_FEEDS = [feed for feed in WIRE.feeds if feed.format is Format.JSON]


def feed_id(value):
    return getattr(value, "id", str(value))


def render(feed, minute):
    return render_feed(WIRE, feed, minute, DAY)


def read(feed, minute):
    document = render(feed, minute)
    return feedparser.parse(document.body, response_headers={"content-type": document.content_type})


def plain(text):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def whole(feed, minute):
    return [entry for entry in WIRE.due(feed.id, minute) if not entry.cut]


@pytest.mark.parametrize("minute", MINUTES)
@pytest.mark.parametrize("feed", XML_FEEDS, ids=feed_id)
def test_an_xml_feed_reads_back_as_the_entries_that_are_due(feed, minute):
    parsed, expected = read(feed, minute), whole(feed, minute)
    assert parsed.feed.title == feed.title
    assert bool(parsed.bozo) == (feed.malformed and minute >= 5)
    got = parsed.entries[: len(expected)]
    assert [urlsplit(item.link).path for item in got] == [entry.path for entry in expected]
    for item, entry in zip(got, expected, strict=True):
        summary = entry.summary if entry.html else entry.summary.replace("&", "&amp;")
        assert plain(item.summary) == plain(summary)
        if "<" not in entry.title:
            assert item.title == entry.title


@pytest.mark.parametrize("minute", MINUTES)
@pytest.mark.parametrize("feed", JSON_FEEDS, ids=feed_id)
def test_a_json_feed_reads_back_as_the_entries_that_are_due(feed, minute):
    document, expected = render(feed, minute), whole(feed, minute)
    parsed = json.loads(document.body)
    assert document.content_type.startswith("application/feed+json")
    assert (parsed["title"], parsed["version"]) == (feed.title, "https://jsonfeed.org/version/1.1")
    assert [item["id"] for item in parsed["items"]] == [entry.guid for entry in expected]
    for item, entry in zip(parsed["items"], expected, strict=True):
        assert (item["title"], item["content_text"]) == (entry.title, entry.summary)
        assert datetime.fromisoformat(item["date_published"]) == published(DAY, entry).replace(microsecond=0)


@pytest.mark.parametrize(
    ("feed", "version"),
    [
        ("halcyon-world", "rss20"),
        ("lakeshore", "rss10"),
        ("dravonne", "rss092"),
        ("herald", "atom10"),
    ],
)
def test_a_feed_is_of_the_format_that_it_says(feed, version):
    assert read(WIRE.feed(feed), 1440).version == version


@pytest.mark.parametrize("feed", XML_FEEDS, ids=feed_id)
def test_dates_are_the_real_times_at_which_the_entries_appeared(feed):
    for item, entry in zip(read(feed, 1440).entries, WIRE.due(feed.id, 1440), strict=True):
        if feed.format is Format.RSS092 or not entry.dated:
            assert "published" not in item
            assert "updated" not in item
            continue
        key = "updated" if feed.format is Format.RSS10 else "published"
        appeared = DAY.time(entry.first_at) - timedelta(hours=entry.age_hours)
        assert datetime(*item[f"{key}_parsed"][:6], tzinfo=UTC) == appeared.replace(microsecond=0)


@pytest.mark.parametrize("entry", WIRE.entries, ids=lambda entry: f"{entry.guid}@{entry.at}")
def test_an_entry_is_absent_before_its_minute_and_present_after(entry):
    feed = WIRE.feed(entry.feed)
    title = json.dumps(entry.title, ensure_ascii=False)[1:-1] if feed.format is Format.JSON else None
    before, after = (render(feed, minute).body.decode(feed.encoding) for minute in (entry.at - 0.01, entry.at))
    title = title or entry.title
    assert title not in unescape(before)
    assert title in unescape(after)


def test_the_malformed_feed_breaks_off_inside_its_last_description():
    feed = WIRE.feed("gazette")
    text = render(feed, 900).body.decode()
    with pytest.raises(ET.ParseError):
        ET.fromstring(text)
    assert text.count("<item>") == text.count("</item>") + 1
    half = text[text.rindex("<description>") + len("<description>") :]
    assert half
    assert WIRE.due(feed.id, 900)[-1].summary.startswith(half)


def test_every_other_feed_is_well_formed_all_day():
    for feed in XML_FEEDS:
        if not feed.malformed:
            for minute in MINUTES:
                ET.fromstring(render(feed, minute).body)


def test_a_hostile_title_comes_through_as_text_that_is_escaped_once():
    body = render(WIRE.feed("rimmock"), 300).body.decode()
    assert "<script>" not in body
    assert "&lt;script&gt;alert(&quot;wire&quot;)&lt;/script&gt;" in body


def test_characters_beyond_the_encoding_are_written_as_references():
    body = render(WIRE.feed("dravonne"), 1440).body
    assert b'encoding="iso-8859-1"' in body
    assert "Café Brisé".encode("iso-8859-1") in body


def test_tracking_parameters_change_by_the_hour_and_nothing_else_does():
    feed = WIRE.feed("courier")
    one, other = (read(feed, minute).entries for minute in (1100, 1170))
    assert all("utm_source=rss" in item.link for item in one)
    assert [item.link for item in one] != [item.link for item in other]
    assert [item.link.partition("?")[0] for item in one] == [item.link.partition("?")[0] for item in other]
    assert [(item.id, item.title, item.summary) for item in one] == [(i.id, i.title, i.summary) for i in other]


def test_a_revision_changes_the_text_and_keeps_guid_link_and_date():
    feed = WIRE.feed("halcyon-world")
    (old,) = (i for i in read(feed, 419).entries if i.id == "halcyon:jorvenna-market")
    (new,) = (i for i in read(feed, 420).entries if i.id == "halcyon:jorvenna-market")
    assert (old.link, old.published) == (new.link, new.published)
    assert "nine" in old.summary
    assert "12" in new.summary


def test_an_atom_revision_says_when_it_was_updated():
    (item,) = (i for i in read(WIRE.feed("herald"), 800).entries if i.id == "herald:caldrith-ceasefire")
    assert datetime(*item.updated_parsed[:6], tzinfo=UTC) == DAY.time(700).replace(microsecond=0)
    assert datetime(*item.published_parsed[:6], tzinfo=UTC) == DAY.time(385).replace(microsecond=0)


@pytest.mark.parametrize("feed", WIRE.feeds, ids=feed_id)
def test_tag_and_time_of_change_move_exactly_when_the_document_does(feed):
    seen = None
    for minute in range(0, 1441, 15):
        document = render(feed, minute)
        if seen:
            same = document.body == seen.body
            assert (document.etag == seen.etag) == same
            assert (document.changed == seen.changed) == same
        seen = document


def test_a_dying_feed_answers_500_and_then_410():
    feed = WIRE.feed("rimmock")
    assert [status(feed, minute) for minute in (0, 599.9, 600, 999, 1000, 5000)] == [200, 200, 500, 500, 410, 410]
    assert {status(other, 1440) for other in WIRE.feeds if other is not feed} == {200}


def test_minutes_and_times_are_each_others_inverse():
    assert DAY.time(0) == STARTED
    assert DAY.minute(DAY.time(720)) == pytest.approx(720)
    assert DAY.minute(STARTED - timedelta(seconds=1)) == pytest.approx(-16)


def test_opml_lists_every_feed_with_what_is_known_of_its_outlet():
    outlines = list(ET.fromstring(opml(WIRE, DAY)).iter("outline"))
    assert [outline.get("xmlUrl") for outline in outlines] == [feed_url(DAY, feed) for feed in WIRE.feeds]
    for outline, feed in zip(outlines, WIRE.feeds, strict=True):
        outlet = WIRE.outlet(feed.outlet)
        own = {k.removeprefix(f"{{{OPML_NAMESPACE}}}"): v for k, v in outline.items() if k.startswith("{")}
        optional = {"side": outlet.side, "credit": outlet.credit, "trust": outlet.trust}
        assert own == {
            "outlet": outlet.name,
            "terms": str(outlet.terms),
            "affiliation": str(outlet.affiliation),
            "country": outlet.country,
            "owner": outlet.owner,
            **{name: value for name, value in optional.items() if value},
        }
        assert outline.get("language") == outlet.language
        assert (outline.get("type"), outline.get("text")) == ("rss", feed.title)
        assert outline.get("htmlUrl") == f"{DAY.base_url}/{outlet.id}"


def test_an_article_page_escapes_its_title_and_says_that_it_is_invented():
    entry = WIRE.entry("rimmock:anskel-fire", 300)
    page = article_page(WIRE.outlet("rimmock"), entry, DAY)
    assert "<script" not in page
    assert "Sample wire: invented" in page
    assert entry.summary in unescape(page)


def test_an_arabic_page_runs_from_right_to_left():
    page = article_page(WIRE.outlet("samhara"), WIRE.entry("samhara:merrow-boats", 900), DAY)
    assert '<html lang="ar" dir="rtl">' in page
