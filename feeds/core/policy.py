"""Publish, hold, leave or drop: what becomes of a story, and why; and what of its growth is news by itself.

``judge`` looks at the story alone; ``standing`` at what the channel can bear now; ``development`` at what readers were
told last. All are pure: the same values, the same answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.core import harm
from feeds.core.brief import compose, listed
from feeds.core.doubts import Said, disputed, unconfirmed
from feeds.model import (
    HARM,
    Affiliation,
    Brief,
    Case,
    CaseState,
    Ground,
    Reason,
    SourceLine,
    Standing,
    StoryItem,
    Trust,
)

#: Who decides, as the log names it, where no person did.
POLICY = "policy"


class Review(StrEnum):
    """Which stories a moderator sees before readers do."""

    AUTO = "auto"  #: none but what may do harm: what policy would hold for another reason is published
    POLICY = "policy"  #: those that policy holds
    ALL = "all"  #: every one


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """What a deployment has decided."""

    review: Review = Review.POLICY
    fresh: timedelta = timedelta(hours=6)  #: older entries are stored, not posted
    posts_per_hour: int = 10
    relevant: float = 0.5  #: from this relevance on an item is about armed conflict
    unsure: float = 0.35  #: from here to ``relevant`` the desk decides; below it an item opens no story
    breaking: float = 0.85  #: from this importance on a story ignores the hourly cap
    post: float = 0.2  #: from this importance on a story is worth a post of its own; below it waits for the round-up
    loud: float = 0.5  #: from this importance on a post makes phones ring; below it comes silently
    line: float = 0.15  #: from this importance on it is worth a line of the round-up; below it is only found
    toll_speakers: int = 2  #: so many speakers must give a toll of ``toll_floor`` or more
    toll_floor: int = 20  #: of dead; of wounded three times as many


@dataclass(frozen=True, slots=True)
class Publish:
    """Fit for the channel."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A moderator must decide."""

    reasons: tuple[Reason, ...]
    grounds: tuple[Ground, ...] = ()  #: the words that gave reasons, where words did


@dataclass(frozen=True, slots=True)
class Keep:
    """For /latest and /search only: too old for the channel."""


Judgement = Publish | Hold | Keep


def is_dropped(items: Sequence[StoryItem]) -> bool:
    """Whether nothing becomes of a story, for the law forbids to hand on what any of its outlets says: no reader and no
    moderator sees it, and nobody finds it, until another outlet reports it.
    """
    return all(source.outlet.blocked for source in items)


def judge(
    items: Sequence[StoryItem],
    relevance: float,
    *,
    fresh: bool,
    rules: PolicyRules,
    brief: Brief | None = None,
    figures: Sequence[Said] = (),
) -> Judgement:
    """What should become of a story that is neither posted nor decided on yet.

    ``brief`` is what would be posted of the items (composed from them where it is not given), ``figures`` the
    tolls that its reports give (``tolls.said``). What may do harm is held however old it is and whoever reviews:
    readers could find it.
    """
    harmful = harms(brief or compose(items))
    doubtful = _doubts(figures, rules)
    reviewed = fresh and rules.review is not Review.AUTO
    reasons = tuple(reason for reason, holds in _reasons(items, relevance, rules) if holds) if reviewed else ()
    grounds = (*doubtful, *harmful) if reviewed else harmful
    reasons = tuple(dict.fromkeys([*reasons, *(ground.reason for ground in grounds)]))
    if reasons:
        return Hold(reasons, grounds)
    sure = rules.review is not Review.AUTO or relevance >= rules.relevant
    return Publish() if fresh and sure else Keep()


def _doubts(figures: Sequence[Said], rules: PolicyRules) -> tuple[Ground, ...]:
    speakers, floor = rules.toll_speakers, rules.toll_floor
    alone = unconfirmed(figures, speakers=speakers, floor=floor)
    return (*alone, *disputed(figures, speakers=speakers, floor=floor))


