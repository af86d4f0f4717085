"""The chain's use cases: an export that anyone can check, erasures that are on record, a head once a week."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.chain import erase, export, post_head
from feeds.core.chain import read_head, verify
from feeds.core.chain_file import read_links
from feeds.errors import NotFound, StoreError
from feeds.model import NewPost, Payload, PostKind, Target, TargetKind
from tests.integration.pipeline.newsroom import CHANNEL
from tests.support.builders import NOW

MIRROR = Target(TargetKind.CHANNEL, "@mirror")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
WHY = "a court's order"


async def publish(store, *texts):
    """A link for each text; the numbers that they have."""
    numbers = []
    for text in texts:
        async with store.writing() as uow:
            before = await uow.chain.head()
            key = f"text:{before.number if before else 0}"
            post = await uow.outbox.add(NewPost(PostKind.CORRECTION, Payload(text=text), (), NOW, NOW, key=key))
            numbers.append((await uow.chain.append(post, at=NOW)).number)
            await uow.commit()
    return numbers


async def exported(store, **options):
    return [line.encode() async for line in export(store, **options)]


async def post(store, now, channels=(CHANNEL,)):
    async with store.writing() as uow:
        posted = await post_head(uow, channels, now)
        await uow.commit()
        return posted


async def waiting(store):
    async with store.reading() as uow:
        return await uow.outbox.due(MONDAY + timedelta(days=999), limit=99)


async def test_an_export_of_nothing_is_empty(store):
    assert await exported(store) == []


@pytest.mark.parametrize("page", [1, 2, 5, 100])
async def test_an_export_holds_every_link_whatever_the_pages(store, page):
    await publish(store, *"abcde")
    assert verify(read_links(await exported(store, page=page))).links == 5


async def test_what_is_published_during_an_export_is_for_the_next_one(store):
    await publish(store, *"abc")
    lines = []
    async for line in export(store, page=1):
        await publish(store, "later")
        lines.append(line.encode())
    report = verify(read_links(lines))
    assert (report.ok, report.links) == (True, 3)
    assert verify(read_links(await exported(store)), head=report.head.hash).links == 6


async def test_what_is_erased_during_an_export_leaves_it_whole(store):
    await publish(store, *"abc")
    lines = []
    async for line in export(store, page=1):
        await erase(store, 3, why=WHY, by="m", now=NOW)
        lines.append(line.encode())
    report = verify(read_links(lines))
    assert (report.ok, report.erased) == (True, 1)


async def test_an_export_of_a_chain_whose_end_was_taken_out_ends(store):
    await publish(store, *"abc")
    lines = []
    async for line in export(store, page=1):
        lines.append(line)
        async with store.writing() as uow:
            await uow._connection._raw.exec_driver_sql("DELETE FROM chain WHERE id > 1")
            await uow.commit()
    assert len(lines) == 1


async def test_an_erasure_is_in_the_audit_log(store):
    await publish(store, "a", "b")
    assert await erase(store, 2, why=WHY, by="Ada", now=NOW) == [2]
    async with store.reading() as uow:
        (entry,) = await uow.log.newest(limit=5)
    assert (entry.at, entry.actor, entry.action, entry.subject) == (NOW, "Ada", "erase from the chain", "link 2")
    assert entry.detail == {"links": "2", "why": WHY}
    assert [gap.number for gap in verify(read_links(await exported(store))).gaps] == [2]


async def test_an_erasure_that_was_made_before_is_in_the_audit_log_once(store):
    await publish(store, "a")
    assert await erase(store, 1, why=WHY, by="Ada", now=NOW) == [1]
    assert await erase(store, 1, why=WHY, by="Ada", now=NOW) == []
    async with store.reading() as uow:
        assert len(await uow.log.newest(limit=5)) == 1


@pytest.mark.parametrize("which", [1, "7K3F"])
async def test_what_is_not_there_cannot_be_erased(store, which):
    with pytest.raises(NotFound, match=str(which)):
        await erase(store, which, why=WHY, by="Ada", now=NOW)
    async with store.reading() as uow:
        assert await uow.log.newest(limit=5) == []


async def test_an_erasure_that_the_database_refuses_leaves_everything(store, locked):
    await publish(store, "a")
    held = locked()
    with pytest.raises(StoreError, match="is locked"):
        await erase(store, 1, why=WHY, by="Ada", now=NOW)
    held.execute("ROLLBACK")
    assert verify(read_links(await exported(store))).erased == 0


async def test_the_head_is_posted_to_every_channel(store):
    await publish(store, "a", "b")
    assert await post(store, MONDAY, (CHANNEL, MIRROR))
    due = await waiting(store)
    assert [(one.kind, one.target) for one in due] == [
        (PostKind.CHAIN_HEAD, CHANNEL),
        (PostKind.CHAIN_HEAD, MIRROR),
    ]
    head = read_head(due[0].payload.text)
    assert verify(read_links(await exported(store)), head=head.hash).found_at == head.number == 2


async def test_the_head_is_posted_once_a_week(store):
    await publish(store, "a")
    assert await post(store, MONDAY)
    await publish(store, "b")
    for later in (0, 1, 6.9):
        assert not await post(store, MONDAY + timedelta(days=later))
    assert await post(store, MONDAY + timedelta(days=7))


async def test_the_week_is_that_of_utc(store):
    await publish(store, "a")
    assert await post(store, MONDAY - timedelta(minutes=1))
    await publish(store, "b")
    sunday_evening_in_america = (MONDAY + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=-5)))
    assert await post(store, sunday_evening_in_america)


async def test_the_last_week_of_a_year_is_not_the_next_years(store):
    await publish(store, "a")
    assert await post(store, datetime(2025, 12, 31, tzinfo=UTC))  # 2026-W01
    await publish(store, "b")
    assert not await post(store, datetime(2026, 1, 1, tzinfo=UTC))
    assert await post(store, datetime(2026, 12, 31, tzinfo=UTC))  # 2026-W53


async def test_a_chain_that_has_not_grown_is_not_posted_again(store):
    assert not await post(store, MONDAY)
    await publish(store, "a")
    assert await post(store, MONDAY)
    assert not await post(store, MONDAY + timedelta(days=7))
    await publish(store, "b")
    assert await post(store, MONDAY + timedelta(days=14))


async def test_without_a_channel_nothing_is_posted(store):
    await publish(store, "a")
    assert not await post(store, MONDAY, ())
    assert await post(store, MONDAY)


async def test_a_posted_head_is_no_link(store):
    await publish(store, "a")
    await post(store, MONDAY)
    (due,) = await waiting(store)
    async with store.writing() as uow:
        assert await uow.chain.append(due.post_id, at=NOW) is None


async def test_a_head_that_was_not_committed_is_posted_the_next_time(store):
    await publish(store, "a")
    async with store.writing() as uow:
        assert await post_head(uow, (CHANNEL,), MONDAY)
    assert await post(store, MONDAY)
