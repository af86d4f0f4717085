"""A local Telegram for the tests of each file, emptied before each test, and the real bot in it."""

import pytest

from tests.support.running import running_bot
from tests.support.telegram import local_telegram, set_scene


@pytest.fixture(scope="module")
def server():
    with local_telegram() as started:
        yield started


@pytest.fixture
def telegram(server):
    server.sim.reset()
    return set_scene(server.sandbox, server.sim, server.http)


@pytest.fixture
def bot(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as running:
        yield running
