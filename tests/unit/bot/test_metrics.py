"""Figures for Prometheus: what is counted, what is asked, and how many series there are at most."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families as families
from starlette.requests import Request

from bot.vitals import Pulse, Vitals
from bot.web.metrics import Metrics
from feeds.errors import StoreError
from feeds.model import ArticleCounts, Condition, FeedId, Flaw, Task
from feeds.pipeline import PollResult

WELL = Vitals(7, 2, {Condition.FINE: 9000, Condition.SILENT: 12}, ArticleCounts(), stalled=False, pulse=Pulse([]))


async def well() -> Vitals:
    return WELL


async def refused() -> Vitals:
    raise StoreError("The database is locked.")


def told(metrics: Metrics, vitals: Callable[[], Awaitable[Vitals]] = well) -> dict[str, float]:
    """What ``/metrics`` answers: values by name and label."""
    request = Request({"type": "http", "method": "GET", "headers": []})
    answer = asyncio.run(metrics.route(vitals).endpoint(request))
    samples = [sample for family in families(answer.body.decode()) for sample in family.samples]
    return {" ".join((sample.name, *sample.labels.values())): sample.value for sample in samples}


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (PollResult(FeedId(1), new=2), "news"),
        (PollResult(FeedId(1), revised=1), "news"),
        (PollResult(FeedId(1)), "nothing_new"),
        (PollResult(FeedId(1), unchanged=True), "unchanged"),
        (PollResult(FeedId(1), new=1, pushed=True), "pushed"),
        (PollResult(FeedId(1), problem="slow", failure="TimedOut"), "failed"),
    ],
)
def test_a_poll_is_counted_by_its_outcome(result, outcome):
    metrics = Metrics()
    metrics.polled(result, 0.2)
    found = told(metrics)
    polls = {name.split()[1]: value for name, value in found.items() if name.startswith("heliograph_polls_total")}
    assert polls == {"news": 0, "nothing_new": 0, "unchanged": 0, "pushed": 0, "failed": 0, outcome: 1}
    assert found["heliograph_items_total new"] == result.new
    assert found["heliograph_items_total revised"] == result.revised
    assert found["heliograph_poll_seconds_count"] == (0 if result.pushed else 1)


def test_failures_are_counted_by_reason():
    metrics = Metrics()
    for _ in range(3):
        metrics.polled(PollResult(FeedId(1), problem="slow", failure="TimedOut"), 30.0)
    assert told(metrics)["heliograph_poll_failures_total TimedOut"] == 3


def test_what_a_language_model_wrote_is_counted_by_how_it_ended():
    metrics = Metrics(model=True)
    metrics.written(Task.SUMMARY, "taken")
    metrics.written(Task.SUMMARY, Flaw.NUMBER.value)
    found = told(metrics)
    assert found["heliograph_machine_texts_total taken summary"] == 1
    assert found["heliograph_machine_texts_total number summary"] == 1
    assert found["heliograph_machine_texts_total timed_out translation"] == 0


def test_without_a_language_model_there_are_no_figures_of_one():
    assert not [name for name in told(Metrics()) if name.startswith("heliograph_machine_texts_total")]


def test_what_is_the_case_is_asked_when_somebody_asks():
    found = told(Metrics())
    assert (found["heliograph_posts_waiting"], found["heliograph_cases_open"], found["heliograph_well"]) == (7, 2, 1)
    assert found["heliograph_feeds fine"] == 9000
    assert found["heliograph_feeds broken"] == 0


def test_a_database_that_refuses_is_told_as_such_and_what_was_counted_stays():
    metrics = Metrics()
    metrics.polled(PollResult(FeedId(1), new=2), 0.2)
    found = told(metrics, refused)
    assert (found["heliograph_well"], found["heliograph_items_total new"]) == (0, 2)


def test_ten_thousand_feeds_make_no_more_series_than_one():
    metrics = Metrics()
    metrics.polled(PollResult(FeedId(1), new=1), 0.1)
    few = len(told(metrics))
    for number in range(10_000):
        metrics.polled(PollResult(FeedId(number), new=1), 0.1)
    assert len(told(metrics)) == few < 100


@pytest.mark.parametrize(
    ("stalled", "pulse", "fine"),
    [
        (False, Pulse([]), True),
        (True, Pulse([]), False),
        (False, Pulse([], fatal="no token"), False),
        (False, Pulse([], trouble="locked"), False),
    ],
)
def test_the_bot_is_well_while_it_looks_publishes_and_records(stalled, pulse, fine):
    found = Vitals(0, 0, {Condition.FAILING: 99}, ArticleCounts(), stalled=stalled, pulse=pulse)
    assert found.well is fine
    assert found.facts()["feeds"] == {"failing": 99}
