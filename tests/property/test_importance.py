"""Importance: bounded, whatever the order, and never less for more."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.core.beats import Beats
from feeds.core.importance import explain, importance
from feeds.model import Beat
from tests.support.builders import NOW, a_brief, a_source, an_item, an_outlet

BEATS = Beats([Beat("karst", words=("Karst",))])

SHARES = st.floats(0, 1)
REPORTS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 2000), st.sampled_from(["Karst", "the town"])), min_size=1, max_size=8
)


def sources(reports):
    """An outlet each: minute, killed, place."""
    return [
        a_source(
            an_item(
                f"Shells hit {place} in report {number}",
                f"At least {killed} people were killed in the shelling.",
                key=f"guid-{number}",
                published_at=NOW + timedelta(minutes=minute),
            ),
            an_outlet(f"Outlet {number}"),
            number=number + 1,
        )
        for number, (minute, killed, place) in enumerate(reports)
    ]


def weighed(items, relevance=0.8):
    return importance(a_brief(*items), relevance, items=items, beats=BEATS)


@given(REPORTS, SHARES)
def test_every_part_lies_between_nothing_and_all(reports, relevance):
    items = sources(reports)
    parts = explain(a_brief(*items), relevance, items=items, beats=BEATS)
    assert all(0 <= one.value <= 1 and one.why for one in parts)
    assert 0 <= weighed(items, relevance) <= 1


@given(REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(reports, random):
    items = sources(reports)
    mixed = random.sample(items, len(items))
    assert weighed(mixed) == weighed(items)


@given(REPORTS, SHARES, SHARES)
def test_a_surer_story_never_matters_less(reports, one, other):
    items = sources(reports)
    assert weighed(items, min(one, other)) <= weighed(items, max(one, other))


@given(REPORTS)
def test_an_outlet_that_joins_and_names_the_beat_never_makes_a_story_matter_less(reports):
    items = sources([(minute, killed, "Karst") for minute, killed, _ in reports])
    assert weighed(items[:-1] or items) <= weighed(items)


@given(REPORTS, st.integers(0, 900), st.integers(0, 100))
def test_a_toll_that_rises_never_makes_a_story_matter_less(reports, killed, more):
    (minute, _, place), *others = reports
    before, after = (sources([(minute, dead, place), *others]) for dead in (killed, killed + more))
    assert weighed(before) <= weighed(after)


@given(REPORTS)
def test_reports_that_come_closer_together_never_make_a_story_matter_less(reports):
    slow = sources(reports)
    fast = sources([(minute // 2, killed, place) for minute, killed, place in reports])
    assert weighed(slow) <= weighed(fast)
