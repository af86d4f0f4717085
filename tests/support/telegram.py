"""A started local Telegram with the usual scene: an owner, a channel, a desk, the bot an administrator of both."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.sandbox import LimitRules, Options, Sandbox
from bot.sandbox.client import SimClient

TOKEN = "424242:local-telegram"


@dataclass(frozen=True)
class LocalTelegram:
    """The scene: where it is, who is in it, and the client that acts in it."""

    sandbox: Sandbox
    sim: SimClient
    http: httpx.Client
    """For requests beside those of `sim`; one client, for making one takes longer than a request."""
    token: str
    bot_id: int
    bot_username: str
    owner: int
    channel: int
    desk: int

    @property
    def url(self) -> str:
        """Where it is."""
        return self.sandbox.url

    @property
    def api_url(self) -> str:
        """The bot's `HELIOGRAPH_API_URL`, to which the token is appended."""
        return self.sandbox.api_url

    def api(self, method: str, **params: Any) -> httpx.Response:
        """Call the Bot API directly."""
        return self.http.post(f"{self.api_url}{self.token}/{method}", json=params)

    def discussion(self, channel: int | None = None, title: str = "Talk") -> int:
        """Give a channel, the usual one unless another is named, a discussion group that the bot administers."""
        group = self.sim.add_supergroup(title, creator=self.owner)
        self.sim.set_member(group, "bot")
        self.sim.link(channel or self.channel, group)
        return group

    def headlines(self) -> list[str]:
        """The first lines of the channel's posts, oldest first."""
        return [text.split("\n")[0] for text in self.posts()]

    def posts(self) -> list[str]:
        """The texts of the channel, oldest first."""
        return [message.text for message in self.sim.messages(self.channel)]


def set_scene(sandbox: Sandbox, sim: SimClient, http: httpx.Client, token: str = TOKEN) -> LocalTelegram:
    """Make the usual scene in an empty local Telegram; the owner's chat with the bot has begun, and no update waits."""
    bot = sim.add_bot(token)
    owner = sim.add_user("Olive", last_name="Owner", username="olive", language_code="en")
    channel = sim.add_channel("Conflict wire", creator=owner)
    desk = sim.add_supergroup("The desk", creator=owner)
    for chat in (channel, desk):
        sim.set_member(chat, "bot")
    sim.open_chat(owner)
    http.post(f"{sandbox.api_url}{token}/deleteWebhook", json={"drop_pending_updates": True}).raise_for_status()
    sim.clear_calls()
    return LocalTelegram(sandbox, sim, http, token, bot["id"], bot["username"], owner, channel, desk)


@contextmanager
def local_telegram(*, limits: LimitRules | None = None, **options: Any) -> Iterator[LocalTelegram]:
    """Start a local Telegram and set the usual scene; polls that come too soon are not held back for long."""
    settings = {"busy_poll_seconds": 0.05, "conflict_seconds": 0.05, **options}
    chosen = Options(limits=limits or LimitRules(), **settings)
    with (
        Sandbox(options=chosen) as sandbox,
        SimClient(sandbox.url) as sim,
        httpx.Client(trust_env=False, timeout=60, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as http,
    ):
        yield set_scene(sandbox, sim, http)
