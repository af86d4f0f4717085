"""One story to every subscriber: how near to the permitted rate it goes, what memory it takes, and who waits meanwhile.

Twice: the publisher alone in simulated time for very many readers, killed in the middle and resumed
(tests/benchmarks/fanout_simulated.py); and the whole bot in real time for some thousands, against the local Telegram
with its limits on, while other readers ask for /latest.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.commands import Readers
from tests.benchmarks.fanout_simulated import WIDTH
from tests.benchmarks.feed_server import entries
from tests.benchmarks.figures import Tell, percentiles
from tests.benchmarks.full_readers import enrol, post_story
from tests.benchmarks.invented import report
from tests.benchmarks.processes import ROOT, die_with_parent, memory, stop
from tests.benchmarks.stage import KEY, Stage, clean_environment
from tests.benchmarks.storm_news import reading

GOALS = {
    "simulated_rate_share": "0.98 or more",
    "simulated_growth_mb": "below 20",
    "simulated_twice": "0",
    "simulated_unexplained": "0",
    "real_rate_share": "0.98 or more",
    "real_floods": "0",
    "real_twice": "0",
    "real_missing": "0",
    "real_growth_mb": "below 20",
    "latest_p99_ms": "below 2,000",
}
#: Messages a second in all: the bot's default, and Telegram's published limit.
OVERALL = 30.0
_CHANNEL = -1000000000001
#: Seconds between two looks at the memory of a process.
_LOOKS = 0.1
#: Readers who ask for the latest meanwhile, and how many commands they send a second.
_ASKERS, _ASKED = 60, 1.0
_PATH = "/wire"
_SETTINGS = """
[cadence]
fastest = "1s"
slowest = "1s"
"""


def broken(figures: dict[str, Any]) -> list[str]:
    """The promises that were not kept: a reader who got a story twice, or not and nobody knows why."""
    names = ("simulated_twice", "simulated_unexplained", "real_twice", "real_missing")
    return [f"{name} is {figures[name]}, not 0" for name in names if figures[name]]


def measure(*, readers: int, real: int, tell: Tell) -> dict[str, object]:
    """Both parts, and how they agree."""
    told = _simulated(readers, lambda share, what: tell(0.6 * share, what))
    told |= _real(real, lambda share, what: tell(0.6 + 0.4 * share, what))
    return told | {"simulated_to_real": round(told["simulated_rate_share"] / told["real_rate_share"], 3)}


# ------------------------------------------------------------------ simulated time


@dataclass
class _Life:
    """What a process of the publisher told and took."""

    lines: list[dict[str, float]]
    looks: list[float]  #: PSS, in MB

    @property
    def sent(self) -> float:
        """Messages between the first line that tells of one and the last."""
        return self.lines[-1]["sent"] - self.lines[1]["sent"]

    @property
    def seconds(self) -> float:
        """Simulated seconds between those lines."""
        return self.lines[-1]["at"] - self.lines[1]["at"]


def _simulated(readers: int, tell: Tell) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="heliograph-bench-") as folder:
        database, received = Path(folder) / "heliograph.db", Path(folder) / "received"
        chats = range(1_000_001, 1_000_001 + readers)
        enrol(database, chats, key=KEY, tell=lambda share, what: tell(0.1 * share, what))
        post_story(database, _CHANNEL, key=KEY)
        first = _live(
            database, received, 0.0, most=readers // 2, tell=lambda n: tell(0.1 + 0.9 * n / readers, "sending")
        )
        resumed = first.lines[-1]["at"] + 60
        rest = _live(database, received, resumed, most=None, tell=lambda n: tell(0.55 + 0.9 * n / readers, "sending"))
        told = _received(received, chats, database)
    rate = (first.sent + rest.sent) / (first.seconds + rest.seconds)
    start, peak = min(first.looks[0], rest.looks[0]), max(first.looks + rest.looks)
    return {
        "simulated_readers": readers,
        "simulated_seconds": round(first.seconds + rest.seconds),
        "simulated_took_s": round(time.monotonic() - began),
        "simulated_rate_share": round(rate / OVERALL, 4),
        "simulated_start_mb": round(start, 1),
        "simulated_peak_mb": round(peak, 1),
        "simulated_growth_mb": round(max(max(life.looks) - life.looks[0] for life in (first, rest)), 1),
        **told,
    }


def _live(database: Path, received: Path, start: float, *, most: int | None, tell: Any) -> _Life:
    """A life of the publisher: to the end, or killed once it has sent ``most``."""
    arguments = [str(database), str(received), KEY, str(OVERALL), str(start)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.fanout_simulated", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
    )
    life = _Life([], [])
    try:
        for line in process.stdout:
            life.lines.append(json.loads(line))
            life.looks.append(memory(process.pid)[0])
            tell(life.lines[-1]["sent"])
            if most is not None and life.lines[-1]["sent"] >= most:
                process.kill()
                break
        process.wait(timeout=60)
    finally:
        stop(process)
        process.stdout.close()
    return life


def _received(received: Path, chats: Sequence[int], database: Path) -> dict[str, int]:
    """How often each reader got the story, against what the database says."""
    raw = received.read_bytes()
    got = Counter(int.from_bytes(raw[at : at + WIDTH], "big", signed=True) for at in range(0, len(raw), WIDTH))
    with reading(database) as connection:
        where = "SELECT state, count(*) FROM deliveries WHERE target_kind = 'reader' GROUP BY state"
        states = dict(connection.execute(where).fetchall())
    missed = states.get("missed", 0)
    return {
        "simulated_once": sum(got[chat] == 1 for chat in chats),
        "simulated_twice": sum(got[chat] > 1 for chat in chats),
        "simulated_missed": missed,
        "simulated_unexplained": len(chats) - states.get("sent", 0) - missed,
    }


# ------------------------------------------------------------------ real time


def _real(readers: int, tell: Tell) -> dict[str, Any]:
    with Stage() as stage:
        stage.sim.limits(enforce=True)
        crowd, askers = stage.sim.add_crowd(readers), stage.sim.add_crowd(_ASKERS)
        enrol(stage.database, crowd, key=KEY, tell=lambda share, what: tell(0.1 * share, what))
        old = datetime(2020, 1, 1, tzinfo=UTC)
        stage.feeds.feed(_PATH, entries([report(0)], published=old))
        stage.set_up({"The wire": stage.feeds.url(_PATH)}, extra=_SETTINGS)
        stage.start_bot()
        stage.wait(lambda: stage.logged("first_start_over"), "the first start is not over")
        asking = Readers(stage, askers)
        asking.ask(["/start"] * _ASKERS, rate=10)  # not counted
        seen = max(call.seq for call in stage.sim.calls())
        with _watched(stage) as looks:
            stage.feeds.feed(_PATH, entries([report(1)], published=datetime.now(UTC)))
            tell(0.2, f"sending to {readers:,} readers in real time")
            answers = asking.ask(["/latest"] * round(readers / OVERALL * _ASKED), rate=_ASKED)
            _wait(stage, readers)
        told = _rate(stage, crowd, seen)
        told |= {"real_floods": stage.sim.counters().flood_refusals}
        told |= percentiles([one for one in answers.from_sending if one is not None], "latest_")
        told |= {"latest_missing": answers.from_sending.count(None)}
    told |= {"real_start_mb": round(looks[0], 1), "real_peak_mb": round(max(looks), 1)}
    return told | {"real_growth_mb": round(max(looks) - looks[0], 1)}


def _wait(stage: Stage, readers: int) -> None:
    """Wait until no delivery is open."""

    def done() -> bool:
        with reading(stage.database) as connection:
            where = "SELECT count(*) FROM deliveries WHERE state NOT IN ('ready', 'sending')"
            return connection.execute(where).fetchone()[0] > readers

    stage.wait(done, "not everybody was written to", patience=60 + readers / OVERALL)


@contextmanager
def _watched(stage: Stage) -> Iterator[list[float]]:
    """Look at the memory of the bot's main process all the while."""
    looks = [memory(stage.bot.pid)[0]]
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOKS):
            looks.append(memory(stage.bot.pid)[0])

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()


def _rate(stage: Stage, crowd: Sequence[int], seen: int) -> dict[str, Any]:
    """What was sent while readers were written to, to whomever, and how often each reader got the story."""
    sent = [call for call in stage.sim.calls("sendMessage", since=seen) if call.status == 200]
    chats = set(crowd)
    to_readers = [call for call in sent if int(call.params["chat_id"]) in chats]
    first, last = min(call.time for call in to_readers), max(call.time for call in to_readers)
    among = sum(first < call.time <= last for call in sent)
    got = Counter(int(call.params["chat_id"]) for call in to_readers)
    return {
        "real_readers": len(crowd),
        "real_seconds": round(last - first, 1),
        "real_messages": among,
        "real_rate_share": round(among / (last - first) / OVERALL, 4),
        "real_twice": sum(number > 1 for number in got.values()),
        "real_missing": len(chats) - len(got),
    }
