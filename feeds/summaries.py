"""Use case: summaries and translations by a language model, as a second step behind the look at a story.

::

    every few seconds | stories that are posted or wait, whose newest revision was not asked about
                      | reports that a model may have | kept answer? else budget, circuit, question, no transaction open
                      | held against the reports | a revision with the text | edit of the post

No post waits for this, and nothing of it can go wrong but that there is no text: what is refused, or fails, is counted.
An answer is kept under what was asked, so that none is paid for twice, and a restart asks nothing anew. What a day may
cost stands in the database, set aside before the question is put.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from feeds.core import outbox, policy
from feeds.core.machine import answers, asking, checked, spending, translated
from feeds.core.machine.circuit import Circuit
from feeds.core.says import says
from feeds.errors import StoreError, SummariserError
from feeds.model import (
    Brief,
    Doubt,
    Flaw,
    MachineText,
    PostKind,
    Question,
    Revised,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
    Task,
)
from feeds.models import languages
from feeds.ports import Clock, Store, UnitOfWork
from feeds.ports_of_summarising import Summarise
from feeds.stories import DeskRules, edit

log = structlog.get_logger(__name__)

#: Stories that changed longer ago are left as they are; and how many are looked through at a time.
FRESH, LOOKED_THROUGH = timedelta(hours=12), 50
#: How often a question is put that gets no answer, and seconds between; seconds until a spent budget is looked at.
TRIES, AGAIN, BROKE = 3, 60.0, 600.0
#: How long an answer is kept.
KEPT = timedelta(days=7)
#: The switch that remembers what was spent.
SPENT = "machine_spent"
TAKEN = "taken"
#: What costs nothing.
_FREE = frozenset({Flaw.BUSY, Flaw.REFUSED})
_SHOWN = frozenset({Standing.POSTED, Standing.WAITING})


@dataclass(frozen=True, slots=True)
class MachineRules:
    """What the operator wants of a language model."""

    tokens_a_day: int
    language: str | None = None  #: two letters, into which what is posted is translated; None: not at all


@dataclass(frozen=True, slots=True)
class Room:
    """What this needs from outside."""

    store: Store
    ask: Summarise
    clock: Clock
    rules: MachineRules
    desk: DeskRules
    observe: Callable[[Task, str], None] = lambda _task, _outcome: None  #: how each question ended


@dataclass(slots=True)
class _Asked:
    """What is known of a story: which revision was asked about, how often, and when it may be asked about again."""

    revision: int
    tries: int = 0
    again_at: float | None = None  #: None: not again


class Summaries:
    """Has texts written. What it knows in memory is only what it has asked and how the endpoint does."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._circuit = Circuit()
        self._asked: dict[StoryId, _Asked] = {}
        self._failed: Flaw | None = None  #: why a question on the story at hand got no answer, which it may get later

    async def look(self) -> int:
        """Have texts written where they are wanted, one story after the other; how many stories got one."""
        since = self._room.clock.now() - FRESH
        async with self._room.store.reading() as uow:
            revised = await uow.machine.revised(since=since, limit=LOOKED_THROUGH)
        self._asked = {one.story_id: self._asked[one.story_id] for one in revised if one.story_id in self._asked}
        return sum([await self._write(one) for one in revised if self._is_wanted(one)])

    def _is_wanted(self, one: Revised) -> bool:
        asked = self._asked.get(one.story_id)
        if asked is None or asked.revision != one.revision:
            return True
        return asked.again_at is not None and self._room.clock.ticks() >= asked.again_at

    async def _write(self, one: Revised) -> bool:
        """Have a story's texts written; whether it got any."""
        asked = self._asked.get(one.story_id)
        if asked is None or asked.revision != one.revision:
            asked = _Asked(one.revision)
        self._asked[one.story_id] = _Asked(one.revision, asked.tries)  # an error that nobody expected: not again
        async with self._room.store.reading() as uow:
            story = (await uow.stories.find([one.story_id])).get(one.story_id)
            items = await uow.items.of_story(one.story_id)
        if not isinstance(story, Story) or story.revision != one.revision:
            return False  # it has moved on in between
        self._failed = None
        try:
            return await self._have_written(story, items, asked)
        except StoreError:  # what was answered may be kept, and is not to be lost
            self._asked[one.story_id] = replace(asked, again_at=self._room.clock.ticks() + AGAIN)
            raise

    async def _have_written(self, story: Story, items: Sequence[StoryItem], asked: _Asked) -> bool:
        """Have its texts written and recorded; whether it got any."""
        texts = await self._texts(story.brief, items)
        if self._failed is not None:
            self._asked[story.id] = self._later(asked, self._failed)
            if len(texts) < len(story.brief.machine):
                return False  # what it has is better than nothing
        return texts != story.brief.machine and await self._record(story, texts)

    def _later(self, asked: _Asked, why: Flaw) -> _Asked:
        """When a story is asked about again whose question got no answer."""
        now = self._room.clock.ticks()
        if why is Flaw.BUDGET:
            return replace(asked, again_at=now + BROKE)
        if not self._circuit.may_ask(now):
            return replace(asked, again_at=self._circuit.open_at)
        tries = asked.tries + 1
        return replace(asked, tries=tries, again_at=now + AGAIN if tries < TRIES else None)

    async def _texts(self, brief: Brief, items: Sequence[StoryItem]) -> tuple[MachineText, ...]:
        summary = self._counted(Task.SUMMARY, await self._summary(brief, items))
        translation = self._counted(Task.TRANSLATION, await self._translation(brief, items, summary))
        return tuple(text for text in (summary, translation) if text is not None)

    def _counted(self, task: Task, found: MachineText | Doubt | None) -> MachineText | None:
        """The text, if there is one; how it ended is counted, unless nothing was wanted."""
        if isinstance(found, Doubt):
            self._room.observe(task, found.flaw.value)
            log.info("machine_text_left", task=task.value, flaw=found.flaw.value, words=found.words)
            return None
        if found is not None:
            self._room.observe(task, TAKEN)
        return found

    async def _summary(self, brief: Brief, items: Sequence[StoryItem]) -> MachineText | Doubt | None:
        """A summary that the reports bear out; None where no report may be given to a model."""
        reports = asking.lent(brief, items)
        if not reports:
            return None
        answer = await self._answer(asking.summary(reports))
        told = answer if isinstance(answer, Doubt) else answers.summary(answer, [source.id for source in reports])
        if isinstance(told, Doubt):
            return told
        sources = {source.id: source for source in reports}
        doubt = checked.doubt(told, sources, asking.beside(brief))
        return doubt or MachineText(Task.SUMMARY, asking.LANGUAGE, self._room.ask.model, asking.shown(told, sources))

    async def _translation(
        self, brief: Brief, items: Sequence[StoryItem], summary: MachineText | None
    ) -> MachineText | Doubt | None:
        """A translation into the channel's language; None where it is not wanted, or there is nothing to translate."""
        language = self._room.rules.language
        pieces = asking.pieces(brief, items, summary, language) if language else None
        if language is None or pieces is None or not pieces.texts:
            return None
        answer = await self._answer(asking.translation(pieces.texts, language))
        texts = answer if isinstance(answer, Doubt) else answers.translation(answer)
        if isinstance(texts, Doubt):
            return texts
        if doubt := translated.doubt(pieces.texts, texts, language, languages.load()):
            return doubt
        headline, sentences = pieces.told(texts)
        return MachineText(Task.TRANSLATION, language, self._room.ask.model, sentences, headline)

    async def _answer(self, question: Question) -> str | Doubt:
        """The kept answer to a question, else the model's."""
        key = asking.key(question, self._room.ask.model)
        async with self._room.store.reading() as uow:
            kept = await uow.machine.answer(key)
        if kept is not None:
            return kept
        answer = await self._asked_for(question, key)
        if isinstance(answer, Doubt):
            self._failed = answer.flaw
        return answer

    async def _asked_for(self, question: Question, key: bytes) -> str | Doubt:
        """Put a question, if it may be put now, and keep its answer."""
        if not self._circuit.may_ask(self._room.clock.ticks()):
            return Doubt(Flaw.PAUSED)
        cost = asking.cost(question)
        if not await self._set_aside(cost):
            return Doubt(Flaw.BUDGET)
        try:
            reply = await self._room.ask(question)
        except SummariserError as error:
            self._circuit = self._circuit.failed(self._room.clock.ticks(), retry_after=error.retry_after)
            log.warning("language_model_failed", problem=str(error), flaw=error.flaw.value)
            if error.flaw in _FREE:
                await self._settle(-cost)
            return Doubt(error.flaw)
        self._circuit = self._circuit.answered()
        await self._settle(spending.charged(reply.tokens, cost) - cost, keep=(key, reply.text))
        return reply.text

    async def _set_aside(self, tokens: int) -> bool:
        """Take tokens out of the day's budget before they are spent; False where there are not so many."""
        async with self._room.store.writing() as uow:
            spent = spending.read(await uow.switches.get(SPENT), self._room.clock.now().date()).more(tokens)
            if spent.tokens > self._room.rules.tokens_a_day:
                return False
            await uow.switches.set(SPENT, spending.written(spent))
            await uow.commit()
        return True

    async def _settle(self, tokens: int, *, keep: tuple[bytes, str] | None = None) -> None:
        """Correct what was set aside, and keep an answer."""
        now = self._room.clock.now()
        async with self._room.store.writing() as uow:
            spent = spending.read(await uow.switches.get(SPENT), now.date()).more(tokens)
            await uow.switches.set(SPENT, spending.written(spent))
            if keep is not None:
                await uow.machine.keep(*keep, at=now)
                await uow.machine.forget(now - KEPT)
            await uow.commit()

    async def _record(self, story: Story, texts: tuple[MachineText, ...]) -> bool:
        """Record a revision that says what the one before it said, with the texts, unless the story has moved on."""
        async with self._room.store.writing() as uow:
            now_it = await uow.stories.get(story.id)
            if now_it.revision != story.revision or now_it.standing not in _SHOWN or now_it.merged_into:
                self._room.observe(Task.SUMMARY, Flaw.STALE.value)
                return False
            after = await uow.stories.record(_intent(now_it, texts))
            await self._follow(uow, after)
            await uow.commit()
        known = self._asked[story.id]
        self._asked[story.id] = replace(known, revision=after.revision)
        log.info("machine_text_taken", story=story.public_id, tasks=[text.task.value for text in texts])
        return True

    async def _follow(self, uow: UnitOfWork, story: Story) -> None:
        """Let the post show the text; what it says of the last change stays."""
        posts = await uow.outbox.of_story(story.id)
        now, after = self._room.clock.now(), self._room.desk.edit_after
        last = next((post for post in reversed(posts) if post.kind is not PostKind.DEVELOPMENT), None)
        change = last.payload.change if last else None
        match outbox.plan_revision(posts, now=now, edit_after=after):
            case outbox.Rewrite(waiting):
                silent = policy.is_silent(story.importance, self._room.desk.policy)
                payload = says(story, change=change, silent=silent)
                await uow.outbox.rewrite(waiting.id, payload, revision=story.revision)
            case outbox.Edit(not_before):
                await edit(uow, story, change=change, not_before=not_before, now=now)


def _intent(story: Story, texts: tuple[MachineText, ...]) -> StoryIntent:
    """A revision at the time of the one before: a text of a machine is no news, and moves no story up in /latest."""
    brief = replace(story.brief, machine=texts)
    return StoryIntent(
        story.id, story.revision, brief, story.standing, story.importance, story.relevance, story.updated_at
    )
