"""Use cases of the desk: verdicts on cases, and stopping everything."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from feeds import arrival, corrections, merging, stories
from feeds.model import (
    HARM,
    AuditEntry,
    Case,
    CaseId,
    CaseState,
    DeliveryId,
    DeliveryState,
    Growth,
    Settlement,
    Standing,
    Story,
    StoryId,
    Vote,
)
from feeds.ports import Store, UnitOfWork
from feeds.stories import DeskRules

#: Name of the switch that holds the moment since when nothing is sent.
HALTED = "halted"
#: What readers are told of a story that was out and that a moderator rejected.
WITHDRAWN_BY_VERDICT = "The newsroom looked at it again, and took it back."


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict's effect."""

    made: bool  #: False where somebody had decided before, or others must approve as well
    case: Case
    story: Story
    votes: tuple[Vote, ...] = ()  #: the approvals so far, where more than one is needed
    counted: bool = True  #: False where this moderator had approved before

    @property
    def waits(self) -> bool:
        """Another moderator must approve as well."""
        return self.case.state is CaseState.OPEN


async def decide(  # noqa: PLR0913 - who presses, on which card, and who that is are three things
    store: Store,
    case_id: CaseId,
    verdict: CaseState,
    *,
    by: str,
    rules: DeskRules,
    now: datetime,
    card: int | None = None,
    voter: str | None = None,
) -> Decision:
    """Approve or reject a case; the first verdict counts. Raises ``NotFound``. ``card`` is the message that was
    pressed: whether or not its sending was answered, it is there.

    What may do harm is approved by two different moderators; one who rejects decides alone. ``voter`` tells who it is
    whatever he calls himself (``by``, where it is not given).
    """
    async with store.writing() as uow:
        if card is not None:
            await uow.arrivals.adopt_card(case_id, card, at=now)
        case = await uow.cases.get(case_id)
        counted, votes = True, tuple[Vote, ...]()
        if verdict is CaseState.APPROVED and case.state is CaseState.OPEN and case.needed > 1:
            counted, votes = await _vote(uow, case, Vote(voter or by, by, now))
        if len(votes) in range(1, case.needed):
            decision = Decision(made=False, case=case, story=await uow.stories.get(case.story_id), votes=votes)
            await uow.commit()
            return replace(decision, counted=counted)
        names = " and ".join(vote.by for vote in votes) or by
        made = await uow.cases.decide(case_id, verdict, by=names, at=now)
        case = await uow.cases.get(case_id)
        if made:
            await _carry_out(uow, case, by=by, rules=rules, now=now)
        decision = Decision(made, case, await uow.stories.get(case.story_id), votes)
        await uow.commit()
        return decision


async def _vote(uow: UnitOfWork, case: Case, vote: Vote) -> tuple[bool, tuple[Vote, ...]]:
    """Record an approval; whether it counts, and all so far. The log has each; the last is logged with the decision."""
    counted = await uow.cases.vote(case.id, vote)
    votes = tuple(await uow.cases.votes(case.id))
    if counted and len(votes) < case.needed:
        story = await uow.stories.get(case.story_id)
        detail = {"votes": f"{len(votes)} of {case.needed}"}
        await uow.log.add(AuditEntry(vote.at, vote.by, "approve", story.public_id, detail))
    return counted, votes


async def _carry_out(uow: UnitOfWork, case: Case, *, by: str, rules: DeskRules, now: datetime) -> None:
    """A story that is held is posted or rejected; one that is out stands as it is or is withdrawn, and what would have
    been added to it is left out, or added by the next look at it.
    """
    approved = case.state is CaseState.APPROVED
    story = await uow.stories.get(case.story_id)
    if story.standing is Standing.HELD:
        await uow.stories.set_standing([story.id], Standing.POSTED if approved else Standing.REJECTED)
        if approved:
            await stories.post(uow, await uow.stories.get(story.id), rules=rules, now=now)
    elif not HARM.isdisjoint(case.reasons):
        if approved:
            await uow.growths.add([Growth(story.id, story.relevance, fresh=False)])
    elif not approved and story.standing in corrections.PUBLIC:
        await corrections.withdraw(uow, story, WITHDRAWN_BY_VERDICT, by=by, now=now)
    await uow.log.add(AuditEntry(now, by, "approve" if approved else "reject", story.public_id))


async def settle_by_hand(store: Store, delivery_id: DeliveryId, *, arrived: bool, by: str, now: datetime) -> bool:
    """A moderator says whether an uncertain message is there; False where it is not uncertain any more."""
    async with store.writing() as uow:
        due = next((due for due in await uow.outbox.uncertain() if due.id == delivery_id), None)
        if due is None:
            return False
        state = DeliveryState.SENT if arrived else DeliveryState.READY
        await uow.outbox.settle(delivery_id, Settlement(state, now, not_before=now))
        if arrived:
            await arrival.arrived(uow, due, rest=False, now=now)
        done = "adopt" if arrived else "send again"
        await uow.log.add(AuditEntry(now, by, done, f"delivery {delivery_id}"))
        await uow.commit()
        return True


