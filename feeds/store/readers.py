"""Readers. Of a chat id the database holds a keyed hash, to find it by, and the sealed id, to write to it."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Update, delete, func, insert, select, update

from feeds.errors import NotFound, StoreError
from feeds.model import Reader, ReaderId
from feeds.store.batches import batches
from feeds.store.connection import Connection
from feeds.store.seal import Seal
from feeds.store.switches import SqlSwitches
from feeds.store.tables import reader_beats, readers

_SEALED_WITH: Final = "readers.sealed_with"
_HIGHEST_ID: Final = 2**53 - 1  # what every JSON reader keeps exact


class SqlReaders:
    """A ``feeds.ports.ReaderRepository``.

    The first enrolment notes the key's mark. With another key nobody would be found and everybody enrolled a second
    time; so it is refused.
    """

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal
        self._switches = SqlSwitches(connection)

    async def enroll(self, chat_id: int, *, at: datetime) -> Reader:
        """The reader of this chat, made if it is not known."""
        known = await self.find(chat_id)
        if known is not None:
            return known
        await self._switches.set(_SEALED_WITH, self._seal.mark)
        reader_id = ReaderId(secrets.randbelow(_HIGHEST_ID) + 1)
        values = {
            "id": reader_id,
            "lookup": self._seal.lookup(chat_id),
            "sealed": self._seal.seal(chat_id),
            "subscribed": False,
            "joined_at": at,
        }
        await self._connection.write(insert(readers).values(values))
        return await self.get(reader_id)

    async def find(self, chat_id: int) -> Reader | None:
        """The reader of this chat."""
        mark = await self._switches.get(_SEALED_WITH)
        if mark is not None and mark != self._seal.mark:
            raise StoreError(
                "The readers were sealed with another data key: set HELIOGRAPH_DATA_KEY to the key that was in use."
            )
        row = await self._connection.row(select(readers).where(readers.c.lookup == self._seal.lookup(chat_id)))
        return None if row is None else self._reader(row)

    async def get(self, reader_id: ReaderId) -> Reader:
        """One reader; raises ``NotFound``."""
        row = await self._connection.row(select(readers).where(readers.c.id == reader_id))
        if row is None:
            raise NotFound("reader", reader_id)
        return self._reader(row)

    async def chats(self, reader_ids: Collection[ReaderId]) -> dict[ReaderId, int]:
        """The chats of those readers who are subscribed."""
        found: dict[ReaderId, int] = {}
        for some in batches(reader_ids):
            subscribed = select(readers.c.id, readers.c.sealed).where(readers.c.subscribed.is_(True))
            rows = await self._connection.rows(subscribed.where(readers.c.id.in_(some)))
            found |= {ReaderId(row.id): self._seal.unseal(row.sealed) for row in rows}
        return found

    async def move(self, reader_id: ReaderId, chat_id: int) -> None:
        """Give a reader's chat its new id; where that chat is known as another reader, this one is unsubscribed."""
        if await self.find(chat_id) is not None:
            await self.set_subscribed(reader_id, subscribed=False)
            return
        sealed = {"lookup": self._seal.lookup(chat_id), "sealed": self._seal.seal(chat_id)}
        await self._change(reader_id, update(readers).values(sealed))

    async def set_subscribed(self, reader_id: ReaderId, *, subscribed: bool) -> None:
        """Turn a subscription on or off."""
        await self._change(reader_id, update(readers).values(subscribed=subscribed))

    async def mark_latest(self, reader_id: ReaderId, *, at: datetime) -> None:
        """Remember when the reader last asked for the latest."""
        await self._change(reader_id, update(readers).values(latest_at=at))

    async def beats(self, reader_id: ReaderId) -> frozenset[str]:
        """The beats that a reader has chosen; none: he gets every story."""
        his = select(reader_beats.c.beat).where(reader_beats.c.reader_id == reader_id)
        return frozenset(row.beat for row in await self._connection.rows(his))

    async def choose(self, reader_id: ReaderId, beats: Collection[str]) -> None:
        """Let a reader's choice be these beats, and no others; raises ``NotFound``."""
        await self._change(reader_id, update(readers).values(filtered=bool(beats)))
        await self._connection.write(delete(reader_beats).where(reader_beats.c.reader_id == reader_id))
        if beats:
            chosen = [{"reader_id": reader_id, "beat": beat} for beat in sorted(set(beats))]
            await self._connection.write(insert(reader_beats), chosen)

    async def choices(self, beats: Collection[str]) -> dict[frozenset[str], list[ReaderId]]:
        """Which of these beats the subscribed readers have chosen, and who; not those who chose none of them."""
        theirs = select(reader_beats).join(readers, readers.c.id == reader_beats.c.reader_id)
        listed = theirs.where(readers.c.subscribed.is_(True), reader_beats.c.beat.in_(sorted(beats)))
        found: dict[ReaderId, set[str]] = {}
        for row in await self._connection.rows(listed.order_by(reader_beats.c.reader_id)):
            found.setdefault(ReaderId(row.reader_id), set()).add(row.beat)
        grouped: dict[frozenset[str], list[ReaderId]] = {}
        for reader_id, chosen in found.items():
            grouped.setdefault(frozenset(chosen), []).append(reader_id)
        return grouped

    async def chosen(self) -> frozenset[str]:
        """All beats that anybody has chosen: a look at the index for each, however many readers chose it."""
        found: list[str] = []
        after = select(func.min(reader_beats.c.beat))
        while beat := await self._connection.value(after.where(reader_beats.c.beat > found[-1]) if found else after):
            found.append(beat)
        return frozenset(found)

    async def count_subscribed(self) -> int:
        """How many readers are subscribed."""
        statement = select(func.count(readers.c.id)).where(readers.c.subscribed.is_(True))
        return int(await self._connection.value(statement))

    async def _change(self, reader_id: ReaderId, change: Update) -> None:
        if not await self._connection.write(change.where(readers.c.id == reader_id)):
            raise NotFound("reader", reader_id)

    def _reader(self, row: Row[Any]) -> Reader:
        return Reader(
            id=ReaderId(row.id),
            chat_id=self._seal.unseal(row.sealed),
            subscribed=row.subscribed,
            joined_at=row.joined_at,
            latest_at=row.latest_at,
        )
