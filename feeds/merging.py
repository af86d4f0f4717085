"""Use case: one story goes into another, for they are one.

::

    items re-pointed | growth and corrections passed on | case closed | what waits taken back | its post edited, once

all in the transaction of whoever found it out. The story that goes on is noted as grown, so that ``looks`` composes it
anew and its post follows. The other one is shown to nobody any more; its id, and the links of what is out, lead to the
one that goes on. Its post says so, in every channel and with every reader who got it, and stays as it is from then on.
Readers get an edit and no message: that two reports are of one event is nothing that they must be rung for.
"""

from collections.abc import Sequence
from datetime import datetime

from feeds import stories
from feeds.core.cluster import OpenStories
from feeds.core.merging import AnyStory, succession
from feeds.model import AuditEntry, CaseState, Growth, Standing, Story, StoryId
from feeds.ports import UnitOfWork

#: Who is named in the log where no person did it.
POLICY = "policy"
#: Name of the switch that changes whenever a person makes stories one, or keeps them apart: whoever remembers open
#: stories looks again.
REGROUPED = "regrouped"
#: What has not been told to anybody yet, and was fit to be.
_AWAITED = frozenset({Standing.WAITING, Standing.HELD})


async def unite(
    uow: UnitOfWork, one: StoryId, other: StoryId, *, by: str = POLICY, now: datetime
) -> tuple[StoryId, StoryId] | None:
    """Make two stories one; the one that goes on, and the one that went into it. None where either has gone into
    another meanwhile, or was withdrawn or rejected by a person; or where a person keeps them apart and none says
    otherwise: memory forgets that of stories that are closed, and their reports may be reworded later.
    """
    found = await uow.stories.find([one, other])
    if one == other or len(found) < 2:
        return None
    if by == POLICY and (min(one, other), max(one, other)) in await uow.stories.apart():
        return None
    items = await uow.items.of_stories([one, other])
    heirs = succession(found[one], found[other], {story_id: len(items.get(story_id, ())) for story_id in found})
    if heirs is None:
        return None
    into, gone = heirs
    await uow.stories.merge(into.id, gone.id)
    await _pass_growth_on(uow, into, gone)
    if isinstance(gone, Story):
        await _see_off(uow, into, gone, by=by, now=now)
    return into.id, gone.id


async def unite_twins(uow: UnitOfWork, memory: OpenStories, doubted: Sequence[StoryId], *, now: datetime) -> None:
    """Let stories become one with those that turn out to be the same event, in the store and in memory.

    A story that opened just now need not be doubted: its item was compared with all others, by a lower threshold.
    """
    for story_id in dict.fromkeys(doubted):
        going_on = story_id
        while twin := memory.twin(going_on):
            if heirs := await unite(uow, going_on, twin, now=now):
                memory.merge(*heirs)
                going_on = heirs[0]
            else:  # a person decided on one of them: not asked again before the next start
                memory.keep_apart(going_on, twin)


async def follow(uow: UnitOfWork, memory: OpenStories) -> None:
    """Let a memory of open stories know which are one by now, which a person keeps apart, and what he took out of one
    for another; a split leaves two stories that are kept apart, so that only theirs need be looked at.
    """
    for gone, into in (await uow.stories.merged()).items():
        memory.merge(into, gone)
    pairs = await uow.stories.apart()
    for one, other in pairs:
        memory.keep_apart(one, other)
    for item_id, story_id in (await uow.stories.membership({story for pair in pairs for story in pair})).items():
        memory.move(item_id, story_id)


async def _pass_growth_on(uow: UnitOfWork, into: AnyStory, gone: AnyStory) -> None:
    """Note that the one has grown by all that the other was, and by what came to that one since it was looked at."""
    noted = await uow.growths.after(gone.id - 1, limit=1)
    came = noted[0] if noted and noted[0].story_id == gone.id else None
    fresh = (came is not None and came.fresh) or (isinstance(gone, Story) and gone.standing in _AWAITED)
    relevance = max(gone.relevance, came.relevance if came else 0.0)
    await uow.growths.add([Growth(into.id, relevance, fresh)])
    await uow.growths.forget([gone.id])


async def _see_off(uow: UnitOfWork, into: AnyStory, gone: Story, *, by: str, now: datetime) -> None:
    """Let what is out of a story say where it goes on, and nothing that waits come out."""
    for note in gone.notes:
        await uow.stories.add_note(into.id, note)
    if case := await uow.cases.open_for(gone.id):
        await uow.cases.decide(case.id, CaseState.APPROVED, by=by, at=now)
    await uow.outbox.take_back(gone.id, at=now, but_notes=True)
    ended = await stories.touch(uow, gone, at=now, standing=Standing.ARCHIVED)
    await stories.edit(uow, ended, change=None, not_before=now, now=now, to_holders=True)
    await uow.log.add(AuditEntry(now, by, "merge", gone.public_id, {"into": into.public_id}))
