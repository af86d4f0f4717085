"""What a storm's feeds bring, and the moderator who answers when the bot asks."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path

from bot.callbacks import ArrivalButton, BadCallback, decode
from feeds.model import Entry
from tests.benchmarks.feed_server import entries
from tests.benchmarks.invented import apart, later, report
from tests.benchmarks.stage import Stage

#: Entries of one feed; nothing rolls off it, so that whatever was published can still be fetched after any outage.
_HELD = 100
#: Older than what is posted.
_OLD = timedelta(hours=8)
#: One story in so many is revised, once its post is in the channel, within so many seconds.
_REVISED, _SOON = 5, 3.0
#: Seconds after which a button is pressed again: a kill may have lost the press.
_PATIENCE = 5.0


class Wire:
    """Feeds whose reports are each a story of their own; some are revised later."""

    def __init__(self, stage: Stage, posts: int, *, chance: random.Random) -> None:
        self._stage, self._chance = stage, chance
        paths = [f"/wire-{number}" for number in range(-(-posts // _HELD))]
        *self.events, self._old = apart(posts + 1)
        self._feeds: dict[str, list[Entry]] = {}
        self._path = {event: paths[number // _HELD] for number, event in enumerate(self.events)}
        self._due: list[tuple[float, int, bool]] = []
        self._planned: dict[int, list[int]] = {}
        self._unrevised = set(self.events[::_REVISED])
        self.published: dict[int, float] = {}  #: event → when it came into its feed
        self.revised: set[int] = set()
        for path in paths:
            self._feeds[path] = entries([report(self._old)], published=datetime.now(UTC) - _OLD)
            stage.feeds.feed(path, self._feeds[path])

    def addresses(self) -> dict[str, str]:
        """Outlet → address."""
        return {f"Outlet of {path}": self._stage.feeds.url(path) for path in self._feeds}

    def plan(self, lives: int) -> None:
        """Spread the news over so many lives of the bot."""
        for number, event in enumerate(self.events):
            self._planned.setdefault(number * lives // len(self.events), []).append(event)

    def begin(self, life: int, *, within: float) -> None:
        """A life of the bot begins: what belongs to it comes within so many seconds."""
        for event in self._planned.pop(life, []):
            self._plan(event, within, revised=False)

    def look(self) -> None:
        """Plan revisions of what stands in the first channel by now."""
        if self._unrevised:
            texts = "\n".join(message.text for message in self._stage.sim.messages(self._stage.scene.channel))
            posted = {event for event in self._unrevised if report(event).title in texts}
            self._unrevised -= posted
            for event in sorted(posted):
                self._plan(event, _SOON, revised=True)

    def _plan(self, event: int, within: float, *, revised: bool) -> None:
        heappush(self._due, (time.time() + self._chance.uniform(0, within), event, revised))

    @property
    def done(self) -> bool:
        """Whether everything is in the feeds, revisions too."""
        return not self._due and not self._planned and not self._unrevised

    def advance(self) -> None:
        """Publish what is due."""
        changed = set()
        while self._due and self._due[0][0] <= time.time():
            _, event, revised = heappop(self._due)
            changed.add(self._path[event])
            if revised:
                self._revise(event)
            else:
                self._publish(event)
        for path in changed:
            self._stage.feeds.feed(path, self._feeds[path])

    def _publish(self, event: int) -> None:
        self.published[event] = time.time()
        new = entries([report(event)], published=datetime.now(UTC))
        self._feeds[self._path[event]][:0] = new

    def _revise(self, event: int) -> None:
        self.revised.add(event)
        one = later(event)
        held = self._feeds[self._path[event]]
        told = {"title": one.title, "summary": one.text}
        held[:] = [replace(entry, **told) if entry.guid == one.key else entry for entry in held]


class Owner:
    """Answers the desk's questions truthfully: he looks into the channel."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._pressed: dict[int, float] = {}

    def look(self) -> None:
        """Answer what is asked."""
        scene, sim = self._stage.scene, self._stage.sim
        for message in sim.messages(scene.desk):
            asked = {button.delivery_id for row in message.buttons for button in _arrivals(row)}
            pressed_at = self._pressed.get(message.id, float("-inf"))
            if asked and pressed_at < time.monotonic() - _PATIENCE:
                self._pressed[message.id] = time.monotonic()
                answer = f"v1:{'there' if self._arrived(asked.pop()) else 'again'}"
                data = next(one.data for row in message.buttons for one in row if one.data.startswith(answer))
                sim.press(scene.desk, message.id, data=data, user=scene.owner, timeout=0)

    def _arrived(self, delivery: int) -> bool:
        with reading(self._stage.database) as connection:
            where = "SELECT target, nonce FROM deliveries WHERE id = ?"
            target, nonce = connection.execute(where, (delivery,)).fetchone()
        return any(nonce in link for message in self._stage.sim.messages(int(target)) for link in message.links)


def _arrivals(row: list) -> Iterator[ArrivalButton]:
    for button in row:
        try:
            found = decode(button.data)
        except BadCallback:
            continue
        if isinstance(found, ArrivalButton):
            yield found


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """The bot's database, to read from."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        yield connection
