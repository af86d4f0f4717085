"""The real program as a process: ``python -m bot …``, and what it says and leaves behind.

::

    room = Newsroom(telegram, feeds, folder)       # the settings of a small desk, in a folder of its own
    room.outlet("/a", "Arven Herald")
    room.publish("/a", event(0))
    with room.run() as bot:                        # from the moment that it has started
        room.until_posted(EVENTS[0][0])
        bot.terminate()
        assert bot.wait() == 0
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import quoteattr

from bot import settings
from feeds.fetch.opml import NAMESPACE
from feeds.model import Entry
from tests.support.feed_server import FeedServer
from tests.support.telegram import LocalTelegram

DATA_KEY = "5eA1" * 16
#: Seconds that a started bot may take to ask for updates, and to end.
PATIENCE = 40.0

QUICK = """\
listen = "off"
posts_per_hour = 600

[cadence]
fastest = "1s"
slowest = "1s"

[pacing]
per_chat = 50
per_group = 1000
overall = 1000
edit_after = "0s"
settle_after = "2s"
"""


#: Events that no reader would take for one another: headline and first sentence.
EVENTS = (
    ("Shelling kills four people in Arven", "Artillery fire hit two villages by the river, the governor said."),
    ("Drone strike destroys bridge near Port Salo", "Troops said a drone hit the crossing at dawn."),
    ("Troops enter the town of Velm after heavy fighting", "Residents fled as tanks rolled in."),
    ("Missile hits power station in Karsk", "Engineers said the missile destroyed two turbines."),
    ("Soldiers wounded in ambush near Lake Ostra", "Gunmen attacked a convoy of soldiers on the shore road."),
    ("Rebels seize military airfield at Tamun", "Fighters took the runway and captured helicopters."),
    ("Ceasefire collapses along the Norvik front", "Both armies resumed artillery fire overnight."),
    ("Airstrike hits warehouse in Dolna", "The air force bombed an ammunition depot."),
    ("Snipers kill two guards at the Hask border post", "Border guards were shot dead by snipers."),
)


def until(condition: Callable[[], object], *, what: str, seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not come about that {what}")
        time.sleep(0.02)


def an_entry(title: str, *, guid: str | None = None, summary: str = "", **changes: object) -> Entry:
    """An entry that is published now."""
    about = {"link": f"https://news.example/{(guid or title).replace(' ', '-')}", "published": datetime.now(UTC)}
    return Entry(title=title, summary=summary, guid=guid or title, **{**about, **changes})


def event(number: int, **changes: object) -> Entry:
    """An entry about one of the events."""
    title, summary = EVENTS[number]
    return an_entry(title, summary=summary, **changes)


class BotProcess:
    """A process of the program in a session of its own. Leave the block, and it and its children are gone."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], folder: Path, log: Path | None = None) -> None:
        self._command = [sys.executable, "-m", "bot", *arguments]
        self._environment, self._folder = dict(environment), folder
        self.log = log or folder / "bot.log"

    def start(self) -> Self:
        """Start it; what it says on both streams goes to one file, behind what was said there before."""
        path = os.pathsep.join([str(Path(settings.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env={**self._environment, "PYTHONPATH": path.strip(os.pathsep)},
                cwd=self._folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.alive():
            self.kill()
        self._process.wait()

    @property
    def said(self) -> str:
        """What it said so far."""
        return self.log.read_text("utf-8", "replace")

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def terminate(self) -> None:
        """Ask it to end, as a service manager does."""
        self._process.send_signal(signal.SIGTERM)

    def interrupt(self) -> None:
        """Ask it to end, as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and its children in the middle of whatever they do."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; its exit code."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"the bot did not end. It said:\n{self.said[-3000:]}") from None

    def until_said(self, words: str, *, seconds: float = PATIENCE) -> None:
        """Wait until it has said something."""
        self._until(lambda: words in self.said, f"the bot said {words!r}", seconds)

    def _until(self, condition: Callable[[], object], what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if not self.alive() or time.monotonic() > deadline:
                raise TimeoutError(f"it did not come about that {what}. It said:\n{self.said[-3000:]}")
            time.sleep(0.02)


@dataclass
class Newsroom:
    """A deployment in a folder: settings, a feed list, a database; and the servers that it talks to."""

    telegram: LocalTelegram
    feeds: FeedServer
    folder: Path
    paths: dict[str, Mapping[str, str]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """Its database."""
        return self.folder / "heliograph.db"

    def outlet(self, path: str, name: str, **said: str) -> None:
        """Put a feed into the list, with what is said of its outlet."""
        self.paths[path] = {"outlet": name, **said}
        self.entries.setdefault(path, [])
        self.feeds.feed(path, self.entries[path])
        outlines = "".join(_outline(self.feeds.url(where), about) for where, about in self.paths.items())
        text = f'<opml version="2.0" xmlns:h="{NAMESPACE}"><body>{outlines}</body></opml>'
        (self.folder / "feeds.opml").write_text(text, "utf-8")

    def publish(self, path: str, *entries: Entry) -> None:
        """Let an outlet publish entries; the newest stand first."""
        self.entries[path] = [*reversed(entries), *self.entries[path]]
        self.feeds.feed(path, self.entries[path])

    def environment(self, **changes: str | None) -> dict[str, str]:
        """The process's environment; None leaves a setting out."""
        given = {
            "HELIOGRAPH_BOT_TOKEN": self.telegram.token,
            "HELIOGRAPH_API_URL": self.telegram.api_url,
            "HELIOGRAPH_CHANNEL": str(self.telegram.channel),
            "HELIOGRAPH_DESK": str(self.telegram.desk),
            "HELIOGRAPH_OWNERS": str(self.telegram.owner),
            "HELIOGRAPH_FEEDS": str(self.folder / "feeds.opml"),
            "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8",
            "HELIOGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "HELIOGRAPH_DATA_KEY": DATA_KEY,
            **changes,
        }
        return settings.environment(**{name: value for name, value in given.items() if value is not None})

    def process(self, *command: str, log: str = "bot.log", **changes: str | None) -> BotProcess:
        """A process of the program with these settings; not started yet."""
        config = self.folder / "heliograph.toml"
        if not config.exists():
            config.write_text(QUICK, "utf-8")
        return BotProcess(*command, environment=self.environment(**changes), folder=self.folder, log=self.folder / log)

    @contextmanager
    def run(self, *options: str, wait: bool = True, **changes: str | None) -> Iterator[BotProcess]:
        """Run the bot; with ``wait``, from the moment that it has started. It is killed if it still runs in the end."""
        with self.process("run", *options, **changes) as bot:
            before = bot.said.count("event=started")
            if wait:
                bot._until(lambda: bot.said.count("event=started") > before, "the bot started", PATIENCE)
            yield bot

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database holds, read as somebody else reads it."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def posts(self) -> list[str]:
        """The headlines in the channel."""
        return [text.split("\n", 1)[0] for text in self.telegram.posts()]

    def until_posted(self, *headlines: str) -> None:
        """Wait until every headline is in the channel."""
        self.telegram.sim.until(
            self.telegram.channel,
            lambda seen: set(headlines) <= {message.text.split("\n", 1)[0] for message in seen},
            timeout=PATIENCE,
        )


def _outline(url: str, about: Mapping[str, str]) -> str:
    said = " ".join(f"h:{name}={quoteattr(value)}" for name, value in about.items())
    return f"<outline text={quoteattr(about['outlet'])} xmlUrl={quoteattr(url)} {said}/>"
