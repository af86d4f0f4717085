"""What a story comes to by its items alone: its brief, what it matters, and what policy says of it.

All that takes long in the look at a story, and nothing that depends on what else goes on: so it can be done in another
process while the store is free for others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.core import tolls
from feeds.core.beats import ready
from feeds.core.brief import compose
from feeds.core.doubts import Said
from feeds.core.importance import importance
from feeds.core.knowledge import Knowledge
from feeds.core.policy import Judgement, PolicyRules, judge
from feeds.model import Beat, Brief, StoryItem


@dataclass(frozen=True, slots=True)
class Grown:
    """A story to assess: all its items (at least one), its relevance (0 to 1), and whether what came is news."""

    items: Sequence[StoryItem]
    relevance: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a story comes to."""

    brief: Brief
    importance: float
    judgement: Judgement
    tolls: tuple[Said, ...] = ()  #: what its reports count of killed and wounded, uncut


@dataclass(frozen=True, slots=True)
class Standards:
    """What stories are assessed by."""

    policy: PolicyRules
    beats: tuple[Beat, ...]
    maps: bool = False  #: posts without a picture may show one of ours


def assess(story: Grown, by: Standards, knowing: Knowledge) -> Assessment:
    """Assess a story; ``knowing`` is what briefs know besides the items."""
    brief = compose(story.items, knowing=knowing)
    beats = ready(by.beats) if by.beats else None
    weight = importance(brief, story.relevance, items=story.items, beats=beats)
    said = tuple(tolls.said(story.items, knowing=knowing))
    judgement = judge(story.items, story.relevance, fresh=story.fresh, rules=by.policy, brief=brief, figures=said)
    return Assessment(brief, weight, judgement, said)
