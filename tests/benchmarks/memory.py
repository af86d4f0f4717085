"""What the bot takes of the machine's memory while it polls many feeds, each on a host of its own."""

import statistics
import time
from datetime import UTC, datetime

from tests.benchmarks.feed_server import entries
from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import report
from tests.benchmarks.processes import memory, processor_seconds, tree
from tests.benchmarks.stage import Stage

GOALS = {"tree_peak_mb": "below 350", "main_peak_mb": "below 180"}
_ENTRIES = 30
#: Outlets that report one event.
_TELLINGS = 3
#: How often each feed is looked at, and how many of its entries are new then.
_EACH, _NEW = 10, 1
_SETTINGS = f'[cadence]\nfastest = "{_EACH}s"\nslowest = "{_EACH}s"\n'
#: Loopback addresses that stand for the feeds' hosts.
_HOSTS = 100
_PAUSE = 0.2


def measure(*, feeds: int, seconds: int, tell: Tell) -> dict[str, object]:
    """Poll so many feeds until each was read, and for so many seconds more; look at the processes all the while."""
    with Stage(hosts=min(feeds, _HOSTS)) as stage:
        documents = _Documents(stage, feeds)
        stage.set_up(documents.addresses(), extra=_SETTINGS)
        stage.start_bot()
        stage.wait(lambda: stage.logged("started"), "the bot does not say that it has started")
        looks = [_look(stage)]
        while (read := documents.read()) < feeds:
            tell(0.5 * read / feeds, f"{read} feeds of {feeds} read")
            stage.see_alive()
            looks += _looks(stage, 1.0)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            tell(1 - 0.5 * left / seconds, "polling on")
            stage.see_alive()
            documents.renew()
            looks += _looks(stage, min(left, _EACH))
        busy = processor_seconds(stage.bot.pid) if stage.bot else 0.0
    return {"feeds": feeds, "entries": _ENTRIES, **_figures(looks), "main_processor_s": round(busy, 1)}


class _Documents:
    """The feeds and what they say: thirty entries each, of events that three of them report."""

    def __init__(self, stage: Stage, feeds: int) -> None:
        self._stage, self._feeds, self._round = stage, feeds, 0
        self.renew()

    def addresses(self) -> dict[str, str]:
        """Outlet → address."""
        return {f"Outlet {number}": self._stage.feeds.url(f"/{number}", number) for number in range(self._feeds)}

    def renew(self) -> None:
        """Let a new entry stand in every feed."""
        now = datetime.now(UTC)
        self._stage.feeds.feeds({f"/{number}": self._entries(number, now) for number in range(self._feeds)})
        self._round += 1

    def read(self) -> int:
        """How many feeds were handed out at least once."""
        return len({answer.path for answer in self._stage.feeds.answers() if answer.status == 200})

    def _entries(self, feed: int, now: datetime) -> list:
        group, telling = divmod(feed, _TELLINGS)
        newest = self._round * _NEW + _ENTRIES
        numbers = range(newest - 1, newest - _ENTRIES - 1, -1)
        return entries((report(group * 10_000 + number, telling) for number in numbers), published=now)


def _looks(stage: Stage, seconds: float) -> list[dict[str, float]]:
    looks = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        looks.append(_look(stage))
        time.sleep(_PAUSE)
    return looks


def _look(stage: Stage) -> dict[str, float]:
    pids = tree(stage.bot.pid)
    sizes = [memory(pid) for pid in pids]
    return {
        "tree": sum(pss for pss, _ in sizes),
        "main": sizes[0][0],
        "main_rss": sizes[0][1],
        "workers": len(pids) - 1,
    }


def _figures(looks: list[dict[str, float]]) -> dict[str, float]:
    last = looks[-20:]
    told: dict[str, float] = {}
    for name in ("tree", "main", "main_rss"):
        told[f"{name}_start_mb"] = looks[0][name]
        told[f"{name}_peak_mb"] = max(look[name] for look in looks)
        told[f"{name}_after_mb"] = statistics.median(look[name] for look in last)
    return {name: round(value, 1) for name, value in told.items()} | {"workers": max(look["workers"] for look in looks)}
