"""A storm: the bot is killed again and again, Telegram fails, and what readers find in the channels is judged.

::

    so many lives       killed soon after the process was started, or after it said that it works, or while it settles
    | meanwhile         one request in ten to Telegram fails; fresh reports come, some are revised
    | then              it is left alone, in the same weather, until nothing waits any more
    | judge             tests/benchmarks/storm_verdict.py

Telegram's seconds are shortened by one factor: pacing, how long edits are gathered, how long after a broken attempt its
message is looked for, how late a late message comes. The bot's own (how often it looks, how long it waits after a
failure and for an answer) stay.
"""

import json
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import LATER
from tests.benchmarks.stage import Stage
from tests.benchmarks.storm_news import Owner, Wire, reading
from tests.benchmarks.storm_verdict import GOALS, broken, judge, told_by_log

__all__ = ["GOALS", "Storm", "broken", "measure"]

#: Faults that strike alike often; getUpdates is spared, which no post depends on. Seconds are Telegram's, not yet
#: shortened. An answer that never comes is left out: the bot's patience with it, 30 s, is not shortened either.
_FAULTS = {
    "429": {"retry_after": 1},
    "500": {},
    "502_html": {},
    "reset_before": {},
    "reset_after": {},
    "late_effect": {"seconds": 25},
    "delay": {"seconds": 20},
}
#: What takes time at Telegram, and how many seconds, so that kills strike while it is under way.
_SLOW, _ANSWER = ("sendMessage", "editMessageText", "forwardMessage", "deleteMessage"), 0.15
#: Seconds that a life has at least.
_SHORTEST = 0.2
#: Telegram's seconds after which a broken attempt's message is looked for.
SETTLE_AFTER = 60
#: Seconds between looks.
_STEP = 0.02
#: Seconds that a life may take until it works; Telegram's faults make the bot wait and ask again.
_STARTING = 20.0
_OPEN = "SELECT state, count(*) FROM deliveries WHERE state IN ('ready', 'sending', 'uncertain') GROUP BY state"

_REVISED = "SELECT count(*) FROM items WHERE text LIKE ?"

_SETTINGS = """
[cadence]
fastest = "1s"
slowest = "1s"

[thresholds]
breaking = 0
post = 0
line = 0

[pacing]
per_chat = {per_chat}
per_group = {per_group}
overall = {overall}
edit_after = "{edit_after}s"
settle_after = "{settle_after}s"
"""


@dataclass(frozen=True, slots=True)
class Storm:
    """How hard it blows."""

    kills: int
    posts: int
    scale: float  #: of Telegram's seconds
    faults: float  #: share of the requests that fail
    seed: int
    longest: float = 4.0  #: seconds after its start, or after it works, within which the bot is killed
    patience: float = 90.0  #: seconds in which something must change while the bot is left alone
    clears: bool = False  #: no call fails any more once the last kill is over


def measure(*, storm: Storm, keep: Path | None, tell: Tell) -> dict[str, object]:
    """Let it blow, and judge. ``keep``: where to put what the bot logged."""
    with Stage(channels=2, desk=True) as stage:
        began = time.monotonic()
        run = _Run(stage, storm, tell)
        try:
            run.blow()
            settled = run.settle()
            code = run.end()
        finally:
            if keep:
                _keep(stage, keep)
        told: dict[str, object] = {"scale": storm.scale, "seed": storm.seed, **run.counted}
        told |= run.struck()
        told |= told_by_log(stage.log)
        told |= judge(stage, run.wire)
        return told | {
            "settled_in_time": settled,
            "exit_code": code,
            "seconds": round(time.monotonic() - began),
        }


def _keep(stage: Stage, folder: Path) -> None:
    """Leave what can be looked into: log, database, the calls that Telegram saw."""
    shutil.copytree(stage.folder, folder, dirs_exist_ok=True)
    calls = [asdict(call) for call in stage.sim.calls() if call.method != "getUpdates"]
    (folder / "calls.json").write_text("\n".join(map(json.dumps, calls)), "utf-8")


