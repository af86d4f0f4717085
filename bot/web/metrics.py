"""Figures for Prometheus at ``/metrics``.

What happens is counted in memory as it happens; what is the case is asked when somebody asks. No figure has a feed for
a label: ten thousand feeds would be ten thousand series of each. How a single feed is, ``heliograph feeds list --json``
says.
"""

from collections.abc import Awaitable, Callable
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.vitals import Vitals
from feeds.errors import StoreError
from feeds.model import Condition, Flaw, Task
from feeds.pipeline import PollResult
from feeds.summaries import TAKEN

#: Seconds; a fetch may take thirty.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
OUTCOMES = ("news", "nothing_new", "unchanged", "pushed", "failed")
MAPS = ("drawn", "not_drawn", "reused")


class Metrics:
    """All figures of one process; ``model``: whether a language model writes texts."""

    def __init__(self, *, model: bool = False) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._polls = Counter("heliograph_polls", "Polls of feeds, by outcome", ["outcome"], registry=registry)
        self._failures = Counter("heliograph_poll_failures", "Failed polls, by reason", ["reason"], registry=registry)
        self._items = Counter("heliograph_items", "Items taken in, new or revised", ["kind"], registry=registry)
        self._seconds = Histogram(
            "heliograph_poll_seconds", "Time from a poll's start to its record", buckets=BUCKETS, registry=registry
        )
        self._feeds = Gauge("heliograph_feeds", "Feeds, by how they are", ["condition"], registry=registry)
        self._maps = Counter("heliograph_maps", "Maps for posts, by outcome", ["outcome"], registry=registry)
        self._waiting = Gauge("heliograph_posts_waiting", "Posts that wait for a channel", registry=registry)
        self._cases = Gauge("heliograph_cases_open", "Open cases at the desk", registry=registry)
        for outcome in OUTCOMES:  # a series that begins with its first event hides it from rate()
            self._polls.labels(outcome)
        for outcome in MAPS:
            self._maps.labels(outcome)
        self._texts = Counter(
            "heliograph_machine_texts",
            "Texts by the language model, by what they are and how it ended: taken, or why not",
            ["task", "outcome"],
            registry=registry,
        )
        for task, outcome in product(Task if model else (), (TAKEN, *Flaw)):
            self._texts.labels(task.value, str(outcome))
        self._well = Gauge("heliograph_well", "1 while the bot does its work, as /healthz has it", registry=registry)

    def polled(self, result: PollResult, seconds: float) -> None:
        """Count a poll, or what a hub has pushed."""
        self._polls.labels(_outcome(result)).inc()
        if result.failure is not None:
            self._failures.labels(result.failure).inc()
        self._items.labels("new").inc(result.new)
        self._items.labels("revised").inc(result.revised)
        if not result.pushed:
            self._seconds.observe(seconds)

    def mapped(self, outcome: str) -> None:
        """Count a map for a post: drawn, not drawn, or sent again by its id."""
        self._maps.labels(outcome).inc()

    def written(self, task: Task, outcome: str) -> None:
        """Count a text that a language model wrote, or why there is none."""
        self._texts.labels(task.value, outcome).inc()

    def route(self, vitals: Callable[[], Awaitable[Vitals]]) -> Route:
        """Where they are asked for."""

        async def metrics(_: Request) -> Response:
            try:
                self._look(await vitals())
            except StoreError:
                self._well.set(0)
            return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return Route("/metrics", metrics)

    def _look(self, found: Vitals) -> None:
        for condition in Condition:
            self._feeds.labels(condition.value).set(found.feeds.get(condition, 0))
        self._waiting.set(found.waiting)
        self._cases.set(found.cases)
        self._well.set(found.well)


def _outcome(result: PollResult) -> str:
    if result.failure is not None:
        return "failed"
    if result.pushed:
        return "pushed"
    if result.unchanged:
        return "unchanged"
    return "news" if result.new or result.revised else "nothing_new"
