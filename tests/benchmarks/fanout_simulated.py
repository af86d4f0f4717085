"""The publisher alone, in a process of its own, with a clock that jumps instead of waiting.

``python -m tests.benchmarks.fanout_simulated DATABASE RECEIVED KEY OVERALL FROM`` runs the real publisher, pacer and
store until nothing is sent any more. Telegram takes a message, which is when its reader has it and the chat's number
is put into the file RECEIVED, and answers a tenth of a second later. Time begins FROM seconds from now. What has been
sent by when is told on standard output, a JSON object a line.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import structlog

from bot.ledger import Ledger
from bot.pacing import Limits, Pacer
from bot.publish import Publisher
from feeds.core.outbox import Attempt, Outcome
from feeds.model import DueDelivery
from feeds.store.engine import open_store
from feeds.store.seal import Seal

#: Bytes of a chat's number in the file.
WIDTH = 8
#: Seconds that Telegram takes to answer.
_ANSWER = 0.1
#: Messages between two lines.
_TOLD = 200
#: Seconds without a message after which it is over.
_SILENCE = 10.0


class JumpingClock:
    """A clock of its own time: it stands still while anything works, and jumps to when something is due."""

    def __init__(self, start: float) -> None:
        self._origin = datetime.now(UTC) + timedelta(seconds=start)
        self._at = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> datetime:
        """The present moment."""
        return self._origin + timedelta(seconds=self._at)

    def ticks(self) -> float:
        """Seconds since the beginning."""
        return self._at

    async def sleep(self, seconds: float) -> None:
        """Return when so much time has passed."""
        waiting = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self._at + seconds, next(self._number), waiting))
        await waiting

    def jump(self, seconds: float) -> None:
        """Let so much time pass, or as much as until the next who sleeps is to wake."""
        ends = self._at + seconds
        self._at = min([ends, *(at for at, _, _ in self._sleepers[:1])])
        while self._sleepers and self._sleepers[0][0] <= self._at:
            heappop(self._sleepers)[2].set_result(None)


class Telegram:
    """Takes every message."""

    def __init__(self, clock: JumpingClock, received: Path) -> None:
        self._clock = clock
        self._file = os.open(received, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.taken, self.at = 0, 0.0

    async def __call__(self, due: DueDelivery, chat: int) -> Attempt:
        """Take a message; the reader has it at once, even if we are killed before we know."""
        os.write(self._file, chat.to_bytes(WIDTH, "big", signed=True))
        self.taken, self.at = self.taken + 1, self._clock.ticks()
        if self.taken % _TOLD == 1:
            self.tell()
        number = self.taken
        await self._clock.sleep(_ANSWER)
        return Attempt(Outcome.SENT, message_id=number)

    def tell(self) -> None:
        """Say how far it is."""
        sys.stdout.write(json.dumps({"sent": self.taken, "at": self.at}) + "\n")
        sys.stdout.flush()


async def main(database: Path, received: Path, key: str, overall: float, start: float) -> None:
    """Deliver what waits."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    clock = JumpingClock(start)
    telegram = Telegram(clock, received)
    store = open_store(f"sqlite+aiosqlite:///{database}", seal=Seal(bytes.fromhex(key)))
    pacer = Pacer(Limits(overall=overall))
    publisher = Publisher(store, telegram, clock=clock, pacer=pacer, ledger=Ledger())
    await publisher.recover()
    telegram.tell()
    while clock.ticks() < telegram.at + _SILENCE:
        pause = await publisher.step()
        await _let_run()
        clock.jump(pause)
        await _let_run()
    telegram.tell()
    await store.close()


async def _let_run() -> None:
    """Let tasks that can go on do so, to where they wait for the clock."""
    for _ in range(5):
        await asyncio.sleep(0)


if __name__ == "__main__":
    where, into, seal_key, most, since = sys.argv[1:]
    asyncio.run(main(Path(where), Path(into), seal_key, float(most), float(since)))
