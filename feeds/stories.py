"""Use cases about stories: post, edit, ask the desk, choose at the first start, round up. ``looks`` decides on them.

All work inside a unit of work that the caller opens and commits; none waits for anything but the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.core import brief as briefs
from feeds.core import outbox, policy
from feeds.core.doubts import Said, contradictions
from feeds.core.policy import PolicyRules, Review
from feeds.core.routing import beats_of, route
from feeds.core.says import says
from feeds.core.tolls import told
from feeds.model import (
    HARM,
    Beat,
    Brief,
    Case,
    Channel,
    Ground,
    Line,
    NewPost,
    Payload,
    PostBrief,
    PostKind,
    Reason,
    Standing,
    Story,
    StoryIntent,
    Target,
    TargetKind,
)
from feeds.ports import UnitOfWork

#: How many stories the very first start may post.
FIRST_CHOICE = 5
#: Lines in one round-up; the rest waits for the next.
ROUNDUP_LINES = 20
#: Name and values of the switch that remembers the very first start.
FIRST_START, OPEN, CLOSED = "first_start", "open", "closed"
_DOUBTS = frozenset({Reason.UNCONFIRMED, Reason.DISPUTED})


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Where posts go and when."""

    channels: tuple[Channel, ...] = ()
    beats: tuple[Beat, ...] = ()
    desk: Target | None = None
    policy: PolicyRules = field(default_factory=PolicyRules)
    edit_after: timedelta = timedelta(minutes=2)
    develop_after: timedelta = timedelta(minutes=10)  #: from a story's post to its first development
    develop_every: timedelta = timedelta(minutes=30)  #: from one development of a story to the next
    maps: bool = False  #: posts without a picture show a map of the story's town

    @property
    def targets(self) -> tuple[Target, ...]:
        """All channels."""
        return tuple(channel.target for channel in self.channels)


async def touch(uow: UnitOfWork, story: Story, *, at: datetime, standing: Standing | None = None) -> Story:
    """Record a revision that says what the one before it said: something else about the story changed."""
    standing = standing or story.standing
    intent = StoryIntent(story.id, story.revision, story.brief, standing, story.importance, story.relevance, at)
    return await uow.stories.record(intent)


async def enact(uow: UnitOfWork, story: Story, judgement: policy.Judgement, *, rules: DeskRules, now: datetime) -> None:
    """Let a post or a case follow what was decided on a story that is not out."""
    if story.standing is Standing.POSTED:
        await post(uow, story, rules=rules, now=now)
    elif isinstance(judgement, policy.Hold):
        await open_case(uow, story, judgement.reasons, desk=rules.desk, now=now, grounds=judgement.grounds)


async def post(uow: UnitOfWork, story: Story, *, rules: DeskRules, now: datetime) -> None:
    """Put a story's first post into the outbox, for the channels, and for the subscribers who have chosen no beats, or
    one of the story's. Twice is once.
    """
    new = NewPost(
        kind=PostKind.NEW,
        payload=says(story, silent=policy.is_silent(story.importance, rules.policy)),
        targets=route(story.brief, rules.channels, rules.beats),
        at=now,
        not_before=now,
        story_id=story.id,
        revision=story.revision,
        to_subscribers=True,
        beats=beats_of(story.brief, rules.beats),
    )
    await uow.outbox.add(new)


async def open_case(
    uow: UnitOfWork,
    story: Story,
    reasons: tuple[Reason, ...],
    *,
    desk: Target | None,
    now: datetime,
    text: str | None = None,
    grounds: tuple[Ground, ...] = (),
) -> None:
    """Let the desk decide on a story, unless it is asked already; ``text`` says more than the reasons do."""
    case_id = await uow.cases.open(story.id, reasons, at=now, grounds=grounds)
    if case_id is None or desk is None:
        return
    payload = replace(says(story), case_id=case_id, reasons=reasons, text=text, grounds=grounds)
    await uow.outbox.add(NewPost(PostKind.CASE, payload, (desk,), at=now, not_before=now, key=f"case:{case_id}"))


async def amend_case(
    uow: UnitOfWork, story: Story, judgement: policy.Hold, *, desk: Target | None, now: datetime
) -> None:
    """Show the desk a new card where a held story has come to hold harmful words, or tolls that one speaker alone gives
    or that cannot both be right, of which its open card does not tell: whoever approves it lets them out.
    """
    case = await uow.cases.open_for(story.id)
    harmful = {ground for ground in judgement.grounds if ground.reason in HARM}
    if case is None:
        return
    doubted = _DOUBTS.intersection(judgement.reasons).difference(case.reasons)
    if harmful.issubset(case.grounds) and not doubted:
        return
    await ask_again(uow, story, replace(case, reasons=judgement.reasons, grounds=judgement.grounds), desk=desk, now=now)


async def ask_again(uow: UnitOfWork, story: Story, case: Case, *, desk: Target | None, now: datetime) -> None:
    """Show the desk a new card of an open case, whose story says something else by now; who voted must vote again."""
    await uow.cases.amend(case.id, case.reasons, case.grounds)
    if desk is not None:
        payload = replace(says(story), case_id=case.id, reasons=case.reasons, grounds=case.grounds)
        key = f"case:{case.id}:{story.revision}"
        await uow.outbox.add(NewPost(PostKind.CASE, payload, (desk,), at=now, not_before=now, key=key))


