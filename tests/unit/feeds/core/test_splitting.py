"""Numbers that people write, and whether a list is still the one that was read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.splitting import holds, is_mark, is_news, mark, numbers, rests_on, shows, spans
from feeds.model import Picture
from tests.support.builders import NOW, a_brief, a_source, an_item, minutes

HOURS = timedelta(hours=6)


@given(st.frozensets(st.integers(1, 300)))
def test_numbers_are_read_as_they_are_written(chosen):
    assert numbers(spans(chosen), 300) == chosen


@pytest.mark.parametrize(
    ("said", "read"),
    [("2 5-7", {2, 5, 6, 7}), ("2,5–7", {2, 5, 6, 7}), (" 3\n3 1 ", {1, 3}), ("9-9", {9}), ("", set()), ("07", {7})],
)
def test_numbers_may_be_written_in_several_ways(said, read):
    assert numbers(said, 9) == read


@pytest.mark.parametrize(
    "said", ["0", "10", "7-5", "3-10", "-3", "1-2-3", "two", "٣", "²", "1-99999999999", "5-", "\x00"]
)
def test_what_is_no_number_of_the_list_is_named(said):
    with pytest.raises(ValueError, match=r".+") as caught:
        numbers(f"1 {said} 2", 9)
    assert str(caught.value) == said


def test_spans_are_as_short_as_may_be():
    assert spans([7, 5, 2, 6, 9, 5]) == "2, 5-7, 9"
    assert spans([]) == ""


@given(st.lists(st.integers(1, 10**18 - 1), unique=True, max_size=30), st.integers(0, 30))
def test_a_mark_holds_while_nothing_but_newer_items_came(ids, first):
    assert is_mark(mark(ids))
    assert holds(mark(ids[:first]), ids)


def test_a_mark_does_not_hold_once_an_item_is_gone_or_stands_elsewhere():
    known = mark([4, 7, 9])
    assert not holds(known, [4, 9, 11])
    assert not holds(known, [4, 9, 7])
    assert not holds(known, [4, 7])
    assert not holds("3-zzzzzzzz", [4, 7, 9])
    assert not holds("٣-00000000", [4, 7, 9])


def test_a_brief_rests_on_items_where_all_that_it_shows_comes_from_them():
    brief = a_brief(a_source(number=1), a_source(an_item("Another title", key="2"), number=2))
    assert rests_on(brief, {1, 2, 3})
    assert not rests_on(brief, {1})


def test_a_picture_is_missed_where_only_what_is_taken_out_carried_it():
    def with_picture(number):
        return a_source(an_item(pictures=(Picture("https://a.example/p.jpg"),)), number=number)

    brief = a_brief(picture=Picture("https://a.example/p.jpg"))
    assert shows(brief, [with_picture(1)], [a_source(number=2)])
    assert not shows(brief, [with_picture(1)], [with_picture(2)])
    assert not shows(brief, [a_source(number=1)], [with_picture(2)])
    assert not shows(a_brief(), [with_picture(1)], [])


def test_an_item_without_a_date_is_news_for_as_long_after_it_was_fetched():
    old = a_source(an_item(published_at=NOW - timedelta(hours=7)))
    assert not is_news(old, now=NOW, fresh=HOURS)
    undated = replace(old, item=replace(old.item, dated=False), fetched_at=NOW)
    assert is_news(undated, now=minutes(60), fresh=HOURS)
    assert not is_news(undated, now=minutes(361), fresh=HOURS)
