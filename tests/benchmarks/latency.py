"""From the answer that carried a fresh item to the message in the channel, nothing else going on.

Items come one by one, at moments that keep no step with the bot's look at its feeds each second. Pacing and the hourly
cap are lifted: how long a post waits for its turn in a busy channel is a rule of Telegram's and no speed of ours.
"""

import random
import time
from datetime import UTC, datetime

from tests.benchmarks.feed_server import entries
from tests.benchmarks.figures import Tell, percentiles
from tests.benchmarks.invented import report
from tests.benchmarks.stage import Stage

GOALS = {"p95_ms": "below 2,000"}
_PATH = "/wire"
_SETTINGS = """
[cadence]
fastest = "1s"
slowest = "1s"

[pacing]
per_chat = 100
per_group = 6000
overall = 100

[thresholds]
breaking = 0
post = 0
line = 0
"""
#: Entries that the feed holds; the oldest go as new ones come.
_ENTRIES = 30
#: Seconds between two items, drawn evenly.
_PAUSE = (0.7, 1.5)
#: Seconds that the last item is waited for.
_LATE = 20.0


def measure(*, items: int, tell: Tell) -> dict[str, object]:
    """Publish so many items and follow each to the channel."""
    with Stage() as stage:
        wire = _Wire(stage)
        stage.set_up({"The wire": stage.feeds.url(_PATH)}, extra=_SETTINGS)
        stage.start_bot()
        stage.wait(lambda: stage.logged("first_start_over"), "the first start is not over")
        wire.publish()  # not counted: the first of its kind finds nothing warm
        stage.wait(wire.all_posted, "the first item is not in the channel")
        counted = [_publish(wire, number / items, tell) for number in range(items)]
        deadline = time.monotonic() + _LATE
        while not wire.all_posted() and time.monotonic() < deadline:
            time.sleep(0.1)
        fetched, posted = wire.fetched(), wire.posted()
    seconds = [posted[key] - fetched[key] for key in counted if key in posted and key in fetched]
    return {"items": items, **percentiles(seconds), "missing": items - len(seconds)}


def _publish(wire: "_Wire", share: float, tell: Tell) -> str:
    tell(share, "publishing items")
    time.sleep(random.uniform(*_PAUSE))
    return wire.publish()


class _Wire:
    """The feed, and what became of its items."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._reports = [report(number) for number in range(_ENTRIES)]
        self._old = len(self._reports)
        self._entries = entries(self._reports, published=datetime.now(UTC))
        self._show()

    def publish(self) -> str:
        """Put a new item into the feed; its key."""
        new = report(len(self._reports))
        self._reports.append(new)
        self._entries = [*entries([new], published=datetime.now(UTC)), *self._entries]
        self._show()
        return new.key

    def fetched(self) -> dict[str, float]:
        """When each item was first handed out. Two that came between two looks were carried by one answer."""
        moments: dict[str, float] = {}
        keys = [one.key for one in self._reports]
        for answer in self._stage.feeds.answers():
            if answer.status == 200:
                for key in keys[: keys.index(answer.newest) + 1]:
                    moments.setdefault(key, answer.at)
        return moments

    def posted(self) -> dict[str, float]:
        """When each item stood in the channel."""
        moments: dict[str, float] = {}
        calls = [call for call in self._stage.sim.calls("sendMessage") if call.status == 200]
        for one in self._reports[self._old :]:
            found = next((call for call in calls if one.title in str(call.params["text"])), None)
            if found:
                moments[one.key] = found.time + found.seconds
        return moments

    def all_posted(self) -> bool:
        """Whether every item that came after the start is in the channel."""
        return len(self.posted()) == len(self._reports) - self._old

    def _show(self) -> None:
        self._stage.feeds.feed(_PATH, self._entries[:_ENTRIES])
