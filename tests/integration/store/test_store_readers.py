"""Readers, the log and the switches."""

from pathlib import Path

import pytest

from feeds.errors import NotFound, StoreError
from feeds.model import AuditEntry, PostKind, ReaderId
from feeds.store.engine import open_store
from feeds.store.seal import Seal
from tests.integration.store.scenes import NOW, a_post, a_reader, at
from tests.support.databases import sqlite_store

CHAT = 1234567890123


async def test_a_chat_is_enrolled_once(writing):
    first = await writing.readers.enroll(CHAT, at=NOW)
    assert await writing.readers.enroll(CHAT, at=at(5)) == first
    assert first == await writing.readers.get(first.id) == await writing.readers.find(CHAT)
    assert (first.chat_id, first.subscribed, first.joined_at, first.latest_at) == (CHAT, False, NOW, None)
    assert await writing.readers.find(CHAT + 1) is None


async def test_a_readers_number_tells_nothing(writing):
    ids = [(await writing.readers.enroll(chat, at=NOW)).id for chat in range(1, 20)]
    assert ids != sorted(ids)
    assert min(ids) > 1000


async def test_subscriptions_are_counted(writing):
    reader = await a_reader(writing, 1)
    await a_reader(writing, 2, subscribed=False)
    assert reader.subscribed
    assert await writing.readers.count_subscribed() == 1
    await writing.readers.set_subscribed(reader.id, subscribed=False)
    assert await writing.readers.count_subscribed() == 0


async def test_the_last_latest_is_remembered(writing):
    reader = await a_reader(writing)
    await writing.readers.mark_latest(reader.id, at=at(9))
    assert (await writing.readers.get(reader.id)).latest_at == at(9)


async def test_a_missing_reader_is_not_found(writing):
    nobody = ReaderId(404)
    with pytest.raises(NotFound):
        await writing.readers.get(nobody)
    with pytest.raises(NotFound):
        await writing.readers.set_subscribed(nobody, subscribed=True)
    with pytest.raises(NotFound):
        await writing.readers.mark_latest(nobody, at=NOW)


async def test_another_key_is_refused_before_anybody_is_enrolled_twice(database_url, store):
    async with store.writing() as uow:
        reader = await uow.readers.enroll(CHAT, at=NOW)
        await uow.commit()
    stranger = open_store(database_url, seal=Seal(b"another key of thirty-two bytes!"))
    async with stranger.writing() as uow:
        with pytest.raises(StoreError, match="another data key"):
            await uow.readers.enroll(CHAT, at=NOW)
        with pytest.raises(StoreError, match="another data key"):
            await uow.readers.find(CHAT)
        with pytest.raises(StoreError, match="unsealed"):
            await uow.readers.get(reader.id)
    await stranger.close()


async def test_no_chat_id_stands_in_the_file_or_its_log(tmp_path):
    store = await sqlite_store(tmp_path)
    async with store.writing() as uow:
        await a_reader(uow, CHAT)
        await uow.outbox.add(a_post(to_subscribers=True))
        await uow.commit()
        written = [path.read_bytes() for path in Path(tmp_path).iterdir()]
    await store.close()
    written += [path.read_bytes() for path in Path(tmp_path).iterdir()]
    assert len(written) > 2
    spellings = [str(CHAT).encode(), *(CHAT.to_bytes(8, order) for order in ("big", "little")), CHAT.to_bytes(6, "big")]
    assert [spelling for spelling in spellings if any(spelling in one for one in written)] == []


async def test_the_log_gives_the_newest_lines_first(writing):
    entries = [AuditEntry(at(number), "m", "approve", f"case {number}", {"why": "\0ok"}) for number in range(3)]
    for entry in entries:
        await writing.log.add(entry)
    assert await writing.log.newest(limit=2) == [entries[2], entries[1]]


async def test_a_switch_is_set_changed_and_taken_away(writing):
    assert await writing.switches.get("halted") is None
    await writing.switches.set("halted", "a")
    await writing.switches.set("halted", "b")
    assert await writing.switches.get("halted") == "b"
    await writing.switches.set("halted", None)
    await writing.switches.set("halted", None)
    assert await writing.switches.get("halted") is None


async def test_a_choice_of_beats_is_kept_whole(writing):
    reader = await writing.readers.enroll(CHAT, at=NOW)
    assert await writing.readers.beats(reader.id) == frozenset()
    for chosen in ({"gaza", "кавказ", "\0"}, {"gaza"}, set()):
        await writing.readers.choose(reader.id, chosen)
        assert await writing.readers.beats(reader.id) == {beat.replace("\0", "\ufffd") for beat in chosen}
    with pytest.raises(NotFound):
        await writing.readers.choose(ReaderId(12345), ["gaza"])


async def test_readers_are_grouped_by_what_they_chose_of_some_beats(writing):
    one, two, three, four = [await a_reader(writing, chat) for chat in (71, 72, 73, 74)]
    gone = await a_reader(writing, 75, subscribed=False)
    for reader, beats in ((one, ["gaza"]), (two, ["gaza", "sudan"]), (three, ["gaza", "iran"]), (gone, ["gaza"])):
        await writing.readers.choose(reader.id, beats)
    found = await writing.readers.choices(["gaza", "sudan"])
    assert {chosen: set(who) for chosen, who in found.items()} == {
        frozenset({"gaza"}): {one.id, three.id},
        frozenset({"gaza", "sudan"}): {two.id},
    }
    assert four.id not in {reader for who in found.values() for reader in who}
    assert await writing.readers.choices([]) == {}
    assert await writing.readers.chosen() == {"gaza", "sudan", "iran"}


@pytest.mark.parametrize(
    ("beats", "reached"),
    [
        (None, {"all", "gaza", "both"}),
        ([], {"all"}),
        (["gaza"], {"all", "gaza", "both"}),
        (["iran", "sudan"], {"all", "both"}),
    ],
)
async def test_a_post_reaches_who_chose_no_beat_or_one_of_its_own(writing, beats, reached):
    readers = {name: await a_reader(writing, chat) for chat, name in enumerate(("all", "gaza", "both"), 71)}
    await writing.readers.choose(readers["gaza"].id, ["gaza"])
    await writing.readers.choose(readers["both"].id, ["gaza", "sudan"])
    post = a_post(targets=(), to_subscribers=True, beats=None if beats is None else frozenset(beats))
    await writing.outbox.add(post)
    targets = {row.target.address for row in await writing.outbox.due(NOW, limit=9)}
    assert targets == {str(readers[name].id) for name in reached}


async def test_a_notice_reaches_the_subscribers_who_chose_a_beat_alone(writing):
    one, _ = [await a_reader(writing, chat) for chat in (71, 72)]
    away = await a_reader(writing, 73, subscribed=False)
    for reader in (one, away):
        await writing.readers.choose(reader.id, ["gaza"])
    await writing.outbox.add(a_post(PostKind.NOTICE, targets=(), to_choosers="gaza"))
    assert [row.target.address for row in await writing.outbox.due(NOW, limit=9)] == [str(one.id)]
