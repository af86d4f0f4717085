"""The publisher on a real database, with a sender that does as it is told."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.ledger import Ledger
from bot.pacing import Limits, Pacer
from bot.publish import READERS_AT_ONCE, Publisher
from bot.turns import MOST_WAITING, NoTurn, Turns
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


class StillClock(MovableClock):
    """Goes on only when it is moved."""

    def __init__(self):
        super().__init__()
        self.moment = super().now()

    def now(self):
        return self.moment + self._ahead

    def ticks(self):
        return self._ahead.total_seconds()


@pytest.fixture
def clock():
    return StillClock()


@pytest.fixture
def publisher(store, sender, clock):
    return a_publisher(store, sender, clock)


def a_publisher(store, sender, clock, limits=FAST):
    return Publisher(store, sender, clock=clock, pacer=Pacer(limits), ledger=Ledger(DESK))


async def step(publisher):
    """One round, and the end of what it sent, recorded; seconds until the next round."""
    await publisher.step()
    while publisher._in_flight:
        await asyncio.wait(publisher._in_flight)
    return await publisher.step()


async def deliver(publisher, clock, *, rounds=40):
    """Round after round, with time passing as the publisher would sleep, until nothing is to be done."""
    for _ in range(rounds):
        clock.advance(await step(publisher))
        if not publisher._queue and not publisher._in_flight and not publisher._ended:
            publisher.wake()
            if await step(publisher) >= 1 and not publisher._in_flight:
                return
    raise AssertionError("there is always something to be done")


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


async def test_one_message_is_in_flight_a_chat_and_several_chats_are_served_at_once(
    store, sender, publisher, clock, tmp_path
):
    for name in ("A", "B"):
        await put(store, name, CHANNEL, MIRROR)
    sender.seconds = 0.02
    await deliver(publisher, clock)
    assert [sent for sent in sender.sent if sent[0] == -1001] == [(-1001, "A"), (-1001, "B")]
    assert [sent for sent in sender.sent if sent[0] == -1002] == [(-1002, "A"), (-1002, "B")]
    assert sender.peak == 2
    assert set(states(tmp_path)) == {"sent"}


async def test_a_chat_that_does_not_answer_holds_up_no_other(store, clock, tmp_path):
    class Stalling(Sender):
        async def __call__(self, due, chat):
            if chat == -1001:
                await asyncio.sleep(3600)
            return await super().__call__(due, chat)

    sender = Stalling()
    publisher = a_publisher(store, sender, MovableClock())
    for name in ("A", "B", "C"):
        await put(store, name, CHANNEL, MIRROR)
    running = asyncio.create_task(publisher.run())
    async with asyncio.timeout(10):
        while len(sender.sent) < 3:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [name for _, name in sender.sent] == ["A", "B", "C"]
    assert states(tmp_path)[0] == "sending"


async def test_the_desk_goes_first_then_the_channel_then_readers(store, sender, clock):
    publisher = a_publisher(store, sender, clock, Limits(overall=2))
    await put(store, "reader", Target(TargetKind.READER, str(await a_reader(store, 77))))
    await put(store, "channel")
    await put(store, "desk", DESK, kind=PostKind.NOTICE)
    await deliver(publisher, clock)
    assert [name for _, name in sender.sent] == ["desk", "channel", "reader"]


async def test_what_is_sent_in_bulk_goes_evenly_at_the_rate_that_is_set(store, clock):
    class Timing(Sender):
        async def __call__(self, due, chat):
            moments.append(clock.ticks())
            return await super().__call__(due, chat)

    moments, sender = [], Timing()
    publisher = a_publisher(store, sender, clock, Limits(overall=10))
    for chat in range(77, 97):
        await put(store, f"to {chat}", Target(TargetKind.READER, str(await a_reader(store, chat))))
    while len(sender.sent) < 20:
        clock.advance(await step(publisher))
    assert 1.8 <= moments[-1] - moments[0] <= 1.9


async def test_what_is_rewritten_between_look_up_and_claim_is_sent_as_it_stands_then(store, sender, clock):
    publisher = a_publisher(store, sender, clock, Limits(per_chat=0.5))
    await put(store, "A")
    await put(store, "B")
    await step(publisher)
    clock.advance(0.5)
    await step(publisher)  # B is looked up, and waits for its turn
    assert [turn.due.payload.public_id for turn in publisher._queue] == ["B"]
    async with store.writing() as uow:
        assert await uow.outbox.rewrite(2, Payload(brief=a_brief(), public_id="B2"), revision=2)
        await uow.commit()
    clock.advance(1.5)
    publisher._looked_at = clock.ticks()  # no new look comes between
    await step(publisher)
    assert [name for _, name in sender.sent] == ["A", "B2"]


async def test_who_has_to_wait_is_looked_at_when_his_time_has_come(store, sender, clock):
    publisher = a_publisher(store, sender, clock, Limits(per_chat=2))
    await put(store, "A")
    await put(store, "B")
    await step(publisher)
    assert await step(publisher) == pytest.approx(0.5)
    clock.advance(0.5)
    await step(publisher)
    assert [name for _, name in sender.sent] == ["A", "B"]


async def test_a_flood_wait_holds_its_chat_for_as_long_as_was_asked(store, sender, publisher, clock):
    sender.answers = [Attempt(Outcome.RETRY, retry_after=40)]
    await put(store, "A")
    await step(publisher)
    clock.advance(39)
    assert await step(publisher) == 1.0
    clock.advance(2)
    await step(publisher)
    assert len(sender.sent) == 2


async def test_a_flood_wait_is_kept_over_a_restart(store, sender, publisher, clock):
    sender.answers = [Attempt(Outcome.RETRY, retry_after=40)]
    await put(store, "A")
    await put(store, "B")
    await step(publisher)
    restarted = a_publisher(store, sender, clock)
    clock.advance(39)
    await step(restarted)
    assert len(sender.sent) == 1
    clock.advance(2)
    await deliver(restarted, clock)
    assert [name for _, name in sender.sent] == ["A", "A", "B"]


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


async def test_a_sender_that_breaks_spoils_one_post_and_the_desk_is_told(store, publisher, clock, tmp_path):
    class Broken(Sender):
        async def __call__(self, due, chat):
            if due.payload.public_id == "A":
                raise ZeroDivisionError
            return await super().__call__(due, chat)

    publisher._send = broken = Broken()
    await put(store, "A")
    await put(store, "B")
    await deliver(publisher, clock)
    assert [name for _, name in broken.sent if name == "B"] == ["B"]
    assert any("was refused, and is not tried again" in name for chat, name in broken.sent if chat == -1003)
    assert states(tmp_path)[0] == "rejected"


async def test_what_a_kill_left_in_flight_is_looked_for_in_the_channel_and_repeated_where_that_does_no_harm(
    store, publisher, clock, tmp_path
):
    reader = await a_reader(store, 77)
    await put(store, "A", CHANNEL)
    await put(store, "B", DESK, kind=PostKind.NOTICE)
    await put(store, "C", Target(TargetKind.READER, str(reader)))
    async with store.writing() as uow:
        for due in await uow.outbox.due(clock.now(), limit=10):
            assert await uow.outbox.claim(due.id, at=clock.now())
        await uow.commit()
    assert await publisher.recover() == 3
    assert states(tmp_path)[:3] == ["uncertain", "ready", "missed"]
    assert await publisher.recover() == 0


async def test_a_halt_that_comes_between_look_up_and_sending_stops_it_still(store, sender, publisher, clock, tmp_path):
    await put(store, "A")

    class Halting(Pacer):
        def wait(self, chat, *, now):
            """What another connection commits just before the delivery's turn."""
            with closing(sqlite3.connect(tmp_path / "heliograph.db")) as connection, connection:
                connection.execute("INSERT OR IGNORE INTO switches VALUES ('halted', '2026-01-01T00:00:00+00:00')")
            return 0.0

    publisher._pacer = Halting(FAST)
    await step(publisher)
    assert sender.sent == []
    assert states(tmp_path) == ["ready"]


