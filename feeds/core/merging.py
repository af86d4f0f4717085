"""Two stories that turn out to be one: which of them goes on. ``docs/clustering.md`` tells how they are found."""

from collections.abc import Mapping

from feeds.model import BareStory, Standing, Story, StoryId

#: What a person decided must not be undone by what a program finds.
_DECIDED = frozenset({Standing.RETRACTED, Standing.REJECTED})

AnyStory = Story | BareStory


def succession(one: AnyStory, other: AnyStory, reports: Mapping[StoryId, int]) -> tuple[AnyStory, AnyStory] | None:
    """The story that goes on, and the one that goes into it; None where a person withdrew or rejected one of them.

    What readers have as a post goes on; of two such posts the older, which more have seen. Then what a round-up named,
    and what has been looked at; of equals the one with more reports, then the older.
    """
    if any(isinstance(story, Story) and story.standing in _DECIDED for story in (one, other)):
        return None
    into, gone = sorted((one, other), key=lambda story: _rank(story, reports[story.id]), reverse=True)
    return into, gone


def _rank(story: AnyStory, reports: int) -> tuple[int, int, int]:
    if isinstance(story, BareStory):
        return 0, reports, -story.id
    match story.standing:
        case Standing.POSTED:
            return 3, 0, -story.id
        case Standing.LISTED:
            return 2, reports, -story.id
        case _:
            return 1, reports, -story.id
