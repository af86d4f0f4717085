"""The second step behind the look: a model's text comes as an edit where it is borne out; else a counter changes."""

import json
from collections import Counter
from datetime import timedelta

import pytest
import pytest_asyncio

from feeds import stories
from feeds.core.machine import asking
from feeds.errors import StoreError
from feeds.fetch.chat import ChatLimits, ChatModel
from feeds.model import Flaw, Note, NoteKind, PostKind, Standing, Task, Terms
from feeds.summaries import SPENT, MachineRules, Room, Summaries
from tests.integration.pipeline.newsroom import Newsroom
from tests.support.builders import an_entry, an_outlet
from tests.support.chat_server import ChatServer
from tests.support.fakes import BrokenDisk
from tests.support.machine import GOOD, REPORT, as_json

GERMAN = (
    "Markt von Karst beschossen",
    "Neun Menschen sind am Dienstag getötet worden, als Granaten den Markt von Karst trafen, sagte der Gouverneur.",
    "Das Verteidigungsministerium von Arven bestritt, dass seine Truppen den Markt beschossen haben.",
)
LENDING = an_outlet(terms=Terms.FULL_WITH_CREDIT, credit="Courier, CC BY 4.0")


class Machine:
    """A model's endpoint, and what asks it."""

    def __init__(self, newsroom, server) -> None:
        self.newsroom, self.server = newsroom, server
        self.counted: Counter[str] = Counter()
        self.model = ChatModel(server.url, "small-1", limits=ChatLimits(total=0.3))
        self.restart()

    def restart(self, *, tokens: int = 100_000, language: str | None = None) -> None:
        room = self.newsroom
        self.summaries = Summaries(
            Room(room.store, self.model, room.clock, MachineRules(tokens, language), room.rules, self._count)
        )

    def _count(self, task: Task, outcome: str) -> None:
        self.counted[f"{task} {outcome}"] += 1

    async def look(self) -> int:
        return await self.summaries.look()

    async def spent(self) -> str | None:
        async with self.newsroom.store.reading() as uow:
            return await uow.switches.get(SPENT)


@pytest_asyncio.fixture(loop_scope="session")
async def machine(newsroom):
    async with ChatServer() as server:
        found = Machine(newsroom, server)
        yield found
        await found.model.close()


async def posted(newsroom, outlet=LENDING, **entry):
    """A story that is out."""
    url = await newsroom.add_feed(outlet=outlet)
    await newsroom.hear(url, an_entry("Market of Karst shelled", REPORT, **entry))
    await newsroom.deliver()
    return url


async def test_a_summary_comes_as_an_edit_of_the_post(newsroom, machine):
    await posted(newsroom)
    machine.server.says(as_json(*GOOD))
    assert await machine.look() == 1
    (text,) = (await newsroom.story()).brief.machine
    assert [said.text for said in text.sentences] == list(GOOD)
    assert (text.task, text.model, text.sentences[0].credits) == (Task.SUMMARY, "small-1", ("Courier, CC BY 4.0",))
    newsroom.clock.advance(minutes=3)
    (sent,) = await newsroom.deliver()
    assert (sent.kind, sent.payload.brief.machine) == (PostKind.EDIT, (text,))
    assert machine.counted == {"summary taken": 1}


async def test_a_post_that_has_not_left_says_it_at_once(newsroom, machine):
    url = await newsroom.add_feed(outlet=LENDING)
    await newsroom.hear(url, an_entry("Market of Karst shelled", REPORT))
    machine.server.says(as_json(*GOOD))
    await machine.look()
    (sent,) = await newsroom.deliver()
    assert sent.kind is PostKind.NEW
    assert sent.payload.brief.machine


async def test_a_text_makes_no_phone_ring_where_the_post_would_have_come_silently(newsroom, machine):
    newsroom.restart(loud=0.85)
    machine.restart()
    await newsroom.pipeline.start()
    url = await newsroom.add_feed(outlet=LENDING)
    await newsroom.hear(url, an_entry("Market of Karst shelled", REPORT))
    machine.server.says(as_json(*GOOD))
    assert await machine.look() == 1
    (sent,) = await newsroom.deliver()
    assert (sent.kind, sent.payload.silent) == (PostKind.NEW, True)


async def test_a_story_that_waits_gets_one_and_is_posted_with_it(newsroom, machine):
    await posted(newsroom)
    await newsroom.set_standing(await newsroom.story(), Standing.WAITING)
    machine.server.says(as_json(*GOOD))
    await machine.look()
    story = await newsroom.story()
    assert story.standing is Standing.WAITING
    assert story.brief.machine


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.LISTED, Standing.REJECTED, Standing.RETRACTED])
async def test_nothing_is_asked_about_a_story_that_is_not_to_be_posted(newsroom, machine, standing):
    await posted(newsroom)
    await newsroom.set_standing(await newsroom.story(), standing)
    assert await machine.look() == 0
    assert machine.server.asked == []


