"""`getUpdates`: long polling with Telegram's rules for those who poll twice or too often."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from bot.sandbox.access import Call
from bot.sandbox.errors import RefusalError
from bot.sandbox.updates import parse_allowed

_LONGEST = 50
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(slots=True)
class Poller:
    """What is remembered of a bot's polls."""

    number: int = 0
    previous_offset: int | None = None
    previous_start: float = float("-inf")
    previous_conflict: float = float("-inf")

    def begin(self, offset: int, limit: int, timeout: float, busy: float) -> tuple[int, float]:
        """Note a poll; return its limit and timeout, changed where the bot polls in a busy loop."""
        now = time.monotonic()
        if offset == self.previous_offset:
            if timeout < busy and now < self.previous_start + busy:
                timeout = busy
            if now < self.previous_start + min(0.5, busy):
                limit = 1
        self.previous_offset, self.previous_start = offset, now
        self.number += 1
        return limit, timeout

    async def conflict(self, pause: float) -> RefusalError:
        """The refusal of the poll that was overtaken, held back if one was told a moment ago."""
        now = time.monotonic()
        if now < self.previous_conflict + pause:
            await asyncio.sleep(pause)
        self.previous_conflict = time.monotonic()
        return RefusalError(409, _CONFLICT)


async def get_updates(call: Call, poller: Poller) -> list[dict[str, Any]]:
    """Return the updates that wait, or wait for some."""
    world, queue = call.world, call.bot.queue
    offset = call.params.integer("offset")
    limit = call.params.clamped("limit", 100, 1, 100)
    timeout = call.params.clamped("timeout", 0, 0, _LONGEST)
    queue.restrict(parse_allowed(call.params.text("allowed_updates")))
    limit, patience = poller.begin(offset, limit, timeout, world.options.busy_poll_seconds)
    number = poller.number
    world.hub.publish("poll", bot_id=call.me)
    entries = queue.take(offset, limit, world.now())
    if not entries and patience:
        offset = max(offset, 0)

        def is_over() -> bool:
            return poller.number != number or call.bot.is_revoked or bool(queue.take(offset, limit, world.now()))

        await world.hub.until(is_over, patience)
        if poller.number != number:
            raise await poller.conflict(world.options.conflict_seconds)
        entries = queue.take(offset, limit, world.now())
    return [entry.to_json() for entry in entries]
