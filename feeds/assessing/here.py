"""Assessing stories in the process that asks: for tools and tests, which wait for nobody."""

from collections.abc import Sequence
from dataclasses import replace

from feeds.core.assess import Assessment, Grown, Standards, assess
from feeds.mapping import with_map
from feeds.models import knowledge


async def assess_here(stories: Sequence[Grown], by: Standards) -> list[Assessment]:
    """One assessment a story, in their order."""
    return [assess_one(story, by) for story in stories]


def assess_one(story: Grown, by: Standards) -> Assessment:
    """Assess a story by what the package ships; its brief has a map where one is wanted and may be."""
    knowing = knowledge.load()
    found = assess(story, by, knowing)
    return replace(found, brief=with_map(found.brief, story.items, knowing)) if by.maps else found
