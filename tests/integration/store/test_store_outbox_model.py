"""The outbox against a plain model of it, through random days: adding, claiming, settling, time passing."""

import random
from dataclasses import dataclass

import pytest

from feeds.model import DeliveryState, PostKind, Settlement, Target
from tests.integration.store.scenes import CHANNEL, DESK, MIRROR, a_post, a_story, at

S, K = DeliveryState, PostKind
LANES = {K.CASE: 0, K.NOTICE: 0}


@dataclass
class Row:
    id: int
    kind: PostKind
    story: int | None
    target: Target
    not_before: float
    state: DeliveryState = S.READY
    attempts: int = 0
    message: int | None = None


class Model:
    """What ``Outbox.due`` promises, said slowly."""

    def __init__(self):
        self.rows = []

    def arrived(self, row):
        return any(
            (one.kind, one.story, one.target, one.state) == (K.NEW, row.story, row.target, S.SENT) for one in self.rows
        )

    def sendable(self, row):
        return row.state is S.READY and (row.kind is not K.EDIT or self.arrived(row))

    def due(self, now):
        chosen = []
        for target in {row.target for row in self.rows}:
            here = [row for row in self.rows if row.target == target]
            busy = any(row.state in {S.SENDING, S.UNCERTAIN} for row in here)
            put_off = any(self.sendable(row) and row.attempts and row.not_before > now for row in here)
            ready = [row for row in here if self.sendable(row) and row.not_before <= now]
            if ready and not busy and not put_off:
                chosen.append(min(ready, key=lambda row: row.id))
        return sorted(chosen, key=lambda row: (LANES.get(row.kind, 1), row.id))


class Day:
    """A random day, lived by store and model alike."""

    def __init__(self, uow, stories, seed):
        self.uow, self.stories, self.model = uow, stories, Model()
        self.random = random.Random(seed)
        self.now = 0.0
        self.revision = 0

    async def add(self):
        self.revision += 1
        kind = self.random.choice([K.NEW, K.NEW, K.EDIT, K.EDIT, K.NOTICE, K.ROUNDUP])
        story = self.random.choice(self.stories) if kind in {K.NEW, K.EDIT} else None
        targets = (
            (DESK,) if kind is K.NOTICE else tuple(self.random.sample([CHANNEL, MIRROR], self.random.randint(1, 2)))
        )
        not_before = self.now + self.random.choice([0, 0, 5])
        post = a_post(
            kind, story, targets=targets, revision=self.revision, moment=at(self.now), not_before=at(not_before)
        )
        if story is None:
            post = a_post(
                kind, targets=targets, key=f"k{self.revision}", moment=at(self.now), not_before=at(not_before)
            )
        assert await self.uow.outbox.add(post) is not None
        for target in targets:
            row = Row(len(self.model.rows) + 1, kind, story.id if story else None, target, not_before)
            self.model.rows.append(row)

    async def claim(self):
        for row in self.model.due(self.now)[:1]:
            assert await self.uow.outbox.claim(row.id, at=at(self.now))
            row.state, row.attempts = S.SENDING, row.attempts + 1

    async def settle(self):
        flying = [row for row in self.model.rows if row.state in {S.SENDING, S.UNCERTAIN}]
        if not flying:
            return
        row = self.random.choice(flying)
        row.state = self.random.choice([S.SENT, S.SENT, S.READY, S.UNCERTAIN, S.REJECTED, S.GONE])
        row.not_before = self.now + 3 if row.state is S.READY else row.not_before
        row.message = row.id if row.state is S.SENT else None
        settlement = Settlement(
            row.state, at(self.now), row.message, at(row.not_before) if row.state is S.READY else None
        )
        await self.uow.outbox.settle(row.id, settlement)

    async def check(self):
        due = await self.uow.outbox.due(at(self.now), limit=99)
        assert [one.id for one in due] == [row.id for row in self.model.due(self.now)]
        for one in due:
            assert (one.edits_message is not None) == (one.kind is K.EDIT)
        flying = [row.id for row in self.model.rows if row.state is S.SENDING]
        assert [one.id for one in await self.uow.outbox.in_flight()] == flying


@pytest.mark.parametrize("seed", range(3))
async def test_the_outbox_does_what_its_model_does(writing, seed):
    stories = [await a_story(writing, f"k{number}") for number in range(3)]
    day = Day(writing, stories, seed)
    for _ in range(80):
        await day.random.choice([day.add, day.claim, day.claim, day.settle, day.settle])()
        day.now += day.random.choice([0, 1, 2])
        await day.check()
