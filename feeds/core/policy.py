"""Publish, hold or leave: what becomes of a story, and why.

``judge`` looks at the story alone; ``standing`` at what the channel can bear now. Both are pure: the same values, the
same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model import Affiliation, Reason, Standing, StoryItem, Trust


class Review(StrEnum):
    """Which stories a moderator sees before readers do."""

    AUTO = "auto"  #: none: what policy would hold is published
    POLICY = "policy"  #: those that policy holds
    ALL = "all"  #: every one


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """What a deployment has decided."""

    review: Review = Review.POLICY
    fresh: timedelta = timedelta(hours=6)  #: older entries are stored, not posted
    posts_per_hour: int = 10
    relevant: float = 0.5  #: from this relevance on an item is about armed conflict
    unsure: float = 0.45  #: from here to ``relevant`` the desk decides; below it an item opens no story
    breaking: float = 0.85  #: from this importance on a story ignores the hourly cap


@dataclass(frozen=True, slots=True)
class Publish:
    """Fit for the channel."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A moderator must decide."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """For /latest and /search only: too old for the channel."""


Judgement = Publish | Hold | Keep


def judge(items: Sequence[StoryItem], relevance: float, *, fresh: bool, rules: PolicyRules) -> Judgement:
    """What should become of a story that is neither posted nor decided on yet."""
    if not fresh:
        return Keep()
    reasons = tuple(reason for reason, holds in _reasons(items, relevance, rules) if holds)
    if rules.review is Review.AUTO:
        return Publish() if relevance >= rules.relevant else Keep()
    return Hold(reasons) if reasons else Publish()


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
class Channel:
    """What the channel can bear."""

    posted_last_hour: int
    first_start: bool = False  #: the very first start has not chosen its few yet


def standing(judgement: Judgement, importance: float, channel: Channel, rules: PolicyRules) -> Standing:
    """How a judgement turns out now: a fit story waits while the channel is full or the first choice is open."""
    match judgement:
        case Hold():
            return Standing.HELD
        case Keep():
            return Standing.ARCHIVED
        case Publish():
            full = channel.posted_last_hour >= rules.posts_per_hour and importance < rules.breaking
            return Standing.WAITING if channel.first_start or full else Standing.POSTED