async def wait_for_desk(uow: UnitOfWork, story: Story, brief: Brief, *, desk: Target | None, now: datetime) -> bool:
    """Whether a story that readers see must stay as it is, because what it would say now may do harm and the desk has
    not approved it; the desk is asked, once.
    """
    if not policy.harms(brief):
        return False
    grown = policy.new_harm(story.brief, brief, await uow.cases.of_story(story.id))
    if grown.ask:
        reasons = tuple(dict.fromkeys(ground.reason for ground in grown.ask))
        await open_case(uow, story, reasons, desk=desk, now=now, grounds=grown.ask)
    return grown.harmful


async def ask_of_conflict(
    uow: UnitOfWork, before: Story, story: Story, tolls: Sequence[Said], *, rules: DeskRules, now: datetime
) -> None:
    """Ask the desk where a later report contradicts the toll that a post tells of; of the same words once."""
    if rules.policy.review is Review.AUTO:
        return
    found = contradictions(told(before.brief), tolls, floor=rules.policy.toll_floor)
    if found:
        asked = {ground for case in await uow.cases.of_story(story.id) for ground in case.grounds}
        if new := tuple(ground for ground in found if ground not in asked):
            await open_case(uow, story, (Reason.CONFLICT,), desk=rules.desk, now=now, grounds=new)


async def follow(
    uow: UnitOfWork, story: Story, posts: Sequence[PostBrief], *, rules: DeskRules, now: datetime, at_once: bool = False
) -> None:
    """Let the post say what the story says, in every channel that has it, where a reader of what is out would see a
    difference; ``at_once`` where the difference is a correction.
    """
    shown = [post.payload.brief for post in posts if post.kind is not PostKind.DEVELOPMENT and not post.untouched]
    what = briefs.change(shown[-1], story.brief) if shown and shown[-1] else None
    match outbox.plan_revision(posts, now=now, edit_after=timedelta(0) if at_once else rules.edit_after):
        case outbox.Rewrite(untouched):
            sooner = now if at_once and untouched.kind is PostKind.EDIT else None
            silent = policy.is_silent(story.importance, rules.policy)
            payload = says(story, change=what, silent=silent)
            await uow.outbox.rewrite(untouched.id, payload, revision=story.revision, not_before=sooner)
        case outbox.Edit(not_before) if what or at_once:
            await edit(uow, story, change=what, not_before=not_before, now=now)


async def edit(
    uow: UnitOfWork, story: Story, *, change: str | None, not_before: datetime, now: datetime, to_holders: bool = False
) -> None:
    """Write over a story's post in the channels that it went to, whatever the settings name today; ``to_holders``: and
    with every reader who got it.
    """
    channels = await uow.arrivals.addressed(story.id)
    if channels or (to_holders and await uow.arrivals.holders(story.id)):
        payload, targets = says(story, change=change), tuple(channels)
        written = NewPost(PostKind.EDIT, payload, targets, now, not_before, story.id, story.revision)
        await uow.outbox.add(replace(written, to_holders=to_holders))


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
    if not await list_stories(uow, stories, key=f"roundup:{now:%Y-%m-%dT%H}", rules=rules, now=now):
        return 0
    await uow.stories.set_standing([story.id for story in stories], Standing.LISTED)
    return len(stories)


async def list_stories(uow: UnitOfWork, stories: Sequence[Story], *, key: str, rules: DeskRules, now: datetime) -> bool:
    """Put a round-up of stories into the outbox, for every subscriber and for the channels, for each with the stories
    that go there; False where it is there.
    """
    entries = [_entry(story, rules) for story in stories]
    everything = tuple(entries)  # readers who chose no beat get them all; so does every channel that takes everything
    there = {everything: list[Target]()}
    for target in rules.targets:
        there.setdefault(tuple(entry for entry in entries if target in entry.targets), []).append(target)
    first = _roundup(everything, tuple(there.pop(everything)), key, rules, now)
    if await uow.outbox.add(replace(first, to_subscribers=True, beats=frozenset())) is None:
        return False
    for number, (few, targets) in enumerate(there.items()):
        if few:
            await uow.outbox.add(_roundup(few, tuple(targets), f"{key}:{number}", rules, now))
    await _list_for_choosers(uow, entries, key=key, rules=rules, now=now)
    return True


@dataclass(frozen=True, slots=True)
class _Entry:
    """A story in a round-up, and where it goes."""

    line: Line
    importance: float
    targets: tuple[Target, ...]
    beats: frozenset[str]


async def _list_for_choosers(
    uow: UnitOfWork, entries: Sequence[_Entry], *, key: str, rules: DeskRules, now: datetime
) -> None:
    """Readers who have chosen beats get the lines of these: a post for each selection of lines that somebody gets."""
    selections: dict[tuple[_Entry, ...], list[Target]] = {}
    covered = frozenset[str]().union(*(entry.beats for entry in entries))
    for chosen, readers in (await uow.readers.choices(covered)).items():
        few = tuple(entry for entry in entries if entry.beats & chosen)
        selections.setdefault(few, []).extend(Target(TargetKind.READER, str(reader)) for reader in readers)
    for number, (few, targets) in enumerate(selections.items()):
        await uow.outbox.add(_roundup(few, tuple(targets), f"{key}:readers:{number}", rules, now))


def _roundup(
    entries: Sequence[_Entry], targets: tuple[Target, ...], key: str, rules: DeskRules, now: datetime
) -> NewPost:
    silent = policy.is_silent(max(entry.importance for entry in entries), rules.policy)
    payload = Payload(lines=tuple(entry.line for entry in entries), silent=silent)
    return NewPost(PostKind.ROUNDUP, payload, targets, now, now, key=key)


def _entry(story: Story, rules: DeskRules) -> _Entry:
    targets, beats = route(story.brief, rules.channels, rules.beats), beats_of(story.brief, rules.beats)
    return _Entry(_line(story), story.importance, targets, beats)


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