class _Run:
    """The bot's lives, one after the other."""

    def __init__(self, stage: Stage, storm: Storm, tell: Tell) -> None:
        self._stage, self._storm, self._tell = stage, storm, tell
        self._chance = random.Random(storm.seed)
        self.wire = Wire(stage, storm.posts, chance=self._chance)
        self._owner = Owner(stage)
        self._heard = 0
        self.counted = {"posts": storm.posts, "kills": 0, "restarts": 0, "killed_starting": 0, "ended_by_itself": 0}

    def blow(self) -> None:
        """Kill and restart; the first life is spared until the very first start is over."""
        stage, storm = self._stage, self._storm
        stage.sim.open_chat(stage.scene.owner)
        stage.set_up(self.wire.addresses(), extra=_settings(storm.scale))
        self.wire.plan(storm.kills)
        stage.start_bot(again=True)
        stage.wait(lambda: stage.logged("first_start_over"), "the first start is not over")
        self._raise_storm()
        for life in range(storm.kills):
            self._tell(0.8 * life / storm.kills, f"kill {life + 1} of {storm.kills}")
            self.wire.begin(life, within=storm.longest)
            self._live(fresh=life > 0)
            self._kill()
            stage.start_bot(again=True)
            self.counted["restarts"] += 1
        self._rules = stage.sim.faults()
        if storm.clears:
            stage.sim.clear_faults()

    def _raise_storm(self) -> None:
        """One rule a fault; each strikes of those calls that the rules before it spared."""
        sim, each = self._stage.sim, self._storm.faults / len(_FAULTS)
        sim.time_factor(self._storm.scale)
        for number, (kind, options) in enumerate(_FAULTS.items()):
            seed = self._storm.seed * 100 + number
            sim.fault(kind, times=0, probability=each / (1 - number * each), seed=seed, **options)
        for method in _SLOW:
            sim.fault("delay", method, times=0, seconds=_ANSWER / self._storm.scale)

    def struck(self) -> dict[str, int]:
        """How often each fault struck."""
        rules = self._stage.sim.faults() or self._rules
        return {f"faults_{rule['kind']}": rule["hits"] for rule in rules if rule["method"] == "*"}

    def _live(self, *, fresh: bool) -> None:
        """Of three lives one ends soon after it began, one soon after the bot says that it works, and one when it may
        look for what the life before it left on its way.
        """
        kind, seconds = self._chance.randrange(3), self._chance.uniform(0, self._storm.longest)
        if kind == 0:
            self._pass(max(_SHORTEST, seconds))
            return
        deadline = time.monotonic() + _STARTING
        while fresh and not self._started() and time.monotonic() < deadline:
            self._pass(_STEP)
        self._pass(seconds + (SETTLE_AFTER * self._storm.scale if kind == 2 else 0))

    def _pass(self, seconds: float) -> None:
        """Let time pass: the news comes, the owner answers."""
        until = time.monotonic() + seconds
        while True:
            self.wire.advance()
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _STEP))

    def _kill(self) -> None:
        self.counted["killed_starting"] += not self._started()
        if self._stage.bot and self._stage.bot.poll() is not None:
            self.counted["ended_by_itself"] += 1
        self._stage.kill_bot()
        self.counted["kills"] += 1
        self._heard = self._stage.log.stat().st_size
        self._owner.look()
        self.wire.look()

    def _started(self) -> bool:
        """Whether this life has said that it works."""
        with self._stage.log.open("rb") as log:
            log.seek(self._heard)
            return b"event=started" in log.read()

    def settle(self) -> bool:
        """Leave it alone until nothing waits; False where that does not come about."""
        changed, before = time.monotonic(), None
        for waiting in self._waiting():
            if waiting != before:
                changed, before = time.monotonic(), waiting
            if not waiting:
                return True
            if time.monotonic() > changed + self._storm.patience:
                return False
            self._tell(0.9, f"settling: {waiting}")
        return False

    def _waiting(self) -> Iterator[dict[str, int]]:
        """What is not done yet, looked at again and again."""
        while True:
            self._pass(0.5)
            self._owner.look()
            self.wire.look()
            with reading(self._stage.database) as connection:
                # in the order in which a revision becomes an edit: stored, looked at, sent
                revised = connection.execute(_REVISED, (f"{LATER}%",)).fetchone()[0]
                grown = connection.execute("SELECT count(*) FROM growths").fetchone()[0]
                stories = connection.execute("SELECT count(*) FROM posts WHERE kind = 'new'").fetchone()[0]
                found = dict(connection.execute(_OPEN).fetchall())
            found["unlooked"] = grown
            found["unread"] = self._storm.posts - stories
            found["unrevised"] = len(self.wire.revised) - revised
            found["unpublished"] = not self.wire.done
            yield {name: number for name, number in found.items() if number}

    def end(self) -> int | None:
        """Let the bot end as an operator does; its exit code."""
        self._stage.stop_bot()
        return self._stage.bot.returncode if self._stage.bot else None


def _settings(scale: float) -> str:
    """Pacing as published, and the bot's own patience, with seconds shortened."""
    return _SETTINGS.format(
        per_chat=1 / scale,
        per_group=round(20 / scale),
        overall=30 / scale,
        edit_after=120 * scale,
        settle_after=SETTLE_AFTER * scale,
    )