async def test_it_is_asked_once_whatever_happens_next(newsroom, machine):
    await posted(newsroom)
    machine.server.says(as_json(*GOOD))
    for _ in range(3):
        await machine.look()
    machine.restart()
    await machine.look()
    assert len(machine.server.asked) == 1
    assert (await newsroom.story()).revision == 2


async def test_the_order_of_the_latest_does_not_change(newsroom, machine):
    await posted(newsroom)
    before = (await newsroom.story()).updated_at
    newsroom.clock.advance(minutes=1)
    machine.server.says(as_json(*GOOD))
    await machine.look()
    assert (await newsroom.story()).updated_at == before


async def test_a_story_that_grows_loses_the_text_and_gets_a_new_one(newsroom, machine):
    await posted(newsroom)
    machine.server.says(as_json(*GOOD))
    await machine.look()
    other = await newsroom.add_feed("b", an_outlet("Herald", terms=Terms.FULL_WITH_CREDIT))
    text = f"The market of Karst was shelled and nine people were killed, Oleg Maran said. {REPORT}"
    await newsroom.hear(other, an_entry("Market of Karst shelled again", text, guid="h"))
    grown = await newsroom.story()
    assert grown.brief.machine == ()
    assert await machine.look() == 1
    assert (await newsroom.story()).revision == grown.revision + 1


async def test_what_the_post_says_of_the_last_change_stays(newsroom, machine):
    await posted(newsroom)
    other = await newsroom.add_feed("b", an_outlet("Herald"))
    await newsroom.hear(other, an_entry("Market of Karst shelled", REPORT.replace("Nine", "Some nine"), guid="h"))
    machine.server.says(as_json(*GOOD))
    await machine.look()
    newsroom.clock.advance(minutes=3)
    (sent,) = await newsroom.deliver(PostKind.EDIT)
    assert sent.payload.brief.machine
    assert "Herald" in sent.payload.change


async def test_a_story_that_moved_on_meanwhile_is_left_to_the_next_look(newsroom, machine):
    await posted(newsroom)
    story = await newsroom.story()
    machine.server.says(as_json(*GOOD))
    answer = machine.server._scripts[0]

    async def meanwhile(request):
        async with newsroom.store.writing() as uow:
            await stories.touch(uow, await uow.stories.get(story.id), at=newsroom.clock.now())
            await uow.commit()
        return await answer(request)

    machine.server._scripts = [meanwhile]
    assert await machine.look() == 0
    assert machine.counted["summary stale"] == 1
    assert await machine.look() == 1
    assert len(machine.server.asked) == 1


async def test_a_correction_stays_on_the_post(newsroom, machine):
    await posted(newsroom)
    async with newsroom.store.writing() as uow:
        await uow.stories.add_note(1, Note(NoteKind.CORRECTION, "Nine, not ten.", newsroom.clock.now()))
        await uow.commit()
    machine.server.says(as_json(*GOOD))
    await machine.look()
    newsroom.clock.advance(minutes=3)
    (sent,) = await newsroom.deliver(PostKind.EDIT)
    assert [note.text for note in sent.payload.notes] == ["Nine, not ten."]


# ------------------------------------------------------------------ terms


@pytest.mark.parametrize(
    "outlet",
    [
        an_outlet(),
        an_outlet(terms=Terms.LINK_ONLY, model=True),
        an_outlet(terms=Terms.NO_DERIVATIVES, model=True),
        an_outlet(terms=Terms.FULL_WITH_CREDIT, model=False),
    ],
    ids=["excerpt", "link_only", "no_derivatives", "forbidden"],
)
async def test_what_the_terms_keep_from_a_model_is_not_sent(newsroom, machine, outlet):
    machine.restart(language="de")
    await posted(newsroom, outlet)
    assert await machine.look() == 0
    assert machine.server.asked == []
    assert machine.counted == {}


# ------------------------------------------------------------------ what goes wrong changes a counter


LIES = {
    Flaw.NAME: as_json(GOOD[0].replace("Karst", "Velm")),
    Flaw.NUMBER: as_json(GOOD[0].replace("Nine", "Ninety")),
    Flaw.QUOTATION: as_json(GOOD[0].replace("shells hit", "“shells” hit")),
    Flaw.ATTRIBUTION: as_json(GOOD[0].partition(", the regional")[0] + "."),
    Flaw.MODALITY: as_json("The shelling was a reprisal for a raid on Friday, officials said."),
    Flaw.UNTRACED: as_json(*GOOD, reports=(9,)),
    Flaw.LANGUAGE: as_json(*GERMAN[1:]),
    Flaw.GARBLED: "I cannot help with that.",
    Flaw.EMPTY: '{"sentences": []}',
}


