"""From starting the process to the first request that a feed sees."""

import statistics
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.feed_server import entries
from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import report
from tests.benchmarks.stage import Stage

GOALS = {"worst_s": "below 3"}
_ENTRIES = 30
_SETTINGS = '[cadence]\nfastest = "1s"\nslowest = "1s"\n'


def measure(*, runs: int, feeds: int, tell: Tell) -> dict[str, object]:
    """Start the bot on a new database, kill it, and start it once more on the same; so many times."""
    fresh: list[float] = []
    again: list[float] = []
    with Stage() as stage:
        _set_up(stage, feeds)
        for number in range(runs):
            tell(number / runs, f"start {number + 1} of {runs}")
            database = stage.folder / f"start-{number}.db"
            fresh.append(_start(stage, database))
            again.append(_start(stage, database))
    return {
        "runs": runs,
        "feeds": feeds,
        "median_s": round(statistics.median(fresh), 2),
        "worst_s": round(max(fresh), 2),
        "again_median_s": round(statistics.median(again), 2),
        "again_worst_s": round(max(again), 2),
    }


def _set_up(stage: Stage, feeds: int) -> None:
    now = datetime.now(UTC)
    documents = {
        f"/feed-{number}": entries((report(number * _ENTRIES + one) for one in range(_ENTRIES)), published=now)
        for number in range(feeds)
    }
    stage.feeds.feeds(documents)
    stage.set_up({f"Outlet of {path}": stage.feeds.url(path) for path in documents}, extra=_SETTINGS)


def _start(stage: Stage, database: Path) -> float:
    before = len(stage.feeds.answers())
    began = stage.start_bot(database=database)
    stage.wait(lambda: len(stage.feeds.answers()) > before, "no feed was asked for")
    stage.wait(lambda: stage.logged("started"), "the bot does not say that it has started")
    stage.kill_bot()
    return stage.feeds.answers()[before].at - began
