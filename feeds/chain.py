"""Use cases of the chain of revisions: hand it out, erase what must go, post its head once a week."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from feeds.core.chain import write_head
from feeds.core.chain_file import dump_link
from feeds.model import AuditEntry, NewPost, Payload, PostKind, Target
from feeds.ports import Store, UnitOfWork

#: Links that are read in one go.
PAGE = 100
#: Name of the switch that holds the number of the link that was posted last as the head.
POSTED_HEAD = "chain_head"


async def export(store: Store, *, page: int = PAGE) -> AsyncIterator[str]:
    """The chain as lines of JSON, from its first link to the one that is its head now; what is added meanwhile is for
    the next time. A transaction for each page: a slow taker holds nobody up.
    """
    async with store.reading() as uow:
        head = await uow.chain.head()
    after, last = 0, head.number if head else 0
    while after < last:
        async with store.reading() as uow:
            links = await uow.chain.links(after=after, limit=min(page, last - after))
        if not links:
            return
        for link in links:
            yield dump_link(link)
        after = links[-1].number


async def erase(store: Store, which: int | str, *, why: str, by: str, now: datetime) -> list[int]:
    """Erase the text and salt of a link, by its number, or of all links that tell of a story, by its public id.

    The numbers of the links that still had them; those that were erased before keep their marks. ``why`` stands in
    the gap for all to read. Raises ``NotFound`` where there is no such link.
    """
    async with store.writing() as uow:
        erased = await uow.chain.erase(which, why=why, at=now)
        if erased:
            subject = f"link {which}" if isinstance(which, int) else f"story {which}"
            numbers = ", ".join(str(number) for number in erased)
            await uow.log.add(AuditEntry(now, by, "erase from the chain", subject, {"links": numbers, "why": why}))
            await uow.commit()
        return erased


async def post_head(uow: UnitOfWork, channels: tuple[Target, ...], now: datetime) -> bool:
    """Put the newest link into the outbox for the channels, once in a week of ISO 8601 (Monday to Sunday, UTC); False
    where it was done this week, or where the chain has not grown since the last time.
    """
    head = await uow.chain.head()
    if head is None or not channels or await uow.switches.get(POSTED_HEAD) == str(head.number):
        return False
    week = now.astimezone(UTC).isocalendar()
    key = f"chain:{week.year}-W{week.week:02}"
    post = NewPost(PostKind.CHAIN_HEAD, Payload(text=write_head(head), silent=True), channels, now, now, key=key)
    if await uow.outbox.add(post) is None:
        return False
    await uow.switches.set(POSTED_HEAD, str(head.number))
    return True
