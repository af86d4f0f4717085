"""New, revised, or an old acquaintance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.dedupe import Acquaintances, Fresh, Revised, dedupe
from feeds.model import Asked, FeedId, KnownItem
from tests.support.builders import NOW, a_known, an_item

HERE, OTHER = FeedId(1), FeedId(2)


def test_an_item_of_which_nothing_is_known_is_fresh():
    item = an_item()
    assert dedupe([item], [], feed_id=HERE) == [Fresh(item)]


def test_a_known_item_is_left_out():
    assert dedupe([an_item()], [a_known(an_item())], feed_id=HERE) == []


def test_a_changed_text_is_a_revision():
    known, changed = a_known(an_item()), an_item(text="Ten people were killed.")
    assert dedupe([changed], [known], feed_id=HERE) == [Revised(known, changed)]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "churned"},
        {"key": "churned", "url": None},
        {"published_at": NOW + timedelta(hours=3)},
        {"dated": False},
        {"url": "https://elsewhere.example/"},
        {"author": "Somebody"},
    ],
)
def test_churned_guids_and_bumped_dates_are_nothing_new(changes):
    assert dedupe([an_item(**changes)], [a_known(an_item())], feed_id=HERE) == []


def test_a_churned_guid_with_a_changed_text_is_a_revision_by_its_address():
    known = a_known(an_item(url="https://news.example/a"))
    changed = an_item(text="Ten people were killed.", key="churned", url="https://news.example/a")
    assert dedupe([changed], [known], feed_id=HERE) == [Revised(known, changed)]


def test_another_feed_of_the_outlet_brings_nothing_again():
    assert dedupe([an_item(key="theirs")], [a_known(an_item())], feed_id=OTHER) == []


def test_two_feeds_of_one_outlet_never_revise_each_other():
    worded = an_item(text="In other words.", key="theirs", url="https://news.example/guid-1")
    assert dedupe([worded], [a_known(an_item())], feed_id=OTHER) == []


def test_a_key_of_another_feed_means_nothing_here():
    item = an_item("Another title", "Another text.", url=None)
    assert dedupe([item], [a_known(an_item())], feed_id=OTHER) == [Fresh(item)]


def test_entries_that_share_an_address_are_told_apart():
    page = "https://news.example/live"
    items = [an_item(f"Update {n}", f"Text {n}.", key=f"k{n}", url=page) for n in range(3)]
    known = a_known(an_item("Update", "Old text.", key="k", url=page))
    assert dedupe(items, [known], feed_id=HERE) == [Fresh(item) for item in items]


def test_an_entry_that_stands_twice_in_a_document_is_taken_once():
    item = an_item()
    assert dedupe([item, item, an_item(key="again")], [], feed_id=HERE) == [Fresh(item)]


def test_of_two_entries_with_one_key_the_first_counts():
    newest, older = an_item(text="Newest."), an_item(text="Older.")
    assert dedupe([newest, older], [], feed_id=HERE) == [Fresh(newest)]


def test_a_document_that_repeats_an_entry_still_revises_it_by_its_address():
    known = a_known(an_item(url="https://news.example/a"))
    changed = an_item(text="Ten people were killed.", key="churned", url="https://news.example/a")
    assert dedupe([changed, changed], [known], feed_id=HERE) == [Revised(known, changed)]


def test_an_item_is_revised_by_one_entry_alone():
    known = a_known(an_item(url="https://news.example/a"))
    moved = an_item(text="Moved, and ten killed.", url="https://news.example/b")
    other = an_item("A new report", "On the old address.", key="guid-2", url="https://news.example/a")
    assert dedupe([moved, other], [known], feed_id=HERE) == [Revised(known, moved), Fresh(other)]


def test_a_text_that_moved_to_another_entry_is_not_lost():
    known = a_known(an_item())
    changed, moved = an_item(text="Ten people were killed."), an_item(key="guid-2")
    assert dedupe([changed, moved], [known], feed_id=HERE) == [Revised(known, changed), Fresh(moved)]


def test_decisions_come_in_the_documents_order():
    items = [an_item(f"Title {n}", f"Text {n}.", key=f"k{n}") for n in range(5)]
    assert [decision.item for decision in dedupe(items, [], feed_id=HERE)] == items


# ------------------------------------------------------------------ a batch of documents


def test_what_an_earlier_document_of_the_batch_brought_is_known_to_the_next():
    known = Acquaintances([a_row(1, key="k1", url="https://a.example/1", fingerprint="f1")])
    known.add(a_row(2, key="k2", url="https://a.example/2", fingerprint="f2"))
    assert [row.id for row in known.of(Asked(1, 1, keys=["k2"]))] == [2]
    assert [row.id for row in known.of(Asked(9, 1, urls=["https://a.example/1"], fingerprints=["f2"]))] == [1, 2]
    assert known.of(Asked(9, 9, keys=["k1"], urls=["https://a.example/1"], fingerprints=["f1"])) == []
    assert known.has(1, "k1")
    assert not known.has(2, "k1")


def test_an_item_that_was_revised_in_the_batch_is_known_by_its_new_text():
    known = Acquaintances([a_row(1, key="k1", url=None, fingerprint="old")])
    known.add(a_row(1, key="k1", url=None, fingerprint="new"))
    assert [row.fingerprint for row in known.of(Asked(1, 1, keys=["k1"]))] == ["new"]
    assert [row.id for row in known.of(Asked(1, 1, fingerprints=["new"]))] == [1]


def a_row(number, *, key, url, fingerprint):
    return KnownItem(number, 1, 1, key, url, fingerprint, story_id=None, revision=1)


def test_a_stored_item_that_comes_to_say_what_another_says_is_revised_all_the_same():
    one, other = an_item(text="The first.", key="a"), an_item(text="The second.", key="b")
    known = [a_known(one), replace(a_known(other), id=2)]
    changed = an_item(text="The first.", key="b")
    assert dedupe([one, changed], known, feed_id=HERE) == [Revised(known[1], changed)]
    stranger = an_item(text="The first.", key="c")
    assert dedupe([stranger, one, changed], known, feed_id=HERE) == [Revised(known[1], changed)]
