"""One local Telegram for all; an empty scene and a bot of its own for each test."""

import ssl

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.support.running import running_bot
from tests.support.telegram import local_telegram, set_scene


@pytest.fixture(scope="package")
def server():
    with local_telegram() as started:
        yield started


@pytest.fixture
def telegram(server):
    server.sim.reset()
    return set_scene(server.sandbox, server.sim, server.http)


@pytest.fixture
def sim(telegram):
    return telegram.sim


@pytest.fixture
def bot(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as running:
        yield running


@pytest.fixture
async def client(telegram):
    """The library's client alone, without the bot around it."""
    settings = {
        "trust_env": False,
        "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    }  # reading certificates takes long
    ask, poll = (HTTPXRequest(httpx_kwargs=settings) for _ in range(2))
    async with Bot(telegram.token, base_url=telegram.api_url, request=ask, get_updates_request=poll) as bot:
        yield bot


@pytest.fixture
def reader(sim):
    """Somebody who has not talked to the bot yet."""
    return sim.add_user("Rita", language_code="en")