@pytest.mark.parametrize("flaw", LIES)
async def test_a_model_that_lies_changes_nothing_but_a_counter(newsroom, machine, flaw):
    await posted(newsroom)
    before, posts = await newsroom.story(), await newsroom.posts(await newsroom.story())
    machine.server.says(LIES[flaw])
    for _ in range(3):
        assert await machine.look() == 0
    assert (await newsroom.story(), await newsroom.posts(before)) == (before, posts)
    assert machine.counted == {f"summary {flaw}": 1}
    assert len(machine.server.asked) == 1


FAILURES = {
    Flaw.TIMED_OUT: lambda server: server.stalls(),
    Flaw.UNREACHABLE: lambda server: server.breaks_off(b'{"choices": ['),
    Flaw.BUSY: lambda server: server.status(429, retry_after="5"),
    Flaw.REFUSED: lambda server: server.status(500),
    Flaw.TOO_LARGE: lambda server: server.says("x" * 5_000_000),
    Flaw.GARBLED: lambda server: server.sends(b"<html>"),
    Flaw.EMPTY: lambda server: server.answers({"choices": []}),
}


@pytest.mark.parametrize("flaw", FAILURES)
async def test_an_endpoint_that_fails_changes_nothing_but_a_counter_and_is_asked_again(newsroom, machine, flaw):
    await posted(newsroom)
    before, posts = await newsroom.story(), await newsroom.posts(await newsroom.story())
    FAILURES[flaw](machine.server)
    assert await machine.look() == 0
    assert await machine.look() == 0
    assert (await newsroom.story(), await newsroom.posts(before)) == (before, posts)
    assert machine.counted == {f"summary {flaw}": 1}
    newsroom.clock.advance(minutes=2)
    machine.server.says(as_json(*GOOD))
    assert await machine.look() == 1
    assert machine.counted["summary taken"] == 1


async def test_an_endpoint_that_fails_for_ever_is_left_alone_for_longer_and_longer(newsroom, machine):
    await posted(newsroom)
    machine.server.status(500)
    for _ in range(12 * 60):
        newsroom.clock.advance(minutes=1)
        await machine.look()
    assert len(machine.server.asked) <= 20
    assert machine.counted["summary paused"] == 0


async def test_one_question_gets_no_answer_a_few_times_and_then_none(newsroom, machine):
    """What the endpoint cannot answer is not put for ever, while other questions show that it is there."""
    await posted(newsroom)
    machine.server.sends(b"<html>")
    for _ in range(2):
        await machine.look()
        newsroom.clock.advance(minutes=2)
    machine.summaries._circuit = machine.summaries._circuit.answered()
    for _ in range(10):
        await machine.look()
        newsroom.clock.advance(minutes=2)
    assert len(machine.server.asked) == 3


async def test_while_an_endpoint_asks_to_be_left_alone_no_other_question_is_put(newsroom, machine):
    await posted(newsroom)
    other = await newsroom.add_feed("b", an_outlet("Herald", terms=Terms.FULL_WITH_CREDIT))
    text = " ".join(f"Rain {n} fell on the harbour of Velm while {n} boats of the fleet stayed in." for n in range(9))
    await newsroom.hear(other, an_entry("Missile strike kills soldiers in Velm", text, guid="v"))
    assert len(await newsroom.stories()) == 2
    machine.server.status(429, retry_after="300")
    await machine.look()
    assert machine.counted == {"summary busy": 1, "summary paused": 1}
    newsroom.clock.advance(minutes=4)
    await machine.look()
    assert len(machine.server.asked) == 1


async def test_what_a_story_has_stays_while_the_endpoint_fails(newsroom, machine):
    await posted(newsroom)
    machine.server.says(as_json(*GOOD))
    await machine.look()
    async with newsroom.store.writing() as uow:
        await uow.machine.forget(newsroom.clock.now() + timedelta(days=1))
        await stories.touch(uow, await uow.stories.get(1), at=newsroom.clock.now())
        await uow.commit()
    machine.server.status(500)
    assert await machine.look() == 0
    assert (await newsroom.story()).brief.machine


# ------------------------------------------------------------------ budget


async def test_what_a_day_may_cost_is_set_aside_before_and_survives_a_restart(newsroom, machine):
    await posted(newsroom)
    machine.restart(tokens=100)
    assert await machine.look() == 0
    assert machine.counted == {"summary budget": 1}
    assert machine.server.asked == []
    machine.restart()
    machine.server.says(as_json(*GOOD))
    assert await machine.look() == 1
    assert await machine.spent() == "2026-03-03 700"


