"""Which entries need no second look."""

import pytest

from feeds.core.seen import Seen
from feeds.model import FeedId
from tests.support.builders import an_entry

FEED, OTHER = FeedId(1), FeedId(2)


def entry(name, **changes):
    told = {"title": f"Title {name}", "guid": name, "link": f"https://a.example/{name}", **changes}
    return an_entry(told.pop("title"), f"Text {name}", **told)


def heard(*entries):
    seen = Seen()
    seen.heard(FEED, entries)
    return seen


def test_everything_needs_a_look_where_nothing_is_remembered():
    entries = [entry("a"), entry("b")]
    assert Seen().unheard(FEED, entries) == entries
    assert heard(*entries).unheard(OTHER, entries) == entries


def test_only_what_is_new_or_changed_needs_a_look():
    seen = heard(entry("a"), entry("b"))
    changed, new = entry("b", title="Another title"), entry("c")
    assert seen.unheard(FEED, [new, entry("a"), changed]) == [new, changed]


def test_an_entry_that_was_away_for_a_document_needs_a_look():
    seen = heard(entry("a"), entry("b"))
    seen.heard(FEED, [entry("b")])
    assert seen.unheard(FEED, [entry("a"), entry("b")]) == [entry("a")]


def test_a_text_that_is_taken_back_needs_a_look():
    seen = heard(entry("a"))
    seen.heard(FEED, [entry("a", title="Second")])
    assert seen.unheard(FEED, [entry("a")]) == [entry("a")]


def test_what_is_forgotten_needs_a_look():
    seen = heard(entry("a"))
    seen.forget(FEED)
    seen.forget(OTHER)
    assert seen.unheard(FEED, [entry("a")]) == [entry("a")]


@pytest.mark.parametrize(
    "other",
    [
        {"guid": "a"},
        {"link": "https://a.example/a"},
        {"link": "https://a.example/a?utm_source=rss"},
        {"link": "https://a.example/a#live"},
        {"link": "HTTPS://A.example:443/a?x=1"},
    ],
)
def test_entries_that_share_a_guid_or_an_address_all_need_a_look(other):
    known, new = entry("a"), entry("new", **other)
    assert heard(known).unheard(FEED, [known, entry("z"), new]) == [known, entry("z"), new]
    assert heard(known, entry("z")).unheard(FEED, [known, entry("z"), new]) == [known, new]


def test_entries_without_guids_are_told_by_their_addresses():
    known, new = entry("a", guid=None), entry("b", guid=None)
    assert heard(known).unheard(FEED, [known, new]) == [new]


def test_where_some_have_guids_and_some_have_none_all_need_a_look():
    known, bare = entry("a"), entry("b", guid=None)
    assert heard(known).unheard(FEED, [known, bare]) == [known, bare]


def test_addresses_that_are_none_identify_nothing():
    one, two = entry("a", link="no address"), entry("b", link="no address")
    assert heard(one, two).unheard(FEED, [one, two]) == []
