"""Use case of the desk: part of a story's reports are of another event, and become a story of their own.

::

    items re-pointed | the two kept apart | the rest told anew, its post edited, its readers told | both looked at again

all in one transaction. Whoever remembers open stories follows (``merging.follow``), and no program makes the two one
again. What was shown is put right at once; what becomes of the new story policy decides, as of any other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from feeds import corrections, merging, stories
from feeds.core import brief as briefs
from feeds.core import policy, splitting
from feeds.core.relevance import WordModel, relevance
from feeds.model import (
    AuditEntry,
    Growth,
    ItemId,
    Note,
    NoteKind,
    Opening,
    PostKind,
    Standing,
    Story,
    StoryId,
    StoryIntent,
    StoryItem,
)
from feeds.models import knowledge
from feeds.ports import Store, UnitOfWork
from feeds.stories import DeskRules

#: What a person decided is not undone by taking it apart.
_DECIDED = frozenset({Standing.RETRACTED, Standing.REJECTED})
#: Readers have it, in a channel or a round-up.
_SHOWN = frozenset({Standing.POSTED, Standing.LISTED})
#: Readers find it, and the look judges it anew.
_FOUND = frozenset({Standing.WAITING, Standing.ARCHIVED})


class Parting(StrEnum):
    """What became of a person's word on a story's reports."""

    DONE = "done"
    BEFORE = "before"  #: these very reports are in a story of their own already
    NONE = "none"  #: nothing was chosen
    ALL = "all"  #: nothing would be left
    ELSEWHERE = "elsewhere"  #: a report is not, or no longer, in this story
    DECIDED = "decided"  #: the story was withdrawn or rejected
    GONE = "gone"  #: the story went into another


@dataclass(frozen=True, slots=True)
class Parted:
    """A person's word on a story's reports, and what it did."""

    done: Parting
    story: Story
    own_id: str | None = None  #: public id of the story that has the reports
    taken: int = 0  #: reports
    told: int = 0  #: channels and readers that had the story's post


@dataclass(frozen=True, slots=True)
class Listing:
    """A story and its reports, in the order in which they are numbered."""

    story: Story
    items: tuple[StoryItem, ...]
    led: bool = False  #: it was asked for by the id of a story that went into it

    @property
    def ids(self) -> list[ItemId]:
        """The row numbers of the reports."""
        return [source.id for source in self.items]


@dataclass(frozen=True, slots=True)
class Judging:
    """What decides: the desk's rules, and what is known of words."""

    rules: DeskRules
    words: WordModel


async def listing(store: Store, which: StoryId | str) -> Listing:
    """A story's reports, by its number or its public id; raises ``NotFound``."""
    async with store.reading() as uow:
        story = await (uow.stories.by_public_id(which) if isinstance(which, str) else uow.stories.get(which))
        items = tuple(await uow.items.of_story(story.id))[: splitting.MOST]
        gone = {one.public_id for one in await uow.stories.went_into(story.id)}
        return Listing(story, items, isinstance(which, str) and which.upper() in gone)


async def split(
    store: Store, story_id: StoryId, chosen: Collection[ItemId], *, by: str, judging: Judging, now: datetime
) -> Parted:
    """Give reports of a story to a story of their own. Twice is once. Raises ``NotFound``."""
    async with store.writing() as uow:
        story = await uow.stories.get(story_id)
        items = await uow.items.of_story(story_id)
        refused = await _refused(uow, story, items, frozenset(chosen))
        if refused is not None:
            return refused
        done = await _part(uow, story, items, frozenset(chosen), judging=judging, now=now)
        detail = {"into": done.own_id or "", "reports": str(done.taken)}
        await uow.log.add(AuditEntry(now, by, "split", story.public_id, detail))
        await uow.switches.set(merging.REGROUPED, f"{now.isoformat()} {story.public_id} {done.own_id}")
        await uow.commit()
        return done


async def _refused(
    uow: UnitOfWork, story: Story, items: Sequence[StoryItem], chosen: frozenset[ItemId]
) -> Parted | None:
    """Why nothing is to be done; None where all is well."""
    there = {source.id for source in items}
    if story.merged_into is not None:
        return Parted(Parting.GONE, story)
    if story.standing in _DECIDED:
        return Parted(Parting.DECIDED, story)
    if not chosen:
        return Parted(Parting.NONE, story)
    if not chosen <= there:
        own_id = await _split_before(uow, story, chosen)
        return Parted(Parting.BEFORE if own_id else Parting.ELSEWHERE, story, own_id)
    return Parted(Parting.ALL, story) if chosen == there else None


async def _split_before(uow: UnitOfWork, story: Story, chosen: frozenset[ItemId]) -> str | None:
    """The public id of the one story that has all of these reports and is kept apart from this one."""
    others = {other for pair in await uow.stories.apart() if story.id in pair for other in pair} - {story.id}
    members = await uow.stories.membership(others)
    held_by = {members.get(item_id) for item_id in chosen}
    only = next(iter(held_by))
    if len(held_by) > 1 or only is None:
        return None
    found = await uow.stories.find([only])
    return found[only].public_id if only in found else None


