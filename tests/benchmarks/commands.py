"""How soon readers are answered on a full database: from their sending a command to the answer in their chat.

The clock starts before the local Telegram is given the reader's message, and stops when it has taken in the bot's
answer: what Telegram itself and the network would add is not in it. Commands come at an even pace whether or not
earlier ones were answered, so that a slow answer cannot hide the next one's wait.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.figures import Tell, percentile, percentiles
from tests.benchmarks.full_database import Size, fill
from tests.benchmarks.invented import words_of
from tests.benchmarks.processes import processor_seconds
from tests.benchmarks.stage import KEY, Stage

GOALS = {"latest_p99_ms": "below 50"}
#: Seconds that the last answers are waited for.
_LATE = 10.0
#: Senders that work side by side, so that none of them comes late.
_SENDERS = 4


@dataclass(frozen=True, slots=True)
class Load:
    """Who asks, and how fast."""

    readers: int
    rate: float  #: commands a second
    seconds: float


@dataclass
class _Answers:
    """Seconds to the answer of each command, in their order; None where there was none."""

    from_sending: list[float | None] = field(default_factory=list)
    from_hand_out: list[float | None] = field(default_factory=list)


def measure(*, load: Load, size: Size, keep: Path | None, tell: Tell) -> dict[str, object]:
    """Fill a database, start the bot on it, and let readers ask. ``keep``: a filled database to make or to use."""
    count = round(load.rate * load.seconds)
    searches = _searches(count, size.stories)
    with Stage() as stage:
        database = keep or stage.database
        if not database.exists():
            fill(database, size, key=KEY, tell=lambda share, what: tell(0.3 * share, what))
        stage.set_up({"An outlet": stage.feeds.url("/none")})
        began = stage.start_bot(database=database)
        stage.wait(lambda: stage.logged("started"), "the bot does not say that it has started")
        ready = time.time() - began
        asking = Readers(stage, [stage.sim.add_user(f"Reader {number}") for number in range(load.readers)])
        asking.ask(["/start"] * load.readers, rate=40)  # not counted
        tell(0.4, f"/latest, {load.rate:g} a second")
        before = processor_seconds(stage.bot.pid)
        latest = asking.ask(["/latest"] * count, rate=load.rate)
        busy = processor_seconds(stage.bot.pid) - before
        tell(0.7, f"/search, {load.rate:g} a second")
        search = asking.ask([f"/search {words}" for _, words in searches], rate=load.rate)
    told: dict[str, object] = {"readers": load.readers, "items": size.items, "stories": size.stories}
    told |= {"rate": load.rate, "commands": 2 * count, "start_s": round(ready, 2)}
    told |= percentiles(_there(latest.from_sending), "latest_")
    told |= percentiles(_there(latest.from_hand_out), "latest_handed_out_")
    told |= {"latest_processor_ms": round(busy / count * 1000, 1)}
    told |= percentiles(_there(search.from_sending), "search_")
    told |= _by_kind([kind for kind, _ in searches], search)
    return told | {"missing": (latest.from_sending + search.from_sending).count(None)}


class Readers:
    """Readers who take turns in asking."""

    def __init__(self, stage: Stage, readers: Sequence[int]) -> None:
        self._sim, self._readers = stage.sim, readers

    def ask(self, commands: Sequence[str], *, rate: float) -> _Answers:
        """Send the commands at an even pace, wait for the answers, and say how long each took."""
        seen = max((call.seq for call in self._sim.calls()), default=0)
        asking = [self._readers[number % len(self._readers)] for number in range(len(commands))]
        began = time.time() + 0.5
        with ThreadPoolExecutor(_SENDERS) as senders:
            moments = list(senders.map(self._send, [began + n / rate for n in range(len(commands))], asking, commands))
        self._settle(seen, len(commands))
        return self._answers(seen, asking, moments)

    def _send(self, at: float, reader: int, command: str) -> float:
        time.sleep(max(0.0, at - time.time()))
        began = time.time()
        self._sim.write(reader, command)
        return began

    def _settle(self, seen: int, expected: int) -> None:
        deadline = time.monotonic() + _LATE
        while time.monotonic() < deadline and len(self._sent(seen)) < expected:
            time.sleep(0.2)

    def _sent(self, seen: int) -> list:
        sent = self._sim.calls("sendMessage", since=seen)
        return [call for call in sent if call.status == 200 and int(call.params["chat_id"]) in self._readers]

    def _answers(self, seen: int, asking: Sequence[int], moments: Sequence[float]) -> _Answers:
        """What came between a reader's command and his next one is the answer to it."""
        arrived: dict[int, list[float]] = {}
        for call in self._sent(seen):
            arrived.setdefault(int(call.params["chat_id"]), []).append(call.time + call.seconds)
        handed: dict[int, list[float]] = {}
        for call in self._sim.calls("getUpdates", since=seen):
            for update in (call.answer or {}).get("result", []):
                handed.setdefault(update["message"]["chat"]["id"], []).append(call.time + call.seconds)
        answers = _Answers()
        after: dict[int, float] = {}
        for reader, moment in zip(reversed(asking), reversed(moments), strict=True):
            answer = _between(arrived.get(reader, []), moment, after.get(reader, float("inf")))
            hand_out = _between(handed.get(reader, []), moment, after.get(reader, float("inf")))
            after[reader] = moment
            answers.from_sending.insert(0, None if answer is None else answer - moment)
            answers.from_hand_out.insert(0, None if answer is None or hand_out is None else answer - hand_out)
        return answers


def _between(moments: Sequence[float], since: float, until: float) -> float | None:
    """The first moment after a reader's command and before his next one: some commands are not answered."""
    return next((moment for moment in moments if since <= moment < until), None)


def _searches(count: int, stories: int) -> list[tuple[str, str]]:
    """What readers look for: of ten, five want the place of one event, four two words that some reports hold, and one
    a word that nearly all do.
    """
    some = ("helicopter april", "rebels november", "clinic truce", "governor rockets", "hospital september")
    most = ("killed", "front moved", "said")
    searches = []
    for number in range(count):
        tenth, turn = number % 10, number // 10
        if tenth < 5:
            searches.append(("place", words_of(1 + number * 7919 % stories)[0]))
        elif tenth < 9:
            searches.append(("some", some[(turn + tenth) % len(some)]))
        else:
            searches.append(("most", most[turn % len(most)]))
    return searches


def _by_kind(kinds: Sequence[str], answers: _Answers) -> dict[str, float | None]:
    told: dict[str, float | None] = {}
    for kind in dict.fromkeys(kinds):
        of_kind = [seconds for one, seconds in zip(kinds, answers.from_sending, strict=True) if one == kind]
        there = _there(of_kind)
        told[f"search_{kind}_p99_ms"] = round(percentile(there, 0.99) * 1000, 1) if there else None
    return told


def _there(seconds: Sequence[float | None]) -> list[float]:
    return [one for one in seconds if one is not None]