async def test_the_next_day_has_a_budget_of_its_own(newsroom, machine):
    newsroom.clock.advance(hours=11)
    async with newsroom.store.writing() as uow:
        await uow.switches.set(SPENT, "2026-03-03 99999")
        await uow.commit()
    await posted(newsroom, published=newsroom.clock.now())
    machine.server.says(as_json(*GOOD))
    assert await machine.look() == 0
    newsroom.clock.advance(hours=2)
    assert await machine.look() == 1


async def test_a_question_that_was_not_taken_costs_nothing_and_one_that_stalled_does(newsroom, machine):
    await posted(newsroom)
    machine.server.status(429)
    await machine.look()
    assert await machine.spent() == "2026-03-03 0"
    newsroom.clock.advance(minutes=2)
    machine.server.stalls()
    await machine.look()
    assert int((await machine.spent()).split()[1]) > asking.SUMMARY_TOKENS


# ------------------------------------------------------------------ translations


async def test_summary_and_headline_are_translated_into_the_channels_language(newsroom, machine):
    machine.restart(language="de")
    await posted(newsroom)
    machine.server.says(as_json(*GOOD), json.dumps({"pieces": list(GERMAN)}))
    assert await machine.look() == 1
    summary, translation = (await newsroom.story()).brief.machine
    assert (summary.task, translation.task, translation.language) == (Task.SUMMARY, Task.TRANSLATION, "de")
    assert (translation.headline, *(said.text for said in translation.sentences)) == GERMAN
    assert [said.outlets for said in translation.sentences] == [said.outlets for said in summary.sentences]


async def test_where_there_is_no_summary_the_excerpts_are_translated(newsroom, machine):
    machine.restart(language="de")
    await posted(newsroom)
    excerpts = (await newsroom.story()).brief.excerpts
    pieces = [GERMAN[0], *(f"Es ist so, wie es in der Quelle steht, und zwar die {n}." for n in range(len(excerpts)))]
    machine.server.says(LIES[Flaw.NAME], json.dumps({"pieces": pieces}))
    await machine.look()
    assert machine.counted["summary name"] == 1
    asked = machine.server.asked[1]["messages"][1]["content"]
    assert all(piece.text in asked for piece in excerpts)


async def test_a_translation_that_lies_leaves_the_summary(newsroom, machine):
    machine.restart(language="de")
    await posted(newsroom)
    lie = [GERMAN[0], GERMAN[1] + " 87 Häuser brannten.", GERMAN[2]]
    machine.server.says(as_json(*GOOD), json.dumps({"pieces": lie}))
    assert await machine.look() == 1
    (text,) = (await newsroom.story()).brief.machine
    assert text.task is Task.SUMMARY
    assert machine.counted == {"summary taken": 1, "translation number": 1}


async def test_a_translation_that_fails_comes_later(newsroom, machine):
    machine.restart(language="de")
    await posted(newsroom)
    machine.server.says(as_json(*GOOD), None)
    assert await machine.look() == 1
    newsroom.clock.advance(minutes=2)
    machine.server.says(json.dumps({"pieces": list(GERMAN)}))
    assert await machine.look() == 1
    assert [text.task for text in (await newsroom.story()).brief.machine] == [Task.SUMMARY, Task.TRANSLATION]
    assert machine.counted == {"summary taken": 2, "translation empty": 1, "translation taken": 1}


async def test_nothing_is_translated_that_is_in_the_language_already(newsroom, machine):
    machine.restart(language="en")
    await posted(newsroom)
    machine.server.says(as_json(*GOOD))
    await machine.look()
    assert len(machine.server.asked) == 1


async def test_old_stories_are_left_as_they_are(newsroom, machine):
    await posted(newsroom)
    newsroom.clock.advance(days=1)
    assert await machine.look() == 0
    assert machine.server.asked == []


async def test_a_database_that_refuses_for_a_moment_costs_no_text(store):
    newsroom = await Newsroom(BrokenDisk(store)).running()
    async with ChatServer() as server:
        machine = Machine(newsroom, server)

        class Breaking:
            """Answers, and the disk is gone."""

            model = machine.model.model

            async def __call__(self, question):
                reply = await machine.model(question)
                newsroom.store.gone = len(server.asked) == 1
                return reply

        room = Room(newsroom.store, Breaking(), newsroom.clock, MachineRules(100_000), newsroom.rules)
        await posted(newsroom)
        server.says(as_json(*GOOD))
        summaries = Summaries(room)
        with pytest.raises(StoreError):
            await summaries.look()
        newsroom.store.gone = False
        assert await summaries.look() == 0  # not at once
        newsroom.clock.advance(minutes=2)
        assert await summaries.look() == 1
        await machine.model.close()