def harms(brief: Brief) -> tuple[Ground, ...]:
    """What may do harm in the words that a brief shows."""
    shown = [(brief.headline_outlet, brief.headline), *((piece.outlet, piece.text) for piece in brief.excerpts)]
    found = [Ground(one.reason, text[one.start : one.end], outlet) for outlet, text in shown for one in harm.find(text)]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class NewHarm:
    """What may do harm in what a story that is out would say: ``ask`` the desk, or leave it out as it ``refused``."""

    ask: tuple[Ground, ...] = ()
    refused: tuple[Ground, ...] = ()

    @property
    def harmful(self) -> bool:
        """The post must stay as it is."""
        return bool(self.ask or self.refused)


def new_harm(before: Brief, after: Brief, cases: Sequence[Case]) -> NewHarm:
    """Compare what is out with what would be, by what moderators have decided in the story's cases."""
    known = _words(harms(before)) | _decided(cases, CaseState.APPROVED)
    refused = _decided(cases, CaseState.REJECTED)
    new = [ground for ground in harms(after) if (ground.reason, ground.words) not in known]
    return NewHarm(
        ask=tuple(ground for ground in new if (ground.reason, ground.words) not in refused),
        refused=tuple(ground for ground in new if (ground.reason, ground.words) in refused),
    )


def _decided(cases: Sequence[Case], state: CaseState) -> set[tuple[Reason, str]]:
    """Words on which people, not policy, decided so; whichever outlet carried them."""
    by_hand = [case for case in cases if case.state is state and case.decided_by != POLICY]
    return {words for case in by_hand for words in _words(case.grounds)}


def _words(grounds: Collection[Ground]) -> set[tuple[Reason, str]]:
    return {(ground.reason, ground.words) for ground in grounds if ground.reason in HARM}


def _reasons(items: Sequence[StoryItem], relevance: float, rules: PolicyRules) -> list[tuple[Reason, bool]]:
    outlets = [source.outlet for source in items]
    sides = {outlet.side or outlet.name for outlet in outlets if outlet.affiliation is Affiliation.PARTY}
    one_side = len(sides) == 1 and all(outlet.affiliation is Affiliation.PARTY for outlet in outlets)
    return [
        (Reason.REVIEW_ALL, rules.review is Review.ALL),
        (Reason.SINGLE_SIDE, one_side),
        (Reason.NEAR_THRESHOLD, relevance < rules.relevant),
        (Reason.LOW_TRUST, all(outlet.trust is Trust.LOW for outlet in outlets)),
    ]


def is_fresh(source: StoryItem, *, first_poll: bool, now: datetime, rules: PolicyRules) -> bool:
    """Whether an item is news. One without a date is news only where its feed had been read before it came."""
    if not source.item.dated:
        return not first_poll
    return now - source.item.published_at <= rules.fresh


@dataclass(frozen=True, slots=True)
class ChannelLoad:
    """What the channel can bear."""

    posted_last_hour: int
    first_start: bool = False  #: the very first start has not chosen its few yet


def standing(judgement: Judgement, importance: float, channel: ChannelLoad, rules: PolicyRules) -> Standing:
    """How a judgement turns out now: a fit story waits for the round-up while the channel is full, where it is not
    worth a post of its own, or while the first choice is open.
    """
    match judgement:
        case Hold():
            return Standing.HELD
        case Keep():
            return Standing.ARCHIVED
        case Publish():
            if importance < rules.line:
                return Standing.ARCHIVED
            full = channel.posted_last_hour >= rules.posts_per_hour and importance < rules.breaking
            minor = importance < rules.post
            return Standing.WAITING if channel.first_start or full or minor else Standing.POSTED


def is_silent(importance: float, rules: PolicyRules) -> bool:
    """Whether a post of this importance comes without a sound. What is breaking never does, wherever the bar is."""
    return importance < min(rules.loud, rules.breaking)


class Material(StrEnum):
    """Why the growth of a story is news by itself."""

    SIDE = "side"  #: a side speaks of which no official outlet had reported it
    WITNESS = "witness"  #: the first report of the UN or of an NGO
    INDEPENDENT = "independent"  #: the first outlet that belongs to no side, of what one side alone had reported
    WIDE = "wide"  #: three independent outlets or more, of what at most one had reported