async def test_while_everything_is_halted_the_desk_is_served_and_nothing_spins(store, sender, publisher, clock):
    async with store.writing() as uow:
        await uow.switches.set("halted", "2026-01-01T00:00:00+00:00")
        await uow.commit()
    for number in range(70):
        await put(store, f"A{number}", Target(TargetKind.CHANNEL, str(-2000 - number)))
    await put(store, "desk", DESK, kind=PostKind.NOTICE)
    await step(publisher)
    assert [name for _, name in sender.sent] == ["desk"]
    publisher.wake()
    assert await step(publisher) == 1.0


async def a_reader(store, chat):
    """A subscriber."""
    async with store.writing() as uow:
        reader = await uow.readers.enroll(chat, at=MovableClock().now())
        await uow.readers.set_subscribed(reader.id, subscribed=True)
        await uow.commit()
    return reader.id


async def test_what_cannot_be_recorded_spoils_nothing_else(store, sender, clock, tmp_path):
    class Forgetful(Ledger):
        async def record(self, uow, due, attempt, *, now):
            if due.payload.public_id == "A":
                raise ValueError("no ledger has this column")
            await super().record(uow, due, attempt, now=now)

    publisher = Publisher(store, sender, clock=clock, pacer=Pacer(FAST), ledger=Forgetful(DESK))
    await put(store, "A", CHANNEL)
    await put(store, "B", MIRROR)
    await step(publisher)
    await step(publisher)
    assert sorted(states(tmp_path)) == ["sending", "sent"]
    await put(store, "C", MIRROR)
    for _ in range(3):  # a round whose records cannot be kept together begins nothing
        publisher.wake()
        await step(publisher)
    assert [name for _, name in sender.sent] == ["A", "B", "C"]


