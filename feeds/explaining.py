"""Use case of the desk: why a story stands where it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.core import importance, policy
from feeds.core.beats import ready
from feeds.core.relevance import Relevance, WordModel, relevance
from feeds.model import Beat, Case, Ground, PostKind, Story, Vote
from feeds.ports import Store


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that decided about a story. The story's own values are as they were recorded; grounds are looked for anew."""

    story: Story
    parts: tuple[importance.Part, ...]
    words: Relevance  #: of its most relevant item, as it is today
    outlet: str | None  #: whose that item is; None where a story has no items any more
    harms: tuple[Ground, ...]  #: in what it says now
    case: Case | None  #: the newest
    votes: tuple[Vote, ...]  #: on that case
    posted_last_hour: int
    silent: bool | None = None  #: whether its post comes without a sound; None where it has none


async def explain(
    store: Store, public_id: str, *, words: WordModel, beats: tuple[Beat, ...] = (), now: datetime
) -> Explanation:
    """Why a story stands where it stands; raises ``NotFound``. Only reads."""
    async with store.reading() as uow:
        story = await uow.stories.by_public_id(public_id)
        items = await uow.items.of_story(story.id)
        case = await uow.cases.newest_for(story.id)
        votes = await uow.cases.votes(case.id) if case else []
        posted = await uow.outbox.count_new_since(now - timedelta(hours=1))
        posts = await uow.outbox.of_story(story.id)
    judged = [(relevance(source.item, words), source.outlet.name) for source in items]
    most, outlet = max(judged, key=lambda pair: pair[0].score, default=(Relevance(0.0), None))
    return Explanation(
        story,
        importance.explain(story.brief, story.relevance, items=items, beats=ready(beats) if beats else None),
        most,
        outlet,
        policy.harms(story.brief),
        case,
        tuple(votes),
        posted,
        next((post.payload.silent for post in posts if post.kind is PostKind.NEW), None),
    )
