"""One local Telegram for each module; each test makes the chats it needs."""

from collections.abc import Iterator

import pytest

from tests.support.telegram import LocalTelegram, local_telegram


@pytest.fixture(scope="module")
def place() -> Iterator[LocalTelegram]:
    """A started local Telegram with the usual scene."""
    with local_telegram() as started:
        yield started


@pytest.fixture
def channel(place: LocalTelegram) -> int:
    """A new channel with the bot as its administrator."""
    chat = place.sim.add_channel("Wire", creator=place.owner)
    place.sim.set_member(chat, "bot")
    return chat


@pytest.fixture
def reader(place: LocalTelegram) -> int:
    """A new user whose chat with the bot has begun."""
    user = place.sim.add_user("Rea")
    place.sim.open_chat(user)
    return user
