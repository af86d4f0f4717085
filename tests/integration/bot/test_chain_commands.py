"""``heliograph chain``: export, head and erase on a database, each as an operator types it."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from feeds.model import Line, NewPost, Payload, PostKind
from tests.integration.store.scenes import CHANNEL, NOW, a_post, a_story
from tests.support.databases import sqlite_store, sqlite_url

WHY = "--why=a court's order"


@pytest.fixture
def story(tmp_path, monkeypatch):
    """The id of a story that was published, revised and listed in a round-up: links 1 to 3, before an empty fourth."""
    monkeypatch.setenv("HELIOGRAPH_DATABASE_URL", sqlite_url(tmp_path / "heliograph.db"))
    monkeypatch.chdir(tmp_path)
    return asyncio.run(_publish(tmp_path))


async def _publish(folder):
    store = await sqlite_store(folder)
    async with store.writing() as uow:
        story = await a_story(uow)
        line = Line(story.id, story.public_id, story.headline, "A", None, 1)
        listed = NewPost(PostKind.ROUNDUP, Payload(lines=(line,)), (CHANNEL,), NOW, NOW, key="r")
        empty = NewPost(PostKind.ROUNDUP, Payload(), (CHANNEL,), NOW, NOW, key="e")
        for post in (a_post(story=story), a_post(PostKind.EDIT, story, revision=2), listed, empty):
            await uow.chain.append(await uow.outbox.add(post), at=NOW)
        await uow.commit()
    await store.close()
    return story.public_id


@pytest.fixture
def nothing(tmp_path, monkeypatch):
    """A database where nothing was published."""
    monkeypatch.setenv("HELIOGRAPH_DATABASE_URL", sqlite_url(tmp_path / "heliograph.db"))
    monkeypatch.chdir(tmp_path)

    async def make():
        await (await sqlite_store(tmp_path)).close()

    asyncio.run(make())


def run(*arguments, code=0, answer=None):
    result = CliRunner().invoke(app, arguments, input=answer)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def checked(*options, code=0):
    """What a stranger finds in the export."""
    run("chain", "export", "--to", "chain.jsonl")
    return json.loads(run("verify", "chain", "chain.jsonl", "--json", *options, code=code))


def newest():
    return json.loads(run("chain", "head", "--json"))


def test_an_export_is_written_and_can_be_checked(story, tmp_path):
    assert "Wrote chain.jsonl: 4 links." in run("chain", "export", "--to", "chain.jsonl")
    assert checked("--head", newest()["hash"])["found_at"] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chain.jsonl", "heliograph.db"]


def test_an_export_to_standard_output_is_the_same(story, tmp_path):
    run("chain", "export", "--to", "chain.jsonl")
    assert run("chain", "export") == (tmp_path / "chain.jsonl").read_text()


def test_an_export_replaces_the_one_before_only_when_it_is_whole(story, tmp_path, monkeypatch):
    (tmp_path / "chain.jsonl").write_text("the last one")
    monkeypatch.setenv("HELIOGRAPH_DATABASE_URL", sqlite_url(tmp_path / "no.db"))
    result = CliRunner().invoke(app, ["chain", "export", "--to", "chain.jsonl"])
    assert "There is no database" in str(result.exception)
    assert (tmp_path / "chain.jsonl").read_text() == "the last one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chain.jsonl", "heliograph.db"]


def test_an_export_may_go_where_no_file_is(story):
    assert "Wrote /dev/null: 4 links." in run("chain", "export", "--to", "/dev/null")


def test_no_key_is_made_or_asked_for(story, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_DATA_KEY", "no key at all")
    assert checked()["links"] == 4


def test_the_head_is_shown(story):
    assert run("chain", "head") == f"Link 4, published 2026-01-01 12:00 UTC\n{newest()['hash']}\n"


def test_an_empty_chain_says_so(nothing):
    assert "has no link yet" in run("chain", "head")
    assert newest() == {"links": 0}
    assert checked(code=1)["broken"]["fault"] == "empty"
    assert "no link or story in the chain called 1" in str(
        CliRunner().invoke(app, ["chain", "erase", "1", WHY]).exception
    )


def test_an_erasure_shows_what_it_is_and_asks(story):
    said = run("chain", "erase", story.lower(), WHY, answer="y\n")
    assert said.count("Shelling reported by the river") == 3
    assert "What stays: each link's number, time, digest and hash" in said
    assert "Erase? [y/N]: y" in said
    assert "Erased: links 1, 2, 3." in said
    told = checked()
    assert (told["ok"], [gap["number"] for gap in told["gaps"]]) == (True, [1, 2, 3])
    assert told["gaps"][0]["why"] == "a court's order"


def test_whoever_does_not_say_yes_erases_nothing(story):
    for answer in ("n\n", "\n", ""):
        assert "Aborted" in run("chain", "erase", "1", WHY, answer=answer, code=1)
    assert checked()["erased"] == 0


def test_a_link_is_erased_by_its_number_without_asking_where_that_is_said(story):
    said = run("chain", "erase", "2", WHY, "--yes")
    assert "Erased: link 2." in said
    assert [gap["number"] for gap in checked()["gaps"]] == [2]


def test_erasing_twice_says_that_it_was_erased_before(story):
    run("chain", "erase", "2", WHY, "--yes")
    said = run("chain", "erase", "2", "--why=again", "--yes")
    assert "a court's order" in said
    assert "erased before; nothing is left" in said
    assert [gap["why"] for gap in checked()["gaps"]] == ["a court's order"]


def test_an_erasure_is_on_record(story, tmp_path):
    run("chain", "erase", story.lower(), WHY, "--yes")

    async def log():
        store = await sqlite_store_at(tmp_path)
        async with store.reading() as uow:
            entries = await uow.log.newest(limit=9)
        await store.close()
        return [(entry.actor, entry.action, entry.subject, entry.detail["links"]) for entry in entries]

    assert asyncio.run(log()) == [("the command line", "erase from the chain", f"story {story}", "1, 2, 3")]


async def sqlite_store_at(folder):
    from feeds.store.engine import open_store
    from tests.support.databases import a_seal

    return open_store(sqlite_url(folder / "heliograph.db"), seal=a_seal())


def test_what_is_not_in_the_chain_cannot_be_erased(story):
    for ident in ("99", "ZZZZ", "story:1", "link:99", "9" * 30, "", "%"):
        result = CliRunner().invoke(app, ["chain", "erase", ident, WHY, "--yes"])
        assert str(result.exception) == f"there is no link or story in the chain called {ident}"


def test_what_makes_no_sense_is_a_mistake_of_use(story):
    for arguments in (["link:x", WHY], ["post:1", WHY], ["1", "--why= "], ["1"]):
        run("chain", "erase", *arguments, "--yes", code=2)


def test_a_number_that_is_a_storys_id_too_must_be_told_apart(story, tmp_path):
    async def confuse():
        store = await sqlite_store_at(tmp_path)
        async with store.writing() as uow:
            await uow._connection._raw.exec_driver_sql("UPDATE chain SET public_id = '1000' WHERE id = 2")
            await uow._connection._raw.exec_driver_sql("UPDATE chain SET id = 1000 WHERE id = 4")
            await uow.commit()
        await store.close()

    asyncio.run(confuse())
    result = CliRunner().invoke(app, ["chain", "erase", "1000", WHY, "--yes"])
    assert "write link:1000 or story:1000" in str(result.exception)
    assert "Erased: link 2." in run("chain", "erase", "story:1000", WHY, "--yes")
    assert "Erased: link 1000." in run("chain", "erase", "link:1000", WHY, "--yes")
