"""The demonstration: a local Telegram, the sample wire, and the real bot between them, as a process of its own."""

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot import settings
from bot.demo.judge import Posted, Verdict, judge, posted
from bot.demo.server import WireServer
from bot.demo.wire import Wire
from bot.sandbox import Options, Sandbox
from bot.sandbox.client import SimClient
from bot.sandbox.options import LimitRules
from bot.sandbox.seen import SeenMessage

TOKEN = "424242:sample-wire-demonstration"  # noqa: S105 - any token works on the local Telegram
CHANNEL_NAME = "sample_wire"
#: Seconds in which the bot must have asked for updates.
START_SECONDS = 30.0
#: Seconds that edits are gathered in the demonstration.
EDIT_AFTER = 4
#: Seconds without any change in the channel after which the wire's day counts as posted.
QUIET = 12.0

_SETTINGS = f"""\
# The demonstration's settings: the bot's own, but for a pace that suits a day of ninety seconds.
review = "policy"
posts_per_hour = 100
listen = "off"

[cadence]
fastest = "1s"
slowest = "1s"

[pacing]
edit_after = "{EDIT_AFTER}s"
"""


class DemoError(Exception):
    """The demonstration could not run; the message says why."""

    code = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what is on the local Telegram."""

    owner: int
    channel: int
    desk: int


class Demo:
    """Everything that the demonstration starts; a context manager that ends it all."""

    def __init__(self, *, port: int = 0, day_seconds: float = 90.0, log_level: str = "info") -> None:
        self._day_seconds, self._log_level = day_seconds, log_level
        self._ends = ExitStack()
        self.sandbox = Sandbox(port=port, options=Options(limits=LimitRules(enforce=True)))
        self.wire = WireServer(day_seconds=day_seconds)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ends.close()

    @property
    def page(self) -> str:
        """The page that shows channel, desk and private chat."""
        return self.sandbox.url

    @property
    def log(self) -> Path:
        """What the bot logged."""
        return self.folder / "bot.log"

    def _start(self) -> None:
        self.folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="heliograph-demo-")))
        self._ends.enter_context(self.sandbox)
        self.sim = self._ends.enter_context(SimClient(self.sandbox.url))
        self.scene = _set_scene(self.sim)
        self._ends.enter_context(self.wire)
        self._process = self._start_bot()
        self._ends.callback(self._stop_bot)
        self._wait_for_bot()
        self.wire.begin()

    def _start_bot(self) -> subprocess.Popen[bytes]:
        (self.folder / "feeds.opml").write_text(self.wire.opml(), "utf-8")
        (self.folder / "settings.toml").write_text(_SETTINGS, "utf-8")
        environment = settings.environment(
            HELIOGRAPH_BOT_TOKEN=TOKEN,
            HELIOGRAPH_API_URL=self.sandbox.api_url,
            HELIOGRAPH_CHANNEL=str(self.scene.channel),
            HELIOGRAPH_DESK=str(self.scene.desk),
            HELIOGRAPH_OWNERS=str(self.scene.owner),
            HELIOGRAPH_FEEDS=str(self.folder / "feeds.opml"),
            HELIOGRAPH_ALLOW_NETWORKS="127.0.0.0/8",
            HELIOGRAPH_DATABASE_URL=f"sqlite+aiosqlite:///{self.folder / 'heliograph.db'}",
            HELIOGRAPH_DATA_KEY="11" * 32,
        )
        command = [sys.executable, "-m", "bot", "run", "--log-level", self._log_level]
        with self.log.open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own program
                [*command, "--config", str(self.folder / "settings.toml")],
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _wait_for_bot(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.sim.calls("getUpdates"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text("utf-8", "replace").strip()[-2000:]
                raise DemoError(f"The bot did not start. It said:\n{said}")
            time.sleep(0.1)

    def _stop_bot(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def alive(self) -> bool:
        """Whether the bot still runs."""
        return self._process.poll() is None

    def channel(self) -> list[SeenMessage]:
        """The channel as its readers see it."""
        return self.sim.messages(self.scene.channel)

    def desk(self) -> list[SeenMessage]:
        """The desk as moderators see it."""
        return self.sim.messages(self.scene.desk)

    def state(self) -> tuple[int, int, int]:
        """Posts, edits and cards so far."""
        posts = self.channel()
        return len(posts), sum(1 for post in posts if post.edit_date), len(self.desk())

    def status(self, text: str) -> None:
        """Show a line at the top of the page."""
        self.sim.page(status=text)

    def verdict(self, wire: Wire) -> Verdict:
        """Compare what was posted with what was expected."""
        return judge(wire, _shown(self.channel(), wire), _shown(self.desk(), wire))


def _shown(messages: list[SeenMessage], wire: Wire) -> list[Posted]:
    return [posted(message.text, message.links, wire) for message in messages]


def _set_scene(sim: SimClient) -> Scene:
    sim.add_bot(TOKEN)
    owner = sim.add_user("Ada", last_name="Editor", username="ada_editor", language_code="en")
    channel = sim.add_channel("Sample wire", creator=owner, username=CHANNEL_NAME)
    desk = sim.add_supergroup("The desk", creator=owner)
    for chat in (channel, desk):
        sim.set_member(chat, "bot")
    sim.page(
        panes=[
            {"title": "Sample wire", "chat_id": channel, "as_user_id": owner, "role": "channel"},
            {"title": "The desk", "chat_id": desk, "as_user_id": owner, "role": "desk"},
            {"title": "Heliograph", "chat_id": owner, "as_user_id": owner, "role": "private"},
        ]
    )
    sim.write(owner, "/start")
    return Scene(owner, channel, desk)
