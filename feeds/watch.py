"""Use case: watch over the feeds, and tell the desk what it must know of them.

::

    each minute    census, what has changed | report | remember it, and a notice into the outbox
                   moved for good, seen often enough | the feed's new address | a line in the log

all in one transaction: nobody is told what is not remembered, and nothing is remembered that nobody is told.
"""

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from feeds.core import health
from feeds.core.health import Report, Watched, WatchRules
from feeds.core.polled import ADOPTED_AFTER
from feeds.model import AuditEntry, FeedHealth, NewPost, Outbreak, Payload, PostKind, Target
from feeds.ports import Clock, Store, UnitOfWork

log = structlog.get_logger(__name__)

#: Feeds of which something may be told at a time; the others follow.
AT_ONCE = 1000
#: Switches that remember what was said.
SINCE, ENDED, SPOKE = "feeds_failing_since", "feeds_failing_ended", "feeds_told_at"
ACTOR = "policy"


@dataclass(frozen=True, slots=True)
class Watch:
    """Watches over the feeds."""

    store: Store
    clock: Clock
    desk: Target | None = None  #: without one the log is told alone
    rules: WatchRules = field(default_factory=WatchRules)

    async def look(self) -> tuple[str, ...]:
        """Look once; what was told, a line each. Raises ``StoreError``."""
        async with self.store.reading() as uow:
            if not await self._is_anything_new(uow):
                return ()
        async with self.store.writing() as uow:
            now = self.clock.now()
            moved = await self._adopt(uow, now)
            found = health.report(await _watched(uow, moved), now=now, rules=self.rules)
            await self._tell(uow, found, now)
            await uow.commit()
        for line in found.lines:
            log.warning("feeds_watched", said=line)
        return found.lines

    async def _is_anything_new(self, uow: UnitOfWork) -> bool:
        """Asked in a snapshot, so that the one writer is not taken each minute for nothing."""
        if await uow.health.moved(ADOPTED_AFTER):
            return True
        watched = await _watched(uow, [])
        found = health.report(watched, now=self.clock.now(), rules=self.rules)
        return found != Report(outbreak=watched.outbreak)

    async def _adopt(self, uow: UnitOfWork, now: datetime) -> list[tuple[FeedHealth, str]]:
        """Give feeds that have moved for good their new addresses; those that another feed has, they do not get."""
        adopted = []
        for feed in await uow.health.moved(ADOPTED_AFTER):
            if feed.moved is not None and await uow.health.adopt(feed.id, feed.moved.target):
                await uow.log.add(AuditEntry(now, ACTOR, "move feed", feed.url, {"to": feed.moved.target}))
                adopted.append((feed, feed.moved.target))
        return adopted

    async def _tell(self, uow: UnitOfWork, found: Report, now: datetime) -> None:
        await uow.health.tell(found.told, at=now)
        for name, moment in _switches(found.outbreak).items():
            await uow.switches.set(name, moment.isoformat() if moment else None)
        if found.lines and self.desk is not None:
            text = Payload(text=health.message(found.lines, rules=self.rules))
            key = f"feeds:{now.isoformat()}"
            await uow.outbox.add(NewPost(PostKind.NOTICE, text, (self.desk,), at=now, not_before=now, key=key))


async def _watched(uow: UnitOfWork, moved: list[tuple[FeedHealth, str]]) -> Watched:
    return Watched(await uow.health.changed(limit=AT_ONCE), await uow.health.census(), moved, await _outbreak(uow))


async def _outbreak(uow: UnitOfWork) -> Outbreak:
    since, ended, spoke = [await uow.switches.get(name) for name in (SINCE, ENDED, SPOKE)]
    return Outbreak(*(datetime.fromisoformat(value) if value else None for value in (since, ended, spoke)))


def _switches(outbreak: Outbreak) -> dict[str, datetime | None]:
    return {SINCE: outbreak.since, ENDED: outbreak.ended_at, SPOKE: outbreak.spoke_at}
