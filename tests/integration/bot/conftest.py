"""One local Telegram for all; an empty scene and a bot of its own for each test."""

import pytest

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
def reader(sim):
    """Somebody who has not talked to the bot yet."""
    return sim.add_user("Rita", language_code="en")
