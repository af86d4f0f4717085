"""The publisher on a real database, with a sender that does as it is told."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.pacing import Limits, Pacer
from bot.publish import Publisher
from feeds.core.outbox import Attempt, Outcome
from feeds.model import NewPost, Payload, PostKind, Target, TargetKind
from tests.support.briefs import a_brief
from tests.support.databases import sqlite_store
from tests.support.running import MovableClock, locked, read

CHANNEL, MIRROR = Target(TargetKind.CHANNEL, "-1001"), Target(TargetKind.CHANNEL, "-1002")
DESK = Target(TargetKind.DESK, "-1003")
FAST = Limits(per_chat=float("inf"), per_group=10**6, overall=1e6)


class Sender:
    """Sends nothing; says that it did, or what it is told to say, and remembers who was written to."""

    def __init__(self):
        self.sent, self.busy, self.peak = [], 0, 0
        self.answers, self.seconds = [], 0.0
        self.began = asyncio.Event()

    async def __call__(self, due, chat):
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        self.began.set()
        await asyncio.sleep(self.seconds)
        self.busy -= 1
        self.sent.append((chat, due.payload.public_id or due.payload.text))
        return self.answers.pop(0) if self.answers else Attempt(Outcome.SENT, message_id=len(self.sent))


@pytest.fixture
async def store(tmp_path):
    opened = await sqlite_store(tmp_path, busy_timeout=0.1)
    yield opened
    await opened.close()
    await asyncio.sleep(0)


@pytest.fixture
def sender():
    return Sender()


@pytest.fixture
def ticks():
    """A monotonic clock that stands until it is moved."""
    return [0.0]


@pytest.fixture
def publisher(store, sender, ticks):
    clock = MovableClock()
    made = Publisher(store, sender, clock=clock, pacer=Pacer(FAST), desk=DESK, ticks=lambda: ticks[0])
    made.clock = clock
    return made


async def put(store, public_id, *targets, kind=PostKind.NEW):
    now = MovableClock().now() - timedelta(seconds=1)
    payload = Payload(brief=a_brief(), public_id=public_id, text=public_id)
    async with store.writing() as uow:
        post = NewPost(kind, payload, targets or (CHANNEL,), now, now, key=f"{kind}:{public_id}")
        await uow.outbox.add(post)
        await uow.commit()


def states(tmp_path):
    with read(tmp_path / "heliograph.db") as connection:
        return [row[0] for row in connection.execute("SELECT state FROM deliveries ORDER BY id")]


async def test_one_message_is_in_flight_a_chat_and_several_chats_are_served_at_once(store, sender, publisher, tmp_path):
    for name in ("A", "B"):
        await put(store, name, CHANNEL, MIRROR)
    sender.seconds = 0.02
    while await publisher.deliver_due() < 1:
        assert sender.peak <= 2
    assert [sent for sent in sender.sent if sent[0] == -1001] == [(-1001, "A"), (-1001, "B")]
    assert [sent for sent in sender.sent if sent[0] == -1002] == [(-1002, "A"), (-1002, "B")]
    assert sender.peak == 2
    assert set(states(tmp_path)) == {"sent"}


async def test_who_has_to_wait_is_looked_at_when_his_time_has_come(store, sender, publisher, ticks):
    publisher._pacer = Pacer(Limits(per_chat=2))
    await put(store, "A")
    await put(store, "B")
    assert await publisher.deliver_due() == 0
    assert await publisher.deliver_due() == pytest.approx(0.5)
    ticks[0] = 0.5
    assert await publisher.deliver_due() == 0
    assert [name for _, name in sender.sent] == ["A", "B"]


async def test_a_flood_wait_holds_its_chat_for_as_long_as_was_asked(store, sender, publisher, ticks):
    sender.answers = [Attempt(Outcome.RETRY, retry_after=40)]
    await put(store, "A")
    await publisher.deliver_due()
    publisher.clock.advance(39)
    ticks[0] = 39
    assert await publisher.deliver_due() == 1.0
    publisher.clock.advance(2)
    ticks[0] = 41
    await publisher.deliver_due()
    assert len(sender.sent) == 2


async def test_a_refused_token_ends_it_and_keeps_what_waits(store, sender, publisher, tmp_path):
    sender.answers = [Attempt(Outcome.FATAL, problem="no")]
    await put(store, "A")
    await put(store, "B")
    await asyncio.wait_for(publisher.run(), 10)
    assert publisher.fatal == "no"
    assert states(tmp_path) == ["ready", "ready"]


async def test_a_database_that_refuses_is_asked_again(store, sender, publisher, tmp_path):
    await put(store, "A")
    with locked(tmp_path / "heliograph.db"):
        running = asyncio.create_task(publisher.run())
        await asyncio.sleep(0.3)  # the claim is refused
        assert sender.sent == []
    publisher.wake()
    async with asyncio.timeout(10):
        await sender.began.wait()
    publisher.stop()
    await asyncio.wait_for(running, 10)
    assert states(tmp_path) == ["sent"]


async def test_stopping_waits_for_what_is_in_flight_and_begins_nothing_more(store, sender, publisher, tmp_path):
    await put(store, "A")
    await put(store, "B")
    sender.seconds = 0.2
    running = asyncio.create_task(publisher.run())
    await sender.began.wait()
    publisher.stop()
    await asyncio.wait_for(running, 10)
    assert states(tmp_path) == ["sent", "ready"]


async def test_a_sender_that_breaks_spoils_one_post_and_the_desk_is_told(store, publisher, sender, tmp_path):
    class Broken(Sender):
        async def __call__(self, due, chat):
            if due.payload.public_id == "A":
                raise ZeroDivisionError
            return await super().__call__(due, chat)

    publisher._send = broken = Broken()
    await put(store, "A")
    await put(store, "B")
    while await publisher.deliver_due() < 1:
        pass
    assert [name for _, name in broken.sent if name == "B"] == ["B"]
    assert any("refused story A in the channel" in name for chat, name in broken.sent if chat == -1003)
    assert states(tmp_path)[0] == "rejected"


async def test_what_a_kill_left_in_flight_is_looked_for_in_the_channel_and_repeated_where_that_does_no_harm(
    store, sender, publisher, tmp_path
):
    async with store.writing() as uow:
        reader = await uow.readers.enroll(77, at=publisher.clock.now())
        await uow.readers.set_subscribed(reader.id, subscribed=True)
        await uow.commit()
    await put(store, "A", CHANNEL)
    await put(store, "B", DESK, kind=PostKind.NOTICE)
    await put(store, "C", Target(TargetKind.READER, str(reader.id)))
    async with store.writing() as uow:
        for due in await uow.outbox.due(publisher.clock.now(), limit=10):
            assert await uow.outbox.claim(due.id, at=publisher.clock.now())
        await uow.commit()
    assert await publisher.recover() == 3
    assert states(tmp_path)[:3] == ["uncertain", "ready", "dropped"]
    assert await publisher.recover() == 0


async def test_a_halt_that_comes_between_look_up_and_sending_stops_it_still(store, sender, publisher, tmp_path):
    await put(store, "A")

    def halt_meanwhile():
        """What another connection commits just before the delivery's turn."""
        with closing(sqlite3.connect(tmp_path / "heliograph.db")) as connection, connection:
            connection.execute("INSERT OR IGNORE INTO switches VALUES ('halted', '2026-01-01T00:00:00+00:00')")
        return 0.0

    publisher._ticks = halt_meanwhile
    await publisher.deliver_due()
    assert sender.sent == []
    assert states(tmp_path) == ["ready"]