async def test_a_reader_who_left_twice_spoils_nothing(store, sender, publisher):
    reader = Target(TargetKind.READER, str(await a_reader(store, 77)))
    await put(store, "A", reader)
    sender.answers = [Attempt(Outcome.GONE)]
    await publisher.step()
    async with store.writing() as uow:
        await uow.readers.set_subscribed(int(reader.address), subscribed=False)
        await uow.commit()
    await step(publisher)
    await put(store, "B")
    publisher.wake()
    await step(publisher)
    assert [name for _, name in sender.sent] == ["A", "B"]


async def test_nothing_spins_while_readers_messages_are_in_flight(store, sender, clock):
    publisher = a_publisher(store, sender, clock)
    sender.seconds = 0.3
    for chat in range(77, 77 + READERS_AT_ONCE + 5):
        await put(store, f"to {chat}", Target(TargetKind.READER, str(await a_reader(store, chat))))
    pauses = [await publisher.step() for _ in range(4)]
    assert len(publisher._in_flight) == READERS_AT_ONCE
    assert pauses[-1] == 1.0
    publisher.stop()
    assert await publisher.step() == 1.0
    while publisher._in_flight:
        await asyncio.wait(publisher._in_flight)


async def test_less_than_one_message_a_second_is_a_rate_too(store, sender, clock):
    publisher = a_publisher(store, sender, clock, Limits(overall=0.5))
    await put(store, "A")
    await put(store, "B", MIRROR)
    await deliver(publisher, clock)
    assert len(sender.sent) == 2


async def test_a_reply_that_waits_for_its_own_chat_holds_up_nobody(store, sender, clock):
    publisher = a_publisher(store, sender, MovableClock(), Limits())
    turns = Turns(publisher._pacer, publisher._clock)
    turns.halt(555, 60)
    waiting = asyncio.create_task(turns.take(555))
    await asyncio.sleep(0)
    await put(store, "A")
    await step(publisher)
    assert [name for _, name in sender.sent] == ["A"]
    waiting.cancel()


async def test_who_asks_faster_than_he_may_be_answered_is_not_answered(publisher):
    turns = Turns(publisher._pacer, publisher._clock)
    publisher._pacer.halt(555, 60, now=publisher._clock.ticks())
    waiting = [asyncio.create_task(turns.take(555)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(NoTurn):
        await turns.take(555)
    for task in waiting:
        task.cancel()
    turns.halt(555, 3600)
    await asyncio.gather(*waiting, return_exceptions=True)
    with pytest.raises(NoTurn):
        await turns.take(555)


async def test_an_edit_without_a_message_to_write_over_is_no_second_post(store, sender, publisher, tmp_path):
    await put(store, "A", kind=PostKind.EDIT)
    async with store.writing() as uow:
        await uow.outbox._connection.write(text("UPDATE deliveries SET awaits_receipt = 0"))
        await uow.commit()
    await step(publisher)
    assert sender.sent == []
    assert states(tmp_path) == ["dropped"]
