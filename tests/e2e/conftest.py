"""The servers that the program talks to, and a newsroom in a folder of its own."""

import pytest

from tests.support.feed_server import FeedServer
from tests.support.process import Newsroom
from tests.support.telegram import local_telegram, set_scene


@pytest.fixture(scope="package")
def server():
    with local_telegram() as started:
        yield started


@pytest.fixture(scope="module")
def feeds():
    with FeedServer() as started:
        yield started


@pytest.fixture(scope="module")
def telegram(server):
    """An empty scene for each module."""
    server.sim.reset()
    return set_scene(server.sandbox, server.sim, server.http)


@pytest.fixture
def room(telegram, feeds, tmp_path):
    found = Newsroom(telegram, feeds, tmp_path)
    found.outlet("/herald", "Arven Herald")
    return found