class Regroup(StrEnum):
    """What became of a person's word on two stories."""

    DONE = "done"
    ONE = "one"  #: they are one already
    DECIDED = "decided"  #: one of them was withdrawn or rejected


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A person's word on two stories, and what it did; of two that became one the first is the one that goes on."""

    done: Regroup
    one: Story
    other: Story


async def merge(store: Store, one: str, other: str, *, by: str, now: datetime) -> Regrouped:
    """Make two stories one, by their public ids. Their posts follow with what is taken in next. Raises ``NotFound``."""
    async with store.writing() as uow:
        first, second = await uow.stories.by_public_id(one), await uow.stories.by_public_id(other)
        if first.id == second.id:
            return Regrouped(Regroup.ONE, first, second)
        heirs = await merging.unite(uow, first.id, second.id, by=by, now=now)
        if heirs is None:
            return Regrouped(Regroup.DECIDED, first, second)
        into, gone = [await uow.stories.get(story_id) for story_id in heirs]
        await _say(uow, into, gone, now=now)
        await uow.commit()
        return Regrouped(Regroup.DONE, into, gone)


async def keep_apart(store: Store, one: str, other: str, *, by: str, now: datetime) -> Regrouped:
    """Let two stories never be made one, unless a person does it, by their public ids. Raises ``NotFound``."""
    async with store.writing() as uow:
        first, second = await uow.stories.by_public_id(one), await uow.stories.by_public_id(other)
        if first.id == second.id:
            return Regrouped(Regroup.ONE, first, second)
        await uow.stories.keep_apart(first.id, second.id)
        await uow.log.add(AuditEntry(now, by, "keep apart", first.public_id, {"from": second.public_id}))
        await _say(uow, first, second, now=now)
        await uow.commit()
        return Regrouped(Regroup.DONE, first, second)


async def _say(uow: UnitOfWork, one: Story, other: Story, *, now: datetime) -> None:
    """Let whoever remembers the open stories look again."""
    await uow.switches.set(merging.REGROUPED, f"{now.isoformat()} {one.public_id} {other.public_id}")


class Resume(StrEnum):
    """What to do with what waited while everything was halted."""

    SEND = "send"  #: each as it is
    ROUNDUP = "roundup"  #: all in one post
    DROP = "drop"  #: nothing of it


async def halted_since(store: Store) -> datetime | None:
    """Since when nothing is sent; None while sending is on."""
    async with store.reading() as uow:
        since = await uow.switches.get(HALTED)
    return datetime.fromisoformat(since) if since else None


async def halt(store: Store, *, by: str, now: datetime) -> bool:
    """Stop all sending to channels and subscribers at once, over restarts; False where it was stopped already."""
    async with store.writing() as uow:
        if await uow.switches.get(HALTED):
            return False
        await uow.switches.set(HALTED, now.isoformat())
        await uow.log.add(AuditEntry(now, by, "halt", "everything"))
        await uow.commit()
        return True


async def waiting(store: Store) -> int:
    """How many posts wait to be sent."""
    async with store.reading() as uow:
        return await uow.outbox.pending()


async def resume(store: Store, choice: Resume, *, by: str, rules: DeskRules, now: datetime) -> bool:
    """Send again, after doing with what waited as chosen; False where nothing was halted."""
    async with store.writing() as uow:
        if not await uow.switches.get(HALTED):
            return False
        if choice is not Resume.SEND:
            await _clear(uow, roundup=choice is Resume.ROUNDUP, rules=rules, now=now)
        await uow.switches.set(HALTED, None)
        await uow.log.add(AuditEntry(now, by, "resume", "everything", {"waiting": choice}))
        await uow.commit()
        return True


async def _clear(uow: UnitOfWork, *, roundup: bool, rules: DeskRules, now: datetime) -> None:
    """Take back what waits. Stories of which nothing is out are kept: in one round-up where that was chosen, the rest
    of a long list in the next one.
    """
    dropped = await uow.outbox.drop_pending(at=now)
    unseen = [await uow.stories.get(story_id) for story_id in dropped if not await _is_out(uow, story_id)]
    taken_back = [story for story in unseen if story.merged_into is None]
    listed, rest = taken_back[: stories.ROUNDUP_LINES], taken_back[stories.ROUNDUP_LINES :]
    await uow.stories.set_standing([story.id for story in listed], Standing.LISTED if roundup else Standing.ARCHIVED)
    await uow.stories.set_standing([story.id for story in rest], Standing.WAITING if roundup else Standing.ARCHIVED)
    if roundup and listed:
        await stories.list_stories(uow, listed, key=f"resume:{now.isoformat()}", rules=rules, now=now)


async def _is_out(uow: UnitOfWork, story_id: StoryId) -> bool:
    """Whether a story's post has arrived somewhere, or may have."""
    posts = await uow.outbox.of_story(story_id)
    return bool(await uow.outbox.receipts(story_id)) or not all(post.done for post in posts)
