"""Documents in any order, any number of times: nothing is stored twice, and no feed rewrites another's items."""

from dataclasses import replace
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.dedupe import Fresh, Revised, dedupe
from feeds.model import FeedId, ItemId, OutletId
from tests.support.builders import a_known, an_item

tried = settings(max_examples=40, deadline=None)  # machines differ


HERE, THERE = FeedId(1), FeedId(2)


def item(key, url, text):
    return an_item("Title", f"Text {text}.", key=key, url=url and f"https://news.example/{url}")


items = st.builds(
    item,
    st.sampled_from("abcdef"),
    st.none() | st.sampled_from("uvwx"),
    st.sampled_from(["one", "two", "three", "four", "five"]),
)
documents = st.lists(items, max_size=7)
#: documents whose entries share neither keys nor texts
distinct = st.lists(items, max_size=7, unique_by=(lambda one: one.key, lambda one: one.fingerprint))
feeds = st.sampled_from([HERE, THERE])


class Shelf:
    """What a store does with the decisions, for the feeds of one outlet."""

    def __init__(self):
        self.rows, self.numbers = {}, count(1)

    def take(self, document, feed):
        decisions = dedupe(document, self.rows.values(), feed_id=feed)
        for decision in decisions:
            match decision:
                case Fresh(new):
                    row = replace(a_known(new, number=next(self.numbers)), feed_id=feed, outlet_id=OutletId(1))
                    self.rows[row.id] = row
                case Revised(known, new):
                    self.rows[known.id] = replace(self.rows[known.id], fingerprint=new.fingerprint)
        return decisions


def shelf(history):
    kept = Shelf()
    for document, feed in history:
        kept.take(document, feed)
    return kept


histories = st.lists(st.tuples(documents, feeds), max_size=4)


@tried
@given(histories, documents, feeds)
def test_a_document_that_was_taken_gives_nothing_when_it_comes_again(history, document, feed):
    kept = shelf(history)
    kept.take(document, feed)
    assert kept.take(document, feed) == []


@tried
@given(histories, distinct, feeds, st.randoms(use_true_random=False))
def test_the_order_of_a_document_does_not_matter(history, document, feed, random):
    known = list(shelf(history).rows.values())
    shuffled = random.sample(document, len(document))
    ours = dedupe(document, known, feed_id=feed)
    theirs = dedupe(shuffled, known, feed_id=feed)
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))


@tried
@given(histories, distinct, feeds)
def test_the_order_of_what_is_known_does_not_matter_to_what_is_new(history, document, feed):
    known = list(shelf(history).rows.values())
    fresh = [decision for decision in dedupe(document, known, feed_id=feed) if isinstance(decision, Fresh)]
    assert fresh == [one for one in dedupe(document, known[::-1], feed_id=feed) if isinstance(one, Fresh)]


@tried
@given(histories, documents, feeds)
def test_a_feed_revises_its_own_items_alone_and_each_once(history, document, feed):
    revised = [one.known for one in shelf(history).take(document, feed) if isinstance(one, Revised)]
    assert {row.feed_id for row in revised} <= {feed}
    assert len({row.id for row in revised}) == len(revised)


@tried
@given(histories, documents)
def test_two_feeds_of_one_outlet_come_to_rest(history, document):
    """Whatever they bring, they do not rewrite each other for ever."""
    kept = shelf(history)
    kept.take(document, HERE)
    kept.take(document[::-1], THERE)
    kept.take(document, HERE)
    assert kept.take(document, HERE) == []


@tried
@given(distinct)
def test_churned_keys_give_nothing_new(document):
    kept = shelf([(document, HERE)])
    churned = [
        replace(one, key=f"{one.key}-again", published_at=one.published_at.replace(year=2027)) for one in document
    ]
    assert kept.take(churned, HERE) == []


@tried
@given(histories, documents, feeds)
def test_every_decision_is_about_an_item_of_the_document(history, document, feed):
    decisions = shelf(history).take(document, feed)
    assert all(decision.item in document for decision in decisions)
    assert len({ItemId(id(decision.item)) for decision in decisions}) == len(decisions)
