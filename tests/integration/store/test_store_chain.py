"""The chain of revisions in the database: one link a post, numbers without gaps, texts that can be erased."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from feeds.core.chain import GENESIS, verify
from feeds.core.chain_file import dump_link, read_links
from feeds.core.chain_text import PUBLISHED
from feeds.errors import NotFound
from feeds.model import Excerpt, Line, NewPost, Payload, PostKind
from feeds.store.engine import open_store
from tests.integration.store.scenes import CHANNEL, NOW, a_brief, a_post, a_story, at
from tests.support.databases import a_seal, sqlite_store

NUMBERS = count()
WHY = "a court's order"
NOT_PUBLISHED = [PostKind.CASE, PostKind.QUESTION, PostKind.NOTICE, PostKind.CHAIN_HEAD]


async def a_text(uow, text="It was not so.", *, kind=PostKind.CORRECTION, **said):
    """A post without a story that says this."""
    new = NewPost(kind, Payload(text=text, **said), (CHANNEL,), NOW, NOW, key=f"key:{next(NUMBERS)}")
    return await uow.outbox.add(new)


async def links(uow):
    return await uow.chain.links(after=0, limit=1000)


async def report(uow, **options):
    """What a stranger finds in what was exported."""
    lines = [dump_link(link).encode() for link in await links(uow)]
    return verify(read_links(lines), **options)


async def test_a_published_post_becomes_a_link(writing):
    assert await writing.chain.head() is None
    assert await links(writing) == []
    story = await a_story(writing)
    link = await writing.chain.append(await writing.outbox.add(a_post(story=story)), at=at(0.5))
    assert (link.number, link.previous, link.public_id, link.kind, link.revision, link.at) == (
        1,
        GENESIS,
        story.public_id,
        PostKind.NEW,
        1,
        NOW,
    )
    assert link.text.startswith(f"heliograph-text 1\nkind: new\nstory: {story.public_id}\nheadline: Shelling ")
    assert len(bytes.fromhex(link.salt)) == 16
    assert await links(writing) == [link]


async def test_each_link_is_bound_to_the_one_before(writing):
    story = await a_story(writing)
    posts = [
        await writing.outbox.add(a_post(story=story)),
        await writing.outbox.add(a_post(PostKind.EDIT, story, revision=2)),
        await a_text(writing),
    ]
    made = [await writing.chain.append(post, at=at(60)) for post in posts]
    assert [link.number for link in made] == [1, 2, 3]
    assert [link.previous for link in made] == [GENESIS, made[0].hash, made[1].hash]
    assert (await writing.chain.head()).hash == made[2].hash
    assert (await report(writing, head=made[2].hash)).found_at == 3


async def test_twice_is_once(writing):
    post = await a_text(writing)
    assert await writing.chain.append(post, at=NOW)
    assert await writing.chain.append(post, at=at(60)) is None
    assert len(await links(writing)) == 1


async def test_what_readers_get_is_in_the_chain_and_nothing_else(writing):
    for kind in [*PUBLISHED, *NOT_PUBLISHED]:
        link = await writing.chain.append(await a_text(writing, kind=kind), at=NOW)
        assert (link is None) is (kind in NOT_PUBLISHED), kind
    assert {link.kind for link in await links(writing)} == PUBLISHED


def test_every_kind_of_post_is_published_or_not():
    assert sorted([*PUBLISHED, *NOT_PUBLISHED]) == sorted(PostKind)


async def test_what_is_not_there_is_not_found(writing):
    with pytest.raises(NotFound, match="there is no post 99"):
        await writing.chain.append(99, at=NOW)
    with pytest.raises(NotFound, match="there is no link 99"):
        await writing.chain.erase(99, why=WHY, at=NOW)


async def test_two_posts_that_say_the_same_have_different_salts(writing):
    one, other = [await writing.chain.append(await a_text(writing), at=NOW) for _ in range(2)]
    assert one.text == other.text
    assert len({one.salt, other.salt}) == len({one.digest, other.digest}) == 2


async def test_the_digest_is_of_what_is_stored(writing):
    texts = ["nul \0 nul", "lone \ud800 \udfff", "🕊 \u2028 \x85 \r\n \x1b", "٣ é e\u0301 \ufffe", "", " "]
    made = [await writing.chain.append(await a_text(writing, text), at=NOW) for text in texts]
    assert await links(writing) == made
    assert (await report(writing)).links == len(texts)


async def test_a_huge_text_is_a_link(writing):
    link = await writing.chain.append(await a_text(writing, "шел снег 🕊 \n" * 100_000), at=NOW)
    assert len(link.text) > 1_000_000
    assert (await report(writing)).ok


async def test_a_number_is_not_lost_with_a_transaction_that_is_rolled_back(store):
    async with store.writing() as uow:
        first = await a_text(uow, "a")
        await uow.chain.append(first, at=NOW)
    async with store.writing() as uow:
        assert (await uow.chain.append(await a_text(uow, "b"), at=NOW)).number == 1
        await uow.commit()
    async with store.reading() as uow:
        assert (await report(uow)).links == 1


async def test_writers_of_two_processes_make_one_chain(database_url):
    stores = [open_store(database_url, seal=a_seal()) for _ in range(2)]

    async def publish(number):
        for index in range(5):
            async with stores[number].writing() as uow:
                await uow.chain.append(await a_text(uow, f"{number}:{index}"), at=NOW)
                await uow.commit()

    await asyncio.gather(publish(0), publish(1))
    async with stores[0].reading() as uow:
        assert (await report(uow)).links == 10
    for store in stores:
        await store.close()


async def test_a_chain_is_read_in_pages(writing):
    for number in range(5):
        await writing.chain.append(await a_text(writing, str(number)), at=at(number))
    pages = [await writing.chain.links(after=after, limit=2) for after in (0, 2, 4, 5)]
    assert [[link.number for link in page] for page in pages] == [[1, 2], [3, 4], [5], []]
    assert pages[1][0].previous == pages[0][1].hash


async def published(uow):
    """Two stories of two revisions, and a round-up that lists the first; the stories and the links."""
    stories = [await a_story(uow, key) for key in ("k1", "k2")]
    posts = [
        await uow.outbox.add(a_post(kind, story, revision=revision))
        for story in stories
        for revision, kind in ((1, PostKind.NEW), (2, PostKind.EDIT))
    ]
    line = Line(stories[0].id, stories[0].public_id, stories[0].headline, "A", None, 1)
    posts.append(await a_text(uow, None, kind=PostKind.ROUNDUP, lines=(line,)))
    return stories, [await uow.chain.append(post, at=at(60)) for post in posts]


async def test_a_storys_links_are_found_by_its_id_in_any_case_with_the_round_ups_that_list_it(writing):
    stories, made = await published(writing)
    for spelt in (stories[0].public_id, stories[0].public_id.lower(), f" {stories[0].public_id}"):
        assert await writing.chain.find(spelt) == [made[0], made[1], made[4]]
    assert await writing.chain.find(stories[1].public_id) == made[2:4]
    assert await writing.chain.find(3) == [made[2]]
    assert await writing.chain.find(99) == []


async def test_a_story_that_is_not_there_has_no_links(writing):
    await published(writing)
    for strange in ("", "ZZZZ", "%", "____", "7K3F'; --", "\0", "no such story", "U" * 4):
        assert await writing.chain.find(strange) == [], strange
        with pytest.raises(NotFound, match="no link of story"):
            await writing.chain.erase(strange, why=WHY, at=NOW)


async def test_an_erased_link_leaves_a_marked_gap_and_the_chain_holds(writing):
    _, made = await published(writing)
    assert await writing.chain.erase(2, why=WHY, at=at(99)) == [2]
    gap = (await writing.chain.find(2))[0]
    assert gap == replace(made[1], salt=None, text=None, erased_at=at(99), erased_why=WHY)
    found = await report(writing, head=made[-1].hash)
    assert found.ok
    assert [(one.number, one.why) for one in found.gaps] == [(2, WHY)]


async def test_a_story_is_erased_with_the_round_ups_that_list_it(writing):
    stories, made = await published(writing)
    assert await writing.chain.erase(stories[0].public_id.lower(), why=WHY, at=NOW) == [1, 2, 5]
    assert [link.text is None for link in await links(writing)] == [True, True, False, False, True]
    assert (await report(writing, head=made[-1].hash)).ok


async def test_what_is_erased_twice_keeps_its_first_mark(writing):
    stories, _ = await published(writing)
    await writing.chain.erase(2, why=WHY, at=NOW)
    assert await writing.chain.erase(2, why="another reason", at=at(99)) == []
    assert await writing.chain.erase(stories[0].public_id, why="all of it", at=at(99)) == [1, 5]
    assert [link.erased_why for link in await writing.chain.find(2)] == [WHY]


async def test_an_erased_post_does_not_come_back_and_the_chain_goes_on_behind_it(writing):
    post = await a_text(writing)
    await writing.chain.append(post, at=NOW)
    await writing.chain.erase(1, why=WHY, at=NOW)
    assert await writing.chain.append(post, at=NOW) is None
    await writing.chain.append(await a_text(writing, "b"), at=NOW + timedelta(days=1))
    assert (await report(writing)).links == 2


async def test_what_is_erased_is_not_left_in_sqlites_file(tmp_path):
    store = await sqlite_store(tmp_path)
    async with store.writing() as uow:
        brief = a_brief(excerpts=(Excerpt("A", "word " * 5000, 1, "en"),))
        made = [
            await uow.chain.append(await a_text(uow, "x" * size, brief=brief), at=NOW) for size in (10, 3000, 50_000)
        ]
        await uow.commit()
    async with store.writing() as uow:
        for link in made:
            await uow.chain.erase(link.number, why=WHY, at=NOW)
        await uow.commit()
    await store.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [link.salt for link in made if link.salt.encode() in content] == []
    assert all(link.digest.encode() in content for link in made)
