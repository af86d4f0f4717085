"""Use case: look at the stories that have grown, and decide what becomes of them.

::

    growths | stories, items | assess: brief, importance, policy | revision | post, case, edit, development

Taking an item in (``intake``) only says where it belongs and notes that its story has grown. Here the story is assessed
anew, once however many items came: it is read in one transaction, assessed in none, and what comes of it is written in
another, unless more has come to the story meanwhile; then it is assessed again. What is noted stands in the store until
it has been looked at, so that a crash between the steps loses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from feeds.core import outbox, policy
from feeds.core.assess import Assessment, Grown, Standards
from feeds.core.brief import with_picture_of
from feeds.core.doubts import Said
from feeds.errors import AssessError, NoAssessor, StoreError
from feeds.model import (
    AuditEntry,
    BareStory,
    CaseState,
    Growth,
    NewPost,
    Payload,
    PostBrief,
    PostKind,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
    Trust,
)
from feeds.ports import Clock, Store, UnitOfWork
from feeds.stories import FIRST_START, OPEN, DeskRules, amend_case, ask_of_conflict, enact, follow, wait_for_desk

log = structlog.get_logger(__name__)

#: Stories that are looked at in one transaction.
AT_ONCE = 50
#: Stories whose growth is read at a time.
_READ = 500
_UNDECIDED = frozenset({Standing.HELD, Standing.WAITING, Standing.ARCHIVED})
#: Readers have it, in a channel or a round-up.
_SHOWN = frozenset({Standing.POSTED, Standing.LISTED})


class Assess(Protocol):
    """Assesses stories, here or in another process."""

    async def __call__(self, stories: Sequence[Grown], by: Standards) -> Sequence[Assessment]:
        """One assessment a story, in their order. Raises ``AssessError``, and ``NoAssessor`` where it is nothing about
        these stories.
        """


class Looks:
    """Looks at every story that has grown."""

    def __init__(self, store: Store, clock: Clock, assess: Assess, *, rules: DeskRules) -> None:
        self._store, self._clock, self._assess, self._rules = store, clock, assess, rules
        self._by = Standards(rules.policy, rules.beats, rules.maps)
        self._given_up: set[StoryId] = set()  #: an error that nobody expected: left alone until the next start
        self._doubtful: set[StoryId] = set()  #: could not be looked at, alone, once

    async def catch_up(self) -> int:
        """Look at all that has grown; how many. Raises ``StoreError``, ``NoAssessor``: what is left stays noted."""
        looks = 0
        while some := await self._go_through():  # what has grown meanwhile is found when everything is gone through
            looks += some
        return looks

    async def _go_through(self) -> int:
        """Look once at each story that has grown; at how many."""
        looks, last = 0, 0
        while True:
            async with self._store.reading() as uow:
                grown = await uow.growths.after(last, limit=_READ)
            if not grown:
                return looks
            last = grown[-1].story_id
            todo = [growth for growth in grown if growth.story_id not in self._given_up]
            for start in range(0, len(todo), AT_ONCE):
                looks += await self._look(todo[start : start + AT_ONCE])

    async def _look(self, growths: Sequence[Growth]) -> int:
        """Look at some stories; at each alone where an error strikes that nobody expected, lest one harm others."""
        try:
            assessed = await self._assessed(growths)
            async with self._store.writing() as uow:
                await look(uow, growths, assessed, rules=self._rules, now=self._clock.now())
                await uow.commit()
        except (StoreError, NoAssessor):
            raise
        except Exception as error:
            if len(growths) > 1 or self._is_tried_again(growths[0].story_id, error):
                return sum([await self._look([growth]) for growth in growths])
            log.exception("look_crashed", story=growths[0].story_id, expected=isinstance(error, AssessError))
            self._given_up.add(growths[0].story_id)
            return 0
        return len(growths)

    def _is_tried_again(self, story_id: StoryId, error: Exception) -> bool:
        """Whether a lone story whose look failed is looked at again: once, for the process may have been killed."""
        again = isinstance(error, AssessError) and story_id not in self._doubtful
        self._doubtful.add(story_id)
        return again

    async def _assessed(self, growths: Sequence[Growth]) -> "dict[StoryId, _Assessed]":
        """The stories as they are now, with what they come to."""
        ids = [growth.story_id for growth in growths]
        async with self._store.reading() as uow:
            stories, items = await uow.stories.find(ids), await uow.items.of_stories(ids)
        todo = [growth for growth in growths if growth.story_id in stories]
        grown = [_grown(stories[growth.story_id], growth, items[growth.story_id]) for growth in todo]
        found = await self._assess(grown, self._by) if grown else ()
        rows = zip(todo, grown, found, strict=True)
        return {growth.story_id: _Assessed(story, result, growth.fresh) for growth, story, result in rows}


def _grown(story: Story | BareStory, growth: Growth, items: Sequence[StoryItem]) -> Grown:
    """A story to assess; one that waits for the round-up will be told, and is judged as news whatever came to it."""
    waits = isinstance(story, Story) and story.standing is Standing.WAITING
    return Grown(items, max(story.relevance, growth.relevance), growth.fresh or waits)


@dataclass(frozen=True, slots=True)
class _Assessed:
    """A story as it was read, and what it comes to."""

    story: Grown
    result: Assessment
    fresh: bool  #: what came to it is news


@dataclass(frozen=True, slots=True)
class _Seen:
    """A story before and after the look at it."""

    before: Story | BareStory
    after: Story
    judgement: policy.Judgement
    tolls: Sequence[Said]
    items: Sequence[StoryItem]


async def look(
    uow: UnitOfWork,
    growths: Sequence[Growth],
    assessed: Mapping[StoryId, _Assessed],
    *,
    rules: DeskRules,
    now: datetime,
) -> None:
    """Record what the items of grown stories say now, and let their posts follow; one not yet out is judged anew. One
    that was withdrawn stays as it was, whatever joins it; so does one that readers have and that would come to say what
    may do harm, until the desk has approved it. One to which more has come since it was read waits for the next look.
    """
    same = await uow.growths.unchanged(growths)
    stories = await uow.stories.find([growth.story_id for growth in same])
    load = await _channel(uow, now)
    seen = []
    for growth in same:
        before, found = stories.get(growth.story_id), assessed.get(growth.story_id)
        if before is None or found is None or policy.is_dropped(found.story.items):
            continue  # it went into another since its growth was read, and that one has grown; or is nobody's to see
        if isinstance(before, BareStory) or before.standing is not Standing.RETRACTED:
            one = _decide(before, found, load, rules, now)
            if await _waits(uow, one, rules=rules, now=now):
                continue
            load = replace(load, posted_last_hour=load.posted_last_hour + _comes_out(one))
            seen.append(one)
    await uow.stories.record_all([_intent(one, now) for one in seen])
    for one in seen:
        await _follow(uow, one, rules=rules, now=now)
    await uow.growths.forget([growth.story_id for growth in same])


def _decide(
    before: Story | BareStory, found: _Assessed, load: policy.ChannelLoad, rules: DeskRules, now: datetime
) -> _Seen:
    """What becomes of a story. Changes nothing."""
    known = before if isinstance(before, Story) else None
    standing = known.standing if known else Standing.HELD
    brief, weight, judgement = found.result.brief, found.result.importance, found.result.judgement
    if known and standing is Standing.POSTED:
        brief = with_picture_of(known.brief, brief)
    stays = isinstance(judgement, policy.Keep) or (isinstance(judgement, policy.Publish) and not found.fresh)
    if known is None or (standing in _UNDECIDED and not stays):
        standing = policy.standing(judgement, weight, load, rules.policy)
    after = Story(
        id=before.id,
        public_id=before.public_id,
        headline=brief.headline,
        standing=standing,
        revision=known.revision + 1 if known else 1,
        importance=weight,
        relevance=found.story.relevance,
        opened_at=before.opened_at,
        updated_at=now,
        brief=brief,
        notes=known.notes if known else (),
    )
    return _Seen(before, after, judgement, found.result.tolls, found.story.items)


async def _waits(uow: UnitOfWork, seen: _Seen, *, rules: DeskRules, now: datetime) -> bool:
    """Whether a story that readers have must stay as it is until the desk has decided; it is asked here."""
    before = seen.before
    if isinstance(before, BareStory) or before.standing not in _SHOWN:
        return False
    return await wait_for_desk(uow, before, seen.after.brief, desk=rules.desk, now=now)


def _comes_out(seen: _Seen) -> bool:
    """Whether the look lets a story out that was not."""
    out = Standing.POSTED
    return seen.after.standing is out and not (isinstance(seen.before, Story) and seen.before.standing is out)


def _intent(seen: _Seen, now: datetime) -> StoryIntent:
    one = seen.after
    return StoryIntent(one.id, one.revision - 1, one.brief, one.standing, one.importance, one.relevance, now)


async def _follow(uow: UnitOfWork, seen: _Seen, *, rules: DeskRules, now: datetime) -> None:
    """Let posts and cases follow the decision."""
    before, story = seen.before, seen.after
    if isinstance(before, Story) and before.standing is story.standing:
        if story.standing is Standing.HELD and isinstance(seen.judgement, policy.Hold):
            await amend_case(uow, story, seen.judgement, desk=rules.desk, now=now)
        elif story.standing is Standing.POSTED:
            await ask_of_conflict(uow, before, story, seen.tolls, rules=rules, now=now)
            posts = await uow.outbox.of_story(story.id)
            await follow(uow, story, posts, rules=rules, now=now)
            await _develop(uow, story, posts, seen.items, rules=rules, now=now)
        return
    if isinstance(before, Story):
        await _settle_case(uow, before, now=now)
    await enact(uow, story, seen.judgement, rules=rules, now=now)


async def _channel(uow: UnitOfWork, now: datetime) -> policy.ChannelLoad:
    return policy.ChannelLoad(
        posted_last_hour=await uow.outbox.count_new_since(now - timedelta(hours=1)),
        first_start=await uow.switches.get(FIRST_START) == OPEN,
    )


async def _settle_case(uow: UnitOfWork, story: Story, *, now: datetime) -> None:
    """Close the case of a story that policy no longer holds."""
    case = await uow.cases.open_for(story.id)
    if case and await uow.cases.decide(case.id, CaseState.APPROVED, by=policy.POLICY, at=now):
        await uow.log.add(AuditEntry(now, policy.POLICY, "approve", story.public_id, {"why": "no longer held"}))


async def _develop(
    uow: UnitOfWork,
    story: Story,
    posts: Sequence[PostBrief],
    items: Sequence[StoryItem],
    *,
    rules: DeskRules,
    now: datetime,
) -> None:
    """Answer the post in the channels that have it where the story took a material turn.

    Readers who are subscribed do not get it: they asked for each new story, once. /latest shows them that it moved, and
    the corrections, which they must not miss, are not lost among many messages.
    """
    told = outbox.told_last(posts)
    if told is None or told.sent_at is None or told.payload.brief is None:
        return
    doubtful = {source.outlet.name for source in items if source.outlet.trust is Trust.LOW}
    news = policy.development(told.payload.brief, story.brief, doubtful=doubtful)
    if news is None:
        return
    quiet = rules.develop_after if news.pressing else rules.develop_every
    match outbox.plan_development(posts, now=now, quiet=quiet, every=rules.develop_every):
        case outbox.Rewrite(waiting):
            await uow.outbox.rewrite(waiting.id, _told_as(story, news, rules), revision=story.revision)
        case outbox.Answer(not_before) if news.pressing or not_before <= now:
            await _answer(uow, story, _told_as(story, news, rules), not_before=not_before, now=now)


async def _answer(uow: UnitOfWork, story: Story, payload: Payload, *, not_before: datetime, now: datetime) -> None:
    if channels := await uow.arrivals.addressed(story.id):
        kind = PostKind.DEVELOPMENT
        await uow.outbox.add(NewPost(kind, payload, tuple(channels), now, not_before, story.id, story.revision))


def _told_as(story: Story, news: policy.Development, rules: DeskRules) -> Payload:
    """A development's payload: of the excerpts, those of the outlets that make it one."""
    excerpts = tuple(piece for piece in story.brief.excerpts if piece.outlet in news.outlets)
    brief, silent = replace(story.brief, excerpts=excerpts), policy.is_silent(story.importance, rules.policy)
    return Payload(brief=brief, public_id=story.public_id, change=news.words, silent=silent)
