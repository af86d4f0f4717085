"""Use cases about stories: open, refresh, post, choose at the first start, round up.

All work inside a unit of work that the caller opens and commits; none waits for anything but the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.core import brief as briefs
from feeds.core import outbox, policy
from feeds.core.importance import importance
from feeds.core.policy import PolicyRules
from feeds.model import (
    AuditEntry,
    CaseState,
    Line,
    NewPost,
    NewStory,
    Payload,
    PostKind,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
    Target,
)
from feeds.ports import UnitOfWork

#: How many stories the very first start may post.
FIRST_CHOICE = 5
#: Lines in one round-up; the rest waits for the next.
ROUNDUP_LINES = 20
#: Name and values of the switch that remembers the very first start.
FIRST_START, OPEN, CLOSED = "first_start", "open", "closed"


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Where posts go and when."""

    channels: tuple[Target, ...] = ()
    desk: Target | None = None
    policy: PolicyRules = field(default_factory=PolicyRules)
    edit_after: timedelta = timedelta(minutes=2)


async def open_story(
    uow: UnitOfWork, source: StoryItem, relevance: float, *, fresh: bool, rules: DeskRules, now: datetime
) -> Story:
    """Open a story with its first item and decide on it; the item must still be joined to it."""
    brief = briefs.compose([source])
    weight = importance(brief, relevance)
    judgement = policy.judge([source], relevance, fresh=fresh, rules=rules.policy)
    standing = policy.standing(judgement, weight, await _channel(uow, now), rules.policy)
    story = await uow.stories.open(NewStory(brief, standing, weight, relevance, now))
    await _enact(uow, story, judgement, rules=rules, now=now)
    return story


async def refresh(
    uow: UnitOfWork, story_id: StoryId, relevance: float, *, fresh: bool, rules: DeskRules, now: datetime
) -> Story:
    """Record what a story's items say now, and let its post follow; a story not yet out is judged anew."""
    story = await uow.stories.get(story_id)
    items = await uow.items.of_story(story_id)
    brief = briefs.compose(items)
    relevance = max(relevance, story.relevance)
    weight = importance(brief, relevance)
    judgement = policy.judge(items, relevance, fresh=fresh, rules=rules.policy)
    standing = story.standing
    if standing in {Standing.HELD, Standing.WAITING, Standing.ARCHIVED} and not isinstance(judgement, policy.Keep):
        standing = policy.standing(judgement, weight, await _channel(uow, now), rules.policy)
    intent = StoryIntent(story_id, story.revision, brief, standing, weight, relevance, now)
    revised = await uow.stories.record(intent)
    if standing is not story.standing:
        await _settle_case(uow, story, now=now)
        await _enact(uow, revised, judgement, rules=rules, now=now)
    elif standing is Standing.POSTED:
        await _follow(uow, revised, rules=rules, now=now)
    return revised


async def _enact(
    uow: UnitOfWork, story: Story, judgement: policy.Judgement, *, rules: DeskRules, now: datetime
) -> None:
    if story.standing is Standing.POSTED:
        await post(uow, story, rules=rules, now=now)
    elif isinstance(judgement, policy.Hold):
        await _open_case(uow, story, judgement, rules=rules, now=now)


async def _channel(uow: UnitOfWork, now: datetime) -> policy.Channel:
    return policy.Channel(
        posted_last_hour=await uow.outbox.count_new_since(now - timedelta(hours=1)),
        first_start=await uow.switches.get(FIRST_START) == OPEN,
    )


async def post(uow: UnitOfWork, story: Story, *, rules: DeskRules, now: datetime) -> None:
    """Put a story's first post into the outbox, for the channels and every subscriber. Twice is once."""
    new = NewPost(
        kind=PostKind.NEW,
        payload=Payload(brief=story.brief, public_id=story.public_id),
        targets=rules.channels,
        at=now,
        not_before=now,
        story_id=story.id,
        revision=story.revision,
        to_subscribers=True,
    )
    await uow.outbox.add(new)


async def _open_case(uow: UnitOfWork, story: Story, hold: policy.Hold, *, rules: DeskRules, now: datetime) -> None:
    case_id = await uow.cases.open(story.id, hold.reasons, at=now)
    if case_id is None or rules.desk is None:
        return
    payload = Payload(brief=story.brief, public_id=story.public_id, case_id=case_id, reasons=hold.reasons)
    card = NewPost(PostKind.CASE, payload, (rules.desk,), at=now, not_before=now, key=f"case:{case_id}")
    await uow.outbox.add(card)


async def _settle_case(uow: UnitOfWork, story: Story, *, now: datetime) -> None:
    """Close the case of a story that policy no longer holds."""
    case = await uow.cases.open_for(story.id)
    if case and await uow.cases.decide(case.id, CaseState.APPROVED, by="policy", at=now):
        await uow.log.add(AuditEntry(now, "policy", "approve", story.public_id, {"why": "no longer held"}))


async def _follow(uow: UnitOfWork, story: Story, *, rules: DeskRules, now: datetime) -> None:
    """Let the post say what the story says, where a reader of what is out would see a difference."""
    posts = await uow.outbox.of_story(story.id)
    plan = outbox.plan_revision(posts, now=now, edit_after=rules.edit_after)
    out = [post.payload.brief for post in posts if not post.untouched]
    what = briefs.change(out[-1], story.brief) if out and out[-1] else None
    payload = Payload(brief=story.brief, public_id=story.public_id, change=what)
    match plan:
        case outbox.Rewrite(untouched):
            await uow.outbox.rewrite(untouched.id, payload, revision=story.revision)
        case outbox.Edit(not_before) if what:
            edit = NewPost(PostKind.EDIT, payload, rules.channels, now, not_before, story.id, story.revision)
            await uow.outbox.add(edit)


async def choose_first(uow: UnitOfWork, *, rules: DeskRules, now: datetime) -> int:
    """End the very first start: post its most important stories, keep the others for /latest; how many were posted."""
    waiting = await uow.stories.waiting()
    chosen, rest = waiting[:FIRST_CHOICE], waiting[FIRST_CHOICE:]
    await uow.stories.set_standing([story.id for story in chosen], Standing.POSTED)
    await uow.stories.set_standing([story.id for story in rest], Standing.ARCHIVED)
    for story in chosen:
        await post(uow, story, rules=rules, now=now)
    await uow.switches.set(FIRST_START, CLOSED)
    return len(chosen)


async def round_up(uow: UnitOfWork, *, rules: DeskRules, now: datetime) -> int:
    """Put what the hourly cap kept back into one post, a line a story; how many lines it has."""
    if await uow.switches.get(FIRST_START) == OPEN:
        return 0
    stories = (await uow.stories.waiting())[:ROUNDUP_LINES]
    if not stories:
        return 0
    payload = Payload(lines=lines(stories))
    key = f"roundup:{now:%Y-%m-%dT%H}"
    new = NewPost(PostKind.ROUNDUP, payload, rules.channels, now, now, key=key, to_subscribers=True)
    if await uow.outbox.add(new) is None:
        return 0
    await uow.stories.set_standing([story.id for story in stories], Standing.LISTED)
    return len(stories)


def lines(stories: Sequence[Story]) -> tuple[Line, ...]:
    """A round-up's lines."""
    return tuple(_line(story) for story in stories)


def _line(story: Story) -> Line:
    source = next((line for line in story.brief.sources if line.outlet == story.brief.headline_outlet), None)
    return Line(
        story.id,
        story.public_id,
        story.headline,
        story.brief.headline_outlet,
        source.url if source else None,
        story.brief.outlets,
    )
