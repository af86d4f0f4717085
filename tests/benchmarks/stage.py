"""Where a benchmark takes place: the local Telegram and the feeds, each a process of its own, and the real bot.

Nothing that is measured shares an interpreter with what measures it.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from xml.sax.saxutils import quoteattr

import httpx

from bot import settings
from bot.sandbox.client import SimClient
from tests.benchmarks.feed_server import FeedServer
from tests.benchmarks.processes import ROOT, die_with_parent, free_port, stop

TOKEN = "424242:benchmark-of-a-newsroom"
KEY = "11" * 32
_PATIENCE = 120.0
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

#: The bot's settings: its own, but for what a benchmark says.
_SETTINGS = 'listen = "off"\nreview = "auto"\nposts_per_hour = 600\n'


class BenchmarkError(Exception):
    """The benchmark could not be run; the message says why."""

    code = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what is on the local Telegram."""

    owner: int
    channels: tuple[int, ...]
    desk: int | None  #: the moderators' group, where there is one

    @property
    def channel(self) -> int:
        """The first channel."""
        return self.channels[0]


class Stage:
    """Everything that is started; a context manager that ends it all.

    Of several channels, those after the first are mirrors.
    """

    def __init__(self, *, hosts: int = 1, channels: int = 1, desk: bool = False) -> None:
        self._hosts, self._channels, self._desk = hosts, channels, desk
        self._ends = ExitStack()
        self.bot: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _start(self) -> None:
        self.folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="heliograph-bench-")))
        self.feeds = self._ends.enter_context(FeedServer(hosts=self._hosts))
        port = free_port()
        self._launch(["sandbox", "--port", str(port)], self.folder / "telegram.log", clean_environment())
        self.url = f"http://127.0.0.1:{port}"
        self.sim = self._ends.enter_context(SimClient(self.url))
        self.wait(self._telegram_answers, "the local Telegram does not answer")
        self.scene = self._set_scene()

    def _set_scene(self) -> Scene:
        self.sim.add_bot(TOKEN)
        owner = self.sim.add_user("Ada", last_name="Editor")
        channels = tuple(self.sim.add_channel(f"Benchmark {n}", creator=owner) for n in range(self._channels))
        desk = self.sim.add_supergroup("The desk", creator=owner) if self._desk else None
        for chat in (*channels, desk):
            if chat is not None:
                self.sim.set_member(chat, "bot")
        return Scene(owner, channels, desk)

    @property
    def log(self) -> Path:
        """What the bot logged."""
        return self.folder / "bot.log"

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "heliograph.db"

    def set_up(self, feeds: dict[str, str], *, extra: str = "") -> None:
        """Write the bot's settings and its feed list (name of the outlet → address)."""
        lines = [
            f"<outline type='rss' text={quoteattr(name)} xmlUrl={quoteattr(url)} language='en'/>"
            for name, url in feeds.items()
        ]
        opml = f"<opml version='2.0'><head/><body>{''.join(lines)}</body></opml>"
        (self.folder / "feeds.opml").write_text(opml, "utf-8")
        (self.folder / "settings.toml").write_text(_SETTINGS + extra, "utf-8")

    def start_bot(
        self, *, database: Path | None = None, log_level: str = "info", again: bool = False, **settings: str
    ) -> float:
        """Start the bot as a process; the moment before. Its log is begun anew, or with ``again`` goes on.

        ``settings``: variables of its environment, instead of or besides the usual ones.
        """
        usual = {
            "HELIOGRAPH_BOT_TOKEN": TOKEN,
            "HELIOGRAPH_API_URL": f"{self.url}/bot",
            "HELIOGRAPH_CHANNEL": ",".join(map(str, self.scene.channels)),
            "HELIOGRAPH_DESK": str(self.scene.desk or ""),
            "HELIOGRAPH_OWNERS": str(self.scene.owner),
            "HELIOGRAPH_FEEDS": str(self.folder / "feeds.opml"),
            "HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8",
            "HELIOGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{database or self.database}",
            "HELIOGRAPH_DATA_KEY": KEY,
        }
        environment = clean_environment(**(usual | settings))
        arguments = ["run", "--log-level", log_level, "--config", str(self.folder / "settings.toml")]
        began = time.time()
        self.bot = self._launch(arguments, self.log, environment, again=again)
        return began

    def stop_bot(self) -> None:
        """End the bot as an operator does."""
        if self.bot:
            stop(self.bot)

    def see_alive(self) -> None:
        """Raise ``BenchmarkError`` where the bot has ended."""
        if self.bot and self.bot.poll() is not None:
            raise BenchmarkError(f"The bot ended by itself. It said:\n{self.said()}")

    def logged(self, event: str) -> bool:
        """Whether the bot's log has a line of this event."""
        return f"event={event}" in self.log.read_text("utf-8", "replace")

    def said(self) -> str:
        """The end of the bot's log."""
        return self.log.read_text("utf-8", "replace")[-1500:] if self.log.exists() else ""

    def _launch(
        self, arguments: list[str], log: Path, environment: dict[str, str], *, again: bool = False
    ) -> subprocess.Popen[bytes]:
        with log.open("ab" if again else "wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
            )
        self._ends.callback(stop, process)
        return process

    def _telegram_answers(self) -> bool:
        try:
            self.sim.counters()
        except httpx.TransportError:
            return False
        return True

    def kill_bot(self) -> None:
        """End the bot at once."""
        if self.bot:
            self.bot.kill()
            self.bot.wait()

    def wait(self, happened: Callable[[], object], what: str, *, patience: float = _PATIENCE) -> None:
        """Wait until something holds; raises ``BenchmarkError`` where it does not, or where the bot has ended."""
        deadline = time.monotonic() + patience
        while not happened():
            self.see_alive()
            if time.monotonic() > deadline:
                raise BenchmarkError(f"After {patience:.0f} s {what}. The bot said:\n{self.said()}")
            time.sleep(0.05)


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment of a process: no setting of the machine's, no proxy."""
    kept = settings.environment(**extra)
    return {name: value for name, value in kept.items() if name.lower() not in _PROXIES}
