"""Use case: look at the stories that have grown, and decide what becomes of them.

::

    growths | stories, items | brief | importance | policy | revision | post, case, edit, development

Taking an item in (``intake``) only says where it belongs and notes that its story has grown. Here the story is composed
and judged anew, once however many items came, in a transaction of its own. What is noted stands in the store until it
has been looked at, so that a crash between the two steps loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from feeds.core import brief as briefs
from feeds.core import outbox, policy, tolls
from feeds.core.beats import ready
from feeds.core.doubts import Said
from feeds.core.importance import importance
from feeds.errors import StoreError
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
from feeds.models import knowledge
from feeds.ports import Clock, Store, UnitOfWork
from feeds.stories import FIRST_START, OPEN, DeskRules, amend_case, ask_of_conflict, enact, follow, wait_for_desk

log = structlog.get_logger(__name__)

#: Stories that are looked at in one transaction.
AT_ONCE = 20
#: Stories whose growth is read at a time.
_READ = 500
_UNDECIDED = frozenset({Standing.HELD, Standing.WAITING, Standing.ARCHIVED})
#: Readers have it, in a channel or a round-up.
_SHOWN = frozenset({Standing.POSTED, Standing.LISTED})


class Looks:
    """Looks at every story that has grown."""

    def __init__(self, store: Store, clock: Clock, *, rules: DeskRules) -> None:
        self._store, self._clock, self._rules = store, clock, rules
        self._given_up: set[StoryId] = set()  #: an error that nobody expected: left alone until the next start

    async def catch_up(self) -> int:
        """Look at all that has grown; at how many stories. Raises ``StoreError``; what is left stays noted."""
        seen, last = 0, 0
        while True:
            async with self._store.reading() as uow:
                grown = await uow.growths.after(last, limit=_READ)
            if not grown:
                return seen
            last = grown[-1].story_id
            todo = [growth for growth in grown if growth.story_id not in self._given_up]
            for start in range(0, len(todo), AT_ONCE):
                seen += await self._look(todo[start : start + AT_ONCE])

    async def _look(self, growths: Sequence[Growth]) -> int:
        """Look at some stories; at each alone where an error strikes that nobody expected, lest one harm others."""
        try:
            async with self._store.writing() as uow:
                await look(uow, growths, rules=self._rules, now=self._clock.now())
                await uow.commit()
        except StoreError:
            raise
        except Exception:
            if len(growths) > 1:
                return sum([await self._look([growth]) for growth in growths])
            log.exception("look_crashed", story=growths[0].story_id)
            self._given_up.add(growths[0].story_id)
            return 0
        return len(growths)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A story before and after the look at it."""

    before: Story | BareStory
    after: Story
    judgement: policy.Judgement
    tolls: Sequence[Said]
    items: Sequence[StoryItem]


async def look(uow: UnitOfWork, growths: Sequence[Growth], *, rules: DeskRules, now: datetime) -> None:
    """Record what the items of grown stories say now, and let their posts follow; one not yet out is judged anew. One
    that was withdrawn stays as it was, whatever joins it; so does one that readers have and that would come to say what
    may do harm, until the desk has approved it.
    """
    ids = [growth.story_id for growth in growths]
    stories, items = await uow.stories.find(ids), await uow.items.of_stories(ids)
    load = await _channel(uow, now)
    seen = []
    for growth in growths:
        before = stories.get(growth.story_id)
        if before is None:
            continue  # it went into another since its growth was read, and that one has grown
        if policy.is_dropped(items[before.id]):
            continue
        if isinstance(before, BareStory) or before.standing is not Standing.RETRACTED:
            one = _decide(before, items[before.id], growth, load, rules, now)
            if await _waits(uow, one, rules=rules, now=now):
                continue
            load = replace(load, posted_last_hour=load.posted_last_hour + _comes_out(one))
            seen.append(one)
    await uow.stories.record_all([_intent(one, now) for one in seen])
    for one in seen:
        await _follow(uow, one, rules=rules, now=now)
    await uow.growths.forget(ids)


def _decide(
    before: Story | BareStory,
    items: Sequence[StoryItem],
    growth: Growth,
    load: policy.ChannelLoad,
    rules: DeskRules,
    now: datetime,
) -> _Seen:
    """What becomes of a story. Changes nothing."""
    known = before if isinstance(before, Story) else None
    standing = known.standing if known else Standing.HELD
    shown = known.brief.picture if known and standing is Standing.POSTED else None
    brief = briefs.compose(items, shown=shown, knowing=knowledge.load())
    relevance = max(before.relevance, growth.relevance)
    weight = importance(brief, relevance, items=items, beats=ready(rules.beats) if rules.beats else None)
    said = tolls.said(items, knowing=knowledge.load())
    judgement = policy.judge(items, relevance, fresh=growth.fresh, rules=rules.policy, brief=brief, figures=said)
    if known is None or (standing in _UNDECIDED and not isinstance(judgement, policy.Keep)):
        standing = policy.standing(judgement, weight, load, rules.policy)
    after = Story(
        id=before.id,
        public_id=before.public_id,
        headline=brief.headline,
        standing=standing,
        revision=known.revision + 1 if known else 1,
        importance=weight,
        relevance=relevance,
        opened_at=before.opened_at,
        updated_at=now,
        brief=brief,
        notes=known.notes if known else (),
    )
    return _Seen(before, after, judgement, said, items)


async def _waits(uow: UnitOfWork, seen: _Seen, *, rules: DeskRules, now: datetime) -> bool:
    """Whether a story that readers have must stay as it is until the desk has decided; it is asked here."""
    before = seen.before
    if isinstance(before, BareStory) or before.standing not in _SHOWN:
        return False
    return await wait_for_desk(uow, before, seen.after.brief, desk=rules.desk, now=now)


def _comes_out(seen: _Seen) -> bool:
    """Whether the look lets a story out that was not."""
    was_out = isinstance(seen.before, Story) and seen.before.standing is Standing.POSTED
    return seen.after.standing is Standing.POSTED and not was_out


def _intent(seen: _Seen, now: datetime) -> StoryIntent:
    story = seen.after
    return StoryIntent(
        story.id, story.revision - 1, story.brief, story.standing, story.importance, story.relevance, now
    )


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
            await uow.outbox.rewrite(waiting.id, _told_as(story, news), revision=story.revision)
        case outbox.Answer(not_before) if news.pressing or not_before <= now:
            await _answer(uow, story, news, not_before=not_before, now=now)


async def _answer(
    uow: UnitOfWork, story: Story, news: policy.Development, *, not_before: datetime, now: datetime
) -> None:
    if channels := await uow.arrivals.addressed(story.id):
        kind, payload = PostKind.DEVELOPMENT, _told_as(story, news)
        await uow.outbox.add(NewPost(kind, payload, tuple(channels), now, not_before, story.id, story.revision))


def _told_as(story: Story, news: policy.Development) -> Payload:
    """A development's payload: of the excerpts, those of the outlets that make it one."""
    excerpts = tuple(piece for piece in story.brief.excerpts if piece.outlet in news.outlets)
    return Payload(brief=replace(story.brief, excerpts=excerpts), public_id=story.public_id, change=news.words)
