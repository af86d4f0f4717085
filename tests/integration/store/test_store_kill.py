"""A writer that is killed in the middle leaves no half story, loses nothing it committed, and blocks nobody."""

import random
import subprocess
import sys
import time

from sqlalchemy import text

from feeds.store.engine import open_store
from feeds.store.schema import SchemaStanding, check
from tests.support.databases import a_seal, sqlite_database

ROUNDS = 3
HALVES = {
    "stories without both revisions": "SELECT count(*) FROM stories s WHERE s.revision <> 2 OR "
    "(SELECT count(*) FROM story_revisions r WHERE r.story_id = s.id) <> 2",
    "stories without both items": "SELECT count(*) FROM stories s WHERE "
    "(SELECT count(*) FROM membership m WHERE m.story_id = s.id) <> 2",
    "stories without a public id": "SELECT count(*) FROM stories WHERE public_id = ''",
    "stories without a case": "SELECT count(*) FROM stories s WHERE "
    "(SELECT count(*) FROM cases c WHERE c.story_id = s.id) <> 1",
    "stories without all deliveries": "SELECT count(*) FROM stories s WHERE (SELECT count(*) FROM posts p "
    "JOIN deliveries d ON d.post_id = p.id WHERE p.story_id = s.id) <> 4",
    "items that are in no story": "SELECT count(*) FROM items i WHERE "
    "NOT EXISTS (SELECT 1 FROM membership m WHERE m.item_id = i.id)",
    "items that the index lacks": "SELECT (SELECT count(*) FROM items) - (SELECT count(*) FROM item_search)",
}


def kill_a_writer(url, pause):
    """Start a writer, kill it a moment after its first commit; the last story that it said was committed."""
    command = [sys.executable, "-m", "tests.integration.store.endless_writer", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        committed = [writer.stdout.readline()]
        time.sleep(pause)
        writer.kill()
        committed += writer.stdout.readlines()
    whole = [line for line in committed if line.endswith("\n")]
    return int(whole[-1])


async def test_a_killed_writer_leaves_only_whole_stories(database_url):
    chance = random.Random(database_url)
    for _ in range(ROUNDS):
        last = kill_a_writer(database_url, chance.uniform(0, 0.12))
        assert (await check(database_url)).standing is SchemaStanding.CURRENT
        store = open_store(database_url, seal=a_seal())
        async with store.writing() as uow:
            assert (await uow.stories.get(last)).revision == 2
            counts = {name: await uow._connection.value(text(query)) for name, query in HALVES.items()}
            assert counts == dict.fromkeys(HALVES, 0)
            await uow.commit()
        await store.close()


async def test_the_file_is_sound_after_a_kill(tmp_path):
    url = sqlite_database(tmp_path / "heliograph.db")
    kill_a_writer(url, 0.05)
    store = open_store(url, seal=a_seal())
    async with store.writing() as uow:
        assert await uow._connection.value(text("PRAGMA integrity_check")) == "ok"
        assert await uow._connection.rows(text("PRAGMA foreign_key_check")) == []
        await uow._connection.write(text("INSERT INTO item_search (item_search) VALUES ('integrity-check')"))
    await store.close()
