"""Assessing stories in the process that asks: for tools and tests, which wait for nobody."""

from collections.abc import Sequence

from feeds.core.assess import Assessment, Grown, Standards, assess
from feeds.models import knowledge


async def assess_here(stories: Sequence[Grown], by: Standards) -> list[Assessment]:
    """One assessment a story, in their order."""
    knowing = knowledge.load()
    return [assess(story, by, knowing) for story in stories]