async def _part(
    uow: UnitOfWork,
    story: Story,
    items: Sequence[StoryItem],
    chosen: frozenset[ItemId],
    *,
    judging: Judging,
    now: datetime,
) -> Parted:
    taken = [source for source in items if source.id in chosen]
    left = [source for source in items if source.id not in chosen]
    own_id = await _open(uow, story, taken, judging=judging, now=now)
    await _lead_along(uow, story, own_id, chosen, now=now)
    own = (await uow.stories.find([own_id]))[own_id].public_id
    told = await _tell_the_rest(uow, story, left, _note(story, taken, left, own, now), judging=judging, now=now)
    return Parted(Parting.DONE, await uow.stories.get(story.id), own, len(taken), told)


async def _open(
    uow: UnitOfWork, story: Story, taken: Sequence[StoryItem], *, judging: Judging, now: datetime
) -> StoryId:
    """Open the story of the reports that are taken out; it is looked at as one that has grown by all of them."""
    score, fresh = _weighed(taken, judging, now)
    (own_id,) = await uow.stories.reserve(1)
    await uow.stories.open_bare([Opening(own_id, taken[0].item.title, score, now)])
    await uow.stories.split(story.id, [source.id for source in taken], into=own_id)
    await uow.stories.keep_apart(story.id, own_id)
    await uow.growths.add([Growth(own_id, score, fresh)])
    return own_id


async def _lead_along(
    uow: UnitOfWork, story: Story, own_id: StoryId, chosen: frozenset[ItemId], *, now: datetime
) -> None:
    """Let what went into the story, and all of whose reports are taken out of it, lead to where they are now; its post
    says so, also with the readers who got it.
    """
    for gone in await uow.stories.went_into(story.id):
        if splitting.rests_on(gone.brief, chosen):
            await uow.stories.lead(gone.id, into=own_id)
            led = await stories.touch(uow, gone, at=now)
            await stories.edit(uow, led, change=None, not_before=now, now=now, to_holders=True)


async def _tell_the_rest(
    uow: UnitOfWork, story: Story, left: Sequence[StoryItem], note: Note, *, judging: Judging, now: datetime
) -> int:
    """Let a story say what the reports say that are left, and correct what is out; how many have its post."""
    score, fresh = _weighed(left, judging, now)
    reach = await corrections.reach_of(uow, story)
    if reach.out:
        await uow.stories.add_note(story.id, note)
    rest = await _retell(uow, replace(story, relevance=score), left, rules=judging.rules, now=now)
    posts = await uow.outbox.of_story(story.id)
    await stories.follow(uow, rest, posts, rules=judging.rules, now=now, at_once=True)
    if reach.out:
        await corrections.tell(uow, rest, PostKind.CORRECTION, note, now=now)
    case = await uow.cases.open_for(story.id)
    if case and story.standing is Standing.HELD:
        await stories.ask_again(uow, rest, case, desk=judging.rules.desk, now=now)
    await uow.growths.add([Growth(story.id, score, fresh)])
    return reach.channels + reach.readers if reach.out else 0


async def _retell(
    uow: UnitOfWork, story: Story, left: Sequence[StoryItem], *, rules: DeskRules, now: datetime
) -> Story:
    """Record what is left of a story; where it comes to show what may do harm, not before the desk has approved it: of
    what waits or is only found, the look that follows asks the desk, and until then readers find what they found.
    """
    brief = briefs.compose(left, knowing=knowledge.load())
    if story.standing is Standing.POSTED:
        brief = briefs.with_picture_of(story.brief, brief)
    waits = story.standing in _FOUND and bool(policy.harms(brief))
    if story.standing in _SHOWN:
        waits = await stories.wait_for_desk(uow, story, brief, desk=rules.desk, now=now)
    if waits:
        brief = story.brief
    told = StoryIntent(story.id, story.revision, brief, story.standing, story.importance, story.relevance, now)
    return await uow.stories.record(told)


def _weighed(items: Sequence[StoryItem], judging: Judging, now: datetime) -> tuple[float, bool]:
    """How relevant a story of these reports is, and whether any of it is news."""
    fresh = judging.rules.policy.fresh
    return (
        max(relevance(source.item, judging.words).score for source in items),
        any(splitting.is_news(source, now=now, fresh=fresh) for source in items),
    )


def _note(story: Story, taken: Sequence[StoryItem], left: Sequence[StoryItem], own_id: str, now: datetime) -> Note:
    """What readers of the old post are told. It quotes nothing: whether the new story may be shown is not decided."""
    outlets = briefs.listed(list(dict.fromkeys(source.outlet.name for source in taken)))
    whose = "One report" if len(taken) == 1 else f"{len(taken)} reports"
    text = f"{whose} told here ({outlets}) of another event, which is judged as a story of its own, {own_id}."
    photo = " The photo is of that one." if splitting.shows(story.brief, taken, left) else ""
    return Note(NoteKind.CORRECTION, corrections.in_one_line(text + photo), now)