@dataclass(frozen=True, slots=True)
class Development:
    """A material development: why, whose reports make it one, and what readers are told."""

    why: tuple[Material, ...]
    outlets: tuple[str, ...]
    words: str

    @property
    def pressing(self) -> bool:
        """Whether it is told as soon as may be. That more and more outlets take a story up is what one expects of any
        fresh one; it is worth a message only where a story had stood alone for a while.
        """
        return self.why != (Material.WIDE,)


#: From so many independent outlets on, what one had reported is known widely.
WIDE = 3


def development(before: Brief, after: Brief, *, doubtful: Collection[str] = ()) -> Development | None:
    """What is material in a story's growth since readers were last told of it in a message of its own; None where the
    edited post is enough.

    An editor sends a message again where it changes what the first one is worth to its reader: a side answers of
    which only the other, or nobody official, had spoken (it may deny, and what it says must be found as easily as what
    it answers); somebody who is no party, and was there or counts for himself, speaks; what only one side had said is
    reported by somebody of no side; what at most one independent outlet had reported is reported by several. One
    more outlet, a third state's, another headline or wording, and one who copies change nothing of that. Outlets of
    low trust (``doubtful``) settle nothing. Figures that rise or contradict each other are material too; they will be
    compared here once a brief holds them.
    """
    old, new = _heard(before, doubtful), _heard(after, doubtful)
    found = [*_sides(old, new), *_witness(old, new), *(_of_no_side(old, new) or _widely(before, old, after, new))]
    if not found:
        return None
    return Development(
        why=tuple(dict.fromkeys(why for one in found for why in one.why)),
        outlets=tuple(dict.fromkeys(name for one in found for name in one.outlets)),
        words="; ".join(one.words for one in found),
    )


def _heard(brief: Brief, doubtful: Collection[str]) -> list[SourceLine]:
    """The reports that count: not copied, and of an outlet that is trusted."""
    return [line for line in brief.sources if not line.copy and line.outlet not in doubtful]


def _side(line: SourceLine) -> str | None:
    """The side that an official outlet speaks for; None where it is no party's."""
    return (line.side or line.outlet) if line.affiliation is Affiliation.PARTY else None


def _sides(old: Sequence[SourceLine], new: Sequence[SourceLine]) -> list[Development]:
    spoke = {_side(line) for line in old}
    speakers: dict[str, list[SourceLine]] = {}
    for line in new:
        side = _side(line)
        if side is not None and side not in spoke:
            speakers.setdefault(side, []).append(line)
    return [_first(Material.SIDE, lines, _whose(lines[0])) for lines in speakers.values()]


def _whose(line: SourceLine) -> str:
    return f"{line.side}'s side" if line.side else "an official outlet"


def _witness(old: Sequence[SourceLine], new: Sequence[SourceLine]) -> list[Development]:
    came = [line for line in new if line.affiliation is Affiliation.UN_NGO]
    if not came or any(line.affiliation is Affiliation.UN_NGO for line in old):
        return []
    return [_first(Material.WITNESS, came, "the UN or an NGO")]


def _of_no_side(old: Sequence[SourceLine], new: Sequence[SourceLine]) -> list[Development]:
    sides = {_side(line) for line in old}
    came = [line for line in new if line.affiliation is Affiliation.INDEPENDENT]
    if not came or len(sides) != 1 or None in sides:
        return []
    return [_first(Material.INDEPENDENT, came, "an independent outlet")]


def _widely(before: Brief, old: Sequence[SourceLine], after: Brief, new: Sequence[SourceLine]) -> list[Development]:
    number = _independent(after, new)
    if _independent(before, old) > 1 or number < WIDE:
        return []
    return [Development((Material.WIDE,), (), f"now reported by {number} independent outlets")]


def _independent(brief: Brief, lines: Sequence[SourceLine]) -> int:
    """Outlets that belong to no side and no state, and did not copy; those of one owner count once."""
    free = sum(line.affiliation in {Affiliation.INDEPENDENT, Affiliation.UN_NGO} for line in lines)
    return min(free, brief.independent)


def _first(why: Material, lines: Sequence[SourceLine], whose: str) -> Development:
    names = tuple(line.outlet for line in lines)
    return Development((why,), names, f"first report from {whose}: {listed(names)}")
