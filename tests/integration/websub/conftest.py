"""One process of hubs, one database and one web server for all tests; each test has a hub of its own in that process,
and a room that it pushes to.
"""

import pytest
import pytest_asyncio

from tests.integration.websub.room import standing
from tests.support.hub import hub_process


def pytest_collection_modifyitems(items):
    """All tests of this folder live in one event loop, as their web server does."""
    for item in items:
        if "integration/websub" in item.path.as_posix() and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def hubs():
    with hub_process() as running:
        yield running


@pytest.fixture
def hub(hubs):
    return hubs.hub()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ground(tmp_path_factory):
    async with standing(tmp_path_factory.mktemp("push")) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def room(ground, hub):
    async with ground.push_room(hub) as found:
        yield found
